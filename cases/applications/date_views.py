"""Pages of dates: all of them in one list, one of them, and what can be done about it."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import deadline_actions, queries, rules
from cases.applications.catalogue import procedures
from cases.applications.date_forms import AssignForm, ConfirmForm, DateForm, MetForm, PutOffForm, WaiveForm
from cases.applications.filters import DateFilter, sorted_by_word
from cases.applications.forms import SendOnce
from cases.applications.models import Deadline
from cases.applications.rows import DateRow
from cases.applications.usualtasks import tasks_at
from cases.applications.views import answer
from cases.people.needtoknow import may_decide
from cases.people.queries import colleagues, countries_in, handles, load_case, require_own
from cases.templatetags.display import country

NEARNESS: Final = {
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Within 7 days"),
    "fortnight": gettext_lazy("Within 14 days"),
    "month": gettext_lazy("Within 30 days"),
    "later": gettext_lazy("Later"),
    "paused": gettext_lazy("Paused"),
}


@requires(Permission.APPLICATION_VIEW)
def date_list(request: Request) -> HttpResponse:
    """List what is due, across all cases in scope."""
    actor, on = request.actor, today(request.actor)
    countries = sorted_by_word((code, country(code)) for code in countries_in(actor))
    form = DateFilter(request.GET, people=handles(actor), countries=countries)
    page = queries.date_page(actor, form.chosen, request.GET.get("after", ""), on)
    context = {
        "title": _("Deadlines"),
        "filter_form": form,
        "page": page,
        "groups": _by_nearness(page.rows, on),
        "tallies": _tallies(request, queries.count_dates(actor, form.chosen, on)),
        "after": page.after,
    }
    return render(request, "applications/dates.html", context)


@requires(Permission.APPLICATION_VIEW)
def date_page(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show one date with where it comes from, and what can be done about it."""
    row = queries.load_date(request.actor, pk)
    shown = _opened(request, row)
    context = {
        "title": f"{shown.kind or shown.text} · {row.case.code}",  # browsers keep it: not what people wrote
        "crumb": {"url": reverse("applications:dates"), "label": _("Deadlines")},
        "one": shown,
        "from": f"?{request.GET.urlencode()}" if request.GET else "",
        "may_edit": bool(rules.may_edit(request.actor)),
        "may_assign": bool(rules.may_edit(request.actor) and may_decide(request.actor, row.case)),
        "may_waive": bool(rules.may_waive(request.actor, row)),
        "may_meet": bool(rules.may_meet(request.actor, row, shown.body.kind)),
    }
    return render(request, "applications/date.html", context)


@requires(Permission.APPLICATION_EDIT)
def new_date(request: Request, code: str) -> HttpResponse:
    """Write down an appointment, a task or another date."""
    case = load_case(request.actor, code)
    members = colleagues(request.actor) if may_decide(request.actor, case) else ()
    form = DateForm(request.POST or None, members=members, on=today(request.actor))
    context = {"title": _("New date"), "intro": _("For case %(code)s.") % {"code": case.code}}

    def act() -> str:
        told = form.cleaned_data
        row = deadline_actions.add_date(
            case=case,
            kind=told["kind"],
            text=told["text"],
            day=told["day"],
            to=form.to,
            rhythm=form.rhythm,
            ticket=told["ticket"],
            by=request.actor,
        )
        return row.case.get_absolute_url()

    return answer(request, form, act, context | {"cancel_url": case.get_absolute_url()})


