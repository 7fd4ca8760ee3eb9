"""Asks a running server for every page: one person alone, turn by turn with the bare page, then eight at once."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.bench.browser import Answer, Browser
from tests.bench.pages import TEAM, Page, pages

_WARM_ROUNDS: Final = 5
_CLIENTS: Final = 8
_CROWD_SECONDS: Final = 4.0


@dataclass(frozen=True)
class Figures:
    """What was measured of one page."""

    name: str
    limit: float
    median: float
    p95: float
    per_second: float
    queries: int
    kilobytes: float


def measure(port: int) -> list[Figures]:
    """Measure all pages, then logging in."""
    coordinator = Browser(port)
    coordinator.login(f"{TEAM}-coordinator")
    people = [Browser(port) for _ in range(_CLIENTS)]
    logins = [one.login(f"{TEAM}-caseworker-{number}") for number, one in enumerate(people)]

    def ask(page: Page, browser: Browser = coordinator, *, count: bool = False) -> Answer:
        answer = page.ask(browser, count)
        if answer.status != page.expects:
            raise RuntimeError(f"{page.name}: {answer.status} instead of {page.expects}")
        return answer

    every = pages()
    for _ in range(_WARM_ROUNDS):
        for page in every:
            ask(page)
    weighed = {page.name: ask(page, count=True) for page in every}
    alone: dict[str, list[float]] = {page.name: [] for page in every}
    for turn in range(max(page.rounds for page in every)):
        for page in every:
            if turn < page.rounds:
                alone[page.name].append(ask(page).seconds)
    crowds = {page.name: _crowd(partial(ask, page), people) for page in every}
    found = [_figures(page.name, page.limit, alone[page.name], crowds[page.name], weighed[page.name]) for page in every]
    return [*found, _figures("login", 0, [login.seconds for login in logins], 0, logins[0])]


def _crowd(ask: Callable[[Browser], Answer], people: list[Browser]) -> float:
    """Let everybody ask again and again for a while; return how many were answered in a second."""
    end = time.perf_counter() + _CROWD_SECONDS
    answered: list[int] = []

    def go(browser: Browser) -> None:
        done = 0
        while time.perf_counter() < end:
            ask(browser)
            done += 1
        answered.append(done)

    threads = [threading.Thread(target=go, args=[browser]) for browser in people]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(answered) < len(people):
        raise RuntimeError("a client broke off")
    return sum(answered) / (time.perf_counter() - start)


def _figures(name: str, limit: float, seconds: list[float], per_second: float, weighed: Answer) -> Figures:
    return Figures(
        name=name,
        limit=limit,
        median=1_000 * statistics.median(seconds),
        p95=1_000 * sorted(seconds)[int(0.95 * (len(seconds) - 1))],
        per_second=per_second,
        queries=weighed.queries,
        kilobytes=len(weighed.body) / 1_000,
    )
