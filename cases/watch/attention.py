"""What makes a case worth a look this week: conditions on listed cases, each read from clear columns alone."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.access.actor import Actor
from cases.base.forms import Word
from cases.people.queries import silent
from cases.risk.facts import Band
from cases.risk.models import Step
from cases.watch import waiting
from cases.watch.models import Lowering

DUE: Final = timedelta(days=7)
AHEAD: Final = timedelta(weeks=4)


class Why(StrEnum):
    """Why a case asks for attention, in the order of the page of the week."""

    NEW = "new"
    RISEN = "risen"
    DUE = "due"
    CHANGING = "changing"
    SILENT = "silent"
    ASKED = "asked"
    WAITING = "waiting"


WORDS: Final[dict[Why, Word]] = {
    Why.NEW: _("New since the last review"),
    Why.RISEN: _("Risen since the last review"),
    Why.DUE: _("Review due within a week"),
    Why.CHANGING: _("About to change"),
    Why.SILENT: _("Unheard of"),
    Why.ASKED: _("Waiting for a second signature"),
    Why.WAITING: _("Waiting for a new assessment"),
}


def condition(why: Why, actor: Actor, on: date) -> Q:
    """Return the condition of a reason on cases as `people.queries.listed` gives them."""
    if why is Why.WAITING:
        return waiting.waits(actor, of_many=True)  # the one that asks the database first
    asked = Lowering.objects.filter(team=actor.own_team, settled=False)
    return {
        Why.NEW: Q(standing__reviewed_band=""),
        Why.RISEN: _risen(),
        Why.DUE: Q(standing__review_on__lte=on + DUE),
        Why.CHANGING: _changing(on),
        Why.SILENT: silent(on),
        Why.ASKED: Q(pk__in=asked.values("case")),
    }[why]


def _risen() -> Q:
    """It stands higher now than when somebody last stood by its band."""
    above = Q(pk__in=())
    for band in (Band.LOW, Band.MEDIUM, Band.HIGH):
        above |= Q(standing__reviewed_band=band, band__in=[one for one in Band if one > band])
    return above


def _changing(on: date) -> Q:
    """A step of another band begins within four weeks."""
    coming = Step.objects.filter(case=OuterRef("pk"), starts_on__gt=on, starts_on__lte=on + AHEAD)
    return Q(Exists(coming.exclude(band=OuterRef("band"))))
