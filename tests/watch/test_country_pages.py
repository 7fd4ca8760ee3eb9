"""A newer value of a country: seen with the cases it moves, stored once, in force everywhere, and taken back."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.actor import today
from cases.base.dates import PartialDate
from cases.countries import queries
from cases.countries.models import TeamValue
from cases.people.dossier import Dossier
from cases.people.models import Case, Stage
from cases.risk import actions as risk
from cases.risk.facts import Facts
from cases.risk.models import Assessment, Standing, Step
from cases.stay.answers import answer
from cases.watch import waiting
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db

DAYS = "/countries/KZ/newer/stay_days/"
TICKETS = ("7b0c1a52-2d5e-4a0b-9a53-6d52cf8fb0c1", "0d8f2f55-6f0a-4f06-8d3e-ffb6cbb4d3c7")


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def client(group: Group) -> Client:
    return group.caseworker.client()


def typed(**changes: str) -> dict[str, str]:
    told = {"value": "30", "source": "Gazette of laws", "source_day": "10.2026", "confidence": "one_source"}
    return (
        told | {"source_url": "https://law.example.org/1", "ticket": "7b0c1a52-2d5e-4a0b-9a53-6d52cf8fb0c1"} | changes
    )


def page_of(client: Client, path: str, data: dict[str, str] | None = None) -> str:
    got = client.post(path, data) if data is not None else client.get(path)
    assert got.status_code == 200, got.status_code
    body = b"".join(got) if got.streaming else got.content
    return unescape(" ".join(body.decode().split()))


def asked(page: str) -> dict[str, str]:
    """What the form at the end of a page that looked ahead would post."""
    form = page[page.rindex('<form method="post" class="actions">') :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.split("</form>")[0]))


def record(client: Client, path: str = DAYS, **changes: str) -> TeamValue:
    got = client.post(path, asked(page_of(client, path, typed(**changes))))
    assert (got.status_code, got["Location"]) == (302, "/risk/again/")
    return TeamValue.objects.latest("recorded_on", "pk")


def entered(group: Group, days_ago: int) -> Case:
    """Somebody who came to Kazakhstan so many days ago and has not left."""
    on = today(group.caseworker.actor)
    facts = Facts(country="KZ", entered_on=PartialDate.of(on - timedelta(days=days_ago)))
    return factories.case(group.caseworker, facts=facts, on=on)


def last_day(group: Group, case: Case) -> date | None:
    """The last lawful day as the team's countries give it."""
    on = today(group.caseworker.actor)
    facts = Facts(country="KZ", entered_on=PartialDate.of(on - timedelta(days=40)))
    return answer("KZ", Dossier(facts=facts), queries.profile_for(case.team_id, "KZ"), on).last_day


def rank(case: Case) -> int:
    """Where the case stands this week in the list of those at risk."""
    return Step.objects.filter(case=case).order_by("starts_on")[0].rank


