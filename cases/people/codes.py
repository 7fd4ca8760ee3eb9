"""Case codes: random, short, and easy to say on a bad line."""

import re
import secrets

# No vowels, so that no word appears; no letter or digit that is mistaken for another.
_LETTERS = "CDFGHJKLMNPQRTVWXZ"
_DIGITS = "2346789"


def new_code() -> str:
    """Make a code like `K7F-3QX`; unique only once the database has accepted it."""
    pattern = "LDL-DLL"
    return "".join({"L": secrets.choice(_LETTERS), "D": secrets.choice(_DIGITS)}.get(part, part) for part in pattern)


def normalise(typed: str) -> str:
    """Return the code that was meant: any case, with or without the hyphen, blanks ignored."""
    bare = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return f"{bare[:3]}-{bare[3:]}" if len(bare) == 6 else typed.strip().upper()


CODE = re.compile(r"^[A-Z][0-9][A-Z]-[0-9][A-Z]{2}\Z")
