"""Whether a person has what a way asks for: met, lacking or not known for each requirement, never a bare yes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from cases.base.dates import PartialDate
from cases.people.dossier import Consent, Dossier
from cases.risk.facts import Paper, PaperKind, Wanted
from cases.routes.route import Check

SOON: Final = timedelta(days=180)
FIVE_DAYS: Final = timedelta(days=5)
CALL_UP_PAPERS: Final = frozenset({"summons", "order", "military_id"})
DANGER_PAPERS: Final = frozenset({"summons", "court_paper"})


class Answer(StrEnum):
    """What can be said of a requirement."""

    MET = "met"
    LACKING = "lacking"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one requirement, and the code of the sentence that says why."""

    check: Check
    answer: Answer
    say: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the requirements are held against.

    `files` are the kinds of the files of the case, None for those nobody sorted; `five_year` says whether the
    destination puts visas into five-year passports; `refugee` and `vetted` are None where nobody has decided.
    """

    dossier: Dossier
    destination: str
    names: frozenset[str] = frozenset()  # of the destination, in every language
    files: tuple[str | None, ...] = ()
    five_year: bool | None = None
    refugee: bool | None = None
    vetted: bool | None = None
    vetting_kept: bool = False  # by the coordinators, out of the reader's sight

    def names_it(self, text: str) -> bool:
        """Whether a text that people wrote names the destination."""
        return any(name.casefold() in text.casefold() for name in self.names)


def judge(check: Check, known: Known, on: date) -> Finding:
    """Say whether one requirement is met as far as is known on a day."""
    return Finding(check, *_RULES[check](known, on))


_Said = tuple[Answer, str]
_Rule = Callable[[Known, date], _Said]


def _consent(known: Known, _on: date) -> _Said:
    answers = (known.dossier.consent.to_services, known.dossier.consent.to_disclosure)
    if Consent.NO in answers:
        return Answer.LACKING, "consent_refused"
    return (Answer.UNKNOWN, "consent_not_asked") if None in answers else (Answer.MET, "consent_given")


def _passport(known: Known, on: date) -> _Said:
    """The best paper decides; of the kinds nobody asked about, one might be better still."""
    facts = known.dossier.facts
    if facts.papers is None:
        return Answer.UNKNOWN, "papers_not_asked"
    said = [_of_paper(paper, known, on) for paper in facts.papers if paper.kind in _PASSPORTS]
    if facts.papers_unknown and not any(answer is Answer.MET for answer, _say in said):
        said += [(Answer.UNKNOWN, "papers_not_asked") for kind in facts.papers_unknown if kind in _PASSPORTS]
    return min(said, key=lambda one: _BEST.index(one[0]), default=(Answer.LACKING, "no_passport"))


def _of_paper(paper: Paper, known: Known, on: date) -> _Said:
    if paper.expires_on is not None and paper.expires_on.latest() < on:
        return Answer.LACKING, "passport_expired"
    if paper.kind is PaperKind.FIVE_YEAR and known.five_year is not True:
        return (
            (Answer.LACKING, "five_year_refused") if known.five_year is False else (Answer.UNKNOWN, "five_year_unsure")
        )
    if paper.expires_on is None or paper.expires_on.earliest() < on:
        return Answer.UNKNOWN, "passport_until_when"
    return Answer.MET, "passport_ends_soon" if paper.expires_on.earliest() <= on + SOON else "passport_valid"


def _vetting(known: Known, _on: date) -> _Said:
    said = {True: (Answer.MET, "vetted"), False: (Answer.LACKING, "vetting_doubt")}
    if known.vetted is not None:
        return said[known.vetted]
    return Answer.UNKNOWN, "vetting_kept" if known.vetting_kept else "not_vetted"


def _link(known: Known, _on: date) -> _Said:
    linked = any(wish.links for wish in known.dossier.wishes if known.names_it(wish.destination))
    if linked or any(known.names_it(relative.where) for relative in known.dossier.relatives):
        return Answer.MET, "link_told"
    return Answer.UNKNOWN, "link_not_asked"


def _call_up_proof(known: Known, _on: date) -> _Said:
    return _on_file(known, CALL_UP_PAPERS, "call_up")


def _danger_at_home(known: Known, _on: date) -> _Said:
    facts = known.dossier.facts
    answer, say = _on_file(known, DANGER_PAPERS, "danger")
    if answer is Answer.MET or facts.charges or facts.wanted not in (None, Wanted.NONE):
        return answer, say
    if facts.charges == () and facts.wanted is Wanted.NONE:
        return Answer.LACKING, "no_danger_known"
    return Answer.UNKNOWN, "danger_not_asked"


def _on_file(known: Known, wanted: frozenset[str], what: str) -> _Said:
    if wanted.intersection(filter(None, known.files)):
        return Answer.MET, f"{what}_on_file"
    if None in known.files:
        return Answer.UNKNOWN, "files_unsorted"
    return Answer.LACKING, f"{what}_no_paper"


def _danger_here(known: Known, _on: date) -> _Said:
    facts = known.dossier.facts
    signs = (facts.detained, facts.stopped_before, facts.exit_refused, facts.extradition_approved)
    if any(signs) or facts.pursuit:
        return Answer.MET, "danger_here_told"
    if None in signs or facts.pursuit is None:
        return Answer.UNKNOWN, "danger_here_not_asked"
    return Answer.LACKING, "danger_here_none"


def _in_country(known: Known, _on: date) -> _Said:
    is_there = known.dossier.facts.country == known.destination
    return (Answer.MET, "is_there") if is_there else (Answer.LACKING, "is_elsewhere")


def _within_a_year(known: Known, on: date) -> _Said:
    return _within(known, on, _a_year_after, late=(Answer.LACKING, "year_over"))


def _within_five_days(known: Known, on: date) -> _Said:
    # It also runs from the day the danger was learned of, which nobody writes down: over is not surely too late.
    return _within(known, on, lambda day: day + FIVE_DAYS, late=(Answer.UNKNOWN, "five_days_over"))


def _within(known: Known, on: date, last_day: Callable[[date], date], *, late: _Said) -> _Said:
    facts = known.dossier.facts
    if facts.country != known.destination:
        return Answer.LACKING, "is_elsewhere"
    entered: PartialDate | None = facts.entered_on
    if entered is None:
        return Answer.UNKNOWN, "entry_not_known"
    if last_day(entered.earliest()) >= on:
        return Answer.MET, "in_time"
    return late if last_day(entered.latest()) < on else (Answer.UNKNOWN, "entry_not_exact")


def _a_year_after(day: date) -> date:
    """Return the same day of the next year; of 29 February, the last of the month."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _eu_traces(known: Known, _on: date) -> _Said:
    return Answer.UNKNOWN, "traces_told" if known.dossier.eu_traces else "traces_not_asked"


