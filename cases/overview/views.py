"""Pages that look over everything: counts that open the lists behind them."""

from django.http import HttpResponse
from django.shortcuts import render

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.overview import queries


@requires(Permission.DASHBOARD_VIEW)
def dashboard(request: Request) -> HttpResponse:
    """Show the counts over what the actor may see."""
    board = queries.dashboard(request.actor, today(request.actor))
    return render(request, "overview/dashboard.html", {"board": board})
