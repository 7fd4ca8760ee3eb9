"""The banner on top of everyone's page: who is in detention now, among the cases they may see."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cases import vault
from cases.access.permissions import Permission
from cases.base import clock
from cases.watch.clocks import hours_since
from cases.watch.models import DetentionBody
from cases.watch.queries import detentions

_SEEN = "detained_since"


def detained(request: HttpRequest) -> dict[str, Any]:
    """Give templates `detained`: code, address and hours of each.

    Since when is sealed; it is opened once for each session, which is sealed itself.
    """
    actor = getattr(request, "actor", None)
    if actor is None or actor.membership is None or not actor.can(Permission.CASE_DETAINED):
        return {}
    rows = list(detentions(actor))
    if not rows:
        return {}
    seen: dict[str, str] = request.session.get(_SEEN, {})
    new = [row for row in rows if str(row.pk) not in seen]
    bodies: list[DetentionBody] = vault.open_many([row.body for row in new], by=actor, why="banner")
    if new:
        seen |= {str(row.pk): body.since.isoformat() for row, body in zip(new, bodies, strict=True)}
        request.session[_SEEN] = seen
    now = clock.now()
    return {
        "detained": [
            {
                "code": row.case.code,
                "url": reverse("watch:detained", args=[row.case.code]),
                "hours": hours_since(datetime.fromisoformat(seen[str(row.pk)]), now),
            }
            for row in rows
        ]
    }
