"""T4: whoever tries passphrases, codes, PINs and links gets nowhere, costs little, and locks nobody out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from cases.access import accounts, spare, throttle
from cases.access.models import User
from cases.access.roles import RoleName
from cases.keys import derive, paper
from tests import clocks, factories
from tests.access.rescue import NEW, PIN, card_of, log_in, recover, with_pin
from tests.factories import Group

pytestmark = pytest.mark.django_db
MANY: Final = 1_000
WRONG: Final = "x" * 30
ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each run of Argon2id."""
    done: list[None] = []
    real = derive.hash_secret_raw  # type: ignore[attr-defined]

    def counted(*args: Any, **kwargs: Any) -> bytes:
        done.append(None)
        return real(*args, **kwargs)

    monkeypatch.setattr(derive, "hash_secret_raw", counted)
    return done


# Logging in -------------------------------------------------------------------------------------------


def test_a_thousand_wrong_logins_cost_ten_runs_and_lock_neither_owner_nor_colleague_out(
    group: Group, runs: list[None]
) -> None:
    owner = group.activist.client()
    runs.clear()
    for _ in range(MANY):
        log_in(Client(), group.activist, passphrase=WRONG)
    assert len(runs) == throttle.TRIES
    assert log_in(owner, group.activist).status_code == 302
    assert log_in(Client(), group.caseworker).status_code == 302
    assert owner.get("/team/").status_code == 200


def test_a_quarter_of_an_hour_later_there_are_ten_more_and_no_others(
    group: Group, runs: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        runs.clear()
        for _ in range(throttle.TRIES * 3):
            log_in(Client(), group.activist, passphrase=WRONG)
        assert len(runs) == throttle.TRIES
        clocks.forward(monkeypatch, minutes=16)


def test_other_spellings_of_a_handle_are_the_same_queue(group: Group, runs: list[None]) -> None:
    handle = group.activist.user.handle
    for spelling in (handle, handle.upper(), f" {handle} ", handle.title()):
        for _ in range(throttle.TRIES):
            log_in(Client(), group.activist, handle=spelling, passphrase=WRONG)
    assert len(runs) == throttle.TRIES


def test_made_up_devices_open_no_queue_of_their_own(group: Group, runs: list[None]) -> None:
    for _ in range(throttle.TRIES * 3):
        client = Client()
        client.cookies["device"] = uuid4().hex
        log_in(client, group.activist, passphrase=WRONG)
    assert len(runs) == throttle.TRIES


def test_who_knows_the_passphrase_guesses_ten_codes(group: Group, runs: list[None]) -> None:
    card_of(group.activist)
    for number in range(throttle.TRIES * 3):
        log_in(Client(), group.activist, code=f"{number:06}" if number % 2 else f"{number:012}")
    assert len(runs) == throttle.TRIES
    assert spare.left(User.objects.get(pk=group.activist.user.pk), group.activist.private_key) == spare.COUNT


# Elsewhere --------------------------------------------------------------------------------------------


def test_a_thousand_wrong_key_codes_cost_nothing_and_the_owner_recovers(group: Group, runs: list[None]) -> None:
    card = card_of(group.activist)
    for _ in range(MANY):
        recover(group.activist, card, key_code=paper.write(paper.new_secret(16)))
    assert runs == []
    assert recover(group.activist, card).status_code == 302
    assert len(runs) == 1


def test_who_found_the_key_code_guesses_ten_codes_and_no_passphrase_is_set(group: Group, runs: list[None]) -> None:
    card = card_of(group.activist)
    for number in range(throttle.TRIES * 3):
        answer = recover(group.activist, card, code=f"{number:06}")
    assert "Too many tries" in answer.content.decode()
    assert runs == []
    assert log_in(Client(), group.activist, passphrase=NEW).status_code == 200


def test_step_up_is_guessed_ten_times(group: Group, runs: list[None]) -> None:
    client = group.activist.client()
    runs.clear()
    for _ in range(throttle.TRIES * 3):
        client.post("/account/prove/", {"passphrase": WRONG, "code": "123456"})
    assert len(runs) == throttle.TRIES
    assert log_in(client, group.activist).status_code == 302


def test_a_pin_is_guessed_five_times_in_a_browser(
    group: Group, runs: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = with_pin(group.activist).client()
    clocks.forward(monkeypatch, minutes=31)
    runs.clear()
    for _ in range(20):
        client.post("/pin/", {"pin": "111112"})
    assert len(runs) == 5
    client.post("/pin/", {"pin": PIN})
    assert client.get("/team/").headers["Location"].startswith("/login/")


def test_a_thousand_made_up_links_cost_nothing_and_a_real_one_still_works(group: Group, runs: list[None]) -> None:
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    given = {"handle": "newcomer", "passphrase": NEW, "again": NEW, "suggested": "x"}
    for _ in range(MANY):
        assert Client().post(f"/join/{uuid4().hex[:22]}/", given).status_code == 404
    assert runs == []
    assert Client().post(f"/join/{token}/", given).status_code == 302


def test_a_link_is_no_way_to_have_the_server_derive_without_end(group: Group, runs: list[None]) -> None:
    """The holder of a link sends it with a handle that is taken in the moment between check and insert."""
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    given = {"handle": group.activist.user.handle, "passphrase": NEW, "again": NEW, "suggested": "x"}
    for _ in range(throttle.TRIES * 3):
        Client().post(f"/join/{token}/", given)
    assert runs == []


# The machine ------------------------------------------------------------------------------------------


@pytest.fixture
def members(transactional_db: None) -> list[tuple[str, str]]:
    """Handles with the cookie of a browser in which each has logged in."""
    group = factories.group()
    people = [group.activist, *(group.add(RoleName.ACTIVIST) for _ in range(7))]
    return [(person.user.handle, person.client().cookies["device"].value) for person in people]


def _derivations(*processes: list[tuple[str, str]]) -> list[tuple[float, float]]:
    """Have several processes take logins at once; return when their derivations began and ended."""
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.security.attacker", json.dumps(logins)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
        )
        for logins in processes
    ]
    return [tuple(span) for process in running for span in json.loads(process.communicate(timeout=120)[0])]


def _most_at_once(spans: list[tuple[float, float]]) -> int:
    return max(sum(began <= moment < ended for began, ended in spans) for moment, _ended in spans)


def test_four_derivations_run_at_once_across_processes_and_a_fifth_waits(members: list[tuple[str, str]]) -> None:
    spans = _derivations(members[:4], members[4:])
    assert len(spans) == 8
    assert 2 <= _most_at_once(spans) <= throttle.MACHINE_SLOTS


def test_strangers_take_three_of_them(members: list[tuple[str, str]]) -> None:
    strangers = [(f"nobody-{number}", "") for number in range(10)]
    spans = _derivations(strangers[:5], strangers[5:])
    assert len(spans) == 10
    assert 2 <= _most_at_once(spans) <= throttle.MACHINE_SLOTS - 1


def test_one_queue_derives_one_at_a_time(members: list[tuple[str, str]]) -> None:
    handle = members[0][0]
    spans = _derivations([(handle, "")] * 4, [(handle, "")] * 4)
    assert len(spans) == 8
    assert _most_at_once(spans) == 1
