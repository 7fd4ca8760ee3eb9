"""Streams: a long value sealed piece by piece, so that it is never whole anywhere while it is on its way.

libsodium's secretstream (XChaCha20-Poly1305) ties every piece to those before it and marks the last one: a stream that
was changed, cut, extended or put in another order does not open.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from cases.keys.envelope import Tampered, pad, unpad

PIECE: Final = 128 * 1024
STEP: Final = 16 * 1024  # what the last piece is padded to: its length would tell one file from another
_LAST: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class Sealer:
    """Seals what is written to it under a fresh key. After `finish`, `key`, `header` and `pieces` open it again."""

    def __init__(self) -> None:
        self.key: bytes = sodium.crypto_secretstream_xchacha20poly1305_keygen()
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self.header: bytes = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        self.pieces: list[bytes] = []
        self.size = 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        """Seal all but the end, which may turn out to be the last piece."""
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._push(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Seal the rest as the last piece."""
        self._push(pad(bytes(self._waiting), STEP), tag=_LAST)
        self._waiting.clear()

    def _push(self, data: bytes, tag: int = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) -> None:
        self.pieces.append(sodium.crypto_secretstream_xchacha20poly1305_push(self._state, data, None, tag))


def opened(key: bytes, header: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Open a stream piece by piece; raise `Tampered` at the first that is not the one sealed in its place."""
    try:
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        ended = False
        for piece in pieces:
            data, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece)
            ended = tag == _LAST
            yield unpad(data) if ended else data
    except CryptoError as error:
        raise Tampered from error
    if not ended:
        raise Tampered
