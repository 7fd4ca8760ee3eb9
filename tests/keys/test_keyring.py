"""What each role holds of a team's keys, and what can be derived from it."""

import pytest

from cases.keys.keyring import Keyring, TeamKeys, Withheld, audit_pair, found, share, signing_seed, team_pair
from cases.keys.pairs import fingerprint, is_signed, new_pair, sign, verify_key_of

KEYS = found()
COORDINATOR = Keyring(private_key=b"", team=KEYS)
CASEWORKER = Keyring(private_key=b"", team=share(KEYS, root=True, lead=False))
ACTIVIST = Keyring(private_key=b"", team=share(KEYS, root=False, lead=False))
NOBODY = Keyring(private_key=b"", team=None)

OF_THE_ROOT = ("wrap_key", "card_key", "team_pair")
OF_THE_LEAD = ("lead_pair", "audit_pair")


def test_a_coordinator_holds_everything() -> None:
    assert COORDINATOR.holds_root
    assert COORDINATOR.holds_lead
    keys = {COORDINATOR.wrap_key, COORDINATOR.card_key, COORDINATOR.lead_pair.private, COORDINATOR.team_pair.private}
    assert len(keys) == 4


@pytest.mark.parametrize("name", OF_THE_LEAD)
@pytest.mark.parametrize("ring", [CASEWORKER, ACTIVIST, NOBODY])
def test_nobody_else_holds_the_lead(ring: Keyring, name: str) -> None:
    assert not ring.holds_lead
    with pytest.raises(Withheld):
        getattr(ring, name)
    with pytest.raises(Withheld):
        ring.sign(b"roster")


@pytest.mark.parametrize("name", OF_THE_ROOT)
@pytest.mark.parametrize("ring", [ACTIVIST, NOBODY])
def test_activists_and_operators_hold_no_root(ring: Keyring, name: str) -> None:
    assert not ring.holds_root
    with pytest.raises(Withheld):
        getattr(ring, name)


def test_a_caseworker_opens_what_a_coordinator_sealed() -> None:
    assert CASEWORKER.holds_root
    assert CASEWORKER.card_key == COORDINATOR.card_key
    assert CASEWORKER.team_pair == COORDINATOR.team_pair


def test_everybody_pins_the_same_key_to_check_signatures_with() -> None:
    assert {ring.team.verify_key for ring in (COORDINATOR, CASEWORKER, ACTIVIST)} == {KEYS.verify_key}
    signature = COORDINATOR.sign(b"roster of today")
    assert is_signed(KEYS.verify_key, b"roster of today", signature)
    assert not is_signed(KEYS.verify_key, b"roster of tomorrow", signature)


def test_two_teams_share_nothing() -> None:
    other = Keyring(private_key=b"", team=found())
    assert other.wrap_key != COORDINATOR.wrap_key
    assert not is_signed(KEYS.verify_key, b"roster", other.sign(b"roster"))


def test_public_halves_belong_to_the_roots() -> None:
    assert KEYS.root is not None
    assert KEYS.lead is not None
    assert team_pair(KEYS.root).public == COORDINATOR.team_pair.public
    assert audit_pair(KEYS.lead).public == COORDINATOR.audit_pair.public
    assert verify_key_of(signing_seed(KEYS.lead)) == KEYS.verify_key


def test_shared_keys_keep_their_epoch() -> None:
    assert share(found(7), root=True, lead=False).epoch == 7
    assert isinstance(share(KEYS, root=False, lead=False), TeamKeys)


@pytest.mark.parametrize(
    ("key", "signature"),
    [(b"short", b"x" * 64), (KEYS.verify_key, b"short"), (KEYS.verify_key, b"")],
    ids=["short key", "short signature", "no signature"],  # keys are random, names of tests are not
)
def test_what_is_no_key_or_no_signature_is_simply_not_signed(key: bytes, signature: bytes) -> None:
    assert not is_signed(key, b"message", signature)


def test_a_fingerprint_is_short_and_tells_keys_apart() -> None:
    prints = {fingerprint(new_pair().public) for _ in range(200)}
    assert len(prints) == 200
    assert all(len(text) == 9 and text[4] == "-" and text.replace("-", "").isalnum() for text in prints)


def test_signing_is_by_the_seed() -> None:
    seed = bytes(range(32))
    assert is_signed(verify_key_of(seed), b"m", sign(seed, b"m"))
