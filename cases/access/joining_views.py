"""Joining a team by its link, with a new account or the one a person has; and waiting to be let in."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access import accounts
from cases.access.actor import Actor, Reach
from cases.access.forms import JoinForm
from cases.access.guard import Request, Visit, public, requires
from cases.access.landing import home, let_in
from cases.access.models import Invite, Membership
from cases.access.permissions import Permission
from cases.access.roles import ROLES
from cases.access.throttle import Busy
from cases.base.verdict import Refused
from cases.keys import passphrase
from cases.keys.pairs import fingerprint


@public
def join(request: Visit, token: str) -> HttpResponse:
    """Use a link: whoever is logged in joins with that account, anybody else makes one."""
    invite = accounts.find_invite(token)
    if invite is None:
        return link_over(request)
    if request.actor is not None:
        return _join_as(request, invite, token, request.actor)
    return _join_anew(request, invite, token)


def link_over(request: Visit) -> HttpResponse:
    """Say that a link leads nowhere any more."""
    return render(request, "access/link_over.html", status=404)


@require_safe
@requires(Permission.ACCOUNT, reach=Reach.WAITING)
def waiting(request: Request) -> HttpResponse:
    """What to read aloud to a coordinator; whoever waits nowhere any more is let through."""
    user = request.actor.user
    rows = user.memberships.select_related("team").filter(state=Membership.State.WAITING).order_by("team__name")
    inside, places = request.actor.reach is Reach.INSIDE, list(rows)
    if inside and not places:
        return redirect(home(request.actor))
    context = {
        "title": _("One step left") if places else _("No team"),
        "places": places,
        "inside": inside,
        "fingerprint": fingerprint(bytes(user.public_key)),
        "home": home(request.actor),
    }
    return render(request, "access/waiting.html", context)


def _join_anew(request: Visit, invite: Invite, token: str) -> HttpResponse:
    """Make an account; its keys are born here. From here on the newcomer is logged in."""
    form = JoinForm(request.POST or None, initial={"suggested": passphrase.generate()})
    if form.is_valid():
        given = form.cleaned_data
        try:
            user, private_key = accounts.join(
                token=token, handle=given["handle"], chosen=given["passphrase"], language=get_language() or "en"
            )
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        except IntegrityError:  # somebody took the handle in this moment
            form.refuse_handle()
        except Refused:  # sent twice; the other one has used the link
            return link_over(request)
        else:
            return let_in(request, user, private_key)
    context = {
        **_invitation(invite),
        "form": form,
        "suggested": form["suggested"].value(),
        "login_url": f"{reverse('access:login')}?next={reverse('access:join', args=[token])}",
    }
    return render(request, "access/join.html", context)


def _join_as(request: Visit, invite: Invite, token: str, actor: Actor) -> HttpResponse:
    """Join with the account that is logged in: one more team, and a role of its own in it."""
    if request.method == "POST":
        try:
            place = accounts.join_as(token=token, by=actor)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(home(actor))
        return redirect("/" if place.state == Membership.State.ACTIVE else "access:waiting")
    context = {
        **_invitation(invite),
        "handle": actor.user.handle,
        "submit_label": _("Join with this account"),
        "cancel_url": home(actor),
    }
    return render(request, "access/join_as.html", context)


def _invitation(invite: Invite) -> dict[str, str]:
    return {
        "title": _("Join team %(team)s") % {"team": invite.team.name},
        "intro": _("You become: %(role)s.") % {"role": ROLES[invite.role_name].title},
    }