class TestRecording:
    def test_the_moves_are_shown_first_and_nothing_is_stored(self, group: Group, client: Client) -> None:
        case, on = entered(group, 40), today(group.caseworker.actor)
        page = page_of(client, DAYS, typed())
        assert case.code in page
        # 40 days ago is the first of 90 and of 30: the last lawful day is 89 and 29 days after it.
        assert (on + timedelta(days=49)).strftime("%-d %b %Y") in page
        assert (on - timedelta(days=11)).strftime("%-d %b %Y") in page
        assert "1 case moves." in page
        assert "1 stay would be over at once." in page
        assert not TeamValue.objects.exists()
        assert Assessment.objects.filter(case=case).count() == 1

    def test_what_was_seen_is_stored_and_the_cases_wait(self, group: Group, client: Client) -> None:
        case = entered(group, 40)
        elsewhere = factories.case(group.caseworker, country="AM")
        row = record(client)
        assert (row.field, row.value, row.source, row.source_day) == ("stay_days", 30, "Gazette of laws", "2026-10")
        assert last_day(group, case) == today(group.caseworker.actor) - timedelta(days=11)
        assert waiting.some(group.caseworker.actor, 9) == [case.pk]
        assert elsewhere.pk not in waiting.some(group.caseworker.actor, 9)

    def test_assessed_again_the_case_stands_by_the_newer_value(self, group: Group, client: Client) -> None:
        case = entered(group, 40)
        before = rank(case)
        record(client)
        b"".join(client.post("/risk/again/"))
        assert waiting.count(group.caseworker.actor) == 0
        assert rank(case) > before  # the stay is over by the newer value

    def test_on_the_day_a_value_begins_and_the_day_after_it_ends_the_cases_wait_again(
        self, group: Group, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entered(group, 0)
        actor, on = group.caseworker.actor, today(group.caseworker.actor)
        first, last = on + timedelta(days=5), on + timedelta(days=9)
        record(client, valid_from=first.isoformat(), valid_to=last.isoformat())
        b"".join(client.post("/risk/again/"))
        waits = {}
        for day in (on, first - timedelta(days=1), first, last, last + timedelta(days=1)):
            monkeypatch.setattr(waiting, "today", lambda _actor, day=day: day)
            waits[day] = risk.bases(actor.own_team.pk, day)["KZ"] - Standing.objects.get().basis
        assert list(waits.values()) == [0, 0, 1, 1, 2]
        assert waiting.count(actor) == 1

    def test_sent_twice_it_is_written_once(self, client: Client) -> None:
        seen = asked(page_of(client, DAYS, typed()))
        assert [client.post(DAYS, seen).status_code for _again in range(2)] == [302, 302]
        assert TeamValue.objects.count() == 1

    def test_both_values_stand_on_the_page_and_the_teams_counts(self, client: Client) -> None:
        record(client)
        page = page_of(client, "/countries/KZ/")
        assert "recorded by your team" in page
        assert "in our files" in page
        assert "30 days within any 180" in page
        assert "30 days within any 180" in page_of(client, "/countries/")

    def test_another_team_keeps_our_value(self, client: Client) -> None:
        record(client)
        assert "90 days within any 180" in page_of(factories.group().caseworker.client(), "/countries/KZ/")

    def test_the_case_and_its_stay_read_by_the_teams_value(self, group: Group, client: Client) -> None:
        case = entered(group, 40)
        record(client)
        assert "30 days within any 180" in page_of(client, f"/cases/{case.code}/stay/")
        assert "30 days within any 180" in page_of(client, f"/cases/{case.code}/")

    def test_somebody_who_recorded_meanwhile_makes_it_be_looked_at_again(self, group: Group, client: Client) -> None:
        seen = asked(page_of(client, DAYS, typed()))
        record(group.coordinator.client(), value="60", ticket=TICKETS[1])
        page = page_of(client, DAYS, seen)
        assert [row.value for row in TeamValue.objects.all()] == [60]
        assert client.post(DAYS, asked(page)).status_code == 302
        assert sorted((row.value, row.withdrawn_on is None) for row in TeamValue.objects.all()) == [
            (30, True),
            (60, False),
        ]

    def test_a_value_that_is_yet_to_come_is_looked_at_as_of_its_first_day(self, group: Group, client: Client) -> None:
        entered(group, 0)
        first = today(group.caseworker.actor) + timedelta(days=20)
        page = page_of(client, DAYS, typed(valid_from=first.isoformat()))
        assert f"as of {first.strftime('%-d %b %Y')}" in page
        assert "1 case moves." in page

    def test_a_closed_case_and_one_out_of_sight_are_not_named(self, group: Group, client: Client) -> None:
        closed, hidden = entered(group, 40), factories.restricted_case(group.activist)
        Case.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED)
        page = page_of(client, DAYS, typed())
        assert closed.code not in page
        assert hidden.code not in page
        assert "No case moves." in page

    def test_what_moves_nothing_says_so(self, group: Group, client: Client) -> None:
        entered(group, 40)
        assert "No case moves." in page_of(client, "/countries/KZ/newer/csto/", typed(value="yes"))

    def test_many_cases_are_looked_at_in_batches_of_as_many_queries(self, group: Group, client: Client) -> None:
        entered(group, 40)
        page_of(client, DAYS, typed())
        few, many = CaptureQueriesContext(connection), CaptureQueriesContext(connection)
        with few:
            page_of(client, DAYS, typed())
        for _number in range(4):
            entered(group, 40)
        with many:
            page = page_of(client, DAYS, typed())
        assert "5 cases move." in page
        assert len(many) <= len(few)


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "changes", "said"),
        [
            ("stay_days", {"value": ""}, "This field is required."),
            ("stay_days", {"value": "0"}, "greater than or equal to 1"),
            ("stay_days", {"value": "a month"}, "Enter a whole number."),
            ("stay_days", {"value": "180"}, "is no limit"),
            ("stay_rule", {"value": "sometimes"}, "Select a valid choice"),
            ("visa_required", {"value": "perhaps"}, "Select a valid choice"),
            ("asylum_prospect", {"value": "excellent"}, "Select a valid choice"),
            ("stay_days", {"source": ""}, "This field is required."),
            ("stay_days", {"source_day": "tomorrow"}, "Write a day, a month or a year"),
            ("stay_days", {"source_day": "2099"}, "This day has not come yet."),
            ("stay_days", {"source_day": "~2026"}, "Write a day, a month or a year"),
            ("stay_days", {"source_url": "javascript:alert(1)"}, "Write the whole address"),
            ("stay_days", {"valid_from": "2026-13-01"}, "Months go from 1 to 12"),
            ("stay_days", {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "cannot be before the first"),
            ("stay_days", {"confidence": "sure"}, "Select a valid choice"),
            ("stay_days", {"confidence": "confirmed"}, "needs a second source"),
            ("stay_days", {"confidence": "confirmed", "second_source": "Gazette of laws"}, "This is the same source."),
            ("stay_days", {"note": "x" * 1001}, "at most 1000 characters"),
        ],
    )
    def test_it_is_said_at_the_field_and_nothing_typed_is_lost(
        self, client: Client, field: str, changes: dict[str, str], said: str
    ) -> None:
        page = page_of(client, f"/countries/KZ/newer/{field}/", typed(**{"note": "seen by a lawyer", **changes}))
        assert said in page
        assert "Gazette of laws" in page or changes.get("source") == ""
        assert "seen by a lawyer" in page or "note" in changes
        assert not TeamValue.objects.exists()

    def test_a_way_of_counting_without_its_window_says_what_to_record_first(self, client: Client) -> None:
        page = page_of(client, "/countries/GE/newer/stay_rule/", typed(value="rolling"))
        assert "Record “Within any” first." in page

    def test_a_value_that_would_run_into_a_later_one_is_refused(self, client: Client) -> None:
        record(client, valid_from="2026-06-01")
        page = page_of(client, DAYS, typed(value="60", valid_from="2026-01-01", valid_to="2026-07-01"))
        assert "Your team recorded another value from 1 Jun 2026 on. End this one before." in page

    @pytest.mark.parametrize("path", ["/countries/QQ/newer/stay_days/", "/countries/KZ/newer/removals/"])
    def test_no_such_country_or_value_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_a_confirmed_value_keeps_both_sources(self, client: Client) -> None:
        row = record(client, confidence="confirmed", second_source="A lawyer's circular")
        assert row.source == "Gazette of laws\nA lawyer's circular"
        assert "A lawyer's circular" in page_of(client, "/countries/KZ/")


