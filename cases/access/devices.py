"""The device cookie: a random token that says "this browser has logged in as somebody before"."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Know this browser as the user's from now on."""
    device = device_of(request)
    if device is not None and device.user_id == user.pk:
        return
    token = secrets.token_urlsafe(32)
    Device.objects.create(
        user=user, token_hash=digest(token.encode()), seen_week=clock.monday_of(clock.now().date())
    )
    response.set_cookie(
        cookie_name(), token, max_age=_MAX_AGE, httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE
    )
