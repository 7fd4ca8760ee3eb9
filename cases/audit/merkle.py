"""One hash over many: a Merkle tree as in RFC 6962, whose leaves and nodes can never be taken for each other."""

import hashlib
from collections.abc import Iterable

_LEAF, _NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256().digest()


def leaf(*parts: bytes | None) -> bytes:
    """Hash one entry. Every part is prefixed with its length, an absent one differs from an empty one."""
    framed = (b"-" if part is None else b"+" + len(part).to_bytes(4) + part for part in parts)
    return hashlib.sha256(_LEAF + b"".join(framed)).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaves in their order, in one pass that keeps one hash for each height of the tree."""
    peaks: list[tuple[int, bytes]] = []
    for one in leaves:
        height, right = 0, one
        while peaks and peaks[-1][0] == height:
            right = _node(peaks.pop()[1], right)
            height += 1
        peaks.append((height, right))
    if not peaks:
        return EMPTY
    _height, whole = peaks.pop()
    while peaks:
        whole = _node(peaks.pop()[1], whole)
    return whole


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
