"""Takes Django's command of this name away: it knows nothing of keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Not available."

    def handle(self, **_: Any) -> None:
        raise CommandError("Accounts are made by create_operator on the server and by links in the application.")
