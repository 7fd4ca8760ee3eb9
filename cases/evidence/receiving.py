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
    """Takes one file. Pictures are written anew or refused; a PDF that cannot be is kept as it came.

    A PDF is therefore sealed twice on its way, once as it comes and once as it was written anew; one of them is kept.
    """

    def __init__(self) -> None:
        self._size = 0
        self._digest = hashlib.sha256()
        self._head = bytearray()
        self._tail = b""
        self._refusal: Refusal | None = None
        self._kind: FileType | None = None
        self._sandbox: Sandbox | None = None
        self._as_it_comes = Sealer()

    def take(self, piece: bytes) -> None:
        """Take the next piece; after a refusal it goes nowhere."""
        self._size += len(piece)
        if self._size > LARGEST:
            self._refuse(Refusal.TOO_LARGE)
        if self._refusal is not None:
            return
        self._digest.update(piece)
        self._tail = (self._tail + piece)[-TAIL:]
        if self._kind is not None:
            self._pass_on(piece)
            return
        self._head += piece
        if len(self._head) >= HEAD:
            self._begin()

    def finish(self) -> Received | Refusal:
        """Say that this was all."""
        if self._refusal is None and self._kind is None:
            self._begin()
        try:
            return self._refusal or self._written_anew()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of a file that is done with, or will not come to its end."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def _begin(self) -> None:
        """Decide by its first bytes what it is."""
        known = recognise(bytes(self._head)) if self._size else Refusal.EMPTY
        if isinstance(known, Refusal):
            self._refuse(known)
            return
        self._kind, self._sandbox = known, Sandbox(known)
        self._pass_on(bytes(self._head))

    def _pass_on(self, piece: bytes) -> None:
        assert self._sandbox is not None
        self._sandbox.write(piece)
        if self._kind is FileType.PDF:
            self._as_it_comes.write(piece)

    def _written_anew(self) -> Received | Refusal:
        assert self._sandbox is not None
        is_pdf = self._kind is FileType.PDF
        if is_pdf and (fault := fault_of_pdf(bytes(self._head[:HEAD]), self._tail)):
            return fault
        anew, head = Sealer(), b""
        for piece in self._sandbox.result():
            head = head or piece[:HEAD]
            anew.write(piece)
        kind = recognise(head)
        if self._sandbox.outcome is Outcome.WRITTEN and isinstance(kind, FileType):
            anew.finish()
            return Received(kind, anew, self._digest.digest(), as_it_came=False)
        if is_pdf:
            self._as_it_comes.finish()
            return Received(FileType.PDF, self._as_it_comes, self._digest.digest(), as_it_came=True)
        return Refusal.TOO_MANY_PIXELS if self._sandbox.outcome is Outcome.TOO_MANY_PIXELS else Refusal.BROKEN

    def _refuse(self, refusal: Refusal) -> None:
        self._refusal = self._refusal or refusal
        self.close()


def receive(pieces: Iterable[bytes]) -> Received | Refusal:
    """Take a whole file that is already here."""
    receiver = Receiver()
    for piece in pieces:
        receiver.take(piece)
    return receiver.finish()
