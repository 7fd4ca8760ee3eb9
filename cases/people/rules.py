"""Decisions about cases."""

from datetime import date, timedelta

import msgspec

from cases.base.clock import monday_of
from cases.people.dossier import Dossier, Stay
from cases.people.folding import fold
from cases.risk.facts import Band, Facts

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


def is_present(stay: Stay, facts: Facts) -> bool:
    """Tell whether this is the stay that the facts speak of: begun here and not ended."""
    return stay.country == facts.country and stay.entered_on == facts.entered_on and stay.left_on is None


def is_only_present(stay: Stay, facts: Facts) -> bool:
    """Tell whether a stay says no more than the facts do: where, since when, and that it goes on."""
    return is_present(stay, facts) and not (stay.paper or stay.through)


def with_former_stays(before: Dossier, after: Dossier) -> Dossier:
    """Keep the stay in a country that was left, and follow the present one, whose entry the facts hold.

    A country was left when it and the day of entry are both new; the day of leaving is about that of the new entry.
    Its clock runs on in its window.
    """
    old, new = before.facts, after.facts
    moved = old.country not in (None, new.country) and new.entered_on not in (None, old.entered_on)
    stays = [_followed(stay, new, moved=moved) if is_present(stay, old) else stay for stay in after.stays]
    kept = [stay for stay in stays if stay and not is_only_present(stay, new)]
    if moved and old.country and not any(_is_about(stay, old) for stay in kept):
        kept += filter(None, [_followed(Stay(country=old.country, entered_on=old.entered_on), new, moved=moved)])
    return msgspec.structs.replace(after, stays=tuple(kept))


def _followed(stay: Stay, new: Facts, *, moved: bool) -> Stay | None:
    """Return what becomes of the present stay; nothing where its entry is not known any more."""
    if stay.entered_on is None or new.entered_on is None:
        return None
    if moved:
        return msgspec.structs.replace(stay, left_on=msgspec.structs.replace(new.entered_on, about=True))
    return msgspec.structs.replace(stay, entered_on=new.entered_on) if stay.country == new.country else None


def _is_about(stay: Stay, facts: Facts) -> bool:
    return stay.country == facts.country and stay.entered_on == facts.entered_on


def lives_in(city: str, town: str) -> bool | None:
    """Tell whether somebody who lives in `city` lives in `town`, however the two are spelt; None when nobody knows."""
    if not city.strip() or not town.strip():
        return None
    return fold(town) in fold(city).split() or fold(town) == fold(city)
