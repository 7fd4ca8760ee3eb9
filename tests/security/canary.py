"""Looking for a marker in raw bytes, however it may have been written there."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

_PIECE = 1 << 24


def spellings(marker: str | bytes) -> set[bytes]:
    """Every way in which the marker may stand in a file: encodings, escapes, hex, and base64 at each alignment."""
    raws = {marker} if isinstance(marker, bytes) else set(_encoded(marker))
    found = set(raws)
    if isinstance(marker, str):
        found |= {form.encode() for form in (json.dumps(marker)[1:-1], quote(marker, safe=""), quote_plus(marker))}
        found.add(quote(marker, safe="").lower().encode())
    for raw in raws:
        found |= {raw.hex().encode(), raw.hex().upper().encode(), *_base64(raw)}
    return found


def _encoded(marker: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"):
        try:
            yield marker.encode(encoding)
        except UnicodeEncodeError:
            continue


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part of the base64 that does not depend on what stands before and after the marker."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw)
        start = -(-before * 8 // 6)
        inner = text[start : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def places(folder: Path, needles: Iterable[bytes]) -> dict[bytes, set[str]]:
    """Which needle stands in which files below a folder, names of files included."""
    wanted = sorted(set(needles))
    longest = max(map(len, wanted))
    found: dict[bytes, set[str]] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(file.relative_to(folder))
        for piece in (name.encode(), *_pieces(file, longest)):
            for needle in wanted:
                if needle in piece:
                    found.setdefault(needle, set()).add(name)
    return found


def _pieces(file: Path, overlap: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        tail = b""
        while data := stream.read(_PIECE):
            piece = tail + data
            yield piece
            tail = piece[-overlap:]
