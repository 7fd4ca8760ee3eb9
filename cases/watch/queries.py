"""The at-risk list, and who is in detention now: clear columns to choose and order by, opened in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.scope import shared_with, visible_to
from cases.people import codes
from cases.people import queries as people
from cases.people.dossier import Card
from cases.people.models import OPEN_STAGES, Case
from cases.risk import wording
from cases.risk.models import Assessment
from cases.risk.score import Assessment as AssessmentRecord
from cases.risk.steps import Change, next_change
from cases.templatetags.display import country, language, short_day
from cases.watch import attention, waiting
from cases.watch.course import Run, course
from cases.watch.models import Detention

PAGE: Final = 40  # rows with everything a row can have: in Russian twice the bytes, and still no page above 60 kB
PRINTED: Final = 50  # rows of one part, which have less
BY_RISK, BY_REVIEW = "risk", "review"
REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list as the page shows it."""

    case: Case
    code: str
    url: str
    alias: str
    name: str
    place: str
    category: str
    band: str
    could_be: str
    little_known: bool
    held: bool
    why: str
    change: Change | None
    cause: str
    review_on: date
    reviewed: str
    assignee: str
    course: tuple[Run, ...]
    waits: bool


def listed(
    actor: Actor, on: date, chosen: Mapping[str, Any], *, after: str = "", limit: int, skip: int = 0
) -> list[Any]:
    """Return the cases at risk in the order chosen, from `after` on; one more than `limit` when there are more.

    Paper is numbered, so its parts are found by how many cases to `skip`.

    Each has beside its own columns what the row shows of its standing, and its sealed assessment.
    """
    by_review = chosen.get("sort") == BY_REVIEW
    order = ("review_on", "pk") if by_review else ("-rank", "pk")
    found = with_standing(people.listed(actor, on, team="standing__team" if by_review else people.RANKED), actor)
    found = _narrowed(found.filter(stage__in=OPEN_STAGES), chosen, actor, on)
    return list(_beyond(found, order[0], after).order_by(*order)[skip : skip + limit + 1])


def with_standing(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """Give listed cases what a row shows of their standing, their sealed assessment, and whether that is old."""
    return cases.annotate(
        review_on=F("standing__review_on"),
        little_known=F("standing__little_known"),
        handle=F("assignee__handle"),
        assessment=F("standing__assessment"),
        assessed=F("standing__assessment__body"),
        waits=waiting.waits(actor),
    )


def _narrowed(found: QuerySet[Case], chosen: Mapping[str, Any], actor: Actor, on: date) -> QuerySet[Case]:
    assignee = chosen.get("assignee")
    wanted = {
        "band": Q(band=chosen.get("band")),
        "country": Q(country=chosen.get("country")),
        "category": Q(category=chosen.get("category")),
        "assignee": Q(assignee__isnull=True) if assignee == "none" else Q(assignee=assignee),
        "overdue": Q(review_on__lt=on),
    }
    if why := chosen.get("only"):
        found = found.filter(attention.condition(why, actor, on))
    return found.filter(*(condition for name, condition in wanted.items() if chosen.get(name)))


def _beyond(found: QuerySet[Case], order: str, after: str) -> QuerySet[Case]:
    """Go on after a key, which is the value sorted by and the id of the case."""
    value, _, case = after.partition("_")
    if not case:
        return found
    column, past = order.removeprefix("-"), "lt" if order.startswith("-") else "gt"
    try:
        return found.filter(
            Q(**{f"{column}__{past}": value}) | Q(**{column: value, "pk__gt": case}), **{f"{column}__{past}e": value}
        )
    except (ValueError, ValidationError):  # a key nobody was given
        return found.none()


def key_of(row: Any, chosen: Mapping[str, Any]) -> str:
    """Return the key from which the list goes on after this case."""
    return f"{row.review_on.isoformat() if chosen.get('sort') == BY_REVIEW else row.rank}_{row.pk}"


def assessed(case: Any) -> vault.Sealed[AssessmentRecord]:
    """Return the sealed assessment that a listed case carries."""
    body: vault.Sealed[AssessmentRecord] = Assessment(pk=case.assessment, case_id=case.pk, body=case.assessed).body
    return body


def opened(found: Sequence[Any], *, by: Actor, on: date, why: str) -> list[Row]:
    """Open assessments and cards of a page of the list together."""
    sealed: list[Any] = [*(assessed(case) for case in found), *(case.card for case in found)]
    values: list[Any] = vault.open_many(sealed, by=by, why=why)
    pairs, tongue = zip(found, values[: len(found)], values[len(found) :], strict=True), language()
    return [row_of(case, record, card, on, tongue) for case, record, card in pairs]


def row_of(case: Any, record: AssessmentRecord, card: Card, on: date, tongue: str) -> Row:
    """Put an opened case into the words of the reader's language."""
    change = next_change(record.segments, on)
    return Row(
        case=case,
        code=case.code,
        url=case.get_absolute_url(),
        alias=card.alias,
        name=card.names[0] if card.names else "",
        place=country(case.country.code),
        category=case.get_category_display(),
        band=case.band,
        could_be=record.score.band_high.value,
        little_known=case.little_known,
        held=record.held,
        why=" · ".join(text.to(tongue) for text in wording.in_brief(record, REASONS)),
        change=change,
        cause=wording.cause(change.cause).to(tongue) if change else "",
        review_on=case.review_on,
        reviewed=_reviewed(record.reviewed_on, tongue),
        assignee=case.handle or "",
        course=course(record, on),
        waits=case.waits,
    )


@lru_cache(maxsize=1024)
def _reviewed(on: date | None, _language: str) -> str:
    return _("last on %(day)s") % {"day": short_day(on)} if on else _("never reviewed")


def detentions(actor: Actor) -> QuerySet[Detention]:
    """Return the detentions that go on now, among the cases the actor may see or that are shared with their team."""
    own = visible_to(actor, prefix="case__", team="team")
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
