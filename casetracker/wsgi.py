"""The application as gunicorn loads it."""

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

from cases.base.records import build_decoders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casetracker.settings")

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_BOUNDARY: Final = re.compile(r';\s*boundary=("?)[^\s;"]{1,100}\1')

_django = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # imports every page, and with it every record, before there are threads
build_decoders()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Serve a request. Whether it came over https is a setting, so no header that a client can send is believed."""
    environ["wsgi.url_scheme"] = "https" if settings.SECURE else "http"
    environ["CONTENT_TYPE"] = _readable(environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)


def _readable(declared: str) -> str:
    """Reduce a content type to what forms need. Above all no charset: a client could name any of Python's codecs.

    Some of those raise on every text, and Django asks them before it can answer with a page of ours.
    """
    kind = declared.partition(";")[0].strip().lower()
    if kind not in _FORMS:
        return ""
    boundary = _BOUNDARY.search(declared)
    return kind + boundary[0] if boundary else kind


def refuse_mixed_data() -> None:
    """Refuse a demonstration on real teams, and real use on a demonstration, whose passphrase everybody knows."""
    mixed = apps.get_model("cases", "Team").objects.exclude(is_demo=settings.DEMO).exists()
    connection.close()  # it must not cross the fork
    if mixed:
        holds, mode = ("real teams", "on") if settings.DEMO else ("the demonstration", "off")
        sys.exit(f"DEMO is {mode}, but this database holds {holds}. Use another database; nothing was changed.")
