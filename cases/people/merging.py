"""Two people edit one case: what only one of them changed is taken from that one, item by item.

A form carries a short keyed digest of every item it was rendered with. The digests tell which items its reader has
changed and which have changed beneath it, without keeping an old version anywhere.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Strings = Mapping[str, str]  # form field -> text, without the empty ones
_BYTES, _CHARS = 6, 8


@dataclass(frozen=True, slots=True)
class Seal:
    """The key of one case's digests. It is nobody else's: a digest says nothing to who lacks the server's secret."""

    secret: str
    case: str

    def digest(self, item: str, strings: Strings) -> str:
        """Return the digest of one item's fields."""
        parts = [self.case, item, *(part for pair in sorted(strings.items()) for part in pair)]
        body = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return urlsafe_b64encode(hmac.digest(self.secret.encode(), body, hashlib.sha256)[:_BYTES]).decode()

    def digests(self, items: Mapping[str, Strings]) -> str:
        """Return all digests in one short text, headed by that of the items' names."""
        return self._head(items) + "".join(self.digest(item, items[item]) for item in sorted(items))

    def read(self, items: Mapping[str, Strings], text: str) -> dict[str, str]:
        """Take the digests apart again; those of another set of items (an older version of the form) tell nothing."""
        if not text.startswith(self._head(items)) or len(text) != _CHARS * (len(items) + 1):
            return {}
        return dict(zip(sorted(items), _chunks(text[_CHARS:]), strict=True))

    def _head(self, items: Mapping[str, Strings]) -> str:
        return self.digest("", dict.fromkeys(items, ""))


def _chunks(text: str) -> Iterator[str]:
    return (text[start : start + _CHARS] for start in range(0, len(text), _CHARS))


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields of every item after merging, and the items that both sides changed, which keep what was typed."""

    items: dict[str, Strings]
    conflicts: tuple[str, ...]


def merge(seal: Seal, present: Mapping[str, Strings], typed: Mapping[str, Strings | None], seen: str) -> Merged:
    """Merge what was typed with what is stored now. An item that was not posted (None) counts as not changed."""
    known = seal.read(present, seen)
    items: dict[str, Strings] = {}
    conflicts = []
    for item, now in present.items():
        mine = typed.get(item)
        if mine is None or mine == now or _is(seal, item, mine, known):
            items[item] = now
        else:
            items[item] = mine
            if not _is(seal, item, now, known):
                conflicts.append(item)
    return Merged(items, tuple(conflicts))


def _is(seal: Seal, item: str, strings: Strings, known: Mapping[str, str]) -> bool:
    return seal.digest(item, strings) == known.get(item)


def normal(text: str) -> str:
    """Return text as it compares: browsers send other line ends than they were given."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
