"""National holidays of the authorities, for deadlines that count working days."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def holidays_of(destination: str, year: int) -> frozenset[date]:
    """Return the national holidays of a year and the next; none where the destination is not one country.

    Regional holidays are left out: that gives the earlier, safer day.
    """
    if destination not in holidays.list_supported_countries(include_aliases=False):
        return frozenset()
    return frozenset(holidays.country_holidays(destination, years=(year, year + 1)))
