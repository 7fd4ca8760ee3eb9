"""Tells a monitor whether the application can serve: it runs, its database answers, its tables are those it expects."""

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from cases.access.guard import public


@public
@transaction.non_atomic_requests  # else a database that is down raises before we can say so
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer "ok", or 503 with the reason. No data."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    if pending:
        return HttpResponse("migrations are pending", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
