"""Reads the danger of the place and of being there: the country's record, the town, entry, stay and papers."""

from __future__ import annotations

from datetime import date

from cases.base.dates import PartialDate
from cases.countries.daycount import DAY, Visit, carried_on, last_lawful_day
from cases.risk.country import Incident
from cases.risk.facts import EntryManner, Paper, PaperKind
from cases.risk.view import NO, YES, Quarters, Reading, View, claim, strongest, weakest

WARNING_DAYS = 14
INCIDENT_FADES = ((30, 4), (90, 2), (180, 1))
FADED_DAYS = INCIDENT_FADES[-1][0]

# A five-year passport opens fewer doors than the biometric one; nobody knows what an "other" paper opens.
TRAVEL_PAPERS = {PaperKind.TEN_YEAR: 0, PaperKind.FIVE_YEAR: 1}


def host_record(view: View) -> Reading:
    """Two recent hand-overs are a practice, one is a precedent, older ones are a memory."""
    if view.country.removals is None:
        return None
    recent = sum([not view.after(last_day) for last_day in view.country.removals])
    if recent:
        return YES if recent > 1 else (2, 2, 2)
    return (1, 1, 1) if view.country.removals else NO


def cis_assistance(view: View) -> Reading:
    return claim(view.country.cis_legal_assistance)


def near_base(view: View) -> Reading:
    known = claim(view.facts.near_base)
    return NO if known is None and view.country.russian_base is False else known


def watched_city(view: View) -> Reading:
    return claim(view.facts.watched_city)


def incident(view: View) -> Reading:
    return strongest([NO, *(_echo(view, item) for item in view.incidents if item.on <= view.start)])


def _echo(view: View, item: Incident) -> Quarters:
    """An incident counts full where the person lives, half elsewhere in the country, and fades."""
    near = next((quarters for days, quarters in INCIDENT_FADES if not view.past(item.on, days)), 0)
    far = (near + 1) // 2
    most = far if item.near is False else near
    least = 0 if item.doubtful else near if item.near else far
    return (least, most, most)


def irregular_entry(view: View) -> Reading:
    manner = view.facts.entry_manner
    return claim(None if manner is None else manner == EntryManner.IRREGULAR)


def stay_over(view: View) -> Reading:
    """Full once the stay is over, three quarters in its last two weeks; nationals cannot overstay.

    Permits carry the stay on, whether its end was written down or counted; a refusal cuts it short all the same.
    """
    facts = view.facts
    if facts.host_national:
        return NO
    ends = [end for end in (_carried(view, facts.stay_ends_on) or _counted(view), _leave_by(view)) if end]
    if not ends:
        return None
    at_worst = max(_overstay(view, earliest) for earliest, _ in ends)
    at_best = max(_overstay(view, latest) for _, latest in ends)
    return (0 if facts.host_national is None else at_best, at_worst, at_worst)


def _carried(view: View, stated: PartialDate | None) -> tuple[date, date] | None:
    """Return the end that somebody wrote down, read early and late, once permits have carried it on."""
    if stated is None:
        return None
    return _with_permits(view, stated.earliest()), _with_permits(view, stated.latest())


def _counted(view: View) -> tuple[date, date] | None:
    """Where nobody wrote down the last lawful day, entries, the country's rule and permits tell it.

    At best a permit that nobody wrote down either prolongs it.
    """
    terms, entered = view.country.stay, _entered(view)
    if entered is None:
        return None
    last = last_lawful_day(terms, _visits(view), entered) if terms else entered - DAY
    carried = _with_permits(view, last)
    return (carried, date.max) if terms or carried > last else None


def _leave_by(view: View) -> tuple[date, date] | None:
    day = view.facts.leave_by
    return (day.earliest(), day.latest()) if day else None


def _with_permits(view: View, last: date) -> date:
    if not view.facts.permits:
        return last
    return carried_on(last, view.facts.permits, _visits(view), _entered(view) or last, view.reached)


def _entered(view: View) -> date | None:
    return max((visit.entered.earliest() for visit in _visits(view) if visit.left is None), default=None)


def _visits(view: View) -> tuple[Visit, ...]:
    entered = view.facts.entered_on
    return view.facts.visits or ((Visit(entered),) if entered else ())


def _overstay(view: View, last_day: date) -> int:
    if view.after(last_day):
        return 4
    return 3 if view.past(last_day, -WARNING_DAYS - 1) else 0


def no_way_on(view: View) -> Reading:
    """Only the internal passport, or nothing valid to travel on."""
    if view.facts.papers is None:
        return None
    unasked = [(TRAVEL_PAPERS[kind], 2, 4) for kind in view.facts.papers_unknown if kind in TRAVEL_PAPERS]
    return weakest([YES, *unasked, *(_tied(view, paper) for paper in view.facts.papers)])


def _tied(view: View, paper: Paper) -> Quarters:
    if paper.kind == PaperKind.INTERNAL:
        return YES
    if paper.kind == PaperKind.OTHER:
        return (0, 2, 4)
    tied = TRAVEL_PAPERS[paper.kind]
    if paper.expires_on is None:
        return (tied, 2, 4)
    at_best = 4 if view.after(paper.expires_on.latest()) else tied
    at_worst = 4 if view.after(paper.expires_on.earliest()) else tied
    return (at_best, at_worst, at_worst)


def lasts(view: View, end: PartialDate | None) -> Quarters:
    """How far a protection with an end still holds: surely to the first day its end may mean, perhaps to the last."""
    if end is None:
        return (4, 2, 0)
    surely_over, perhaps_over = view.after(end.latest()), view.after(end.earliest())
    return NO if surely_over else (4, 0, 0) if perhaps_over else YES
