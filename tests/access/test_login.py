"""Logging in: one answer for every mistake, one derivation for every try, a code that counts once."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access import hasher
from cases.access.models import Device, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.keys.derive import from_passphrase
from tests import clocks, factories
from tests.factories import PASSPHRASE, Group, Person

pytestmark = pytest.mark.django_db
LOGIN = "/login/"


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passphrases that were derived from."""
    seen: list[str] = []
    derive = from_passphrase

    def counted(passphrase: str, *args: Any) -> Any:
        seen.append(passphrase)
        return derive(passphrase, *args)

    monkeypatch.setattr(hasher, "from_passphrase", counted)
    return seen


def _try(client: Client, person: Person, **given: str) -> Any:
    return client.post(LOGIN, {"handle": person.user.handle, "passphrase": PASSPHRASE, "code": person.code(), **given})


def _said(answer: Any) -> str:
    """The page without its fields, which show what was typed."""
    return re.sub(r"<input[^>]*>", "", answer.content.decode())


def test_everybody_starts_where_their_day_begins(group: Group) -> None:
    for person in (group.activist, group.caseworker, group.coordinator):
        assert _try(Client(), person).headers["Location"] == "/"
    assert _try(Client(), factories.operator()).headers["Location"] == "/operator/"


def test_the_handle_may_be_typed_in_capitals_and_the_code_with_a_blank(group: Group) -> None:
    code = group.activist.code()
    answer = _try(
        Client(), group.activist, handle=f" {group.activist.user.handle.upper()} ", code=f"{code[:3]} {code[3:]}"
    )
    assert answer.status_code == 302


