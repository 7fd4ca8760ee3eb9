"""PDF files written anew show the same and name nobody; what would break is left as it is."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript

from cases.evidence import documents
from cases.evidence.documents import KeepAsItIs, without_notes
from tests.evidence.samples import SECRET, document, photo, picture


def rewritten(data: bytes) -> bytes:
    target = io.BytesIO()
    documents.rewrite(io.BytesIO(data), target)
    return target.getvalue()


def test_author_program_history_and_actions_are_gone() -> None:
    data = document()
    for trace in (SECRET.encode(), b"/Author", b"/Metadata", b"/JavaScript"):
        assert trace in data
        assert trace not in rewritten(data)


def test_the_pages_and_the_scan_are_there() -> None:
    one, other = (PdfReader(io.BytesIO(data)).pages[0] for data in (document(), rewritten(document())))
    assert one.mediabox == other.mediabox
    assert one.images[0].image.tobytes() == other.images[0].image.tobytes()  # type: ignore[union-attr]


def test_a_scanned_photo_forgets_where_it_was_taken() -> None:
    assert b"Exif" in document()
    assert b"Exif" not in rewritten(document())


def test_fields_and_links_stay() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_uri(0, "https://example.org/", (0, 0, 9, 9))  # type: ignore[arg-type]
    writer.add_open_action(JavaScript("app.alert(1)"))
    file = io.BytesIO()
    writer.write(file)
    notes: Any = PdfReader(io.BytesIO(rewritten(file.getvalue()))).pages[0].annotations
    assert notes[0].get_object()["/A"]["/URI"] == "https://example.org/"


def test_an_earlier_version_underneath_is_not_carried_along() -> None:
    """What a later version of a document covers up is still in its file."""
    first = document(text="Qzxearlier")
    later = PdfWriter(io.BytesIO(first), incremental=True)
    later.add_metadata({"/Title": "later"})
    file = io.BytesIO()
    later.write(file)
    assert b"Qzxearlier" in file.getvalue()
    assert b"Qzxearlier" not in rewritten(file.getvalue())


def test_what_is_signed_or_locked_is_left_alone() -> None:
    locked = PdfWriter(clone_from=PdfReader(io.BytesIO(document())))
    locked.encrypt("open", algorithm="RC4-128")
    file = io.BytesIO()
    locked.write(file)
    for data in (file.getvalue(), document(is_signed=True)):
        with pytest.raises(KeepAsItIs):
            rewritten(data)


@pytest.mark.parametrize("data", [photo(), photo(progressive=True), picture(mode="CMYK", exif=b"Exif\0\0x")])
def test_a_jpeg_without_its_notes_has_the_same_points(data: bytes) -> None:
    bare = without_notes(data)
    assert b"Exif" not in bare
    one, other = (Image.open(io.BytesIO(jpeg)) for jpeg in (data, bare))
    assert one.tobytes() == other.tobytes()


@given(st.binary(max_size=60))
def test_what_is_no_jpeg_only_becomes_shorter(data: bytes) -> None:
    for start in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe1"):
        assert len(without_notes(start + data)) <= len(start + data)
