"""Pages of applications: the list, one application, opening, moving, correcting, noting."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import actions, programmes, queries, rules, workflow
from cases.applications.catalogue import procedures, vocabulary
from cases.applications.filters import ApplicationFilter
from cases.applications.forms import (
    ActForm,
    CorrectionForm,
    DetailsForm,
    NoteForm,
    OpenForm,
    SendOnce,
    StepForm,
    UndoForm,
)
from cases.applications.models import Application, Deadline
from cases.applications.procedure import Procedure
from cases.applications.programmes import Gate
from cases.applications.rows import move_name, stage_name
from cases.applications.sheet import Sheet
from cases.applications.words import VETTING_STATES, VETTING_TONES
from cases.applications.work import CORRECTION, NOTE, VettingState
from cases.base.forms import typed_date
from cases.base.verdict import Refused
from cases.people.actions import Stale
from cases.people.models import Case
from cases.people.queries import handles, load_case
from cases.templatetags.display import localized


@requires(Permission.APPLICATION_VIEW)
def application_list(request: Request) -> HttpResponse:
    """List the applications in scope."""
    form = ApplicationFilter(request.GET, people=handles(request.actor))
    page = queries.application_page(request.actor, form.chosen, request.GET.get("after", ""))
    context = {"title": _("Applications"), "filter_form": form, "page": page, "after": page.after}
    context["may_edit"] = bool(rules.may_edit(request.actor))
    return render(request, "applications/index.html", context)


@requires(Permission.APPLICATION_VIEW)
def application(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show one application: where it stands, what may happen next, its dates and its history."""
    row = queries.load_application(request.actor, pk)
    sheet, may_edit = queries.sheet(row, by=request.actor), bool(rules.may_edit(request.actor))
    context = {
        "title": localized(sheet.procedure.name),
        "crumb": {"url": reverse("applications:list"), "label": _("Applications")},
        "sheet": sheet,
        "may_edit": may_edit,
        "details_url": reverse("applications:details", args=[row.pk]) if may_edit else "",
        "edit_details": _("Change"),
        "papers_url": reverse("applications:papers", args=[row.pk]) if may_edit else "",
        **_vetting(request, sheet),
        "gate": programmes.gate(request.actor, sheet.procedure),
    }
    return render(request, "applications/show.html", context)


@requires(Permission.APPLICATION_EDIT)
def new(request: Request, code: str) -> HttpResponse:
    """Choose a procedure, then open an application of it."""
    case, on = load_case(request.actor, code), today(request.actor)
    procedure = procedures().get(request.GET.get("procedure", ""))
    if procedure is None:
        return _choose(request, case)
    follows = queries.followed(request.actor, case, request.GET.get("after", ""))
    first = follows.start(request.GET.get("move", "")) if follows else {}
    if (made := ActForm(request.GET, on=on).chosen) and not first:
        first = {"on_day": made}
    form = OpenForm(request.POST or None, procedure=procedure, on=on, initial=first)
    context = {
        "title": localized(procedure.name),
        "follows": follows,
        "intro": _("Opens this application for case %(code)s.") % {"code": case.code},
        "procedure": procedure,
        "gate": programmes.gate(request.actor, procedure),
        "case": case,
        "cancel_url": case.get_absolute_url(),
        "submit_label": _("Open the application"),
    }

    def act() -> str:
        told = form.cleaned_data
        return actions.open_application(
            case=case,
            procedure=procedure,
            report=form.report(told["move"]),
            made_on=told.get("made_on"),
            details=form.details,
            follows=follows.row if follows else None,
            ticket=told["ticket"],
            by=request.actor,
            on=on,
        ).get_absolute_url()

    return answer(request, form, act, context, template="applications/open.html")


def _choose(request: Request, case: Case) -> HttpResponse:
    intro = _("For case %(code)s. Where the law changed, the day of the act decides which of two applies.")
    form = ActForm(request.GET, on=today(request.actor))
    day = form.chosen
    known = workflow.under_law_of(day, procedures().values()) if day else procedures().values()
    context = {
        "title": _("New application"),
        "intro": intro % {"code": case.code},
        "filter_form": form,
        "groups": _by_destination(request, known),
        "day": typed_date(day) if day else "",
        "after": None,
    }
    return render(request, "applications/choose.html", context)


