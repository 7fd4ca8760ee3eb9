"""Restricted cases: closed by hand or at intake, worked on by those who are named, seen by nobody else anywhere."""

from typing import Any

import pytest

from cases import vault
from cases.access import freezing
from cases.access.models import Grant
from cases.access.roles import RoleName
from cases.applications import deadline_actions as dates
from cases.applications.work import DateKind
from cases.base.verdict import Refused
from cases.people import access_actions
from cases.people import actions as people
from cases.people.models import Case
from cases.timeline.models import EntryKind
from cases.watch import actions as watch
from tests import clocks
from tests.factories import TODAY, Group, Person, assign, case, restricted_case
from tests.people.between import NAME, opens, reads
from tests.people.opened import audited, dossier, form_of, story

LISTS = ("/", "/cases/", "/risk/", "/applications/", "/deadlines/", "/dashboard/", "/admin/cases/case/")


def place(person: Person) -> str:
    assert person.membership is not None
    return str(person.membership.pk)


def restrict(row: Case, by: Person, *people: Person, reason: str = "threats") -> None:
    named = [person.membership for person in people]
    access_actions.restrict(case=row, people=[one for one in named if one], reason=reason, by=by.actor, on=TODAY)


# By hand --------------------------------------------------------------------------------------------


def test_a_coordinator_names_who_may_know(team: Group) -> None:
    second, row = team.add(RoleName.CASEWORKER), case(team.activist, alias="Волк", legal_name=NAME)
    client, url = team.coordinator.client(), f"/cases/{row.code}/restrict/"
    page = client.get(url)
    assert page.context["form"].initial["people"] == [place(team.activist)]
    sent = {"ticket": form_of(client, url)["ticket"], "people": [place(second)], "reason": "Threats from inside."}
    for _time in range(2):
        assert client.post(url, sent).headers["Location"] == f"/cases/{row.code}/access/"
    people_of = {"coordinator": team.coordinator, "named": second, "other": team.caseworker, "was": team.activist}
    assert {who: reads(person, row) for who, person in people_of.items()} == {
        "coordinator": 200, "named": 200, "other": 404, "was": 404,
    }  # fmt: skip
    assert {who: opens(row, person) for who, person in people_of.items()} == {
        "coordinator": True, "named": True, "other": False, "was": False,
    }  # fmt: skip
    told = [body for body in story(row, second) if body.kind is EntryKind.RESTRICTED]
    assert [(body.note, body.data["people"]) for body in told] == [("Threats from inside.", [second.user.handle])]
    listed = second.client().get("/cases/").content.decode()
    assert row.code in listed
    assert "Волк" in listed


def test_keys_from_before_open_nothing_of_it(team: Group) -> None:
    row = case(team.activist, legal_name=NAME)
    kept = [team.activist.actor, team.caseworker.actor]
    for actor in kept:
        vault.open(Case.objects.get(pk=row.pk).dossier, by=actor, why="before")
    restrict(row, team.coordinator)
    fresh = Case.objects.get(pk=row.pk)
    for actor in kept:
        for sealed in (fresh.dossier, fresh.card):
            with pytest.raises(vault.NoKey):
                vault.open(sealed, by=actor, why="kept")


def test_whoever_is_not_named_follows_nothing_of_it_any_more(team: Group) -> None:
    row, named = case(team.caseworker), team.add(RoleName.CASEWORKER)
    assign(row, team.caseworker, by=team.coordinator)
    kept: dict[str, Any] = {"case": row, "kind": DateKind.TASK, "text": "x", "day": TODAY, "by": team.caseworker.actor}
    theirs = dates.add_date(**kept, to=team.caseworker.membership)
    others = [dates.add_date(**kept, to=one.membership) for one in (named, team.coordinator)]
    restrict(row, team.coordinator, named)
    row.refresh_from_db()
    theirs.refresh_from_db()
    assert (row.assignee, theirs.assignee) == (None, None)
    for date, person in zip(others, (named, team.coordinator), strict=True):
        date.refresh_from_db()
        assert date.assignee == person.user


@pytest.mark.parametrize("who", ["activist", "caseworker"])
def test_only_coordinators_restrict_and_open(team: Group, who: str) -> None:
    row, person = case(team.activist), getattr(team, who)
    for path in ("restrict", "open"):
        assert person.client().get(f"/cases/{row.code}/{path}/").status_code == 403
    with pytest.raises(Refused):
        restrict(row, person)
    with pytest.raises(Refused):
        access_actions.open_again(case=row, reason="x", by=person.actor, on=TODAY)


