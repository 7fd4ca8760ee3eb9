"""Short ways to write stays, papers and dates in the tests of this slice."""

from typing import Any

from cases.base.dates import PartialDate, parse_partial
from cases.base.text import Text
from cases.countries.daycount import Permit, Visit
from cases.countries.fact import Confidence, Source, Value
from cases.countries.profile import Profile
from cases.people.dossier import Dossier, PermitKind, PermitPaper, Stay
from cases.risk.facts import Facts

TOLD = Text(en="It happened.", ru="Было.", fr="C'est arrivé.")


def day(text: str) -> PartialDate:
    """A day, a month or a year."""
    return parse_partial(text)


def perhaps(text: str | None) -> PartialDate | None:
    """A date, or nothing."""
    return parse_partial(text) if text else None


def stay(country: str, entered: str | None, left: str | None = None, **more: Any) -> Stay:
    """A stay in a country."""
    return Stay(country=country, entered_on=perhaps(entered), left_on=perhaps(left), **more)


def visit(entered: str, left: str | None = None) -> Visit:
    """The same for the day count."""
    return Visit(day(entered), perhaps(left))


def paper(
    country: str, starts: str | None, ends: str | None, kind: PermitKind = PermitKind.PERMIT, **more: Any
) -> PermitPaper:
    """A permit, visa or registration."""
    return PermitPaper(kind=kind, country=country, starts=perhaps(starts), ends=perhaps(ends), **more)


def permit(starts: str, ends: str, days: int | None = None) -> Permit:
    """The same for the day count."""
    return Permit(day(starts), day(ends), days)


def dossier(*stays: Stay, country: str = "KZ", permits: tuple[PermitPaper, ...] = (), **facts: Any) -> Dossier:
    """A dossier of somebody in a country; facts that end in _on and are text are dates."""
    read: dict[str, Any] = {name: day(said) if _is_date(name, said) else said for name, said in facts.items()}
    return Dossier(stays=stays, permits=permits, facts=Facts(country=country, **read))


def value(*, holds: bool, **more: Any) -> tuple[Value[bool], ...]:
    """A field of an invented profile."""
    grade = more.pop("confidence", Confidence.ONE_SOURCE)
    return (Value(value=holds, confidence=grade, sources=("one",), **more),)


def profile(code: str, **fields: Any) -> Profile:
    """An invented profile."""
    return Profile(code=code, name=TOLD, sources={"one": Source("One")}, **fields)


def _is_date(name: str, said: Any) -> bool:
    return isinstance(said, str) and name.endswith("_on")
