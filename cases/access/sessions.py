"""What a session holds, and the actor it makes: the private key travels in the payload, sealed under the cookie."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, update_session_auth_hash
from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.http import HttpRequest

from cases.access import logins, pin, trail
from cases.access.actor import Actor
from cases.access.models import Membership, User
from cases.access.queries import memberships_of
from cases.audit.models import EventKind
from cases.base import clock

_KEY, _MEMBERSHIP, _STARTED, _SEEN, _LOGIN = "private_key", "membership", "started", "seen", "login"
PROVED: Final = "proved_at"  # when passphrase and code were last given; see `stepup`
_CARRIED: Final = (_STARTED, _MEMBERSHIP, _LOGIN)  # what a session goes on with after a PIN
_BACKEND: Final = "cases.access.backend.VaultBackend"
_TOUCH_SECONDS = 60


def start(request: HttpRequest, user: User, private_key: bytes) -> Actor:
    """Begin a session for a user whose passphrase and code were right, under a cookie nobody has seen."""
    request.session.flush()
    django_login(request, user, backend=_BACKEND)
    login, now = logins.note(request, user), clock.now().isoformat()
    request.session.update({_KEY: private_key.hex(), _STARTED: now, _SEEN: now, PROVED: now, _LOGIN: str(login.pk)})
    request.session.clear_expired()
    actor = Actor(user=user, membership=memberships_of(user).first(), private_key=private_key)
    _keep_cold(request, actor)
    trail.tell_teams(EventKind.LOGIN, user)
    return actor


def wake(request: HttpRequest, digits: str) -> Actor | pin.Asleep | None:
    """Go on, under a new cookie, with a session that was idle too long, when the PIN is right.

    The token of forms stays: what was typed in another tab can be sent. Raises `throttle.Busy`.
    """
    woken = pin.wake(request.session, digits)
    if not isinstance(woken, pin.Woken):
        return woken
    user = woken.user
    request.session.cycle_key()
    request.session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: _BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            _KEY: woken.private_key.hex(),
            _SEEN: clock.now().isoformat(),
            **woken.carried,
        }
    )
    actor = Actor(user=user, membership=_place(request, user), private_key=woken.private_key)
    _keep_cold(request, actor)
    trail.tell_teams(EventKind.LOGIN, user, "PIN")
    return actor


def prove(request: Any) -> None:
    """Note that passphrase and code were given just now. The cookie is a new one: who copied the old gains nothing."""
    request.session.cycle_key()
    request.session[PROVED] = clock.now().isoformat()
    _keep_cold(request, request.actor)


def outlive(request: Any, user: User) -> None:
    """Keep this session, under a new cookie, when a new epoch has ended all others."""
    update_session_auth_hash(request, user)
    logins.forget_others(user, request.session[_LOGIN])
    request.actor.user = user
    _keep_cold(request, request.actor)


def leave(request: Any) -> None:
    """Forget the session of a request, awake or asleep."""
    django_logout(request)
    request.actor = None


def end(request: Any) -> None:
    """End the session of a request; its rows and with them the wrapped key are gone."""
    trail.tell_teams(EventKind.LOGOUT, request.actor.user)
    logins.forget(request.session[_LOGIN])
    leave(request)


def end_all(request: Any) -> None:
    """End every session of the person, this one too: one number is in what all of them are held to."""
    user = request.actor.user
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.logins.all().delete()
    trail.tell_teams(EventKind.LOGOUT, user, "all sessions")
    leave(request)


def lapse(request: Any) -> None:
    """End a session whose time is over: after idleness a PIN may wake it, after ten hours nothing can."""
    if _KEY not in request.session or _is_old(request):
        leave(request)
    else:
        request.session.fall_asleep()
        request.user = AnonymousUser()


def switch(request: Any, membership: Membership) -> None:
    """Work in another of the user's teams from the next request on."""
    request.session[_MEMBERSHIP] = str(membership.pk)
    _keep_cold(request, request.actor)


def refresh_cold(request: Any) -> None:
    """Write what waits beside the session anew, after the PIN was changed."""
    _keep_cold(request, request.actor)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a session, or None when there is none or its time is over."""
    user, key = request.user, request.session.get(_KEY)
    if not isinstance(user, User) or not key or _is_old(request) or _is_idle(request):
        return None
    _touch(request)
    return Actor(user=user, membership=_place(request, user), private_key=bytes.fromhex(key))


def login_of(request: HttpRequest) -> str:
    """Return which of the person's logins this session came from."""
    return str(request.session[_LOGIN])


def _place(request: HttpRequest, user: User) -> Membership | None:
    chosen = request.session.get(_MEMBERSHIP)
    memberships = list(memberships_of(user))
    return next((row for row in memberships if str(row.pk) == chosen), None) or next(iter(memberships), None)


def _keep_cold(request: HttpRequest, actor: Actor) -> None:
    carried = {name: request.session[name] for name in _CARRIED if name in request.session}
    until = datetime.fromisoformat(carried[_STARTED]) + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    pin.keep(request.session, by=actor, carried=carried, until=until)


def _is_old(request: HttpRequest) -> bool:
    """Read from the sealed payload, as the idle limit is: the column in clear could be set forward."""
    return _seconds_since(request.session[_STARTED]) > settings.SESSION_ABSOLUTE_SECONDS


def _is_idle(request: HttpRequest) -> bool:
    return _seconds_since(request.session[_SEEN]) > settings.SESSION_IDLE_SECONDS


def _touch(request: HttpRequest) -> None:
    """Push the idle limit out, at most once a minute so that reading a page seldom writes."""
    if _seconds_since(request.session[_SEEN]) > _TOUCH_SECONDS:
        request.session[_SEEN] = clock.now().isoformat()


def _seconds_since(stamp: str) -> float:
    return (clock.now() - datetime.fromisoformat(stamp)).total_seconds()
