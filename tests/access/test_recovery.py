"""A forgotten passphrase with the card, and an account locked in an emergency: the same answer whatever was wrong."""

import re
from typing import Any

import pytest
from django.test import Client

from cases.access import recovery, throttle
from cases.access.models import User
from cases.base.verdict import Refused
from cases.keys import paper
from tests import factories
from tests.access.rescue import NEW, card_of, events, join_also, log_in, recover, told
from tests.factories import PASSPHRASE, Group

pytestmark = pytest.mark.django_db
WRONG_KEY = paper.write(bytes(16))
WRONG_LOCK = paper.write(bytes(8))


def _said(answer: Any) -> str:
    """The page without its fields and the words it suggests."""
    page = re.sub(r"<input[^>]*>", "", answer.content.decode())
    return re.sub(r'<p class="passphrase code">[^<]*</p>', "", page)


def _lock(handle: str, code: str) -> Any:
    return Client().post("/lock/", {"handle": handle, "lock_code": code})


# A forgotten passphrase -------------------------------------------------------------------------------


def test_the_card_and_a_code_set_a_new_passphrase_and_lead_to_a_new_card(group: Group) -> None:
    card, client = card_of(group.activist), Client()
    answer = recover(group.activist, card, client)
    assert answer.headers["Location"] == "/account/card/"
    assert client.get("/account/card/").status_code == 200
    assert log_in(Client(), group.activist).status_code == 200
    assert log_in(Client(), group.activist, passphrase=NEW).status_code == 302


def test_what_was_sealed_before_opens_with_the_new_passphrase(group: Group) -> None:
    case = factories.case(group.activist, alias="Сойка")
    recover(group.activist, card_of(group.activist))
    client = Client()
    log_in(client, group.activist, passphrase=NEW)
    assert "Сойка" in client.get(f"/cases/{case.code}/").content.decode()


def test_a_code_of_the_authenticator_will_do_as_well(group: Group) -> None:
    assert recover(group.activist, card_of(group.activist), code=group.activist.code()).status_code == 302


def test_the_key_code_is_read_with_the_slips_people_make(group: Group) -> None:
    card = card_of(group.activist)
    typed = card.key_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recover(group.activist, card, key_code=typed).status_code == 302


def test_a_key_code_that_nobody_can_have_is_told_at_its_field(group: Group) -> None:
    card = card_of(group.activist)
    first = "A" if card.key_code[0] != "A" else "B"
    answer = recover(group.activist, card, key_code=first + card.key_code[1:])
    assert "Compare each group" in answer.context["form"].errors["key_code"][0]


