"""Moving the one clock the application reads."""

from datetime import timedelta

import pytest

from cases.base import clock


def forward(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """Stop the clock this much later than it stands; again moves it on from there."""
    moment = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: moment)
