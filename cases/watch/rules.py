"""Decisions about reviews, overrides and detentions."""

from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from cases.base.verdict import ALLOWED, Verdict

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
