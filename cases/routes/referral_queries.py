"""Reading collective referrals: of each only the cases the actor may see, as if there were no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from cases import vault
from cases.access.actor import Actor
from cases.access.scope import visible_to
from cases.applications.catalogue import procedures, vocabulary
from cases.applications.models import Referral, ReferralItem, ReferralItemBody
from cases.applications.queries import applications_of
from cases.applications.rows import destination_name, stage_name, tone_of
from cases.base.forms import Word
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.people.queries import face
from cases.routes.gathering import MOST, Result, checklist
from cases.routes.words import RESULT_TONES, RESULTS
from cases.templatetags.display import localized

NEWEST = 50


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral as lists show it, with the cases the actor may see."""

    row: Referral
    count: int

    @property
    def name(self) -> str:
        """For which procedure it is."""
        return name_of(self.row)

    @property
    def tone(self) -> str:
        """How loud its state is said."""
        return {"gathering": "accent", "submitted": "warn", "over": "quiet"}[self.row.state]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One case of a referral."""

    row: ReferralItem
    body: ReferralItemBody
    alias: str

    @property
    def done(self) -> int:
        """How many points of the checklist are done."""
        return len(set(self.body.have) & {point.id for point in checklist()})

    @property
    def all(self) -> int:
        """How many there are."""
        return len(checklist())

    @property
    def lacking(self) -> list[str]:
        """What is still to be gathered, in words."""
        return [localized(point.label) for point in checklist() if point.id not in self.body.have]

    @property
    def result(self) -> Word:
        """What the authority answered."""
        return RESULTS[Result(self.body.result)] if self.body.result else ""

    @property
    def result_tone(self) -> str:
        """How loud that is said."""
        return RESULT_TONES[Result(self.body.result)] if self.body.result else ""

    @property
    def stage(self) -> str:
        """Where the application that came of it stands."""
        return stage_name(self.row.application.stage) if self.row.application else ""

    @property
    def stage_tone(self) -> str:
        """How loud that is said."""
        return tone_of(self.row.application.stage) if self.row.application else ""


def name_of(referral: Referral) -> str:
    """Return where a referral goes, and by which procedure."""
    procedure = procedures()[referral.procedure]
    return f"{destination_name(procedure.destination)}: {localized(procedure.name)}"


def referrals(actor: Actor) -> list[ReferralRow]:
    """Return the newest referrals of the team, those being put together first."""
    mine = Referral.objects.filter(team=actor.own_team, procedure__in=list(procedures()))
    order = {Referral.State.GATHERING: 0, Referral.State.SUBMITTED: 1, Referral.State.OVER: 2}
    rows = list(mine.order_by("-week", "pk")[:NEWEST])
    seen = _seen(actor).filter(referral__in=rows).order_by().values_list("referral").annotate(count=Count("pk"))
    counts = dict(seen)
    return [
        ReferralRow(row, counts.get(row.pk, 0))
        for row in sorted(rows, key=lambda row: order[Referral.State(row.state)])
    ]


def load_referral(actor: Actor, pk: UUID) -> Referral:
    """Return a referral of the actor's team; any other is not there."""
    found = Referral.objects.filter(team=actor.own_team, pk=pk, procedure__in=list(procedures())).first()
    if found is None:
        raise Http404
    return found


def load_item(actor: Actor, pk: UUID) -> ReferralItem:
    """Return one case of a referral; one out of sight is not there."""
    found = _seen(actor).filter(pk=pk, referral__team=actor.own_team).select_related("case", "referral", "application")
    item: ReferralItem | None = found.first()
    if item is None:
        raise Http404
    return item


def items_of(referral: Referral, actor: Actor) -> list[ReferralItem]:
    """Return the cases of a referral the actor may see, by their codes."""
    found = _seen(actor).filter(referral=referral).select_related("case", "referral", "application")
    return list(found.order_by("case__code"))


def opened(items: Sequence[ReferralItem], *, by: Actor, why: str) -> list[ItemRow]:
    """Open the cases of a referral with their aliases in one go."""
    sealed = [*(row.body for row in items), *(face(row.case, by) for row in items)]
    found: list[Any] = vault.open_many(sealed, by=by, why=why)
    bodies, known = found[: len(items)], found[len(items) :]
    return [ItemRow(row, body, one.alias) for row, body, one in zip(items, bodies, known, strict=True)]


def opened_whole(item: ReferralItem, *, by: Actor) -> tuple[ItemRow, Dossier]:
    """Open one case of a referral with its dossier, where consent and its limits stand."""
    body, dossier = vault.open_many([item.body, item.case.dossier], by=by, why="referral")
    return ItemRow(item, body, dossier.alias), dossier


def candidates(referral: Referral, actor: Actor) -> list[tuple[str, str]]:
    """Return codes and aliases of cases whose application is still being prepared, and that are in no referral yet."""
    stages = vocabulary().stages
    early = [stage for stage in procedures()[referral.procedure].stages if stages[stage].phase == "preparing"]
    taken = ReferralItem.objects.filter(referral__team=actor.own_team, referral__procedure=referral.procedure)
    free = applications_of(actor).filter(procedure=referral.procedure, stage__in=early, closed=False)
    rows = list(free.exclude(case__in=taken.values("case")).order_by("case__code")[:MOST])
    known: list[Any] = vault.open_many([face(row.case, actor) for row in rows], by=actor, why="referral")
    return [(row.case.code, one.alias) for row, one in zip(rows, known, strict=True)]


def case_by_code(actor: Actor, code: str) -> Case | None:
    """Return a case of the actor's own team, if they may see it."""
    return Case.objects.visible_to(actor).filter(code=code).first()


def _seen(actor: Actor) -> QuerySet[ReferralItem]:
    return ReferralItem.objects.filter(visible_to(actor, prefix="case__"))
