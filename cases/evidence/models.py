"""Files and testimony of a case. What they are is sealed in their rows, what is in a file in chunks beside it."""

import uuid
from datetime import date

import msgspec
from django.db import models

from cases import vault
from cases.base.dates import PartialDate


class FileBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file is: the key of its chunks, its type by content, and what a lawyer asks about a document."""

    key: bytes
    name: str
    mime: str
    size: int
    added_on: date
    added_by: str
    kind: str = ""
    issuer: str = ""
    day: PartialDate | None = None
    is_original: bool | None = None
    is_translated: bool | None = None
    holder: str = ""
    note: str = ""


class CaseFile(models.Model):
    """One sealed file of a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="files")
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


class TestimonyBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody tells publicly, and what they agreed to."""

    title: str
    added_on: date
    added_by: str
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
