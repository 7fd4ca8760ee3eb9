"""Six-digit codes of an authenticator: the seed is sealed to the user, each code counts once."""

import io

import msgspec
import pyotp
import segno

from cases.access.models import User
from cases.base import clock
from cases.keys import envelope

WAITING = "enrol_secret"  # where the sealed session keeps a secret until it has shown a right code
_STEP_SECONDS = 30
_STEP = 256


class Seed(msgspec.Struct, frozen=True):
    """The secret and the last time step it was used for."""

    secret: str
    last_step: int = 0


def new_secret() -> str:
    """Make a random base32 secret."""
    return pyotp.random_base32()


def spelled(secret: str) -> str:
    """Return the secret in groups of four, for people who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def store(user: User, seed: Seed) -> None:
    """Seal the seed to the user; the caller saves."""
    user.totp_box = envelope.box(
        bytes(user.public_key), msgspec.msgpack.encode(seed), _place(user), epoch=0, step=_STEP
    )


def accept(user: User, private_key: bytes, code: str) -> bool:
    """Tell whether the code is right and unused; mark it used (the caller saves)."""
    raw = envelope.unbox(private_key, bytes(user.totp_box or b""), _place(user))
    seed = msgspec.msgpack.decode(raw, type=Seed)
    step = matching_step(seed.secret, code)
    if step is None or step <= seed.last_step:
        return False
    store(user, Seed(seed.secret, step))
    return True


def matching_step(secret: str, code: str) -> int | None:
    """Return the time step the code belongs to, allowing one step of drift either way."""
    digits = "".join(filter(str.isdecimal, code))
    present = int(clock.now().timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            return step
    return None


def picture(secret: str) -> bytes:
    """Return the enrolment code as a PNG; it names the product, never the person."""
    buffer = io.BytesIO()
    uri = pyotp.TOTP(secret).provisioning_uri(name="member", issuer_name="Case Tracker")
    segno.make(uri, error="m").save(buffer, kind="png", scale=6, border=3)
    return buffer.getvalue()


def _place(user: User) -> envelope.Place:
    return envelope.Place("access.User", "totp_box", str(user.id), "")
