"""Reading cases: one by its code, or a page of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import Http404

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Membership
from cases.access.scope import visible_to
from cases.base.clock import monday_of
from cases.people import codes, needtoknow
from cases.people.models import OPEN_STAGES, Case
from cases.templatetags.display import country

PAGE: Final = 50
_SHOWN: Final = ("team", "code", "category", "stage", "country", "restricted", "week_created", "quiet_from")
FIRST_SORT: Final = "new"
RANKED: Final = "step__team"
SORTS: Final = {"new": ("week_created", True), "risk": ("rank", True), "silence": ("quiet_from", False)}


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Return the cases the actor may open, with what every page shows of them."""
    return Case.objects.within_reach(actor).select_related("assignee", "standing", "team")


def load_case(actor: Actor, code: str, *, lock: bool = False) -> Case:
    """Return the case with this code. One that does not exist and one out of scope are the same 404.

    With `lock`, nobody else writes to it before this request ends.
    """
    meant = codes.normalise(code)
    if not codes.CODE.match(meant):
        raise Http404
    found = cases_of(actor).filter(code=meant)
    case = (found.select_for_update(of=("self",)) if lock else found).first()
    if case is None:
        raise Http404
    return case


def load_own_case(actor: Actor, code: str, *, lock: bool = False) -> Case:
    """Return the case for what only its own team decides; on one that is shared with the actor's team that is 403."""
    case = load_case(actor, code, lock=lock)
    require_own(case, actor)
    return case


def require_own(case: Case, actor: Actor) -> None:
    """Stop here unless the actor works in the team that owns the case."""
    if not needtoknow.may_decide(actor, case):
        raise PermissionDenied


def face(case: Case, by: Actor) -> vault.Sealed[Any]:
    """Return what holds the alias: the card, or the dossier for who lacks the keys of the team that owns the case."""
    sealed: vault.Sealed[Any] = case.card if by.sees_whole_team and needtoknow.may_decide(by, case) else case.dossier
    return sealed


def colleagues(actor: Actor) -> QuerySet[Membership]:
    """Return the members to whom a case can be assigned."""
    active = Membership.objects.filter(team=actor.own_team, state=Membership.State.ACTIVE)
    return active.select_related("user", "team").order_by("user__handle")


def handles(actor: Actor) -> list[tuple[str, str]]:
    """Return id and handle of those members, as a filter offers them."""
    named = Membership.objects.filter(team=actor.own_team, state=Membership.State.ACTIVE).order_by("user__handle")
    return [(str(user), handle) for user, handle in named.values_list("user", "user__handle")]


# Lists ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One case as lists show it."""

    case: Case
    alias: str
    on: date

    @property
    def code(self) -> str:
        """The code of the case."""
        return self.case.code

    @property
    def restricted(self) -> bool:
        """Whether only coordinators and named people see it."""
        return self.case.restricted

    @property
    def category(self) -> str:
        """The category, in words."""
        return self.case.get_category_display()

    @property
    def stage(self) -> str:
        """The stage, in words."""
        return self.case.get_stage_display()

    @property
    def band(self) -> str:
        """The band of the day."""
        return getattr(self.case, "band", "") or ""

    @property
    def place(self) -> str:
        """The country, in words."""
        return country(self.case.country.code)

    @property
    def assignee(self) -> str:
        """The handle of whoever follows the case."""
        return getattr(self.case, "handle", "") or ""

    @property
    def silent(self) -> bool:
        """Whether the person should have been heard from by the end of this week."""
        return is_silent(self.case, self.on)

    @property
    def silent_since(self) -> date | None:
        """The week in which silence began, when that is over; nothing while it is this week's."""
        return self.case.quiet_from if self.case.quiet_from != monday_of(self.on) else None

    @property
    def url(self) -> str:
        """The page of the case."""
        return self.case.get_absolute_url()


