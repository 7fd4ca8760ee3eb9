"""Whatever a form is sent: an answer, a message at the field in the reader's language, and nothing typed is lost."""

from http.cookies import SimpleCookie
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client

from cases.base import forms
from cases.base.cleaning import clean
from cases.people.models import Case
from casetracker.wsgi import application
from tests.security import hostile
from tests.security.hostile import LONG, URLENCODED, VALUES, Target, faults, send
from tests.security.world import COORDINATOR, World, undone

pytestmark = pytest.mark.xdist_group("hostile")


@pytest.fixture(scope="module")
def targets(world: World) -> list[Target]:
    return list(hostile.targets(world))


@pytest.mark.parametrize("turn", range(0, len(VALUES), 2))
def test_every_form_answers_every_kind_of_value(world: World, targets: list[Target], turn: int) -> None:
    """Each turn sends another value to each field: every field meets half of them, every kind of field all."""
    surprises = []
    for target in targets:
        values = {name: VALUES[(turn + place) % len(VALUES)] for place, name in enumerate(target.fields)}
        with undone():
            found = faults(send(world, target, values), values)
            connection.check_constraints()
        surprises += [f"{target.name}: {one}" for one in found]
    assert not surprises, "\n".join(surprises)


def test_every_form_answers_texts_without_end(world: World, targets: list[Target]) -> None:
    surprises = []
    for target in targets:
        values = {name: LONG if name in target.fields[:2] else "1" for name in target.fields}
        with undone():
            surprises += [f"{target.name}: {one}" for one in faults(send(world, target, values), values)]
    assert not surprises, "\n".join(surprises)


@pytest.mark.parametrize(("url", "field"), [("/cases/new/", "story"), ("/search/", "text"), ("/login/", "handle")])
def test_a_megabyte_is_refused_at_its_field_before_it_is_looked_at(
    world: World, url: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cleaning goes letter by letter: on a page for strangers, five megabytes would keep a worker busy."""
    looked_at: list[int] = []

    def watched(text: str) -> str:
        looked_at.append(len(text))
        return clean(text)

    monkeypatch.setattr(forms, "clean", watched)
    with undone():
        answer = world.client(COORDINATOR).post(url, hostile.body({field: "x" * 1_000_000}), content_type=URLENCODED)
    assert field in answer.context["form"].errors
    assert len(answer.context["form"][field].value()) == 1_000_000
    assert max(looked_at, default=0) < 100_000


@pytest.mark.parametrize("sent", ["", "a=b&a=c&a=d", "&&&===&%%%", "%00=%00", "csrfmiddlewaretoken=x"])
def test_every_form_answers_when_its_fields_are_missing_double_or_unknown(
    world: World, targets: list[Target], sent: str
) -> None:
    for target in targets:
        twice = "&".join(f"{name}=1&{name}=2" for name in target.fields[:20]) if "a=b" in sent else sent
        with undone():
            answer = world.client(target.who).post(target.url, twice, content_type=URLENCODED)
            assert answer.status_code < 500, target.name


def test_a_file_in_place_of_a_text_is_no_text(world: World) -> None:
    with undone():
        file = BytesIO(b"<script>alert(1)</script>")
        file.name = "../../alias.html"
        answer = world.client(COORDINATOR).post("/cases/new/", {"alias": file, "category": "deserter", "country": "KZ"})
        assert answer.status_code == 302
        case = Case.objects.get(code=answer.headers["Location"].split("/")[2])
        assert "alert(1)" not in world.client(COORDINATOR).get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("fields", [1_001, 3_000])
def test_more_fields_than_any_form_has_are_answered_with_a_page_of_ours(world: World, fields: int) -> None:
    with undone():
        sent = "&".join(f"charges_{number}_article=337" for number in range(fields))
        answer = world.client(COORDINATOR).post("/cases/new/", sent, content_type=URLENCODED)
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "This request could not be read" in page
    assert 'class="bar' in page


# Content types --------------------------------------------------------------------------------------

TYPES = [
    *(
        f"text/plain; charset={name}"
        for name in ("hex", "idna", "undefined", "utf-16", "unicode_escape", "rot13", "zz")
    ),
    "application/x-www-form-urlencoded; charset=hex",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x; charset=hex",
    "multipart/form-data; boundary=x; charset*=hex''a",
    "multipart/form-data; boundary*=zz''x",
    "multipart/form-data; boundary=\xff",
    f"multipart/form-data; boundary={'x' * 300}",
    "multipart/form-data",
    "multipart/mixed; boundary=x",
    "application/json",
    "; ; ;",
    "x" * 3_000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_content_type_keeps_the_server_from_answering(kind: str, method: str) -> None:
    """Through the function that gunicorn calls: a charset is looked up before Django can answer at all."""
    sent, said = b"--x\r\nContent-Disposition: form-data; name*=hex''41\r\n\r\n%00\r\n--x--", []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/login/",
        "QUERY_STRING": "next=%2F%41",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.input": BytesIO(sent),
        "wsgi.errors": BytesIO(),
    }
    page = b"".join(application(environ, lambda status, headers, *_: said.append((status, dict(headers)))))
    ((status, headers),) = said
    assert status[:3] in ("200", "400", "403")
    assert headers["Cache-Control"] == "no-store"
    assert b"<h1" in page


@pytest.mark.django_db
def test_a_form_with_a_boundary_is_read() -> None:
    client = Client()
    client.cookies = SimpleCookie()
    answer = client.post("/login/", {"handle": "somebody", "passphrase": ""})
    assert answer.context["form"]["handle"].value() == "somebody"
