"""Values of a country that a team found newer than ours: public law, with its source, never about a person."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class TeamValue(models.Model):
    """One value of one field of a profile, as one team recorded it. Rows stay: together they are its history."""

    class Confidence(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by two sources")
        ONE_SOURCE = "one_source", _("one source")
        UNVERIFIED = "unverified", _("not verified")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.CASCADE, related_name="country_values")
    country = CountryField(_("country"))
    field = models.CharField(_("value"), max_length=40)
    value = models.JSONField(_("new value"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_day = models.CharField(_("day of the source"), max_length=10)
    source_url = models.CharField(_("address of the source"), max_length=300, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    recorded_on = models.DateField(_("recorded on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)

    class Meta:
        db_table = "countries_team_value"
        verbose_name = _("value of a country")
        verbose_name_plural = _("values of a country")
        indexes = (models.Index(fields=["team", "country", "field"], name="team_value_by_field"),)

    def __str__(self) -> str:
        return f"{self.country.code} {self.field}"
