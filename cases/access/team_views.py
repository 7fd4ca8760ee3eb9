"""Who is in the team and may do what; bringing others in; and the operator's teams."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.access import accounts, queries
from cases.access.forms import InviteForm, TeamForm
from cases.access.guard import Request, requires
from cases.access.models import Invite, Membership
from cases.access.permissions import Permission
from cases.access.roles import MEMBER_ROLES, ROLES
from cases.base.verdict import Refused
from cases.keys.pairs import fingerprint

_LINK: Final = "link_once"


@requires(Permission.TEAM_VIEW)
def team(request: Request) -> HttpResponse:
    """Members with role and state, and what each role may do; for coordinators also the ways in."""
    actor = request.actor
    people = [_person(row) for row in queries.members(actor)]
    context: dict[str, Any] = {
        "title": _("Team %(team)s") % {"team": actor.own_team.name},
        "members": people,
        "roles": [ROLES[name] for name in MEMBER_ROLES],
        "few_coordinators": queries.has_few_coordinators(actor),
    }
    if actor.can(Permission.TEAM_MANAGE):
        context |= {
            "form": InviteForm(),
            "waiting": [person for person in people if person["waits"]],
            "open_links": [_open_link(row) for row in queries.open_links(actor)],
            "link": request.session.pop(_LINK, ""),
        }
    return render(request, "access/team.html", context)


@require_POST
@requires(Permission.TEAM_MANAGE)
def invite(request: Request) -> HttpResponse:
    """Make a link into the team; the page it leads back to shows it once."""
    form = InviteForm(request.POST)
    if form.is_valid():
        _show_once(request, accounts.invite(role=form.cleaned_data["role"], by=request.actor))
    else:
        messages.error(request, " ".join(map(str, form.errors["role"])))
    return redirect("access:team")


@requires(Permission.TEAM_MANAGE)
def admit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Let a waiting person in, after comparing the fingerprint by voice."""
    row = _newcomer(request, pk)
    if request.method == "POST":
        return _decide(request, row, accounts.admit, _("Admitted. They can work from now on."))
    context = {
        **_person(row),
        "title": _("Admit this person?"),
        "submit_label": _("All eight are the same: admit"),
        "cancel_url": reverse("access:team"),
    }
    return render(request, "access/admit.html", context)


@requires(Permission.TEAM_MANAGE)
def decline(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Turn a waiting person away."""
    row = _newcomer(request, pk)
    if request.method == "POST":
        return _decide(request, row, accounts.decline, _("Turned away. They hold no key of this team."))
    context = {
        **_person(row),
        "title": _("Turn this person away?"),
        "submit_label": _("Turn away"),
        "danger": True,
        "cancel_url": reverse("access:team"),
    }
    return render(request, "access/decline.html", context)


@requires(Permission.PLATFORM_MANAGE)
def operator(request: Request) -> HttpResponse:
    """The teams, and making one. Nothing of a case can be seen from here."""
    form = TeamForm(request.POST or None)
    if form.is_valid():
        name, zone = form.cleaned_data["name"], form.cleaned_data["zone"]
        try:
            made, token = accounts.create_team(name=name, zone=zone, by=request.actor)
        except IntegrityError:  # made in this moment, perhaps by the same form sent twice
            form.refuse_name()
        else:
            _show_once(request, token)
            messages.success(request, _("Team %(team)s is made. It has no keys yet.") % {"team": made.name})
            return redirect("access:operator")
    context = {"title": _("Teams"), "form": form, "teams": queries.teams(), "link": request.session.pop(_LINK, "")}
    return render(request, "access/operator.html", context)


@require_POST
@requires(Permission.PLATFORM_MANAGE)
def founding_link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Make a new link for a team that nobody has founded yet; earlier ones end."""
    row = get_object_or_404(queries.teams().filter(box_public__isnull=True), pk=pk)
    try:
        _show_once(request, accounts.founding_link(team=row, by=request.actor))
    except Refused as refusal:  # founded in this moment
        raise Http404 from refusal
    return redirect("access:operator")


def _newcomer(request: Request, pk: uuid.UUID) -> Membership:
    found = Membership.objects.filter(team=request.actor.own_team).select_related("user", "team")
    if request.method != "POST":  # a decision that is sent twice is told that it was made
        found = found.filter(state=Membership.State.WAITING)
    return get_object_or_404(found, pk=pk)


def _decide(request: Request, row: Membership, act: Callable[..., None], said: str) -> HttpResponse:
    try:
        act(membership=row, by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("access:team")


def _person(row: Membership) -> dict[str, Any]:
    waits = row.state == Membership.State.WAITING
    return {
        "pk": row.pk,
        "handle": row.user.handle,
        "role": ROLES[row.role_name].title,
        "state": row.get_state_display(),
        "tone": "warn" if waits else "good",
        "waits": waits,
        "fingerprint": fingerprint(bytes(row.user.public_key)),
    }


def _open_link(row: Invite) -> dict[str, Any]:
    return {"role": ROLES[row.role_name].title, "until": date_format(row.expires_at, "j E, H:i")}


def _show_once(request: Request, token: str) -> None:
    """The link waits in the sealed session for the next page; the token is stored nowhere else."""
    request.session[_LINK] = request.build_absolute_uri(reverse("access:join", args=[token]))
