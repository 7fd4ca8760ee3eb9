"""The logins of the last hours, for their person alone: which day and what kind of browser, never from where."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.models import Login, User
from cases.base import clock
from cases.keys import envelope

_STEP: Final = 128
# What a browser calls itself, coarsely; the first that fits, as most claim to be several.
_BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "YaBrowser": "Yandex",
    "SamsungBrowser": "Samsung Internet",
    "FxiOS": "Firefox",
    "Firefox": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS: Final = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class Label(msgspec.Struct, frozen=True):
    """What is sealed of a login."""

    browser: str
    system: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A login as its person sees it."""

    day: date
    label: str
    is_this: bool


def note(request: HttpRequest, user: User) -> Login:
    """Remember a login for as long as its session can last."""
    _forget_old(user)
    row = Login(user=user, day=clock.now().date(), epoch=user.session_epoch)
    label = _read(request.headers.get("User-Agent", ""))
    row.body = envelope.box(bytes(user.public_key), msgspec.msgpack.encode(label), _place(row), epoch=0, step=_STEP)
    row.save(force_insert=True)
    return row


def of(actor: Actor, this: str) -> list[Seen]:
    """Return the actor's logins whose sessions may still be open, the newest first."""
    rows = Login.objects.filter(user=actor.user, epoch=actor.user.session_epoch)
    labels = [(row, _open(row, actor)) for row in rows]
    alive = [(label, row) for row, label in labels if label.at > clock.now() - _lasts()]
    alive.sort(key=lambda pair: pair[0].at, reverse=True)
    zone = ZoneInfo(actor.zone)
    return [Seen(label.at.astimezone(zone).date(), _worded(label), str(row.pk) == this) for label, row in alive]


def forget(this: str) -> None:
    """Forget the login of a session that ended."""
    Login.objects.filter(pk=uuid.UUID(this)).delete()


def forget_others(user: User, this: str) -> None:
    """Forget the logins of the sessions that a new epoch ended, all but this one."""
    Login.objects.filter(user=user).exclude(pk=uuid.UUID(this)).delete()
    Login.objects.filter(pk=uuid.UUID(this)).update(epoch=user.session_epoch)


def _forget_old(user: User) -> None:
    oldest = (clock.now() - _lasts()).date()
    Login.objects.filter(Q(day__lt=oldest) | (Q(user=user) & ~Q(epoch=user.session_epoch))).delete()


def _lasts() -> timedelta:
    return timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)


def _read(agent: str) -> Label:
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    return Label(browser, system, clock.now())


def _worded(label: Label) -> str:
    browser, system = label.browser or _("A browser"), label.system or _("another system")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def _open(row: Login, actor: Actor) -> Label:
    raw = envelope.unbox(actor.keyring.private_key, bytes(row.body), _place(row))
    return msgspec.msgpack.decode(raw, type=Label)


def _place(row: Login) -> envelope.Place:
    return envelope.Place("access.Login", "body", str(row.pk), "")
