"""Which pages are measured, how heavy each may be beside the bare page, and which rows they are asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from cases.access.models import Team
from cases.applications import workflow
from cases.applications.catalogue import procedures
from cases.applications.models import Application
from cases.base import clock
from cases.people.models import OPEN_STAGES, Case
from tests.bench.browser import Answer, Browser

TEAM: Final = "team-0"
Ask = Callable[[Browser, bool], Answer]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, how to ask for it, and the most it may take, in bare pages (0: no limit was set)."""

    name: str
    ask: Ask
    limit: float = 0
    expects: int = 200
    rounds: int = 60


def pages() -> list[Page]:
    """Return the pages in the order of a working day."""
    team = Team.objects.get(name=TEAM)
    return [
        _read("bare page", "/bare/"),
        _read("my work", "/", 2.5),
        _read("case list", "/cases/", 2.5),
        _read("case list, filtered", "/cases/?country=KZ&band=high", 2.5),
        _read("at risk, by risk", "/risk/", 2.5),
        _read("at risk, by review day", "/risk/?sort=review", 2.5),
        _read("at risk, filtered", "/risk/?country=KZ&band=high&category=deserter", 2.5),
        _read("at risk, on paper", "/risk/?print=1", 2.5),
        _read("this week", "/risk/week/"),
        _read("applications", "/applications/", 2.5),
        _read("deadlines", "/deadlines/", 2.5),
        _case(team),
        _read("dashboard", "/dashboard/", 4),
        _move(team),
        _search(),
    ]


def _read(name: str, path: str, limit: float = 0) -> Page:
    return Page(name, lambda browser, count: browser.get(path, count=count), limit)


def _case(team: Team) -> Page:
    codes = Case.objects.filter(team=team, stage__in=OPEN_STAGES, applications__isnull=False, restricted=False)
    paths = cycle([f"/cases/{code}/" for code in codes.order_by("pk").values_list("code", flat=True)[:50]])
    return Page("case page", lambda browser, count: browser.get(next(paths), count=count), 3)


def _move(team: Team) -> Page:
    steps = iter(list(_steps(team)))  # threads may share the iterator of a list

    def ask(browser: Browser, count: bool) -> Answer:
        path, fields = next(steps)
        return browser.post(path, fields, count=count)

    return Page("save of a move", ask, expects=302)


def _steps(team: Team) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield a step that may come next, each of another application, and none that ends it."""
    day = clock.today(team.zone).strftime("%d.%m.%Y")
    for row in Application.objects.filter(team=team, closed=False, case__restricted=False).order_by("pk"):
        procedure = procedures()[row.procedure]
        over = workflow.ends(procedure)
        move = next(
            (move for move in workflow.next_moves(procedure, row.stage) if move.to and move.to not in over), None
        )
        if move is not None:
            fields = {"version": str(row.version), "on_day": day, "told_by": "lawyer", "note": "Told on the phone."}
            yield f"/applications/{row.pk}/move/{move.name}/", fields


def _search() -> Page:
    return Page(
        "search by name",
        lambda browser, count: browser.post("/search/", {"text": "Chtcherbakov"}, count=count),
        rounds=20,
    )
