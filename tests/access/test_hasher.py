"""The hasher never lets Django change a verifier: that alone would orphan the private key."""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from cases.access.hasher import VaultHasher
from cases.access.models import User
from cases.keys.derive import Cost, digest, from_passphrase

HASHER = VaultHasher()


def test_django_finds_it_as_its_only_hasher() -> None:
    encoded = make_password("a passphrase")
    assert identify_hasher(encoded).algorithm == "vault"
    assert check_password("a passphrase", encoded)
    assert not check_password("another", encoded)


def test_a_derivation_gives_both_halves_or_nothing() -> None:
    encoded = HASHER.encode("a passphrase", "salt of sixteen.")
    derived = HASHER.derive("a passphrase", encoded)
    assert derived is not None
    assert len(derived.key) == 32
    assert HASHER.derive("another", encoded) is None


def test_what_is_stored_is_a_hash_of_the_verifier_and_not_the_verifier() -> None:
    encoded = HASHER.encode("a passphrase", "salt of sixteen.")
    derived = HASHER.derive("a passphrase", encoded)
    assert derived is not None
    assert derived.verifier != digest(derived.verifier)
    assert HASHER.decode(encoded)["hash"] not in (derived.verifier.hex(), derived.key.hex())
    assert HASHER.safe_summary(encoded) == {"algorithm": "vault"}


def test_the_cost_stands_in_the_hash_so_that_it_can_rise() -> None:
    dearer = Cost(memory=16, passes=2, lanes=1)
    encoded = HASHER.join(dearer, "salt of sixteen.", from_passphrase("a passphrase", b"salt of sixteen.", dearer))
    assert HASHER.verify("a passphrase", encoded)
    assert not HASHER.verify("a passphrase", encoded.replace("$16,2,1$", "$8,1,1$"))


def test_words_may_be_typed_as_prefixes() -> None:
    encoded = HASHER.encode("aardvark abdomen abyss academy acid acrobat actress abundant", "salt of sixteen.")
    assert HASHER.verify("AAR-abd-aby-aca-aci-acr-act-abu", encoded)


def test_it_never_asks_for_a_new_hash() -> None:
    cheaper = "vault$1,1,1$salt$hash"
    assert HASHER.must_update(cheaper) is False
    HASHER.harden_runtime("a passphrase", cheaper)


def test_no_user_can_be_given_a_password() -> None:
    with pytest.raises(TypeError, match="set_passphrase"):
        User(handle="somebody").set_password("a passphrase")
