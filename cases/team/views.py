"""Pages of a team's life that reach its cases: letting in, roles, leaving, renewed keys, new keys for lost ones."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import renewal, rotation
from cases.access.actor import today
from cases.access.forms import NewPassphraseForm
from cases.access.guard import Request, Visit, proven, public, requires
from cases.access.joining_views import link_over
from cases.access.landing import let_in
from cases.access.models import Membership, Team
from cases.access.permissions import Permission
from cases.access.queries import members
from cases.access.roles import ROLES
from cases.access.team_forms import ReasonForm
from cases.access.team_views import person
from cases.access.throttle import Busy
from cases.base import progress
from cases.base.verdict import Refused
from cases.keys import passphrase
from cases.team import actions, queries, renewing
from cases.team.forms import RoleForm
from cases.vault import rotation as cases_rotation

# Letting in ---------------------------------------------------------------------------------------------


@requires(Permission.TEAM_MANAGE)
@proven
def admit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Let a waiting person in, after comparing the fingerprint by voice."""
    row = _newcomer(request, pk)
    if request.method == "POST":
        said = _("Admitted. They can work from now on.")
        return _decide(request, said, lambda: actions.admit(membership=row, by=request.actor))
    context = {
        **person(row),
        "title": _("Admit this person?"),
        "submit_label": _("All eight are the same: admit"),
        "cancel_url": reverse("access:team"),
    }
    return render(request, "team/admit.html", context)


