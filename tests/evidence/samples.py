"""Files as people send them, made here; and files and testimonies on a case, kept by the actions that users call."""

import io
from functools import cache
from typing import Any, Final

from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import DictionaryObject, EncodedStreamObject, NameObject, NumberObject

from cases.base.dates import PartialDate
from cases.evidence import actions
from cases.evidence.filetypes import Refusal
from cases.evidence.models import CaseFile, FileDetails, Testimony, TestimonyDetails
from cases.evidence.receiving import Received, receive
from cases.people.models import Case
from tests.factories import TODAY, Person

GPS: Final = 0x8825
SECRET: Final = "Qzxwhereabouts"
PUBLIC: Final = TestimonyDetails(
    title="video about the order",
    may_publish=True,
    consent_on=PartialDate(2026, 3, 1),
    published_at="a channel",
    published_on=PartialDate(2026, 3, 9),
)


def picture(kind: str = "JPEG", size: tuple[int, int] = (90, 60), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with something to see."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    return saved(image, kind, **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """A picture as its file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(secret: str = SECRET, turned: int = 1) -> Image.Exif:
    """What a telephone writes beside a photo: device, place, and how it was held."""
    notes = Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x013B] = turned, secret, secret
    place = notes.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (43.0, 15.0, 1.0), "E", (76.0, 57.0, 2.0)
    return notes


def photo(secret: str = SECRET, **options: Any) -> bytes:
    """A photo of a telephone: place, device, comment, and a thumbnail with notes of its own."""
    notes = exif(secret).tobytes()
    thumbnail = picture(size=(16, 12), exif=exif(secret))
    shot = picture(exif=notes, comment=secret.encode(), **options)
    return shot[:2] + b"\xff\xe2" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail + shot[2:]


def document(secret: str = SECRET, *, text: str = "", scan: bytes = b"", is_signed: bool = False) -> bytes:
    """A PDF with an author, an action, and a scanned page that is a telephone's photo."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    image = EncodedStreamObject()
    image._data = scan or photo(secret)  # noqa: SLF001
    about: dict[str, Any] = {
        "/Type": NameObject("/XObject"),
        "/Subtype": NameObject("/Image"),
        "/Filter": NameObject("/DCTDecode"),
    }
    about |= {"/ColorSpace": NameObject("/DeviceRGB"), "/BitsPerComponent": NumberObject(8)}
    image.update({NameObject(name): value for name, value in about.items()})
    image.update({NameObject("/Width"): NumberObject(90), NameObject("/Height"): NumberObject(60)})
    shown = DictionaryObject({NameObject("/Scan"): writer._add_object(image)})  # noqa: SLF001
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
    if is_signed:
        page[NameObject("/Signature")] = DictionaryObject({NameObject("/ByteRange"): NumberObject(0)})
    writer.add_metadata({"/Author": secret, "/Title": text or "paper", "/Creator": secret})
    writer.add_open_action(JavaScript(f"app.alert('{secret}')"))
    writer.xmp_metadata = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{secret}</x:xmpmeta>".encode()
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@cache
def received(data: bytes) -> Received:
    """A file that was taken in; the same one for all tests that ask for the same content."""
    result = receive([data])
    assert not isinstance(result, Refusal), result
    return result


def file_on(case: Case, *, by: Person, data: bytes = b"", name: str = "scan.jpg", **details: Any) -> CaseFile:
    """A file of a case."""
    taken = received(data or picture())
    return actions.add_file(case=case, received=taken, name=name, details=FileDetails(**details), by=by.actor, on=TODAY)


def statement_on(case: Case, *, by: Person, details: TestimonyDetails = PUBLIC) -> Testimony:
    """A testimony of a case."""
    return actions.add_testimony(case=case, details=details, by=by.actor, on=TODAY)
