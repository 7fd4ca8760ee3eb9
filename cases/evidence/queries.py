"""Reading files and testimony, always below a case that is in scope."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.http import Http404

from cases import vault
from cases.access.actor import Actor
from cases.base.verdict import Verdict
from cases.evidence import rules
from cases.evidence.consent import State, state_of
from cases.evidence.models import CaseFile, Chunk, FileBody, Testimony, TestimonyBody
from cases.evidence.words import KINDS, STATES, TONES, TYPES
from cases.keys.stream import opened
from cases.people.models import Case


@dataclass(frozen=True, slots=True)
class Room:
    """How much of its room a case has taken."""

    files: int
    chunks: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with what is known of it."""

    row: CaseFile
    body: FileBody

    @property
    def kind(self) -> str:
        """What it shows, in words; nothing when nobody said."""
        kind = self.body.details.kind
        return str(KINDS[kind]) if kind else ""

    @property
    def type(self) -> str:
        """Its type by content."""
        return TYPES[self.body.mime]

    @property
    def digest(self) -> str:
        """The SHA-256 of the file as it came, as people compare it."""
        return self.body.digest.hex()


@dataclass(frozen=True, slots=True)
class TestimonyRow:
    """A testimony with where it stands."""

    row: Testimony
    body: TestimonyBody

    @property
    def state(self) -> State:
        """Where it stands."""
        return state_of(self.body.details)

    @property
    def is_still_public(self) -> bool:
        """Whether it has to come down."""
        return self.state is State.STILL_PUBLIC

    @property
    def words(self) -> str:
        """The same in words."""
        return str(STATES[self.state])

    @property
    def tone(self) -> str:
        """How loud that is said."""
        return TONES[self.state]


def room_of(case: Case) -> Room:
    """Count what the files of a case take."""
    return Room(**case.files.aggregate(files=Count("pk", distinct=True), chunks=Count("chunks")))


def room_left(case: Case, more: int = 1) -> Verdict:
    """Tell whether the case has room for one more file of so many chunks."""
    room = room_of(case)
    return rules.has_room(room.files, room.chunks, more)


def load_file(case: Case, pk: uuid.UUID, *, by: Actor, why: str) -> FileRow:
    """Return a file of the case; one of another case is not there."""
    row = CaseFile.objects.filter(case=case, pk=pk).first()
    if row is None:
        raise Http404
    row.case = case
    return FileRow(row, vault.open(row.body, by=by, why=why))


def load_testimony(case: Case, pk: uuid.UUID, *, by: Actor, why: str) -> tuple[TestimonyRow, list[FileRow]]:
    """Return a testimony of the case, and the files it could be in."""
    row = Testimony.objects.filter(case=case, pk=pk).first()
    if row is None:
        raise Http404
    row.case = case
    files, testimonies = _opened([row], list(CaseFile.objects.filter(case=case)), by=by, why=why)
    return testimonies[0], files


def evidence_of(case: Case, *, by: Actor, why: str) -> tuple[list[FileRow], list[TestimonyRow]]:
    """Return the files and testimonies of a case, the newest first."""
    return _opened(list(Testimony.objects.filter(case=case)), list(CaseFile.objects.filter(case=case)), by=by, why=why)


def _opened(
    testimonies: list[Testimony], files: list[CaseFile], *, by: Actor, why: str
) -> tuple[list[FileRow], list[TestimonyRow]]:
    sealed = [*(row.body for row in files), *(row.body for row in testimonies)]
    bodies = vault.open_many(sealed, by=by, why=why)
    shown = [FileRow(row, body) for row, body in zip(files, bodies, strict=False)]
    told = [TestimonyRow(row, body) for row, body in zip(testimonies, bodies[len(files) :], strict=True)]
    return sorted(shown, key=_added, reverse=True), sorted(told, key=_added, reverse=True)


def _added(one: FileRow | TestimonyRow) -> datetime:
    return one.body.added_at


def content_of(file: FileRow) -> Iterator[bytes]:
    """Open a file chunk by chunk; raise `Tampered` when one is not what was sealed in its place."""
    return opened(file.body.key, file.body.header, _chunks(file.row))


def _chunks(row: CaseFile) -> Iterator[bytes]:
    """Fetch one after the other: a file is never whole in memory."""
    number = 0
    while (body := Chunk.objects.filter(file=row, number=number).values_list("body", flat=True).first()) is not None:
        yield bytes(body)
        number += 1
