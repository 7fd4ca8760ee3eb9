"""HKDF against the vectors of RFC 5869, and the one Argon2id run."""

import pytest

from cases.keys.derive import Cost, Derived, expand, from_passphrase, hkdf

CHEAP = Cost(memory=8, passes=1, lanes=1)

# RFC 5869, appendix A.1 to A.3 (the tests with SHA-256): IKM, salt, info, length, OKM.
VECTORS = [
    (
        "0b" * 22,
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        "".join(f"{byte:02x}" for byte in range(0x50)),
        "".join(f"{byte:02x}" for byte in range(0x60, 0xB0)),
        "".join(f"{byte:02x}" for byte in range(0xB0, 0x100)),
        82,
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8"
        "367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    (
        "0b" * 22,
        "",
        "",
        42,
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
]


@pytest.mark.parametrize(("secret", "salt", "info", "length", "expected"), VECTORS, ids=["A.1", "A.2", "A.3"])
def test_hkdf_gives_the_vectors_of_the_rfc(secret: str, salt: str, info: str, length: int, expected: str) -> None:
    import hmac  # noqa: PLC0415  # the vectors' labels are bytes, ours are text

    extracted = hmac.digest(bytes.fromhex(salt) or bytes(32), bytes.fromhex(secret), "sha256")
    assert expand(extracted, bytes.fromhex(info), length).hex() == expected


def test_hkdf_extracts_and_expands_with_the_label_as_info() -> None:
    # RFC 5869 A.3 with our text interface: an empty label and no salt.
    assert hkdf(bytes.fromhex("0b" * 22), "", length=42).hex() == VECTORS[2][4]


def test_keys_for_different_purposes_differ() -> None:
    root = bytes(range(32))
    assert len({hkdf(root, label) for label in ("casetracker/wrap", "casetracker/card", "casetracker/box")}) == 3


def test_verifier_and_key_are_two_halves_of_one_run_and_tell_nothing_of_each_other() -> None:
    derived = from_passphrase("a passphrase", b"salt of sixteen.", CHEAP)
    assert derived == from_passphrase("a passphrase", b"salt of sixteen.", CHEAP)
    assert len(derived.verifier) == len(derived.key) == 32
    assert derived.verifier != derived.key


@pytest.mark.parametrize(
    "other",
    [
        from_passphrase("a passphrasf", b"salt of sixteen.", CHEAP),
        from_passphrase("a passphrase", b"salt of sixteen!", CHEAP),
        from_passphrase("a passphrase", b"salt of sixteen.", Cost(memory=16, passes=1, lanes=1)),
    ],
    ids=["passphrase", "salt", "cost"],
)
def test_anything_else_derives_something_else(other: Derived) -> None:
    derived = from_passphrase("a passphrase", b"salt of sixteen.", CHEAP)
    assert other.verifier != derived.verifier
    assert other.key != derived.key


def test_argon2id_gives_the_reference_value() -> None:
    """From test.c of the reference implementation: t=2, m=2^16, p=1, "password", "somesalt"."""
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415

    raw = hash_secret_raw(b"password", b"somesalt", 2, 65536, 1, 32, Type.ID)
    assert raw.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_a_cost_reads_what_it_writes() -> None:
    assert Cost.parse(str(Cost(memory=65536, passes=3, lanes=4))) == Cost(memory=65536, passes=3, lanes=4)


def test_the_default_cost_is_the_second_choice_of_rfc_9106() -> None:
    assert Cost() == Cost(memory=64 * 1024, passes=3, lanes=4)
