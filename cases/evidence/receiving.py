"""Takes a file as it arrives: looks at what it is, has it written anew, and seals it piece by piece."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cases.evidence.filetypes import HEAD, TAIL, FileType, Refusal, fault_of_pdf, recognise
from cases.evidence.rewriter import Outcome
from cases.evidence.sandbox import Sandbox
from cases.keys.stream import Sealer

LARGEST: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """A sealed file and what opens it. `digest` is that of the file as it came, `as_it_came` that it is the same."""

    kind: FileType
    stream: Sealer
    digest: bytes
    as_it_came: bool

    @property
    def size(self) -> int:
        """How long the file is."""
        return self.stream.size


class Receiver:
    """Takes one file, and refuses it at the first reason to."""

    def __init__(self) -> None:
        self._size = 0
        self._digest = hashlib.sha256()
        self._head = bytearray()
        self._tail = b""
        self._way: _Way | None = None
        self._refusal: Refusal | None = None

    def take(self, piece: bytes) -> None:
        """Take the next piece; after a refusal it goes nowhere."""
        self._size += len(piece)
        if self._size > LARGEST:
            self._refuse(Refusal.TOO_LARGE)
        if self._refusal is not None:
            return
        self._digest.update(piece)
        self._tail = (self._tail + piece)[-TAIL:]
        if self._way is not None:
            self._way.take(piece)
            return
        self._head += piece
        if len(self._head) >= HEAD:
            self._begin()

    def finish(self) -> Received | Refusal:
        """Say that this was all."""
        if self._way is None and self._refusal is None:
            self._begin()
        if self._way is None:
            return self._refusal or Refusal.EMPTY
        try:
            return self._way.finish(bytes(self._head[:HEAD]), self._tail, self._digest.digest())
        finally:
            self.close()

    def close(self) -> None:
        """Let go of a file that is done with, or will not come to its end."""
        if self._way is not None:
            self._way.sandbox.close()
            self._way = None

    def _begin(self) -> None:
        """Decide by its first bytes what it is."""
        kind = recognise(bytes(self._head)) if self._head else Refusal.EMPTY
        if isinstance(kind, Refusal):
            self._refuse(kind)
        else:
            self._way = _Way(kind)
            self._way.take(bytes(self._head))

    def _refuse(self, refusal: Refusal) -> None:
        self._refusal = self._refusal or refusal
        self.close()


class _Way:
    """A file of a known type on its way. A picture is written anew or refused.

    A PDF that cannot be written anew is kept as it came; so it is sealed twice, as it comes and as it is written.
    """

    def __init__(self, kind: FileType) -> None:
        self.sandbox = Sandbox(kind)
        self._as_it_comes = Sealer() if kind is FileType.PDF else None

    def take(self, piece: bytes) -> None:
        self.sandbox.write(piece)
        if self._as_it_comes is not None:
            self._as_it_comes.write(piece)

    def finish(self, head: bytes, tail: bytes, digest: bytes) -> Received | Refusal:
        if self._as_it_comes is not None and (fault := fault_of_pdf(head, tail)):
            return fault
        anew, first = Sealer(), b""
        for piece in self.sandbox.result():
            first = first or piece[:HEAD]
            anew.write(piece)
        kind = recognise(first)
        if self.sandbox.outcome is Outcome.WRITTEN and isinstance(kind, FileType):
            anew.finish()
            return Received(kind, anew, digest, as_it_came=False)
        if self._as_it_comes is not None:
            self._as_it_comes.finish()
            return Received(FileType.PDF, self._as_it_comes, digest, as_it_came=True)
        return Refusal.TOO_MANY_PIXELS if self.sandbox.outcome is Outcome.TOO_MANY_PIXELS else Refusal.BROKEN


def receive(pieces: Iterable[bytes]) -> Received | Refusal:
    """Take a whole file that is already here."""
    receiver = Receiver()
    for piece in pieces:
        receiver.take(piece)
    return receiver.finish()
