"""Pages of the audit, for coordinators: the events, the closed days, who has seen a case, and the answers to alerts."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.audit.models import Alert
from cases.base.verdict import Refused
from cases.keys.pairs import fingerprint
from cases.oversight import actions, queries
from cases.oversight import days as closed
from cases.oversight.forms import NotedForm, TrailForm
from cases.people.queries import load_case


@require_safe
@requires(Permission.AUDIT_READ)
def audit(request: Request) -> HttpResponse:
    """Who did what, the newest first."""
    actor = request.actor
    actions.close_days(by=actor)
    form = TrailForm(request.GET, by=actor, people=queries.people(actor))
    form.is_valid()
    context = {
        "title": _("Who did what"),
        "trail": queries.trail(form.cleaned_data, request.GET.get("after", ""), by=actor),
        "filter_form": form,
        "narrowed": any(form.data.get(name) for name in form.fields),
        "alarms": queries.alarms(actor),
        "checked": closed.glance(actor),
    }
    return render(request, "oversight/audit.html", context)


@require_safe
@requires(Permission.AUDIT_READ)
def days(request: Request) -> HttpResponse:
    """Check closed days, a month a page; look for a code that was noted."""
    actor = request.actor
    actions.close_days(by=actor)
    until = _day(request.GET.get("before", ""))
    form = NotedForm(request.GET)
    form.is_valid()
    noted = form.cleaned_data.get("code", "")
    context = {
        "title": _("Closed days"),
        "crumb": {"url": reverse("oversight:audit"), "label": _("Who did what")},
        "checked": closed.check(actor, most=closed.A_MONTH, **({"until": until} if until else {})),
        "signing_key": fingerprint(closed.pinned_keys(actor)[actor.keyring.team.epoch]),
        "noted_form": form,
        "noted": noted,
        "noted_on": closed.codes(actor).get(noted) if noted else None,
    }
    return render(request, "oversight/days.html", context)


@require_safe
@requires(Permission.AUDIT_READ)
def seen(request: Request, code: str) -> HttpResponse:
    """Who has seen a case."""
    case = load_case(request.actor, code)
    context = {
        "title": _("Who has seen %(code)s") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "seen": queries.seen(case, by=request.actor),
    }
    return render(request, "oversight/seen.html", context)


@require_POST
@requires(Permission.AUDIT_READ)
def mark_seen(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Mark an alert as seen."""
    actions.mark_seen(_alert(request, pk), by=request.actor)
    return redirect("oversight:audit")


@require_POST
@requires(Permission.AUDIT_READ)
def allow(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Let somebody who was stopped read on."""
    try:
        actions.allow_more(_alert(request, pk), by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("They can read on."))
    return redirect("oversight:audit")


def _alert(request: Request, pk: uuid.UUID) -> Alert:
    return get_object_or_404(Alert, pk=pk, team_id=request.actor.own_team.pk)


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None
