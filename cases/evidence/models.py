"""Files and testimony of a case. What they are is sealed in their rows, what is in a file in chunks beside it."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import msgspec
from django.db import models

from cases import vault
from cases.base.dates import PartialDate


class FileKind(StrEnum):
    """What a file shows."""

    INTERNAL_PASSPORT = "internal_passport"
    TRAVEL_PASSPORT = "travel_passport"
    MILITARY_ID = "military_id"
    SUMMONS = "summons"
    ORDER = "order"
    COURT_PAPER = "court_paper"
    MEDICAL = "medical"
    PHOTO = "photo"
    OTHER = "other"


class FileDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a lawyer asks about a document; None is not known."""

    kind: FileKind | None = None
    issuer: str = ""
    day: PartialDate | None = None
    is_original: bool | None = None
    is_translated: bool | None = None
    holder: str = ""
    note: str = ""


class FileBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file is: what opens its chunks, its type by content, and its details.

    `digest` is the SHA-256 of the file as it came; `as_it_came` says that it was kept so, with all that is in it.
    """

    key: bytes
    header: bytes
    name: str
    mime: str
    size: int
    digest: bytes
    added_at: datetime
    added_on: date
    added_by: str
    as_it_came: bool = False
    details: FileDetails = FileDetails()


class CaseFile(models.Model):
    """One sealed file of a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="files")
    version = models.PositiveIntegerField(default=1, editable=False)
    body = vault.SealedField(FileBody, step=512, metered=True)

    class Meta:
        db_table = "evidence_file"

    def __str__(self) -> str:
        return str(self.id)


class Chunk(models.Model):
    """One piece of a file, in the order of its stream; all but the last have the same length."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(CaseFile, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "evidence_chunk"
        constraints = (models.UniqueConstraint(fields=["file", "number"], name="chunk_numbered"),)

    def __str__(self) -> str:
        return str(self.number)


class TestimonyDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody tells publicly and what they agreed to. They say it under `link` or in `file`, a file's id."""

    title: str
    link: str = ""
    file: str = ""
    face_shown: bool | None = None
    name_shown: bool | None = None
    may_publish: bool | None = None
    consent_on: PartialDate | None = None
    withdrawn_on: PartialDate | None = None
    published_at: str = ""
    published_on: PartialDate | None = None
    taken_down_on: PartialDate | None = None
    note: str = ""


class TestimonyBody(msgspec.Struct, frozen=True):
    """A testimony, and who recorded it when."""

    added_at: datetime
    added_on: date
    added_by: str
    details: TestimonyDetails


class Testimony(models.Model):
    """A video or text in which the person speaks, for example about why they left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="testimonies")
    version = models.PositiveIntegerField(default=1, editable=False)
    body = vault.SealedField(TestimonyBody, step=512, metered=True)

    class Meta:
        db_table = "evidence_testimony"

    def __str__(self) -> str:
        return str(self.id)
