"""Another passphrase: the old one with a code, the same keys, and only this session goes on."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cases.access import throttle
from cases.access.models import User
from cases.keys import passphrase
from tests import factories
from tests.access.rescue import NEW, events, join_also, log_in, told
from tests.factories import PASSPHRASE, Group, Person

pytestmark = pytest.mark.django_db
URL = "/account/passphrase/"


def _change(client: Client, person: Person, **given: str) -> Any:
    fields = {"current": PASSPHRASE, "code": person.code(), "suggested": "x", "passphrase": NEW, "again": NEW}
    return client.post(URL, {**fields, **given})


def test_the_new_passphrase_logs_in_and_the_old_one_does_not(group: Group) -> None:
    assert _change(group.activist.client(), group.activist).headers["Location"] == "/account/"
    assert log_in(Client(), group.activist).status_code == 200
    assert log_in(Client(), group.activist, passphrase=NEW).status_code == 302


def test_the_suggested_words_may_be_taken(group: Group) -> None:
    client = group.activist.client()
    words = client.get(URL).context["suggested"]
    assert passphrase.is_strong(words)
    taken = {"suggested": words, "passphrase": " ".join(word[:3] for word in words.split()), "again": ""}
    assert _change(client, group.activist, **taken).status_code == 302
    assert log_in(Client(), group.activist, passphrase=words).status_code == 302


def test_what_was_sealed_before_still_opens(group: Group) -> None:
    case = factories.case(group.activist, alias="Сойка")
    client = group.activist.client()
    _change(client, group.activist)
    assert "Сойка" in client.get(f"/cases/{case.code}/").content.decode()
    later = Client()
    log_in(later, group.activist, passphrase=NEW)
    assert "Сойка" in later.get(f"/cases/{case.code}/").content.decode()


def test_every_other_session_ends_and_this_one_goes_on_under_a_new_cookie(group: Group) -> None:
    client, other = group.activist.client(), group.activist.client()
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    _change(client, group.activist)
    assert client.get("/account/").status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert other.get("/account/").headers["Location"].startswith("/login/")
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE_NAME] = before
    assert copied.get("/account/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"current": "x" * 30}, "current", "not your passphrase"),
        ({"code": "000000"}, "code", "does not count"),
        ({"code": ""}, "code", "required"),
        ({"again": ""}, "passphrase", "not the words above"),
        ({"again": "another"}, "again", "differ"),
        ({"passphrase": "short", "again": "short"}, "passphrase", "Too short"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    group: Group, given: dict[str, str], field: str, message: str
) -> None:
    answer = _change(group.activist.client(), group.activist, **given)
    assert message in answer.context["form"].errors[field][0]
    assert log_in(Client(), group.activist).status_code == 302


def test_the_old_passphrase_is_guessed_ten_times_at_most(group: Group) -> None:
    client = group.activist.client()
    for _ in range(throttle.TRIES):
        _change(client, group.activist, current="x" * 30)
    assert "Too many tries" in _change(client, group.activist).content.decode()


def test_salt_and_wrap_are_new_and_the_keys_are_not(group: Group) -> None:
    before = User.objects.get(pk=group.activist.user.pk)
    _change(group.activist.client(), group.activist)
    after = User.objects.get(pk=group.activist.user.pk)
    assert before.password.split("$")[2] != after.password.split("$")[2]
    assert bytes(before.private_key_box) != bytes(after.private_key_box)
    assert bytes(before.public_key) == bytes(after.public_key)
    assert after.session_epoch == before.session_epoch + 1


def test_it_is_in_the_audit_of_every_team(group: Group) -> None:
    other = factories.group()
    join_also(group.activist, other)
    client = group.activist.client()
    since = events()
    _change(client, group.activist, current="x" * 30)
    _change(client, group.activist)
    user = str(group.activist.user.pk)
    for team in (group, other):
        assert told(team, since) == [
            ("login_failed", user, "change of passphrase"),
            ("key", user, "passphrase changed"),
        ]


def test_demo_mode_asks_for_the_old_passphrase_alone(group: Group, settings: Any) -> None:
    settings.DEMO = True
    client = group.activist.client()
    assert 'name="code"' not in client.get(URL).content.decode()
    assert _change(client, group.activist).status_code == 302
