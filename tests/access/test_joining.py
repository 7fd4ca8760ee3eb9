"""Joining: keys are born on the page a link opens; a coordinator lets in whose fingerprint they heard."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.access import accounts, codes
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import RoleName
from cases.base import clock
from cases.base.verdict import Refused
from cases.keys import passphrase
from cases.keys.derive import digest
from cases.keys.keyring import Withheld
from cases.keys.pairs import fingerprint
from tests import clocks, factories
from tests.factories import Group, Person

pytestmark = pytest.mark.django_db
OWN = "мой ёжик живёт в чайнике"


@pytest.fixture
def group() -> Group:
    return factories.group()


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


def test_the_waiting_hold_no_keys(group: Group) -> None:
    person = factories.newcomer(RoleName.COORDINATOR, by=group.coordinator)
    assert person.actor.role is None
    assert not person.actor.keyring.holds_root
    with pytest.raises(Withheld):
        _ = person.actor.keyring.card_key
    place = person.user.memberships.get()
    assert place.keyring_box is None
    assert place.state == Membership.State.WAITING


@pytest.mark.parametrize(
    ("role", "root", "lead"),
    [(RoleName.ACTIVIST, False, False), (RoleName.CASEWORKER, True, False), (RoleName.COORDINATOR, True, True)],
)
def test_admission_gives_the_keys_of_the_role(group: Group, role: RoleName, *, root: bool, lead: bool) -> None:
    ring = group.add(role).actor.keyring
    assert (ring.holds_root, ring.holds_lead) == (root, lead)
    assert ring.team.verify_key == group.coordinator.actor.keyring.team.verify_key


def test_admission_is_once(group: Group) -> None:
    with pytest.raises(Refused):
        factories.admit(group.activist, by=group.coordinator)


def test_a_coordinator_of_another_team_admits_nobody_here(group: Group) -> None:
    person = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    with pytest.raises(Refused):
        factories.admit(person, by=factories.group().coordinator)
    place = person.user.memberships.get()
    with pytest.raises(Refused):
        accounts.decline(membership=place, by=factories.group().coordinator.actor)


@pytest.mark.parametrize("role", ["caseworker", "activist"])
def test_only_who_holds_the_lead_can_admit(group: Group, role: str) -> None:
    person = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    with pytest.raises(Withheld):
        factories.admit(person, by=getattr(group, role))
    assert person.user.memberships.get().state == Membership.State.WAITING


def test_whoever_was_turned_away_sees_that_there_is_nothing(group: Group) -> None:
    person = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    client, coordinator = person.client(), group.coordinator.client()
    place = person.user.memberships.get()
    assert coordinator.get(f"/team/{place.pk}/decline/").status_code == 200
    coordinator.post(f"/team/{place.pk}/decline/")
    assert "You are in no team at present" in client.get("/join/waiting/").content.decode()
    assert client.get("/").headers["Location"] == "/join/waiting/"
    assert person.user.handle not in coordinator.get("/team/").content.decode()


def test_the_first_coordinator_founds_the_team_and_works_at_once() -> None:
    team, token = accounts.create_team(name="falcon", zone="Asia/Tbilisi", by=factories.operator().actor)
    assert Team.objects.get().box_public is None
    client = Client()
    _join(client, f"/join/{token}/", passphrase=OWN, again=OWN)
    team.refresh_from_db()
    assert team.is_founded
    assert Membership.objects.get(team=team).state == Membership.State.ACTIVE


def test_of_two_founding_links_only_one_founds() -> None:
    team, first = accounts.create_team(name="falcon", zone="UTC", by=factories.operator().actor)
    later = clock.now() + timedelta(days=1)
    Invite.objects.create(team=team, role="coordinator", token_hash=digest(b"second"), expires_at=later, founds=True)
    accounts.join(token=first, handle="founder", chosen=OWN, language="en")
    keys = bytes(Team.objects.get(pk=team.pk).verify_key or b"")
    late, _key = accounts.join(token="second", handle="latecomer", chosen=OWN, language="en")
    assert bytes(Team.objects.get(pk=team.pk).verify_key or b"") == keys
    assert late.memberships.get().state == Membership.State.WAITING


def test_a_new_founding_link_ends_the_earlier_one_and_a_founded_team_gets_none() -> None:
    maker = factories.operator()
    team, first = accounts.create_team(name="falcon", zone="UTC", by=maker.actor)
    second = accounts.founding_link(team=team, by=maker.actor)
    assert accounts.find_invite(first) is None
    accounts.join(token=second, handle="founder", chosen=OWN, language="en")
    with pytest.raises(Refused):
        accounts.founding_link(team=Team.objects.get(pk=team.pk), by=maker.actor)


def test_a_failed_join_leaves_the_link_and_no_user(group: Group) -> None:
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    with pytest.raises(Refused):
        accounts.join(token="another", handle="nobody", chosen=OWN, language="en")
    assert not User.objects.filter(handle="nobody").exists()
    assert accounts.find_invite(token) is not None


def test_the_private_key_opens_with_the_passphrase_and_is_stored_nowhere(group: Group) -> None:
    user, private_key = accounts.create_user(handle="somebody", chosen=OWN)
    stored = bytes(User.objects.get(pk=user.pk).private_key_box)
    assert private_key not in stored
    assert len(private_key) == 32


def test_the_seed_of_the_authenticator_is_sealed_to_its_owner(group: Group) -> None:
    user = group.activist.user
    codes.store(user, codes.Seed(factories.SECRET))
    assert factories.SECRET.encode() not in bytes(user.totp_box or b"")
    assert not codes.accept(user, group.activist.private_key, "000000")
