"""The banner on top of everyone's page: who is in detention now, among the cases they may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.base import clock
from cases.watch.clocks import hours_since
from cases.watch.models import Detention, DetentionBody
from cases.watch.queries import detentions

_SEEN = "detained_since"


def detained(request: HttpRequest) -> dict[str, Any]:
    """Give templates `detained`, the banner; it is made when a page asks, unless its view has given one itself."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.membership is None or not actor.can(Permission.CASE_DETAINED):
        return {}
    return {"detained": SimpleLazyObject(lambda: banner(request, list(detentions(actor)), by=actor))}


def banner(request: HttpRequest, rows: Sequence[Detention], *, by: Actor) -> list[dict[str, Any]]:
    """Return code, address and hours of each.

    Since when is sealed; it is opened once for each session, which is sealed itself.
    """
    seen: dict[str, str] = request.session.get(_SEEN, {})
    new = [row for row in rows if str(row.pk) not in seen]
    bodies: list[DetentionBody] = vault.open_many([row.body for row in new], by=by, why="banner")
    if new:
        seen |= {str(row.pk): body.since.isoformat() for row, body in zip(new, bodies, strict=True)}
        request.session[_SEEN] = seen
    now = clock.now()
    return [
        {
            "code": row.case.code,
            "url": f"{row.case.get_absolute_url()}detained/",
            "hours": hours_since(datetime.fromisoformat(seen[str(row.pk)]), now),
        }
        for row in rows
    ]