def test_restricting_asks_for_passphrase_and_code_again(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    row, client = case(team.caseworker), team.coordinator.client()
    clocks.forward(monkeypatch, minutes=11)
    for path in ("restrict", "share"):
        assert client.get(f"/cases/{row.code}/{path}/").headers["Location"].startswith("/account/prove/")


def test_a_reason_is_needed(team: Group) -> None:
    row, client = case(team.caseworker), team.coordinator.client()
    assert list(client.post(f"/cases/{row.code}/restrict/", {}).context["form"].errors) == ["reason"]
    row.refresh_from_db()
    assert not row.restricted


def test_it_is_opened_to_the_team_again_with_a_reason(team: Group) -> None:
    row = case(team.activist, legal_name=NAME)
    named = team.add(RoleName.CASEWORKER)
    restrict(row, team.coordinator, named, team.activist)
    client, url = team.coordinator.client(), f"/cases/{row.code}/open/"
    sent = form_of(client, url) | {"reason": "He left the country."}
    for _time in range(2):
        assert client.post(url, sent).status_code == 302
    assert all(opens(row, person) for person in (team.caseworker, named, team.activist, team.coordinator))
    assert reads(team.caseworker, row) == 200
    assert list(Grant.objects.filter(case=row).values_list("user", flat=True)) == [team.activist.user.pk]
    told = [body for body in story(row, team.caseworker) if body.kind is EntryKind.RESTRICTED]
    assert [body.data["restricted"] for body in told] == [True, False]
    assert told[-1].note == "He left the country."


def test_of_two_who_restrict_at_once_the_second_is_told(team: Group) -> None:
    row = case(team.caseworker)
    stale = Case.objects.get(pk=row.pk)
    second = team.add(RoleName.COORDINATOR)
    restrict(row, team.coordinator)
    answer = second.client().post(f"/cases/{row.code}/restrict/", {"reason": "x"})
    assert "restricted already" in answer.context["form"].non_field_errors()[0]
    stale.restricted = False
    assert Case.objects.get(pk=row.pk).restricted


# At intake ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["activist", "caseworker", "coordinator"])
def test_whoever_logs_a_case_can_restrict_it(team: Group, who: str) -> None:
    person: Person = getattr(team, who)
    client = person.client()
    page = client.get("/cases/new/")
    assert "Only you and the coordinators will see this case" in page.content.decode()
    sent = {"category": "deserter", "country": "KZ", "legal_name": NAME, "alias": "Волк", "restricted": "on"}
    client.post("/cases/new/", sent | {"ticket": str(page.context["form"]["ticket"].value())})
    row = Case.objects.get()
    assert row.restricted
    readers = {one: reads(getattr(team, one), row) for one in ("activist", "caseworker", "coordinator")}
    assert readers == {one: 200 if one in (who, "coordinator") else 404 for one in readers}
    assert {one: opens(row, getattr(team, one)) for one in readers} == {one: readers[one] == 200 for one in readers}


def test_a_case_is_open_to_the_team_unless_somebody_ticks(team: Group) -> None:
    team.activist.client().post("/cases/new/", {"category": "deserter", "country": "KZ"})
    assert not Case.objects.get().restricted


# Working on it --------------------------------------------------------------------------------------


@pytest.fixture
def secret(team: Group) -> Case:
    """A restricted case of a named caseworker."""
    row = restricted_case(team.coordinator, alias="Волк", legal_name=NAME)
    named = team.caseworker.membership
    assert named is not None
    access_actions.give(case=row, to=named, reason="speaks Tatar", by=team.coordinator.actor, on=TODAY)
    return row


def test_named_people_work_on_it(team: Group, secret: Case) -> None:
    client, base = team.caseworker.client(), f"/cases/{secret.code}/"
    client.post(base + "edit/", form_of(client, base + "edit/") | {"city": "Oral"})
    assert dossier(secret, team.coordinator).city == "Oral"
    client.post(base + "contact/", form_of(client, base + "contact/") | {"channel": "signal"})
    client.post(base + "risk/review/", form_of(client, base + "risk/review/") | {"note": "looked"})
    assert story(secret, team.coordinator)[-1].note == "looked"
    listed = client.get("/risk/").content.decode()
    assert secret.code in listed
    assert "Волк" in listed
    people.note(case=secret, day=TODAY, text="x", by=team.coordinator.actor)
    watch.review(case=secret, note="by the coordinator", by=team.coordinator.actor, on=TODAY)
    assert opens(secret, team.caseworker)


def test_nobody_else_finds_it_in_any_list(team: Group, secret: Case) -> None:
    outsider = team.add(RoleName.CASEWORKER)
    dates.add_date(case=secret, kind=DateKind.TASK, text="x", day=TODAY, by=team.coordinator.actor)
    watch.detain(case=secret, place="", actor="", note="", by=team.coordinator.actor, on=TODAY)
    for person in (outsider, team.activist):
        client = person.client()
        for address in LISTS:
            body = client.get(address).content.decode()
            assert secret.code not in body, address
            assert "Волк" not in body, address
    found = outsider.client().post("/search/", {"text": "Testov Ivan"}).content.decode()
    assert secret.code not in found
    assert "detained" not in outsider.client().get("/").context or not outsider.client().get("/").context["detained"]


def test_only_coordinators_name_further_people(team: Group, secret: Case) -> None:
    second = team.add(RoleName.ACTIVIST)
    client, url = team.caseworker.client(), f"/cases/{secret.code}/access/"
    page = client.get(url)
    assert page.context["form"] is None or page.context["refusal"]
    assert "Only a coordinator names people for a restricted case." in page.content.decode()
    client.post(url, {"to": place(second), "reason": "x"})
    client.post("/cases/access/", {"code": secret.code, "to": place(second), "reason": "x"})
    client.post(f"/cases/{secret.code}/assign/", {"to": place(second)})
    assert not Grant.objects.filter(user=second.user).exists()
    grant = Grant.objects.get(user=team.caseworker.user)
    client.post(f"/cases/{secret.code}/access/{grant.pk}/take/", {"reason": "x"})
    assert Grant.objects.filter(pk=grant.pk).exists()
    team.coordinator.client().post(f"/cases/{secret.code}/assign/", {"to": place(second)})
    assert opens(secret, second)


def test_somebody_named_can_be_taken_off(team: Group, secret: Case) -> None:
    assign(secret, team.caseworker, by=team.coordinator)
    access_actions.take(case=secret, user=team.caseworker.user, reason="moved on", by=team.coordinator.actor, on=TODAY)
    secret.refresh_from_db()
    assert secret.assignee is None
    assert reads(team.caseworker, secret) == 404
    assert [opens(secret, person) for person in (team.caseworker, team.coordinator)] == [False, True]


# The name -------------------------------------------------------------------------------------------


def test_the_name_of_a_restricted_case_is_shown_for_a_reason(team: Group, secret: Case) -> None:
    client, url = team.caseworker.client(), f"/cases/{secret.code}/reveal/"
    asked = client.post(url)
    assert NAME not in asked.content.decode()
    assert asked.context["form"].fields.keys() == {"reason"}
    assert list(client.post(url, {"reason": " "}).context["form"].errors) == ["reason"]
    assert not [one for one in audited(team.coordinator) if one.startswith("name revealed")]
    assert NAME in client.post(url, {"reason": "the consulate rang"}).content.decode()
    assert audited(team.coordinator).count("name revealed: the consulate rang") == 1


def test_correcting_the_name_of_a_restricted_case_asks_too(team: Group, secret: Case) -> None:
    client, url = team.caseworker.client(), f"/cases/{secret.code}/name/"
    page = client.get(url)
    assert NAME not in page.content.decode()
    shown = client.post(url, {"reason": "misspelt"})
    assert NAME in shown.content.decode()
    sent: dict[str, Any] = {name: shown.context["form"][name].value() or "" for name in shown.context["form"].fields}
    assert sent["reason"] == "misspelt"
    without = {name: value for name, value in sent.items() if name != "reason"}
    assert NAME not in client.post(url, without).content.decode()
    assert client.post(url, sent | {"legal_name": "Иван Иванов"}).status_code == 302
    assert dossier(secret, team.coordinator).legal_name == "Иван Иванов"


def test_a_frozen_team_reveals_no_name(team: Group) -> None:
    row = case(team.caseworker, legal_name=NAME)
    freezing.freeze(by=team.coordinator.actor)
    client = team.caseworker.client()
    for answer in (client.post(f"/cases/{row.code}/reveal/"), client.get(f"/cases/{row.code}/name/")):
        assert NAME not in answer.content.decode()
