"""A team weighs factors otherwise: proposed, looked at, agreed by a second member, assessed again, taken back."""

from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.risk.facts import Band
from cases.risk.models import Standing, TeamFactors
from cases.watch import waiting
from tests.factories import Group, case, group, restricted_case
from tests.risk.test_by_hand import QUIET
from tests.watch.opened import assessment

pytestmark = pytest.mark.django_db

BESIDE = msgspec.structs.replace(QUIET, near_base=True)  # country 24, base 16: 40 and 24, high; with 12 for it, medium
MILD = "[points]\nnear_base = 12\n"
TYPED = {"text": MILD, "reason": "Nobody was seized at a base here since 2024."}


def proposed(client: Client, **typed: Any) -> TeamFactors:
    answer = client.post("/risk/weights/new/", TYPED | typed)
    assert answer.status_code == 302, answer.content.decode()
    return TeamFactors.objects.get(state="proposed")


def read(answer: Any) -> str:
    said: str = b"".join(answer.streaming_content).decode()
    return said


def test_weights_move_cases_once_two_agree_and_they_were_assessed_again(team: Group) -> None:
    moved, still = case(team.caseworker, facts=BESIDE), case(team.caseworker, facts=QUIET)
    coordinator, caseworker = team.coordinator.client(), team.caseworker.client()
    row = proposed(coordinator)
    assert assessment(moved, team.caseworker).band is Band.HIGH
    assert waiting.count(team.caseworker.actor) == 0

    page = read(caseworker.post("/risk/weights/preview/"))
    assert moved.code in page
    assert still.code not in page
    assert "1 case moves." in page
    assert f'name="seen" value="{row.number}"' in page
    assert Standing.objects.get(case=moved).assessment.number == 1  # nothing was stored

    assert caseworker.post("/risk/weights/preview/", {"seen": row.number}).status_code == 302
    assert waiting.count(team.caseworker.actor) == 2
    read(coordinator.post("/risk/again/"))
    after = assessment(moved, team.caseworker)
    assert (after.band, after.team_factors) == (Band.MEDIUM, row.number)
    explained = caseworker.get(f"/cases/{moved.code}/risk/").content.decode()
    assert "Assessed with the team's own weights, number 1:" in explained
    assert "published: 16" in explained

    coordinator.post("/risk/weights/withdraw/")
    read(coordinator.post("/risk/again/"))
    back = assessment(moved, team.caseworker)
    assert (back.band, back.team_factors) == (Band.HIGH, 0)


def test_new_cases_and_other_teams_take_the_weights_that_are_theirs(team: Group) -> None:
    row = proposed(team.coordinator.client())
    team.caseworker.client().post("/risk/weights/preview/", {"seen": row.number})
    other = group()
    assert assessment(case(team.caseworker, facts=BESIDE), team.caseworker).band is Band.MEDIUM
    assert assessment(case(other.caseworker, facts=BESIDE), other.caseworker).band is Band.HIGH


def test_nobody_agrees_to_their_own(team: Group) -> None:
    client = team.coordinator.client()
    row = proposed(client)
    assert 'name="seen"' not in read(client.post("/risk/weights/preview/"))
    client.post("/risk/weights/preview/", {"seen": row.number}, follow=True)
    row.refresh_from_db()
    assert row.state == "proposed"


@pytest.mark.parametrize("seen", ["7", "", "one", "9" * 400])
def test_what_was_not_looked_at_is_not_agreed_to(team: Group, seen: str) -> None:
    row = proposed(team.coordinator.client())
    page = team.caseworker.client().post("/risk/weights/preview/", {"seen": seen}, follow=True).content.decode()
    assert "Somebody has decided on these weights already." in page
    row.refresh_from_db()
    assert row.state == "proposed"


def test_a_refused_proposal_makes_room_for_another(team: Group) -> None:
    client = team.coordinator.client()
    row = proposed(client)
    answer = client.post("/risk/weights/new/", TYPED | {"reason": "Another."})
    assert "Somebody has proposed weights already." in answer.content.decode()
    assert "near_base = 12" in answer.content.decode()
    team.caseworker.client().post("/risk/weights/refuse/", {"seen": row.number})
    assert proposed(client, reason="Another.").number == 2
    page = client.get("/risk/weights/").content.decode()
    assert "refused" in page
    assert "Nobody was seized at a base here" in page


def test_a_form_sent_twice_proposes_once(team: Group) -> None:
    client = team.coordinator.client()
    ticket = {"ticket": "0b6f8a52-8b62-4c5c-9a53-0b9b1a2c3d4e"}
    assert [client.post("/risk/weights/new/", TYPED | ticket).status_code for _ in range(2)] == [302, 302]
    assert TeamFactors.objects.count() == 1


def test_a_wrong_file_is_told_line_by_line_and_the_text_is_kept(team: Group) -> None:
    text = "[points]\nnear_bass = 12\nofficer = 7\n"
    page = team.coordinator.client().post("/risk/weights/new/", TYPED | {"text": text}).content.decode()
    assert "Line 2: there is no factor “near_bass”." in page
    assert "Line 3: “officer” needs a number that divides by four" in page
    assert "officer = 7" in page
    assert not TeamFactors.objects.exists()


def test_an_uploaded_file_takes_the_place_of_the_text(team: Group) -> None:
    client = team.coordinator.client()
    wrong = SimpleUploadedFile("weights.toml", b"[points]\nofficer = 7\n")
    page = client.post("/risk/weights/new/", TYPED | {"file": wrong}).content.decode()
    assert "Line 2:" in page
    assert "officer = 7" in page
    binary = SimpleUploadedFile("weights.toml", b"\xff\xfe\x00")
    assert "The file is no text." in client.post("/risk/weights/new/", TYPED | {"file": binary}).content.decode()
    right = SimpleUploadedFile("weights.toml", b"[points]\nofficer = 12\n")
    assert proposed(client, file=right).points == {"officer": 12}


def test_a_restricted_case_is_looked_at_by_those_who_may_open_it(team: Group) -> None:
    hidden = restricted_case(team.coordinator)
    proposed(team.coordinator.client())
    assert hidden.code not in read(team.caseworker.client().post("/risk/weights/preview/"))


def test_weights_that_fit_no_more_give_way_to_the_published_ones(team: Group) -> None:
    """The published file may change under a team's weights: a save must not fail for that."""
    row = proposed(team.coordinator.client())
    team.caseworker.client().post("/risk/weights/preview/", {"seen": row.number})
    TeamFactors.objects.filter(pk=row.pk).update(points={"near_base": 400})
    assert assessment(case(team.caseworker, facts=BESIDE), team.caseworker).team_factors == 0
    page = team.caseworker.client().get("/risk/weights/").content.decode()
    assert "do not fit the published factors any more" in page
