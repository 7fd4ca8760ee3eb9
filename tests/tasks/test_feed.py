"""The calendar behind a secret address: only its owner's days, only neutral words, read by two parsers."""

import logging
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.models import Membership
from cases.applications.deadline_actions import add_date, assign_deadline, meet_deadline
from cases.applications.models import Deadline
from cases.applications.work import DateKind
from cases.base import clock
from cases.people.models import Case
from cases.tasks import feeds, reminders
from cases.tasks.models import Feed, Reminder
from cases.team import actions as team_actions
from casetracker.logs import Scrubbed
from tests import factories
from tests.factories import TODAY, Group, Person
from tests.people.conftest import NOON

pytestmark = pytest.mark.django_db
TEXT = "Позвонить Ивану"


@pytest.fixture
def team(monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return factories.group("Almaty")


def mine(team: Group, day: date = TODAY, by: Person | None = None) -> Deadline:
    """A date of a case the caseworker follows."""
    row = factories.case(by or team.caseworker, alias="Журавль", legal_name="Иван Тестов")
    factories.assign(row, team.caseworker, by=team.coordinator)
    return due(row, day, team)


def due(row: Case, day: date, team: Group, to: Person | None = None) -> Deadline:
    return add_date(
        case=row, kind=DateKind.TASK, text=TEXT, day=day, by=team.coordinator.actor, to=to.membership if to else None
    )


def address(person: Person, *, with_codes: bool = False) -> str:
    return f"/calendar/{feeds.renew(with_codes=with_codes, by=person.actor)}.ics"


def fetch(url: str) -> bytes:
    answer = Client().get(url)
    assert answer.status_code == 200
    return answer.content


def read(raw: bytes) -> dict[date, str]:
    """What a calendar program shows: the words of each day."""
    return {event["DTSTART"].dt: str(event["SUMMARY"]) for event in events(raw)}


def events(raw: bytes) -> list[Any]:
    """Its entries, as the parser gives them."""
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def test_two_parsers_read_the_same_whole_days(team: Group) -> None:
    mine(team, TODAY)
    mine(team, TODAY + timedelta(days=9))
    raw = fetch(address(team.caseworker))
    assert read(raw) == {TODAY: "Something is due", TODAY + timedelta(days=9): "Something is due"}
    other = vobject.readOne(raw.decode())
    assert {event.dtstart.value: event.summary.value for event in other.vevent_list} == read(raw)
    for event in other.vevent_list:
        assert event.dtend.value - event.dtstart.value == timedelta(days=1)
    assert other.prodid.value == "-//Case Tracker//EN"
    assert b"\r\n" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_what_is_written_comes_back_whole_through_a_parser(team: Group) -> None:
    mine(team)
    parsed = icalendar.Calendar.from_ical(fetch(address(team.caseworker)))
    again = icalendar.Calendar.from_ical(parsed.to_ical())
    assert again.to_ical() == parsed.to_ical()
    (event,) = again.walk("VEVENT")
    assert (event["CLASS"], event["TRANSP"]) == ("PRIVATE", "TRANSPARENT")
    assert not parsed.errors


def test_an_entry_keeps_its_identity_and_tells_no_id_of_ours(team: Group) -> None:
    row = mine(team)
    url = address(team.caseworker)
    first, second = fetch(url), fetch(url)
    (uid,) = [str(event["UID"]) for event in events(first)]
    assert uid in second.decode()
    assert str(row.pk) not in first.decode()
    assert str(row.case_id) not in first.decode()


def test_several_on_a_day_are_one_entry_with_their_number(team: Group) -> None:
    for _ in range(3):
        mine(team)
    assert read(fetch(address(team.caseworker))) == {TODAY: "3 things are due"}


def test_no_name_no_word_no_team_and_no_code_unless_chosen(team: Group) -> None:
    row = mine(team)
    plain = fetch(address(team.caseworker)).decode()
    for word in ("Иван", "Журавль", "Позвонить", "Almaty", row.case.code, team.caseworker.user.handle):
        assert word not in plain
    named = read(fetch(address(team.caseworker, with_codes=True)))
    assert named == {TODAY: f"Something is due: {row.case.code}"}


def test_many_codes_are_cut_off(team: Group) -> None:
    for _ in range(10):
        mine(team)
    (words,) = read(fetch(address(team.caseworker, with_codes=True))).values()
    assert words.startswith("10 things are due: ")
    assert words.count(",") == 7
    assert words.endswith(" …")


def test_it_holds_what_is_ones_own_and_open_and_near(team: Group) -> None:
    kept = mine(team, TODAY + timedelta(days=1))
    theirs = mine(team, TODAY + timedelta(days=2))
    assign_deadline(deadline=theirs, to=team.coordinator.membership, by=team.coordinator.actor)
    done = mine(team, TODAY + timedelta(days=3))
    meet_deadline(deadline=done, met_on=TODAY, note="", by=team.coordinator.actor)
    for days in (-61, 367):
        mine(team, TODAY + timedelta(days=days))
    due(factories.case(team.coordinator), TODAY, team)  # nobody's
    assert list(read(fetch(address(team.caseworker)))) == [kept.due_on]
    assert list(read(fetch(address(team.coordinator)))) == [theirs.due_on]


def test_what_went_out_of_scope_is_gone(team: Group) -> None:
    row = factories.restricted_case(team.coordinator)
    factories.assign(row, team.caseworker, by=team.coordinator)
    due(row, TODAY, team)
    url = address(team.caseworker)
    assert list(read(fetch(url))) == [TODAY]
    team.caseworker.user.grants.all().delete()
    assert read(fetch(url)) == {}


def test_it_speaks_the_language_of_its_owner(team: Group) -> None:
    team.caseworker.user.language = "ru"
    team.caseworker.user.save()
    mine(team)
    url = address(team.caseworker)
    assert Client().get(url, headers={"accept-language": "fr"}).content == fetch(url)
    assert "Something" not in fetch(url).decode()


# The secret -------------------------------------------------------------------------------------------------------


def test_the_secret_is_long_random_and_kept_as_a_hash(team: Group) -> None:
    first, second = (feeds.renew(with_codes=False, by=team.caseworker.actor) for _ in range(2))
    assert first != second
    assert len(first) >= 43  # 256 bits in base64
    row = Feed.objects.get()
    assert second.encode() not in bytes(row.token_hash)
    assert len(bytes(row.token_hash)) == 32


@pytest.mark.parametrize("wrong", ["x", "x" * 43, "%00", "..%2f..%2fetc", "а" * 43])
def test_any_other_address_is_no_page(team: Group, wrong: str) -> None:
    address(team.caseworker)
    assert Client().get(f"/calendar/{wrong}.ics").status_code == 404


def test_a_wrong_secret_costs_the_same_look_up_as_a_right_one(team: Group) -> None:
    url = address(team.caseworker)
    counts = []
    for asked in (url, f"/calendar/{'x' * 43}.ics"):
        with CaptureQueriesContext(connection) as found:
            Client().get(asked)
        counts.append([query["sql"].split("WHERE")[0] for query in found if "tasks_feed" in query["sql"]])
    assert counts[0] == counts[1]
    assert len(counts[0]) == 1


def test_a_new_one_and_switching_off_end_the_old(team: Group) -> None:
    first = address(team.caseworker)
    second = address(team.caseworker)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    feeds.end(by=team.caseworker.actor)
    assert Client().get(second).status_code == 404


def leave(team: Group) -> None:
    assert team.caseworker.membership
    team_actions.remove(membership=team.caseworker.membership, reason="left", by=team.coordinator.actor, on=TODAY)


def lock(team: Group) -> None:
    team.caseworker.user.locked = True
    team.caseworker.user.save()


def freeze(team: Group) -> None:
    team.coordinator.client().post("/team/freeze/")
    assert Membership.objects.whole().filter(team=team.team)[0].frozen


@pytest.mark.parametrize("happens", [leave, lock, freeze])
def test_it_ends_with_the_place_the_account_or_the_team(team: Group, happens: Any) -> None:
    url = address(team.caseworker)
    happens(team)
    assert Client().get(url).status_code == 404


def test_who_left_is_forgotten(team: Group) -> None:
    address(team.caseworker)
    reminders.keep(address="stork@example.org", by=team.caseworker.actor)
    leave(team)
    assert not Feed.objects.exists()
    assert not Reminder.objects.exists()


def test_it_is_stored_nowhere_on_its_way_and_needs_no_login(team: Group) -> None:
    answer = Client().get(address(team.caseworker))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_an_error_logs_no_secret(
    team: Group, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url = address(team.caseworker)

    def fail(_place: Membership, _feed: Feed) -> bytes:
        raise ValueError(url)

    monkeypatch.setattr(feeds, "write", fail)
    with caplog.at_level(logging.DEBUG):
        assert Client(raise_request_exception=False).get(url).status_code == 500
        assert Client(raise_request_exception=False).get(f"{url}x").status_code == 404
    lines = [Scrubbed().format(record) for record in caplog.records]
    assert any("ValueError" in line for line in lines)
    assert not [line for line in lines if url[10:40] in line]


# The page ---------------------------------------------------------------------------------------------------------


def test_the_address_is_shown_once_works_and_is_switched_off(team: Group) -> None:
    mine(team)
    client = team.caseworker.client()
    assert "/account/calendar/" in client.get("/account/").content.decode()
    page = client.post("/account/calendar/", {"with_codes": "on"}, follow=True)
    shown = page.context["address"]
    assert shown in page.content.decode()
    assert list(read(fetch(shown.removeprefix("http://testserver")))) == [TODAY]
    later = client.get("/account/calendar/").content.decode()
    assert shown not in later
    assert "carry the codes" in later
    client.post("/account/calendar/end/")
    assert Client().get(shown.removeprefix("http://testserver")).status_code == 404
    assert "No calendar can ask" in client.get("/account/calendar/").content.decode()
