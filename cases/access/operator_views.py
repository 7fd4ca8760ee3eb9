"""The operator's teams: making one, and links for those who will coordinate it. Nothing of a case is seen from here."""

import uuid

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.access import accounts, links, once, queries
from cases.access.guard import Request, proven, requires
from cases.access.permissions import Permission
from cases.access.team_forms import TeamForm
from cases.base.verdict import Refused


@requires(Permission.PLATFORM_MANAGE)
def operator(request: Request) -> HttpResponse:
    """The teams, and making one."""
    form = TeamForm(request.POST or None)
    if form.is_valid():
        name, zone = form.cleaned_data["name"], form.cleaned_data["zone"]
        try:
            made, token = accounts.create_team(name=name, zone=zone, by=request.actor)
        except IntegrityError:  # made in this moment, perhaps by the same form sent twice
            form.refuse_name()
        else:
            once.keep_link(request, token)
            messages.success(request, _("Team %(team)s is made. It has no keys yet.") % {"team": made.name})
            return redirect("access:operator")
    context = {"title": _("Teams"), "form": form, "teams": queries.teams(), "link": once.take_link(request)}
    return render(request, "access/operator.html", context)


@require_POST
@requires(Permission.PLATFORM_MANAGE)
def founding_link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Make a new link for a team that nobody has founded yet; earlier ones end."""
    row = get_object_or_404(queries.teams().filter(box_public__isnull=True), pk=pk)
    try:
        once.keep_link(request, accounts.founding_link(team=row, by=request.actor))
    except Refused as refusal:  # founded in this moment
        raise Http404 from refusal
    return redirect("access:operator")


@requires(Permission.PLATFORM_MANAGE)
@proven
def rescue_link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Make a link into a team whose coordinators cannot log in any more; whoever uses it waits, without a key."""
    row = get_object_or_404(queries.teams().filter(box_public__isnull=False), pk=pk)
    if request.method == "POST":
        once.keep_link(request, links.rescue_link(team=row, by=request.actor))
        return redirect("access:operator")
    context = {
        "title": _("A new coordinator for team %(team)s?") % {"team": row.name},
        "submit_label": _("Make the link"),
        "cancel_url": reverse("access:operator"),
    }
    return render(request, "access/rescue_link.html", context)
