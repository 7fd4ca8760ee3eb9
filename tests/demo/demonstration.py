"""The demonstration as it lies in a database of its own, seeded once for all tests that look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from unittest import mock

from django.test import override_settings

from cases.base import clock
from cases.demo.seed import seed
from tests import databases

NOW: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)  # always the same day, so that what is seeded is always the same


@dataclass
class Demonstration:
    """Two teams with 300 invented cases; `heard` is what the seeding told of its progress."""

    socket: Path
    name: str
    heard: list[tuple[int, int]] = field(default_factory=list)

    def build(self) -> None:
        """Make the database and seed it, as `make run` does."""
        databases.build(self.socket, self.name)
        with self.entered():
            seed(lambda done, of: self.heard.append((done, of)))

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Use its database, in demo mode, on the day of the seeding."""
        with (
            databases.using(self.socket, self.name),
            override_settings(DEMO=True),
            mock.patch.object(clock, "now", return_value=NOW),
        ):
            yield
