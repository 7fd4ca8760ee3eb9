"""The deputy: naming one, ending that, and stepping in."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access import deputies, queries
from cases.access.guard import Request, proven, requires
from cases.access.permissions import Permission
from cases.access.team_forms import ReasonForm
from cases.access.team_views import person
from cases.base.verdict import Refused


@requires(Permission.TEAM_MANAGE)
@proven
def deputy(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Name somebody deputy, or end that."""
    row = get_object_or_404(queries.members(request.actor), pk=pk)
    if request.method == "POST":
        return _decide(request, pk, ends=request.POST.get("ends") == "1")
    ends = row.is_deputy
    context = {
        **person(row),
        "title": _("Be deputy no more?") if ends else _("Make this person the deputy?"),
        "submit_label": _("Not deputy any more") if ends else _("Make deputy"),
        "danger": ends,
        "fields": {"ends": "1"} if ends else {},
        "cancel_url": reverse("access:member", args=[pk]),
    }
    return render(request, "access/deputy.html", context)


@requires(Permission.TEAM_STEP_IN)
@proven
def step_in(request: Request) -> HttpResponse:
    """Become coordinator as the deputy, for a reason everybody sees."""
    place = request.actor.membership
    if place is None or not place.is_deputy:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        deputies.step_in(reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("You are coordinator now, and everybody in the team sees it."))
        return redirect("access:team")
    context = {
        "title": _("Step in as coordinator?"),
        "intro": _(
            "For when no coordinator can be reached and something cannot wait. You get all their keys, and everybody "
            "in the team sees that you stepped in, until another coordinator has taken note."
        ),
        "form": form,
        "submit_label": _("Step in"),
        "cancel_url": reverse("access:team"),
        "danger": True,
    }
    return render(request, "layouts/form.html", context)


def _decide(request: Request, pk: uuid.UUID, *, ends: bool) -> HttpResponse:
    row = get_object_or_404(queries.members(request.actor), pk=pk)
    try:
        (deputies.unname if ends else deputies.name)(membership=row, by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("access:member", pk=pk)
    if ends:
        messages.success(request, _("Not deputy any more. The team has new keys: give them to its cases now."))
        return redirect("team:keys")
    messages.success(request, _("Deputy named."))
    return redirect("access:member", pk=pk)
