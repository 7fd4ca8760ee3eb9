"""Freezing the team in an emergency, and ending that: two coordinators, or one with the paper key."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access import freezing, paperkey, queries
from cases.access.guard import Request, proven, requires
from cases.access.permissions import Permission
from cases.access.team_forms import PaperKeyForm
from cases.base.verdict import Refused


@requires(Permission.TEAM_MANAGE)
def freeze(request: Request) -> HttpResponse:
    """Freeze the team, without asking for the passphrase: it is an emergency."""
    if request.method == "POST":
        freezing.freeze(by=request.actor)
        return redirect("access:team")
    context = {
        "title": _("Freeze the team?"),
        "submit_label": _("Freeze now"),
        "danger": True,
        "cancel_url": reverse("access:team"),
        "few_coordinators": queries.has_few_coordinators(request.actor),
        "has_paper_key": request.actor.own_team.recovery_public is not None,
    }
    return render(request, "access/freeze.html", context)


@requires(Permission.TEAM_MANAGE)
@proven
def thaw(request: Request) -> HttpResponse:
    """Ask to end the freeze, confirm what another coordinator asked, or end it with the paper key."""
    actor = request.actor
    form = PaperKeyForm(request.POST if "paper_key" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        return _try(request, freezing.lift if request.POST.get("confirm") == "1" else freezing.ask_to_lift)
    if form.is_valid():
        try:
            paperkey.lift_freeze(key=form.cleaned_data["paper_key"], by=actor)
        except Refused as refusal:
            form.add_error("paper_key", str(refusal))
        else:
            messages.success(request, _("The freeze is lifted."))
            return redirect("access:team")
    row = freezing.open_freeze(actor)
    if row is None:
        return redirect("access:team")
    asked = row.lift_asked_by
    context = {
        "title": _("The team is frozen"),
        "since": row.day,
        "asked_by": asked.handle if asked else "",
        "may_confirm": asked is not None and (asked.pk != actor.user.pk or freezing.may_lift_alone(row, actor)),
        "form": form if actor.own_team.recovery_public is not None else None,
    }
    return render(request, "access/thaw.html", context)


def _try(request: Request, act: Callable[..., None]) -> HttpResponse:
    try:
        act(by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        lifted = not freezing.is_frozen(request.actor.own_team)
        said = _("The freeze is lifted.") if lifted else _("Noted. Another coordinator confirms it.")
        messages.success(request, said)
    return redirect("access:team")
