"""Reminds by mail those who asked for it; run it as often as you like, a person hears once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.tasks import reminders
from cases.tasks.reminders import Result


class Command(BaseCommand):
    help = (
        "Remind by mail everybody who asked for it and has something due. Running it twice, at once or late does no "
        "harm: each person hears at most once a day. Ends with status 1 when a mail was not taken; run it again then."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many; no address is printed."""
        if not reminders.are_on():
            self.stdout.write("SMTP_HOST is not set: no reminder is sent (docs/DEPLOYMENT.md).")
            return
        found = reminders.send_all()
        self.stdout.write(f"{found[Result.SENT]} sent, {found[Result.NOTHING]} with nothing to send.")
        if found[Result.FAILED]:
            raise CommandError(f"{found[Result.FAILED]} not taken by the mail server. They wait for the next run.")
