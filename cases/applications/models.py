"""Visa and refugee applications, their moves and deadlines."""

import uuid
from datetime import date, datetime

import msgspec
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import vault
from cases.applications.repetition import Rhythm
from cases.applications.work import Details, Paper
from cases.base.dates import PartialDate


class ApplicationBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What we know of an application beyond its stage."""

    details: Details = Details()
    regime: str = ""  # the law it was opened under, which it keeps
    last_on: PartialDate | None = None  # day of the last move
    events: dict[str, PartialDate] = {}  # event id -> day it last happened, which deadlines count from
    refusals: tuple[str, ...] = ()  # reasons of the refusals so far, which are counted
    follows: uuid.UUID | None = None  # the application it appeals, or goes on from
    family: tuple[str, ...] = ()  # who of the dossier's relatives is on it
    papers: tuple[Paper, ...] = ()
    vetting: vault.LeadBox | None = None  # only coordinators open it


class DateBefore(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a deadline stood before a move gave it another day, and which day it then had."""

    key: uuid.UUID
    then: date | None = None
    due_on: date | None = None
    counted_from: PartialDate | None = None
    latest: date | None = None
    firmness: str = ""
    confirmed_by: str = ""
    confirmed_on: date | None = None
    paused_on: date | None = None
    held: date | None = None


