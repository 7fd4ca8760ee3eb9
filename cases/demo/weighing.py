"""Weights that somebody proposed in the demonstration, so that a second member finds something to look at."""

from datetime import date
from typing import Final

from cases.access.actor import Actor
from cases.risk import weight_actions

_POINTS: Final = {"lawyer_ready": 8, "near_base": 12}
_REASON: Final = "Lawyers came within the hour in each arrest we saw this year. The base is far from our towns."


def propose(by: Actor, on: date) -> None:
    """Propose other points for two factors; nothing counts otherwise by that."""
    weight_actions.propose(points=_POINTS, reason=_REASON, by=by, on=on)
