"""Assessments, sealed and immutable; and their clear projection: bands by week, and the next review day."""

import uuid

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

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
    little_known = models.BooleanField(_("little known"))

    class Meta:
        db_table = "risk_standing"
        verbose_name = _("risk now")
        verbose_name_plural = _("risk now")
        indexes = (models.Index(fields=["team", "review_on"], name="standing_by_review"),)

    def __str__(self) -> str:
        return str(self.case_id)


class Step(models.Model):
    """The worst band of a case over a range of weeks. `starts_on` is a Monday; `ends_on` is excluded."""

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
            models.Index(fields=["case", "starts_on"], name="step_of_case"),
        )

    def __str__(self) -> str:
        return self.band