def _public(known: Known, _on: date) -> _Said:
    said = {True: (Answer.MET, "is_public"), False: (Answer.LACKING, "not_public")}
    answer = known.dossier.facts.public_profile
    return said[answer] if answer is not None else (Answer.UNKNOWN, "public_not_asked")


def _recognised(known: Known, _on: date) -> _Said:
    said = {True: (Answer.MET, "is_refugee"), False: (Answer.LACKING, "refugee_pending")}
    return said[known.refugee] if known.refugee is not None else (Answer.UNKNOWN, "refugee_not_asked")


def _not_known(say: str) -> _Rule:
    """Return the rule of what no file of ours can answer."""
    return lambda _known, _on: (Answer.UNKNOWN, say)


_PASSPORTS: Final = (PaperKind.FIVE_YEAR, PaperKind.TEN_YEAR)
_BEST: Final = (Answer.MET, Answer.UNKNOWN, Answer.LACKING)
_RULES: Final[dict[Check, _Rule]] = {
    Check.CONSENT: _consent,
    Check.PASSPORT: _passport,
    Check.VETTING: _vetting,
    Check.LINK: _link,
    Check.CALL_UP_PROOF: _call_up_proof,
    Check.DANGER_AT_HOME: _danger_at_home,
    Check.DANGER_HERE: _danger_here,
    Check.IN_COUNTRY: _in_country,
    Check.WITHIN_A_YEAR: _within_a_year,
    Check.WITHIN_FIVE_DAYS: _within_five_days,
    Check.EU_TRACES: _eu_traces,
    Check.CONSULATE: _not_known("consulate_not_known"),
    Check.PUBLIC: _public,
    Check.STATES_FIRST: _not_known("states_not_known"),
    Check.RECOGNISED: _recognised,
    Check.TWO_CATEGORIES: _not_known("categories_not_known"),
}
