"""Envelopes open where they were sealed, unchanged, and nowhere else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.keys import envelope
from cases.keys.envelope import Place, Tampered
from cases.keys.pairs import new_pair, pair_from

KEY = bytes(range(32))
PAIR = pair_from(KEY)
PLACE = Place("cases.Case", "dossier", "row-1", "team-1")
DATA = "Имя and more".encode()

places = st.builds(Place, st.text(max_size=9), st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))


@given(st.binary(max_size=2000), places, st.integers(0, 2**32 - 1), st.sampled_from([1, 64, 256, 1024]))
def test_what_was_locked_opens_with_the_key(data: bytes, place: Place, epoch: int, step: int) -> None:
    sealed = envelope.lock(KEY, data, place, epoch=epoch, step=step)
    assert envelope.unlock(KEY, sealed, place) == data
    assert envelope.epoch_of(sealed) == epoch
    assert not envelope.is_boxed(sealed)


@given(st.binary(max_size=2000), places, st.integers(0, 2**32 - 1))
def test_what_was_boxed_opens_with_the_private_half(data: bytes, place: Place, epoch: int) -> None:
    sealed = envelope.box(PAIR.public, data, place, epoch=epoch, step=64)
    assert envelope.unbox(PAIR.private, sealed, place) == data
    assert envelope.epoch_of(sealed) == epoch
    assert envelope.is_boxed(sealed)


def _open(sealed: bytes, place: Place = PLACE) -> bytes:
    if envelope.is_boxed(sealed):
        return envelope.unbox(PAIR.private, sealed, place)
    return envelope.unlock(KEY, sealed, place)


LOCKED = envelope.lock(KEY, DATA, PLACE, epoch=3, step=32)
BOXED = envelope.box(PAIR.public, DATA, PLACE, epoch=3, step=32)


@pytest.mark.parametrize("sealed", [LOCKED, BOXED], ids=["locked", "boxed"])
def test_a_flip_of_any_bit_of_any_byte_is_refused(sealed: bytes) -> None:
    assert _open(sealed) == DATA
    for index in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[index] ^= 1 << bit
            with pytest.raises(Tampered, match=r"^sealed value does not open$"):
                _open(bytes(changed))


@pytest.mark.parametrize("sealed", [LOCKED, BOXED], ids=["locked", "boxed"])
def test_every_shortened_or_lengthened_envelope_is_refused(sealed: bytes) -> None:
    for end in range(len(sealed)):
        with pytest.raises(Tampered):
            _open(sealed[:end])
    with pytest.raises(Tampered):
        _open(sealed + b"\0")


@pytest.mark.parametrize("sealed", [LOCKED, BOXED], ids=["locked", "boxed"])
@pytest.mark.parametrize("part", ["model", "field", "row", "team"])
def test_an_envelope_moved_elsewhere_is_refused(sealed: bytes, part: str) -> None:
    with pytest.raises(Tampered):
        _open(sealed, replace(PLACE, **{part: "other"}))


@given(places, places)
def test_no_two_places_read_alike(one: Place, other: Place) -> None:
    assert (one.bind(b"") == other.bind(b"")) == (one == other)


def test_parts_of_a_place_do_not_run_into_each_other() -> None:
    sealed = envelope.lock(KEY, DATA, Place("a", "bc", "d", "e"), epoch=0, step=1)
    with pytest.raises(Tampered):
        envelope.unlock(KEY, sealed, Place("ab", "c", "d", "e"))


def test_another_key_is_refused() -> None:
    with pytest.raises(Tampered):
        envelope.unlock(bytes(32), LOCKED, PLACE)
    with pytest.raises(Tampered):
        envelope.unbox(new_pair().private, BOXED, PLACE)


def test_the_two_kinds_are_not_mixed_up() -> None:
    with pytest.raises(Tampered):
        envelope.unlock(KEY, BOXED, PLACE)
    with pytest.raises(Tampered):
        envelope.unbox(PAIR.private, LOCKED, PLACE)


def test_the_same_text_never_looks_the_same() -> None:
    assert len({envelope.lock(KEY, DATA, PLACE, epoch=0, step=32) for _ in range(50)}) == 50
    assert len({envelope.box(PAIR.public, DATA, PLACE, epoch=0, step=32) for _ in range(50)}) == 50


@given(st.binary(max_size=600), st.integers(1, 300))
def test_padding_comes_off_again_and_leaves_multiples_only(data: bytes, step: int) -> None:
    padded = envelope.pad(data, step)
    assert envelope.unpad(padded) == data
    assert len(padded) % step == 0
    assert 1 <= len(padded) - len(data) <= step


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_lengths_within_a_step_cannot_be_told_apart(one: bytes, other: bytes) -> None:
    sealed = [envelope.lock(KEY, data, PLACE, epoch=0, step=256) for data in (one, other)]
    assert len(sealed[0]) == len(sealed[1])


@pytest.mark.parametrize("padded", [b"", b"\0\0", b"abc", b"abc\x80\x01"])
def test_padding_we_never_wrote_is_refused(padded: bytes) -> None:
    with pytest.raises(Tampered):
        envelope.unpad(padded)
