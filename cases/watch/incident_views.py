"""Pages about what happened to others: the list, writing it down, whom it touches, and assessing anew."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.progress import Page, stream
from cases.risk.models import Incident
from cases.watch import incident_actions, incidents, waiting
from cases.watch.forms import IncidentForm


@require_safe
@requires(Permission.TEAM_VIEW)
def index(request: Request) -> HttpResponse:
    """List what happened, the newest first."""
    rows = list(incidents.known(request.actor)[: incidents.PAGE])
    on = today(request.actor)
    context = {
        "title": _("Incidents"),
        "intro": _("Seizures, raids and hand-overs that became known. Each raises the cases there until it fades."),
        "rows": [(row, incidents.is_faded(row, on)) for row in rows],
        "records": request.actor.can(Permission.RISK_REVIEW),
        "waiting": waiting.count(request.actor) if request.actor.can(Permission.RISK_REVIEW) else 0,
    }
    return render(request, "watch/incidents.html", context)


@requires(Permission.RISK_REVIEW)
def new(request: Request) -> HttpResponse:
    """Write down what happened."""
    form = IncidentForm(request.POST or None, on=today(request.actor), initial={"country": request.GET.get("country")})
    if form.is_valid():
        row = incident_actions.record(said=form.said, by=request.actor, ticket=form.cleaned_data["ticket"])
        messages.success(request, _("Written down. The cases of this country wait for a new assessment."))
        return redirect("watch:incident", pk=row.pk)
    context = {
        "title": _("What happened?"),
        "intro": _("Only what was published or may be known: this is not sealed, and names nobody."),
        "form": form,
        "cancel_url": reverse("watch:incidents"),
    }
    return render(request, "layouts/form.html", context)


@require_safe
@requires(Permission.TEAM_VIEW)
def show(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show an incident and whom it touches, those in the town first."""
    actor, on = request.actor, today(request.actor)
    row = _load(request, pk)
    cases, more = incidents.touched(row, by=actor, on=on)
    context = {
        "title": row.get_kind_display(),
        "row": row,
        "faded": incidents.is_faded(row, on),
        "cases": cases,
        "more": more,
        "records": actor.can(Permission.RISK_REVIEW),
        "waiting": waiting.count(actor) if actor.can(Permission.RISK_REVIEW) else 0,
    }
    return render(request, "watch/incident.html", context)


@requires(Permission.RISK_REVIEW)
def withdraw(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Stop believing a report."""
    row = _load(request, pk)
    if request.method == "POST":
        incident_actions.withdraw(incident=row, by=request.actor)
        messages.success(request, _("Withdrawn. It stays in the list and counts no more."))
        return redirect("watch:incident", pk=row.pk)
    context = {
        "title": _("Withdraw this report?"),
        "intro": _("It stays in the list, struck out, and raises no case any more."),
        "submit_label": _("Withdraw"),
        "cancel_url": reverse("watch:incident", args=[row.pk]),
        "danger": True,
    }
    return render(request, "layouts/confirm.html", context)


@transaction.non_atomic_requests
@requires(Permission.RISK_REVIEW)
def again(request: Request) -> HttpResponseBase:
    """Assess anew what waits, with progress; closing the page pauses it."""
    actor = request.actor
    if request.method == "POST":
        steps = incident_actions.assess_waiting(by=actor, on=today(actor))
        page = Page(
            title=_("Assessing again"),
            intro=_("Each case is assessed with the facts, incidents and country records of today."),
            done=_("Done. The at-risk list shows the new bands."),
            back=reverse("watch:list"),
            label=_("At-risk list"),
        )
        return stream(request, steps, page)
    context = {
        "title": _("Assess again"),
        "intro": _("Something that assessments rest on has changed: an incident, a country's record or the factors."),
        "count": waiting.count(actor),
    }
    return render(request, "watch/again.html", context)


def _load(request: Request, pk: uuid.UUID) -> Incident:
    return get_object_or_404(incidents.known(request.actor), pk=pk)
