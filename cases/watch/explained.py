"""How a band comes about, told to a lawyer: the table it is read from, what beats it, what lowers it, what comes."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.base.text import Text
from cases.people.dossier import Dossier
from cases.people.words import ARTICLES
from cases.risk import wording
from cases.risk.bands import matrix
from cases.risk.factors import catalogue
from cases.risk.facts import Band
from cases.risk.models import TeamFactors
from cases.risk.relief import Effect, Outlook, Relief
from cases.risk.score import Assessment
from cases.risk.tally import CAUTIOUS, Total
from cases.templatetags.display import day, localized
from cases.watch import words

RELIEFS: Final[dict[Relief, Word]] = {
    Relief.RELEASED: gettext_lazy("Released"),
    Relief.APPROVAL_SET_ASIDE: gettext_lazy("A court sets the approval of the extradition aside"),
    Relief.NOTICE_DELETED: gettext_lazy("The notice abroad is deleted"),
    Relief.INTERIM_MEASURE: gettext_lazy("A UN committee or the European Court asks not to remove them"),
    Relief.WAY_OUT: gettext_lazy("Visa or travel document granted, leaving by %(day)s"),
    Relief.DAY_OF_TRAVEL: gettext_lazy("A day of travel is set, by %(day)s"),
    Relief.STAY_IN_ORDER: gettext_lazy("The stay is put in order until %(day)s"),
    Relief.PASSPORT: gettext_lazy("A ten-year passport"),
    Relief.ASYLUM_FILED: gettext_lazy("Asylum claim filed, certificate until %(day)s"),
    Relief.CERTIFICATE_RENEWED: gettext_lazy("Asylum certificate renewed until %(day)s"),
    Relief.LAWYER: gettext_lazy("A lawyer with a signed power of attorney"),
    Relief.MOVED: gettext_lazy("Moved to a town without base and cameras, where nobody was seized"),
    Relief.UNTRACEABLE: gettext_lazy("No SIM card, account or address in their own name any more"),
    Relief.HEARD_FROM: gettext_lazy("Heard from, next sign of life by %(day)s"),
}


class Row(NamedTuple):
    """A level of removal in the table of bands: its points, and for each level of gravity the band and whether it is
    the one of this case."""

    points: str
    cells: list[tuple[Band, bool]]


class Helps(NamedTuple):
    """Something that can be done, in words."""

    text: str
    effect: Effect


class Turn(NamedTuple):
    """A day on which something changes. Without a band it changes nothing by itself."""

    on: date
    text: str
    band: Band | None = None


class Weighed(NamedTuple):
    """A factor to which the team gives other points than the published ones."""

    name: Text
    own: int
    published: int


@dataclass(frozen=True, slots=True)
class Explained:
    """What the risk page says beside the sums."""

    assessment: Assessment
    dossier: Dossier
    outlook: Outlook
    weights: TeamFactors | None
    on: date

    @property
    def columns(self) -> list[str]:
        """The levels of gravity, in points."""
        return _levels(catalogue().gravity_levels)

    @property
    def rows(self) -> list[Row]:
        """The table of bands, the most dangerous row first."""
        removal, gravity = self._levels
        rows = zip(_levels(catalogue().removal_levels), catalogue().matrix, strict=True)
        return [
            Row(points, [(band, (row, column) == (removal, gravity)) for column, band in enumerate(bands)])
            for row, (points, bands) in enumerate(rows)
        ][::-1]

    @property
    def sums(self) -> tuple[int, int, Band]:
        """The points of both questions in the cautious case, and the band that the table gives them."""
        score = self.assessment.score
        removal, gravity = score.removal[CAUTIOUS], score.gravity[CAUTIOUS]
        return removal, gravity, matrix(Total(removal, gravity, critical=False))

    @property
    def beaten(self) -> list[str]:
        """What beats the table, in the order in which it does."""
        return list(self._beaten())

    def _beaten(self) -> Iterator[str]:
        found, read = self.assessment, self.sums[2]
        if found.reviewed_on is None and found.score.band_high.below() > read:
            worst = {"band": words.BANDS[Band(found.score.band_high)]}
            yield _("Nobody has reviewed the case: it stands one band below the worst it could be, “%(band)s”.") % worst
        for said in found.overrides:
            told = {"what": words.DIRECTIONS[said.direction], "band": words.BANDS[said.band], "who": said.by}
            told["day"] = day(said.until)
            yield _("%(who)s decided: %(what)s “%(band)s” until %(day)s.") % told
        for text in wording.decisive(found):
            yield _("%(reason)s Critical, whatever the points say.") % {"reason": localized(text)}
        if found.held:
            yield _("It stood higher before, and whoever saved last may not lower it.")

    @property
    def lowering(self) -> list[Helps]:
        """What would lower the band."""
        return _told(self.outlook.lowering)

    @property
    def lesser(self) -> list[Helps]:
        """What would take points off and leave the band."""
        return _told(self.outlook.lesser)

    @property
    def turns(self) -> list[Turn]:
        """Every day of the year ahead on which something changes, with the hearings that are set."""
        dated = [
            Turn(segment.starts_on, localized(wording.cause(segment.cause)), segment.band)
            for segment in self.assessment.segments
            if segment.starts_on > self.on
        ]
        return sorted([*dated, *self._hearings()], key=lambda turn: turn.on)

    def _hearings(self) -> Iterator[Turn]:
        for charge in self.dossier.facts.charges or ():
            if charge.hearing_on and charge.hearing_on.earliest() > self.on:
                told = ", ".join(filter(None, [str(ARTICLES[charge.article]), charge.court, _vague(charge.hearing_on)]))
                yield Turn(charge.hearing_on.earliest(), _("Hearing: %(case)s") % {"case": told})

    @property
    def own_weights(self) -> list[Weighed]:
        """The factors that the team weighs otherwise, as this assessment took them."""
        own, known = (self.weights.points if self.weights else {}), catalogue().by_id
        return [Weighed(known[name].brief, points, known[name].points) for name, points in own.items() if name in known]

    @property
    def _levels(self) -> tuple[int, int]:
        removal, gravity, _band = self.sums
        return bisect_right(catalogue().removal_levels, removal), bisect_right(catalogue().gravity_levels, gravity)


def _told(effects: Sequence[Effect]) -> list[Helps]:
    return [Helps(str(RELIEFS[effect.relief]) % {"day": day(effect.day)}, effect) for effect in effects]


def _vague(when: PartialDate) -> str:
    """A month or a guess is told as it was said."""
    return "" if when.exact else day(when)


def _levels(begins: Sequence[int]) -> list[str]:
    inner = [f"{low} – {high - 1}" for low, high in pairwise(begins)]
    return [_("below %(n)d") % {"n": begins[0]}, *inner, _("%(n)d and more") % {"n": begins[-1]}]
