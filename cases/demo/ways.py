"""Where cases go from here: a programme that stopped, what was decided instead, and cases submitted together."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from cases.access.actor import Actor
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Referral, ReferralItem
from cases.applications.programmes import State
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.demo.player import Cast
from cases.people.dossier import RouteChoice
from cases.people.models import Case, Category, Stage
from cases.routes import board_actions, programme_actions, referral_actions
from cases.routes.gathering import Result, checklist

_GERMANY, _FRANCE = procedures()["de_humanitarian"], procedures()["fr_visa_asylum"]
# What was published of it; our own files carry the same sources.
_FROZEN: Final = (
    (date(2025, 5, 1), "International Investment, 2025-08-04", "Paused after the change of government."),
    (date(2025, 5, 1), "DW, 2025-10-02", "Only a few very prominent people a year are still admitted."),
)
_DECIDED: Final = (
    (RouteChoice.CHOSEN, "Сестра в Лионе готова принять, паспорт действителен. Готовим представление."),
    (RouteChoice.NOT_NOW, "No proof of the call-up yet. His mother looks for the military ID; ask again in a month."),
    (RouteChoice.CHOSEN, "Несколько сигналов опасности здесь, ждать нельзя."),
    (RouteChoice.IMPOSSIBLE, "Проверка не закончена, а без неё никого не представляем."),
)
_ANSWERS: Final = (Result.ACCEPTED, Result.REFUSED, Result.DEFERRED, None)
_NOTES: Final = ("Фото будут в пятницу.", "", "Translation of the story is with the interpreter.")


def lead_on(cast: Cast, on: date) -> None:
    """Let the coordinator of a team write down the freeze, decide about some ways, and refer cases together."""
    by = next(actor for actor in cast.values() if actor.keyring.holds_lead)
    _freeze(by, on)
    _open_instead(by, on)
    free = _unsent(by)
    _refer(by, free, on)
    _prepare(by, free, on)
    for case, (choice, reason) in zip(_followed(by)[: len(_DECIDED)], _DECIDED, strict=False):
        board_actions.decide(case=case, procedure=_FRANCE, choice=choice, reason=reason, by=by, on=on)


def _freeze(by: Actor, on: date) -> None:
    for since, source, note in _FROZEN:
        programme_actions.record(
            procedure=_GERMANY, state=State.FROZEN, since=since, source=source, note=note, by=by, on=on
        )


def _open_instead(by: Actor, on: date) -> None:
    """Open the way to France for the first two who waited for Germany."""
    hit = Application.objects.filter(team=by.own_team, procedure=_GERMANY.id, closed=False).select_related("case")
    for row in hit.order_by("case__code")[:2]:
        try:
            programme_actions.open_next(hit=row, to=_FRANCE, by=by, on=on)
        except Refused:
            continue


def _refer(by: Actor, free: Iterator[Case], on: date) -> None:
    """Submit four cases together, six weeks ago, three of which were answered since."""
    day = on - timedelta(weeks=6)
    referral = referral_actions.begin(procedure=_FRANCE, by=by)
    items = list(_put_in(referral, free, 4, by=by, on=day))
    for item in items:
        referral_actions.gather(item=item, have=[point.id for point in checklist()], note="", by=by)
    referral_actions.send(referral=referral, day=day, by=by)
    for item, result in zip(items, _ANSWERS, strict=False):
        referral_actions.submit(item=item, day=day, by=by, on=on)
        if result:
            answered = PartialDate.of(on - timedelta(days=8))
            referral_actions.answer(item=item, result=result, answered_on=answered, by=by)


def _prepare(by: Actor, free: Iterator[Case], on: date) -> None:
    """Put three more together, each as far as it has come."""
    referral = referral_actions.begin(procedure=_FRANCE, by=by)
    items = _put_in(referral, free, 3, by=by, on=on)
    for number, (item, note) in enumerate(zip(items, _NOTES, strict=False)):
        have = [point.id for point in checklist()[: 3 + 2 * number]]
        referral_actions.gather(item=item, have=have, note=note, by=by)


def _put_in(referral: Referral, free: Iterator[Case], most: int, *, by: Actor, on: date) -> Iterator[ReferralItem]:
    """Put in the first who agreed to it."""
    return islice(_agreed(referral, free, by=by, on=on), most)


def _agreed(referral: Referral, free: Iterable[Case], *, by: Actor, on: date) -> Iterator[ReferralItem]:
    for case in free:
        try:
            yield referral_actions.add(referral=referral, case=case, by=by, on=on)
        except Refused:
            continue


def _unsent(by: Actor) -> Iterator[Case]:
    """Yield men whose way to France has not been tried yet, those who have waited longest first."""
    sent = Application.objects.filter(procedure=_FRANCE.id).values("case")
    yield from _followed(by).exclude(pk__in=sent).exclude(category=Category.RELATIVE).reverse()


def _followed(by: Actor) -> QuerySet[Case]:
    """Return cases that members follow, the newest first."""
    return Case.objects.visible_to(by).filter(stage=Stage.ACTIVE, restricted=False).order_by("-week_created", "code")
