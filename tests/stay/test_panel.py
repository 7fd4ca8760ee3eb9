"""The stay of a person as their page shows it."""

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from cases.base.dates import PartialDate, parse_partial
from cases.countries import catalogue
from cases.countries.daycount import Doubt
from cases.people.dossier import Dossier, PermitKind, PermitPaper, Refusal, Stay
from cases.people.models import Case
from cases.risk.facts import Facts, Paper, PaperKind, Wanted
from cases.stay import panel
from cases.stay.answers import Decider, Gap, Missing
from cases.stay.panel import StayPanel
from cases.stay.words import DECIDED_BY, DOUBTS, GAPS
from tests.stay.told import paper

ON = date(2026, 11, 22)


def day(text: str) -> PartialDate:
    return parse_partial(text)


def build(country: str, *stays: tuple[str, str | None], **facts: Any) -> StayPanel:
    rows = tuple(
        Stay(country=country, entered_on=day(entered), left_on=day(left) if left else None) for entered, left in stays
    )
    papers = facts.pop("permits", ())
    refusals = facts.pop("refusals", ())
    dossier = Dossier(stays=rows, permits=papers, refusals=refusals, facts=Facts(country=country, **facts))
    return panel.build(country, dossier, ON)


def html(stay: StayPanel) -> str:
    context = {"stay": stay, "today": ON, "case": Case(code="K7F-3QX")}
    return " ".join(render_to_string("stay/_panel.html", context).split())


class TestLastLawfulDay:
    def test_in_kazakhstan_90_days_are_counted_from_the_entry_among_the_facts(self) -> None:
        stay = build("KZ", entered_on=day("2026-09-01"))
        # 30 days of September, 31 of October, 29 of November: the 90th day is 29 November.
        assert (stay.last_day, stay.days_left, stay.sure) == (date(2026, 11, 29), 7, "firm")
        assert stay.tone == "warn"
        assert "83 of 90" in html(stay)

    def test_an_earlier_stay_counts_in_the_window(self) -> None:
        stay = build("KZ", ("2026-06-01", "2026-06-30"), entered_on=day("2026-10-01"))
        # The window of 30 November reaches back to 4 June: 27 days of June are still in it, and 61 of autumn.
        # Each day drops one of June and adds itself until 27 December; the 90th day of autumn alone is 29 December.
        assert stay.last_day == date(2026, 12, 29)

    def test_the_same_entry_told_twice_counts_once(self) -> None:
        once, twice = (
            build("KZ", entered_on=day("2026-09-01")),
            build("KZ", ("2026-09-01", None), entered_on=day("2026-09-01")),
        )
        assert once.count == twice.count

    def test_of_two_answers_the_earlier_is_shown(self) -> None:
        stay = build("KZ", entered_on=day("2026-09-01"), stay_ends_on=day("2026-11-25"))
        assert (stay.last_day, stay.sure, stay.decided_by) == (date(2026, 11, 25), "", DECIDED_BY[Decider.TOLD])
        assert "Entered: 25 Nov 2026. Counted: 29 Nov 2026." in html(stay)

    def test_a_stay_that_is_over_says_since_when(self) -> None:
        stay = build("KZ", entered_on=day("2026-08-01"))
        assert (stay.last_day, stay.days_left, stay.tone) == (date(2026, 10, 29), -24, "critical")
        assert "24 days overdue" in html(stay)

    def test_a_rule_that_is_not_confirmed_is_not_firm(self) -> None:
        stay = build("AM", entered_on=day("2026-09-01"))
        assert stay.sure == ""
        assert stay.doubts == (DOUBTS[Doubt.RULE_UNCONFIRMED], DOUBTS[Doubt.TWO_READINGS])

    def test_only_the_day_told_is_known_where_no_rule_is(self) -> None:
        stay = build("UZ", entered_on=day("2026-11-10"), stay_ends_on=day("2026-12"))
        assert (stay.last_day, stay.gap) == (date(2026, 12, 1), GAPS[Gap.RULE_NOT_KNOWN])


