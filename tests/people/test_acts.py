"""Acts on a case, as people use them: hear from, note, move, assign, and the name on request."""

import uuid

import pytest
from django.utils import translation

from cases.access.roles import RoleName
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.models import Stage
from cases.timeline.models import EntryKind
from tests.factories import TODAY, Group, assign, case, group
from tests.people.opened import audited, dossier, form_of, story


def test_a_contact_is_logged_and_breaks_the_silence(team: Group) -> None:
    row = case(team.activist)
    client, url = team.activist.client(), f"/cases/{row.code}/contact/"
    sent = form_of(client, url)
    assert sent["day"] == TODAY.isoformat()
    client.post(url, sent | {"channel": "signal", "note": "is well"})
    assert dossier(row, team.activist).last_contact_on == TODAY
    last = story(row, team.activist)[-1]
    assert (last.kind, last.note, last.data) == (EntryKind.CONTACT, "is well", {"channel": "signal"})


def test_a_contact_cannot_be_of_tomorrow(team: Group) -> None:
    row = case(team.activist)
    answer = team.activist.client().post(f"/cases/{row.code}/contact/", {"day": "2026-11-21", "channel": "signal"})
    assert list(answer.context["form"].errors) == ["day"]
    assert dossier(row, team.activist).last_contact_on is None


def test_a_note_stands_in_the_story(team: Group) -> None:
    row = case(team.caseworker)
    team.caseworker.client().post(f"/cases/{row.code}/note/", {"day": "2026-11-03", "note": "called the lawyer"})
    assert story(row, team.caseworker)[-1].note == "called the lawyer"


@pytest.mark.parametrize(("page", "said"), [("contact", {"channel": "signal"}), ("note", {"note": "he rang"})])
def test_a_contact_or_note_sent_twice_is_told_once(team: Group, page: str, said: dict[str, str]) -> None:
    row = case(team.activist)
    client, url = team.activist.client(), f"/cases/{row.code}/{page}/"
    assert 'type="hidden" name="ticket"' in client.get(url).content.decode()
    sent, before = form_of(client, url) | {"day": TODAY.isoformat()} | said, len(story(row, team.activist))
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert len(story(row, team.activist)) == before + 1
    client.post(url, sent | {"ticket": str(uuid.uuid4())})
    assert len(story(row, team.activist)) == before + 2


def test_a_stage_is_changed_with_its_reason(team: Group) -> None:
    row = case(team.caseworker)
    team.caseworker.client().post(f"/cases/{row.code}/stage/", {"stage": "closed", "reason": "asked us to"})
    row.refresh_from_db()
    assert row.stage == Stage.CLOSED
    assert story(row, team.caseworker)[-1].note == "asked us to"


def test_a_case_is_given_to_an_activist_who_then_can_open_it(team: Group) -> None:
    row, newcomer = case(team.caseworker, alias="Волк"), team.add(RoleName.ACTIVIST)
    assert newcomer.client().get(f"/cases/{row.code}/").status_code == 404
    page = team.caseworker.client().get(f"/cases/{row.code}/assign/")
    assert newcomer.user.handle in page.content.decode()
    assert newcomer.membership is not None
    team.caseworker.client().post(f"/cases/{row.code}/assign/", {"to": str(newcomer.membership.pk)})
    assert "Волк" in newcomer.client().get(f"/cases/{row.code}/").content.decode()


def test_a_case_cannot_be_given_out_of_the_team(team: Group) -> None:
    row, stranger = case(team.caseworker), group().caseworker
    assert stranger.membership is not None
    answer = team.caseworker.client().post(f"/cases/{row.code}/assign/", {"to": str(stranger.membership.pk)})
    assert list(answer.context["form"].errors) == ["to"]


def test_who_is_not_in_the_team_is_refused_in_the_readers_language(team: Group) -> None:
    row, stranger = case(team.caseworker), group().caseworker
    with translation.override("fr"), pytest.raises(Refused) as refused:
        people.assign(case=row, to=stranger.membership, by=team.coordinator.actor, on=TODAY)
    with translation.override("fr"):
        assert str(refused.value) == translation.gettext("This person is not in the team.")
    assert str(refused.value) != "This person is not in the team."


def test_a_case_can_be_taken_back(team: Group) -> None:
    row = case(team.caseworker)
    assign(row, team.caseworker, by=team.coordinator)
    team.caseworker.client().post(f"/cases/{row.code}/assign/", {"to": ""})
    row.refresh_from_db()
    assert row.assignee is None


def test_the_name_is_shown_on_request_and_the_request_is_recorded(team: Group) -> None:
    row = case(team.activist, alias="Волк", legal_name="Иван Тестов", other_spellings=("Ivan Testov",))
    client = team.activist.client()
    assert "Тестов" not in client.get(f"/cases/{row.code}/").content.decode()
    assert client.get(f"/cases/{row.code}/reveal/").status_code == 405
    page = client.post(f"/cases/{row.code}/reveal/").content.decode()
    assert "Иван Тестов" in page
    assert "Тестов" not in page.split("<title>")[1].split("</title>")[0]
    assert audited(team.coordinator).count("name revealed") == 1


def test_correcting_the_name_is_revealing_it(team: Group) -> None:
    row = case(team.activist, alias="Волк", legal_name="Иван Тестов")
    client, url = team.activist.client(), f"/cases/{row.code}/name/"
    edit = client.get(f"/cases/{row.code}/edit/").content.decode()
    assert "Тестов" not in edit
    assert url in edit
    client.post(url, form_of(client, url) | {"legal_name": "Иван Иванов"})
    assert dossier(row, team.activist).legal_name == "Иван Иванов"
    assert audited(team.coordinator).count("name revealed") == 2