class TestWithdrawing:
    def test_it_shows_the_moves_first_then_ours_counts_again(self, group: Group, client: Client) -> None:
        case = entered(group, 40)
        row = record(client)
        path = f"/countries/KZ/withdraw/{row.pk}/"
        assert "Gazette of laws" in page_of(client, path)
        page = page_of(client, path, {})
        assert case.code in page
        row.refresh_from_db()
        assert row.withdrawn_on is None
        assert client.post(path, asked(page))["Location"] == "/risk/again/"
        row.refresh_from_db()
        assert row.withdrawn_on == today(group.caseworker.actor)
        assert last_day(group, case) == today(group.caseworker.actor) + timedelta(days=49)
        assert waiting.some(group.caseworker.actor, 9) == [case.pk]

    def test_the_history_keeps_it(self, client: Client) -> None:
        row = record(client)
        path = f"/countries/KZ/withdraw/{row.pk}/"
        client.post(path, asked(page_of(client, path, {})))
        page = page_of(client, "/countries/KZ/history/")
        assert "<s>30 days</s>" in page
        assert "withdrawn or replaced on" in page
        assert "Gazette of laws" in page

    def test_twice_is_once(self, client: Client) -> None:
        row = record(client)
        path = f"/countries/KZ/withdraw/{row.pk}/"
        client.post(path, asked(page_of(client, path, {})))
        assert "counts no more" in page_of(client, path)

    def test_one_that_another_needs_is_not_taken_from_under_it(self, client: Client) -> None:
        window = record(client, "/countries/GE/newer/stay_window_days/", value="730")
        record(client, "/countries/GE/newer/stay_rule/", value="rolling", ticket=TICKETS[1])
        page = page_of(client, f"/countries/GE/withdraw/{window.pk}/", {})
        assert "Withdraw those first." in page

    @pytest.mark.parametrize("code", ["AM", "%00", "QQ"])
    def test_below_another_country_it_is_not_there(self, client: Client, code: str) -> None:
        row = record(client)
        assert client.get(f"/countries/{code}/withdraw/{row.pk}/").status_code == 404

    def test_another_teams_value_is_not_there(self, client: Client) -> None:
        row = record(client)
        assert factories.group().caseworker.client().get(f"/countries/KZ/withdraw/{row.pk}/").status_code == 404

    def test_an_activist_may_not(self, group: Group, client: Client) -> None:
        row = record(client)
        activist = group.activist.client()
        assert activist.get(f"/countries/KZ/withdraw/{row.pk}/").status_code == 403
        assert activist.get(DAYS).status_code == 403
        page = page_of(activist, "/countries/KZ/")
        assert "/newer/" not in page
        assert "recorded by your team" in page
