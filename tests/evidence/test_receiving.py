"""Files as they arrive: in whatever pieces, whatever they are, and whatever happens to the process that opens them."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.evidence import receiving
from cases.evidence.filetypes import FileType, Refusal
from cases.evidence.receiving import LARGEST, Received, Receiver, receive
from cases.evidence.rewriter import Outcome
from cases.evidence.sandbox import Sandbox
from cases.keys.stream import opened
from tests.evidence.samples import SECRET, document, photo, picture, received

PIECE = 64 * 1024


def content(file: Received) -> bytes:
    return b"".join(opened(file.stream.key, file.stream.header, file.stream.pieces))


def pieces(data: bytes) -> list[bytes]:
    return [data[start : start + PIECE] for start in range(0, len(data), PIECE)]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photo(), FileType.JPEG),
        (picture("PNG"), FileType.PNG),
        (picture("WEBP"), FileType.JPEG),
        (document(), FileType.PDF),
    ],
)
def test_what_is_taken_is_sealed_and_says_nothing_beside_its_content(data: bytes, kind: FileType) -> None:
    file = received(data)
    assert file.kind is kind
    assert file.digest == hashlib.sha256(data).digest()
    assert file.size == len(content(file))
    assert SECRET.encode() not in content(file)
    assert not file.as_it_came


@settings(max_examples=4, deadline=None)
@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=6))
def test_it_does_not_matter_how_it_was_cut(cuts: list[int]) -> None:
    whole = data = document()
    cut = []
    for length in cuts:
        cut.append(data[:length])
        data = data[length:]
    assert receive([*cut, data]).digest == hashlib.sha256(whole).digest()  # type: ignore[union-attr]


def test_a_signed_document_is_kept_byte_by_byte() -> None:
    data = document(is_signed=True)
    file = received(data)
    assert file.as_it_came
    assert content(file) == data


def test_a_document_that_cannot_be_taken_apart_is_kept_byte_by_byte() -> None:
    data = b"%PDF-1.7\nof a scanner that nobody understands\n%%EOF\n"
    file = received(data)
    assert file.as_it_came
    assert content(file) == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Refusal.EMPTY),
        (photo()[:-400], Refusal.BROKEN),
        (b"\xff\xd8\xff", Refusal.BROKEN),
        (b"\x89PNG\r\n\x1a\n" + bytes(20_000), Refusal.BROKEN),
        (b"<html>", Refusal.MARKUP),
        (document()[:-20], Refusal.BROKEN),
        (document() + b"<script>", Refusal.MIXED),
        (photo() + bytes(LARGEST), Refusal.TOO_LARGE),
    ],
)
def test_what_is_refused_says_why(data: bytes, why: Refusal) -> None:
    assert receive(pieces(data)) is why


def test_the_limit_is_met_to_the_byte() -> None:
    start, end = b"%PDF-1.7\n", b"\n%%EOF"
    longest = start + bytes(LARGEST - len(start) - len(end)) + end
    assert received(longest).size == LARGEST
    assert receive(pieces(longest[:-6] + b"\n" + end)) is Refusal.TOO_LARGE


def test_after_a_refusal_nothing_is_kept_of_what_still_comes() -> None:
    receiver = Receiver()
    for _piece in range(500):
        receiver.take(b"<" * PIECE)
    held = {name: value for name, value in vars(receiver).items() if isinstance(value, bytes | bytearray)}
    assert sum(map(len, held.values())) <= 2 * PIECE
    assert receiver.finish() is Refusal.MARKUP


# The other process ----------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every process that was started, with what it was given."""
    found: list[Any] = []
    start = subprocess.Popen

    def keep(*args: Any, **options: Any) -> Any:
        process = start(*args, **options)
        found.append((process, args, options))
        return process

    monkeypatch.setattr(subprocess, "Popen", keep)
    return found


def test_the_process_is_given_no_environment_and_no_file(started: list[Any]) -> None:
    receive([photo()])
    ((process, (command,), options),) = started
    assert options["env"] == {}
    assert command == [sys.executable, "-m", "cases.evidence.rewriter", "image/jpeg"]
    assert process.returncode == 0


@pytest.mark.parametrize("data", [photo()[:-400], document(), b"\xff\xd8\xff", photo() + bytes(LARGEST)])
def test_whatever_came_of_it_the_process_is_gone(started: list[Any], data: bytes) -> None:
    receive(pieces(data))
    assert [process.poll() for process, *_ in started] != [None]


def test_an_upload_that_breaks_off_leaves_no_process(started: list[Any]) -> None:
    receiver = Receiver()
    receiver.take(photo() + bytes(PIECE))
    receiver.close()
    receiver.close()
    assert [process.poll() is not None for process, *_ in started] == [True]


PROBE = """
import io, os, sys
from cases.evidence import pictures, rewriter

def probe(source, target, kind):
    {what}

pictures.rewrite = probe
sys.argv[1:] = ["image/png"]
sys.exit(rewriter.main())
"""


def probed(what: str, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The process, with another program in the place of the one that opens pictures."""
    start = subprocess.Popen

    def instead(command: list[str], **options: Any) -> Any:
        return start([sys.executable, "-c", PROBE.format(what=what)], **options)

    monkeypatch.setattr(subprocess, "Popen", instead)
    made = Sandbox(FileType.PNG)
    made.write(b"a file")
    return made


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("target.write(source.read())", b"a file"),
        ("target.write(repr(dict(os.environ)).encode())", b"{}"),
        ("bytearray(2**30); target.write(b'got a gigabyte')", b""),
        ("open('/dev/shm/casetracker-probe', 'wb', buffering=0).write(b'plain'); target.write(b'wrote a file')", b""),
        ("raise pictures.TooManyPixels", b""),
    ],
)
def test_what_it_can_do_and_what_not(what: str, answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    made = probed(what, monkeypatch)
    said = b"".join(made.result())
    made.close()
    if os.path.exists("/dev/shm/casetracker-probe"):  # noqa: PTH110, S108
        assert os.path.getsize("/dev/shm/casetracker-probe") == 0  # noqa: PTH202, S108
        os.unlink("/dev/shm/casetracker-probe")  # noqa: PTH108, S108
    assert said.replace(b"{'LC_CTYPE': 'C.UTF-8'}", b"{}") == answer
    assert (made.outcome is Outcome.WRITTEN) == bool(answer)


def test_one_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        receiving,
        "Sandbox",
        lambda _kind: probed(
            "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n    while True: pass", monkeypatch
        ),
    )
    assert receive([picture("PNG")]) is Refusal.BROKEN
