"""A testimony from the first question to the day it is taken down, through its pages."""

import uuid
from typing import Any

import msgspec
import pytest
from django.test import Client

from cases import vault
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.evidence import actions, models
from cases.people.actions import Stale
from cases.people.models import Case
from cases.timeline.models import Entry
from tests import factories
from tests.evidence.samples import PUBLIC, file_on, statement_on
from tests.factories import TODAY, Group, Person

WARNING = "Consent withdrawn, still public"


def details_of(row: Any, by: Person) -> Any:
    stored = models.Testimony.objects.get(pk=row.pk)
    return vault.open(stored.body, by=by.actor, why="test").details


def opened(client: Client, url: str) -> dict[str, Any]:
    """A form as somebody has it before them."""
    form = client.get(url).context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def change(row: Any) -> str:
    return f"/cases/{row.case.code}/testimony/{row.pk}/change/"


def story_of(case: Case, by: Person) -> list[Any]:
    rows = Entry.objects.filter(case=case).order_by("number")
    return [vault.open(row.body, by=by.actor, why="test").data for row in rows]


def test_a_testimony_is_recorded_with_what_was_agreed(team: Group, case: Case) -> None:
    file, client = file_on(case, by=team.activist), team.activist.client()
    url = f"/cases/{case.code}/testimony/new/"
    typed = {
        "title": "video about the order",
        "link": "example.org/watch?v=1",
        "file": str(file.pk),
        "face_shown": "no",
        "name_shown": "",
        "may_publish": "yes",
        "consent_on": "03.2026",
        "published_at": "a channel",
        "published_on": "09.03.2026",
    }
    assert client.post(url, opened(client, url) | typed).status_code == 302
    said = details_of(models.Testimony.objects.get(), team.activist)
    assert said == models.TestimonyDetails(
        title="video about the order",
        link="https://example.org/watch?v=1",
        file=str(file.pk),
        face_shown=False,
        may_publish=True,
        consent_on=PartialDate(2026, 3),
        published_at="a channel",
        published_on=PartialDate(2026, 3, 9),
    )
    assert story_of(case, team.activist)[-1] == {"act": "added", "state": "public"}
    assert "Testimony recorded: Published" in client.get(case.get_absolute_url()).content.decode()


