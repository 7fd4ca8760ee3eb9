"""Cases: a few clear columns to list, filter and count by; everything about the person is sealed."""

import uuid
from functools import cache
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cases import vault
from cases.access.actor import Actor
from cases.access.scope import visible_to, within_reach
from cases.people.dossier import Card, Dossier


class Category(models.TextChoices):
    """Which group of people the case belongs to."""

    DESERTER = "deserter", _("Deserter")
    ABSENT = "absent", _("Absent without leave")
    EVADER = "evader", _("Draft evader")
    REFUSER = "refuser", _("Refused to fight")
    OBJECTOR = "objector", _("Conscientious objector")
    RELATIVE = "relative", _("Family member")
    OTHER = "other", _("Other")


class Stage(models.TextChoices):
    """Where our work on the case stands."""

    NEW = "new", _("New")
    ACTIVE = "active", _("Active")
    TRAVELLING = "travelling", _("On the way")
    SAFE = "safe", _("In safety")
    CLOSED = "closed", _("Closed")


OPEN_STAGES = (Stage.NEW, Stage.ACTIVE, Stage.TRAVELLING)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases come from here, scoped; nothing else reads the table for pages."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor may see."""
        return self.filter(visible_to(actor))

    def within_reach(self, actor: Actor) -> Self:
        """Keep what the actor may open, cases that another team shares with theirs included."""
        return self.filter(within_reach(actor))

    def open(self) -> Self:
        """Keep cases that are being worked on."""
        return self.filter(stage__in=OPEN_STAGES)


class Case(models.Model):
    """One person's case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="cases", verbose_name=_("team"))
    code = models.CharField(_("code"), max_length=7, unique=True, editable=False)
    category = models.CharField(_("category"), max_length=10, choices=Category)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.NEW)
    country = CountryField(_("current country"))
    assignee = models.ForeignKey(
        "cases.User", models.SET_NULL, null=True, blank=True, related_name="assigned_cases", verbose_name=_("assignee")
    )
    restricted = models.BooleanField(_("restricted"), default=False)
    week_created = models.DateField(_("week logged"), editable=False)
    quiet_from = models.DateField(_("silent from the week of"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    card = vault.SealedField(Card, holder=vault.Holder.TEAM, step=256)
    dossier = vault.SealedField(Dossier, step=1024, metered=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "people_case"
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = (
            models.Index(fields=["team", "-week_created", "code"], name="case_by_week"),
            models.Index(fields=["team", "code"], name="case_by_code"),
            models.Index(fields=["team", "country", "stage"], include=["id", "restricted"], name="case_by_country"),
            models.Index(fields=["team", "assignee", "stage"], name="case_by_assignee"),
            models.Index(fields=["team", "quiet_from"], name="case_by_silence"),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Return the page of the case; the code is random and says nothing."""
        return f"/cases/{self.code}/"

    def get_category_display(self) -> str:  # type: ignore[no-redef]
        """Return the category in words; Django's own way hashes every word it could be, on each row of a list."""
        return _word(Category, self.category, get_language())

    def get_stage_display(self) -> str:  # type: ignore[no-redef]
        """Return the stage in words."""
        return _word(Stage, self.stage, get_language())


@cache
def _word(choices: type[models.TextChoices], value: str, _language: str | None) -> str:
    return str(choices(value).label)
