"""The pages of a case, as people use them: log it, correct it; and who reaches them."""

import re
import uuid
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape

from cases.base import clock
from cases.people import actions as people
from cases.people.models import Case
from cases.risk.models import Assessment
from cases.timeline.models import EntryKind
from cases.watch import actions as watch
from tests.factories import TODAY, Group, case, group
from tests.people.conftest import NOON
from tests.people.opened import dossier, form_of, story
from tests.people.test_dossier_forms import FULL

LEAST = {"category": "deserter", "country": "KZ"}


# Logging --------------------------------------------------------------------------------------------


def test_an_activist_logs_a_case_and_reads_band_reasons_and_questions(team: Group) -> None:
    client = team.activist.client()
    sent = (
        form_of(client, "/cases/new/")
        | LEAST
        | {"alias": "Волк", "legal_name": "Иван Тестов", "wanted_interstate": "yes"}
    )
    answer = client.post("/cases/new/", sent, follow=True)
    row = Case.objects.get()
    assert answer.redirect_chain == [(f"/cases/{row.code}/logged/", 302)]
    page = answer.content.decode()
    assert all(word in page for word in (row.code, "Critical", "Ask these next", f"/cases/{row.code}/edit/#"))
    assert page.count(f'href="/cases/{row.code}/edit/#') == 3
    assert "Иван" not in page
    stored = dossier(row, team.activist)
    assert (stored.alias, stored.legal_name, stored.logged_by) == ("Волк", "Иван Тестов", team.activist.user.handle)
    assert [entry.kind for entry in story(row, team.activist)] == [EntryKind.LOGGED]


def test_a_form_sent_twice_logs_one_case(team: Group) -> None:
    client = team.activist.client()
    sent = form_of(client, "/cases/new/") | LEAST
    first, second = client.post("/cases/new/", sent), client.post("/cases/new/", sent)
    assert Case.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_a_form_sent_again_with_other_words_is_kept_and_asked_about(team: Group) -> None:
    client = team.activist.client()
    sent = form_of(client, "/cases/new/") | LEAST
    client.post("/cases/new/", sent)
    again = client.post("/cases/new/", sent | {"city": "Астана"})
    assert Case.objects.count() == 1
    form = again.context["form"]
    assert Case.objects.get().code in form.non_field_errors()[0]
    assert form["city"].value() == "Астана"
    client.post("/cases/new/", sent | {"city": "Астана", "ticket": str(form["ticket"].value())})
    assert Case.objects.count() == 2


