"""Handing a case over: it becomes the other team's with everything below it, at the moment they accept."""

from typing import Any

import pytest
from django.apps import apps

from cases import vault
from cases.access.models import Grant, TeamGrant
from cases.access.roles import RoleName
from cases.applications import actions as applications
from cases.applications import deadline_actions as dates
from cases.applications.catalogue import procedures
from cases.applications.work import DateKind, Report, ToldBy
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people import sharing
from cases.people.models import Case, Stage
from cases.watch import actions as watch
from tests.factories import TODAY, Group, assign, group, restricted_case
from tests.people.between import AGREED, HANDED, NAME, agreed_case, offer, opens, reads, share
from tests.people.opened import audited, story

OF_SOMEBODY_ELSE = {"TeamGrant"}  # names the team a case was offered to, not the one that owns it


@pytest.fixture
def other(team: Group) -> Group:
    return group(zone="Asia/Yerevan")


def lived_in(team: Group) -> Case:
    """A case with everything a case can have."""
    row, by = agreed_case(team.activist), team.coordinator.actor
    assign(row, team.activist, by=team.coordinator)
    report = Report(move="draft", on=PartialDate.of(TODAY), told_by=ToldBy.PERSON)
    applications.open_application(case=row, procedure=procedures()["fr_visa_asylum"], report=report, by=by, on=TODAY)
    dates.add_date(case=row, kind=DateKind.TASK, text="call", day=TODAY, to=team.caseworker.membership, by=by)
    watch.review(case=row, note="seen", by=by, on=TODAY)
    watch.detain(case=row, place="Almaty", actor="", note="", by=by, on=TODAY)
    return Case.objects.get(pk=row.pk)


def handed(row: Case, other: Group, *, by: Any) -> TeamGrant:
    made = offer(row, other, by=by, kind=HANDED)
    sharing.accept(offer=made, by=other.coordinator.actor, on=TODAY)
    made.refresh_from_db()
    return made


def test_until_it_is_accepted_nothing_moves(team: Group, other: Group) -> None:
    row = lived_in(team)
    offer(row, other, by=team.coordinator, kind=HANDED)
    row.refresh_from_db()
    assert row.team == team.team
    assert [reads(person, row) for person in (team.activist, team.caseworker, other.coordinator)] == [200, 200, 404]


def test_accepted_it_is_theirs_with_every_row_below_it(team: Group, other: Group) -> None:
    row = lived_in(team)
    made = offer(row, other, by=team.coordinator, kind=HANDED)
    client = other.coordinator.client()
    page = client.get(f"/cases/shared/{made.pk}/").content.decode()
    assert "it becomes your team's" in page
    assert client.post(f"/cases/shared/{made.pk}/accept/").headers["Location"] == f"/cases/{row.code}/"
    row.refresh_from_db()
    assert (row.team, row.assignee, row.stage) == (other.team, None, Stage.NEW)
    left = [
        model.__name__
        for model in apps.get_app_config("cases").get_models()
        if {"case", "team"} <= {field.name for field in model._meta.concrete_fields}
        and model.__name__ not in OF_SOMEBODY_ELSE
        and model._default_manager.filter(case=row.pk, team=team.team).exists()  # noqa: SLF001
    ]
    assert left == []
    assert [one.assignee for one in row.deadlines.all()] == [None] * row.deadlines.count()
    assert not Grant.objects.filter(case=row).exists()


def test_the_new_team_opens_all_of_it_and_the_old_one_nothing(team: Group, other: Group) -> None:
    row = lived_in(team)
    kept = {who: person.actor for who, person in vars(team).items() if who in ("activist", "caseworker", "coordinator")}
    for actor in kept.values():
        vault.open(Case.objects.get(pk=row.pk).dossier, by=actor, why="before")
    before = len(story(row, team.coordinator))
    handed(row, other, by=team.coordinator)
    assert [opens(row, person) for person in (other.coordinator, other.caseworker, other.activist)] == [
        True, True, False,
    ]  # fmt: skip
    assert len(story(row, other.caseworker)) == before + 2  # offered and accepted
    fresh = Case.objects.get(pk=row.pk)
    assert vault.open(fresh.card, by=other.caseworker.actor, why="test").names == (NAME,)
    reviews = [one.body for one in fresh.reviews.all()]
    assert [one.note for one in vault.open_many(reviews, by=other.caseworker.actor, why="test")] == ["seen"]
    for actor in kept.values():
        with pytest.raises(vault.NoKey):
            vault.open(Case.objects.get(pk=row.pk).dossier, by=actor, why="a page that was open")
        with pytest.raises(vault.NoKey):
            people.note(case=row, day=TODAY, text="too late", by=actor)