@requires(Permission.APPLICATION_EDIT)
def move(request: Request, pk: uuid.UUID, name: str) -> HttpResponse:
    """Record a step: two clicks, when it happened today."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    procedure = procedures()[row.procedure]
    known = workflow.find(procedure.moves, name)
    if known is None:
        raise Http404
    possible = workflow.can_move(procedure, row.stage, name)
    if request.method == "GET" and not possible:
        messages.warning(request, _("It has moved on meanwhile: this step is no longer next."))
        return redirect(row)
    ends = possible and known.to in workflow.ends(procedure)
    left_open = queries.left_open(row, known, by=request.actor) if ends else []
    form = StepForm(
        request.POST or None, on=on, ends=bool(left_open), possible=[known], law=procedure, version=row.version
    )
    context = about(row) | {
        "title": move_name(known),
        "submit_label": _("Record this step"),
        "starts": procedure.started_by(known),
        "left_open": left_open,
    }

    def act() -> str:
        told = form.cleaned_data
        actions.move(
            application=row,
            report=form.report(name),
            version=told["version"],
            leftover=told.get("leftover", ""),
            ticket=told["ticket"],
            by=request.actor,
            on=on,
        )
        return row.get_absolute_url()

    return answer(request, form, act, context, template="applications/step.html", row=row)


@requires(Permission.APPLICATION_EDIT)
def correct(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Put an application where it really stands."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    form = CorrectionForm(
        request.POST or None, procedure=procedures()[row.procedure], now=row.stage, on=on, version=row.version
    )
    context = about(row) | {
        "title": _("Correct the stage"),
        "submit_label": _("Correct"),
        "intro": _(
            "The history keeps the mistake. Back to a stage it has come from, the dates go back too; to any other "
            "stage no date opens or closes: look at them afterwards. It now stands at: %(stage)s."
        )
        % {"stage": stage_name(row.stage)},
    }

    def act() -> str:
        told = form.cleaned_data
        actions.correct(
            application=row,
            stage=told["stage"],
            report=form.report(CORRECTION),
            version=told["version"],
            leftover=told["leftover"],
            ticket=told["ticket"],
            by=request.actor,
            on=on,
        )
        return row.get_absolute_url()

    return answer(request, form, act, context, row=row)


@requires(Permission.APPLICATION_EDIT)
def undo(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take the last step back, and what it did to the dates."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    form = UndoForm(request.POST or None, on=on, version=row.version)
    context = about(row) | {"title": _("Take the last step back"), "submit_label": _("Take it back"), "danger": True}
    context["intro"] = _(
        "It stands at: %(stage)s. Dates that the last step opened end, dates it closed open again, a refusal is "
        "counted no more. The history keeps it all."
    ) % {"stage": stage_name(row.stage)}

    def act() -> str:
        report, told = form.report(CORRECTION), form.cleaned_data
        actions.undo(
            application=row, report=report, version=told["version"], ticket=told["ticket"], by=request.actor, on=on
        )
        return row.get_absolute_url()

    return answer(request, form, act, context, row=row)


@requires(Permission.APPLICATION_VIEW)
def note(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Add a note to an application's history."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    form = NoteForm(request.POST or None, on=on)

    def act() -> str:
        report, ticket = form.report(NOTE), form.cleaned_data["ticket"]
        actions.note(application=row, report=report, ticket=ticket, by=request.actor, on=on)
        return row.get_absolute_url()

    return answer(request, form, act, about(row) | {"title": _("Add a note")})


@requires(Permission.APPLICATION_EDIT)
def details(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Keep reference number, lawyer, and how our own work stands."""
    row = queries.load_application(request.actor, pk)
    body, dossier = queries.with_dossier(row, by=request.actor)
    form = DetailsForm(request.POST or None, body=body, relatives=dossier.relatives, version=row.version)

    def act() -> str:
        told = form.cleaned_data
        actions.keep_details(
            application=row,
            details=form.details,
            family=tuple(told["family"]) if "family" in told else None,
            refusal=told.get("refusal"),
            version=told["version"],
            by=request.actor,
        )
        return row.get_absolute_url()

    return answer(request, form, act, about(row) | {"title": _("Our work on it")}, row=row)


def answer(
    request: Request,
    form: SendOnce,
    act: Callable[[], str],
    context: dict[str, Any],
    *,
    template: str = "layouts/form.html",
    row: Application | Deadline | Case | None = None,
) -> HttpResponse:
    """Do what a valid form asks and go where that leads; otherwise show the form with everything typed in it."""
    if request.method == "POST" and form.is_valid():
        try:
            url = act()
        except Refused as refusal:
            form.refuse(str(refusal))
        except Stale:
            form.refuse_stale(type(row).objects.values_list("version", flat=True).get(pk=row.pk) if row else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect(url)
    return render(request, template, context | {"form": form})


def _vetting(request: Request, sheet: Sheet) -> dict[str, Any]:
    may_vet, known = (
        rules.may_vet(request.actor, sheet.row),
        queries.vetting_of(sheet.row, sheet.body, by=request.actor),
    )
    state = known.state if known else VettingState.NOT_ASKED
    return {
        "may_vet": bool(may_vet),
        "vetting": known,
        "vetting_url": reverse("applications:vetting", args=[sheet.row.pk]) if may_vet else "",
        "vetting_state": VETTING_STATES[state],
        "vetting_tone": VETTING_TONES[state],
    }


def about(row: Application) -> dict[str, Any]:
    """Return what the pages of forms about an application share."""
    url = reverse("applications:application", args=[row.pk])
    return {"cancel_url": url, "intro": f"{row.case.code} · {localized(procedures()[row.procedure].name)}"}


def _by_destination(
    request: Request, offered: Iterable[Procedure]
) -> list[tuple[str, list[tuple[Procedure, str, Gate]]]]:
    words, gates = vocabulary(), programmes.gates(request.actor)
    known = sorted(offered, key=lambda one: list(words.kinds).index(one.kind))
    return [
        (
            localized(name),
            [(one, localized(words.kinds[one.kind]), gates[one.id]) for one in known if one.destination == key],
        )
        for key, name in words.destinations.items()
    ]
