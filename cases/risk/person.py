"""Reads what the person is to Moscow, and what protects them: lawyers, claims, measures, a way out."""

from __future__ import annotations

from cases.risk.facts import RankBand, Service
from cases.risk.place import lasts
from cases.risk.view import NO, YES, Quarters, Reading, View, claim, strongest

RANKS: dict[RankBand, Quarters] = {
    RankBand.SOLDIER: NO,
    RankBand.SERGEANT: (1, 1, 1),
    RankBand.JUNIOR_OFFICER: (3, 3, 3),
    RankBand.SENIOR_OFFICER: YES,
}


def officer(view: View) -> Reading:
    if view.facts.rank_band is not None:
        return RANKS[view.facts.rank_band]
    if view.facts.service == Service.OFFICER:
        return (3, 3, 4)
    return NO if view.facts.service == Service.NEVER_SERVED else None


def secrets(view: View) -> Reading:
    return claim(view.facts.sensitive_service)


def wanted_back(view: View) -> Reading:
    """An officer or a holder of secrets, whichever counts more."""
    rank, known_secrets = officer(view), secrets(view)
    if rank is None and known_secrets is None:
        return None
    return strongest([rank or (0, 1, 4), known_secrets or (0, 1, 4)])


def public_profile(view: View) -> Reading:
    return claim(view.facts.public_profile)


def north_caucasus(view: View) -> Reading:
    return claim(view.facts.north_caucasus)


def traceable(view: View) -> Reading:
    return claim(view.facts.traceable)


def host_national(view: View) -> Reading:
    return claim(view.facts.host_national)


def asylum_pending(view: View) -> Reading:
    return lasts(view, view.facts.certificate_until) if view.facts.asylum_pending else claim(view.facts.asylum_pending)


def interim_measure(view: View) -> Reading:
    """A measure holds until it is lifted, so one without an end counts in full."""
    if view.facts.interim_measure and view.facts.interim_measure_until is not None:
        return lasts(view, view.facts.interim_measure_until)
    return claim(view.facts.interim_measure)


def lawyer_ready(view: View) -> Reading:
    return claim(view.facts.lawyer_ready)


def exit_open(view: View) -> Reading:
    """A visa helps only a person who will be let out, and only until the day they should have gone."""
    facts = view.facts
    if not facts.exit_papers_granted:
        return claim(facts.exit_papers_granted)
    if facts.exit_refused or facts.wanted_abroad:
        return NO
    best, cautious, worst = lasts(view, facts.travel_on)
    doubtful = facts.exit_refused is None or facts.wanted_abroad is None
    return (best, min(cautious, 2), 0) if doubtful else (best, cautious, worst)