def test_the_giver_no_longer_sees_it_anywhere_but_in_the_audit(team: Group, other: Group) -> None:
    row = lived_in(team)
    made = handed(row, other, by=team.coordinator)
    for person in (team.activist, team.caseworker, team.coordinator):
        assert reads(person, row) == 404
        client = person.client()
        for address in ("/", "/cases/", "/deadlines/", "/applications/", "/admin/cases/case/"):
            assert row.code not in client.get(address).content.decode()
    client = team.coordinator.client()
    for address in ("/risk/", "/dashboard/"):
        assert row.code not in client.get(address).content.decode()
    assert client.get(f"/cases/{row.code}/share/{made.pk}/end/").status_code == 404
    page = client.get("/cases/shared/").content.decode()
    assert row.code in page  # where it went, and that they took it
    assert f'href="/cases/{row.code}' not in page
    detail = f"accepted, handed: team {team.team.pk} to team {other.team.pk}"
    assert audited(team.coordinator).count(detail) == audited(other.coordinator).count(detail) == 1


def test_the_new_team_works_with_it_as_with_its_own(team: Group, other: Group) -> None:
    row = lived_in(team)
    handed(row, other, by=team.coordinator)
    client = other.caseworker.client()
    assert row.code in client.get("/cases/").content.decode()
    assert "Волк" in client.get("/cases/").content.decode()
    assert row.code in client.get("/risk/").content.decode()
    assert [held.case.code for held in client.get("/").context["work"].detained.rows] == [row.code]
    fresh = Case.objects.get(pk=row.pk)
    assign(fresh, other.activist, by=other.coordinator)
    assert reads(other.activist, row) == 200
    assert NAME in client.post("/search/", {"text": "Testov"}).content.decode()


def test_other_teams_that_shared_it_lose_it(team: Group, other: Group) -> None:
    row, third = agreed_case(team.caseworker), group()
    share(row, third, by=team.coordinator)
    asked = offer(row, third, by=team.coordinator, kind=HANDED)
    share(row, other, by=team.coordinator)
    handed(row, other, by=team.coordinator)
    assert reads(third.coordinator, row) == 404
    assert not opens(row, third.coordinator)
    with pytest.raises(Refused):
        sharing.accept(offer=asked, by=third.coordinator.actor, on=TODAY)
    assert Case.objects.get(pk=row.pk).team == other.team
    assert TeamGrant.objects.filter(state="accepted").count() == 1


def test_it_can_be_handed_on_and_back(team: Group, other: Group) -> None:
    row, third = lived_in(team), group()
    handed(row, other, by=team.coordinator)
    handed(Case.objects.get(pk=row.pk), third, by=other.coordinator)
    assert [reads(person, row) for person in (team.coordinator, other.coordinator, third.coordinator)] == [
        404, 404, 200,
    ]  # fmt: skip
    handed(Case.objects.get(pk=row.pk), team, by=third.coordinator)
    assert [opens(row, person) for person in (team.caseworker, other.coordinator, third.coordinator)] == [
        True, False, False,
    ]  # fmt: skip
    share(Case.objects.get(pk=row.pk), other, by=team.coordinator)
    assert opens(row, other.caseworker)


def test_a_restricted_case_stays_restricted(team: Group, other: Group) -> None:
    row = restricted_case(team.activist, consent=AGREED, legal_name=NAME)
    handed(row, other, by=team.coordinator)
    row.refresh_from_db()
    assert row.restricted
    assert [opens(row, person) for person in (other.coordinator, other.caseworker, team.activist)] == [
        True, False, False,
    ]  # fmt: skip
    assert vault.open(row.card, by=other.coordinator.actor, why="test").names == (NAME,)
    assert [reads(person, row) for person in (other.coordinator, other.caseworker)] == [200, 404]


def test_of_two_coordinators_who_answer_at_once_the_first_decides(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = offer(row, other, by=team.coordinator, kind=HANDED)
    second = other.add(RoleName.COORDINATOR)
    sharing.accept(offer=made, by=second.actor, on=TODAY)
    with pytest.raises(Refused):
        sharing.refuse(offer=made, reason="no", by=other.coordinator.actor, on=TODAY)
    with pytest.raises(Refused):
        sharing.end(grant=made, reason="changed our mind", by=team.coordinator.actor, on=TODAY)
    client = other.coordinator.client()
    for path in ("accept/", "refuse/"):
        answer = client.post(f"/cases/shared/{made.pk}/{path}", {"reason": "no"})
        assert answer.headers["Location"] == f"/cases/{row.code}/"
    assert client.post(f"/cases/shared/{made.pk}/back/", {"reason": "no"}).status_code == 302
    assert Case.objects.get(pk=row.pk).team == other.team


def test_a_closed_or_safe_case_keeps_its_stage(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    people.set_stage(case=row, stage=Stage.SAFE, reason="", by=team.caseworker.actor, on=TODAY)
    handed(row, other, by=team.coordinator)
    assert Case.objects.get(pk=row.pk).stage == Stage.SAFE
