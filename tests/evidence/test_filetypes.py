"""A file is what its first bytes say, and nothing else at the same time."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.evidence.filetypes import HEAD, FileType, Refusal, fault_of_pdf, recognise
from tests.evidence.samples import document, picture


def archive(comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.txt", "content")
        made.comment = comment
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture("JPEG"), FileType.JPEG),
        (picture("PNG"), FileType.PNG),
        (picture("WEBP"), FileType.WEBP),
        (document(), FileType.PDF),
        (picture("GIF", mode="P"), Refusal.UNKNOWN),
        (picture("TIFF"), Refusal.UNKNOWN),
        (picture("BMP"), Refusal.UNKNOWN),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Refusal.HEIC),
        (b"\0\0\0\x1cftypavif\0\0\0\0", Refusal.HEIC),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", Refusal.UNKNOWN),
        (archive(), Refusal.ARCHIVE),
        (b"\x1f\x8b\x08\0", Refusal.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document", Refusal.ARCHIVE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.MARKUP),
        (b"\xef\xbb\xbf\r\n  <!DOCTYPE html>", Refusal.MARKUP),
        ("\ufeff<html>".encode("utf-16-le"), Refusal.MARKUP),
        ("<svg>".encode("utf-16-be"), Refusal.MARKUP),
        (b"<?xml version='1.0'?><a/>", Refusal.MARKUP),
        (b"GIF89a/*<script>alert(1)</script>", Refusal.MARKUP),
        (b"a note", Refusal.UNKNOWN),
        (b"\r\n%PDF-1.7", Refusal.UNKNOWN),
        (b"MZ\x90\0", Refusal.UNKNOWN),
    ],
)
def test_types_by_content(data: bytes, kind: FileType | Refusal) -> None:
    assert recognise(data[:HEAD]) is kind


@given(st.binary(max_size=200))
def test_anything_has_an_answer(data: bytes) -> None:
    assert isinstance(recognise(data), FileType | Refusal)
    assert fault_of_pdf(data, data) is None or isinstance(fault_of_pdf(data, data), Refusal)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (document(), None),
        (document() + b"\r\n\0\0", None),
        (document()[:-8], Refusal.BROKEN),
        (b"%PDF-1.4\n<html><script>alert(1)</script>\n" + document(), Refusal.MIXED),
        (document() + b"<SCRIPT>alert(1)</SCRIPT>", Refusal.MIXED),
        (document() + archive(), Refusal.MIXED),
        (document()[:-7] + archive(comment=b"\n%%EOF\n"), Refusal.MIXED),
        (document() + b"PK\x05\x06 is how an archive ends", None),
    ],
)
def test_a_pdf_is_a_pdf_from_end_to_end(data: bytes, fault: Refusal | None) -> None:
    assert fault_of_pdf(data[:HEAD], data[-66 * 1024 :]) is fault


@pytest.mark.parametrize("kind", FileType)
def test_every_type_has_an_ending(kind: FileType) -> None:
    assert kind.ending in {"jpg", "png", "webp", "pdf"}