class Trace(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a move changed beside the stage, so that it can be taken back."""

    opened: tuple[uuid.UUID, ...] = ()
    closed: tuple[uuid.UUID, ...] = ()
    changed: tuple[DateBefore, ...] = ()
    events: dict[str, PartialDate | None] = {}  # the days it replaced
    last_on: PartialDate | None = None
    refusals: tuple[str, ...] = ()


class MoveBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of an application: from where to where, on which day, who told us. A note stays where it is."""

    kind: str  # the name of the procedure's move, or "correction", or "note"
    source: str
    target: str
    on: PartialDate
    told_by: str
    at: datetime
    by: str
    note: str = ""
    postmark: bool = False  # the day is that of the letter
    refusal: str = ""  # its reason, when the move is a refusal
    trace: Trace | None = None
    undoes: tuple[int, ...] = ()  # numbers of the moves it takes back


class EarlierDay(msgspec.Struct, frozen=True):
    """A day a deadline had before it was moved, and why it moved."""

    day: date
    reason: str
    by: str
    at: datetime


class Closure(msgspec.Struct, frozen=True):
    """How a deadline had ended before it was opened again."""

    outcome: str
    reason: str
    on: date | None
    by: str


class DeadlineBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a deadline is: a rule of a procedure, or a date a person wrote down."""

    kind: str  # see work.DateKind
    text: str = ""
    usual: str = ""  # id in usualtasks.toml, whose words it has
    rhythm: Rhythm | None = None  # when it comes again after it was met
    rule: str = ""  # deadline id in the procedure's file
    counted_from: PartialDate | None = None
    latest: date | None = None  # the latest day the law may allow, where that is open
    firmness: str = ""  # see daterules.Firmness
    confirmed_by: str = ""
    confirmed_on: date | None = None
    paused_on: date | None = None
    held: date | None = None  # while paused: the day it was due
    earlier: tuple[EarlierDay, ...] = ()
    outcome: str = ""  # met, ended (no longer applies), waived
    outcome_reason: str = ""
    outcome_on: date | None = None
    outcome_by: str = ""
    reopened: tuple[Closure, ...] = ()


class Application(models.Model):
    """One application of one case under one procedure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="applications", verbose_name=_("case"))
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    destination = models.CharField(_("destination"), max_length=8)
    procedure = models.CharField(_("procedure"), max_length=40)
    stage = models.CharField(_("stage"), max_length=40)
    closed = models.BooleanField(_("closed"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    week_opened = models.DateField(_("week opened"), editable=False)
    body = vault.SealedField(ApplicationBody, step=256)

    class Meta:
        db_table = "applications_application"
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = (
            models.Index(fields=["team", "-week_opened", "id"], name="application_by_week"),
            models.Index(fields=["team", "destination", "procedure", "stage"], name="application_by_stage"),
        )

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return f"/applications/{self.id}/"


class Move(models.Model):
    """One move, immutable; a mistake is mended by a further move."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    body = vault.SealedField(MoveBody, step=256)

    class Meta:
        db_table = "applications_move"
        constraints = (models.UniqueConstraint(fields=["application", "number"], name="move_numbered"),)
        triggers = (pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.number)


class Deadline(models.Model):
    """A day by which something must be done, for an application or for the case.

    Without an assignee it is for whoever has the case; without a day it is paused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="deadlines", verbose_name=_("case"))
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="deadlines")
    due_on = models.DateField(_("due"), null=True)
    assignee = models.ForeignKey(
        "cases.User", models.SET_NULL, null=True, related_name="deadlines", verbose_name=_("assignee")
    )
    done = models.BooleanField(_("done"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    body = vault.SealedField(DeadlineBody, step=256)

    class Meta:
        db_table = "applications_deadline"
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = (
            models.Index(fields=["team", "due_on", "id"], name="deadline_open_by_day", condition=models.Q(done=False)),
            models.Index(fields=["assignee", "due_on"], name="deadline_open_of_user", condition=models.Q(done=False)),
        )

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return f"/deadlines/{self.id}/"


class Programme(models.Model):
    """What a team knows of a procedure's doors: open, frozen or closed since a day. The newest row holds."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FROZEN = "frozen", _("frozen")
        CLOSED = "closed", _("closed for good")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.CASCADE, related_name="+")
    procedure = models.CharField(_("procedure"), max_length=40)
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=6, choices=State)
    since = models.DateField(_("since"))
    source = models.CharField(_("source"), max_length=300)
    note = models.CharField(_("what is known"), max_length=1000, blank=True)
    recorded_on = models.DateField(_("recorded on"))

    class Meta:
        db_table = "applications_programme"
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = (models.UniqueConstraint(fields=["team", "procedure", "number"], name="programme_numbered"),)

    def __str__(self) -> str:
        return f"{self.procedure} {self.state}"


class RefusalCount(models.Model):
    """How many refusals of one kind a team has seen from one destination; which cases is sealed."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey("cases.Team", models.CASCADE, related_name="+")
    destination = models.CharField(_("destination"), max_length=8)
    reason = models.CharField(_("reason"), max_length=12)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "applications_refusal_count"
        constraints = (models.UniqueConstraint(fields=["team", "destination", "reason"], name="refusal_count_once"),)

    def __str__(self) -> str:
        return f"{self.destination} {self.reason}"


class ReferralItemBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case of a collective referral: what was gathered for it, and what the authority answered."""

    have: tuple[str, ...] = ()  # ids of the points of the checklist that are done
    note: str = ""
    submitted_on: date | None = None
    result: str = ""
    result_on: PartialDate | None = None
    by: str = ""


class Referral(models.Model):
    """Several consenting cases submitted to one authority together."""

    class State(models.TextChoices):
        GATHERING = "gathering", _("being put together")
        SUBMITTED = "submitted", _("submitted")
        OVER = "over", _("over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    procedure = models.CharField(_("procedure"), max_length=40)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.GATHERING)
    week = models.DateField(_("week of submission"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        db_table = "applications_referral"
        verbose_name = _("collective referral")
        verbose_name_plural = _("collective referrals")
        indexes = (models.Index(fields=["team", "state"], name="referral_by_state"),)

    def __str__(self) -> str:
        return str(self.id)


class ReferralItem(models.Model):
    """One case in a collective referral, with the application that came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="referral_items")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, models.SET_NULL, null=True, related_name="referral_items")
    version = models.PositiveIntegerField(default=1, editable=False)
    body = vault.SealedField(ReferralItemBody, step=256)

    class Meta:
        db_table = "applications_referral_item"
        constraints = (models.UniqueConstraint(fields=["referral", "case"], name="referral_item_once"),)

    def __str__(self) -> str:
        return str(self.id)
