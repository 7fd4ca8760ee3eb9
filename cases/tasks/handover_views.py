"""Handing all work of one person to another: who and to whom, what that is, one confirmation, a result per case."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base import progress
from cases.people.queries import colleagues
from cases.tasks import handover
from cases.tasks.forms import HandOverForm


@require_safe
@requires(Permission.TEAM_MANAGE)
def hand_over(request: Request) -> HttpResponse:
    """Choose two people, and see what would pass from one to the other."""
    chosen = {name: request.GET[name] for name in ("giver", "to") if request.GET.get(name)}
    form = HandOverForm(chosen or None, members=colleagues(request.actor))
    context: dict[str, Any] = {"title": _("Hand work over"), "form": form, "cancel_url": reverse("access:team")}
    if len(chosen) == 1:  # from the page of a person: whose it is, is known
        form = HandOverForm(initial=chosen, members=form.members.values())
        context |= {"form": form}
    elif form.is_bound and form.is_valid():
        giver, to = form.member("giver"), form.member("to")
        if giver and to:
            context |= {"giver": giver, "to": to, "preview": handover.preview(giver, to, by=request.actor)}
    return render(request, "tasks/hand_over.html", context)


@transaction.non_atomic_requests
@require_POST
@requires(Permission.TEAM_MANAGE)
def go(request: Request) -> HttpResponseBase:
    """Pass the work on, a case a line."""
    form = HandOverForm(request.POST, members=colleagues(request.actor))
    giver, to = (form.member("giver"), form.member("to")) if form.is_valid() else (None, None)
    if giver is None or to is None:
        messages.warning(request, _("Choose two people of the team."))
        return redirect("tasks:hand_over")
    page = progress.Page(
        title=_("Work handed over"),
        intro=_("From %(giver)s to %(to)s. Each case is passed on whole or not at all.")
        % {"giver": giver.user.handle, "to": to.user.handle},
        done=_("That was all. What could not be passed on stays where it was."),
        back=reverse("access:team"),
        label=_("To the team"),
    )
    hidden = request.POST.get("hidden") == "on"
    steps = handover.steps(giver, to, hidden=hidden, by=request.actor, on=today(request.actor))
    return progress.stream(request, steps, page)
