"""What a page shows once: a link or a paper key waits in the sealed session, and is stored nowhere else."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from cases.access.accounts import INVITE_HOURS
from cases.access.models import Team
from cases.access.paperkey import is_current

_LINK: Final = "link_once"
_PAPER: Final = "paper_key_once"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, how long it works, and whether it leads to new keys for somebody who is inside already."""

    url: str
    hours: int
    renews: bool


def keep_link(request: HttpRequest, token: str, *, hours: int = INVITE_HOURS, renews: bool = False) -> None:
    """Have the next page show a link."""
    path = reverse("team:renew" if renews else "access:join", args=[token])
    request.session[_LINK] = (request.build_absolute_uri(path), hours, renews)


def take_link(request: HttpRequest) -> Link | None:
    """Return the link that waits; the next page has none."""
    kept = request.session.pop(_LINK, None)
    return Link(*kept) if kept else None


def keep_paper(request: HttpRequest, written: str) -> None:
    """Have a page show a paper key until it is on paper: lines break."""
    request.session[_PAPER] = written


def see_paper(request: HttpRequest, team: Team) -> str | None:
    """Return the paper key that waits, unless another one was made since."""
    kept: str | None = request.session.get(_PAPER)
    return kept if kept and is_current(kept, team) else None


def drop_paper(request: HttpRequest) -> None:
    """It is on paper."""
    request.session.pop(_PAPER, None)
