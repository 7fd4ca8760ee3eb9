"""Reading applications and dates: one, a page of them, what is due; always within scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import Http404

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.access.scope import shared_with, visible_to, within_reach
from cases.applications import rules
from cases.applications.catalogue import procedures
from cases.applications.models import Application, ApplicationBody, Deadline, RefusalCount
from cases.applications.procedure import AllowedMove
from cases.applications.programmes import recorded_state
from cases.applications.rows import ApplicationRow, DateRow
from cases.applications.sheet import Followed, HistoryRow, Related, Sheet
from cases.applications.work import Vetting
from cases.applications.workflow import ends
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.people.queries import face

PAGE: Final = 50
CLIMBS_AFTER: Final = timedelta(days=2)  # a date that nobody saw to reaches the coordinators
HORIZONS: Final = {"overdue": -1, "today": 0, "week": 7, "fortnight": 14, "month": 30}

_MISSED: Final = """
SELECT d.id, d.team_id, d.case_id, d.due_on, d.body, c.code FROM applications_deadline d
JOIN people_case c ON c.id = d.case_id
WHERE d.team_id = %s AND NOT d.done AND d.due_on <= %s AND COALESCE(d.assignee_id, c.assignee_id) <> %s
ORDER BY d.due_on, d.id LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and the key from which the next one goes on."""

    rows: list[Any]
    after: str | None


def applications_of(actor: Actor) -> QuerySet[Application]:
    """Return the applications of the cases the actor may see, as lists show them."""
    return _below(_applications(actor), actor, "destination", "procedure", "stage", "closed", "week_opened")


def dates_of(actor: Actor) -> QuerySet[Deadline]:
    """Return deadlines, appointments and tasks of the cases the actor may see, as lists show them."""
    return _below(_dates(), actor, "application", "due_on", "body")


def applications_of_case(actor: Actor, case_id: UUID) -> QuerySet[Application]:
    """Return the applications of one case, open ones first, shared by another team or not."""
    return _reached(_applications(actor), actor).filter(case=case_id).order_by("closed", "-week_opened", "id")


def load_application(actor: Actor, pk: UUID) -> Application:
    """Return one application. One that does not exist and one out of reach are the same 404."""
    found: Application | None = _reached(_applications(actor), actor).filter(pk=pk).first()
    if found is None or found.procedure not in procedures():
        raise Http404
    return found


def load_date(actor: Actor, pk: UUID) -> Deadline:
    """Return one date, or the same 404."""
    found: Deadline | None = _reached(_dates(), actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def application_page(actor: Actor, chosen: Mapping[str, Any], after: str) -> Page:
    """Return a page of applications, newest week first."""
    found = applications_of(actor).filter(_wanted_applications(chosen)).order_by("-week_opened", "id")
    if key := _read_key(after):
        found = found.filter(Q(week_opened__lt=key[0]) | Q(week_opened=key[0], id__gt=key[1]))
    rows = list(found[: PAGE + 1])
    opened = vault.open_many([face(row.case, actor) for row in rows[:PAGE]], by=actor, why="applications list")
    shown = [ApplicationRow(row, record.alias) for row, record in zip(rows, opened, strict=False)]
    return Page(shown, _next_key(rows, "week_opened"))


def date_page(actor: Actor, chosen: Mapping[str, Any], after: str, on: date) -> Page:
    """Return a page of open dates, the longest overdue first; paused ones only when asked for."""
    found = _still_open(dates_of(actor), chosen, actor).filter(_wanted_days(chosen, on)).order_by("due_on", "id")
    if key := _read_key(after):
        found = found.filter(Q(due_on__gt=key[0]) | Q(due_on=key[0], id__gt=key[1]))
    rows = list(found[: PAGE + 1])
    return Page(date_rows(rows[:PAGE], by=actor, why="deadlines list"), _next_key(rows, "due_on"))


def count_dates(actor: Actor, chosen: Mapping[str, Any], on: date) -> dict[str, int]:
    """Count the open dates of the coming month, of the past and paused, in one query over an index."""
    within = {name: Q(due_on__range=_range(name, on)) for name in HORIZONS}
    sums = {name: Count("pk", filter=condition) for name, condition in within.items()}
    last = on + timedelta(days=HORIZONS["month"])
    found = _still_open(Deadline.objects.filter(_scope(actor)), chosen, actor)
    near = found.filter(Q(due_on__lte=last) | Q(due_on__isnull=True))
    return near.aggregate(**sums, paused=Count("pk", filter=Q(due_on__isnull=True)))


def dates_by_day(
    actor: Actor, chosen: Mapping[str, Any], first: date, last: date, *, most: int
) -> tuple[dict[date, int], list[Deadline]]:
    """Count the open dates of each day from first to last, and read `most` of each: two queries, however many."""
    found = _still_open(Deadline.objects.filter(_scope(actor)), chosen, actor).filter(due_on__range=(first, last))
    counts = dict(found.order_by().values_list("due_on").annotate(count=Count("pk")))
    place = Window(RowNumber(), partition_by=F("due_on"), order_by=F("id").asc())
    shown = found.annotate(place=place).filter(place__lte=most).values("pk")
    return counts, list(dates_of(actor).filter(pk__in=shown).order_by("due_on", "id"))


def body_of(row: Application, *, by: Actor) -> ApplicationBody:
    """Open one application to write in it."""
    body: ApplicationBody = vault.open(row.body, by=by, why="application details")
    return body


def with_dossier(row: Application, *, by: Actor) -> tuple[ApplicationBody, Dossier]:
    """Open one application, and the case whose relatives may be on it."""
    sealed: list[vault.Sealed[Any]] = [row.body, row.case.dossier]
    body, dossier = vault.open_many(sealed, by=by, why="application details")
    return body, dossier


def followed(actor: Actor, case: Case, pk: str) -> Followed | None:
    """Return the application of this case that a new one appeals or goes on from, if the address names one."""
    try:
        found: QuerySet[Application] = _reached(_applications(actor), actor).filter(pk=UUID(pk), case=case.pk)
    except ValueError:
        return None
    row = found.first()
    return Followed(row, vault.open(row.body, by=actor, why="application followed")) if row else None


def vetting_of(row: Application, body: ApplicationBody, *, by: Actor) -> Vetting | None:
    """Return what the coordinators know of a possible exclusion; nothing for anybody else."""
    box = body.vetting
    if box is None or not rules.may_vet(by, row) or not vault.may_open(box, by):
        return None
    return vault.open_for_leads(row, "vetting", box, Vetting, by=by, why="vetting")


def sheet(row: Application, *, by: Actor) -> Sheet:
    """Open one application with its history and dates in one go."""
    procedure = procedures()[row.procedure]
    moves = list(row.moves.order_by("number"))
    dates = list(_dates().filter(application=row).select_related("case").order_by("due_on", "id"))
    others = list(Application.objects.filter(case=row.case_id).exclude(pk=row.pk).order_by("week_opened", "id"))
    sealed: list[vault.Sealed[Any]] = [row.body, face(row.case, by)]
    sealed += [*(one.body for one in moves), *(one.body for one in dates), *(one.body for one in others)]
    body, known, *rest = vault.open_many(sealed, by=by, why="application page")
    return Sheet(
        row,
        body,
        known.alias,
        procedure,
        [HistoryRow(one, its, procedure) for one, its in zip(moves, rest, strict=False)],
        [DateRow(one, its, known.alias) for one, its in zip(dates, rest[len(moves) :], strict=False)],
        [Related(one, its) for one, its in zip(others, rest[len(moves) + len(dates) :], strict=True)],
    )


def left_open(row: Application, move: AllowedMove, *, by: Actor) -> list[DateRow]:
    """Return the dates that would stay open if a move ended the application: those it does not close by itself."""
    dates = _reached(_dates(), by).filter(application=row, done=False).order_by("due_on", "id")
    shown = date_rows(dates, by=by, why="application step")
    return [one for one in shown if one.rule is None or not one.rule.closed_by(move.events)]


def refusals(actor: Actor) -> list[RefusalCount]:
    """Return how many refusals the actor's team has seen, by destination and reason."""
    found = RefusalCount.objects.filter(team=actor.own_team.pk, count__gt=0)
    return list(found.order_by("destination", "reason"))


