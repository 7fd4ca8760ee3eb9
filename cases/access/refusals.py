"""What was refused or does not fit: recorded after the request's transaction has ended, so that it stays."""

from functools import partial
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cases.access.actor import Actor, Forged
from cases.access.freezing import Frozen
from cases.audit import alerts, log, reading
from cases.audit.models import AlertKind, EventKind
from cases.base import clock
from cases.base.verdict import Refused
from cases.keys.envelope import Tampered

STATUSES: Final = (403, 404, 429)
_CODE: Final = len("K7F-3QX")


def record_denial(request: HttpRequest, status: int, *, by: Actor) -> None:
    """Record which page was refused, and of what, unless the address leads nowhere at all."""
    if request.resolver_match is not None:
        log.record_failure(EventKind.DENIED, by=by, detail=f"{status} {_asked_for(request)}")


def explain(request: HttpRequest, exception: Exception, *, by: Actor | None) -> HttpResponse | None:
    """Alert the coordinators to what must not happen; who has read too much gets a page that says so.

    So does whoever tried what a rule forbids, where the page they came from cannot say it; and whoever meets, strangers
    at the login included, what somebody changed who can write the database.
    """
    if isinstance(exception, Tampered | Forged):
        return _damaged(request, exception, by)
    if by is None:
        return None
    if isinstance(exception, Refused):
        told = {"reason": str(exception), "frozen": isinstance(exception, Frozen)}
        return render(request, "refused.html", told, status=403)
    if isinstance(exception, reading.Spent):
        record_denial(request, 429, by=by)
        until = exception.until.isoformat(timespec="minutes")
        _alert(AlertKind.READING, f"{exception.most} {until}", f"reading {exception.most} {until}", by)
        return render(request, "429.html", {"most": exception.most, "until": exception.until}, status=429)
    return None


def _damaged(request: HttpRequest, exception: Exception, by: Actor | None) -> HttpResponse:
    """Say that something does not open; what the frame of a page opens may be what was changed, so it has none."""
    if by is not None:
        what = _asked_for(request)
        _alert(AlertKind.TAMPERED, what, f"tampered {what} {clock.now().date()}", by)
    status = HTTPStatus.FORBIDDEN if isinstance(exception, Forged) else HTTPStatus.CONFLICT
    return HttpResponse(render_to_string("damaged.html"), status=status)


def _alert(kind: AlertKind, detail: str, once: str, by: Actor) -> None:
    log.afterwards(partial(alerts.raise_alert, kind, by=by, detail=detail, once=by.mark(once)))


def _asked_for(request: HttpRequest) -> str:
    """Name the page, and the code in its address if it can be one; nothing else that somebody typed there."""
    match: Any = request.resolver_match
    code = str(match.kwargs.get("code", ""))
    return f"{match.view_name} {code}" if 0 < len(code) <= _CODE else str(match.view_name)
