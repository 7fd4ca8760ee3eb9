"""All work of one person for another: seen first, whole case by case, and nothing opened to who may not see it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Grant
from cases.access.roles import RoleName
from cases.applications import deadline_actions
from cases.applications.deadline_actions import add_date
from cases.applications.models import Deadline
from cases.applications.work import DateKind
from cases.audit import log
from cases.audit.models import Event
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.models import Case, Stage
from cases.tasks import handover
from cases.timeline.models import Entry, EntryBody
from tests import factories
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def heir(team: Group) -> Person:
    return team.add(RoleName.CASEWORKER)


def followed(team: Group, by: Person | None = None) -> Case:
    """A case the caseworker follows."""
    row = factories.case(by or team.caseworker)
    factories.assign(row, team.caseworker, by=team.coordinator)
    return row


def dated(row: Case, team: Group, to: Person | None = None) -> Deadline:
    """A date by name, the caseworker's unless told otherwise."""
    return add_date(
        case=row, kind=DateKind.TASK, text="call", day=date(2026, 12, 1), by=team.coordinator.actor,
        to=(to or team.caseworker).membership,
    )  # fmt: skip


def preview(team: Group, to: Person) -> handover.Preview:
    giver, heir = team.caseworker.membership, to.membership
    assert giver
    assert heir
    return handover.preview(giver, heir, by=team.coordinator.actor)


def go(team: Group, to: Person, *, hidden: bool = False, by: Person | None = None) -> list[str]:
    giver, heir = team.caseworker.membership, to.membership
    assert giver
    assert heir
    actor = (by or team.coordinator).actor
    return list(handover.steps(giver, heir, hidden=hidden, by=actor, on=TODAY))


def assignee(row: Case) -> Any:
    return Case.objects.get(pk=row.pk).assignee


def entries(row: Case, by: Actor) -> list[EntryBody]:
    bodies: list[EntryBody] = vault.open_many(
        [entry.body for entry in Entry.objects.filter(case=row).order_by("number")], by=by, why="test"
    )
    return bodies


def test_the_preview_counts_what_would_pass_and_changes_nothing(team: Group, heir: Person) -> None:
    mine, others = followed(team), factories.case(team.coordinator)
    dated(mine, team)
    dated(others, team)
    dated(others, team, to=team.coordinator)
    shown = preview(team, heir)
    assert (shown.cases.codes, shown.only_dates.codes, shown.dates) == ([mine.code], [others.code], 2)
    assert shown.hidden.count == 0
    assert assignee(mine) == team.caseworker.user


def test_everything_passes_and_timeline_and_audit_tell(team: Group, heir: Person) -> None:
    mine, others = followed(team), factories.case(team.coordinator)
    one, other, not_theirs = dated(mine, team), dated(others, team), dated(others, team, to=team.coordinator)
    said = go(team, heir)
    assert sorted(said) == sorted([f"{mine.code}: the case, 1 date", f"{others.code}: 1 date"])
    assert assignee(mine) == heir.user
    assert assignee(others) is None
    theirs = Deadline.objects.filter(assignee=heir.user)
    assert set(theirs) == {one, other}
    assert {row.version for row in theirs} == {2}
    assert Deadline.objects.get(pk=not_theirs.pk).assignee == team.coordinator.user
    told = entries(mine, team.coordinator.actor)
    assert [(entry.kind, entry.data.get("to", entry.data.get("act"))) for entry in told[-2:]] == [
        ("assigned", heir.user.handle),
        ("deadline", "passed"),
    ]
    key, events = team.coordinator.actor.keyring.audit_pair.private, Event.objects.filter(team_id=team.team.pk)
    audit = [log.read(event, key) for event in events]
    assert {"assigned", "deadlines passed on"} <= {event.detail for event in audit}


def test_closed_cases_stay_and_people_in_safety_pass(team: Group, heir: Person) -> None:
    closed, safe = followed(team), followed(team)
    for row, stage in ((closed, Stage.CLOSED), (safe, Stage.SAFE)):
        people.set_stage(case=row, stage=stage, reason="over", by=team.coordinator.actor, on=TODAY)
    go(team, heir)
    assert assignee(closed) == team.caseworker.user
    assert assignee(safe) == heir.user


def test_again_finds_nothing_left(team: Group, heir: Person) -> None:
    dated(followed(team), team)
    assert len(go(team, heir)) == 1
    assert go(team, heir) == []
    assert preview(team, heir).is_empty


