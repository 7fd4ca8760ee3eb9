"""Pages of a case but its own: the list, intake and edit, contact, note, assignment."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import vault
from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.verdict import Refused
from cases.people import actions, codes, intake, queries
from cases.people.asking import worth_asking
from cases.people.dossier_forms import EditForm, IntakeForm
from cases.people.forms import AssignForm, ListForm, NoteForm
from cases.people.models import Case
from cases.people.queries import load_case, load_own_case
from cases.risk import wording
from cases.timeline.models import EntryKind


@require_safe
@requires(Permission.CASE_VIEW)
def index(request: Request) -> HttpResponse:
    """List the cases in scope; a whole code leads to its case."""
    actor, on = request.actor, today(request.actor)
    sought = codes.normalise(request.GET.get("code", ""))
    if codes.CODE.match(sought) and queries.cases_of(actor).filter(code=sought).exists():
        return redirect("overview:case", code=sought)
    form = ListForm(request.GET, on=on, countries=queries.countries_in(actor), people=queries.handles(actor))
    form.is_valid()
    chosen, after = form.cleaned_data, request.GET.get("after", "")
    cases, following = queries.page(chosen, after, by=actor, on=on) if not sought else ([], None)
    context = {
        "title": _("Cases"),
        "rows": queries.rows(cases, by=actor, on=on, why="case list"),
        "filter_form": form,
        "narrowed": sought or any(value for name, value in chosen.items() if name != "sort"),
        "sought": sought,
        "week": chosen.get("week"),
        "after": following,
        "first": not after,
        "may_give": actor.can(Permission.CASE_ACCESS),
    }
    return render(request, "people/list.html", context)


@requires(Permission.CASE_LOG)
def new(request: Request) -> HttpResponse:
    """Log a case. A form sent twice leads to the case it logged."""
    on = today(request.actor)
    form = IntakeForm(_posted(request), on=on)
    if form.is_valid():
        try:
            return _log(request, form)
        except actions.Twice:
            earlier = queries.cases_of(request.actor).filter(pk=form.cleaned_data["ticket"]).first()
            if earlier and _is_same(request, form, earlier):
                return redirect("people:logged", code=earlier.code)
            form.renew(earlier.code if earlier else "")
    context = {
        "form": form,
        "title": _("Log a case"),
        "cancel_url": reverse("people:list"),
        "submit_label": _("Log the case"),
    }
    return render(request, "people/intake.html", context)


def _log(request: Request, form: IntakeForm) -> HttpResponse:
    facts = form.result.facts
    case = actions.log_case(
        dossier=form.result,
        category=str(facts.category),
        country=str(facts.country),
        by=request.actor,
        on=today(request.actor),
        restricted=form.cleaned_data["restricted"],
        ticket=form.cleaned_data["ticket"],
    )
    return redirect("people:logged", code=case.code)


def _is_same(request: Request, form: IntakeForm, earlier: Case) -> bool:
    said = vault.open(earlier.dossier, by=request.actor, why="sent twice")
    return intake.same(form.result, said) and earlier.restricted == form.cleaned_data["restricted"]


@require_safe
@requires(Permission.CASE_VIEW)
def logged(request: Request, code: str) -> HttpResponse:
    """Say what the case came to, and what to ask next."""
    case = load_case(request.actor, code)
    sealed: list[Any] = [case.standing.assessment.body, case.dossier]
    assessment, dossier = vault.open_many(sealed, by=request.actor, why="logged")
    context = {
        "title": _("Case %(code)s is logged") % {"code": case.code},
        "case": case,
        "assessment": assessment,
        "reasons": wording.main_reasons(assessment),
        "asks": worth_asking(assessment),
        "says_detained": dossier.facts.detained,
    }
    return render(request, "people/logged.html", context)


@requires(Permission.CASE_EDIT)
def edit(request: Request, code: str) -> HttpResponse:
    """Correct and complete a case; what others saved meanwhile is merged in."""
    case = load_case(request.actor, code, lock=request.method == "POST")
    dossier = vault.open(case.dossier, by=request.actor, why="edit")
    held = case.detentions.filter(ended=False).exists()
    form = EditForm(_posted(request), case=case, dossier=dossier, on=today(request.actor), held=held)
    if form.is_valid():
        keep(request, case, form)
        if form.result.facts.detained and not dossier.facts.detained:
            return redirect("watch:detained", code=case.code)
        return redirect(case)
    context = {
        "form": form,
        "title": _("Edit case %(code)s") % {"code": case.code},
        "cancel_url": case.get_absolute_url(),
        "case": case,
        "held": held,
        "named": bool(intake.PRIVATE - set(form.items)),
    }
    return render(request, "people/intake.html", context)


def keep(request: Request, case: Case, form: EditForm) -> None:
    """Write what an edit form changed, if anything."""
    facts = form.result.facts
    if not form.changed_items:
        return
    actions.amend(
        case=case,
        change=lambda _dossier: form.result,
        by=request.actor,
        on=today(request.actor),
        why="edit",
        version=case.version,
        entry=(EntryKind.CHANGED, {"items": form.changed_items}),
        category=str(facts.category),
        country=str(facts.country),
    )
    messages.success(request, _("Saved. The risk was assessed anew."))


# Acts on a case -------------------------------------------------------------------------------------


@requires(Permission.CASE_EDIT)
def note(request: Request, code: str) -> HttpResponse:
    """Write a note into the timeline."""
    case, on = load_case(request.actor, code), today(request.actor)
    form = NoteForm(_posted(request), on=on, initial={"day": on})
    if form.is_valid():
        told = form.cleaned_data
        actions.note(case=case, day=told["day"], text=told["note"], by=request.actor, ticket=told["ticket"])
        messages.success(request, _("Note written."))
        return redirect(case)
    return _form_page(request, case, form, _("Note on %(code)s"))


@requires(Permission.CASE_ASSIGN)
def assign(request: Request, code: str) -> HttpResponse:
    """Give the case to a member of the team."""
    case, on = load_own_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    members = queries.colleagues(request.actor)
    present = next((str(member.pk) for member in members if member.user_id == case.assignee_id), "")
    form = AssignForm(_posted(request), on=on, members=members, now=present)
    if form.is_valid():
        try:
            actions.assign(case=case, **form.cleaned_data, by=request.actor, on=on)
        except Refused as refusal:
            form.add_error("to", str(refusal))
        else:
            messages.success(request, _("Assigned."))
            return redirect(case)
    return _form_page(request, case, form, _("Assign %(code)s"))


def _posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(request: Request, case: Case, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "title": title % {"code": case.code}, "cancel_url": case.get_absolute_url()}
    return render(request, "layouts/form.html", context)
