"""What is kept of an invented application beside its stage: why it was refused, how far its papers are, vetting."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Final

from cases.applications.procedure import Procedure
from cases.applications.work import Paper, PaperState, RefusalReason, Vetting, VettingState
from cases.demo.journeys import Journey

_REASONS: Final = (
    *(RefusalReason.CREDIBILITY,) * 4,
    *(RefusalReason.ELSEWHERE,) * 3,
    *(RefusalReason.UNKNOWN,) * 3,
    RefusalReason.SECURITY,
    RefusalReason.SECURITY,
    RefusalReason.TIES,
    RefusalReason.TIES,
    RefusalReason.PAPERS,
    RefusalReason.OTHER,
)
_STATES: Final = (
    None,
    PaperState.ASKED,
    PaperState.HAVE,
    PaperState.HAVE,
    PaperState.TRANSLATED,
    PaperState.TRANSLATED,
    PaperState.MISSING,
)
_VETTED: Final = (VettingState.IN_PROGRESS, VettingState.CLEARED, VettingState.CLEARED, VettingState.CONCERNS)


class Filing:
    """Dice of one application's own, so that what is drawn with them changes nothing else of the stories."""

    def __init__(self, journey: Journey) -> None:
        self._chance = Random(f"{journey.procedure} {journey.stage} {journey.steps[-1]}")  # noqa: S311
        self._kind = journey.procedure

    def refusal(self) -> RefusalReason:
        """Return why an authority refused."""
        return self._chance.choice(_REASONS)

    def papers(self, procedure: Procedure) -> tuple[Paper, ...]:
        """Return how far the papers are; of many nobody has kept a list."""
        return tuple(self._listed(procedure)) if self._chance.random() < 0.5 else ()

    def vetting(self, by: str, on: date) -> Vetting | None:
        """Return what coordinators found out before a visa, where they have asked."""
        if not self._kind.endswith("visa_asylum") or self._chance.random() < 0.4:
            return None
        return Vetting(self._chance.choice(_VETTED), on, by)

    def _listed(self, procedure: Procedure) -> Iterator[Paper]:
        for document in procedure.documents:
            if state := self._chance.choice(_STATES):
                yield Paper(document=document.id, state=state)
