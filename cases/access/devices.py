"""The device cookie: a random token that says "this browser has logged in as somebody before"."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cases.access.models import Device, User
from cases.base import clock
from cases.keys.derive import digest

_MAX_AGE = 180 * 24 * 3600


def cookie_name() -> str:
    """The name carries the host prefix wherever the site is served over TLS."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def device_of(request: HttpRequest) -> Device | None:
    """Return the device of this browser, if it is known."""
    token = request.COOKIES.get(cookie_name(), "")
    if not token:
        return None
    return Device.objects.select_related("user").filter(token_hash=digest(token.encode())).first()


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Know this browser as the user's from now on, and forget those unused for as long as the cookie lives."""
    today = clock.now().date()
    Device.objects.filter(user=user, seen_week__lt=today - timedelta(seconds=_MAX_AGE)).delete()
    device, token = device_of(request), request.COOKIES.get(cookie_name(), "")
    if device is None or device.user_id != user.pk:
        token = secrets.token_urlsafe(32)
        device = Device(user=user, token_hash=digest(token.encode()))
    device.seen_week = clock.monday_of(today)
    device.save()
    response.set_cookie(
        cookie_name(), token, max_age=_MAX_AGE, httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE
    )
