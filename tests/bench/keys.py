"""What keys cost: a login beyond its one Argon2id run, fifty cards, and new keys for ten thousand cases."""

import statistics
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from cases import vault
from cases.access import rotation as roots
from cases.access.actor import Actor, private_key_place
from cases.access.models import Team, User
from cases.access.proof import derive
from cases.access.queries import memberships_of
from cases.keys import envelope
from cases.keys.derive import Cost, from_passphrase
from cases.people.models import Case
from cases.vault import rotation
from tests.bench import PASSPHRASE
from tests.bench.browser import Browser
from tests.bench.pages import TEAM

LOGIN_MS: Final = 50
CARDS_MS: Final = 2
ROTATION_SECONDS: Final = 60
_CARDS: Final = 50
_CASES: Final = 10_000
_TIMES: Final = 20
_ACTIVISTS: Final = 4  # they have not logged in before, so that their codes still count


def measure(port: int) -> list[str]:
    """Measure all three and return the lines to print; the last changes every key, so it comes last."""
    return [*_login(port), *_cards(), *_rotation()]


def _login(port: int) -> Iterator[str]:
    """A login as the client sees it, without the derivation that makes guessing slow."""
    cost = Cost.parse(settings.KDF_COST)
    argon = _median(lambda: from_passphrase(PASSPHRASE, b"a salt of 16 byt", cost), 5)
    whole = statistics.median(Browser(port).login(f"{TEAM}-activist-{n}").seconds for n in range(_ACTIVISTS))
    yield line("login beyond one Argon2id run", 1_000 * (whole - argon), LOGIN_MS, "ms")


def _cards() -> Iterator[str]:
    """Opening the cards of one page of a list, with the audit event that belongs to it."""
    lead = coordinator(0)
    cards = [case.card for case in Case.objects.filter(team=lead.own_team, restricted=False)[:_CARDS]]
    assert lead.keyring.card_key
    with transaction.atomic():
        seconds = _median(lambda: vault.open_many(cards, by=lead, why="bench", shown=False), _TIMES)
    yield line(f"opening {len(cards)} cards", 1_000 * seconds, CARDS_MS, "ms")


def _rotation() -> Iterator[str]:
    """New roots and new keys for as many teams as hold ten thousand cases, on two cores."""
    done, number, start = 0, 0, time.perf_counter()
    while done < _CASES and Team.objects.filter(name=f"team-{number}").exists():
        lead = coordinator(number)
        roots.begin(by=lead, why="bench")
        done += rotation.left(lead)
        connection.close()  # each process opens its own
        with get_context("fork").Pool(2) as pool:
            pool.map(_go_on, [number, number])
        number += 1
    yield line(f"rotation of {done:,} cases", time.perf_counter() - start, ROTATION_SECONDS, "s")


def _go_on(number: int) -> None:
    lead = coordinator(number)
    while rotation.go_on(by=lead):
        pass
    connection.close()


def coordinator(number: int) -> Actor:
    """Return the coordinator of a team, with the private key that the passphrase opens."""
    user = User.objects.get(handle=f"team-{number}-coordinator")
    derived = derive(user, PASSPHRASE)
    assert derived is not None
    key = envelope.unlock(derived.key, bytes(user.private_key_box), private_key_place(user.id))
    return Actor(user=user, membership=memberships_of(user).get(), private_key=key)


def _median(act: Callable[[], object], times: int) -> float:
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def line(name: str, value: float, limit: float, unit: str) -> str:
    """Return what is printed of one measurement."""
    return f"{name:36}{value:9.1f} {unit:3} limit {limit:g}{' <' if value > limit else ''}"
