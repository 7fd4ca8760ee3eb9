"""Joining: keys are born on the page a link opens; a coordinator lets in whose fingerprint they heard."""

import re
from typing import Any

import pytest
from django.test import Client

from cases.access import accounts
from cases.access.models import Invite, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.keys import passphrase
from cases.keys.pairs import fingerprint
from tests import clocks, factories
from tests.factories import Group, Person

pytestmark = pytest.mark.django_db
OWN = "мой ёжик живёт в чайнике"


@pytest.fixture
def link(group: Group) -> str:
    return f"/join/{accounts.invite(role=RoleName.CASEWORKER, by=group.coordinator.actor)}/"


def _suggested(page: Any) -> str:
    found = re.search(r'name="suggested" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def _join(client: Client, link: str, **given: str) -> Any:
    suggested = _suggested(client.get(link))
    return client.post(link, {"handle": "newcomer", "passphrase": suggested, "suggested": suggested, **given})


def test_the_page_shows_a_passphrase_to_write_down(link: str) -> None:
    page = Client().get(link)
    suggested = _suggested(page)
    assert passphrase.is_strong(suggested)
    assert page.content.decode().count(suggested) == 2  # shown, and kept for the next try
    assert _suggested(Client().get(link)) != suggested


def test_the_link_of_a_role_tells_the_role(link: str, group: Group) -> None:
    page = Client().get(link).content.decode()
    assert "Caseworker" in page
    assert group.team.name in page


def test_prefixes_of_the_words_are_enough(link: str) -> None:
    client = Client()
    suggested = _suggested(client.get(link))
    typed = "-".join(word[:3].upper() for word in suggested.split())
    assert client.post(link, {"handle": "newcomer", "passphrase": typed, "suggested": suggested}).status_code == 302


def test_an_own_passphrase_is_typed_twice(link: str) -> None:
    assert _join(Client(), link, passphrase=OWN, again=OWN).status_code == 302
    assert User.objects.filter(handle="newcomer").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"passphrase": OWN}, "not the words above"),
        ({"passphrase": OWN, "again": OWN + "!"}, "differ"),
        ({"passphrase": "too short", "again": "too short"}, "Too short"),
        ({"passphrase": "acid " * 8, "again": "acid " * 8}, "too simple"),
        ({"passphrase": "acid", "suggested": "acid"}, "Too short"),
        ({"passphrase": ""}, "required"),
        ({"handle": "Ivan Petrov"}, "3 to 30 small Latin letters"),
        ({"handle": "ab"}, "3 to 30 small Latin letters"),
        ({"handle": "иван-петров"}, "3 to 30 small Latin letters"),
        ({"handle": "x" * 31}, "at most 30"),
    ],
)
def test_mistakes_are_told_at_the_field_and_the_link_still_works(
    link: str, given: dict[str, str], message: str
) -> None:
    client = Client()
    answer = _join(client, link, **given)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not User.objects.filter(handle="newcomer").exists()
    assert client.get(link).status_code == 200


def test_the_suggested_words_stay_the_same_after_a_mistake(link: str) -> None:
    client = Client()
    suggested = _suggested(client.get(link))
    again = client.post(link, {"handle": "ab", "passphrase": suggested, "suggested": suggested})
    assert _suggested(again) == suggested


def test_a_taken_handle_is_refused(link: str, group: Group) -> None:
    assert "Somebody uses this handle" in _join(Client(), link, handle=group.activist.user.handle).content.decode()


def test_a_link_works_once(link: str) -> None:
    assert _join(Client(), link).status_code == 302
    again = Client().get(link)
    assert again.status_code == 404
    assert "This link is over" in again.content.decode()
    assert (
        Client().post(link, {"handle": "second", "passphrase": OWN, "again": OWN, "suggested": "x"}).status_code == 404
    )


def test_a_link_ends_after_two_days(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks.forward(monkeypatch, hours=47)
    assert Client().get(link).status_code == 200
    clocks.forward(monkeypatch, hours=2)
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 22, "%00", "x" * 3000])
def test_a_link_that_never_was_looks_like_one_that_is_over(token: str) -> None:
    assert Client().get(f"/join/{token}/").status_code == 404


def test_the_token_is_stored_as_a_hash_only(link: str) -> None:
    token = link.split("/")[2]
    assert token.encode() not in bytes(Invite.objects.get().token_hash)


def test_from_link_to_first_day(link: str, group: Group) -> None:
    client = Client()
    assert _join(client, link).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/join/code/"

    page = client.get("/join/code/")
    secret = re.search(r"secret code\">([A-Z2-7 ]+)<", page.content.decode())
    assert secret
    picture = client.get("/join/code.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert client.get("/join/code/").content.decode().count(secret[1]) == 1, "the secret stays until a code is right"
    assert client.post("/join/code/", {"code": "000000"}).status_code == 200
    code = factories.code_now(secret[1].replace(" ", ""))
    assert client.post("/join/code/", {"code": code}).headers["Location"] == "/"

    user = User.objects.get(handle="newcomer")
    for url in ("/", "/account/", "/team/", "/admin/", "/dashboard/", "/operator/"):
        assert client.get(url).headers["Location"] == "/join/waiting/", url
    words = fingerprint(bytes(user.public_key))
    assert words in client.get("/join/waiting/").content.decode()
    assert client.get("/join/code/").headers["Location"] == "/"

    coordinator = group.coordinator.client()
    team = coordinator.get("/team/").content.decode()
    assert words in team
    place = user.memberships.get()
    assert words in coordinator.get(f"/team/{place.pk}/admit/").content.decode()
    assert coordinator.post(f"/team/{place.pk}/admit/").headers["Location"] == "/team/"

    assert client.get("/join/waiting/").headers["Location"] == "/"
    assert client.get("/team/").status_code == 200
    actor = Person(user, b"").membership
    assert actor is not None
    assert actor.role_name is RoleName.CASEWORKER


def test_who_came_in_by_a_link_is_in_the_teams_audit(link: str, group: Group) -> None:
    _join(Client(), link)
    private = group.coordinator.actor.keyring.audit_pair.private
    told = [log.read(event, private) for event in Event.objects.filter(team_id=group.team.pk)]
    newcomer = str(User.objects.get(handle="newcomer").pk)
    assert [body.detail for body in told if body.user == newcomer and body.kind == EventKind.MEMBER] == ["joined"]


def test_connecting_a_code_is_recorded_with_it(link: str) -> None:
    client = Client()
    _join(client, link, passphrase=OWN, again=OWN)
    secret = client.get("/join/code/").context["secret"].replace(" ", "")
    before = Event.objects.count()
    client.post("/join/code/", {"code": "000000"})
    assert Event.objects.count() == before
    client.post("/join/code/", {"code": factories.code_now(secret)})
    assert Event.objects.count() == before + 1


def test_a_code_used_to_enrol_does_not_log_in(link: str) -> None:
    client = Client()
    _join(client, link, passphrase=OWN, again=OWN)
    secret = client.get("/join/code/").context["secret"].replace(" ", "")
    code = factories.code_now(secret)
    client.post("/join/code/", {"code": code})
    again = Client().post("/login/", {"handle": "newcomer", "passphrase": OWN, "code": code})
    assert again.status_code == 200


def test_there_is_no_picture_without_an_enrolment(group: Group) -> None:
    client = group.activist.client()
    assert client.get("/join/code.png").status_code == 404
    assert client.get("/join/code/").headers["Location"] == "/"


def test_in_demo_mode_the_newcomer_waits_at_once(link: str, settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    _join(client, link)
    assert client.get("/").headers["Location"] == "/join/waiting/"
