"""Decisions about cases."""

from datetime import date, timedelta

from cases.base.clock import monday_of
from cases.people.dossier import Dossier
from cases.risk.facts import Band

# Days without a sign of life after which a case counts as silent, by band: our working rule, not a standard.
SILENT_AFTER_DAYS = {Band.CRITICAL: 2, Band.HIGH: 7, Band.MEDIUM: 21, Band.LOW: 45}


def silent_from(dossier: Dossier, band: Band) -> date:
    """Return the first day on which the person counts as unheard of."""
    last = dossier.last_contact_on or dossier.logged_on
    if last is None:
        raise ValueError("a logged case has a day")
    return last + timedelta(days=dossier.contact.every_days or SILENT_AFTER_DAYS[band])


def quiet_week(dossier: Dossier, band: Band) -> date:
    """Return the Monday that is stored in clear for `silent_from`: the week tells less than the day."""
    return monday_of(silent_from(dossier, band))