def test_every_mistake_gets_the_same_answer(group: Group) -> None:
    gone = group.add(RoleName.ACTIVIST)
    User.objects.filter(pk=gone.user.pk).update(is_active=False)
    answers = [
        _try(Client(), group.activist, passphrase="a wrong passphrase of some length"),
        _try(Client(), group.activist, code="000000"),
        _try(Client(), group.activist, code=""),
        _try(Client(), group.activist, code="no code"),
        _try(Client(), group.activist, handle="nobody-has-this"),
        _try(Client(), gone),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({_said(answer) for answer in answers}) == 1
    assert "This did not open" in _said(answers[0])


def test_an_unknown_handle_costs_one_derivation_too(group: Group, derivations: list[str]) -> None:
    for handle in (group.activist.user.handle, "nobody-has-this"):
        derivations.clear()
        Client().post(LOGIN, {"handle": handle, "passphrase": "x" * 30, "code": "123456"})
        assert derivations == ["x" * 30]


def test_an_unknown_handle_asks_the_database_as_often(group: Group) -> None:
    asked = []
    for handle in (group.activist.user.handle, "nobody-has-this"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(LOGIN, {"handle": handle, "passphrase": "x" * 30, "code": "123456"})
        asked.append([query["sql"].split(" ")[0] for query in queries])
    known, unknown = asked
    assert len(known) == len(unknown)  # in place of the event, a question about it


def test_a_handle_longer_than_any_is_refused_before_anything_is_derived(derivations: list[str]) -> None:
    answer = Client().post(LOGIN, {"handle": "h" * 1000, "passphrase": "x" * 30, "code": "1"})
    assert answer.status_code == 200
    assert derivations == []


def test_a_passphrase_longer_than_any_is_never_derived_from(group: Group, derivations: list[str]) -> None:
    answer = _try(Client(), group.activist, passphrase="x" * 100_000)
    assert answer.status_code == 200
    assert derivations == []


@pytest.mark.parametrize("given", [{}, {"handle": "\0", "passphrase": "\0", "code": "\0"}, {"handle": "а́"}])
def test_nonsense_is_answered_with_the_form(given: dict[str, str]) -> None:
    assert Client().post(LOGIN, given).status_code == 200


def test_a_passphrase_is_never_shown_again(group: Group) -> None:
    assert (
        "a wrong passphrase of"
        not in _try(Client(), group.activist, passphrase="a wrong passphrase of").content.decode()
    )


def test_a_code_counts_once(group: Group) -> None:
    code = group.activist.code()
    given = {"handle": group.activist.user.handle, "passphrase": PASSPHRASE, "code": code}
    assert Client().post(LOGIN, given).status_code == 302
    assert Client().post(LOGIN, given).status_code == 200


def test_a_code_of_the_half_minute_before_counts_and_of_a_minute_before_does_not(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks.forward(monkeypatch, seconds=0)
    older = group.activist.code()
    clocks.forward(monkeypatch, seconds=30)
    newer = group.activist.code()
    clocks.forward(monkeypatch, seconds=30)
    assert _try(Client(), group.activist, code=older).status_code == 200
    assert _try(Client(), group.activist, code=newer).status_code == 302


def test_demo_mode_asks_for_no_code(group: Group, settings: Any) -> None:
    settings.DEMO = True
    page = Client().get(LOGIN).content.decode()
    assert 'name="code"' not in page
    assert "demo-only-not-secret" in page
    answer = Client().post(LOGIN, {"handle": group.activist.user.handle, "passphrase": PASSPHRASE})
    assert answer.status_code == 302


def test_the_page_outside_demo_mode_names_no_accounts() -> None:
    page = Client().get(LOGIN).content.decode()
    assert 'name="code"' in page
    assert "demo-only-not-secret" not in page


def test_somebody_without_a_code_is_led_to_get_one(group: Group) -> None:
    User.objects.filter(pk=group.activist.user.pk).update(totp_box=None)
    client = Client()
    given = {"handle": group.activist.user.handle, "passphrase": PASSPHRASE, "code": ""}
    assert client.post(LOGIN, given).status_code == 302
    for url in ("/", "/account/", "/team/", "/admin/", "/dashboard/"):
        assert client.get(url).headers["Location"] == "/join/code/", url


def test_the_browser_is_known_from_then_on(group: Group) -> None:
    client = group.activist.client()
    assert Device.objects.get(user=group.activist.user).seen_week.weekday() == 0
    cookie = client.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    known = cookie.value
    _try(client, group.activist)
    assert client.cookies["device"].value == known
    assert Device.objects.filter(user=group.activist.user).count() == 1


def test_a_browser_becomes_that_of_whoever_logged_in_last(group: Group) -> None:
    client = group.activist.client()
    known = client.cookies["device"].value
    _try(client, group.caseworker)
    assert client.cookies["device"].value != known
    assert Device.objects.filter(user=group.caseworker.user).count() == 1


def test_a_browser_not_seen_for_half_a_year_is_forgotten(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    group.activist.client()
    clocks.forward(monkeypatch, days=190)
    group.activist.client()
    assert Device.objects.filter(user=group.activist.user).count() == 1


@pytest.mark.parametrize(
    ("target", "led_to"),
    [
        ("/team/", "/team/"),
        ("/team/?a=b", "/team/?a=b"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("access:team", "/"),
        ("\\\\evil.example", "/"),
        ("", "/"),
    ],
)
def test_login_leads_on_only_within_the_site(group: Group, target: str, led_to: str) -> None:
    given = {"handle": group.activist.user.handle, "passphrase": PASSPHRASE, "code": group.activist.code()}
    answer = Client().post(LOGIN, given, query_params={"next": target})
    assert answer.headers["Location"] == led_to


def test_the_language_of_the_login_page_stays(group: Group) -> None:
    client = Client()
    client.post("/language/", {"language": "ru", "next": LOGIN})
    assert (
        "Парольная фраза" in client.get(LOGIN).content.decode() or client.get(LOGIN).headers["Content-Language"] == "ru"
    )
    _try(client, group.activist)
    assert User.objects.get(pk=group.activist.user.pk).language == "ru"


def test_without_a_choice_the_account_keeps_its_language(group: Group) -> None:
    User.objects.filter(pk=group.activist.user.pk).update(language="fr")
    client = group.activist.client(headers={"accept-language": "ru"})
    assert User.objects.get(pk=group.activist.user.pk).language == "fr"
    assert client.get("/account/").headers["Content-Language"] == "fr"


def test_logins_and_failures_are_in_the_teams_audit(group: Group) -> None:
    before = set(Event.objects.values_list("pk", flat=True))
    group.activist.client()
    _try(Client(), group.activist, passphrase="x" * 30)
    events = Event.objects.exclude(pk__in=before)
    private = group.coordinator.actor.keyring.audit_pair.private
    said = sorted((log.read(event, private).kind, log.read(event, private).user) for event in events)
    user = str(group.activist.user.pk)
    assert said == [(EventKind.LOGIN.value, user), (EventKind.LOGIN_FAILED.value, user)]
    assert {event.team_id for event in events} == {group.team.pk}


def test_the_page_says_that_a_form_was_kept() -> None:
    assert "was kept" in Client().get(LOGIN, {"kept": "1"}).content.decode()
    assert "was kept" not in Client().get(LOGIN, {"kept": "0"}).content.decode()
