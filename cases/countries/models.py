"""What a team knows about a country beyond the profile that ships: public facts, with their sources."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class TeamValue(models.Model):
    """A team's own, newer value of one field of a country's profile. Rows are never changed, only withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    country = CountryField(_("country"))
    field = models.CharField(max_length=40)
    value = models.JSONField()
    valid_from = models.DateField(_("holds from"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), blank=True)
    source_day = models.DateField(_("day of the source"))
    recorded_on = models.DateField(editable=False)
    recorded_by = models.ForeignKey("cases.User", models.SET_NULL, null=True, related_name="+", editable=False)
    withdrawn = models.BooleanField(default=False, editable=False)

    class Meta:
        db_table = "countries_team_value"
        indexes = (models.Index(fields=["team", "country"], name="team_value_by_country"),)

    def __str__(self) -> str:
        return f"{self.country.code} {self.field}"
