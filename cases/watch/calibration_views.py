"""How the engine reads a team's cases, and where people read them otherwise."""

from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.progress import Page, stream
from cases.risk.factors import catalogue
from cases.risk.queries import factors_of
from cases.watch import calibration


@transaction.non_atomic_requests
@requires(Permission.RISK_SIGN)
def show(request: Request) -> HttpResponseBase:
    """Show the bands; when posted to, open every assessment and count overrides and open questions."""
    if request.method == "POST":
        page = Page(
            title=_("Calibration"),
            intro=_("Every assessment of yours is opened and counted. Nothing of it is stored."),
            done=_("Counted. Print or copy what you need: it is not kept."),
            back=reverse("watch:calibration"),
            label=_("Calibration"),
        )
        return stream(request, calibration.told(by=request.actor), page)
    bands = calibration.bands(request.actor, today(request.actor))
    context = {
        "title": _("Calibration"),
        "intro": _("How the engine reads your open cases, where people read them otherwise, and what nobody asks."),
        "bands": bands,
        "cases": sum(bar.count for bar in bands),
        "version": catalogue().version,
        "own": factors_of(request.actor.own_team.pk).own,
    }
    return render(request, "watch/calibration.html", context)
