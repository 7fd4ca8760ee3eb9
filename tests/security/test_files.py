"""T9: whatever is sent as a file is refused at its field, or comes back as an attachment that does nothing."""

import io
import re
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pytest_django.plugin import DjangoDbBlocker

from cases.audit.models import Alert
from cases.evidence.models import CaseFile, Chunk
from cases.evidence.receiving import LARGEST, Received, receive
from cases.evidence.upload import LONGEST_REQUEST
from cases.keys.stream import PIECE
from cases.people.models import Case
from tests import factories
from tests.evidence.samples import SECRET, document, exif, file_on, photo, picture, saved
from tests.factories import Group
from tests.security.world import undone

pytestmark = pytest.mark.xdist_group("files")
ROOT: Final = Path(__file__).resolve().parents[2]
SCRIPT: Final = f"<html><script>{SECRET}</script></html>".encode()
MOST_MEGABYTES: Final = 300


def archive(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


def bomb() -> bytes:
    """42 kB that unfold to 40 MB, in an archive in an archive."""
    return archive(*((f"{number}.zip", archive(("0", bytes(4 << 20)))) for number in range(10)))


def office() -> bytes:
    external = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;{SECRET}</d>'
    return archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", external.encode()))


def with_size(png: bytes, side: int) -> bytes:
    """The same PNG, saying that it is larger."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + png[24:29]
    return png[:12] + head + zlib.crc32(head).to_bytes(4, "big") + png[33:]


def with_side(jpeg: bytes, side: int) -> bytes:
    place = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:place] + side.to_bytes(2, "big") * 2 + jpeg[place + 4 :]


def texts() -> bytes:
    """A PNG with a text of 100 MB, packed."""
    notes = PngInfo()
    notes.add(b"zTXt", b"note\0\0" + zlib.compress(bytes(100 << 20)))
    return picture("PNG", pnginfo=notes)


def packed_document() -> bytes:
    """A PDF whose table of contents unfolds to 200 MB."""
    packed = zlib.compress(bytes(200 << 20), 9)
    head = b"%%PDF-1.5\n1 0 obj\n<</Type/XRef/Size 9/W[1 1 1]/Filter/FlateDecode/Root 2 0 R/Length %d>>stream\n"
    return head % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


REFUSED: Final[dict[str, tuple[bytes, str]]] = {
    "GIF and zip": (picture("GIF", mode="P") + archive(("a", b"b")), "JPEG, PNG, WebP and PDF are"),
    "PDF and web page": (b"%PDF-1.4\n" + SCRIPT + document(), "something else at once"),
    "PDF and zip": (document() + archive(("a", b"b")), "something else at once"),
    "SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "SVG"),
    "web page called a photo": (b"<!doctype html>" + SCRIPT, "Web pages"),
    "web page in UTF-16": (SCRIPT.decode().encode("utf-16"), "Web pages"),
    "web page in a mail": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT, "Web pages"),
    "bomb": (bomb(), "Archives"),
    "archive in an archive": (archive(("inner.zip", archive(("a", b"b")))), "Archives"),
    "office file that reaches out": (office(), "office files"),
    "old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office files"),
    "PNG of 30,000 by 30,000": (saved(Image.new("1", (30_000, 30_000)), "PNG"), "too many pixels"),
    "PNG that says it is larger": (with_size(picture("PNG"), 200_000), "too many pixels"),
    "JPEG that says it is larger": (with_side(picture(), 65_500), "too many pixels"),
    "PNG with an endless text": (texts(), "cannot be read"),
    "JPEG without its end": (picture(size=(900, 600))[:-3_000], "its end is missing"),
    "PDF without its end": (document()[:-30], "its end is missing"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(900), "Most Compatible"),
    "program": (b"MZ\x90\0" + bytes(900), "JPEG, PNG, WebP and PDF are"),
    "one byte too many": (b"%PDF-1.7\n" + bytes(LARGEST - 14) + b"\n%%EOF", "larger than 10 MB"),
    "nothing": (b"", "empty"),
}
INERT: Final[dict[str, bytes]] = {
    "photo with place and thumbnail": photo(),
    "PNG with place": picture("PNG", exif=exif().tobytes()),
    "WebP with place": picture("WEBP", exif=exif().tobytes()),
    "JPEG and web page": picture(comment=SCRIPT),
    "JPEG and zip": picture() + archive((SECRET, SECRET.encode())),
    "PNG and script": picture("PNG") + SCRIPT,
    "PDF that acts": document(),
    "PDF that unfolds": packed_document(),
}
NAMES: Final = (
    "../../etc/passwd.jpg",
    "..\\..\\windows\\a.jpg",
    'a.jpg"; filename="b.html',
    "a\r\nSet-Cookie: session=stolen.jpg",
    "\u202egpj.exe",
    "<script>alert(1)</script>.jpg",
    "Иван Иванов 1994.jpg",
    "x" * 240 + ".jpg",
    "%2e%2e%2fa.jpg",
    "a.jpg\0.html",
)


@pytest.fixture(autouse=True)
def _no_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever spools a file, fails."""

    def fail(*_args: Any, **_options: Any) -> None:
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, fail)


