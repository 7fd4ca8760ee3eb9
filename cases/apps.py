"""The one app of the project."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cases.countries import catalogue as countries


class CasesConfig(AppConfig):
    """Cases in vertical slices; see docs/ARCHITECTURE.md."""

    name = "cases"
    verbose_name = _("Cases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse to start on a country profile that cannot be trusted; the error names the file and the reason."""
        countries.catalogue()
        countries.default_steps()