def test_the_same_form_twice_records_one(team: Group, case: Case) -> None:
    client, url = team.activist.client(), f"/cases/{case.code}/testimony/new/"
    typed = opened(client, url) | {"title": "audio", "ticket": str(uuid.uuid4())}
    assert client.post(url, typed).headers["Location"] == client.post(url, typed).headers["Location"]
    assert models.Testimony.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"published_at": "a channel"}, "published_at"),
        ({"may_publish": "no", "published_at": "a channel"}, "published_at"),
        ({"may_publish": "yes", "published_on": "2026"}, "published_at"),
        ({"may_publish": "yes", "taken_down_on": "2026"}, "taken_down_on"),
        ({"may_publish": "yes", "consent_on": "05.2026", "withdrawn_on": "04.2026"}, "withdrawn_on"),
        ({"may_publish": "yes", "consent_on": "2031"}, "consent_on"),
        ({"link": "javascript://x.org/%0aalert(1)"}, "link"),
        ({"link": "not an address"}, "link"),
        ({"file": str(uuid.uuid4())}, "file"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(team: Group, case: Case, typed: dict[str, str], field: str) -> None:
    client, url = team.activist.client(), f"/cases/{case.code}/testimony/new/"
    answer = client.post(url, opened(client, url) | {"title": "video"} | typed)
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == ({"title": "video"} | typed).get(field, "")
    assert not models.Testimony.objects.exists()


def test_without_consent_nothing_is_published_by_any_way(team: Group, case: Case) -> None:
    said = msgspec.structs.replace(PUBLIC, may_publish=None, consent_on=None)
    with pytest.raises(Refused, match="consent is not recorded"):
        statement_on(case, by=team.activist, details=said)
    row = statement_on(case, by=team.activist)
    with pytest.raises(Refused):
        actions.change_testimony(testimony=row, details=said, by=team.activist.actor, on=TODAY)


def test_from_published_to_taken_down(team: Group, case: Case) -> None:
    """The warning stands on the page of the case from the withdrawal until the day it is gone."""
    row, client = statement_on(case, by=team.activist), team.activist.client()
    pages = (case.get_absolute_url(), f"/cases/{case.code}/files/", f"/cases/{case.code}/testimony/{row.pk}/")

    def warned() -> list[bool]:
        return [f"<h2>{WARNING}</h2>" in client.get(page).content.decode() for page in pages]

    assert warned() == [False] * 3
    client.post(change(row), opened(client, change(row)) | {"withdrawn_on": "02.04.2026"})
    assert warned() == [True] * 3
    assert WARNING in team.coordinator.client().get(pages[0]).content.decode()
    client.post(change(row), opened(client, change(row)) | {"taken_down_on": "05.04.2026"})
    assert warned() == [False] * 3
    assert [data.get("state") for data in story_of(case, team.activist)][1:] == ["public", "still_public", "taken_down"]


def test_the_list_says_in_words_where_each_stands(team: Group, case: Case) -> None:
    for said in (PUBLIC, models.TestimonyDetails(title="audio"), models.TestimonyDetails(title="x", may_publish=False)):
        statement_on(case, by=team.activist, details=said)
    page = team.activist.client().get(f"/cases/{case.code}/files/").content.decode()
    for words in ("Published", "Consent not asked: do not publish", "Does not agree: do not publish"):
        assert words in page


def test_two_people_change_one_testimony_and_both_are_kept(team: Group, case: Case) -> None:
    row = statement_on(case, by=team.activist)
    one, other = team.activist.client(), team.caseworker.client()
    mine, theirs = opened(one, change(row)), opened(other, change(row))
    one.post(change(row), mine | {"face_shown": "yes"})
    assert other.post(change(row), theirs | {"withdrawn_on": "04.2026"}).status_code == 302
    said = details_of(row, team.activist)
    assert (said.face_shown, said.withdrawn_on) == (True, PartialDate(2026, 4))


def test_the_same_line_twice_is_asked_about(team: Group, case: Case) -> None:
    row = statement_on(case, by=team.activist)
    one, other = team.activist.client(), team.caseworker.client()
    mine, theirs = opened(one, change(row)), opened(other, change(row))
    one.post(change(row), mine | {"published_at": "a newspaper"})
    form = other.post(change(row), theirs | {"published_at": "a site"}).context["form"]
    assert "a newspaper" in form.errors["published_at"][0]
    assert form["published_at"].value() == "a site"


def test_an_older_version_is_not_written_over_a_newer_one(team: Group, case: Case) -> None:
    row, by = statement_on(case, by=team.activist), team.activist.actor
    newer = msgspec.structs.replace(PUBLIC, note="newer")
    actions.change_testimony(testimony=row, details=newer, version=row.version, by=by, on=TODAY)
    with pytest.raises(Stale):
        actions.change_testimony(testimony=row, details=PUBLIC, version=row.version, by=by, on=TODAY)


def test_a_file_that_was_deleted_is_called_so_and_stays_chosen(team: Group, case: Case) -> None:
    file = file_on(case, by=team.activist)
    said = models.TestimonyDetails(title="video", file=str(file.pk))
    row, client = statement_on(case, by=team.activist, details=said), team.activist.client()
    actions.delete_file(file=file, reason="x", by=team.activist.actor, on=TODAY)
    assert "a deleted file" in client.get(f"/cases/{case.code}/testimony/{row.pk}/").content.decode()
    assert client.post(change(row), opened(client, change(row)) | {"note": "y"}).status_code == 302
    assert details_of(row, team.activist).file == str(file.pk)


def test_what_belongs_to_another_case_is_not_there(team: Group, case: Case) -> None:
    other = factories.case(team.activist)
    file, row = file_on(other, by=team.activist), statement_on(other, by=team.activist)
    client, base = team.activist.client(), f"/cases/{case.code}"
    paths = [f"files/{file.pk}/{part}" for part in ("", "about/", "delete/", "download/")]
    for path in (*paths, f"testimony/{row.pk}/", f"testimony/{row.pk}/change/"):
        assert client.get(f"{base}/{path}").status_code == 404
