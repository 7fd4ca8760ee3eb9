"""A page that grows while long work is done: no script, a line for each part, which is committed before it is shown.

Closing the browser pauses the work: the next line finds nobody to read it, and what follows it does not happen. The
view stands outside a transaction of its own (`transaction.non_atomic_requests`), and each step has one.
"""

import logging
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cases.base.verdict import Refused

_LINES: Final = "<!-- lines -->"
_log = logging.getLogger(__name__)

Steps = Generator[str, None, None]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page that only looked ahead asks for at its end: the form is posted to the same address again."""

    fields: Mapping[str, str]  # hidden
    label: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around the lines: title and introduction, what to say at the end, and where to go from there.

    With `ask` nothing is done yet: the lines say what would happen, and a button does it.
    """

    title: str
    intro: str
    done: str
    back: str
    label: str
    ask: Ask | None = None


def stream(request: HttpRequest, steps: Steps, page: Page) -> StreamingHttpResponse:
    """Answer with the page, and a line for whatever `steps` yields.

    `Refused` and `PermissionDenied` from a step stop the work, and the page says why: its status was sent long before.
    """
    drawn = render_to_string("layouts/progress.html", {"title": page.title, "page": page}, request=request)
    head, tail = drawn.split(_LINES)
    token = get_token(request) if page.ask else ""
    language = translation.get_language() or "en"
    return StreamingHttpResponse(_grow(steps, page, around=(head, tail), language=language, token=token))


def _grow(steps: Steps, page: Page, *, around: tuple[str, str], language: str, token: str) -> Iterator[str]:
    head, tail = around
    translation.activate(language)
    yield head
    stopped = ""
    try:
        with closing(steps):
            for line in steps:
                yield format_html("<li>{}</li>\n", line)
    except Refused as refusal:
        stopped = str(refusal)
    except PermissionDenied:
        stopped = _("You were logged out, or may not do this any more. Whoever may can go on.")
    except Exception:
        _log.exception("long work stopped")
        stopped = _("Something went wrong on our side. Try to go on; if it stops again, tell whoever keeps the server.")
    end = render_to_string("components/progress_end.html", {"page": page, "stopped": stopped, "csrf_token": token})
    yield tail.replace("<!-- end -->", end)
