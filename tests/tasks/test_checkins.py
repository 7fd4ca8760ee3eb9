"""Signs of life: agreed, awaited, closed by hearing from the person, and climbing when nobody sees to them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases import vault
from cases.access.roles import RoleName
from cases.applications.deadline_actions import add_date
from cases.applications.models import Deadline, DeadlineBody
from cases.applications.repetition import is_answered
from cases.applications.work import DateKind
from cases.base import clock
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.actions import Stale
from cases.people.dossier import Contact, ContactChannel, Dossier
from cases.people.models import Case, Stage
from cases.risk.facts import Facts
from cases.tasks import checkins
from cases.tasks.checkins import Agreement
from cases.timeline.models import Entry
from tests import factories
from tests.factories import TODAY, Group, Person
from tests.people.conftest import NOON

FRIDAY = TODAY  # 20 November 2026 is one
WEEK = timedelta(days=7)


# Which contact stands for which sign of life, worked by hand ------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "days_before", "answered"),
    [
        *((7, 0, True), (7, 3, True), (7, 4, False), (7, 6, False), (7, -5, True), (1, 0, True), (1, 1, False)),
        *((2, 0, True), (2, 1, False), (3, 1, True), (3, 2, False), (14, 6, True), (14, 7, False)),
    ],
)
def test_a_contact_in_the_second_half_stands_for_it(every: int, days_before: int, answered: bool) -> None:
    assert is_answered(FRIDAY, FRIDAY - timedelta(days=days_before), every) is answered


@given(st.integers(1, 120), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-5, 200))
def test_nobody_is_silent_for_longer_than_one_rhythm_and_a_half(every: int, due: date, ahead: int) -> None:
    heard = due - timedelta(days=ahead)
    if is_answered(due, heard, every) and heard <= due:
        assert (due + timedelta(days=every) - heard).days <= every * 3 / 2


# What is written --------------------------------------------------------------------------------------------------


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    row = factories.case(team.caseworker, alias="Lotus")
    factories.assign(row, team.caseworker, by=team.coordinator)
    return row


def agree(case: Case, by: Person, *, every: int = 7, first: date = FRIDAY, **kwargs: object) -> None:
    said = Agreement(channel=ContactChannel.SIGNAL, code_word="берёза", every=every, first=first)
    checkins.agree(case=Case.objects.get(pk=case.pk), said=said, by=by.actor, on=TODAY, **kwargs)  # type: ignore[arg-type]


def heard(case: Case, by: Person, day: date) -> None:
    row = Case.objects.get(pk=case.pk)
    checkins.hear(case=row, day=day, channel=ContactChannel.SIGNAL, note="", by=by.actor, on=max(TODAY, day))


def dossier(case: Case, by: Person) -> Dossier:
    opened: Dossier = vault.open(Case.objects.get(pk=case.pk).dossier, by=by.actor, why="test")
    return opened


def awaited(case: Case) -> list[date | None]:
    return list(Deadline.objects.filter(case=case, done=False).order_by("due_on").values_list("due_on", flat=True))


def test_what_was_agreed_is_kept_and_awaited_and_weighs_when_it_does_not_come(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    known = dossier(case, team.caseworker)
    assert (known.contact.channel, known.contact.code_word, known.contact.every_days) == ("signal", "берёза", 7)
    assert known.facts.check_in_by == PartialDate.of(FRIDAY)
    assert awaited(case) == [FRIDAY]
    body: DeadlineBody = vault.open(Deadline.objects.get().body, by=team.caseworker.actor, why="test")
    assert (body.kind, body.text) == ("check_in", "")


def test_hearing_from_them_closes_it_and_sets_the_next(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    heard(case, team.caseworker, FRIDAY - timedelta(days=2))
    assert awaited(case) == [FRIDAY + WEEK]
    assert dossier(case, team.caseworker).facts.check_in_by == PartialDate.of(FRIDAY + WEEK)
    assert Deadline.objects.filter(case=case, done=True).count() == 1


def test_the_days_in_clear_do_not_tell_when_somebody_wrote(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    for day in (FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=6), FRIDAY + timedelta(days=15)):
        heard(case, team.caseworker, day)
    days = Deadline.objects.filter(case=case).values_list("due_on", flat=True)
    assert all((day - FRIDAY).days % 7 == 0 for day in days if day)


def test_hearing_too_early_leaves_it_open(team: Group, case: Case) -> None:
    agree(case, team.caseworker, first=FRIDAY + WEEK)
    heard(case, team.caseworker, FRIDAY)
    assert awaited(case) == [FRIDAY + WEEK]
    assert dossier(case, team.caseworker).last_contact_on == FRIDAY


def test_another_rhythm_counts_from_the_next_sign_on_and_none_ends_them(team: Group, case: Case) -> None:
    agree(case, team.caseworker)

    def every(days: int | None) -> None:
        def change(known: Dossier) -> Dossier:
            return checkins._with(known, every_days=days)  # noqa: SLF001

        people.amend(case=case, change=change, by=team.caseworker.actor, on=TODAY, why="edit")

    every(3)
    heard(case, team.caseworker, FRIDAY)
    assert awaited(case) == [FRIDAY + timedelta(days=3)]
    every(None)
    heard(case, team.caseworker, FRIDAY + timedelta(days=3))
    assert awaited(case) == []


def test_agreeing_anew_replaces_what_was_awaited_and_twice_is_once(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    ticket = uuid4()
    for _twice in range(2):
        agree(case, team.caseworker, every=3, first=FRIDAY + timedelta(days=1), ticket=ticket)
    assert awaited(case) == [FRIDAY + timedelta(days=1)]
    assert Deadline.objects.filter(case=case).count() == 2


def test_ending_them_awaits_none_and_keeps_the_rhythm(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    checkins.end(case=case, by=team.caseworker.actor, on=TODAY)
    known = dossier(case, team.caseworker)
    assert awaited(case) == []
    assert (known.facts.check_in_by, known.contact.every_days) == (None, 7)


def test_what_the_intake_expected_is_over_once_they_were_heard_from(team: Group) -> None:
    facts = Facts(check_in_by=PartialDate.of(FRIDAY))
    row = factories.case(team.caseworker, facts=facts, on=TODAY - WEEK)
    heard(row, team.caseworker, FRIDAY - timedelta(days=1))
    assert dossier(row, team.caseworker).facts.check_in_by == PartialDate.of(FRIDAY)
    heard(row, team.caseworker, FRIDAY)
    assert dossier(row, team.caseworker).facts.check_in_by is None


def test_an_activist_hears_of_their_case_and_agrees_on_nothing(team: Group) -> None:
    row = factories.case(team.activist)
    agree(row, team.caseworker)
    heard(row, team.activist, FRIDAY)
    assert awaited(row) == [FRIDAY + WEEK]
    with pytest.raises(Refused):
        agree(row, team.activist)


def test_two_who_agree_at_once_do_not_overwrite_each_other(team: Group, case: Case) -> None:
    with pytest.raises(Stale):
        agree(case, team.caseworker, version=0)


def test_closing_the_case_awaits_nothing_more(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    client = team.caseworker.client()
    client.post(f"/cases/{case.code}/stage/", {"stage": "closed", "reason": "safe", "leftover": "In safety"})
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED
    assert awaited(case) == []


# The pages ------------------------------------------------------------------------------------------------------


def test_the_form_agrees_and_logging_a_contact_closes(team: Group, case: Case) -> None:
    client, url = team.caseworker.client(), f"/cases/{case.code}/check-in/"
    typed = {"channel": "signal", "code_word": "берёза", "every": "7", "first": "2026-11-20"}
    for changed, field in (({"every": ""}, "every"), ({"every": "121"}, "every"), ({"first": "2026-11-19"}, "first")):
        answer = client.post(url, typed | changed)
        assert list(answer.context["form"].errors) == [field]
        assert "берёза" in answer.content.decode()
    assert client.post(url, typed).status_code == 302
    page = client.get(case.get_absolute_url()).content.decode()
    assert "every 7 days" in page
    date_url = Deadline.objects.get(done=False).get_absolute_url()
    assert "Heard from them" in client.get(date_url).content.decode()
    assert client.get(f"{date_url}done/")["Location"] == f"/cases/{case.code}/contact/"
    shown = client.get(f"/cases/{case.code}/contact/").content.decode()
    assert "берёза" in shown
    client.post(f"/cases/{case.code}/contact/", {"day": "2026-11-20", "channel": "signal", "note": ""})
    assert awaited(case) == [FRIDAY + WEEK]


def test_sent_twice_a_contact_counts_once(team: Group, case: Case) -> None:
    agree(case, team.caseworker)
    client, url = team.caseworker.client(), f"/cases/{case.code}/contact/"
    ticket = str(client.get(url).context["form"]["ticket"].value())
    before = Entry.objects.filter(case=case).count()
    for _twice in range(2):
        client.post(url, {"day": "2026-11-20", "channel": "signal", "note": "", "ticket": ticket})
    assert Entry.objects.filter(case=case).count() == before + 1
    assert awaited(case) == [FRIDAY + WEEK]


def test_the_code_word_stands_in_no_list(team: Group, case: Case) -> None:
    agree(case, team.caseworker, first=TODAY)
    people.amend(case=case, change=lambda known: known, by=team.caseworker.actor, on=TODAY, why="edit")
    Case.objects.filter(pk=case.pk).update(quiet_from=TODAY - WEEK)
    client = team.caseworker.client()
    for path in ("/", "/cases/", "/cases/silent/", "/deadlines/", "/deadlines/month/"):
        page = client.get(path).content.decode()
        assert case.code in page, path
        assert "берёза" not in page, path


# What climbs -------------------------------------------------------------------------------------------------------


def missed(client: Client) -> list[str]:
    return [row.row.code for row in client.get("/").context["work"].missed]


def test_a_date_missed_for_two_days_climbs_to_coordinators_only(team: Group, case: Case) -> None:
    agree(case, team.caseworker, first=TODAY - timedelta(days=1))
    other = team.add(RoleName.CASEWORKER)
    assert missed(team.coordinator.client()) == []
    Deadline.objects.update(due_on=TODAY - timedelta(days=2))
    assert missed(team.coordinator.client()) == [case.code]
    page = team.coordinator.client().get("/").content.decode()
    assert "Missed by colleagues" in page
    assert case.code in team.coordinator.client().get("/deadlines/?when=missed").content.decode()
    for person in (team.caseworker, other):
        assert missed(person.client()) == []
    assert [row.row.case.code for row in team.caseworker.client().get("/").context["work"].dates.rows] == [case.code]


def test_what_is_ones_own_or_nobodys_does_not_climb_twice(team: Group) -> None:
    own, nobodys = factories.case(team.coordinator), factories.case(team.coordinator)
    factories.assign(own, team.coordinator, by=team.coordinator)
    for row in (own, nobodys):
        add_date(case=row, kind=DateKind.TASK, text="call", day=TODAY - WEEK, by=team.coordinator.actor)
    work = team.coordinator.client().get("/").context["work"]
    assert work.missed == []
    assert len(work.dates.rows) == 2


def test_what_climbs_takes_the_place_of_other_rows_and_hides_no_own_ones(team: Group, case: Case) -> None:
    own = factories.case(team.coordinator)
    factories.assign(own, team.coordinator, by=team.coordinator)
    for _ in range(12):
        add_date(case=case, kind=DateKind.TASK, text="theirs", day=TODAY - WEEK, by=team.coordinator.actor)
        add_date(case=own, kind=DateKind.TASK, text="mine", day=TODAY, by=team.coordinator.actor)
    work = team.coordinator.client().get("/").context["work"]
    assert [row.text for row in work.missed] == ["theirs"] * 3
    assert [row.text for row in work.dates.rows] == ["mine"] * 7
    assert work.dates.more


# The silent --------------------------------------------------------------------------------------------------------


def test_the_silent_are_listed_with_the_last_contact_and_the_way(team: Group) -> None:
    contact = Contact(channel=ContactChannel.TELEGRAM, every_days=5)
    row = factories.case(team.caseworker, alias="Журавль", on=TODAY - 4 * WEEK, contact=contact)
    people.log_contact(
        case=row, day=TODAY - 2 * WEEK, channel=ContactChannel.PHONE, note="", by=team.caseworker.actor, on=TODAY
    )
    factories.case(team.caseworker, country="FR", contact=Contact(every_days=60))
    client = team.caseworker.client()
    (shown,) = client.get("/cases/silent/").context["rows"]
    assert (shown.code, shown.alias, shown.days, shown.silent_from) == (row.code, "Журавль", 14, date(2026, 11, 11))
    page = client.get("/cases/silent/").content.decode()
    for words in ("6 Nov 2026", "14 days", "Telegram", "every 5 days", "Журавль"):
        assert words in page
    assert client.get("/cases/silent/?band=low").context["rows"] == []
    assert client.get("/cases/silent/?assignee=none").context["rows"] != []


def test_each_sees_the_silent_of_their_scope(team: Group) -> None:
    mine = factories.case(team.activist, on=TODAY - 8 * WEEK)
    theirs = factories.case(team.caseworker, on=TODAY - 8 * WEEK)

    def codes(person: Person) -> set[str]:
        return {row.code for row in person.client().get("/cases/silent/").context["rows"]}

    assert codes(team.activist) == {mine.code}
    assert codes(team.caseworker) == {mine.code, theirs.code}
    assert codes(factories.group().coordinator) == set()
