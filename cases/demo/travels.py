"""Where invented people were before, with which papers, and where they mean to go; stamps are typed as a list.

Nothing here changes how a case is assessed: earlier stays lie outside every window, a permit ends on the day the case
gives, and the day to leave by is left to the page to count.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

import msgspec

from cases.base.dates import PartialDate
from cases.demo.journeys import Journey
from cases.people.dossier import Dossier, Leg, PermitKind, PermitPaper, Refusal
from cases.risk.facts import PaperKind

_PAST: Final = 400  # days before the present entry: no rule looks back that far
_STAMPED: Final = 0.12
_PERMITTED_AFTER: Final = 400  # a stay this long rests on a permit
# How different hands write down the same two stamps.
_HANDS: Final = (
    "въезд {entered:%d.%m.%y} Грузия, Казбеги\nвыезд {left:%d.%m.%y}",
    "{entered:%d.%m.%Y} in TR Istanbul\n{left:%Y-%m-%d} out",
    "entrée {entered:%d/%m/%Y} Arménie (Zvartnots)\nsortie {left:%d/%m/%Y}",
    "→ RS {entered:%d.%m.%Y}\nRS → {left:%d.%m.%Y}",
    "{entered:%d.%m.%Y} - {left:%d.%m.%Y} Кыргызстан",
)


def stamps(known: Dossier, chance: Random) -> str:
    """Return the stamps of an earlier journey as somebody typed them; most people have none to show."""
    entered = known.facts.entered_on
    if entered is None or known.facts.host_national or chance.random() > _STAMPED:
        return ""
    left = entered.earliest() - timedelta(days=_PAST + chance.randint(0, 60))
    return chance.choice(_HANDS).format(entered=left - timedelta(days=chance.randint(5, 60)), left=left)


def with_papers(known: Dossier, country: str, journeys: Sequence[Journey]) -> Dossier:
    """Return the dossier with the permit, the refusal and the journey that the rest of it speaks of."""
    return msgspec.structs.replace(
        known,
        permits=_permits(known, country),
        refusals=tuple(_refusal(country, way) for way in journeys if _is_refused(way)),
        journeys=_journey(known, country),
    )


def _permits(known: Dossier, country: str) -> tuple[PermitPaper, ...]:
    """A stay that ends more than a year after the entry is one that a permit allows."""
    entered, ends = known.facts.entered_on, known.facts.stay_ends_on
    if entered is None or ends is None or (ends.earliest() - entered.latest()).days < _PERMITTED_AFTER:
        return ()
    starts = PartialDate.of(entered.latest() + timedelta(days=60))
    return (PermitPaper(kind=PermitKind.PERMIT, country=country, starts=starts, ends=ends),)


def _is_refused(way: Journey) -> bool:
    return way.procedure == "kz_asylum" and _day(way, "final_refusal") is not None


def _refusal(country: str, way: Journey) -> Refusal:
    refused, effective = _day(way, "court_refused"), _day(way, "final_refusal")
    return Refusal(
        country=country,
        refused_on=PartialDate.of(refused) if refused else None,
        effective_on=PartialDate.of(effective) if effective else None,
        note="Убежище, решение суда",
    )


def _day(way: Journey, move: str) -> date | None:
    return next((step.on for step in way.steps if step.move == move), None)


def _journey(known: Dossier, country: str) -> tuple[Leg, ...]:
    """Whoever has a day of travel goes to France, over the airport that most flights use."""
    facts = known.facts
    if facts.travel_on is None or not facts.exit_papers_granted:
        return ()
    held = {paper.kind for paper in facts.papers or ()}
    passport = next((kind.value for kind in (PaperKind.TEN_YEAR, PaperKind.FIVE_YEAR) if kind in held), "")
    return (Leg(origin=country, via="TR", to="FR", on=facts.travel_on, paper=passport),)
