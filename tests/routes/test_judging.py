"""Whether somebody has what a way asks for: a table worked by hand from what the files ask, and properties."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate, parse_partial
from cases.people.dossier import Consent, Dossier, Permission, Relative, Wish
from cases.risk.facts import Article, Category, Charge, Facts, Paper, PaperKind, Pursuit, PursuitKind, Wanted
from cases.routes import judging, words
from cases.routes.judging import Answer, Known, judge
from cases.routes.route import Check

ON = date(2026, 11, 22)
YES, NO = Consent.YES, Consent.NO
FRANCE = frozenset({"France", "Франция"})
MET, LACKING, UNKNOWN = Answer.MET, Answer.LACKING, Answer.UNKNOWN


def known(facts: Facts | None = None, *, to: str = "FR", dossier: dict[str, Any] | None = None, **rest: Any) -> Known:
    return Known(Dossier(facts=facts or Facts(), **(dossier or {})), to, FRANCE, **rest)


def said(check: Check, of: Known, on: date = ON) -> tuple[Answer, str]:
    found = judge(check, of, on)
    return found.answer, found.say


def agreed(services: Consent | None, disclosure: Consent | None) -> Known:
    return known(dossier={"consent": Permission(to_services=services, to_disclosure=disclosure)})


@pytest.mark.parametrize(
    ("services", "disclosure", "expected"),
    [
        (YES, YES, MET),
        (YES, NO, LACKING),
        (NO, YES, LACKING),
        (None, NO, LACKING),
        (YES, None, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_consent_needs_both_answers(services: Consent | None, disclosure: Consent | None, expected: Answer) -> None:
    assert said(Check.CONSENT, agreed(services, disclosure))[0] is expected


def holding(*papers: tuple[PaperKind, str], unknown: tuple[PaperKind, ...] = (), **rest: Any) -> Known:
    held = tuple(Paper(kind=kind, expires_on=parse_partial(until) if until else None) for kind, until in papers)
    return known(Facts(papers=held, papers_unknown=unknown), **rest)


TEN, FIVE, INTERNAL = PaperKind.TEN_YEAR, PaperKind.FIVE_YEAR, PaperKind.INTERNAL


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (known(), (UNKNOWN, "papers_not_asked")),
        (holding((INTERNAL, "")), (LACKING, "no_passport")),
        (holding((INTERNAL, ""), unknown=(TEN,)), (UNKNOWN, "papers_not_asked")),
        (holding((TEN, "2030-01-01")), (MET, "passport_valid")),
        (holding((TEN, "2027-05-01")), (MET, "passport_ends_soon")),  # within 180 days
        (holding((TEN, "2026-11-22")), (MET, "passport_ends_soon")),  # its last day
        (holding((TEN, "2026-11-21")), (LACKING, "passport_expired")),
        (holding((TEN, "2026-11")), (UNKNOWN, "passport_until_when")),  # perhaps over, perhaps not
        (holding((TEN, "")), (UNKNOWN, "passport_until_when")),
        (holding((FIVE, "2028-01-01"), five_year=False), (LACKING, "five_year_refused")),
        (holding((FIVE, "2028-01-01"), five_year=True), (MET, "passport_valid")),
        (holding((FIVE, "2028-01-01")), (UNKNOWN, "five_year_unsure")),
        (holding((FIVE, "2028-01-01"), (TEN, "2030-01-01"), five_year=False), (MET, "passport_valid")),
        (holding((FIVE, "2028-01-01"), unknown=(TEN,), five_year=False), (UNKNOWN, "papers_not_asked")),
    ],
)
def test_a_passport_counts_by_its_kind_and_its_last_day(of: Known, expected: tuple[Answer, str]) -> None:
    assert said(Check.PASSPORT, of) == expected


@pytest.mark.parametrize(
    ("files", "facts", "call_up", "danger"),
    [
        ((), Facts(), (LACKING, "call_up_no_paper"), (UNKNOWN, "danger_not_asked")),
        ((None,), Facts(), (UNKNOWN, "files_unsorted"), (UNKNOWN, "danger_not_asked")),
        (("photo", "medical"), Facts(), (LACKING, "call_up_no_paper"), (UNKNOWN, "danger_not_asked")),
        (("military_id",), Facts(), (MET, "call_up_on_file"), (UNKNOWN, "danger_not_asked")),
        (("summons", None), Facts(), (MET, "call_up_on_file"), (MET, "danger_on_file")),
        (("court_paper",), Facts(), (LACKING, "call_up_no_paper"), (MET, "danger_on_file")),
        ((), Facts(wanted=Wanted.FEDERAL), (LACKING, "call_up_no_paper"), (LACKING, "danger_no_paper")),
        (
            (None,),
            Facts(charges=(Charge(article=Article.DESERTION),)),
            (UNKNOWN, "files_unsorted"),
            (UNKNOWN, "files_unsorted"),
        ),
        ((), Facts(charges=(), wanted=Wanted.NONE), (LACKING, "call_up_no_paper"), (LACKING, "no_danger_known")),
        ((), Facts(charges=()), (LACKING, "call_up_no_paper"), (UNKNOWN, "danger_not_asked")),
    ],
)
def test_proof_is_a_paper_among_the_files(
    files: tuple[str | None, ...], facts: Facts, call_up: tuple[Answer, str], danger: tuple[Answer, str]
) -> None:
    of = known(facts, files=files)
    assert said(Check.CALL_UP_PROOF, of) == call_up
    assert said(Check.DANGER_AT_HOME, of) == danger


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), UNKNOWN),
        (Facts(stopped_before=True), MET),
        (Facts(pursuit=(Pursuit(kind=PursuitKind.CALL),)), MET),
        (Facts(detained=False, stopped_before=False, exit_refused=False, extradition_approved=False), UNKNOWN),
        (
            Facts(detained=False, stopped_before=False, exit_refused=False, extradition_approved=False, pursuit=()),
            LACKING,
        ),
    ],
)
def test_danger_where_they_stay_is_lacking_only_when_all_of_it_was_asked(facts: Facts, expected: Answer) -> None:
    assert said(Check.DANGER_HERE, known(facts))[0] is expected


@pytest.mark.parametrize(
    ("dossier", "expected"),
    [
        ({}, UNKNOWN),
        ({"wishes": (Wish(destination="франция"),)}, UNKNOWN),
        ({"wishes": (Wish(destination="Франция", links="sister in Lyon"),)}, MET),
        ({"wishes": (Wish(destination="Germany", links="sister in Köln"),)}, UNKNOWN),
        ({"relatives": (Relative(relation="sister", where="Lyon, France"),)}, MET),
    ],
)
def test_links_are_those_with_this_country(dossier: dict[str, Any], expected: Answer) -> None:
    assert said(Check.LINK, known(dossier=dossier))[0] is expected


@pytest.mark.parametrize(
    ("country", "entered", "year", "five_days"),
    [
        ("KZ", "2026-11-20", LACKING, LACKING),  # the claim is made in the country
        ("US", "", UNKNOWN, UNKNOWN),
        ("US", "2026-11-17", MET, MET),  # the fifth day
        ("US", "2026-11-16", MET, UNKNOWN),  # unless the danger was learned of later
        ("US", "2025-11-22", MET, UNKNOWN),  # the last day of the year
        ("US", "2025-11-21", LACKING, UNKNOWN),
        ("US", "2025-11", UNKNOWN, UNKNOWN),
        ("US", "2024", LACKING, UNKNOWN),
    ],
)
def test_time_to_file_runs_from_the_entry(country: str, entered: str, year: Answer, five_days: Answer) -> None:
    of = known(Facts(country=country, entered_on=parse_partial(entered) if entered else None), to="US")
    assert said(Check.WITHIN_A_YEAR, of)[0] is year
    assert said(Check.WITHIN_FIVE_DAYS, of)[0] is five_days


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    of = known(Facts(country="US", entered_on=parse_partial("2024-02-29")), to="US")
    assert said(Check.WITHIN_A_YEAR, of, date(2025, 2, 28))[0] is MET
    assert said(Check.WITHIN_A_YEAR, of, date(2025, 3, 1))[0] is LACKING


@pytest.mark.parametrize(
    ("check", "yes", "no"),
    [
        (Check.VETTING, known(vetted=True), known(vetted=False)),
        (Check.RECOGNISED, known(refugee=True), known(refugee=False)),
        (Check.PUBLIC, known(Facts(public_profile=True)), known(Facts(public_profile=False))),
        (Check.IN_COUNTRY, known(Facts(country="FR")), known(Facts(country="KZ"))),
    ],
)
def test_what_was_answered_is_met_or_lacking(check: Check, yes: Known, no: Known) -> None:
    assert (said(check, yes)[0], said(check, no)[0]) == (MET, LACKING)


@pytest.mark.parametrize("check", [one for one in Check if one is not Check.IN_COUNTRY])
def test_of_somebody_nobody_knows_nothing_is_there(check: Check) -> None:
    assert said(check, known(to="KZ"))[0] is not MET


FACTS = st.builds(
    Facts,
    country=st.sampled_from([None, "KZ", "FR", "US"]),
    category=st.sampled_from([None, *Category]),
    papers=st.none() | st.lists(st.builds(Paper, kind=st.sampled_from(PaperKind)), max_size=3).map(tuple),
    entered_on=st.none() | st.dates(date(2024, 1, 1), ON).map(PartialDate.of),
    wanted=st.sampled_from([None, *Wanted]),
    detained=st.sampled_from([None, True, False]),
    public_profile=st.sampled_from([None, True, False]),
)


@given(
    facts=FACTS,
    check=st.sampled_from(Check),
    to=st.sampled_from(["FR", "US", "KZ", "UNHCR"]),
    day=st.dates(ON, ON + timedelta(days=900)),
)
def test_every_answer_is_one_of_three_and_has_words(facts: Facts, check: Check, to: str, day: date) -> None:
    found = judge(check, known(facts, to=to), day)
    assert found.answer in Answer
    assert found.say in words.SAID
    assert str(words.CHECKS[found.check])


def test_nothing_is_worded_that_no_rule_says() -> None:
    text = Path(judging.__file__).read_text()
    joined = {"call_up_on_file", "call_up_no_paper", "danger_on_file", "danger_no_paper"}  # by `_on_file`
    assert {say for say in words.SAID if f'"{say}"' not in text} == joined
