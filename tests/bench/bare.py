"""The yardstick: a view with the session of somebody logged in, and a plain template of 50 rows in the site's frame.

It asks the database for nothing of its own and opens nothing: what is above it is what a page does for people.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from tests.bench import COUNT

_ROWS = [
    {
        "code": f"K{row:02}-3QX",
        "alias": "Lotus",
        "band": "high",
        "category": "deserter",
        "country": "Kazakhstan",
        "stage": "active",
        "assignee": "caseworker" if row % 2 else "",
        "logged": date(2026, 11, 1 + row % 28),
    }
    for row in range(50)
]


@require_safe
@requires(Permission.ACCOUNT)
def bare(request: Request) -> HttpResponse:
    """Show 50 rows that were made beforehand."""
    return render(request, "bare.html", {"title": "Bare", "rows": _ROWS})


class CountQueries:
    """Tells the number of queries to those who ask; others are not slowed down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Count while the rest of the stack answers."""
        if COUNT not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*args)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response[COUNT] = str(count)
        return response
