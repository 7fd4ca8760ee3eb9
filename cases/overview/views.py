"""Pages that look over everything: the day's work, a case with all that belongs to it, and the counts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.actor import Actor, today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.oversight import actions as oversight
from cases.oversight.queries import Alarm, alarms
from cases.overview import casepage, queries
from cases.overview import home as day
from cases.people.queries import load_case


@require_safe
@requires(Permission.ACCOUNT)
def home(request: Request) -> HttpResponse:
    """Show what needs this person today; an operator, who has no cases, is led to the teams."""
    actor = request.actor
    if not actor.can(Permission.CASE_VIEW):
        return redirect("access:operator" if actor.can(Permission.PLATFORM_MANAGE) else "access:account")
    context = {
        "title": _("My work"),
        "work": day.work(actor, today(actor)),
        "mine_url": "/cases/?mine=on" if actor.sees_whole_team else "/cases/",
        "alarms": _watch_over(actor),
    }
    return render(request, "overview/home.html", context)


def _watch_over(actor: Actor) -> list[Alarm]:
    """Close the days of the audit that are over, and return what coordinators must look at."""
    if not actor.can(Permission.AUDIT_READ):
        return []
    oversight.close_days(by=actor)
    return alarms(actor)


@require_safe
@requires(Permission.CASE_VIEW)
def case(request: Request, code: str) -> HttpResponse:
    """Show a case."""
    actor, on = request.actor, today(request.actor)
    page = casepage.load(load_case(actor, code), by=actor, on=on, whole=request.GET.get("timeline") == "all")
    may = {
        "assign": actor.can(Permission.CASE_ASSIGN),
        "review": actor.can(Permission.RISK_REVIEW),
        "apply": actor.can(Permission.APPLICATION_EDIT),
        "audit": actor.can(Permission.AUDIT_READ),
    }
    return render(request, "overview/case.html", {"title": page.case.code, "page": page, "case": page.case, "may": may})


@require_safe
@requires(Permission.DASHBOARD_VIEW)
def dashboard(request: Request) -> HttpResponse:
    """Show the counts over what the actor may see."""
    context = {
        "board": queries.dashboard(request.actor, today(request.actor)),
        "sees_reviews": request.actor.can(Permission.RISK_LIST),
    }
    return render(request, "overview/dashboard.html", context)
