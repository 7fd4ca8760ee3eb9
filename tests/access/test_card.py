"""The recovery card: shown until it is on paper, its codes count once, a new one ends it."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cases.access import spare
from cases.access.models import User
from cases.keys import paper
from tests import clocks, factories
from tests.access.rescue import card_of, log_in, told
from tests.factories import PASSPHRASE, Group, Person, code_now

pytestmark = pytest.mark.django_db
PAPER = "/account/card/paper/"


def _fresh(person: Person) -> User:
    return User.objects.get(pk=person.user.pk)


def _made(client: Client) -> str:
    assert client.post("/account/card/").headers["Location"] == PAPER
    return client.get(PAPER).content.decode()


# Making one -----------------------------------------------------------------------------------------


def test_a_card_shows_its_three_parts_and_nothing_that_names_anybody(group: Group) -> None:
    client = group.activist.client()
    page = _made(client)
    sheet = page[page.index("<main") : page.index("</main>")]
    assert len(re.findall(r">([0-9A-Z]{4}(?:-[0-9A-Z]{4}){6})<", sheet)) == 1
    assert len(re.findall(r">(\d{4} \d{4} \d{4})<", sheet)) == 10
    assert len(re.findall(r">([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})<", sheet)) == 1
    for name in (group.activist.user.handle, group.coordinator.user.handle, group.team.name):
        assert name not in sheet


def test_it_stays_on_its_page_until_it_is_on_paper_and_never_comes_back(group: Group) -> None:
    client = group.activist.client()
    first = _made(client)
    code = re.search(r"\d{4} \d{4} \d{4}", first)
    assert code
    assert code[0] in client.get(PAPER).content.decode(), "a line that broke costs nothing"
    assert code[0] in _made(client), "a form sent twice makes one card"
    assert client.post(PAPER).headers["Location"] == "/account/"
    assert client.get(PAPER).headers["Location"] == "/account/card/"


def test_a_card_made_in_another_browser_takes_the_place_of_one_still_on_its_page(group: Group) -> None:
    """What is shown must be what counts."""
    one, other = group.activist.client(), group.activist.client()
    _made(one)
    _made(other)
    assert one.get(PAPER).headers["Location"] == "/account/card/"
    assert other.get(PAPER).status_code == 200


def test_making_and_showing_one_asks_for_proof(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    _made(client)
    clocks.forward(monkeypatch, minutes=11)
    for url in ("/account/card/", PAPER):
        assert client.get(url).headers["Location"].startswith("/account/prove/")


def test_nothing_of_it_is_stored_in_clear(group: Group) -> None:
    card, user = card_of(group.activist), _fresh(group.activist)
    stored = b"".join(bytes(box or b"") for box in (user.recovery_box, user.spare_codes_box, user.lock_hash))
    for secret in (card.key_code, card.lock_code, *card.codes):
        for form in (secret, secret.replace("-", ""), secret.replace(" ", "")):
            assert form.encode() not in stored
    assert paper.read(card.key_code, 16) not in stored
    assert paper.read(card.lock_code, 8) not in stored
    assert group.activist.private_key not in stored


def test_a_hint_stands_on_the_account_and_on_my_work_until_there_is_a_card(group: Group) -> None:
    client = group.activist.client()
    for url in ("/account/", "/"):
        assert "You have no recovery card" in client.get(url).content.decode(), url
    card_of(group.activist)
    for url in ("/account/", "/"):
        assert "You have no recovery card" not in client.get(url).content.decode(), url


def test_every_team_hears_that_a_card_was_made(group: Group) -> None:
    card_of(group.activist)
    assert ("key", str(group.activist.user.pk), "recovery card made") in told(group)


# Its ten codes --------------------------------------------------------------------------------------


def test_a_code_of_the_card_counts_in_place_of_the_six_digits_and_counts_once(group: Group) -> None:
    card = card_of(group.activist)
    assert log_in(Client(), group.activist, code=card.codes[3]).status_code == 302
    assert log_in(Client(), group.activist, code=card.codes[3]).status_code == 200
    assert log_in(Client(), group.activist, code=card.codes[4].replace(" ", "")).status_code == 302
    assert spare.left(_fresh(group.activist), group.activist.private_key) == 8


def test_the_authenticator_goes_on_beside_the_card(group: Group) -> None:
    card_of(group.activist)
    assert log_in(Client(), group.activist).status_code == 302


def test_a_code_does_not_stand_for_the_passphrase(group: Group) -> None:
    card = card_of(group.activist)
    assert log_in(Client(), group.activist, passphrase="x" * 30, code=card.codes[0]).status_code == 200
    assert spare.left(_fresh(group.activist), group.activist.private_key) == 10


def test_somebody_elses_code_does_not_count(group: Group) -> None:
    theirs, _mine = card_of(group.caseworker), card_of(group.activist)
    assert log_in(Client(), group.activist, code=theirs.codes[0]).status_code == 200


@pytest.mark.parametrize("code", ["000000000000", "0000 0000 0000", "²²²²²²²²²²²²"])
def test_twelve_wrong_digits_do_not_count(group: Group, code: str) -> None:
    card_of(group.activist)
    assert log_in(Client(), group.activist, code=code).status_code == 200


def test_twelve_digits_of_somebody_without_a_card_do_not_count(group: Group) -> None:
    assert log_in(Client(), group.activist, code="123412341234").status_code == 200


def test_the_account_says_how_many_are_left_and_when_they_are_few(group: Group) -> None:
    card = card_of(group.activist)
    client = Client()
    for used, code in enumerate(card.codes[:9], start=1):
        log_in(client, group.activist, code=code)
        page = client.get("/account/").content.decode()
        assert f"{10 - used} code{'' if used == 9 else 's'} left" in page
        assert ("make a new card" in page) == (10 - used <= 3)


def test_a_new_card_ends_the_old_one(group: Group) -> None:
    old = card_of(group.activist)
    new = card_of(group.activist)
    assert log_in(Client(), group.activist, code=old.codes[0]).status_code == 200
    assert log_in(Client(), group.activist, code=new.codes[0]).status_code == 302


def test_demo_mode_asks_for_no_code_of_a_card_either(group: Group, settings: Any) -> None:
    settings.DEMO = True
    card_of(group.activist)
    assert log_in(Client(), group.activist, code="").status_code == 302


# A lost authenticator -------------------------------------------------------------------------------


def _connect(client: Client) -> str:
    page = client.get("/account/authenticator/")
    return str(page.context["secret"]).replace(" ", "")


def test_passphrase_and_a_code_of_the_card_connect_another_authenticator(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, client = card_of(group.activist), Client()
    log_in(client, group.activist, code=card.codes[0])
    secret = _connect(client)
    assert client.get("/join/code.png").headers["Content-Type"] == "image/png"
    assert client.post("/account/authenticator/", {"code": "000000"}).status_code == 200
    assert client.post("/account/authenticator/", {"code": code_now(secret)}).headers["Location"] == "/account/"
    clocks.forward(monkeypatch, minutes=2)
    given = {"handle": group.activist.user.handle, "passphrase": PASSPHRASE}
    assert Client().post("/login/", {**given, "code": code_now()}).status_code == 200, "the old one ended"
    assert Client().post("/login/", {**given, "code": code_now(secret)}).status_code == 302


def test_until_the_new_one_has_shown_a_code_the_old_one_counts(group: Group) -> None:
    client = group.activist.client()
    _connect(client)
    assert log_in(Client(), group.activist).status_code == 302


def test_another_authenticator_asks_for_proof(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    clocks.forward(monkeypatch, minutes=11)
    assert client.get("/account/authenticator/").headers["Location"].startswith("/account/prove/")
    assert client.post("/account/authenticator/", {"code": "1"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_code_counts_once_however_many_browsers_send_it_at_once() -> None:
    """Known browsers have queues of their own, so nothing but the row keeps them apart."""
    person = factories.group().activist
    card = card_of(person)
    browsers = [person.client() for _ in range(4)]
    given = {"handle": person.user.handle, "passphrase": PASSPHRASE, "code": card.codes[0]}
    gate, answers = threading.Barrier(len(browsers)), list[int]()

    def send(browser: Client) -> None:
        try:
            gate.wait(20)
            answers.append(browser.post("/login/", given).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [200, 200, 200, 302]
