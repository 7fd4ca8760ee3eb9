"""What every page needs to draw its frame: the navigation the actor may use, today, whether this is a demonstration."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access.actor import today
from cases.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation."""

    url: str
    label: Promise
    permission: Permission


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one page shows it."""

    url: str
    label: Promise
    current: bool


# In the order of a working day; the paths are those of the site map, which a test holds them to.
PLACES: Final = (
    Place("/", _("My work"), Permission.CASE_VIEW),
    Place("/cases/", _("Cases"), Permission.CASE_VIEW),
    Place("/search/", _("Find"), Permission.CASE_SEARCH),
    Place("/risk/week/", _("This week"), Permission.RISK_LIST),
    Place("/risk/", _("At risk"), Permission.RISK_LIST),
    Place("/applications/", _("Applications"), Permission.APPLICATION_VIEW),
    Place("/deadlines/", _("Deadlines"), Permission.APPLICATION_VIEW),
    Place("/dashboard/", _("Dashboard"), Permission.DASHBOARD_VIEW),
    Place("/countries/", _("Countries"), Permission.COUNTRY_VIEW),
    Place("/team/", _("Team"), Permission.TEAM_VIEW),
    Place("/operator/", _("Teams"), Permission.PLATFORM_MANAGE),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `nav`, `today` and `demo`."""
    actor = getattr(request, "actor", None)
    frame: dict[str, Any] = {"demo": settings.DEMO, "nav": []}
    if actor is not None:
        frame["today"] = today(actor)
        current = _current(request.path)
        frame["nav"] = [
            Item(place.url, place.label, place.url == current) for place in PLACES if actor.can(place.permission)
        ]
    return frame


def _current(path: str) -> str:
    """Return the entry under which a page stands: the longest address it begins with."""
    under = (place.url for place in PLACES if path == place.url or (place.url != "/" and path.startswith(place.url)))
    return max(under, key=len, default="")
