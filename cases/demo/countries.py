"""What a demonstration team recorded about countries: invented, and said so, as laws are real things."""

from datetime import timedelta
from typing import Final

from cases.access.actor import Actor, today
from cases.base.dates import PartialDate
from cases.countries import actions
from cases.watch import country_actions

_INVENTED: Final = "Invented for this demonstration: a notice of the migration service"
_VALUES: Final = (
    ("KZ", "registration_days", 15, "one_source", ""),
    ("AM", "stay_days", 120, "unverified", "Told by a traveller, found in no law."),
    ("VN", "stay_days", 45, "unverified", ""),
)


def record(by: Actor) -> None:
    """Record newer values, as a caseworker does."""
    on = today(by)
    for code, field, value, sure, note in _VALUES:
        said = {"field": field, "value": value, "confidence": sure, "source": _INVENTED, "note": note}
        said |= {"source_day": str(PartialDate.of(on - timedelta(days=20)))}
        row = actions.draft(code=code, said=said, by=by, on=on - timedelta(days=3))
        country_actions.record(row=row, by=by, seen=country_actions.state(row.team_id, code))
