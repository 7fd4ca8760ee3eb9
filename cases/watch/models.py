"""Reviews, and detentions with their checklist."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import msgspec
import pgtrigger
from django.db import models

from cases import vault


class Outcome(StrEnum):
    """How a detention ended."""

    RELEASED = "released"
    HANDED_OVER = "handed_over"
    MISTAKE = "mistake"  # it never was one


class ReviewBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named person looked at the risk and stands by it; coordinators' reviews carry a signature."""

    on: date
    by: str
    band: str
    next_on: date
    note: str = ""
    signature: bytes = b""


class ChecklistTick(msgspec.Struct, frozen=True):
    """One item of the detention checklist that was done, when and by whom."""

    item: str
    at: datetime
    by: str


class DetentionBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A detention: since when, where, who acted, what was done, and how it ended."""

    since: datetime
    reported_at: datetime
    reported_by: str
    country: str
    place: str = ""
    actor: str = ""  # host police, Russian military police, both
    note: str = ""
    ticks: tuple[ChecklistTick, ...] = ()
    outcome: str = ""
    ended_at: datetime | None = None


class LoweringBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """Two people agree that a case is critical no more: the first says why and signs, the second agrees or not."""

    asked_on: date
    asked_by: str
    reason: str
    band: str  # the band the facts give now, to which it would fall
    assessment: int  # the number of the assessment they speak of
    signature: bytes = b""
    answered_on: date | None = None
    answered_by: str = ""
    agreed: bool | None = None
    answer: str = ""
    second_signature: bytes = b""


class Review(models.Model):
    """One review of a case's risk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="reviews")
    number = models.PositiveIntegerField()
    body = vault.SealedField(ReviewBody, step=256)

    class Meta:
        db_table = "watch_review"
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="review_numbered"),)
        triggers = (pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.number)


class Detention(models.Model):
    """One detention of a person. `ended` stands in clear: it puts the case on top of everyone's page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="detentions")
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    ended = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    body = vault.SealedField(DetentionBody, step=512)

    class Meta:
        db_table = "watch_detention"
        constraints = (
            models.UniqueConstraint(fields=["case"], name="detention_one_open", condition=models.Q(ended=False)),
        )
        indexes = (models.Index(fields=["team"], name="detention_open", condition=models.Q(ended=False)),)

    def __str__(self) -> str:
        return str(self.id)


class Lowering(models.Model):
    """One request to let a case fall from critical. `settled` stands in clear: it asks colleagues for an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="lowerings")
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    settled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    body = vault.SealedField(LoweringBody, step=512)

    class Meta:
        db_table = "watch_lowering"
        constraints = (
            models.UniqueConstraint(fields=["case"], name="lowering_one_open", condition=models.Q(settled=False)),
        )
        indexes = (models.Index(fields=["team"], name="lowering_open", condition=models.Q(settled=False)),)

    def __str__(self) -> str:
        return str(self.id)
