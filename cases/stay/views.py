"""Pages of a stay: the answer for any day, its data, stamps typed as a list, the day to leave by."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import vault
from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import rules
from cases.countries import queries as countries
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.people.queries import load_case
from cases.stay import actions, sections
from cases.stay.forms import AskForm, PlanForm, StampForm, StayForm
from cases.stay.page import StayPage
from cases.timeline.models import EntryKind


@requires(Permission.CASE_VIEW)
def show(request: Request, code: str) -> HttpResponse:
    """Answer for today or another day, and think an exit through; nothing is written.

    What is planned is posted, so that no day of a journey stands in an address.
    """
    case, on = load_case(request.actor, code), today(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="stay page")
    ask = AskForm({"on_day": request.GET["on_day"]} if "on_day" in request.GET else None, on=on)
    asked = ask.cleaned_data["on_day"] if ask.is_valid() else on
    page = StayPage(case, dossier, on, asked, countries.profiles_for(case.team_id))
    form = PlanForm(_posted(request), countries=page.plannable, on=on, initial={"leaving": on})
    context = {
        "title": _("Stay of %(code)s") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "page": page,
        "ask": ask,
        "asked": asked,
        "form": form,
        "planned": page.plan(form.cleaned_data) if form.is_valid() else None,
        "may_edit": request.actor.can(Permission.CASE_EDIT),
        "may_list": bool(rules.may_edit(request.actor)),
    }
    return render(request, "stay/show.html", context)


@requires(Permission.CASE_EDIT)
def edit(request: Request, code: str) -> HttpResponse:
    """Correct and complete what is known of stays; what others saved meanwhile is merged in."""
    case, on = load_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="edit stay")
    form = StayForm(_posted(request), case=case, dossier=dossier, on=on)
    if form.is_valid():
        _amend(request, case, form, on)
        return redirect("stay:stay", code=case.code)
    context = {
        "form": form,
        "title": _("Stays and papers of %(code)s") % {"code": case.code},
        "cancel_url": _url(case),
        "case": case,
        "offered": sections.offered(),
        "list_id": sections.LIST_ID,
    }
    return render(request, "stay/edit.html", context)


def _amend(request: Request, case: Case, form: StayForm, on: date) -> None:
    if not form.changed_items:
        return
    people.amend(
        case=case,
        change=lambda _dossier: form.result,
        by=request.actor,
        on=on,
        why="edit stay",
        version=case.version,
        entry=(EntryKind.CHANGED, {"items": form.changed_items}),
    )
    messages.success(request, _("Saved. The risk was assessed anew."))


@requires(Permission.CASE_EDIT)
def stamps(request: Request, code: str) -> HttpResponse:
    """Take stamps typed as a list: read them, show what they come to, and write it once somebody has looked at it."""
    case, on = load_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="stamps")
    form = StampForm(_posted(request), dossier=dossier, on=on)
    read = form.is_valid()
    if read and "write" in request.POST and form.cleaned_data["seen"] == form.digest:
        actions.take_stamps(case=case, pairing=form.pairing, by=request.actor, on=on)
        messages.success(request, _said(form))
        return redirect("stay:stay", code=case.code)
    changed = read and "write" in request.POST
    if read:
        form.show_again()
    context: dict[str, Any] = {
        "form": form,
        "read": read,
        "changed": changed,
        "title": _("Stamps of %(code)s") % {"code": case.code},
        "cancel_url": _url(case),
        "case": case,
        "elsewhere": _elsewhere(form, dossier) if read else "",
    }
    return render(request, "stay/stamps.html", context)


def _said(form: StampForm) -> str:
    if form.pairing.says_anything:
        return _("The stamps are in the case. The risk was assessed anew.")
    return _("Nothing new: all of these stamps are in the case already.")


def _elsewhere(form: StampForm, dossier: Dossier) -> str:
    """Return the country in which the stamps leave the person, when the case says another one."""
    present = form.pairing.present
    return present.country if present and present.country != dossier.facts.country else ""


@require_POST
@requires(Permission.APPLICATION_EDIT)
def leave_by(request: Request, code: str) -> HttpResponse:
    """Put the day to leave by after a refusal on the list of dates."""
    case, on = load_case(request.actor, code), today(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="leave by")
    page = StayPage(case, dossier, on, on, {})  # a clock asks procedures, no profile
    clocks = {str(row.place): row.clock for row in page.clocks if row.clock.leave_by.known}
    clock = clocks.get(request.POST.get("place", ""))
    if clock is None:
        messages.warning(request, _("This refusal, or its day, has changed meanwhile. Look again."))
    else:
        actions.list_leaving(case=case, clock=clock, by=request.actor)
        messages.success(request, _("The day to leave by is on the list of dates."))
    return redirect("stay:stay", code=case.code)


def _posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _url(case: Case) -> str:
    return reverse("stay:stay", args=[case.code])
