"""Pages about a team's own weights: what counts, a proposal, whom it moves, agreeing, and going back."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.progress import Ask, Page, stream
from cases.base.verdict import Refused
from cases.risk import queries, weight_actions, weights
from cases.risk.factors import catalogue
from cases.watch import waiting, weights_preview
from cases.watch.weights_forms import WeightsForm

SHOWN: Final = 20
LONGEST_NUMBER: Final = 9  # digits


@require_safe
@requires(Permission.RISK_LIST)
def show(request: Request) -> HttpResponse:
    """Show the points that count, the published ones beside them, what is proposed, and what was."""
    actor = request.actor
    team = actor.own_team.pk
    ours, proposed = queries.in_force(team), queries.proposed(team)
    factors, offered = queries.factors_of(team), queries.weighed_by(proposed)
    context = {
        "title": _("Weights"),
        "intro": _("How much each factor counts. A team may weigh otherwise, when two of its members agree."),
        "factors": factors,
        "rows": list(zip(catalogue().factors, factors.factors, offered.factors, strict=True)),
        "ours": ours,
        "unfit": ours is not None and not factors.own,
        "proposed": proposed,
        "own_proposal": proposed is not None and proposed.proposed_by_id == actor.user.pk,
        "history": queries.history(team, SHOWN),
        "signs": actor.can(Permission.RISK_SIGN),
        "waiting": waiting.count(actor),
    }
    return render(request, "watch/weights.html", context)


@requires(Permission.RISK_SIGN)
def propose(request: Request) -> HttpResponse:
    """Propose other weights as a small file."""
    initial = {"text": weights.written(queries.factors_of(request.actor.own_team.pk))}
    posted = request.method == "POST"
    form = WeightsForm(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    if form.is_valid():
        said = {"points": form.points, "reason": form.cleaned_data["reason"], "ticket": form.cleaned_data["ticket"]}
        try:
            weight_actions.propose(**said, by=request.actor, on=today(request.actor))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. They count once a second member has looked and agrees."))
            return redirect("watch:weights")
    context = {
        "form": form,
        "title": _("Propose other weights"),
        "intro": _("Nothing changes until a second member has seen whom it moves, and agrees."),
        "submit_label": _("Propose"),
        "cancel_url": reverse("watch:weights"),
    }
    return render(request, "layouts/form.html", context)


@transaction.non_atomic_requests
@require_POST
@requires(Permission.RISK_REVIEW)
def preview(request: Request) -> HttpResponseBase:
    """Show whom the proposed weights would move; the second member agrees at the end of the page."""
    actor = request.actor
    row = queries.proposed(actor.own_team.pk)
    if row is None:
        raise Http404
    if "seen" in request.POST:
        return _decided(
            request, lambda: weight_actions.agree(number=_number(request), by=actor, on=today(actor)), _in_force()
        )
    own = row.proposed_by_id == actor.user.pk
    page = Page(
        title=_("Whom the proposed weights move"),
        intro=_(
            "Each open case of yours is assessed with the points that count, and with those proposed. "
            "A fall from critical will still need two people."
        ),
        done=_("Nothing is changed. A second member has to look, and agree.")
        if own
        else _("Nothing is changed yet. Look at the cases, then agree, or go back and refuse."),
        back=reverse("watch:weights"),
        label=_("Weights") if own else _("Back"),
        ask=None if own else Ask(fields={"seen": str(row.number)}, label=_("Agree: let them count")),
    )
    return stream(request, weights_preview.told(queries.weighed_by(row), by=actor), page)


@require_POST
@requires(Permission.RISK_REVIEW)
def refuse(request: Request) -> HttpResponse:
    """Refuse the proposed weights, or take back one's own."""
    actor = request.actor
    refused = _("Refused. Everything counts as before.")
    return _decided(request, lambda: weight_actions.refuse(number=_number(request), by=actor, on=today(actor)), refused)


@requires(Permission.RISK_SIGN)
def withdraw(request: Request) -> HttpResponse:
    """Go back to the published weights."""
    if request.method == "POST":
        weight_actions.withdraw(by=request.actor)
        messages.success(request, _("The published weights count again. Cases wait for new assessments."))
        return redirect("watch:again")
    context = {
        "title": _("Go back to the published weights?"),
        "intro": _("Your own stay in the history and count no more. The cases are then to be assessed again."),
        "submit_label": _("Go back"),
        "cancel_url": reverse("watch:weights"),
    }
    return render(request, "layouts/confirm.html", context)


def _decided(request: Request, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("watch:weights")
    messages.success(request, said)
    return redirect("watch:weights")


def _in_force() -> str:
    return _("In force. The cases wait to be assessed again with the new weights.")


def _number(request: Request) -> int:
    """Return which proposal was looked at; nonsense is none."""
    number = request.POST.get("seen", "")
    return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 0
