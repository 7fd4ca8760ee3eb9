"""Who else may know: a case the two teams share, one that is offered, one restricted by hand, and access for a week."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from cases import vault
from cases.access.actor import Actor
from cases.access.models import TeamGrant
from cases.demo.player import Cast
from cases.people import access_actions, sharing
from cases.people.dossier import Dossier
from cases.people.models import Case, Category, Stage
from cases.people.needtoknow import can_be_shared

_ASKED: Final = "Он переезжает к вам в город. Нужен адвокат на месте и кто-то, кто встретит. Документы ведём мы."
_HANDED: Final = "He has moved to Almaty for good and asks that you follow his case. All papers are in it."
_RESTRICTED: Final = "Угрозы от знакомого одного из наших. Пусть знают только те, кто ведёт дело."
_GIVEN: Final = "Meets him on Friday with the interpreter."
_WEEK: Final = timedelta(days=7)


def meet(here: Cast, there: Cast, on: date) -> None:
    """Let the first team be asked by the second, and keep and give away some of its own."""
    ours, theirs = _lead(here), _lead(there)
    shared, offered = islice(_willing(theirs), 2)
    kept, given = _open_cases(ours)[:2]
    accepted = sharing.offer(
        case=shared, team=ours.own_team, kind=TeamGrant.Kind.SHARED, asked=_ASKED, by=theirs, on=on
    )
    sharing.accept(offer=accepted, by=ours, on=on)
    sharing.offer(case=offered, team=ours.own_team, kind=TeamGrant.Kind.HANDED, asked=_HANDED, by=theirs, on=on)
    named = [one.membership for one in here.values() if one is not ours and one.sees_whole_team and one.membership]
    access_actions.restrict(case=kept, people=named, reason=_RESTRICTED, by=ours, on=on)
    activist = next(one.membership for one in here.values() if not one.sees_whole_team and one.membership)
    access_actions.give(case=given, to=activist, reason=_GIVEN, until=on + _WEEK, by=ours, on=on)


def _lead(cast: Cast) -> Actor:
    return next(actor for actor in cast.values() if actor.keyring.holds_lead)


def _open_cases(by: Actor) -> QuerySet[Case]:
    """Return cases that members follow, the oldest first."""
    followed = Case.objects.visible_to(by).filter(stage=Stage.ACTIVE, restricted=False, grants=None)
    return followed.order_by("week_created", "code")


def _willing(by: Actor) -> Iterator[Case]:
    """Return those of men who agreed to be known elsewhere."""
    for case in _open_cases(by).exclude(category=Category.RELATIVE):
        dossier: Dossier = vault.open(case.dossier, by=by, why="sharing")
        if can_be_shared(dossier.consent):
            yield case
