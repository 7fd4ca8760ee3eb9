"""Teams with people in them, made as the product makes them, and browsers in which they are logged in."""

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from cases.access import accounts, codes, sessions
from cases.access.actor import Actor
from cases.access.models import User
from cases.access.roles import RoleName

PASSPHRASE = "demo-only-not-secret"


def found_team(name: str, *, zone: str = "UTC", is_demo: bool = False) -> Actor:
    """Create a team and return its first coordinator, `coordinator-<name>`."""
    user, key = accounts.create_user(handle=f"operator-{name.lower()}", chosen=PASSPHRASE, is_operator=True)
    operator = Actor(user=user, membership=None, private_key=key)
    _team, token = accounts.create_team(name=name, zone=zone, by=operator, is_demo=is_demo)
    return _arrive(token, f"coordinator-{name.lower()}")


def newcomer(role: RoleName, by: Actor, *, handle: str = "") -> Actor:
    """Invite and admit a member of the actor's team."""
    arrived = _arrive(accounts.invite(role=role, by=by), handle or f"{role}-{by.own_team.name.lower()}")
    accounts.admit(membership=arrived.user.memberships.get(), by=by)
    return afresh(arrived)


def afresh(actor: Actor) -> Actor:
    """Return the same person in a new request: nothing kept from the last one."""
    user = User.objects.get(pk=actor.user.pk)
    membership = user.memberships.select_related("team", "user").first()
    return Actor(user=user, membership=membership, private_key=actor._private_key)  # noqa: SLF001


def logged_in(actor: Actor) -> Client:
    """Return a browser with a session of this person."""
    client, request = Client(), HttpRequest()
    request.session = client.session
    sessions.start(request, actor.user, actor._private_key)  # noqa: SLF001
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client


def _arrive(token: str, handle: str) -> Actor:
    user, key = accounts.join(token=token, handle=handle, chosen=PASSPHRASE, language="en")
    codes.store(user, codes.Seed(codes.new_secret()))
    user.save()
    return afresh(Actor(user=user, membership=None, private_key=key))