def due_before(actor: Actor, day: date) -> QuerySet[Deadline]:
    """Return the open dates up to a day that are the actor's to see to, the longest overdue first.

    They are the actor's own, or of a case that is the actor's; members also get those that are nobody's. Nothing says
    whose each is.
    """
    found = _below(_anybodys(), actor, "application", "due_on", "body").filter(
        _for_me(actor), done=False, due_on__lte=day
    )
    return found.order_by("due_on", "id")


def missed_by_others(actor: Actor, day: date, most: int) -> list[Deadline]:
    """Return the open dates up to a day that are others' to see to, the longest overdue first, each with its `code`.

    Coordinators alone ask, who see every case of their team: so the team is all of the scope. It stands on the page of
    the day, where the statement, written by hand, costs a third of what putting it together would.
    """
    rows = Deadline.objects.raw(_MISSED, [actor.own_team.pk, day, actor.user.pk, most])
    return list(rows)


def due_on_shared(actor: Actor, day: date) -> QuerySet[Deadline]:
    """Return the open dates up to a day of cases that other teams share with the actor's: they are everybody's."""
    found = _dates().filter(shared_with(actor, prefix="case__"), done=False, due_on__lte=day)
    return found.select_related("case").order_by("due_on", "id")


def dates_of_case(actor: Actor, case_id: UUID) -> QuerySet[Deadline]:
    """Return the open dates of one case, the next first, paused ones last."""
    found = _reached(_dates(), actor).filter(case=case_id, done=False)
    return found.order_by(F("due_on").asc(nulls_last=True), "id")


def own_days(actor: Actor, first: date, last: date) -> list[tuple[date, str]]:
    """Return day and case code of what is the actor's own and open, from clear columns alone."""
    found = Deadline.objects.filter(_scope(actor), _mine(actor), done=False, due_on__range=(first, last))
    days = found.order_by("due_on", "case__code").values_list("due_on", "case__code")
    return [(day, code) for day, code in days if day]