def test_every_mistake_gets_the_same_answer(group: Group) -> None:
    card, theirs = card_of(group.activist), card_of(group.caseworker)
    answers = [
        recover(group.activist, card, key_code=WRONG_KEY),
        recover(group.activist, card, key_code=theirs.key_code),
        recover(group.activist, card, code="000000"),
        recover(group.activist, card, code=theirs.codes[0]),
        recover(group.activist, card, handle="nobody-has-this"),
        recover(group.coordinator, card),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({_said(answer) for answer in answers}) == 1
    assert "This did not open" in _said(answers[0])
    assert log_in(Client(), group.activist).status_code == 302, "the passphrase still counts"


def test_the_second_factor_is_never_skipped(group: Group) -> None:
    card = card_of(group.activist)
    assert "required" in recover(group.activist, card, code="").context["form"].errors["code"][0]
    User.objects.filter(pk=group.activist.user.pk).update(totp_box=None)
    assert recover(group.activist, card).status_code == 200


def test_a_code_counts_once_here_too(group: Group) -> None:
    card = card_of(group.activist)
    log_in(Client(), group.activist, code=card.codes[0])
    assert recover(group.activist, card).status_code == 200
    assert recover(group.activist, card, code=card.codes[1]).status_code == 302


def test_a_replaced_card_opens_nothing(group: Group) -> None:
    old, new = card_of(group.activist), card_of(group.activist)
    assert recover(group.activist, old, code=new.codes[0]).status_code == 200


@pytest.mark.parametrize(("given", "field"), [({"again": ""}, "passphrase"), ({"again": "other"}, "again")])
def test_the_new_passphrase_is_held_to_the_rules_of_joining(group: Group, given: dict[str, str], field: str) -> None:
    answer = recover(group.activist, card_of(group.activist), **given)
    assert list(answer.context["form"].errors) == [field]


def test_the_suggested_words_may_be_taken_and_stay_after_a_mistake(group: Group) -> None:
    card, client = card_of(group.activist), Client()
    words = client.get("/recover/").context["suggested"]
    taken = {"passphrase": words, "again": "", "suggested": words}
    again = recover(group.activist, card, client, code="000000", **taken)
    assert again.context["suggested"] == words
    assert recover(group.activist, card, client, **taken).status_code == 302


def test_open_sessions_end_with_the_old_passphrase(group: Group) -> None:
    before = group.activist.client()
    recover(group.activist, card_of(group.activist))
    assert before.get("/account/").headers["Location"].startswith("/login/")


def test_a_disabled_account_stays_closed(group: Group) -> None:
    card = card_of(group.activist)
    User.objects.filter(pk=group.activist.user.pk).update(is_active=False)
    assert recover(group.activist, card).status_code == 200


def test_demo_mode_asks_for_the_card_alone(group: Group, settings: Any) -> None:
    settings.DEMO = True
    card = card_of(group.activist)
    assert 'name="code"' not in Client().get("/recover/").content.decode()
    assert recover(group.activist, card).status_code == 302


def test_it_is_in_the_audit_of_every_team(group: Group) -> None:
    other = factories.group()
    join_also(group.activist, other)
    card = card_of(group.activist)
    since = events()
    recover(group.activist, card, code="000000")
    recover(group.activist, card)
    user = str(group.activist.user.pk)
    for team in (group, other):
        assert told(team, since) == [
            ("login_failed", user, "recovery card"),
            ("key", user, "new passphrase by recovery card"),
            ("login", user, ""),
        ]


def test_a_login_page_leads_there(group: Group) -> None:
    page = Client().get("/login/").content.decode()
    assert 'href="/recover/"' in page
    assert 'href="/lock/"' in page


# An emergency ---------------------------------------------------------------------------------------


def test_the_lock_code_ends_every_session_and_refuses_every_login(group: Group) -> None:
    card, before = card_of(group.activist), group.activist.client()
    _lock(group.activist.user.handle, card.lock_code)
    assert before.get("/account/").headers["Location"].startswith("/login/")
    right = log_in(Client(), group.activist)
    wrong = log_in(Client(), group.activist, passphrase="x" * 30)
    assert right.status_code == 200
    assert _said(right) == _said(wrong)


def test_a_locked_account_does_not_use_up_codes(group: Group) -> None:
    card = card_of(group.activist)
    _lock(group.activist.user.handle, card.lock_code)
    log_in(Client(), group.activist, code=card.codes[0])
    assert recover(group.activist, card, code=card.codes[0]).status_code == 302


def test_the_answer_is_the_same_whatever_was_typed(group: Group) -> None:
    card = card_of(group.activist)
    pages = [
        _lock(handle, code)
        for handle, code in (
            ("nobody-has-this", card.lock_code),
            (group.activist.user.handle, WRONG_LOCK),
            (group.coordinator.user.handle, WRONG_LOCK),
            (group.activist.user.handle, card.lock_code),
            (group.activist.user.handle, card.lock_code),
        )
    ]
    assert {page.status_code for page in pages} == {200}
    assert len({_said(page) for page in pages}) == 1
    assert "If this was right, the account is locked now" in _said(pages[0])


def test_only_the_right_code_of_the_right_account_locks(group: Group) -> None:
    card, theirs = card_of(group.activist), card_of(group.caseworker)
    for handle, code in (
        (group.activist.user.handle, WRONG_LOCK),
        (group.activist.user.handle, theirs.lock_code),
        (group.coordinator.user.handle, card.lock_code),
    ):
        _lock(handle, code)
    assert not User.objects.filter(locked=True).exists()


def test_a_slip_is_told_because_it_tells_nothing_of_any_account(group: Group) -> None:
    """In an emergency, somebody who mistyped must not believe that the account is locked."""
    code = card_of(group.activist).lock_code
    typed = ("A" if code[0] != "A" else "B") + code[1:]
    for handle in (group.activist.user.handle, "nobody-has-this"):
        answer = _lock(handle, typed)
        assert "Compare each group" in answer.context["form"].errors["lock_code"][0]
        assert "locked now" not in answer.content.decode()


def test_no_number_of_wrong_codes_keeps_the_right_one_from_working(group: Group) -> None:
    card = card_of(group.activist)
    for _ in range(throttle.TRIES * 3):
        _lock(group.activist.user.handle, WRONG_LOCK)
    _lock(group.activist.user.handle, card.lock_code)
    assert User.objects.get(pk=group.activist.user.pk).locked


def test_locking_is_in_the_audit_of_every_team_once(group: Group) -> None:
    other = factories.group()
    join_also(group.activist, other)
    card = card_of(group.activist)
    since = events()
    for _ in range(2):
        _lock(group.activist.user.handle, card.lock_code)
    for team in (group, other):
        user = str(group.activist.user.pk)
        assert told(team, since) == [("key", user, "locked by card"), ("alert", user, "locked")]


def test_the_coordinators_are_alerted(group: Group) -> None:
    _lock(group.activist.user.handle, card_of(group.activist).lock_code)
    page = group.coordinator.client().get("/team/audit/").content.decode()
    assert "An account was locked in an emergency" in page
    assert f"the lock code of {group.activist.user.handle}" in page


def test_the_card_opens_it_again(group: Group) -> None:
    card = card_of(group.activist)
    _lock(group.activist.user.handle, card.lock_code)
    assert recover(group.activist, card).status_code == 302
    assert log_in(Client(), group.activist, passphrase=NEW).status_code == 302


def test_a_coordinator_opens_it_after_hearing_their_voice(group: Group) -> None:
    card = card_of(group.activist)
    _lock(group.activist.user.handle, card.lock_code)
    place = group.activist.user.memberships.get()
    client = group.coordinator.client()
    assert client.post(f"/team/{place.pk}/unlock/").headers["Location"] == "/team/"
    assert log_in(Client(), group.activist, passphrase=PASSPHRASE).status_code == 302
    assert ("member", str(group.coordinator.user.pk), f"unlocked {group.activist.user.pk}") in told(group)
    assert "is not locked" in client.post(f"/team/{place.pk}/unlock/", follow=True).content.decode()


def test_a_session_from_before_the_lock_stays_dead_when_the_account_is_opened(group: Group) -> None:
    """It may be in the hands that the lock was meant for."""
    card, before = card_of(group.activist), group.activist.client()
    _lock(group.activist.user.handle, card.lock_code)
    recovery.unlock(membership=group.activist.user.memberships.get(), by=group.coordinator.actor)
    assert before.get("/account/").headers["Location"].startswith("/login/")


def test_nobody_unlocks_across_teams(group: Group) -> None:
    card = card_of(group.activist)
    _lock(group.activist.user.handle, card.lock_code)
    stranger = factories.group().coordinator
    place = group.activist.user.memberships.get()
    assert stranger.client().post(f"/team/{place.pk}/unlock/").status_code == 404
    with pytest.raises(Refused):
        recovery.unlock(membership=place, by=stranger.actor)
    assert group.caseworker.client().post(f"/team/{place.pk}/unlock/").status_code == 403