@pytest.fixture(scope="module")
def team(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Group]:
    """One team for all tests; what each of them does is undone."""
    with django_db_blocker.unblock(), undone():
        yield factories.group()


@pytest.fixture(scope="module")
def case(team: Group) -> Case:
    return factories.case(team.activist)


@pytest.fixture(scope="module")
def cookies(team: Group) -> SimpleCookie:
    return team.activist.client().cookies


@pytest.fixture
def client(cookies: SimpleCookie) -> Iterator[Client]:
    with undone():
        client = Client()
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        yield client


def send(client: Client, case: Case, data: bytes, name: str = "photo.jpg") -> Any:
    file = SimpleUploadedFile("a", data, content_type="image/jpeg")
    vars(file)["_name"] = name  # as a program writes it that is no browser
    return client.post(f"/cases/{case.code}/files/new/", {"file": file, "kind": ""})


def fetch(client: Client) -> Any:
    row = CaseFile.objects.select_related("case").get()
    return client.get(f"/cases/{row.case.code}/files/{row.pk}/download/")


def stored() -> bytes:
    """Every byte that the database holds."""
    with connection.cursor() as cursor:
        return b"".join(
            row[0].encode()
            for table in connection.introspection.table_names(cursor)
            for row in cursor.execute(f"SELECT t::text FROM {table} t") or cursor.fetchall()  # noqa: S608
        )


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_at_its_field_and_nothing_is_kept(client: Client, case: Case, what: str) -> None:
    data, why = REFUSED[what]
    answer = send(client, case, data)
    assert answer.status_code == 200
    ((error,),) = answer.context["form"].errors.values()
    assert why in error
    assert f'href="#{answer.context["form"]["file"].id_for_label}"' in answer.content.decode()
    assert not CaseFile.objects.exists()
    assert not Chunk.objects.exists()


@pytest.mark.parametrize("what", INERT)
def test_it_comes_back_as_an_attachment_that_tells_and_does_nothing(client: Client, case: Case, what: str) -> None:
    assert send(client, case, INERT[what]).status_code == 302
    answer = fetch(client)
    content = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] in {"image/jpeg", "image/png", "application/pdf"}
    for trace in (SECRET.encode(), b"<script", b"/JavaScript", b"Exif", b"PK\x05\x06"):
        assert trace not in content
    if answer.headers["Content-Type"] != "application/pdf":
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}


