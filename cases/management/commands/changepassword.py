"""Takes Django's command of this name away: it knows nothing of keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Not available."

    def handle(self, **_: Any) -> None:
        raise CommandError(
            "A new password without the old one would orphan the account's keys; a colleague makes a new link instead."
        )
