"""Reading data files in TOML: what is wrong is said with the file, the line and the reason."""

import re
import tomllib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")
Spot = tuple[str | int, ...]
_Found = Generator[tuple[Spot, int], None, int]

_STEP: Final = re.compile(r"\.(\w[\w-]*)|\[(\d+|\.{3})\]")
_SOME_KEY: Final = "..."  # msgspec keeps the key of a mapping to itself
_UNKNOWN: Final = re.compile(r"unknown field `(.+?)`")
_AT_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")
_KEY: Final = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)\s*""")
_SPACE: Final = re.compile(r"(?:\s|#[^\n]*)*")
_BARE: Final = re.compile(r"[^,\]}\n#]*")
_TEXT: Final = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)


class BadFile(ValueError):
    """A data file cannot be used; the message names the file, the line and the reason."""

    def __init__(self, file: Path, line: int | None, reason: str) -> None:
        super().__init__(f"{file.name}, line {line}: {reason}" if line else f"{file.name}: {reason}")


def read(file: Path, shape: type[T]) -> T:
    """Read a file as the record it should be; raise `BadFile` when it is none."""
    raw = file.read_bytes()
    try:
        text = raw.decode()
        return msgspec.convert(tomllib.loads(text), shape)
    except UnicodeDecodeError as error:
        raise BadFile(file, raw.count(b"\n", 0, error.start) + 1, "this is no text in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        said, found = str(error), _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise BadFile(file, line, _AT_LINE.sub("", said)) from error
    except msgspec.ValidationError as error:
        spot = _with_keys(_spot(str(error)), tomllib.loads(text), shape, str(error))
        raise BadFile(file, Lines(text).of(spot), str(error)) from error


class Lines:
    """On which line of a well-formed file each value stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Spot, int] = dict(self._tables())

    def of(self, spot: Spot) -> int:
        """Return the line of a value, or of the nearest thing around it that is written down."""
        while spot and spot not in self._lines:
            spot = spot[:-1]
        return self._lines.get(spot, 1)

    def _tables(self) -> Iterator[tuple[Spot, int]]:
        at, table, counts = self._skip(0), (), {}  # type: tuple[int, Spot, dict[Spot, int]]
        while at < len(self._text):
            if self._text[at] == "[":
                is_row = self._text.startswith("[[", at)
                name, end = self._key(at + 1 + is_row)
                table = _within(name, counts)
                if is_row:
                    counts[table] = counts.get(table, -1) + 1
                    if not counts[table]:
                        yield table, self._line(at)
                    table = (*table, counts[table])
                yield table, self._line(at)
                at = end + 1 + is_row
            else:
                at = yield from self._pair(at, table)
            at = self._skip(at)

    def _pair(self, at: int, table: Spot) -> _Found:
        name, after = self._key(at)
        yield (*table, *name), self._line(at)
        return (yield from self._value(self._skip(after + 1), (*table, *name)))

    def _value(self, at: int, spot: Spot) -> _Found:
        """Go through a value and return where it ends."""
        if self._text[at] in "[{":
            is_list, number, at = self._text[at] == "[", 0, self._skip(at + 1)
            while self._text[at] not in "]}":
                if is_list:
                    yield (*spot, number), self._line(at)
                    at = yield from self._value(at, (*spot, number))
                else:
                    at = yield from self._pair(at, spot)
                number += 1
                at = self._skip(at)
                at = self._skip(at + 1) if self._text[at] == "," else at
            return at + 1
        found = _TEXT.match(self._text, at) or _BARE.match(self._text, at)
        return found.end() if found else at + 1

    def _key(self, at: int) -> tuple[Spot, int]:
        """Read a name, or several with dots between them, and return where it ends."""
        names: list[str] = []
        while found := _KEY.match(self._text, at):
            names.append(found[1].strip("\"'"))
            at = found.end()
            if not self._text.startswith(".", at):
                break
            at += 1
        return tuple(names), at

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _line(self, at: int) -> int:
        return self._text.count("\n", 0, at) + 1


def _within(name: Spot, counts: dict[Spot, int]) -> Spot:
    """Return the place of a table: in a list of tables it belongs to the last one begun."""
    spot: Spot = ()
    for part in name[:-1]:
        spot = (*spot, part)
        spot = (*spot, counts[spot]) if spot in counts else spot
    return (*spot, *name[-1:])


def _spot(said: str) -> Spot:
    """Return the place that a message of msgspec names; of an unknown field, the field."""
    _, _, path = said.rpartition(" - at `$")
    steps = _STEP.findall(path.rstrip("`")) if path else ()
    spot: Spot = tuple(int(row) if row.isdecimal() else row or name for name, row in steps)
    unknown = _UNKNOWN.search(said)
    return (*spot, unknown[1]) if unknown else spot


def _with_keys(spot: Spot, data: Any, shape: Any, said: str) -> Spot:
    """Name the keys that a message leaves out: the one that, left alone in its mapping, is refused alike."""
    if _SOME_KEY not in spot:
        return spot
    place = spot.index(_SOME_KEY)
    around = data
    for step in spot[:place]:
        around = around[step]
    for key, value in around.copy().items():
        around.clear()
        around[key] = value
        try:
            msgspec.convert(data, shape)
        except msgspec.ValidationError as error:
            if str(error) == said:
                return _with_keys((*spot[:place], key, *spot[place + 1 :]), data, shape, said)
    return spot[:place]
