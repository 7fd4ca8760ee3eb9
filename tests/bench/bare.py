"""The yardstick: a view with the session of somebody logged in and a template of 50 rows, and nothing else."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from tests.bench import COUNT

_ROWS = [
    {"code": f"K{row:02}-3QX", "words": ["alias", "high", "Kazakhstan", "deserter", "someone"]} for row in range(50)
]


@require_safe
@requires(Permission.ACCOUNT)
def bare(request: Request) -> HttpResponse:
    """Show 50 rows that were made beforehand."""
    return render(request, "bare.html", {"rows": _ROWS})


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
