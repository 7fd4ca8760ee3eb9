"""Makes the account of the person who keeps the server. It belongs to no team and opens no case."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cases.access import accounts
from cases.access.models import User
from cases.keys import passphrase


class Command(BaseCommand):
    help = "Make an operator's account and show its passphrase, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", help="the name to log in with; not a person's own name")

    def handle(self, *, handle: str, **_: Any) -> None:
        chosen = passphrase.generate()
        try:
            User._meta.get_field("handle").clean(handle, None)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from None
        with transaction.atomic():
            if User.objects.filter(handle=handle).exists():
                raise CommandError("There is already an account with this handle; nothing was changed.")
            accounts.create_user(handle=handle, chosen=chosen, is_operator=True)
        self.stdout.write(
            f"Passphrase of {handle}: {chosen}\nWrite it on paper. It is kept nowhere and shown never again."
        )
