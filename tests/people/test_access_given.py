"""Access to a case: who sees it and why, given and taken with a reason, by code, and what ends by itself."""

from datetime import timedelta

import pytest

from cases import vault
from cases.access.models import Grant
from cases.access.roles import RoleName
from cases.applications import deadline_actions as dates
from cases.applications.work import DateKind
from cases.audit import log
from cases.audit.models import Event
from cases.base import clock
from cases.base.verdict import Refused
from cases.people import access_actions, ended
from cases.people import actions as people
from cases.people.models import Case, Stage
from cases.timeline.models import EntryKind
from tests.factories import TODAY, Group, Person, assign, case, group, restricted_case
from tests.people.between import NAME, opens, reads
from tests.people.conftest import NOON
from tests.people.opened import audited, form_of, story

SAME = "There is no case with this code"


def place(person: Person) -> str:
    assert person.membership is not None
    return str(person.membership.pk)


def give(row: Case, to: Person, by: Person, days: int | None = None) -> None:
    until = TODAY + timedelta(days=days) if days is not None else None
    assert to.membership is not None
    access_actions.give(case=row, to=to.membership, reason="meets him", until=until, by=by.actor, on=TODAY)


# The page -------------------------------------------------------------------------------------------


def test_the_page_says_who_sees_the_case_and_why(team: Group) -> None:
    row, second = case(team.activist), team.add(RoleName.ACTIVIST)
    give(row, second, team.caseworker, days=3)
    page = team.caseworker.client().get(f"/cases/{row.code}/access/")
    assert page.context["members"] == sorted([team.caseworker.user.handle, team.coordinator.user.handle])
    told = {one.handle: (str(one.why), one.until) for one in page.context["knowers"]}
    assert told == {
        team.activist.user.handle: ("logged the case", None),
        second.user.handle: ("was given the case", TODAY + timedelta(days=3)),
    }
    assert "All caseworkers and coordinators of team" in page.content.decode()


def test_a_caseworker_gives_a_case_with_a_reason_and_an_end(team: Group) -> None:
    row = case(team.caseworker, legal_name=NAME)
    client, url = team.caseworker.client(), f"/cases/{row.code}/access/"
    said = {"to": place(team.activist), "reason": "He meets him on Friday.", "until": "2026-11-27"}
    sent = form_of(client, url) | said
    for _time in range(2):
        assert client.post(url, sent).headers["Location"] == url
    grant = Grant.objects.get(case=row)
    assert (grant.user, grant.until) == (team.activist.user, TODAY + timedelta(days=7))
    assert opens(row, team.activist)
    told = [body for body in story(row, team.caseworker) if body.kind is EntryKind.ACCESS]
    assert [(body.note, body.data) for body in told] == [
        ("He meets him on Friday.", {"to": team.activist.user.handle, "until": "2026-11-27"})
    ]
    page = team.caseworker.client().get(f"/cases/{row.code}/").content.decode()
    assert f"Access given to {team.activist.user.handle} until" in page


def test_given_again_the_last_day_counts(team: Group) -> None:
    row = case(team.caseworker)
    give(row, team.activist, team.caseworker, days=2)
    give(row, team.activist, team.caseworker, days=9)
    assert Grant.objects.get(case=row).until == TODAY + timedelta(days=9)
    assign(row, team.activist, by=team.caseworker)
    assert Grant.objects.get(case=row).until == TODAY + timedelta(days=9)


@pytest.mark.parametrize(
    ("changes", "field"), [({"reason": ""}, "reason"), ({"to": ""}, "to"), ({"until": "2026-11-19"}, "until")]
)
def test_access_needs_a_person_a_reason_and_a_day_to_come(team: Group, changes: dict[str, str], field: str) -> None:
    row = case(team.caseworker)
    client, url = team.caseworker.client(), f"/cases/{row.code}/access/"
    sent = form_of(client, url) | {"to": place(team.activist), "reason": "x"} | changes
    assert list(client.post(url, sent).context["form"].errors) == [field]
    assert not Grant.objects.exists()


