"""The page of a case: everything about one person but the name, in scope, light, and in few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.applications.deadline_actions import add_date
from cases.applications.work import DateKind
from cases.base import clock
from cases.base.dates import PartialDate
from cases.overview.casepage import NEWEST
from cases.people import actions
from cases.people.dossier import Consent, Contact, ContactChannel, Permission, Relative
from cases.people.models import Case
from cases.risk.facts import Article, Charge, Facts, Paper, PaperKind, Wanted
from tests.applications.desk import opened
from tests.factories import TODAY, Group, Person, case, group
from tests.people.conftest import NOON

KNOWN = Facts(
    entered_on=PartialDate(2026, 5, 17),
    papers=(Paper(kind=PaperKind.INTERNAL),),
    wanted=Wanted.FEDERAL,
    wanted_checked_on=PartialDate(2026, 11, 1),
    charges=(Charge(article=Article.DESERTION, opened_on=PartialDate(2026, 6)),),
)


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return group()


def page_of(row: Case, by: Person) -> str:
    answer = by.client().get(f"/cases/{row.code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def full_case(by: Person, **dossier: Any) -> Case:
    return case(
        by,
        alias="Волк",
        legal_name="Иван Тестов",
        born_on=PartialDate(1994, 3),
        city="Алматы",
        contact=Contact(channel=ContactChannel.SIGNAL, address="@volk", rules="After 20:00", every_days=3),
        relatives=(Relative(relation="wife", where="Kazan"),),
        facts=KNOWN,
        **dossier,
    )


def test_the_page_shows_what_is_known_and_what_is_not(team: Group) -> None:
    page = page_of(full_case(team.activist), team.activist)
    for shown in (
        "Волк",
        "Kazakhstan",
        "Алматы",
        "@volk",
        "After 20:00",
        "On the federal wanted list (Russia)",
        "338, desertion, June 2026",
    ):
        assert shown in page
    assert "things not known" in page
    assert "Refused exit at a border because of a notice" in page


def test_the_name_and_the_birth_are_on_file_only(team: Group) -> None:
    page = page_of(full_case(team.activist), team.coordinator)
    assert "Тестов" not in page
    assert "1994" not in page
    assert page.count("on file, shown on request") == 2


def test_the_page_says_why_and_what_to_ask_next(team: Group) -> None:
    row = full_case(team.activist)
    page = page_of(row, team.activist)
    assert "Ask these next" in page
    assert page.count(f"/cases/{row.code}/edit/#") >= 3
    assert "On Russia" in page


def test_the_page_says_what_the_country_offers_and_threatens(team: Group) -> None:
    page = page_of(full_case(team.activist), team.activist)
    assert 'id="stay"' in page
    assert 'id="country"' in page
    assert "Prospect of asylum" in page


def test_applications_and_their_dates_stand_on_the_page(team: Group) -> None:
    row = full_case(team.caseworker)
    opened(row, "fr_visa_asylum", "draft", "2026-11-02", by=team.caseworker)
    add_date(case=row, kind=DateKind.TASK, text="call the consulate", day=TODAY, by=team.caseworker.actor)
    page = page_of(row, team.caseworker)
    assert "call the consulate" in page
    assert "Application opened" in page


def test_the_story_is_told_newest_first_with_its_days(team: Group) -> None:
    row = full_case(team.caseworker)
    day = TODAY - timedelta(days=2)
    actions.log_contact(
        case=row, day=day, channel=ContactChannel.PHONE, note="is well", by=team.caseworker.actor, on=TODAY
    )
    page = page_of(row, team.caseworker)
    assert page.index("Heard from the person: Phone call") < page.index("Case logged")
    assert "is well" in page
    assert "18 Nov 2026" in page


def test_buttons_follow_the_role(team: Group) -> None:
    row = full_case(team.activist)
    activist, caseworker = page_of(row, team.activist), page_of(row, team.caseworker)
    for link in ("assign/", "risk/review/", "applications/new/"):
        assert f"/cases/{row.code}/{link}" not in activist
        assert f"/cases/{row.code}/{link}" in caseworker
    for link in ("contact/", "edit/", "detained/", "note/", "reveal/"):
        assert f"/cases/{row.code}/{link}" in activist


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        (Permission(), "consent not asked"),
        (Permission(to_services=Consent.YES), "agreed to our work"),
        (Permission(to_services=Consent.YES, to_disclosure=Consent.YES), "agreed that details are passed on"),
        (Permission(to_services=Consent.YES, to_disclosure=Consent.NO), "details stay with us"),
        (Permission(to_services=Consent.NO), "does not want our work"),
    ],
)
def test_consent_stands_at_the_head(team: Group, consent: Permission, words: str) -> None:
    assert words in page_of(case(team.activist, consent=consent), team.activist)


def test_a_case_without_anything_known_has_a_page(team: Group) -> None:
    page = page_of(case(team.activist, country="BR"), team.activist)
    assert "Nobody has described this country yet" in page


def test_silence_shows_from_its_exact_day(team: Group) -> None:
    fresh = case(team.activist, contact=Contact(every_days=1), on=TODAY)
    late = case(team.activist, contact=Contact(every_days=1), on=TODAY - timedelta(days=1))
    assert ">Silent<" not in page_of(fresh, team.activist)
    assert ">Silent<" in page_of(late, team.activist)


def test_out_of_scope_there_is_no_such_case(team: Group) -> None:
    row = full_case(team.caseworker)
    assert team.activist.client().get(f"/cases/{row.code}/").status_code == 404
    assert group().coordinator.client().get(f"/cases/{row.code}/").status_code == 404


def test_a_long_history_takes_no_more_queries_and_stays_light(team: Group) -> None:
    row = full_case(team.caseworker)
    client = team.caseworker.client()
    counts = []
    for _ in range(2):
        for number in range(20):
            actions.note(case=row, day=TODAY, text=f"note {number} " + "ы" * 200, by=team.caseworker.actor)
            add_date(case=row, kind=DateKind.TASK, text=f"task {number}", day=TODAY, by=team.caseworker.actor)
        client.get(f"/cases/{row.code}/")
        with CaptureQueriesContext(connection) as found:
            answer = client.get(f"/cases/{row.code}/")
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
    assert len(answer.content) <= 60_000


def test_the_oldest_entry_of_a_long_timeline_can_still_be_read(team: Group) -> None:
    row = full_case(team.activist)
    for number in range(NEWEST + 1):
        actions.note(case=row, day=TODAY, text=f"Note no. {number}.", by=team.activist.actor)
    client = team.activist.client()
    newest = client.get(f"/cases/{row.code}/").content.decode()
    assert "Note no. 0." not in newest
    assert 'href="?timeline=all#timeline"' in newest
    whole = client.get(f"/cases/{row.code}/?timeline=all").content.decode()
    assert "Note no. 0." in whole
    assert "timeline=all" not in whole


def test_whoever_is_detained_has_a_checklist_instead_of_the_button(team: Group) -> None:
    free, held = full_case(team.activist), case(team.activist, facts=Facts(detained=True))
    assert f'href="/cases/{free.code}/detained/">Detained now</a>' in page_of(free, team.activist)
    assert f'href="/cases/{held.code}/detained/">Checklist</a>' in page_of(held, team.activist)
