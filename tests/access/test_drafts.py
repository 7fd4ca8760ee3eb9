"""A form posted after the session had ended is kept for its owner, sealed, and offered again."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cases.access import drafts
from cases.access.models import Draft
from cases.base import clock
from tests import clocks, factories
from tests.factories import Group

pytestmark = pytest.mark.django_db
TYPED = {"name": "falcon", "zone": "Asia/Almaty", "note": "Имя, которое никто не должен видеть"}


def _expire(client: Client) -> Client:
    """The same browser after its session ended."""
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def _kept(group: Group) -> tuple[Client, Draft]:
    client = _expire(group.coordinator.client())
    answer = client.post("/team/invite/", TYPED)
    assert answer.headers["Location"] == "/login/?kept=1"
    return client, Draft.objects.get()


def _log_in(client: Client, person: factories.Person) -> Any:
    given = {"handle": person.user.handle, "passphrase": factories.PASSPHRASE, "code": person.code()}
    return client.post("/login/?next=/account/", given, follow=True)


def test_a_form_of_an_ended_session_is_kept_and_the_login_page_says_so(group: Group) -> None:
    client, _draft = _kept(group)
    assert "was kept" in client.get("/login/", {"kept": "1"}).content.decode()


def test_what_is_kept_is_sealed(group: Group) -> None:
    _client, draft = _kept(group)
    stored = bytes(draft.body)
    assert "Имя".encode() not in stored
    assert b"falcon" not in stored
    assert b"/team/invite/" not in stored
    body = drafts.read(draft, by=group.coordinator.actor)
    assert body.path == "/team/invite/"
    assert dict(body.fields) == TYPED


def test_the_whole_address_is_kept_as_some_forms_need_what_stands_behind_it(group: Group) -> None:
    client = _expire(group.coordinator.client())
    case = factories.case(group.coordinator)
    url = f"/cases/{case.code}/applications/new/?procedure=fr_visa_asylum"
    client.post(url, {"note": "typed"})
    _log_in(client, group.coordinator)
    page = client.get(f"/account/drafts/{Draft.objects.get().pk}/").content.decode()
    assert f'action="{url}"' in page


def test_it_is_offered_on_the_page_after_login(group: Group) -> None:
    client, draft = _kept(group)
    _log_in(client, group.coordinator)
    for _ in range(2):
        page = client.get("/team/").content.decode()
        assert "A form you were typing was kept" in page
        assert f"/account/drafts/{draft.pk}/" in page


def test_it_shows_what_was_typed_and_sends_it_where_it_was_going(group: Group) -> None:
    client, draft = _kept(group)
    _log_in(client, group.coordinator)
    page = client.get(f"/account/drafts/{draft.pk}/").content.decode()
    assert 'action="/team/invite/"' in page
    for name, value in TYPED.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
        assert value in page
    assert "A form you were typing was kept" not in client.get("/team/").content.decode()


def test_once_the_page_has_taken_it_the_draft_is_gone(group: Group) -> None:
    client, draft = _kept(group)
    _log_in(client, group.coordinator)
    client.post("/team/invite/", {**TYPED, drafts.SENT_AGAIN: str(draft.pk)})
    assert not Draft.objects.exists()


def test_a_draft_whose_form_has_errors_stays(group: Group) -> None:
    client, draft = _kept(group)
    _log_in(client, group.coordinator)
    client.post("/language/", {"language": "ru", "next": "/"})
    client.post(f"/account/drafts/{draft.pk}/", {drafts.SENT_AGAIN: str(draft.pk)})
    assert Draft.objects.exists()


def test_it_can_be_thrown_away(group: Group) -> None:
    client, draft = _kept(group)
    _log_in(client, group.coordinator)
    assert client.post(f"/account/drafts/{draft.pk}/discard/").headers["Location"] == "/account/"
    assert not Draft.objects.exists()
    assert "A form you were typing was kept" not in client.get("/account/").content.decode()


def test_nobody_else_sees_sends_or_throws_it_away(group: Group) -> None:
    _client, draft = _kept(group)
    other = group.caseworker.client()
    assert other.get(f"/account/drafts/{draft.pk}/").status_code == 404
    assert other.post(f"/account/drafts/{draft.pk}/discard/").status_code == 404
    other.post("/language/", {"language": "ru", drafts.SENT_AGAIN: str(draft.pk)})
    assert Draft.objects.exists()


def test_whoever_logs_in_next_on_the_same_browser_is_not_offered_it(group: Group) -> None:
    client, draft = _kept(group)
    page = _log_in(client, group.caseworker)
    assert str(draft.pk) not in page.content.decode()
    assert str(draft.pk) not in client.get("/account/").content.decode()


def test_an_unknown_browser_keeps_nothing(group: Group) -> None:
    answer = Client().post("/team/invite/", TYPED)
    assert answer.headers["Location"] == "/login/?kept=0"
    assert not Draft.objects.exists()


def test_a_form_without_anything_typed_is_not_kept(group: Group) -> None:
    client = _expire(group.coordinator.client())
    answer = client.post("/team/invite/", {"csrfmiddlewaretoken": "x" * 32, "role": " "})
    assert answer.headers["Location"] == "/login/?kept=0"


def test_passphrases_and_codes_are_never_kept(group: Group) -> None:
    client = _expire(group.coordinator.client())
    client.post("/team/invite/", {**TYPED, "passphrase": "secret", "code": "123456", "again": "secret"})
    body = drafts.read(Draft.objects.get(), by=group.coordinator.actor)
    assert dict(body.fields) == TYPED


def test_several_values_of_one_field_and_odd_text_come_back(group: Group) -> None:
    client = _expire(group.coordinator.client())
    odd = 'line one\nline two "quoted" <b>& \u200f\U0001f600'
    client.post("/team/invite/", {"languages": ["ru", "tt"], "note": odd})
    body = drafts.read(Draft.objects.get(), by=group.coordinator.actor)
    assert body.fields == [("languages", "ru"), ("languages", "tt"), ("note", odd)]
    assert body.readable() == [("languages", ["ru", "tt"]), ("note", [odd])]
    _log_in(client, group.coordinator)
    page = client.get(f"/account/drafts/{Draft.objects.get().pk}/").content.decode()
    assert "<b>" not in page.split("<main")[1]


def test_the_newest_five_are_kept_for_two_weeks(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _expire(group.coordinator.client())
    for number in range(7):
        client.post("/team/invite/", {"note": f"form {number}"})
        clocks.forward(monkeypatch, days=1)
    notes = [drafts.read(draft, by=group.coordinator.actor).fields[0][1] for draft in drafts.of(group.coordinator.user)]
    assert notes == ["form 6", "form 5", "form 4", "form 3", "form 2"]
    clocks.forward(monkeypatch, days=12)
    assert drafts.of(group.coordinator.user).count() == 2


def test_a_form_with_an_old_token_is_kept_too(group: Group) -> None:
    client = group.coordinator.client()
    client.handler.enforce_csrf_checks = True
    answer = client.post("/team/invite/", TYPED)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "A form you were typing was kept" in page
    assert dict(drafts.read(Draft.objects.get(), by=group.coordinator.actor).fields) == TYPED


def test_a_foreign_page_cannot_plant_a_form(group: Group) -> None:
    """The device cookie is Strict: a browser does not send it along with a post from elsewhere."""
    client = group.coordinator.client()
    client.handler.enforce_csrf_checks = True
    del client.cookies["device"]
    assert client.post("/team/invite/", TYPED, headers={"origin": "https://evil.example"}).status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_knows_its_day_only(group: Group) -> None:
    _client, draft = _kept(group)
    assert draft.day == clock.now().date()
    assert str(draft) == str(draft.pk)
