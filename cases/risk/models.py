"""Assessments, sealed and immutable; their clear projection by weeks; and what they rest on beside the case."""

import uuid

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cases import vault
from cases.risk.score import Assessment as AssessmentRecord


class BandChoice(models.TextChoices):
    """The bands, worded for people."""

    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Assessment(models.Model):
    """One assessment of a case; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="assessments", verbose_name=_("case"))
    number = models.PositiveIntegerField(_("number"))
    body = vault.SealedField(AssessmentRecord, step=512)

    class Meta:
        db_table = "risk_assessment"
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="assessment_numbered"),)
        triggers = (pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.number)


class Standing(models.Model):
    """Where a case stands: its newest assessment, the day of the next review, and what the assessment was made with."""

    case = models.OneToOneField(
        "cases.Case", models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("case")
    )
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    review_on = models.DateField(_("next review"))
    factors_version = models.PositiveIntegerField(_("version of the factors"))
    basis = models.PositiveIntegerField(default=0)
    little_known = models.BooleanField(_("little known"))
    reviewed_band = models.CharField(_("band at the last review"), max_length=8, choices=BandChoice, blank=True)

    class Meta:
        db_table = "risk_standing"
        verbose_name = _("risk now")
        verbose_name_plural = _("risk now")
        indexes = (models.Index(fields=["team", "review_on", "case"], name="standing_by_review"),)

    def __str__(self) -> str:
        return str(self.case_id)


class Step(models.Model):
    """The worst band of a case over a range of weeks (see `steps.coarsened`). `ends_on` is excluded."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="steps")
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    band = models.CharField(_("band"), max_length=8, choices=BandChoice)
    rank = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "risk_step"
        indexes = (
            models.Index(
                fields=["team", "-rank", "case"], include=["starts_on", "ends_on", "band"], name="step_by_rank"
            ),
            models.Index(fields=["case", "starts_on"], include=["ends_on", "band", "rank"], name="step_of_case"),
        )

    def __str__(self) -> str:
        return self.band


class Incident(models.Model):
    """Something that happened to others in a place, as published: it raises the cases there until it fades."""

    class Kind(models.TextChoices):
        SEIZURE = "seizure", _("Somebody was seized")
        RAID = "raid", _("Raid or document checks")
        HAND_OVER = "hand_over", _("Somebody was handed over to Russia")

    class ActedBy(models.TextChoices):
        HOST_POLICE = "host_police", _("police of the country")
        RUSSIAN_MILITARY_POLICE = "russian_military_police", _("Russian military police")
        BOTH = "both", _("both together")
        UNKNOWN = "unknown", _("not known")

    class Sure(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by two sources")
        ONE_SOURCE = "one_source", _("one source")
        UNVERIFIED = "unverified", _("not verified")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="incidents")
    country = CountryField(_("country"))
    town = models.CharField(_("town"), max_length=80, blank=True)
    day = models.DateField(_("day"))
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind)
    acted = models.CharField(_("who acted"), max_length=24, choices=ActedBy)
    sure = models.CharField(_("how sure"), max_length=12, choices=Sure)
    source = models.CharField(_("source"), max_length=300)
    note = models.CharField(_("what is known"), max_length=1000, blank=True)
    withdrawn = models.BooleanField(default=False, editable=False)

    class Meta:
        db_table = "risk_incident"
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = (models.Index(fields=["team", "country", "-day"], name="incident_by_place"),)

    def __str__(self) -> str:
        return f"{self.country.code} {self.day}"


class Basis(models.Model):
    """How often what assessments rest on has changed for a team: in one country, or everywhere when `country` is empty.

    A case whose standing was made with a smaller sum of the two waits for a new assessment.
    """

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey("cases.Team", models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "risk_basis"
        constraints = (models.UniqueConstraint(fields=["team", "country"], name="basis_once"),)

    def __str__(self) -> str:
        return f"{self.country} {self.version}"


class TeamFactors(models.Model):
    """A team's own weights for some factors: proposed by one member as a file, in force once another has agreed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        IN_FORCE = "in_force", _("in force")
        PAST = "past", _("no longer in force")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.CASCADE, related_name="factors")
    number = models.PositiveIntegerField()
    points = models.JSONField(_("points"))  # by id of the factor; what is not named keeps the published points
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("cases.User", models.SET_NULL, null=True, related_name="+")
    proposed_on = models.DateField(_("proposed on"))
    decided_by = models.ForeignKey("cases.User", models.SET_NULL, null=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True)

    class Meta:
        db_table = "risk_team_factors"
        verbose_name = _("weights of a team")
        verbose_name_plural = _("weights of a team")
        constraints = (
            models.UniqueConstraint(fields=["team", "number"], name="team_factors_numbered"),
            models.UniqueConstraint(
                fields=["team"], name="team_factors_one_in_force", condition=models.Q(state="in_force")
            ),
            models.UniqueConstraint(
                fields=["team"], name="team_factors_one_proposed", condition=models.Q(state="proposed")
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
