"""Decisions about reviews, overrides, detentions, and who lets a case fall from critical."""

from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from cases.base.verdict import ALLOWED, Verdict
from cases.risk.facts import Band

MOST_OVERRIDE_DAYS: Final = 180


def can_hold_until(until: date, on: date) -> Verdict:
    """An override ends: a judgment that nobody renews is no judgment any more."""
    if until <= on:
        return Verdict(False, _("Choose a day after today."))
    if until > on + timedelta(days=MOST_OVERRIDE_DAYS):
        return Verdict(False, _("At most %(n)d days ahead: an override has to be renewed.") % {"n": MOST_OVERRIDE_DAYS})
    return ALLOWED


def can_look_again(day: date, on: date) -> Verdict:
    """The next review lies ahead."""
    return ALLOWED if day > on else Verdict(False, _("Choose a day after today."))


def can_ask_to_lower(stands: Band, found: Band) -> Verdict:
    """What the facts keep critical, no two people let fall: then the facts or an override are to be put right first."""
    if stands is not Band.CRITICAL:
        return Verdict(False, _("This case is not critical: it falls without a second person."))
    if found is Band.CRITICAL:
        return Verdict(
            False, _("The facts themselves make this case critical. Correct them first, then ask to let it fall.")
        )
    return ALLOWED


def can_answer(asked_by: str, handle: str) -> Verdict:
    """The second person is another one."""
    if asked_by == handle:
        return Verdict(False, _("You asked yourself. A second person answers."))
    return ALLOWED


def has_lapsed(asked: Band, stands: Band, found: Band) -> bool:
    """Tell whether a request is void: the facts say worse than what was asked, or nothing is critical any more."""
    return found > asked or stands is not Band.CRITICAL
