"""Answers for load balancers and supervisors: `/healthz` (this process answers) and `/readyz` (it can do its work)."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as a request gets through to Django; touches no database, so a database's outage restarts nobody."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration of this code, else 503 saying which is missing."""
    try:
        missing = unapplied_migrations()
    except DatabaseError:
        # No detail: the driver's message names hosts and users.
        connections[DEFAULT_DB_ALIAS].close()
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    if missing:
        return JsonResponse(
            {"status": "unavailable", "database": "ok", "unapplied_migrations": missing}, status=503
        )
    return JsonResponse({"status": "ready", "database": "ok"})


def unapplied_migrations() -> list[str]:
    """The newest migrations of this code that the database lacks, as `app.name`, sorted. One query.

    Raises django.db.DatabaseError if the database does not answer.
    """
    applied = MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _newest_migrations() if (app, name) not in applied)


@cache
def _newest_migrations() -> tuple[tuple[str, str], ...]:
    """The last migration of each app, read from disk once: the code of a running process does not change."""
    return tuple(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())