def count_due(actor: Actor, on: date) -> int:
    """Count what is the actor's own, open, and due by a day."""
    return Deadline.objects.filter(_scope(actor), _mine(actor), done=False, due_on__lte=on).count()


def date_rows(dates: Iterable[Deadline], *, by: Actor, why: str) -> list[DateRow]:
    """Open dates and the aliases of their cases in one go."""
    rows = list(dates)
    opened = vault.open_many([*(row.body for row in rows), *(face(row.case, by) for row in rows)], by=by, why=why)
    return [
        DateRow(row, body, known.alias)
        for row, body, known in zip(rows, opened[: len(rows)], opened[len(rows) :], strict=True)
    ]


def _applications(actor: Actor) -> QuerySet[Application]:
    return Application.objects.annotate(handle=F("case__assignee__handle"), gate=recorded_state(actor))


def _dates() -> QuerySet[Deadline]:
    return _anybodys().annotate(handle=Coalesce("assignee__handle", "case__assignee__handle"))


def _anybodys() -> QuerySet[Deadline]:
    return Deadline.objects.annotate(procedure=F("application__procedure"))


def _below(rows: QuerySet[Any], actor: Actor, *shown: str) -> QuerySet[Any]:
    """Keep rows of visible cases; of the row read what is shown, of the case its code and the part lists open.

    A page has fifty, and each column that is not read saves its fifty.
    """
    of_case = (
        "case__team",
        "case__code",
        "case__restricted",
        "case__card" if actor.sees_whole_team else "case__dossier",
    )
    scoped = rows.filter(_scope(actor)).select_related("case")
    return scoped.only("team", "case", *shown, *of_case)


def _scope(actor: Actor) -> Q:
    return visible_to(actor, prefix="case__", team="team")


def _reached(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Keep rows that are opened by their own address or their case's: of cases seen, and of those shared."""
    return rows.filter(within_reach(actor, prefix="case__")).select_related("case")


def _wanted_applications(chosen: Mapping[str, Any]) -> Q:
    wanted = Q()
    for name in ("destination", "procedure", "stage"):
        if chosen.get(name):
            wanted &= Q(**{name: chosen[name]})
    if chosen.get("assignee"):
        wanted &= _assigned("case__assignee", chosen["assignee"])
    state = chosen.get("state") or ("any" if _always_ends(chosen.get("stage")) else "open")
    return wanted if state == "any" else wanted & Q(closed=state == "closed")


def _always_ends(stage: str | None) -> bool:
    """Whether nothing goes on from this stage in any procedure: whoever asks for it means closed files too."""
    return bool(stage) and all(stage in ends(one) for one in procedures().values() if stage in one.stages)


def _still_open(dates: QuerySet[Deadline], chosen: Mapping[str, Any], actor: Actor) -> QuerySet[Deadline]:
    found = dates.filter(done=False)
    if chosen.get("assignee") == "me":
        found = found.filter(_mine(actor))
    elif chosen.get("assignee"):
        found = found.filter(_assigned("assignee", chosen["assignee"]))
    if chosen.get("country"):
        found = found.filter(case__country=chosen["country"])
    if chosen.get("procedure"):
        found = found.filter(application__procedure=chosen["procedure"])
    if chosen.get("about"):
        found = found.filter(application__isnull=chosen["about"] == "case")
    return found


def _wanted_days(chosen: Mapping[str, Any], on: date) -> Q:
    when = chosen.get("when")
    if when == "missed":
        return Q(due_on__lte=on - CLIMBS_AFTER)
    if chosen.get("day"):
        return Q(due_on=chosen["day"])
    if when == "paused":
        return Q(due_on__isnull=True)
    if when == "all":
        return Q(due_on__isnull=False)
    if when in HORIZONS:
        return Q(due_on__range=_range(when, on))
    return Q(due_on__lte=on + timedelta(days=HORIZONS["month"]))


def _range(name: str, on: date) -> tuple[date, date]:
    first = date.min if name == "overdue" else on
    return first, on + timedelta(days=HORIZONS[name])


def _assigned(field: str, who: str) -> Q:
    return Q(**{f"{field}__isnull": True}) if who == "none" else Q(**{field: who})


def _mine(actor: Actor) -> Q:
    return Q(assignee=actor.user.pk) | Q(assignee__isnull=True, case__assignee=actor.user.pk)


def _for_me(actor: Actor) -> Q:
    nobodys = Q(assignee__isnull=True, case__assignee__isnull=True)
    return _mine(actor) | nobodys if actor.can(Permission.APPLICATION_EDIT) else _mine(actor)


def _read_key(text: str) -> tuple[date, UUID] | None:
    """Read the key of the last row shown; anything else starts at the beginning."""
    day, _, row = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(row)
    except ValueError:
        return None


def _next_key(rows: list[Any], field: str) -> str | None:
    if len(rows) <= PAGE:
        return None
    last = rows[PAGE - 1]
    day = getattr(last, field)
    return f"{day.isoformat()}_{last.pk}" if day else None