@requires(Permission.APPLICATION_VIEW)
def meet(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Close a date as done."""
    row, on = queries.load_date(request.actor, pk), today(request.actor)
    shown = _opened(request, row)
    if shown.is_check_in:
        return redirect("tasks:contact", code=row.case.code)
    form = MetForm(request.POST or None, on=on, again=bool(shown.again), version=row.version, initial={"day": on})

    def act(told: dict[str, Any]) -> None:
        deadline_actions.meet_deadline(
            deadline=row,
            met_on=told["day"],
            note=told["note"],
            by=request.actor,
            version=told["version"],
            last=told.get("last", False),
        )

    return _answer(request, shown, form, act, _("Done"), submit=_("Close it as done"))


@requires(Permission.APPLICATION_EDIT)
def confirm(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Stand by a day, so that it is firm from now on."""
    row, on = queries.load_date(request.actor, pk), today(request.actor)
    form = ConfirmForm(request.POST or None, on=on, version=row.version, initial={"day": row.due_on})

    def act(told: dict[str, Any]) -> None:
        deadline_actions.confirm_deadline(
            deadline=row, day=told["day"], note=told["note"], by=request.actor, on=on, version=told["version"]
        )

    return _answer(request, _opened(request, row), form, act, _("Confirm the day"), submit=_("This day is firm"))


@requires(Permission.APPLICATION_EDIT)
def put_off(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Set another day."""
    row = queries.load_date(request.actor, pk)
    form = PutOffForm(request.POST or None, on=today(request.actor), version=row.version)

    def act(told: dict[str, Any]) -> None:
        deadline_actions.move_deadline(
            deadline=row, to=told["day"], reason=told["note"], by=request.actor, version=told["version"]
        )

    return _answer(request, _opened(request, row), form, act, _("Another day"), submit=_("Set this day"))


@requires(Permission.APPLICATION_EDIT)
def assign(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give the date to a colleague."""
    row = queries.load_date(request.actor, pk)
    require_own(row.case, request.actor)
    form = AssignForm(
        request.POST or None,
        members=colleagues(request.actor),
        version=row.version,
        initial={"assignee": row.assignee_id or ""},
    )

    def act(told: dict[str, Any]) -> None:
        deadline_actions.assign_deadline(deadline=row, to=form.to, by=request.actor, version=told["version"])

    return _answer(request, _opened(request, row), form, act, _("For whom"))


@requires(Permission.DEADLINE_WAIVE)
def waive(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give up a date that still binds."""
    row, on = queries.load_date(request.actor, pk), today(request.actor)
    require_own(row.case, request.actor)
    shown, form = _opened(request, row), WaiveForm(request.POST or None, version=row.version)

    def act(told: dict[str, Any]) -> None:
        deadline_actions.waive_deadline(
            deadline=row, reason=told["note"], by=request.actor, on=on, version=told["version"]
        )

    return _answer(request, shown, form, act, _("Give up this date"), submit=_("Give it up"), danger=True)


@require_POST
@requires(Permission.APPLICATION_EDIT)
def add_usual(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take up the ticked tasks of those that are usual at the stage of an application."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    offered = tasks_at(procedures()[row.procedure], row.stage)
    chosen = [task for task in offered if task.id in request.POST.getlist("task")]
    deadline_actions.add_usual(application=row, tasks=chosen, by=request.actor, on=on)
    if chosen:
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("Tick at least one task."))
    return redirect(f"{row.get_absolute_url()}#dates")


def _answer(
    request: Request,
    shown: DateRow,
    form: SendOnce,
    act: Callable[[dict[str, Any]], None],
    title: str,
    *,
    submit: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form under what the date is about; afterwards return to where it was opened from."""
    row = shown.row
    back = _back(request, row)

    def acted() -> str:
        act(form.cleaned_data)
        return back

    context = {"title": title, "one": shown, "cancel_url": back, "submit_label": submit, "danger": danger}
    return answer(request, form, acted, context, template="applications/date_form.html", row=row)


def _opened(request: Request, row: Deadline) -> DateRow:
    (shown,) = queries.date_rows([row], by=request.actor, why="deadline page")
    return shown


def _back(request: Request, row: Deadline) -> str:
    if request.GET.get("from") == "list":
        return reverse("applications:dates")
    if request.GET.get("from") == "month":
        return f"{reverse('applications:month')}?{urlencode({'m': request.GET.get('m', '')})}"
    return row.application.get_absolute_url() if row.application else row.case.get_absolute_url()


def _tallies(request: Request, counts: dict[str, int]) -> list[tuple[str, str, int, str]]:
    """Return the numbers over the list; each narrows the list and keeps the other filters."""
    tones = {"overdue": "critical", "today": "high", "week": "medium"}
    tallies = []
    for name, number in counts.items():
        query = request.GET.copy()
        query["when"] = name
        for gone in ("after", "day"):
            query.pop(gone, None)
        tallies.append((f"?{query.urlencode()}", str(NEARNESS[name]), number, tones.get(name, "")))
    return tallies


def _by_nearness(rows: list[DateRow], on: date) -> list[tuple[str, list[DateRow]]]:
    """Part the rows of a page, which are in order, where their nearness changes."""
    groups = groupby(rows, key=lambda one: _nearness(one.row.due_on, on))
    return [(str(NEARNESS[name]), list(parted)) for name, parted in groups]


def _nearness(day: date | None, on: date) -> str:
    if day is None:
        return "paused"
    if day < on:
        return "overdue"
    return next((name for name, ahead in queries.HORIZONS.items() if day <= on + timedelta(days=ahead)), "later")
