"""Pages that look over everything: the day's work, a case with all that belongs to it, and the counts."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access import notices
from cases.access.actor import Actor, today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.audit.checkpoints import first_open_day
from cases.oversight import actions as oversight
from cases.oversight.queries import Alarm, alarms
from cases.overview import casepage, queries, risk_history
from cases.overview import home as day
from cases.overview.rare import Rare, rare
from cases.people.needtoknow import may_decide
from cases.people.queries import load_case
from cases.people.sharing_queries import share_of, standing
from cases.watch.context import banner
from cases.watch.news import news
from cases.watch.queries import detentions

CLOSED_BEFORE: Final = "audit closed before"


@require_safe
@requires(Permission.ACCOUNT)
def home(request: Request) -> HttpResponse:
    """Show what needs this person today; an operator, who has no cases, is led to the teams."""
    actor = request.actor
    if not actor.can(Permission.CASE_VIEW):
        return redirect("access:operator" if actor.can(Permission.PLATFORM_MANAGE) else "access:account")
    held, there_is = list(detentions(actor).defer(None)), rare(actor, today(actor))
    context = {
        "title": _("My work"),
        "work": day.work(actor, today(actor), held, there_is),
        "detained": banner(request, held, by=actor),
        "may_step": actor.can(Permission.APPLICATION_EDIT),
        "mine_url": "/cases/?mine=on" if actor.sees_whole_team else "/cases/",
        "alarms": _watch_over(request, there_is),
        "notices": notices.of(actor),
        "news": news(actor, today(actor)) if there_is.news else [],
    }
    return render(request, "overview/home.html", context)


def _watch_over(request: Request, there_is: Rare) -> list[Alarm]:
    """Close the days of the audit that are over, once a day in each session; return what coordinators must look at."""
    actor, day = request.actor, first_open_day().isoformat()
    if not actor.can(Permission.AUDIT_READ):
        return []
    if request.session.get(CLOSED_BEFORE) == day:
        return alarms(actor) if there_is.alerts else []
    if oversight.close_days(by=actor):
        request.session[CLOSED_BEFORE] = day
    return alarms(actor)  # closing may have raised one


@require_safe
@requires(Permission.CASE_VIEW)
def case(request: Request, code: str) -> HttpResponse:
    """Show a case."""
    actor, on = request.actor, today(request.actor)
    row = load_case(actor, code)
    own = bool(may_decide(actor, row))
    context = {
        "title": row.code,
        "page": casepage.load(row, by=actor, on=on, whole=request.GET.get("timeline") == "all"),
        "case": row,
        "may": _may(actor, own=own),
        "shares": standing(row) if own else (),
        "guest": None if own else share_of(row, actor),
    }
    return render(request, "overview/case.html", context)


def _may(actor: Actor, *, own: bool) -> dict[str, bool]:
    """Return which doors the page of a case offers; on another team's case only the work itself."""
    return {
        "stage": own,
        "assign": own and actor.can(Permission.CASE_ASSIGN),
        "review": own and actor.can(Permission.RISK_REVIEW),
        "access": own and actor.can(Permission.CASE_ACCESS),
        "share": own and actor.can(Permission.CASE_SHARE),
        "give_back": not own and actor.can(Permission.CASE_SHARE),
        "apply": actor.can(Permission.APPLICATION_EDIT),
        "audit": actor.can(Permission.AUDIT_READ),
    }


@require_safe
@requires(Permission.CASE_VIEW)
def assessments(request: Request, code: str) -> HttpResponse:
    """List the assessments of a case, or show two of them side by side."""
    actor = request.actor
    row = load_case(actor, code)
    before, *chosen = (risk_history.number_of(request.GET.get(name, "")) for name in ("before", "a", "b"))
    pair = risk_history.pair(row, {number for number in chosen if number}, by=actor)
    context: dict[str, Any] = {
        "title": _("Assessments of %(code)s") % {"code": row.code},
        "crumb": {"url": reverse("watch:assessment", args=[row.code]), "label": _("Risk")},
        "case": row,
        "pair": pair,
    }
    if pair is None:
        context["rows"], context["older"] = risk_history.listed(row, by=actor, before=before)
    return render(request, "overview/risk_history.html", context)


@require_safe
@requires(Permission.DASHBOARD_VIEW)
def dashboard(request: Request) -> HttpResponse:
    """Show the counts over what the actor may see."""
    context = {
        "board": queries.dashboard(request.actor, today(request.actor)),
        "sees_reviews": request.actor.can(Permission.RISK_LIST),
        "sees_team": request.actor.sees_whole_team,
    }
    return render(request, "overview/dashboard.html", context)
