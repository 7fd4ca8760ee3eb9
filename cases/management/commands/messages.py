"""Translations: collect new texts, check that none is missing, compile them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casetracker import texts


class Command(BaseCommand):
    """`messages` updates the files, `--check` refuses gaps, `--compile` writes what Django reads."""

    help = "Collect the texts to translate (no option), check them (--check), or compile them (--compile)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of two switches."""
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--compile", action="store_true", dest="compiling")

    def handle(self, *, check: bool, compiling: bool, **_: Any) -> None:
        """Do the one thing asked for."""
        if check:
            found = list(texts.problems())
            for line in found:
                self.stdout.write(line)
            if found:
                raise CommandError(f"{len(found)} texts need a translator")
        elif compiling:
            texts.compile_all()
        else:
            for language in texts.LANGUAGES:
                texts.update(language)
