"""Who is acting: puts the actor on the request, keeps forms of ended sessions, and records what was denied."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from cases.access import drafts, sessions
from cases.access.models import User
from cases.audit import log
from cases.audit.models import EventKind

_DENIED = (403, 404)


class LoginMiddleware(LoginRequiredMiddleware):
    """Closed by default. A form of an ended session is kept, sealed, before the login page is shown."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        """Send to the login page; say that the form was kept when it was."""
        if request.method == "POST":
            kept = drafts.keep(request)
            return redirect(f"{reverse('access:login')}?kept={int(kept)}")
        return super().handle_no_permission(request, view_func)


class ActorMiddleware:
    """Sets `request.actor` for everybody who is logged in; comes before `LoginMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Make the actor, answer, and record a denial after the view's transaction has rolled back."""
        request.actor = sessions.actor_of(request)  # type: ignore[attr-defined]
        if request.actor is None and isinstance(request.user, User):  # type: ignore[attr-defined]
            logout(request)
        if request.actor is not None:  # type: ignore[attr-defined]
            translation.activate(request.actor.language)  # type: ignore[attr-defined]
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.actor is not None and response.status_code in _DENIED:  # type: ignore[attr-defined]
            self._record_denial(request, response.status_code)
        return response

    def _record_denial(self, request: HttpRequest, status: int) -> None:
        match = request.resolver_match
        if match is None:
            return
        with transaction.atomic():
            log.record(EventKind.DENIED, by=request.actor, detail=f"{status} {match.view_name}")  # type: ignore[attr-defined]
