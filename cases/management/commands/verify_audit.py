"""Checks every closed day of the audit against its events. Needs no key, and nothing but to read the database."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from cases.access.models import Team
from cases.audit import checkpoints
from cases.audit.checkpoints import Day
from cases.audit.models import Checkpoint, Event
from cases.keys.pairs import fingerprint
from cases.oversight.days import published_keys

LIMITS = """
What this cannot notice: events cut from a day that is not closed yet; the newest closed days, cut together with their
checkpoints; and a whole audit signed anew by somebody who changed the team's key in the database as well. Therefore
keep the code of the newest closed day somewhere else (--noted checks it later), and compare the signing key with the
one on the coordinators' page of closed days."""


class Command(BaseCommand):
    help = (
        "Check the audit: every closed day of every team, its signature and the chain from day to day. "
        "Ends with status 1 when something does not fit." + LIMITS
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--noted", action="append", default=[], metavar="CODE", help="a code noted earlier; it must still be there"
        )

    def handle(self, *, noted: list[str], verbosity: int, **_: Any) -> None:
        with translation.override("en"):
            wrong = sum(self._team(team, verbosity) for team in Team.objects.order_by("name") if team.is_founded)
            wrong += sum(self._say(line) for line in (*_strangers(), *_lost(noted)))
        self.stdout.write(LIMITS)
        if wrong:
            raise CommandError(f"{wrong} of the audit's days or codes do not fit. Tell the coordinators; keep a copy.")

    def _team(self, team: Team, verbosity: int) -> int:
        """Tell about one team; return how many of its days do not fit."""
        keys = published_keys(team)
        self.stdout.write(f"Team {team.name}, signing key {fingerprint(keys[team.epoch])}")
        days = list(checkpoints.examine(team.pk, keys))
        for day in days:
            if day.faults or day.signed is None or verbosity > 1:
                self.stdout.write(f"  {_line(day)}")
        closed = [day for day in days if day.signed is not None]
        newest = f", the newest {closed[-1].day}, code {closed[-1].code}" if closed else ""
        self.stdout.write(f"  {len(closed)} closed days{newest}")
        return sum(bool(day.faults) for day in days)

    def _say(self, line: str) -> int:
        self.stdout.write(line)
        return 1


def _line(day: Day) -> str:
    if day.signed is None and not day.faults:
        return f"{day.day}: {day.events} events, not closed yet; the next visit of a coordinator closes it"
    counted = f"{day.events} events, {day.signed} were signed" if day.signed is not None else f"{day.events} events"
    found = "; ".join(str(fault.label) for fault in day.faults) or f"fits, code {day.code}"
    return f"{day.day}: {counted}: {found}"


def _strangers() -> Iterator[str]:
    """Name what belongs to no team there is."""
    teams = set(Team.objects.values_list("pk", flat=True))
    for model in (Event, Checkpoint):
        known = model._default_manager.filter(team_id__isnull=False)  # noqa: SLF001  # Django's public name begins so
        for team in set(known.values_list("team_id", flat=True).distinct()) - teams:
            yield f"A team that is not there any more has rows in {model._meta.db_table}: {team}"


def _lost(noted: list[str]) -> Iterator[str]:
    wanted = {code.strip().upper() for code in noted}
    if wanted:
        for code in sorted(wanted - {checkpoints.code_of(row) for row in Checkpoint.objects.all()}):
            yield f"Code {code} is not there: closed days were cut or signed anew"
