"""Stamps typed as a list: looked at first, written once, and nothing typed is lost."""

import re
from typing import Any

import msgspec
import pytest
from django.test import Client

from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.timeline.models import EntryKind
from tests.factories import Group, case
from tests.people.opened import dossier, story
from tests.stay.conftest import TODAY
from tests.stay.told import dossier as told_dossier
from tests.stay.told import stay

LINES = "12.03.2024 in KZ Petropavl\n2024-05-01 out\nGE: entrée 03/05/2024\nвыезд 01.08.24 Грузия"
WHOLE = (stay("KZ", "2024-03-12", "2024-05-01", through="Petropavl"), stay("GE", "2024-05-03", "2024-08-01"))


@pytest.fixture
def row(team: Group) -> Case:
    return case(team.activist, on=TODAY, facts=told_dossier(entered_on="2026-09-01").facts)


def url(row: Case) -> str:
    return f"/cases/{row.code}/stay/stamps/"


def look(client: Client, row: Case, lines: str) -> Any:
    return client.post(url(row), {"lines": lines})


def write(client: Client, row: Case, lines: str, seen: str) -> Any:
    return client.post(url(row), {"lines": lines, "seen": seen, "write": "1"}, follow=True)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_they_are_shown_first_and_written_when_somebody_has_looked(team: Group, row: Case) -> None:
    client = team.activist.client()
    shown = look(client, row, LINES)
    assert "This is what they come to" in words(shown)
    assert dossier(row, team.activist).stays == ()
    written = write(client, row, LINES, shown.context["form"]["seen"].value())
    assert "The stamps are in the case." in words(written)
    assert dossier(row, team.activist).stays == WHOLE
    assert (story(row, team.activist)[-1].kind, story(row, team.activist)[-1].data) == (
        EntryKind.CHANGED,
        {"items": ["stays"]},
    )


def test_a_second_time_adds_nothing(team: Group, row: Case) -> None:
    client = team.activist.client()
    seen = look(client, row, LINES).context["form"]["seen"].value()
    write(client, row, LINES, seen)
    entries = len(story(row, team.activist))
    assert "Nothing new: all of these stamps are in the case already." in words(look(client, row, LINES))
    again = look(client, row, LINES).context["form"]["seen"].value()
    assert "Nothing new" in words(write(client, row, LINES, again))
    assert "What you looked at has changed" in words(write(client, row, LINES, seen))  # the browser's back button
    assert dossier(row, team.activist).stays == WHOLE
    assert len(story(row, team.activist)) == entries


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("12.03.2024 in KZ\nfoo", "Line 2: no day is found"),
        ("12.03.2024 in Xyzburg", "Line 1: “Xyzburg” is no country or border post known here"),
        ("12.03.2024 in KZ Verkhny Lars", "“Verkhny Lars” lies in another country"),
        ("31.02.2024 in KZ", "Line 1: This month does not have that day."),
        ("01.05.2024 out KG", "Line 1: Kyrgyzstan: an exit without an entry before it"),
        (
            "12.03.2024 in KZ\n01.04.2024 in KG\n01.05.2024 out KZ",
            "Line 3: Kazakhstan: an exit from a country where the person was not",
        ),
        ("12.03.2024 - 01.02.2024 KZ", "Line 1: the exit is before the entry."),
        ("12.03.2030 in KZ", "Line 1: this day has not come yet."),
        ("", "This field is required."),
    ],
)
def test_a_fault_names_its_line_and_nothing_is_lost_or_written(team: Group, row: Case, lines: str, said: str) -> None:
    answer = write(team.activist.client(), row, lines, "")
    assert said in words(answer)
    assert answer.context["form"]["lines"].value() == lines
    assert dossier(row, team.activist).stays == ()


def test_what_was_changed_after_looking_is_looked_at_again(team: Group, row: Case) -> None:
    client = team.activist.client()
    seen = look(client, row, LINES).context["form"]["seen"].value()
    answer = write(client, row, LINES.replace("12.03", "13.03"), seen)
    assert "What you looked at has changed" in words(answer)
    assert dossier(row, team.activist).stays == ()
    assert "13 Mar 2024" in words(answer)


def test_what_a_colleague_saved_after_looking_is_shown_before_it_is_written(team: Group, row: Case) -> None:
    client = team.activist.client()
    seen = look(client, row, LINES).context["form"]["seen"].value()

    def change(before: Dossier) -> Dossier:
        return msgspec.structs.replace(before, stays=(stay("KZ", "2024-03-12", "2024-05-01", paper="internal"),))

    people.amend(case=row, change=change, by=team.caseworker.actor, on=TODAY, why="test")
    assert "What you looked at has changed" in words(write(client, row, LINES, seen))
    kept = look(client, row, LINES).context["form"]["seen"].value()
    write(client, row, LINES, kept)
    assert dossier(row, team.activist).stays[0].paper == "internal"


def test_stamps_that_lead_elsewhere_ask_about_the_country_of_the_case(team: Group, row: Case) -> None:
    shown = words(look(team.activist.client(), row, "KZ → GE 03.11.2026"))
    assert "By these stamps the person is in Georgia; the case says Kazakhstan." in shown


def test_more_stays_than_the_form_shows_are_refused(team: Group, row: Case) -> None:
    lines = "\n".join(
        f"01.{month:02}.{year} - 05.{month:02}.{year} KG" for year in range(2020, 2024) for month in range(1, 12)
    )
    assert "A case holds 40 stays at most." in words(look(team.activist.client(), row, lines))