@requires(Permission.TEAM_MANAGE)
def decline(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Turn a waiting person away."""
    row = _newcomer(request, pk)
    if request.method == "POST":
        said = _("Turned away. They hold no key of this team.")
        on = today(request.actor)
        return _decide(request, said, lambda: actions.decline(membership=row, by=request.actor, on=on))
    context = {
        **person(row),
        "title": _("Turn this person away?"),
        "submit_label": _("Turn away"),
        "danger": True,
        "cancel_url": reverse("access:team"),
    }
    return render(request, "team/decline.html", context)


# Another role, and leaving ------------------------------------------------------------------------------


@requires(Permission.TEAM_MANAGE)
@proven
def role(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give somebody another role."""
    row = get_object_or_404(members(request.actor).filter(state=Membership.State.ACTIVE), pk=pk)
    form = RoleForm(request.POST or None, now=row.role_name)
    if form.is_valid():
        on, chosen = today(request.actor), form.cleaned_data["role"]
        said = _("The role is changed.")
        return _decide(request, said, lambda: actions.change_role(membership=row, role=chosen, by=request.actor, on=on))
    context = {
        **person(row),
        "title": _("Another role"),
        "holds_root": ROLES[row.role_name].holds_root,
        "form": form,
        "behind": queries.behind(row),
        "submit_label": _("Change the role"),
        "cancel_url": reverse("access:member", args=[pk]),
    }
    return render(request, "team/role.html", context)


@requires(Permission.TEAM_MANAGE)
@proven
def remove(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Remove somebody from the team."""
    row = get_object_or_404(members(request.actor), pk=pk)
    return _part(request, row, _("Remove this person from the team?"), _("Remove"))


@requires(Permission.TEAM_VIEW)
@proven
def leave(request: Request) -> HttpResponse:
    """Leave the team oneself."""
    row = get_object_or_404(members(request.actor), user=request.actor.user.pk)
    return _part(request, row, _("Leave this team?"), _("Leave the team"))


def _part(request: Request, row: Membership, title: str, label: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        return _end(request, row, form.cleaned_data["reason"])
    context = {
        **person(row),
        "title": title,
        "form": form,
        "behind": queries.behind(row),
        "is_self": row.user_id == request.actor.user.pk,
        "submit_label": label,
        "danger": True,
        "cancel_url": reverse("access:team"),
    }
    return render(request, "team/leaving.html", context)


def _end(request: Request, row: Membership, reason: str) -> HttpResponse:
    behind, is_self = queries.behind(row), row.user_id == request.actor.user.pk
    try:
        actions.remove(membership=row, reason=reason, by=request.actor, on=today(request.actor))
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("access:team")
    if is_self:
        return redirect("access:login")
    messages.success(request, _("Removed. From their next click on they open nothing here."))
    if behind.cases:
        messages.warning(request, _("Nobody follows these cases now: %(codes)s") % {"codes": _listed(behind)})
    return redirect("team:keys")


def _listed(behind: queries.Behind) -> str:
    return ", ".join(behind.codes) + (" …" if behind.more else "")


# The team's keys ----------------------------------------------------------------------------------------


@require_safe
@requires(Permission.TEAM_KEYS)
def keys(request: Request) -> HttpResponse:
    """How the team's keys stand: how often they were renewed, and how many cases wait for theirs."""
    team = request.actor.own_team
    context = {
        "title": _("The team's keys"),
        "renewed": team.epoch - 1,
        "left": cases_rotation.left(request.actor),
        "unfinished": team.keys_due == Team.KeysDue.CASES,
        "roots_due": team.keys_due == Team.KeysDue.ROOTS,
        "form": ReasonForm(),
    }
    return render(request, "team/keys.html", context)


@require_POST
@requires(Permission.TEAM_KEYS)
@proven
def renew_keys(request: Request) -> HttpResponse:
    """Make new roots; the cases get their keys on the page it leads to."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.renew_keys(reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The team has new keys. Its cases get theirs now."))
    else:
        messages.warning(request, _("Say why: one line for the audit."))
    return redirect("team:keys")


@transaction.non_atomic_requests
@require_POST
@requires(Permission.TEAM_KEYS)
def go_on(request: Request) -> HttpResponseBase:
    """Give cases their new keys while the page grows."""
    page = progress.Page(
        title=_("New keys for the cases"),
        intro=_("Each case is opened with its old key and sealed with a new one. Others can go on working meanwhile."),
        done=_("Every case has a new key. Nothing that is written from now on opens with an old one."),
        back=reverse("team:keys"),
        label=_("To the team's keys"),
    )
    return progress.stream(request, renewing.steps(request.actor), page)


# New keys for lost ones ---------------------------------------------------------------------------------


@public
def renew(request: Visit, token: str) -> HttpResponse:
    """Set a new passphrase for an account whose old one is lost; its new keys are born here."""
    link = renewal.find(token)
    if link is None or link.renews is None:
        return link_over(request)
    try:
        renewal.require_its_owner(link.renews, request.actor)
    except Refused as refusal:
        return render(request, "refused.html", {"reason": str(refusal)}, status=403)
    form = NewPassphraseForm(request.POST or None, initial={"suggested": passphrase.generate()})
    if form.is_valid():
        try:
            user, private_key = actions.renew_account(token=token, chosen=form.cleaned_data["passphrase"])
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        except Refused:  # sent twice; the other one has used the link
            return link_over(request)
        else:
            return let_in(request, user, private_key)
    context: dict[str, Any] = {
        "title": _("New keys for %(handle)s") % {"handle": link.renews.handle},
        "form": form,
        "suggested": form["suggested"].value(),
        "submit_label": _("Make new keys"),
    }
    return render(request, "team/renew.html", context)


def _newcomer(request: Request, pk: uuid.UUID) -> Membership:
    found = Membership.objects.filter(team=request.actor.own_team).select_related("user", "team")
    if request.method != "POST":  # a decision that is sent twice is told that it was made
        found = found.filter(state=Membership.State.WAITING)
    return get_object_or_404(found, pk=pk)


def _decide(request: Request, said: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("team:keys" if _has_due(request) else "access:team")


def _has_due(request: Request) -> bool:
    return request.actor.can(Permission.TEAM_KEYS) and rotation.is_unfinished(request.actor.own_team)
