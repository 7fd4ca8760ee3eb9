"""The answer of a rule: allowed or not, and why not, in words a user may read."""

from dataclasses import dataclass


class Refused(Exception):
    """An act was tried that a rule forbids; the message is fit to show."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Falsy when refused, so one rule guards the action, hides the button and explains itself."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `Refused` with the reason unless allowed."""
        if not self.allowed:
            raise Refused(self.reason)


ALLOWED = Verdict(True)
