"""The at-risk list, and who is in detention now: clear columns to choose and order by, opened in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.scope import shared_with, visible_to
from cases.people import codes
from cases.people.dossier import Card
from cases.people.models import OPEN_STAGES, Case
from cases.risk import wording
from cases.risk.models import Assessment, Standing, Step
from cases.risk.score import Assessment as AssessmentRecord
from cases.risk.steps import Change, next_change
from cases.templatetags.display import language, localized, short_day
from cases.watch.models import Detention

PAGE: Final = 50
PRINTED: Final = 200
BY_RISK, BY_REVIEW = "risk", "review"
REASONS: Final = 3
# What a row shows; a page has fifty, and each column not read saves its fifty.
_OF_CASE: Final = tuple(
    f"case__{name}" for name in ("code", "category", "country", "restricted", "team", "card", "assignee__handle")
)
_OF_STANDING: Final = ("review_on", "little_known", "assessment__case", "assessment__body")


@dataclass(frozen=True, slots=True)
class Listed:
    """One case of the list before it is opened: its clear columns."""

    case: Case
    standing: Standing
    assessment: Assessment
    band: str
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list as the page shows it."""

    case: Case
    standing: Standing
    band: str
    could_be: str
    alias: str
    name: str
    why: str
    change: Change | None
    cause: str
    held: bool
    reviewed: str
    overdue: bool


def listed(actor: Actor, on: date, chosen: Mapping[str, Any], *, after: str, limit: int) -> list[Listed]:
    """Return the cases at risk in the order chosen, from `after` on; one more than `limit` when there are more."""
    by_review = chosen.get("sort") == BY_REVIEW
    found = (_by_review if by_review else _by_risk)(actor, on)
    return [_listed(row) for row in _narrowed(found, chosen, on, after)[: limit + 1]]


def _by_risk(actor: Actor, on: date) -> QuerySet[Any]:
    """Highest rank first: walks the covering index of the steps."""
    steps = Step.objects.filter(visible_to(actor, prefix="case__"), team=actor.own_team)
    return (
        steps.filter(starts_on__lte=on, ends_on__gt=on)
        .annotate(review_on=F("case__standing__review_on"))
        .select_related("case__assignee", "case__standing__assessment")
        .only("band", "rank", *_OF_CASE, *(f"case__standing__{name}" for name in _OF_STANDING))
        .order_by("-rank", "case")
    )


def _by_review(actor: Actor, on: date) -> QuerySet[Any]:
    """The review that is due first."""
    in_force = Q(case__steps__starts_on__lte=on, case__steps__ends_on__gt=on)
    return (
        Standing.objects.filter(visible_to(actor, prefix="case__"), team=actor.own_team)
        .annotate(step=FilteredRelation("case__steps", condition=in_force))
        .annotate(band=F("step__band"))
        .select_related("case__assignee", "assessment")
        .only(*_OF_CASE, *_OF_STANDING)
        .order_by("review_on", "case")
    )


def _narrowed(found: QuerySet[Any], chosen: Mapping[str, Any], on: date, after: str) -> QuerySet[Any]:
    assignee = chosen.get("assignee")
    wanted = {
        "band": Q(band=chosen.get("band")),
        "country": Q(case__country=chosen.get("country")),
        "category": Q(case__category=chosen.get("category")),
        "assignee": Q(case__assignee__isnull=True) if assignee == "none" else Q(case__assignee=assignee),
        "overdue": Q(review_on__lt=on),
    }
    conditions = [condition for name, condition in wanted.items() if chosen.get(name)]
    return _beyond(found.filter(*conditions, case__stage__in=OPEN_STAGES), after)


def _beyond(found: QuerySet[Any], after: str) -> QuerySet[Any]:
    """Go on after a key, which is the value sorted by and the id of the case."""
    value, _, case = after.partition("_")
    if not case:
        return found
    column, past = ("rank", "lt") if found.model is Step else ("review_on", "gt")
    try:
        return found.filter(
            Q(**{f"{column}__{past}": value}) | Q(**{column: value, "case__gt": case}), **{f"{column}__{past}e": value}
        )
    except (ValueError, ValidationError):  # a key nobody was given
        return found.none()


def _listed(row: Any) -> Listed:
    if isinstance(row, Step):
        standing = row.case.standing
        return Listed(row.case, standing, standing.assessment, row.band, f"{row.rank}_{row.case_id}")
    return Listed(row.case, row, row.assessment, row.band, f"{row.review_on.isoformat()}_{row.case_id}")


def opened(found: Sequence[Listed], *, by: Actor, on: date, why: str) -> list[Row]:
    """Open assessments and cards of a page of the list together."""
    sealed: list[Any] = [row.assessment.body for row in found]
    sealed += [row.case.card for row in found]
    values: list[Any] = vault.open_many(sealed, by=by, why=why)
    pairs = zip(found, values[: len(found)], values[len(found) :], strict=True)
    return [_row(row, record, card, on) for row, record, card in pairs]


def _row(row: Listed, record: AssessmentRecord, card: Card, on: date) -> Row:
    change = next_change(record.segments, on)
    return Row(
        case=row.case,
        standing=row.standing,
        band=row.band,
        could_be=record.score.band_high.value,
        alias=card.alias,
        name=card.names[0] if card.names else "",
        why=" · ".join(localized(text) for text in wording.in_brief(record, REASONS)),
        change=change,
        cause=localized(wording.cause(change.cause)) if change else "",
        held=record.held,
        reviewed=_reviewed(record.reviewed_on, language()),
        overdue=row.standing.review_on < on,
    )


@lru_cache(maxsize=1024)
def _reviewed(on: date | None, _language: str) -> str:
    return _("last on %(day)s") % {"day": short_day(on)} if on else _("never reviewed")


def detentions(actor: Actor) -> QuerySet[Detention]:
    """Return the detentions that go on now, among the cases the actor may see or that are shared with their team."""
    own = Q(team=actor.own_team) & visible_to(actor, prefix="case__")
    scoped = Detention.objects.filter(own | shared_with(actor, prefix="case__"), ended=False)
    return scoped.select_related("case").defer("case__dossier", "case__card").order_by("case__code")


def latest(case: Case) -> Detention | None:
    """Return the detention of a person that goes on now, or any that has ended."""
    return Detention.objects.filter(case=case).order_by("ended").first()


def running(case: Case) -> Detention | None:
    """Return the detention of a person that goes on now."""
    return Detention.objects.filter(case=case, ended=False).first()


def countries(actor: Actor) -> list[str]:
    """Return the countries in which the actor has open cases."""
    return list(Case.objects.visible_to(actor).open().order_by().values_list("country", flat=True).distinct())


def chosen_cases(actor: Actor, ticked: Sequence[str]) -> list[Case]:
    """Return those of the ticked cases that the actor may see."""
    meant = [code for code in ticked[:PAGE] if codes.CODE.match(code)]
    return list(Case.objects.visible_to(actor).filter(code__in=meant).order_by("code"))