class TestPermits:
    """90 days from 1 August end on 29 October."""

    def test_a_permit_carries_the_stay_on(self) -> None:
        stay = build("KZ", entered_on=day("2026-08-01"), permits=(paper("KZ", "2026-10-15", "2027-03-01"),))
        assert (stay.last_day, stay.days_left, stay.tone) == (date(2027, 3, 1), 99, "")
        assert (stay.sure, stay.decided_by) == ("firm", DECIDED_BY[Decider.PERMIT])
        assert "Permit to stay" in html(stay)

    def test_one_of_another_country_does_not(self) -> None:
        stay = build("KZ", entered_on=day("2026-08-01"), permits=(paper("GE", "2026-10-15", "2027-03-01"),))
        assert stay.tone == "critical"

    def test_it_carries_on_the_day_that_somebody_wrote_down_too(self) -> None:
        facts = {"entered_on": day("2026-08-01"), "stay_ends_on": day("2026-10-29")}
        stay = build("KZ", **facts, permits=(paper("KZ", "2026-10-15", "2027-03-01"),))
        assert stay.last_day == date(2027, 3, 1)

    def test_a_registration_is_a_duty_done_and_allows_no_day(self) -> None:
        registered = paper("KZ", "2026-08-05", "2027-08-05", PermitKind.REGISTRATION)
        stay = build("KZ", entered_on=day("2026-08-01"), permits=(registered,))
        assert (stay.last_day, stay.register_by) == (date(2026, 10, 29), None)
        assert build("KZ", entered_on=day("2026-08-01")).register_by == date(2026, 8, 30)

    @pytest.mark.parametrize(
        ("permit", "doubt"),
        [
            (paper("KZ", None, "2027-03-01"), Missing.PERMIT_INCOMPLETE),
            (paper("KZ", "2026-10-01", "2027-03-01", PermitKind.VISA), Missing.VISA_DAYS_UNKNOWN),
        ],
    )
    def test_what_is_not_complete_is_not_firm(self, permit: PermitPaper, doubt: Missing) -> None:
        stay = build("KZ", entered_on=day("2026-08-01"), permits=(permit,))
        assert stay.sure == ""
        assert DOUBTS[doubt] in stay.doubts

    def test_where_a_visa_is_needed_its_last_day_is_the_answer(self) -> None:
        visa = paper("FR", "2026-11-01", "2026-12-15", PermitKind.VISA, days=30)
        stay = build("FR", entered_on=day("2026-11-10"), permits=(visa,))
        assert (stay.last_day, stay.gap, stay.by_rule) == (date(2026, 12, 9), "", False)
        assert "Days used" not in html(stay)

    def test_a_refusal_ends_the_stay_before_the_permit_does(self) -> None:
        refusal = Refusal(country="KZ", leave_by=day("2026-12-01"))
        stay = build(
            "KZ", entered_on=day("2026-10-01"), permits=(paper("KZ", "2026-10-01", "2027-10-01"),), refusals=(refusal,)
        )
        assert (stay.last_day, stay.decided_by, stay.sure) == (date(2026, 12, 1), DECIDED_BY[Decider.REFUSAL], "")


class TestGaps:
    @pytest.mark.parametrize(
        ("country", "facts", "gap"),
        [
            ("VN", {"entered_on": day("2026-10-01")}, Gap.NO_PROFILE),
            ("FR", {"entered_on": day("2026-10-01")}, Gap.VISA_NEEDED),
            ("TJ", {"entered_on": day("2026-10-01")}, Gap.RULE_NOT_KNOWN),
            ("KZ", {}, Gap.ENTRY_NOT_KNOWN),
        ],
    )
    def test_what_cannot_be_counted_says_why(self, country: str, facts: dict[str, Any], gap: Gap) -> None:
        stay = build(country, **facts)
        assert (stay.gap, stay.last_day, stay.days_left) == (GAPS[gap], None, None)
        assert "not known" in html(stay)

    def test_who_has_left_is_not_counted(self) -> None:
        assert build("KZ", ("2026-06-01", "2026-06-30")).gap == GAPS[Gap.LEFT]

    def test_who_entered_elsewhere_since_has_left(self) -> None:
        stays = (Stay(country="KZ", entered_on=day("2026-06-01")), Stay(country="KG", entered_on=day("2026-08-01")))
        stay = panel.build("KZ", Dossier(stays=stays, facts=Facts(country="KZ")), ON)
        assert stay.gap == GAPS[Gap.LEFT]

    def test_a_stay_without_a_day_of_entry_makes_the_answer_unsure(self) -> None:
        stays = (Stay(country="KZ", left_on=day("2026-06")),)
        stay = panel.build("KZ", Dossier(stays=stays, facts=Facts(country="KZ", entered_on=day("2026-09-01"))), ON)
        assert (stay.last_day, stay.sure) == (date(2026, 11, 29), "")
        assert DOUBTS[Missing.ENTRY_UNKNOWN] in stay.doubts


class TestRegistrationAndPapers:
    def test_the_day_of_entry_is_the_first_day_to_register(self) -> None:
        stay = build("UZ", entered_on=day("2026-11-10"))
        assert (stay.register_by, stay.register_unverified) == (date(2026, 11, 24), False)

    def test_papers_not_known_are_not_none(self) -> None:
        assert '<dt>Papers</dt> <dd> <span class="unknown">not known</span>' in html(build("KZ"))
        assert "<dt>Papers</dt> <dd> none" in html(build("KZ", papers=()))

    def test_each_paper_says_what_it_opens_and_what_refuses_it(self) -> None:
        told = html(build("GE", papers=(Paper(kind=PaperKind.INTERNAL), Paper(kind=PaperKind.FIVE_YEAR))))
        assert "opens 4 other countries without a visa" in told
        assert 'href="/countries/KZ/">Kazakhstan</a> <span class="tag tag-bad">hands people over</span>' in told
        assert "No visa into such a passport:" in told

    @pytest.mark.parametrize(
        ("facts", "warned"),
        [
            ({"wanted": Wanted.INTERSTATE}, True),
            ({"exit_refused": True}, True),
            ({"wanted": Wanted.FEDERAL}, False),
            ({}, False),
        ],
    )
    def test_a_border_that_may_refuse_the_way_out_is_a_warning(self, facts: dict[str, Any], *, warned: bool) -> None:
        assert ("A border may refuse the way out" in html(build("KZ", **facts))) is warned


@pytest.mark.parametrize("code", [*catalogue.catalogue(), "VN"])
def test_the_panel_can_be_shown_for_every_country(code: str) -> None:
    papers = tuple(Paper(kind=kind, expires_on=day("2030")) for kind in PaperKind)
    assert "Stay and papers" in html(build(code, ("2026-05", "2026-06"), entered_on=day("2026-10"), papers=papers))
