"""Makes records ready for threads.

msgspec (0.22) learns the type of a record when it first decodes one. Two threads that do so at once crash the process,
so everything is learnt while there is only one.
"""

from collections.abc import Iterator

import msgspec


def build_decoders() -> None:
    """Let msgspec learn every record type imported so far."""
    for kind in _kinds(msgspec.Struct):
        msgspec.msgpack.Decoder(kind)


def _kinds(parent: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for kind in parent.__subclasses__():
        if kind.__module__.startswith("cases."):
            yield kind
        yield from _kinds(kind)
