"""Those nobody has heard from for too long: a page of the list, with the last contact and the agreed way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases import vault
from cases.access.actor import Actor
from cases.base.forms import Word
from cases.people import queries
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.people.queries import Row
from cases.people.rules import silent_from
from cases.people.words import CHANNELS
from cases.risk.facts import Band


@dataclass(frozen=True, slots=True)
class Silent(Row):
    """One silent case: what is in its dossier of contacts."""

    dossier: Dossier

    @property
    def heard_on(self) -> date | None:
        """The day of the last contact; nothing while there was none."""
        return self.dossier.last_contact_on

    @property
    def days(self) -> int:
        """For how many days nothing was heard, counted from the day of logging while nothing ever was."""
        last = self.dossier.last_contact_on or self.dossier.logged_on
        return (self.on - last).days if last else 0

    @property
    def channel(self) -> Word:
        """The agreed way."""
        agreed = self.dossier.contact.channel
        return CHANNELS[agreed] if agreed else ""

    @property
    def rhythm(self) -> int | None:
        """The agreed number of days; without it, that of the band counts."""
        return self.dossier.contact.every_days

    @property
    def silent_from(self) -> date:
        """The day on which silence begins or began: the list knows only the week."""
        return silent_from(self.dossier, Band(self.band or Band.LOW))


def page(chosen: Mapping[str, Any], after: str, *, by: Actor, on: date) -> tuple[list[Silent], str | None]:
    """Return a page of the silent, the most endangered first, and the key of the next."""
    cases, following = queries.page({**chosen, "silent": True, "sort": "risk"}, after, by=by, on=on)
    sealed = {row.pk: row.dossier for row in _with_dossiers(cases)}
    opened = vault.open_many([sealed[case.pk] for case in cases], by=by, why="silent list")
    return [Silent(case, dossier.alias, on, dossier) for case, dossier in zip(cases, opened, strict=True)], following


def _with_dossiers(cases: list[Case]) -> list[Case]:
    return list(Case.objects.filter(pk__in=[case.pk for case in cases]).only("team", "restricted", "dossier"))
