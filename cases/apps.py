"""The one app of the project."""

import logging
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _

from cases.countries import catalogue as countries

_log = logging.getLogger(__name__)


class CasesConfig(AppConfig):
    """Cases in vertical slices; see docs/ARCHITECTURE.md."""

    name = "cases"
    verbose_name = _("Cases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the country profiles before anybody is served. A wrong file is named with its line and the reason.

        Without a good copy of it the application does not start.
        """
        for wrong in countries.shelf().refused:
            _log.error("%s. The last good copy of this file serves until it is corrected.", wrong)
        try:
            countries.keep(countries.PROFILES, countries.KEPT)
        except OSError:
            _log.debug("no copy of the country profiles is kept: the folder cannot be written")
        countries.default_steps()
        register(_profiles_are_good)


def _profiles_are_good(**_asked: Any) -> list[CheckMessage]:
    """Let every command that checks first, `migrate` among them, stop at a wrong file before anything is replaced."""
    return [Error(wrong, id="cases.E001") for wrong in countries.shelf().refused]
