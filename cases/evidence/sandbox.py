"""Hands a file to the process that writes it anew, and takes the result, piece by piece: it is never whole here."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Final, cast

from cases.evidence.filetypes import FileType
from cases.evidence.rewriter import Outcome

_ROOT: Final = Path(__file__).resolve().parents[2]
_PIECE: Final = 64 * 1024
_one_at_a_time: Final = Lock()  # a picture unfolds to 160 MB; threads of one worker take turns


class Sandbox:
    """One file in the hands of the other process, whose environment is empty: no key, no way to the database."""

    def __init__(self, kind: FileType) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cases.evidence.rewriter", kind.value],
            cwd=_ROOT,
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it says of a file may quote the file
        )
        self._input = cast(IO[bytes], self._process.stdin)
        self._output = cast(IO[bytes], self._process.stdout)

    def write(self, piece: bytes) -> None:
        """Hand over the next piece."""
        with suppress(BrokenPipeError):
            self._input.write(piece)

    def result(self) -> Iterator[bytes]:
        """Say that this was all, and yield the new file. It counts only when `outcome` is good."""
        with _one_at_a_time:
            with suppress(BrokenPipeError):
                self._input.close()
            while piece := self._output.read(_PIECE):
                yield piece
            self._process.wait()

    @property
    def outcome(self) -> Outcome | None:
        """What came of it, once the result is read; None when it could not be read as what it claims to be."""
        code = self._process.returncode
        return Outcome(code) if code in set(Outcome) else None

    def close(self) -> None:
        """Let go, whatever it was doing."""
        self._process.kill()
        for pipe in (self._input, self._output):
            with suppress(BrokenPipeError):
                pipe.close()
        self._process.wait()