def test_what_the_receiver_cannot_open_stays_without_the_tick(team: Group) -> None:
    row = followed(team)
    assert preview(team, team.activist).hidden.codes == [row.code]
    assert go(team, team.activist) == [f"{row.code}: stays, {team.activist.user.handle} cannot open it"]
    assert assignee(row) == team.caseworker.user
    assert not Case.objects.visible_to(team.activist.actor).exists()


def test_with_the_tick_it_passes_with_access_and_keys(team: Group) -> None:
    row, others = followed(team), factories.case(team.coordinator)
    dated(others, team)
    go(team, team.activist, hidden=True)
    assert assignee(row) == team.activist.user
    for case in (row, others):
        seen = Case.objects.visible_to(team.activist.actor).get(pk=case.pk)
        assert vault.open(seen.dossier, by=team.activist.actor, why="test") is not None
    assert "access" in {entry.kind for entry in entries(others, team.coordinator.actor)}


def test_a_restricted_case_passes_only_with_the_tick(team: Group, heir: Person) -> None:
    row = factories.restricted_case(team.coordinator)
    factories.assign(row, team.caseworker, by=team.coordinator)
    assert preview(team, heir).hidden.codes == [row.code]
    go(team, heir)
    assert assignee(row) == team.caseworker.user
    go(team, heir, hidden=True)
    assert assignee(row) == heir.user
    assert Grant.objects.filter(case=row, user=heir.user).exists()


def test_each_case_passes_whole_or_not_at_all_and_the_others_go_on(
    team: Group, heir: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted((followed(team), followed(team)), key=lambda row: row.code)
    dated(first, team)
    dated(second, team)
    passed = deadline_actions.pass_on

    def refuse_once(*, case: Case, **kwargs: Any) -> None:
        if case.pk == first.pk:
            raise Refused("not now")
        passed(case=case, **kwargs)

    monkeypatch.setattr(deadline_actions, "pass_on", refuse_once)
    assert go(team, heir) == [f"{first.code}: not handed over: not now", f"{second.code}: the case, 1 date"]
    assert assignee(first) == team.caseworker.user
    assert assignee(second) == heir.user


def test_nobody_outside_the_team_receives(team: Group) -> None:
    followed(team)
    with pytest.raises(Refused, match="not in the team"):
        go(team, factories.group().caseworker)
    with pytest.raises(Refused):
        go(team, team.caseworker)


# The pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(team: Group) -> Client:
    return team.coordinator.client()


def chosen(team: Group, to: Person) -> dict[str, str]:
    assert team.caseworker.membership
    assert to.membership
    return {"giver": str(team.caseworker.membership.pk), "to": str(to.membership.pk)}


def test_two_people_are_chosen_the_work_is_shown_and_confirmed_once(team: Group, heir: Person, client: Client) -> None:
    row = followed(team)
    query = chosen(team, heir)
    page = client.get("/tasks/hand-over/", query).content.decode()
    assert row.code in page
    assert "1 case to follow" in page
    choosing = page.split('<form method="get"')[1].split("</form>")[0]
    assert "csrf" not in choosing  # it would stand in the address
    assert assignee(row) == team.caseworker.user
    answer = client.post("/tasks/hand-over/go/", query)
    lines = b"".join(answer).decode()
    assert f"{row.code}: the case" in lines
    assert assignee(row) == heir.user


def test_the_page_of_a_member_and_the_removal_lead_there(team: Group, client: Client) -> None:
    followed(team)
    giver = chosen(team, team.coordinator)["giver"]
    link = f"/tasks/hand-over/?giver={giver}"
    assert link in client.get(f"/team/{giver}/").content.decode()
    assert link in client.get(f"/team/{giver}/remove/").content.decode()
    page = client.get(link).content.decode()
    assert f'value="{giver}" selected' in page
    assert "invalid-feedback" not in page


def test_one_person_twice_and_strangers_are_refused_at_the_field(team: Group, client: Client) -> None:
    own = chosen(team, team.caseworker)
    assert "Choose somebody else." in client.get("/tasks/hand-over/", own).content.decode()
    elsewhere = chosen(team, factories.group().caseworker)
    assert "invalid-feedback" in client.get("/tasks/hand-over/", elsewhere).content.decode()
    assert client.post("/tasks/hand-over/go/", elsewhere)["Location"] == "/tasks/hand-over/"


def test_nothing_to_hand_over_says_so(team: Group, heir: Person, client: Client) -> None:
    assert "follows no case and has no date" in client.get("/tasks/hand-over/", chosen(team, heir)).content.decode()
