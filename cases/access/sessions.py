"""What a session holds, and the actor it makes: the private key travels in the payload, sealed under the cookie."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import login as django_login
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.access.actor import Actor
from cases.access.models import Membership, User
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock

_KEY, _MEMBERSHIP, _STARTED, _SEEN = "private_key", "membership", "started", "seen"
_TOUCH_SECONDS = 60


def start(request: HttpRequest, user: User, private_key: bytes) -> Actor:
    """Begin a session for a user whose passphrase and code were right."""
    django_login(request, user, backend="cases.access.backend.VaultBackend")
    now = clock.now().isoformat()
    request.session.update({_KEY: private_key.hex(), _STARTED: now, _SEEN: now})
    actor = Actor(user=user, membership=_memberships(user).first(), private_key=private_key)
    if actor.membership is not None:
        request.session[_MEMBERSHIP] = str(actor.membership.pk)
    log.record(EventKind.LOGIN, by=actor)
    return actor


def switch(request: HttpRequest, membership: Membership) -> None:
    """Work in another of the user's teams from the next request on."""
    request.session[_MEMBERSHIP] = str(membership.pk)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a session, or None when there is none or its time is over."""
    user, key = request.user, request.session.get(_KEY)
    if not isinstance(user, User) or not key or _is_over(request):
        return None
    _touch(request)
    memberships = _memberships(user)
    chosen = memberships.filter(pk=request.session.get(_MEMBERSHIP)).first() or memberships.first()
    return Actor(user=user, membership=chosen, private_key=bytes.fromhex(key))


def _memberships(user: User) -> QuerySet[Membership]:
    return user.memberships.select_related("team", "user").filter(state=Membership.State.ACTIVE).order_by("pk")


def _is_over(request: HttpRequest) -> bool:
    started = datetime.fromisoformat(request.session[_STARTED])
    return (clock.now() - started).total_seconds() > settings.SESSION_ABSOLUTE_SECONDS


def _touch(request: HttpRequest) -> None:
    """Push the idle limit out, at most once a minute so that reading a page seldom writes."""
    seen = datetime.fromisoformat(request.session[_SEEN])
    if (clock.now() - seen).total_seconds() > _TOUCH_SECONDS:
        request.session[_SEEN] = clock.now().isoformat()
