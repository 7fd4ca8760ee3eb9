"""The search for canaries finds what it should: each way of writing, across pieces of a file, and in file names."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.security import canary
from tests.security.canary import places, spellings

MARKER = "Жкщканарейка"
WRITTEN = {
    "utf-8": MARKER.encode(),
    "utf-16": MARKER.encode("utf-16-le"),
    "utf-16-be": MARKER.encode("utf-16-be"),
    "cp1251": MARKER.encode("cp1251"),
    "json": json.dumps({"a": MARKER}).encode(),
    "url": quote(f"a b {MARKER}").encode(),
    "hex": MARKER.encode().hex().encode(),
    "base64": base64.b64encode(f"{MARKER}!".encode()),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_each_way_of_writing_is_found(tmp_path: Path, way: str) -> None:
    (tmp_path / "file").write_bytes(b"before " + WRITTEN[way] + b" after")
    assert places(tmp_path, spellings(MARKER))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_base64_is_found_whatever_stands_around_it(before: bytes, after: bytes) -> None:
    written = base64.b64encode(before + MARKER.encode() + after)
    assert any(spelling in written for spelling in spellings(MARKER))


def test_a_file_without_it_is_clean(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"canary of another kind")
    assert places(tmp_path, spellings(MARKER)) == {}


def test_it_is_found_across_pieces_below_folders_and_in_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary, "_PIECE", 16)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "file").write_bytes(b"x" * 11 + MARKER.encode() + b"x" * 11)
    (tmp_path / f"{MARKER}.txt").write_bytes(b"")
    found = places(tmp_path, spellings(MARKER))
    assert found[MARKER.encode()] == {"below/file", f"{MARKER}.txt"}
