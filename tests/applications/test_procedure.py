"""Regimes: which law applies to an act, by its day."""

from datetime import date

import pytest

from cases.applications.catalogue import procedures
from cases.applications.procedure import parse_regime

EVE, DAY = date(2026, 6, 11), date(2026, 6, 12)


@pytest.mark.parametrize(
    ("regime", "on_the_eve", "on_the_day"),
    [
        ("any", True, True),
        ("before_2026-06-12", True, False),
        ("from_2026-06-12", False, True),
        ("check_2026-06-12", True, True),
        ("registered_before_2026-06-12", True, False),
        ("registered_from_2026-06-12", False, True),
        ("suspended_since_2026-06-12", True, True),
    ],
)
def test_a_regime_admits_acts_by_their_day(regime: str, on_the_eve: bool, on_the_day: bool) -> None:
    parsed = parse_regime(regime)
    assert (parsed.admits(EVE), parsed.admits(DAY)) == (on_the_eve, on_the_day)


def test_only_a_regime_to_be_checked_is_unsettled() -> None:
    unsettled = {procedure.id for procedure in procedures().values() if not procedure.regime.settled}
    eu_asylum = {f"{country}_asylum" for country in ("de", "nl", "es", "lt", "lv", "fi")}
    assert unsettled == {"fr_appeal_cnda", "fr_reexamination", *eu_asylum}


def test_a_month_means_its_first_day() -> None:
    humanitarian = procedures()["de_humanitarian"].regime
    assert not humanitarian.suspended(date(2025, 4, 30))
    assert humanitarian.suspended(date(2025, 5, 1))


def test_on_any_day_exactly_one_french_asylum_procedure_applies() -> None:
    french = [p for p in procedures().values() if (p.destination, p.kind) == ("FR", "asylum")]
    assert [p.id for p in french if p.regime.admits(EVE)] == ["fr_asylum_pre_pact"]
    assert [p.id for p in french if p.regime.admits(DAY)] == ["fr_asylum_pact"]


def test_the_day_of_registration_decides_between_dublin_and_its_successor() -> None:
    both = [p for p in procedures().values() if p.kind == "responsibility"]
    assert [p.id for p in both if p.regime.admits(date(2026, 6, 30))] == ["eu_dublin_iii"]
    assert [p.id for p in both if p.regime.admits(date(2026, 7, 1))] == ["eu_ammr"]
