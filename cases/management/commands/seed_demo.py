"""`manage.py seed_demo`: two teams of invented cases, for a demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.base.verdict import Refused
from cases.demo.seed import seed

_WIDTH = 40


class Command(BaseCommand):
    """Fill an empty database with the demonstration; a second run does nothing."""

    help = "Fill an empty database with two teams of invented cases. Needs DEMO=1; a second run does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and show how far it is."""
        try:
            seeded = seed(self._show)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("" if seeded else "The demonstration is there already.")

    def _show(self, done: int, of: int) -> None:
        """Draw the bar anew on a terminal; elsewhere write a line at each quarter."""
        if self.stdout.isatty():
            bar = "█" * (_WIDTH * done // of)
            self.stdout.write(f"\r  {bar:░<{_WIDTH}} {done}/{of} cases", ending="")
            self.stdout.flush()
        elif done % (of // 4) == 0:
            self.stdout.write(f"  {done}/{of} cases")
