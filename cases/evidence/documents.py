"""PDF files written anew without who made them, when and with what; and without anything that acts by itself."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, IndirectObject, NameObject

_SIGNATURE: Final = b"/ByteRange"  # what is signed is said in clear, as the signer fills it in last
_TELLING: Final = ("/Metadata", "/PieceInfo", "/LastModified")
_ACTING: Final = ("/AA", "/JavaScript", "/OpenAction")
_HARMFUL: Final = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
_PHOTOGRAPH: Final = "/DCTDecode"


class KeepAsItIs(Exception):
    """Writing this file anew would break it: it is signed, or locked."""


def rewrite(source: IO[bytes], target: IO[bytes]) -> None:
    """Write the document to `target`. Whatever pypdf raises means that it cannot be taken apart without a loss."""
    reader = PdfReader(source, strict=True)
    if reader.is_encrypted or _is_signed(source):
        raise KeepAsItIs
    reader.trailer.pop(NameObject("/Info"), None)
    for part in _parts(reader.trailer):
        _clean(part)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    written = BytesIO()  # it counts the places of its parts, which a pipe cannot tell
    writer.write(written)
    target.write(written.getbuffer())


def _is_signed(source: IO[bytes]) -> bool:
    source.seek(0)
    return _SIGNATURE in source.read()


def _parts(start: DictionaryObject) -> Iterator[DictionaryObject]:
    """Yield every dictionary that can be reached from `start`, once."""
    waiting: list[Any] = [start]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            place = (one.idnum, one.generation)
            if place in seen:
                continue
            seen.add(place)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _clean(part: DictionaryObject) -> None:
    for name in (*_TELLING, *_ACTING):
        part.pop(NameObject(name), None)
    if part.get("/S") in _HARMFUL:
        part.clear()
    if isinstance(part, EncodedStreamObject) and part.get("/Filter") in (_PHOTOGRAPH, [_PHOTOGRAPH]):
        part._data = without_notes(part._data)  # noqa: SLF001 there is no public way to the bytes as they are


def without_notes(jpeg: bytes) -> bytes:
    """Return a JPEG without its application segments and comments, but for the one that tells its colours apart."""
    kept, place = [jpeg[:2]], 2
    while jpeg[place : place + 1] == b"\xff" and jpeg[place + 1 : place + 2] not in (b"", b"\xda"):
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        marker = jpeg[place + 1]
        if marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[place:end])
        place = max(end, place + 2)
    return b"".join((*kept, jpeg[place:]))
