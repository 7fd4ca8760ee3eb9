"""Who is acting and how far they may come: the actor on the request, the way in, and a record of what was denied."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from cases.access import drafts, pin, refusals, sessions
from cases.access.actor import Reach
from cases.access.models import User
from cases.audit import log

_METHODS: Final = ("GET", "HEAD", "POST")
_WAY_IN: Final = {Reach.ENROLLING: "access:enrol", Reach.WAITING: "access:waiting"}


class ActorMiddleware:
    """Sets `request.actor`, None for strangers; comes before `LoginMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Make the actor, answer, and record a denial after the view's transaction has rolled back."""
        actor = request.actor = sessions.actor_of(request)
        if actor is None and isinstance(request.user, User):
            sessions.lapse(request)
        if actor is not None:
            translation.activate(actor.language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = ZoneInfo(actor.zone) if actor is not None else None
        with log.outliving() as waiting, timezone.override(zone):
            response = self.get_response(request)
            if actor is not None and response.status_code in refusals.STATUSES and not waiting:
                refusals.record_denial(request, response.status_code, by=actor)
        if actor is not None:
            drafts.settle(request, response, by=actor)
        if waiting:
            with transaction.atomic():
                for write in waiting:
                    write()
        return response

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """Let what coordinators must know outlive the transaction that just ended."""
        return refusals.explain(request, exception, by=request.actor)


class LoginMiddleware(LoginRequiredMiddleware):
    """Closed by default: strangers to the login page, newcomers to the next step of their way in."""

    def process_view(
        self, request: Any, view_func: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse a view without a mark, and lead back whoever is not yet as far as the view asks."""
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        if not hasattr(view_func, "permission"):
            raise PermissionDenied
        turned_away = super().process_view(request, view_func, args, kwargs)
        if turned_away is not None or request.actor is None:
            return turned_away
        reach = request.actor.reach
        if reach < getattr(view_func, "reach", Reach.ENROLLING):
            return redirect(_WAY_IN[reach])
        return None

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> Any:
        """Send to the login page, or to the PIN of a sleeping session. A form that came too late is kept, sealed."""
        sleeps = pin.sleeper(request.session) is not None
        if request.method == "POST":
            kept = drafts.keep(request)
            way_in = reverse("access:wake" if sleeps else "access:login")
            return redirect(f"{way_in}?kept={int(kept is not None)}")
        if sleeps:
            return redirect(f"{reverse('access:wake')}?{urlencode({'next': request.get_full_path()})}")
        return super().handle_no_permission(request, view_func)
