"""The words for what reviews, overrides and detentions keep as codes."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.base.forms import Word
from cases.countries.removal import WhoActed
from cases.risk.factors import Axis
from cases.risk.facts import Band, Direction
from cases.risk.models import BandChoice
from cases.watch.models import Outcome

BANDS: Final[dict[Band, Word]] = {Band(choice.value): choice.label for choice in BandChoice}
DIRECTIONS: Final[dict[Direction, Word]] = {
    Direction.FLOOR: _("At least this band"),
    Direction.CEILING: _("At most this band"),
}
AXES: Final[dict[Axis, Word]] = {
    Axis.REMOVAL: _("Removal from where they are"),
    Axis.GRAVITY: _("What waits in Russia"),
}
ACTED: Final[dict[WhoActed, Word]] = {
    WhoActed.HOST_POLICE: _("Police or authorities there"),
    WhoActed.RUSSIAN_MILITARY_POLICE: _("Russian military police"),
    WhoActed.BOTH: _("Both"),
}
OUTCOMES: Final[dict[Outcome, Word]] = {
    Outcome.RELEASED: _("Released"),
    Outcome.HANDED_OVER: _("Handed over or taken away"),
    Outcome.MISTAKE: _("It was a mistake: never detained"),
}
