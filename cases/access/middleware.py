"""Who is acting and how far they may come: the actor on the request, the way in, and a record of what was denied."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from cases.access import drafts, sessions
from cases.access.actor import Actor, Reach
from cases.access.models import User
from cases.audit import log
from cases.audit.models import EventKind

_METHODS: Final = ("GET", "HEAD", "POST")
_DENIED: Final = (403, 404)
_WAY_IN: Final = {Reach.ENROLLING: "access:enrol", Reach.WAITING: "access:waiting"}


class ActorMiddleware:
    """Sets `request.actor`, None for strangers; comes before `LoginMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Make the actor, answer, and record a denial after the view's transaction has rolled back."""
        actor = request.actor = sessions.actor_of(request)
        if actor is None and isinstance(request.user, User):
            logout(request)
        if actor is not None:
            translation.activate(actor.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        if actor is not None:
            drafts.settle(request, response, by=actor)
            if response.status_code in _DENIED:
                _record_denial(request, actor, response.status_code)
        return response


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
        """Send to the login page. A form of an ended session is kept, sealed; the page says so."""
        if request.method == "POST":
            kept = drafts.keep(request)
            return redirect(f"{reverse('access:login')}?kept={int(kept is not None)}")
        return super().handle_no_permission(request, view_func)


def _record_denial(request: HttpRequest, actor: Actor, status: int) -> None:
    match = request.resolver_match
    if match is None:
        return
    with transaction.atomic():
        log.record(EventKind.DENIED, by=actor, detail=f"{status} {match.view_name}")
