"""Reads how far Russia's hand reaches for the person: arrest, refused exit, wanted lists, charges, signs of pursuit."""

from __future__ import annotations

from cases.risk.facts import ABROAD, Article, Category, Charge, LeftHow, Pursuit, Service, Wanted, WantedCheck
from cases.risk.view import NO, YES, Quarters, Reading, View, claim, strongest

CHECK_HOLDS_DAYS = 90  # a look at the wanted lists is worth little after a season
RECENT_DAYS, FADED_DAYS = 90, 365

POLITICAL = frozenset({Article.TREASON, Article.FAKES, Article.DISCREDITING, Article.EXTREMISM})
ABSENCE = frozenset({Article.ABSENCE, Article.REFUSAL, Article.SHAMMING, Article.SURRENDER})
ORDINARY = frozenset({Article.BORDER, Article.OTHER})
LEFT_SERVICE = frozenset({LeftHow.FROM_FRONT, LeftHow.FROM_UNIT, LeftHow.FROM_LEAVE})
RUNAWAYS = frozenset({Category.DESERTER, Category.ABSENT, Category.REFUSER})
CIVILIANS = frozenset({Service.NEVER_SERVED, Service.RESERVIST})


def detained(view: View) -> Reading:
    """Unknown, it is feared only where removals happen or have a legal road."""
    known = claim(view.facts.detained)
    return NO if known is None and not view.country.road_open else known


def extradition_approved(view: View) -> Reading:
    """An approval comes with arrest: of a person known to be free it is not supposed."""
    known = claim(view.facts.extradition_approved)
    supposed = view.facts.detained is not False and view.country.road_open
    return NO if known is None and not supposed else known


def exit_refused(view: View) -> Reading:
    """Border guards see Russia's notices only within the CIS."""
    known = claim(view.facts.exit_refused)
    supposed = view.country.cis_legal_assistance is not False and view.country.road_open
    return NO if known is None and not supposed else known


def wanted_abroad(view: View) -> Reading:
    """Two lists: what one look found nothing on leaves half of the doubt when the other was not looked at."""
    lists = view.facts.lists
    found = [_listed(view, lists.get(level)) for level in ABROAD]
    if YES in found:
        return YES
    return NO if found == [NO, NO] else None if found == [None, None] else (0, 1, 4)


def wanted_federal(view: View) -> Reading:
    """Whoever stands on a list abroad is not asked about this one: the stronger counts."""
    return NO if view.facts.wanted_abroad else _listed(view, view.facts.lists.get(Wanted.FEDERAL))


def _listed(view: View, check: WantedCheck | None) -> Reading:
    """A look that found nothing is worth little after a season."""
    if check is None or check.listed is None:
        return None
    if check.listed:
        return YES
    fresh = check.checked_on is not None and not view.past(check.checked_on.earliest(), CHECK_HOLDS_DAYS)
    return NO if fresh else (0, 1, 4)


def charge_political(view: View) -> Reading:
    return _charged(view, POLITICAL)


def charge_desertion(view: View) -> Reading:
    known = _charged(view, frozenset({Article.DESERTION}))
    return NO if known is None and served(view) is False else known


def charge_absence(view: View) -> Reading:
    known = _charged(view, ABSENCE)
    return NO if known is None and served(view) is False else known


def charge_evasion(view: View) -> Reading:
    return _charged(view, frozenset({Article.EVASION}))


def charge_ordinary(view: View) -> Reading:
    return _charged(view, ORDINARY)


def _charged(view: View, articles: frozenset[Article]) -> Reading:
    if view.facts.charges is None:
        return None
    return YES if any(charge.article in articles for charge in view.facts.charges) else NO


def sentenced(view: View) -> Reading:
    """From the day after a hearing a sentence may have been passed, until somebody writes down what came of it."""
    if view.facts.charges is None:
        return None
    verdicts = [charge.convicted for charge in view.facts.charges]
    if True in verdicts:
        return YES
    heard = [_heard(view, charge) for charge in view.facts.charges]  # each: every hearing is a turn of the year
    if any(heard):
        return (0, 2, 4)
    return None if None in verdicts else NO


def _heard(view: View, charge: Charge) -> bool:
    return charge.hearing_on is not None and view.after(charge.hearing_on.earliest())


def expected_charge(view: View) -> Reading:
    """With no case on paper yet, whoever left the service has one coming."""
    facts = view.facts
    if facts.left_how in LEFT_SERVICE or facts.category in RUNAWAYS:
        return YES
    if facts.category == Category.EVADER or facts.left_how == LeftHow.BEFORE_CALL_UP:
        return (1, 1, 1)
    if facts.left_how == LeftHow.DISCHARGED:
        return NO
    if served(view) is False:
        return (0, 0, 1) if facts.left_how is None else NO
    return None if facts.left_how is None else (0, 1, 4)


def served(view: View) -> bool | None:
    """Whether the person was a serviceman, as far as anybody knows."""
    if view.facts.category in RUNAWAYS:
        return True
    if view.facts.service is None:
        return False if view.facts.category == Category.EVADER else None
    return view.facts.service not in CIVILIANS


def stopped_before(view: View) -> Reading:
    return claim(view.facts.stopped_before)


def pursued(view: View) -> Reading:
    if view.facts.pursuit is None:
        return None
    return strongest([NO, *(_freshness(view, sign) for sign in view.facts.pursuit)])


def _freshness(view: View, sign: Pursuit) -> Quarters:
    """A sign of pursuit counts less with time, never nothing; a vague date is taken as its latest day."""
    if sign.on is None:
        return (1, 4, 4)
    latest, earliest = sign.on.latest(), sign.on.earliest()
    late = 1 if view.past(latest, FADED_DAYS) else 2 if view.past(latest, RECENT_DAYS) else 4
    early = 1 if view.past(earliest, FADED_DAYS) else 2 if view.past(earliest, RECENT_DAYS) else 4
    return (early, late, late)


def silent(view: View) -> Reading:
    """No sign of life by the day agreed; with no day agreed there is nothing to miss."""
    agreed = view.facts.check_in_by
    if agreed is None:
        return NO
    surely, perhaps = view.after(agreed.latest()), view.after(agreed.earliest())
    return YES if surely else (0, 4, 4) if perhaps else NO
