"""The program that takes a file of a stranger apart, in a process of its own (see `sandbox`).

It reads the file from its input and writes it anew to its output. It holds no key, cannot write a file, and is stopped
when it wants more memory or time than an honest file needs.
"""

import io
import resource
import sys
from enum import IntEnum
from typing import IO, Final

from cases.evidence.filetypes import FileType

_MEMORY: Final = 640 * 1024 * 1024  # of addresses; the largest picture that is taken fills a third of it
_SECONDS: Final = 30


class Outcome(IntEnum):
    """What came of it, as an exit code; anything else is a fault of the file."""

    WRITTEN = 0
    TOO_MANY_PIXELS = 10
    KEEP = 11


def main() -> Outcome:
    """Write anew what stands on the input."""
    _limit()
    kind = FileType(sys.argv[1])
    source, target = io.BytesIO(sys.stdin.buffer.read()), sys.stdout.buffer
    return _document(source, target) if kind is FileType.PDF else _picture(source, target, kind)


def _picture(source: IO[bytes], target: IO[bytes], kind: FileType) -> Outcome:
    from cases.evidence import pictures  # noqa: PLC0415 each kind of file meets its own library only

    try:
        pictures.rewrite(source, target, kind)
    except pictures.TooManyPixels:
        return Outcome.TOO_MANY_PIXELS
    return Outcome.WRITTEN


def _document(source: IO[bytes], target: IO[bytes]) -> Outcome:
    from cases.evidence import documents  # noqa: PLC0415

    try:
        documents.rewrite(source, target)
    except documents.KeepAsItIs:
        return Outcome.KEEP
    return Outcome.WRITTEN


def _limit() -> None:
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main())
