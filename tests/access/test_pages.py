"""The account, the language, the team page, and the operator's."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import MEMBER_ROLES, ROLES, RoleName
from cases.keys.pairs import fingerprint
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


# Language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_a_stranger_chooses_a_language(language: str) -> None:
    client = Client()
    answer = client.post("/language/", {"language": language, "next": "/login/"})
    assert answer.headers["Location"] == "/login/"
    assert client.get("/login/").headers["Content-Language"] == language
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_choice_is_kept_with_the_account_on_every_device(group: Group) -> None:
    group.activist.client().post("/language/", {"language": "fr", "next": "/account/"})
    assert User.objects.get(pk=group.activist.user.pk).language == "fr"
    assert group.activist.client().get("/account/").headers["Content-Language"] == "fr"


@pytest.mark.parametrize("language", ["", "de", "ru\r\nSet-Cookie: a=b", "x" * 5000])
def test_a_language_we_do_not_speak_changes_nothing(group: Group, language: str) -> None:
    client = group.activist.client()
    assert client.post("/language/", {"language": language, "next": "/account/"}).status_code == 302
    assert User.objects.get(pk=group.activist.user.pk).language == "en"
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize(
    "target", ["", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:a()", "access:team", "x y"]
)
def test_the_switch_leads_back_only_within_the_site(target: str) -> None:
    answer = Client().post("/language/", {"language": "ru", "next": target})
    assert answer.headers["Location"] == "/"


def test_the_switch_is_a_post() -> None:
    assert Client().get("/language/?language=ru").status_code == 405


# Account ----------------------------------------------------------------------------------------------


def test_the_account_offers_three_languages_in_their_own_names(group: Group) -> None:
    page = _text(group.activist.client(), "/account/")
    for name in ("English", "Русский", "Français"):
        assert name in page


def test_somebody_in_one_team_is_not_asked_which(group: Group) -> None:
    assert "/account/team/" not in _text(group.activist.client(), "/account/")


def test_nobody_switches_to_a_place_that_is_not_theirs(group: Group) -> None:
    theirs = group.coordinator.user.memberships.get()
    assert group.activist.client().post(f"/account/team/{theirs.pk}/").status_code == 404


def test_a_place_that_waits_or_was_taken_away_cannot_be_switched_to(group: Group) -> None:
    other = factories.group()
    place = Membership.objects.create(user=group.activist.user, team=other.team, role=RoleName.ACTIVIST.value)
    client = group.activist.client()
    assert client.post(f"/account/team/{place.pk}/").status_code == 404
    Membership.objects.filter(pk=place.pk).update(state=Membership.State.REMOVED)
    assert client.post(f"/account/team/{place.pk}/").status_code == 404


def test_logging_out_is_a_post(group: Group) -> None:
    client = group.activist.client()
    assert client.get("/logout/").status_code == 405
    assert client.get("/account/").status_code == 200


# Team ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["activist", "caseworker", "coordinator"])
def test_everybody_sees_who_is_in_the_team_and_what_roles_may_do(group: Group, who: str) -> None:
    page = _text(getattr(group, who).client(), "/team/")
    for person in (group.activist, group.caseworker, group.coordinator):
        assert person.user.handle in page
    for role in MEMBER_ROLES:
        assert str(ROLES[role].description) in page
    assert group.team.name in page


def test_no_other_team_shows_through(group: Group) -> None:
    other = factories.group()
    page = _text(group.coordinator.client(), "/team/")
    assert other.team.name not in page
    assert other.activist.user.handle not in page


def test_a_team_with_one_coordinator_is_warned_until_there_are_two(group: Group) -> None:
    for person in (group.activist, group.coordinator):
        assert "only one coordinator" in _text(person.client(), "/team/")
    waiting = factories.newcomer(RoleName.COORDINATOR, by=group.coordinator)
    assert "only one coordinator" in _text(group.coordinator.client(), "/team/")
    factories.admit(waiting, by=group.coordinator)
    assert "only one coordinator" not in _text(group.coordinator.client(), "/team/")


@pytest.mark.parametrize("role", [role.value for role in MEMBER_ROLES])
def test_a_coordinator_makes_a_link_that_is_shown_once(group: Group, role: str) -> None:
    client = group.coordinator.client()
    assert client.post("/team/invite/", {"role": role}).headers["Location"] == "/team/"
    page = client.get("/team/")
    link = page.context["link"].url
    assert link.startswith("http://testserver/join/")
    assert link in page.content.decode()
    assert Client().get(link).status_code == 200
    assert link not in _text(client, "/team/")
    assert "1 link has not been used yet" in _text(client, "/team/")


@pytest.mark.parametrize("role", ["operator", "", "admin"])
def test_no_link_is_made_for_a_role_that_is_not_a_members(group: Group, role: str) -> None:
    group.coordinator.client().post("/team/invite/", {"role": role})
    assert not Invite.objects.exists()


def test_members_without_the_right_see_no_links_and_nobody_waiting(group: Group) -> None:
    waiting = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    page = _text(group.caseworker.client(), "/team/")
    assert fingerprint(bytes(waiting.user.public_key)) not in page
    assert "Make a link" not in page


def test_only_the_waiting_can_be_admitted_or_turned_away(group: Group) -> None:
    client = group.coordinator.client()
    active = group.activist.user.memberships.get()
    elsewhere = factories.newcomer(RoleName.ACTIVIST, by=factories.group().coordinator).user.memberships.get()
    for act in ("admit", "decline"):
        for place in (active, elsewhere):
            assert client.get(f"/team/{place.pk}/{act}/").status_code == 404
        assert client.post(f"/team/{elsewhere.pk}/{act}/").status_code == 404
        assert client.post(f"/team/{active.pk}/{act}/").status_code == 302  # and is told that it was decided
    assert Membership.objects.get(pk=active.pk).state == Membership.State.ACTIVE


def test_flash_messages_name_nobody(group: Group) -> None:
    waiting = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator, handle="quiet-heron")
    client = group.coordinator.client()
    client.post(f"/team/{waiting.user.memberships.get().pk}/admit/")
    page = client.get("/team/")
    said = [str(message) for message in page.context["messages"]]
    assert len(said) == 1
    assert "heron" not in said[0]


# Operator ---------------------------------------------------------------------------------------------


def test_the_operator_makes_a_team_and_a_link_for_its_first_coordinator() -> None:
    client = factories.operator().client()
    assert "No teams yet" in _text(client, "/operator/")
    assert client.post("/operator/", {"name": "Falcon", "zone": "Asia/Tbilisi"}).headers["Location"] == "/operator/"
    page = client.get("/operator/")
    link = page.context["link"].url
    assert Team.objects.get(name="Falcon").zone == "Asia/Tbilisi"
    assert link in page.content.decode()
    assert "not founded yet" in page.content.decode()
    assert link not in _text(client, "/operator/")
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "", "zone": "UTC"}, "required"),
        ({"name": "falcon", "zone": "Asia/Tbilisi"}, "Another team"),
        ({"name": "x" * 61, "zone": "Asia/Tbilisi"}, "at most 60"),
        ({"name": "eagle", "zone": "Mars/Olympus"}, "valid choice"),
    ],
)
def test_a_mistake_makes_no_team(given: dict[str, str], message: str) -> None:
    client = factories.operator().client()
    Team.objects.create(name="Falcon", zone="UTC")
    answer = client.post("/operator/", given)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Team.objects.count() == 1


def test_a_team_that_was_never_founded_gets_a_new_link(group: Group) -> None:
    client = factories.operator().client()
    team = Team.objects.create(name="Falcon", zone="UTC")
    client.post(f"/operator/{team.pk}/link/")
    assert Invite.objects.get(team=team).founds
    assert client.post(f"/operator/{group.team.pk}/link/").status_code == 404


def test_the_operator_sees_numbers_of_people_and_nothing_of_a_case(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name="Иван Тестов")
    page = _text(factories.operator().client(), "/operator/")
    assert group.team.name in page
    assert ">3<" in page.replace(" ", "").replace("\n", "")
    for hidden in (case.code, group.activist.user.handle, "Иван"):
        assert hidden not in page


def test_both_lists_ask_the_database_the_same_however_long(group: Group) -> None:
    operator, coordinator = factories.operator().client(), group.coordinator.client()
    asked = set()
    for number in range(3):
        Team.objects.create(name=f"team-{number}", zone="UTC")
        factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
        with CaptureQueriesContext(connection) as queries:
            operator.get("/operator/")
            coordinator.get("/team/")
        asked.add(len(queries))
    assert len(asked) == 1
