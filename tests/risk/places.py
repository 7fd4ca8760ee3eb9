"""Countries as they stood on a day of the past: only what was on public record by then."""

from datetime import date

from cases.risk.country import CountryRisk


def recent(days: tuple[date, ...]) -> tuple[date, ...]:
    """Give for each day the last one on which it counts: two years later."""
    return tuple(day.replace(year=day.year + 2) for day in days)


def kazakhstan(*handed_over: date) -> CountryRisk:
    """Kazakhstan after these hand-overs; Russian forces rent a range near Priozersk."""
    return CountryRisk(code="KZ", removals=recent(handed_over), cis_legal_assistance=True, russian_base=True)


def armenia(*seized: date) -> CountryRisk:
    """Armenia after these seizures; the 102nd base stands in Gyumri."""
    return CountryRisk(code="AM", removals=recent(seized), cis_legal_assistance=True, russian_base=True)


def kyrgyzstan(*handed_over: date) -> CountryRisk:
    """Kyrgyzstan after these hand-overs; an air base stands at Kant."""
    return CountryRisk(code="KG", removals=recent(handed_over), cis_legal_assistance=True, russian_base=True)


GEORGIA = CountryRisk(code="GE", removals=(), cis_legal_assistance=True, russian_base=None)
SERBIA = CountryRisk(code="RS", removals=(), cis_legal_assistance=False, russian_base=False)
TURKEY = CountryRisk(code="TR", removals=None, cis_legal_assistance=False, russian_base=False)
FRANCE = CountryRisk(code="FR", removals=None, cis_legal_assistance=False, russian_base=False)
NOWHERE = CountryRisk()

# What had happened in Kazakhstan by the end of 2026: three hand-overs within 24 months, and one long ago.
KAZAKHSTAN = kazakhstan(date(2022, 12, 30), date(2024, 12, 31), date(2026, 1, 31), date(2026, 2, 1))
