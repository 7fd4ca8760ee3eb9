"""The application as gunicorn loads it."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casetracker.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Serve a request. Whether it came over https is a setting, so no header that a client can send is believed."""
    environ["wsgi.url_scheme"] = "https" if settings.SECURE else "http"
    return _django(environ, start_response)
