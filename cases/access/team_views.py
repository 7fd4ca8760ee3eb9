"""Who is in the team and may do what; one member; and bringing others in."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import accounts, deputies, links, notices, once, queries
from cases.access.guard import Request, proven, requires
from cases.access.models import Invite, Membership
from cases.access.permissions import Permission
from cases.access.roles import MEMBER_ROLES, ROLES, RoleName, additions
from cases.access.team_forms import InviteForm
from cases.base.verdict import Refused
from cases.keys.pairs import fingerprint


@requires(Permission.TEAM_VIEW)
def team(request: Request) -> HttpResponse:
    """Members with role and state, and what each role may do; for coordinators also the ways in, and the keys."""
    actor = request.actor
    rows = list(queries.members(actor))
    people = [person(row) for row in rows]
    context: dict[str, Any] = {
        "title": _("Team %(team)s") % {"team": actor.own_team.name},
        "members": people,
        "roles": [(ROLES[name], additions(ROLES[name])) for name in MEMBER_ROLES],
        "few_coordinators": queries.has_few_coordinators(actor),
        "notices": notices.of(actor, rows),
        "team_print": fingerprint(bytes(actor.own_team.verify_key or b"")),
        "is_deputy": actor.membership is not None and actor.membership.is_deputy,
        "manages": actor.can(Permission.TEAM_MANAGE),
    }
    if actor.can(Permission.TEAM_MANAGE):
        context |= {
            "form": InviteForm(),
            "waiting": [person for person in people if person["waits"]],
            "open_links": [_open_link(row) for row in queries.open_links(actor)],
            "link": once.take_link(request),
            "has_paper_key": actor.own_team.recovery_public is not None,
        }
    return render(request, "access/team.html", context)


@require_safe
@requires(Permission.TEAM_MANAGE)
def member(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One member, and what a coordinator may do about them."""
    row = get_object_or_404(queries.members(request.actor), pk=pk)
    context = {
        **person(row),
        "title": row.user.handle,
        "crumb": {"url": reverse("access:team"), "label": _("Team")},
        "is_self": row.user_id == request.actor.user.pk,
        "can_be_deputy": row.role == RoleName.CASEWORKER and not row.is_deputy,
    }
    return render(request, "access/member.html", context)


@require_POST
@requires(Permission.TEAM_MANAGE)
def invite(request: Request) -> HttpResponse:
    """Make a link into the team; the page it leads back to shows it once."""
    form = InviteForm(request.POST)
    if form.is_valid():
        role, hours = form.cleaned_data["role"], form.cleaned_data["hours"] or accounts.INVITE_HOURS
        once.keep_link(request, accounts.invite(role=role, hours=hours, by=request.actor), hours=hours)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("access:team")


@require_POST
@requires(Permission.TEAM_MANAGE)
def cancel_link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """End a link that nobody has used yet."""
    links.cancel(link=get_object_or_404(queries.open_links(request.actor), pk=pk), by=request.actor)
    messages.success(request, _("The link is ended."))
    return redirect("access:team")


@requires(Permission.TEAM_MANAGE)
@proven
def renewal_link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Make a link to new keys for somebody who lost passphrase and card; the page of the team shows it once."""
    row = get_object_or_404(queries.members(request.actor), pk=pk)
    if request.method == "POST":
        try:
            token = links.renewal_link(membership=row, by=request.actor)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            once.keep_link(request, token, hours=links.RENEWAL_HOURS, renews=True)
        return redirect("access:team")
    context = {
        **person(row),
        "title": _("New keys for this person?"),
        "submit_label": _("Make the link"),
        "cancel_url": reverse("access:member", args=[pk]),
    }
    return render(request, "access/renewal_link.html", context)


@require_POST
@requires(Permission.TEAM_MANAGE)
def take_note(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take the notice that somebody stepped in off everybody's page."""
    row = get_object_or_404(queries.members(request.actor), pk=pk)
    try:
        deputies.take_note(membership=row, by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("access:team")


def person(row: Membership) -> dict[str, Any]:
    """Return what pages say about a member."""
    waits = row.state == Membership.State.WAITING
    return {
        "pk": row.pk,
        "handle": row.user.handle,
        "role": ROLES[row.role_name].title,
        "state": _state(row),
        "tone": "warn" if waits or row.user.locked else "good",
        "waits": waits,
        "returns": row.is_returning,
        "locked": row.user.locked,
        "is_deputy": row.is_deputy,
        "stepped_in_on": row.stepped_in_on,
        "fingerprint": fingerprint(bytes(row.user.public_key)),
    }


def _state(row: Membership) -> str:
    if row.is_returning:
        return _("has new keys, waits to be let in again")
    return _("locked") if row.user.locked else row.get_state_display()


def _open_link(row: Invite) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "role": ROLES[row.role_name].title,
        "renews": row.renews_id is not None,
        "until": date_format(row.expires_at, "j E, H:i"),
    }
