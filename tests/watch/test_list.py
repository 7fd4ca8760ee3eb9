"""The at-risk list: order, filters, reasons, paging, paper, and what is done from it."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access import drafts
from cases.access.models import Draft, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.models import Case, Stage
from cases.risk import actions as risk
from cases.risk.facts import Band, Wanted
from cases.risk.models import Standing
from cases.watch import actions
from cases.watch.attention import Why
from cases.watch.queries import PAGE, PRINTED
from tests import clocks
from tests.factories import PASSPHRASE, TODAY, Group, assign, case, group, restricted_case
from tests.risk.test_by_hand import QUIET
from tests.watch.opened import CALM

pytestmark = pytest.mark.django_db


def shown(client: Client, query: str = "") -> list[str]:
    """Return the codes of the list, in its order."""
    response = client.get(f"/risk/{query}")
    assert response.status_code == 200
    return [row.case.code for row in response.context["rows"]]


def graded(team: Group) -> list[Case]:
    """Three cases of falling risk: in detention, unknown in Kazakhstan, calm and reviewed."""
    held = case(team.activist, facts=msgspec.structs.replace(CALM, detained=True))
    new = case(team.caseworker)
    calm = case(team.caseworker, facts=CALM, country="GE")
    actions.review(case=calm, note="", by=team.coordinator.actor, on=TODAY)
    return [held, new, calm]


def test_the_most_urgent_stand_first(team: Group) -> None:
    codes = [row.code for row in graded(team)]
    assert shown(team.caseworker.client()) == codes


def test_a_row_says_band_alias_place_why_and_who(team: Group) -> None:
    row = case(team.activist, alias="Волк", facts=msgspec.structs.replace(CALM, detained=True))
    assign(row, team.caseworker, by=team.coordinator)
    page = team.caseworker.client().get("/risk/").content.decode()
    for said in (
        row.code,
        "Волк",
        "Critical",
        "Kazakhstan",
        "in detention",
        team.caseworker.user.handle,
        "never reviewed",
    ):
        assert said in page


def test_a_row_says_what_changes_next_and_why(team: Group) -> None:
    """By the base, on the federal list, 56: the last two weeks of the stay add 9 and make it critical."""
    known = msgspec.structs.replace(
        QUIET, near_base=True, wanted=Wanted.FEDERAL, stay_ends_on=PartialDate.of(TODAY + timedelta(days=30))
    )
    case(team.caseworker, facts=known)
    response = team.caseworker.client().get("/risk/")
    (row,) = response.context["rows"]
    assert (row.change.on, row.change.after) == (TODAY + timedelta(days=16), Band.CRITICAL)
    assert row.cause == "the permitted stay is ending"
    assert row.cause in response.content.decode()


def test_sorted_by_review_the_longest_due_stands_first(team: Group) -> None:
    *_, calm = graded(team)
    Standing.objects.filter(case=calm).update(review_on=TODAY - timedelta(days=9))
    assert shown(team.caseworker.client(), "?sort=review")[0] == calm.code


@pytest.mark.parametrize("sort", ["risk", "review"])
def test_filters_narrow_by_band_country_category_assignee_and_overdue(team: Group, sort: str) -> None:
    held, new, calm = graded(team)
    assign(new, team.activist, by=team.coordinator)
    Standing.objects.filter(case=held).update(review_on=TODAY - timedelta(days=1))
    client = team.caseworker.client()
    assert shown(client, f"?sort={sort}&band=critical") == [held.code]
    assert shown(client, f"?sort={sort}&country=GE") == [calm.code]
    assert shown(client, f"?sort={sort}&category=relative") == []
    assert shown(client, f"?sort={sort}&assignee={team.activist.user.pk}") == [new.code]
    assert set(shown(client, f"?sort={sort}&assignee=none")) == {held.code, calm.code}
    assert shown(client, f"?sort={sort}&overdue=1") == [held.code]


def test_nonsense_in_the_address_never_breaks_the_page(team: Group) -> None:
    row = case(team.caseworker)
    client = team.caseworker.client()
    for query in ("?band=purple", "?assignee=x", "?sort=x", "?country=%00"):
        assert row.code in shown(client, query)
    for query in ("?after=x_y", "?after=9_zz", "?sort=review&after=today_1", "?after=_"):
        client.get(f"/risk/{query}")


def test_closed_cases_do_not_stand_on_the_list(team: Group) -> None:
    row = case(team.caseworker)
    Case.objects.filter(pk=row.pk).update(stage=Stage.CLOSED)
    assert shown(team.caseworker.client()) == []


def test_only_the_own_team_and_what_one_may_open(team: Group) -> None:
    case(group().caseworker)
    hidden = restricted_case(team.coordinator)
    mine = case(team.caseworker)
    assert shown(team.caseworker.client()) == [mine.code]
    assert set(shown(team.coordinator.client())) == {mine.code, hidden.code}


def test_activists_do_not_see_the_list(team: Group) -> None:
    assert team.activist.client().get("/risk/").status_code == 403


@pytest.mark.parametrize("sort", ["risk", "review"])
def test_pages_follow_each_other_without_gap_or_repeat(team: Group, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.watch.views.PAGE", 2)
    codes = {case(team.caseworker).code for _ in range(5)}
    client, seen, query = team.caseworker.client(), list[str](), f"?sort={sort}"
    for _ in range(3):
        response = client.get(f"/risk/{query}")
        seen += [row.case.code for row in response.context["rows"]]
        query = f"?sort={sort}&after={response.context['after']}"
    assert sorted(seen) == sorted(codes)
    assert response.context["after"] is None


@pytest.mark.parametrize("query", ["", "?sort=review", "?print=1"])
def test_the_number_of_queries_does_not_grow_with_the_cases(team: Group, query: str) -> None:
    client = team.coordinator.client()
    case(team.caseworker)
    client.get(f"/risk/{query}")
    with CaptureQueriesContext(connection) as for_one:
        client.get(f"/risk/{query}")
    for _ in range(4):
        assign(case(team.caseworker), team.caseworker, by=team.coordinator)
    with CaptureQueriesContext(connection) as for_five:
        client.get(f"/risk/{query}")
    assert len(for_five) == len(for_one)


def test_a_page_leaves_one_event_for_all_it_opened(team: Group) -> None:
    rows = [case(team.caseworker) for _ in range(3)]
    client = team.caseworker.client()
    before = set(Event.objects.values_list("pk", flat=True))
    client.get("/risk/")
    (event,) = Event.objects.exclude(pk__in=before)
    body = log.read(event, team.coordinator.actor.keyring.audit_pair.private)
    assert set(body.cases) == {str(row.pk) for row in rows}


# Paper ----------------------------------------------------------------------------------------------


def test_paper_has_codes_and_aliases_and_no_name(team: Group) -> None:
    row = case(team.caseworker, alias="Волк", legal_name="Тестов Иван")
    page = team.caseworker.client().get("/risk/?print=1").content.decode()
    assert row.code in page
    assert "Волк" in page
    assert "Тестов" not in page


def test_names_are_on_paper_only_when_ticked_and_that_is_recorded(team: Group) -> None:
    row = case(team.caseworker, alias="Волк", legal_name="Тестов Иван")
    client = team.caseworker.client()
    assert "Тестов" not in client.post("/risk/print/").content.decode()
    before = set(Event.objects.values_list("pk", flat=True))
    assert "Тестов" in client.post("/risk/print/", {"names": "1"}).content.decode()
    key = team.coordinator.actor.keyring.audit_pair.private
    told = [log.read(event, key) for event in Event.objects.exclude(pk__in=before)]
    assert {(body.kind, body.cases) for body in told if body.kind == EventKind.EXPORTED} == {
        (EventKind.EXPORTED.value, (str(row.pk),))
    }


def test_names_on_paper_ask_for_passphrase_and_code_again_and_keep_what_was_ticked(
    team: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    case(team.caseworker, legal_name="Тестов Иван")
    case(team.caseworker, country="GE", legal_name="Другой Пётр")
    client = team.caseworker.client()
    clocks.forward(monkeypatch, minutes=11)
    assert client.post("/risk/print/", {"country": "KZ"}).status_code == 200  # codes and aliases ask for nothing
    led = client.post("/risk/print/", {"names": "1", "country": "KZ"})
    assert led.headers["Location"].startswith("/account/prove/?")
    proof = {"passphrase": PASSPHRASE, "code": team.caseworker.code()}
    kept = client.get(client.post(led.headers["Location"], proof).headers["Location"])
    sent = {**dict(kept.context["body"].fields), drafts.SENT_AGAIN: str(Draft.objects.get().pk)}
    page = client.post(kept.context["body"].path, sent).content.decode()
    assert "Тестов" in page
    assert "Другой" not in page
    assert not Draft.objects.exists()


def test_names_cannot_be_asked_for_by_an_address(team: Group) -> None:
    case(team.caseworker, legal_name="Тестов Иван")
    client = team.caseworker.client()
    assert "Тестов" not in client.get("/risk/?print=1&names=1").content.decode()
    assert client.get("/risk/print/").status_code == 405


def test_paper_keeps_the_filter(team: Group) -> None:
    here, there = case(team.caseworker), case(team.caseworker, country="GE")
    page = team.caseworker.client().post("/risk/print/", {"country": "GE"}).content.decode()
    assert there.code in page
    assert here.code not in page


def test_paper_comes_in_parts_that_say_which_they_are(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.watch.views.PRINTED", 2)
    codes = {case(team.caseworker).code for _ in range(3)}
    client = team.caseworker.client()
    first = client.get("/risk/?print=1&country=KZ")
    assert "Part 1 of the list" in first.content.decode()
    assert (first.context["previous"], first.context["next"]) == ("", "/risk/?country=KZ&print=1&part=2")
    last = client.get(first.context["next"])
    assert "Part 2 of the list (the last)" in last.content.decode()
    assert (last.context["previous"], last.context["next"]) == ("/risk/?country=KZ&print=1", "")
    assert [len(page.context["rows"]) for page in (first, last)] == [2, 1]
    assert {row.code for page in (first, last) for row in page.context["rows"]} == codes


def test_names_are_asked_for_the_part_on_the_screen(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.watch.views.PRINTED", 1)
    for _ in range(2):
        case(team.caseworker)
    client = team.caseworker.client()
    (shown,) = client.get("/risk/?print=1&part=2").context["rows"]
    (named,) = client.post("/risk/print/", {"names": "1", "part": "2"}).context["rows"]
    assert named.code == shown.code


@pytest.mark.parametrize("part", ["0", "-1", "x", "²", "99999"])
def test_a_part_that_makes_no_sense_is_the_first(team: Group, part: str) -> None:
    row = case(team.caseworker)
    (shown,) = team.caseworker.client().get("/risk/", {"print": "1", "part": part}).context["rows"]
    assert shown.code == row.code


def test_a_list_of_one_part_has_no_number(team: Group) -> None:
    case(team.caseworker)
    assert "Part 1" not in team.caseworker.client().get("/risk/?print=1").content.decode()


# Acts on ticked cases -------------------------------------------------------------------------------


def test_ticked_cases_are_marked_for_review_today(team: Group) -> None:
    rows = [case(team.caseworker) for _ in range(2)]
    client = team.coordinator.client()
    response = client.post(
        "/risk/selected/", {"case": [row.code for row in rows], "act": "review", "query": "sort=review"}
    )
    assert (response.status_code, response["Location"]) == (302, "/risk/?sort=review")
    due = set(Standing.objects.values_list("review_on", flat=True))
    assert max(due) <= TODAY


def test_ticked_cases_are_assigned(team: Group) -> None:
    row = case(team.caseworker)
    member = team.add(RoleName.CASEWORKER)
    assert member.membership is not None
    team.coordinator.client().post("/risk/selected/", {"case": row.code, "act": "assign", "to": member.user.pk})
    assert Case.objects.get(pk=row.pk).assignee_id == member.user.pk


def test_when_one_is_refused_none_is_assigned(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sorted((case(team.caseworker) for _ in range(2)), key=lambda row: row.code)
    assign_really = people.assign

    def refuse_second(*, case: Case, **given: Any) -> None:
        if case.pk == second.pk:
            raise Refused("Somebody else was quicker.")
        assign_really(case=case, **given)

    monkeypatch.setattr(people, "assign", refuse_second)
    chosen = {"case": [first.code, second.code], "act": "assign", "to": team.activist.user.pk}
    page = team.coordinator.client().post("/risk/selected/", chosen, follow=True).content.decode()
    assert f"Nothing was changed. {second.code}: Somebody else was quicker." in page
    assert not Case.objects.filter(assignee=team.activist.user).exists()


def test_nothing_ticked_says_so(team: Group) -> None:
    response = team.coordinator.client().post("/risk/selected/", {"act": "review"}, follow=True)
    assert "Tick at least one case first." in response.content.decode()


def test_a_strangers_case_cannot_be_ticked(team: Group) -> None:
    other = case(group().caseworker)
    before = Standing.objects.get(case=other).review_on
    team.coordinator.client().post("/risk/selected/", {"case": other.code, "act": "review"})
    assert Standing.objects.get(case=other).review_on == before


def test_bulk_acts_are_the_coordinators(team: Group) -> None:
    assert team.caseworker.client().post("/risk/selected/", {"act": "review"}).status_code == 403
    assert not re.search(r'name="act"', team.caseworker.client().get("/risk/").content.decode())


def test_a_full_page_stays_light_enough_for_a_bad_line(team: Group) -> None:
    """Every row with all a row can have: a change ahead, a picture, an assignee, an assessment that waits."""
    member = team.add(RoleName.CASEWORKER)
    known = msgspec.structs.replace(
        QUIET, near_base=True, wanted=Wanted.FEDERAL, stay_ends_on=PartialDate.of(TODAY + timedelta(days=30))
    )
    for number in range(50):
        row = case(team.caseworker, alias=f"Серебристый Журавль {number}", facts=known)
        assign(row, member, by=team.coordinator)
    risk.rest_on_new(team=team.team.pk)
    for language, query in (("en", ""), ("ru", ""), ("ru", "?sort=review"), ("en", "?print=1"), ("ru", "?print=1")):
        User.objects.filter(pk=team.coordinator.user.pk).update(language=language)
        response = team.coordinator.client().get(f"/risk/{query}")
        assert len(response.context["rows"]) == (PRINTED if "print" in query else PAGE)
        assert all(row.course and row.change and row.waits for row in response.context["rows"])
        assert len(response.content) <= 60_000, (language, query, len(response.content))


def test_rows_that_wait_are_marked_and_all_are_assessed_again_from_the_top(team: Group) -> None:
    there, here = case(team.caseworker, country="GE"), case(team.caseworker)
    client = team.caseworker.client()
    assert "/risk/again/" not in client.get("/risk/").content.decode()
    risk.rest_on_new(team=team.team.pk, country="GE")
    response = client.get("/risk/")
    assert {row.code: row.waits for row in response.context["rows"]} == {there.code: True, here.code: False}
    page = response.content.decode()
    assert page.count(">waits<") == 1
    assert 'action="/risk/again/"' in page
    assert shown(client, "?only=waiting") == [there.code]
    people.assess_again(cases=[there.pk], by=team.caseworker.actor, on=TODAY)
    assert ">waits<" not in client.get("/risk/").content.decode()


@pytest.mark.parametrize("sort", ["risk", "review"])
@pytest.mark.parametrize("only", list(Why))
def test_the_list_narrows_to_each_reason_and_nonsense_is_left_out(team: Group, sort: str, only: str) -> None:
    settled = case(team.caseworker, country="FR", facts=CALM)
    actions.review(case=settled, note="", by=team.coordinator.actor, on=TODAY)
    assert shown(team.caseworker.client(), f"?sort={sort}&only={only}") == []
    assert shown(team.caseworker.client(), f"?sort={sort}&only={only}x") == [settled.code]