def test_the_samples_hold_what_must_not_come_back() -> None:
    for what in ("photo with place and thumbnail", "PDF that acts", "JPEG and web page", "PNG and script"):
        assert SECRET.encode() in INERT[what]
    assert len(bomb()) < 50_000
    assert len(REFUSED) + len(INERT) + len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_reaches_the_disk_the_headers_or_the_log(
    client: Client, case: Case, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert send(client, case, picture(), name).status_code == 302
    answer = fetch(client)
    assert re.fullmatch(r'attachment; filename="file-[0-9a-f]{8}\.jpg"', answer.headers["Content-Disposition"])
    assert "session" not in answer.cookies
    assert not [word for word in re.split(r"\W+", name) if len(word) > 3 and word in caplog.text]
    page = client.get(f"/cases/{case.code}/files/{CaseFile.objects.get().pk}/").content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "\u202e" not in page


def test_a_name_longer_than_any_disk_allows_is_refused_with_the_whole_form(client: Client, case: Case) -> None:
    assert send(client, case, picture(), "x" * 5_000).status_code == 400
    assert not CaseFile.objects.exists()


def test_neither_content_nor_name_stands_in_the_database(client: Client, case: Case) -> None:
    send(client, case, document(is_signed=True), f"{SECRET}.pdf")
    (row,) = CaseFile.objects.all()
    whole = stored()
    assert str(row.pk).encode() in whole
    for trace in (SECRET.encode(), b"%PDF-", b"/ByteRange"):
        assert trace not in whole
        assert trace.hex().encode() not in whole


# Changed in the database -----------------------------------------------------------------------------


@pytest.fixture
def changed(client: Client, case: Case, team: Group) -> tuple[CaseFile, CaseFile]:
    """Two files of three chunks each."""
    one, other = (b"%PDF-1.7\n" + bytes([number]) * (2 * PIECE + 9) + b"\n%%EOF" for number in (1, 2))
    return file_on(case, by=team.activist, data=one), file_on(case, by=team.activist, data=other)


def _flip(one: CaseFile, _other: CaseFile) -> None:
    chunk = one.chunks.get(number=1)
    body = bytearray(bytes(chunk.body))
    body[500] ^= 1
    one.chunks.filter(number=1).update(body=bytes(body))


def _cut(one: CaseFile, _other: CaseFile) -> None:
    one.chunks.get(number=2).delete()


def _shorten(one: CaseFile, _other: CaseFile) -> None:
    one.chunks.filter(number=2).update(body=bytes(one.chunks.get(number=2).body)[:10])


def _hollow(one: CaseFile, _other: CaseFile) -> None:
    one.chunks.get(number=1).delete()


def _reorder(one: CaseFile, _other: CaseFile) -> None:
    for number, to in ((0, 9), (1, 0), (9, 1)):
        one.chunks.filter(number=number).update(number=to)


def _swap(one: CaseFile, other: CaseFile) -> None:
    one.chunks.filter(number=1).update(body=other.chunks.get(number=1).body)


def _lengthen(one: CaseFile, _other: CaseFile) -> None:
    Chunk.objects.create(file=one, number=3, body=one.chunks.get(number=2).body)


def _empty(one: CaseFile, _other: CaseFile) -> None:
    one.chunks.all().delete()


CHANGES: Final = (_flip, _cut, _shorten, _hollow, _reorder, _swap, _lengthen, _empty)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_refused_with_one_message_and_not_a_byte(
    client: Client, case: Case, changed: tuple[CaseFile, CaseFile], change: Any
) -> None:
    change(*changed)
    answer = client.get(f"/cases/{case.code}/files/{changed[0].pk}/download/", follow=True)
    assert answer.redirect_chain == [(f"/cases/{case.code}/files/", 302)]
    assert "This file does not open: what is stored is not what was kept." in answer.content.decode()
    assert Alert.objects.count() == 1
    client.get(f"/cases/{case.code}/files/{changed[0].pk}/download/")
    assert Alert.objects.count() == 1
    whole: Any = client.get(f"/cases/{case.code}/files/{changed[1].pk}/download/")
    assert b"".join(whole.streaming_content)[9:12] == b"\2\2\2"


# Memory and the way here ----------------------------------------------------------------------------

MEASURE: Final = """
import io, resource
from PIL import Image
from cases.evidence.receiving import Received, receive

file = io.BytesIO()
Image.new("{mode}", {size}, 99).save(file, "{kind}")
here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert isinstance(receive([file.getvalue()]), Received)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [("JPEG", "RGB", (8_000, 5_000)), ("PNG", "RGBA", (8_000, 5_000)), ("WEBP", "RGBA", (4_000, 3_000))],
)
def test_the_largest_picture_takes_bounded_memory(kind: str, mode: str, size: tuple[int, int]) -> None:
    program = MEASURE.format(kind=kind, mode=mode, size=size)
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 100 < int(told.stdout) < MOST_MEGABYTES


def test_a_file_on_its_way_is_here_only_sealed_and_in_small_pieces() -> None:
    """The memory of this process grows by the sealed file, and not by the plain one."""
    noise = Image.effect_noise((2_400, 1_800), 90)
    data = saved(noise, "JPEG", quality=95)
    pieces = [data[start : start + 65_536] for start in range(0, len(data), 65_536)]
    tracemalloc.start()
    try:
        result = receive(iter(pieces))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(result, Received)
    assert len(data) > 2_000_000
    assert most < sum(map(len, result.stream.pieces)) + 1_000_000


def test_the_proxy_lets_a_file_through_and_keeps_it_in_memory() -> None:
    proxy = (ROOT / "docs" / "deploy" / "Caddyfile").read_text()
    assert re.search(r"@files path_regexp .*/files/new/", proxy)
    allowed = dict(re.findall(r"request_body (@\w+) \{\s+max_size (\d+)MB", proxy))
    assert allowed.keys() == {"@files", "@forms"}
    assert int(allowed["@files"]) * 1_000_000 <= LONGEST_REQUEST
    assert int(allowed["@files"]) * 1_000_000 > 2 * LARGEST
    assert int(re.findall(r"request_buffers (\d+)MiB", proxy)[0]) * 1024**2 > LARGEST
