"""What a session holds, and the actor it makes: the private key travels in the payload, sealed under the cookie."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.access.actor import Actor
from cases.access.models import Membership, User
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock

_KEY, _MEMBERSHIP, _STARTED, _SEEN = "private_key", "membership", "started", "seen"
PROVED = "proved_at"  # when passphrase and code were last given; see `stepup`
_TOUCH_SECONDS = 60


def start(request: HttpRequest, user: User, private_key: bytes) -> Actor:
    """Begin a session for a user whose passphrase and code were right."""
    django_login(request, user, backend="cases.access.backend.VaultBackend")
    now = clock.now().isoformat()
    request.session.update({_KEY: private_key.hex(), _STARTED: now, _SEEN: now, PROVED: now})
    request.session.clear_expired()
    actor = Actor(user=user, membership=memberships_of(user).first(), private_key=private_key)
    log.record(EventKind.LOGIN, by=actor)
    return actor


def prove(request: HttpRequest) -> None:
    """Note that passphrase and code were given just now. The cookie is a new one: who copied the old gains nothing."""
    request.session.cycle_key()
    request.session[PROVED] = clock.now().isoformat()


def end(request: Any) -> None:
    """End the session of a request; its row and with it the wrapped key are gone."""
    log.record(EventKind.LOGOUT, by=request.actor)
    django_logout(request)
    request.actor = None


def switch(request: HttpRequest, membership: Membership) -> None:
    """Work in another of the user's teams from the next request on."""
    request.session[_MEMBERSHIP] = str(membership.pk)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a session, or None when there is none or its time is over."""
    user, key = request.user, request.session.get(_KEY)
    if not isinstance(user, User) or not key or _is_over(request):
        return None
    _touch(request)
    chosen = request.session.get(_MEMBERSHIP)
    memberships = list(memberships_of(user))
    membership = next((row for row in memberships if str(row.pk) == chosen), None) or next(iter(memberships), None)
    return Actor(user=user, membership=membership, private_key=bytes.fromhex(key))


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the user's places in teams, keys included."""
    return user.memberships.select_related("team", "user").filter(state=Membership.State.ACTIVE).order_by("pk")


def _is_over(request: HttpRequest) -> bool:
    """Both limits are read from the sealed payload: the column in clear could be set forward."""
    return (
        _seconds_since(request.session[_STARTED]) > settings.SESSION_ABSOLUTE_SECONDS
        or _seconds_since(request.session[_SEEN]) > settings.SESSION_IDLE_SECONDS
    )


def _touch(request: HttpRequest) -> None:
    """Push the idle limit out, at most once a minute so that reading a page seldom writes."""
    if _seconds_since(request.session[_SEEN]) > _TOUCH_SECONDS:
        request.session[_SEEN] = clock.now().isoformat()


def _seconds_since(stamp: str) -> float:
    return (clock.now() - datetime.fromisoformat(stamp)).total_seconds()