def test_a_ticket_taken_from_somebody_elses_case_shows_nothing_of_it(team: Group) -> None:
    theirs = case(group().coordinator)
    client = team.activist.client()
    answer = client.post("/cases/new/", LEAST | {"ticket": str(theirs.pk)})
    assert theirs.code not in answer.content.decode()
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sends_at_the_same_moment_log_one_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    team = group()
    clients = [team.activist.client(), team.activist.client()]
    sent, together, answers = LEAST | {"ticket": str(uuid.uuid4())}, Barrier(2), []

    def send(client: Client) -> None:
        together.wait()
        answers.append(client.post("/cases/new/", sent)["Location"])
        connection.close()

    threads = [Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Case.objects.count() == 1
    assert len(answers) == 2
    assert len(set(answers)) == 1


def test_an_intake_with_mistakes_keeps_every_word_and_logs_nothing(team: Group) -> None:
    client = team.activist.client()
    typed = {"alias": "Волк <b>", "entered_on": "31.02.2026", "story": "Длинно"}
    page = client.post("/cases/new/", form_of(client, "/cases/new/") | typed).content.decode()
    assert Case.objects.count() == 0
    for word in (escape("Волк <b>"), "31.02.2026", "Длинно", "This month does not have that day."):
        assert word in page
    assert 'href="#id_category"' in page


def test_whoever_is_logged_as_detained_can_be_reported_with_one_press(team: Group) -> None:
    client = team.activist.client()
    page = client.post("/cases/new/", form_of(client, "/cases/new/") | LEAST | {"detained": "yes"}, follow=True)
    assert f'href="/cases/{Case.objects.get().code}/detained/"' in page.content.decode()


def test_the_intake_asks_the_browser_to_remember_nothing(team: Group) -> None:
    assert 'autocomplete="off"' in team.activist.client().get("/cases/new/").content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_intake_and_edit_fit_a_slow_line(team: Group, language: str) -> None:
    team.activist.user.language = language
    team.activist.user.save(update_fields=["language"])
    row = people.log_case(dossier=FULL, category="deserter", country="KZ", by=team.activist.actor, on=TODAY)
    client = team.activist.client()
    for url in ("/cases/new/", f"/cases/{row.code}/edit/", f"/cases/{row.code}/"):
        assert len(client.get(url).content) <= 60_000


# Correcting -----------------------------------------------------------------------------------------


def test_an_edit_changes_what_was_typed_and_assesses_anew(team: Group) -> None:
    row = case(team.activist, alias="Волк")
    client = team.activist.client()
    answer = client.post(
        f"/cases/{row.code}/edit/", form_of(client, f"/cases/{row.code}/edit/") | {"wanted_federal": "yes"}
    )
    assert answer["Location"] == f"/cases/{row.code}/"
    assert dossier(row, team.activist).facts.wanted == "federal"
    assert Assessment.objects.filter(case=row).count() == 2
    last = story(row, team.activist)[-1]
    assert (last.kind, last.data) == (EntryKind.CHANGED, {"items": ["wanted_federal"]})


def test_category_and_country_move_with_the_dossier(team: Group) -> None:
    row = case(team.caseworker)
    client = team.caseworker.client()
    url = f"/cases/{row.code}/edit/"
    client.post(url, form_of(client, url) | {"country": "AM", "category": "refuser"})
    row.refresh_from_db()
    assert (row.country.code, row.category) == ("AM", "refuser")
    assert dossier(row, team.caseworker).facts.country == "AM"


def test_an_edit_that_changes_nothing_writes_nothing(team: Group) -> None:
    row = case(team.caseworker)
    client, url = team.caseworker.client(), f"/cases/{row.code}/edit/"
    client.post(url, form_of(client, url))
    assert Case.objects.get().version == row.version
    assert len(story(row, team.caseworker)) == 1


def test_two_people_edit_one_case_and_nothing_is_lost(team: Group) -> None:
    row = case(team.activist, city="Алматы")
    url = f"/cases/{row.code}/edit/"
    one, other = team.activist.client(), team.caseworker.client()
    mine, theirs = form_of(one, url), form_of(other, url)
    other.post(url, theirs | {"alias": "Лиса", "city": "Астана"})
    page = one.post(url, mine | {"unit": "777", "city": "Шымкент"})
    assert "Астана" in page.context["form"].errors["city"][0]
    assert dossier(row, team.activist).unit == ""
    settled = {name: str(page.context["form"][name].value() or "") for name in page.context["form"].fields}
    one.post(url, settled)
    stored = dossier(row, team.activist)
    assert (stored.alias, stored.city, stored.unit) == ("Лиса", "Шымкент", "777")


def test_the_page_names_only_the_field_that_both_changed(team: Group) -> None:
    row = case(team.activist)
    url = f"/cases/{row.code}/edit/"
    one, other = team.activist.client(), team.caseworker.client()
    mine, theirs = form_of(one, url), form_of(other, url)
    other.post(url, theirs | {"city": "Астана"})
    page = one.post(url, mine | {"city": "Шымкент"}).content.decode()
    assert re.findall(r'id="id_(\w+)_error"', page) == ["city"]


def test_an_edit_that_says_detained_leads_to_the_report(team: Group) -> None:
    row = case(team.activist)
    client, url = team.activist.client(), f"/cases/{row.code}/edit/"
    answer = client.post(url, form_of(client, url) | {"detained": "yes"})
    assert answer["Location"] == f"/cases/{row.code}/detained/"


def test_a_detention_that_is_followed_ends_on_its_own_page(team: Group) -> None:
    row = case(team.activist)
    watch.detain(case=row, place="", actor="", note="", by=team.activist.actor, on=TODAY)
    page = team.activist.client().get(f"/cases/{row.code}/edit/")
    assert "detained" not in page.context["form"].fields
    assert f'href="/cases/{row.code}/detained/"' in page.content.decode()


# Scope ----------------------------------------------------------------------------------------------

PAGES = ("", "logged/", "edit/", "name/", "contact/", "note/", "stage/")


@pytest.mark.parametrize("page", PAGES)
def test_an_activist_reaches_the_pages_of_their_own_cases_only(team: Group, page: str) -> None:
    mine, other = case(team.activist), case(team.caseworker)
    client = team.activist.client()
    assert client.get(f"/cases/{mine.code}/{page}").status_code == 200
    assert client.get(f"/cases/{other.code}/{page}").status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "assign/"])
def test_another_team_reaches_no_page_of_a_case(team: Group, page: str) -> None:
    row = case(team.coordinator)
    assert group().coordinator.client().get(f"/cases/{row.code}/{page}").status_code == 404


def test_an_activist_may_not_assign(team: Group) -> None:
    row = case(team.activist)
    assert team.activist.client().get(f"/cases/{row.code}/assign/").status_code == 403


@pytest.mark.parametrize("code", ["%00", "K7F-3QX", "k7f3qx", "🙂", "a" * 300])
def test_a_code_of_no_case_is_not_found(team: Group, code: str) -> None:
    assert team.activist.client().get(f"/cases/{code}/edit/").status_code == 404