def listed(actor: Actor, on: date, *, team: str = "team") -> QuerySet[Case]:
    """Return the cases the actor may see, each with the band of the day, and without what lists do not open.

    `team` is the column that begins the index of the order to come: `RANKED` for lists by urgency.
    """
    in_force = Q(steps__starts_on__lte=on, steps__ends_on__gt=on)
    return (
        Case.objects.only(*_SHOWN, "card" if actor.sees_whole_team else "dossier")
        .annotate(step=FilteredRelation("steps", condition=in_force))
        .filter(visible_to(actor, team=team))
        .annotate(band=F("step__band"), rank=F("step__rank"))
    )


def page(chosen: Mapping[str, Any], after: str, *, by: Actor, on: date) -> tuple[list[Case], str | None]:
    """Return one page of cases, and the key from which the next goes on, or None when this is the last."""
    key, falling = SORTS.get(chosen.get("sort", ""), SORTS[FIRST_SORT])
    cases = filtered(listed(by, on, team=RANKED if key == "rank" else "team"), chosen, by=by, on=on)
    cases = cases.annotate(handle=F("assignee__handle"), little_known=F("standing__little_known"))
    found = list(_beyond(cases, key, after, falling=falling).order_by(f"{'-' * falling}{key}", "code")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{getattr(last, key)}_{last.code}" if last else None


def _beyond(cases: QuerySet[Case], key: str, after: str, *, falling: bool) -> QuerySet[Case]:
    value, _, code = after.rpartition("_")
    if not codes.CODE.match(code):
        return cases
    past, with_it = ("lt", "lte") if falling else ("gt", "gte")
    try:
        return cases.filter(
            Q(**{f"{key}__{past}": value}) | Q(**{key: value, "code__gt": code}), **{f"{key}__{with_it}": value}
        )
    except (ValueError, ValidationError):  # a key nobody was given
        return cases.none()


def rows(cases: Iterable[Case], *, by: Actor, on: date, why: str) -> list[Row]:
    """Give listed cases their aliases, opened in one go."""
    found = list(cases)
    names = aliases(found, by=by, why=why)
    return [Row(case, names[case.pk], on) for case in found]


def aliases(cases: Iterable[Case], *, by: Actor, why: str) -> dict[UUID, str]:
    """Return the alias of each case: from the card, or for those who hold no team key from the dossier."""
    found = list({case.pk: case for case in cases}.values())
    opened: list[Any] = vault.open_many([face(case, by) for case in found], by=by, why=why)
    return {case.pk: record.alias for case, record in zip(found, opened, strict=True)}


def is_silent(case: Case, on: date) -> bool:
    """Tell whether silence began before or in this week: its exact day is sealed."""
    return case.stage in OPEN_STAGES and case.quiet_from is not None and case.quiet_from <= monday_of(on)


def silent(on: date) -> Q:
    """Return the condition of `is_silent`."""
    return Q(stage__in=OPEN_STAGES, quiet_from__lte=monday_of(on))


def filtered(cases: QuerySet[Case], chosen: Mapping[str, Any], *, by: Actor, on: date) -> QuerySet[Case]:
    """Keep the cases that match what was chosen in the filter of the list."""
    stage = chosen.get("stage") or ("any" if chosen.get("week") else "open")
    wanted = {
        "band": Q(band=chosen.get("band")),
        "country": Q(country=chosen.get("country")),
        "category": Q(category=chosen.get("category")),
        "assignee": Q(assignee__isnull=True)
        if chosen.get("assignee") == "none"
        else Q(assignee=chosen.get("assignee")),
        "week": Q(week_created=chosen.get("week")),
        "silent": silent(on),
        "mine": Q(assignee=by.user.pk),
        "restricted": Q(restricted=True),
    }
    for name, condition in wanted.items():
        if chosen.get(name):
            cases = cases.filter(condition)
    if stage == "open":
        return cases.filter(stage__in=OPEN_STAGES)
    return cases if stage == "any" else cases.filter(stage=stage)


def countries_in(actor: Actor) -> list[str]:
    """Return the countries in which the actor has cases."""
    return list(Case.objects.visible_to(actor).order_by().values_list("country", flat=True).distinct())
