"""What a file is, told by its content alone: its name and what the browser says of it are not asked."""

from enum import StrEnum
from typing import Final

HEAD: Final = 4 * 1024
TAIL: Final = 66 * 1024  # the directory of a zip archive stands at most this far from the end


class FileType(StrEnum):
    """What is taken."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return {"image/jpeg": "jpg", "application/pdf": "pdf"}.get(self.value, self.value.removeprefix("image/"))


class Refusal(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    HEIC = "heic"
    ARCHIVE = "archive"
    MARKUP = "markup"
    UNKNOWN = "unknown"
    MIXED = "mixed"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"


_TAKEN: Final = {b"\xff\xd8\xff": FileType.JPEG, b"\x89PNG\r\n\x1a\n": FileType.PNG, b"%PDF-": FileType.PDF}
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAGS: Final = (b"<!doctype", b"<html", b"<script", b"<svg", b"<body", b"<iframe", b"<img")
_END_OF_ZIP: Final = b"PK\x05\x06"
_END_OF_ZIP_BYTES: Final = 22


def recognise(head: bytes) -> FileType | Refusal:
    """Tell what begins like this: a type that is taken, or why it is not."""
    for magic, kind in _TAKEN.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileType.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return Refusal.HEIC
    if head.startswith((*_ARCHIVES, _OLD_OFFICE)):
        return Refusal.ARCHIVE
    return Refusal.MARKUP if _is_markup(head) else Refusal.UNKNOWN


def fault_of_pdf(head: bytes, tail: bytes) -> Refusal | None:
    """Tell whether what calls itself a PDF is cut off, or a web page or an archive at the same time."""
    rest = tail[tail.rfind(b"%%EOF") :]
    if _has_tags(head) or _has_tags(rest) or _ends_a_zip(tail):
        return Refusal.MIXED
    return None if b"%%EOF" in tail else Refusal.BROKEN


def _is_markup(head: bytes) -> bool:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    bare = head.replace(b"\0", b"").lstrip()  # UTF-16 writes a zero beside each letter of a tag
    return bare.startswith(b"<") or _has_tags(bare)


def _has_tags(data: bytes) -> bool:
    lower = data.lower()
    return any(tag in lower for tag in _TAGS)


def _ends_a_zip(tail: bytes) -> bool:
    """An archive ends with its directory and a comment, whose length the directory gives."""
    place = tail.rfind(_END_OF_ZIP)
    end = place + _END_OF_ZIP_BYTES
    return 0 <= place <= len(tail) - _END_OF_ZIP_BYTES and end + int.from_bytes(tail[end - 2 : end], "little") == len(
        tail
    )