def test_nobody_of_another_team_and_no_member_can_be_chosen(team: Group) -> None:
    row, stranger = case(team.caseworker), group().activist
    client, url = team.caseworker.client(), f"/cases/{row.code}/access/"
    for person in (stranger, team.coordinator):
        sent = form_of(client, url) | {"to": place(person), "reason": "x"}
        assert list(client.post(url, sent).context["form"].errors) == ["to"]
    assert stranger.membership is not None
    with pytest.raises(Refused):
        access_actions.give(case=row, to=stranger.membership, reason="x", by=team.caseworker.actor, on=TODAY)


def test_activists_do_not_give_access(team: Group) -> None:
    row = case(team.activist)
    client = team.activist.client()
    assert client.get(f"/cases/{row.code}/access/").status_code == 403
    assert client.get("/cases/access/").status_code == 403


# Taking ---------------------------------------------------------------------------------------------


def test_access_is_taken_with_a_reason_and_what_is_written_from_now_on_is_closed(team: Group) -> None:
    row = case(team.caseworker, legal_name=NAME)
    assign(row, team.activist, by=team.coordinator)
    date = dates.add_date(
        case=row, kind=DateKind.TASK, text="call", day=TODAY, to=team.activist.membership, by=team.caseworker.actor
    )
    kept, client = team.activist.actor, team.activist.client()
    vault.open(Case.objects.get(pk=row.pk).dossier, by=kept, why="before")
    grant = Grant.objects.get(case=row)
    url = f"/cases/{row.code}/access/{grant.pk}/take/"
    mine = team.caseworker.client()
    assert list(mine.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    sent = form_of(mine, url) | {"reason": "His phone was taken."}
    assert mine.post(url, sent).headers["Location"] == f"/cases/{row.code}/access/"
    assert client.get(f"/cases/{row.code}/").status_code == 404
    for act in (
        lambda: vault.open(Case.objects.get(pk=row.pk).dossier, by=kept, why="a page that was open"),
        lambda: people.note(case=row, day=TODAY, text="too late", by=kept),
    ):
        with pytest.raises(vault.NoKey):
            act()
    row.refresh_from_db()
    date.refresh_from_db()
    assert (row.assignee, date.assignee) == (None, None)
    told = story(row, team.caseworker)[-1]
    assert (told.kind, told.note, told.data) == (
        EntryKind.ACCESS, "His phone was taken.", {"from": team.activist.user.handle},
    )  # fmt: skip
    assert mine.post(url, sent).status_code == 302
    assert len([one for one in story(row, team.caseworker) if "from" in one.data]) == 1
    assert audited(team.coordinator).count("new case keys: access taken") == 1


def test_a_caseworker_who_follows_a_case_keeps_it_when_an_activist_loses_it(team: Group) -> None:
    row = case(team.activist)
    assign(row, team.caseworker, by=team.coordinator)
    access_actions.take(case=row, user=team.activist.user, reason="x", by=team.coordinator.actor, on=TODAY)
    row.refresh_from_db()
    assert row.assignee == team.caseworker.user
    assert reads(team.activist, row) == 404


def test_what_somebody_does_not_have_cannot_be_taken(team: Group) -> None:
    row = case(team.caseworker)
    with pytest.raises(Refused):
        access_actions.take(case=row, user=team.activist.user, reason="x", by=team.caseworker.actor, on=TODAY)


# By code --------------------------------------------------------------------------------------------


def test_access_is_given_by_a_code_read_out(team: Group) -> None:
    row = case(team.caseworker)
    client, url = team.caseworker.client(), "/cases/access/"
    said = {"code": row.code.lower().replace("-", " "), "to": place(team.activist), "reason": "hotline"}
    sent = form_of(client, url) | said
    for _time in range(2):
        assert client.post(url, sent).headers["Location"] == url
    assert reads(team.activist, row) == 200
    assert len([one for one in story(row, team.caseworker) if one.kind is EntryKind.ACCESS]) == 1


def test_codes_out_of_scope_and_codes_of_nothing_are_answered_alike(team: Group) -> None:
    hidden = (restricted_case(team.coordinator), case(group().caseworker))
    client, url = team.caseworker.client(), "/cases/access/"
    answers = []
    for code in (*(row.code for row in hidden), "C2C-2CC", "nothing", "'; --"):
        sent = form_of(client, url) | {"code": code, "to": place(team.activist), "reason": "hotline"}
        answer = client.post(url, sent)
        answers.append((answer.status_code, answer.context["form"].errors.as_json()))
    assert len(set(answers)) == 1
    assert SAME in answers[0][1]
    assert not Grant.objects.filter(user=team.activist.user).exists()
    key = team.coordinator.actor.keyring.audit_pair.private
    events = [log.read(event, key) for event in Event.objects.filter(team_id=team.team.pk)]
    assert [event.detail for event in events if event.kind == "denied"] == ["access by code"] * 5


# What ends by itself --------------------------------------------------------------------------------


@pytest.fixture
def lapsed(team: Group, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case an activist had until yesterday."""
    row = case(team.caseworker, legal_name=NAME)
    give(row, team.activist, team.caseworker, days=0)
    assign(row, team.activist, by=team.coordinator)
    assert reads(team.activist, row) == 200
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    return row


def test_after_the_last_day_the_case_is_out_of_sight_at_once(team: Group, lapsed: Case) -> None:
    assert reads(team.activist, lapsed) == 404
    assert lapsed.code not in team.activist.client().get("/cases/").content.decode()
    assert opens(lapsed, team.activist)  # the key is still theirs


def test_opening_the_access_page_takes_the_key(team: Group, lapsed: Case) -> None:
    page = team.caseworker.client().get(f"/cases/{lapsed.code}/access/")
    assert page.context["knowers"] == []
    assert not opens(lapsed, team.activist)
    assert opens(lapsed, team.caseworker)
    lapsed.refresh_from_db()
    assert lapsed.assignee is None


@pytest.mark.parametrize("act", ["amend", "note", "stage", "assign"])
def test_a_members_next_write_takes_the_key(team: Group, lapsed: Case, act: str) -> None:
    by, on = team.caseworker.actor, TODAY + timedelta(days=1)
    if act == "amend":
        people.amend(case=lapsed, change=lambda known: known, by=by, on=on, why="edit")
    elif act == "note":
        people.note(case=lapsed, day=on, text="x", by=by)
    elif act == "stage":
        people.set_stage(case=lapsed, stage=Stage.TRAVELLING, reason="", by=by, on=on)
    else:
        people.assign(case=lapsed, to=team.caseworker.membership, by=by, on=on)
    assert not opens(lapsed, team.activist)
    assert opens(lapsed, team.caseworker)
    assert not Grant.objects.filter(case=lapsed).exists()


def test_an_activists_write_leaves_it_to_members(team: Group, lapsed: Case) -> None:
    second = team.add(RoleName.ACTIVIST)
    assert second.membership is not None
    people.give_access(case=lapsed, to=second.membership, by=team.caseworker.actor)
    people.note(case=lapsed, day=TODAY, text="x", by=second.actor)
    assert opens(lapsed, team.activist)
    assert ended.waiting(second.actor) == []


def test_members_take_all_such_keys_with_one_press(team: Group, lapsed: Case) -> None:
    other = case(team.caseworker, legal_name=NAME)
    Grant.objects.create(case=other, user=team.activist.user, until=TODAY)
    client = team.caseworker.client()
    page = client.get("/").content.decode()
    assert "Access that has ended" in page
    assert lapsed.code in page
    for said in ("2 cases have new keys.", "0 cases have new keys."):
        assert said in client.post("/cases/access/ended/", follow=True).content.decode()
    assert ended.waiting(team.caseworker.actor) == []
    assert not opens(lapsed, team.activist)
    assert "Access that has ended" not in client.get("/").content.decode()


def test_activists_and_other_teams_take_nobodys_keys(team: Group, lapsed: Case) -> None:
    assert team.activist.client().post("/cases/access/ended/").status_code == 403
    assert ended.waiting(group().coordinator.actor) == []
    assert opens(lapsed, team.activist)


def test_a_case_that_nobody_lost_keeps_its_key(team: Group) -> None:
    row = case(team.activist)
    before = bytes(row.key.box)
    team.caseworker.client().get(f"/cases/{row.code}/access/")
    people.note(case=row, day=TODAY, text="x", by=team.caseworker.actor)
    assert bytes(Case.objects.get(pk=row.pk).key.box) == before
