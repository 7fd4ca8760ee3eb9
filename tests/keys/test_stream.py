"""Streams: what goes in comes out; whatever was done to one on its way, it does not open."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.keys.envelope import Tampered
from cases.keys.stream import PIECE, STEP, Sealer, opened

OVERHEAD = 17  # a tag for the kind of piece, and the authenticator
LENGTHS = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5)


def sealed(*parts: bytes) -> Sealer:
    stream = Sealer()
    for part in parts:
        stream.write(part)
    stream.finish()
    return stream


def content(stream: Sealer, pieces: list[bytes] | None = None) -> bytes:
    return b"".join(opened(stream.key, stream.header, stream.pieces if pieces is None else pieces))


@pytest.fixture(scope="module")
def stream() -> Sealer:
    return sealed(bytes(range(256)) * (4 * PIECE // 256))


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_what_was_written_is_read_however_it_was_cut(parts: list[bytes]) -> None:
    stream = sealed(*parts)
    assert content(stream) == b"".join(parts)
    assert stream.size == len(b"".join(parts))


@pytest.mark.parametrize("length", LENGTHS)
def test_at_every_edge_of_a_piece(length: int) -> None:
    data = b"\x80\x00" * (length // 2) + b"\x80" * (length % 2)
    assert content(sealed(data)) == data


@pytest.mark.parametrize("length", LENGTHS)
def test_lengths_are_those_of_whole_pieces_and_steps(length: int) -> None:
    *before, last = sealed(bytes(length)).pieces
    assert {len(piece) for piece in before} <= {PIECE + OVERHEAD}
    assert (len(last) - OVERHEAD) % STEP == 0


def test_one_content_twice_is_two_streams_under_two_keys() -> None:
    one, other = sealed(b"same"), sealed(b"same")
    assert one.key != other.key
    assert set(one.pieces).isdisjoint(other.pieces)


def test_nothing_of_the_content_stands_in_the_pieces() -> None:
    stream = sealed(b"Qzxcanary" * 40_000)
    assert b"Qzxcanary" not in b"".join(stream.pieces)


@pytest.mark.parametrize("place", [0, 1, 3])
def test_one_bit_changed(stream: Sealer, place: int) -> None:
    for byte in (0, 1, PIECE // 2, -1):
        pieces = list(stream.pieces)
        changed = bytearray(pieces[place])
        changed[byte] ^= 1
        pieces[place] = bytes(changed)
        with pytest.raises(Tampered):
            content(stream, pieces)


def test_cut_off_at_every_place(stream: Sealer) -> None:
    for kept in range(len(stream.pieces)):
        with pytest.raises(Tampered):
            content(stream, stream.pieces[:kept])


def test_pieces_in_another_order(stream: Sealer) -> None:
    for one, other in pairwise(range(len(stream.pieces))):
        pieces = list(stream.pieces)
        pieces[one], pieces[other] = pieces[other], pieces[one]
        with pytest.raises(Tampered):
            content(stream, pieces)


def test_a_piece_left_out_repeated_or_added(stream: Sealer) -> None:
    first, *rest = stream.pieces
    for pieces in (rest, [first, first, *rest], [*stream.pieces, stream.pieces[-1]], [*stream.pieces, b""]):
        with pytest.raises(Tampered):
            content(stream, pieces)


def test_a_piece_of_another_stream_in_its_place(stream: Sealer) -> None:
    other = sealed(bytes(4 * PIECE))
    for place in range(len(stream.pieces)):
        pieces = list(stream.pieces)
        pieces[place] = other.pieces[place]
        with pytest.raises(Tampered):
            content(stream, pieces)


def test_another_key_or_header(stream: Sealer) -> None:
    other = sealed(b"")
    for key, header in ((other.key, stream.header), (stream.key, other.header), (stream.key, b"")):
        with pytest.raises(Tampered):
            b"".join(opened(key, header, stream.pieces))
