"""The risk page of one case: what it explains, and what can be done from it."""

from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import vault
from cases.access import rotation as roots
from cases.base.dates import PartialDate
from cases.people.queries import load_case
from cases.risk.facts import Band, Direction, Override, Wanted
from cases.risk.models import Standing
from cases.watch import actions, riskpage
from cases.watch.models import Review, ReviewBody
from tests.factories import TODAY, Group, case, group, restricted_case
from tests.risk.test_by_hand import QUIET
from tests.watch.opened import CALM, assessment, facts, save

pytestmark = pytest.mark.django_db


def test_it_explains_points_reasons_sources_and_what_is_not_known(team: Group) -> None:
    known = msgspec.structs.replace(QUIET, near_base=True, traceable=None, wanted=Wanted.FEDERAL)
    row = case(team.caseworker, facts=known)
    page = team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()
    for said in (
        "A Russian military base is within reach",
        "Russian Military Detains Deserter in Armenia",  # the source
        "Moving to another town.",  # what lowers it
        "Not known: easy to trace",
        "between 56 and 60, by what is unknown",
        "Do you use a SIM card",
    ):
        assert said in page


def test_it_shows_the_year_ahead_day_by_day(team: Group) -> None:
    ends = TODAY + timedelta(days=30)
    known = msgspec.structs.replace(QUIET, near_base=True, wanted=Wanted.FEDERAL, stay_ends_on=PartialDate.of(ends))
    row = case(team.caseworker, facts=known)
    runs = team.caseworker.client().get(f"/cases/{row.code}/risk/").context["page"].ahead
    first, second = runs[0], runs[1]
    assert (first.band, first.first, first.last) == ("high", TODAY, TODAY + timedelta(days=15))
    assert (second.band, second.first) == ("critical", TODAY + timedelta(days=16))
    assert second.cause is not None


def test_what_is_kept_up_says_so(team: Group) -> None:
    row = case(team.activist, facts=msgspec.structs.replace(QUIET, near_base=True))
    save(row, team.activist, near_base=False)
    page = team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()
    assert "Kept up until somebody has looked" in page


def test_an_activist_reads_the_page_of_their_case_and_cannot_act_on_it(team: Group) -> None:
    row, client = case(team.activist), team.activist.client()
    page = client.get(f"/cases/{row.code}/risk/").content.decode()
    assert "Record the review" not in page
    assert "Override the band" not in page
    for act in ("review", "override", "override/lift"):
        assert client.post(f"/cases/{row.code}/risk/{act}/").status_code == 403


def test_out_of_scope_there_is_no_such_case(team: Group) -> None:
    others = [case(group().caseworker), restricted_case(team.coordinator), case(team.caseworker)]
    clients = [team.coordinator.client(), team.caseworker.client(), team.activist.client()]
    for row, client in zip(others, clients, strict=True):
        assert client.get(f"/cases/{row.code}/risk/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_reviews(team: Group) -> None:
    row, client = case(team.caseworker, facts=CALM), team.caseworker.client()
    client.get(f"/cases/{row.code}/risk/")
    with CaptureQueriesContext(connection) as for_none:
        client.get(f"/cases/{row.code}/risk/")
    for _ in range(3):
        actions.review(case=row, note="", by=team.coordinator.actor, on=TODAY)
    with CaptureQueriesContext(connection) as for_three:
        client.get(f"/cases/{row.code}/risk/")
    assert len(for_three) == len(for_none)


# Reviews --------------------------------------------------------------------------------------------


def test_a_coordinator_signs_with_one_press(team: Group) -> None:
    row, client = case(team.activist, facts=CALM), team.coordinator.client()
    response = client.post(f"/cases/{row.code}/risk/review/", {}, follow=True)
    page = response.content.decode()
    assert "The next review is due on 20 Dec 2026." in page
    assert [review.signed for review in response.context["page"].reviews] == [True]


def test_a_caseworkers_review_is_recorded_unsigned(team: Group) -> None:
    row, client = case(team.activist, facts=CALM), team.caseworker.client()
    response = client.post(f"/cases/{row.code}/risk/review/", {"note": "Spoke to him."}, follow=True)
    assert "Spoke to him." in response.content.decode()
    assert [review.signed for review in response.context["page"].reviews] == [False]


def test_a_forged_review_is_called_out(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.review(case=row, note="", by=team.coordinator.actor, on=TODAY)
    forged = Review(case=row, number=2)
    body = ReviewBody(on=TODAY, by="vera", band="low", next_on=TODAY, signature=b"x" * 64)
    vault.seal(forged, "body", body, by=team.caseworker.actor)
    forged.save(force_insert=True)
    assert "the signature does not match" in team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()


def test_a_review_day_in_the_past_is_refused_at_the_field_and_what_was_typed_stays(team: Group) -> None:
    row, client = case(team.activist), team.caseworker.client()
    response = client.post(f"/cases/{row.code}/risk/review/", {"note": "Long talk.", "next_on": TODAY.isoformat()})
    page = response.content.decode()
    assert "Choose a day after today." in page
    assert "Long talk." in page
    assert not Review.objects.filter(case=row).exists()


def test_a_review_chosen_sooner_is_due_sooner(team: Group) -> None:
    row, day = case(team.activist, facts=CALM), TODAY + timedelta(days=3)
    team.caseworker.client().post(f"/cases/{row.code}/risk/review/", {"next_on": day.isoformat()})
    assert Standing.objects.get(case=row).review_on == day


# Overrides ------------------------------------------------------------------------------------------


def test_a_coordinator_holds_the_band_up_and_lifts_it_again(team: Group) -> None:
    row, client = case(team.activist, facts=CALM), team.coordinator.client()
    typed = {
        "direction": "floor",
        "band": "critical",
        "until": (TODAY + timedelta(days=14)).isoformat(),
        "reason": "Two men asked for him.",
    }
    page = client.post(f"/cases/{row.code}/risk/override/", typed, follow=True).content.decode()
    assert "Two men asked for him." in page
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    client.post(f"/cases/{row.code}/risk/override/lift/", {"direction": "floor"})
    assert facts(row, team.coordinator).overrides == ()


def test_an_override_needs_reason_band_and_an_end(team: Group) -> None:
    row, client = case(team.activist), team.coordinator.client()
    response = client.post(f"/cases/{row.code}/risk/override/", {"until": (TODAY + timedelta(days=400)).isoformat()})
    assert set(response.context["form"].errors) == {"direction", "band", "until", "reason"}
    assert "At most 180 days ahead" in response.content.decode()


def test_lifting_nothing_in_particular_changes_nothing(team: Group) -> None:
    row, client = case(team.activist), team.coordinator.client()
    assert client.post(f"/cases/{row.code}/risk/override/lift/", {"direction": "sideways"}).status_code == 302
    assert client.get(f"/cases/{row.code}/risk/override/lift/").status_code == 405
    assert facts(row, team.coordinator).overrides == ()


def test_an_override_that_ended_is_not_shown(team: Group) -> None:
    over = Override(
        direction=Direction.FLOOR,
        band=Band.HIGH,
        until=TODAY - timedelta(days=1),
        reason="Long gone.",
        by="vera",
        set_on=TODAY - timedelta(days=9),
    )
    row = case(team.activist, facts=msgspec.structs.replace(CALM, overrides=(over,)))
    assert "Long gone." not in team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()


def test_a_signature_holds_after_the_teams_roots_were_renewed(team: Group) -> None:
    row = case(team.caseworker)
    actions.review(case=row, note="seen", by=team.coordinator.actor, on=TODAY)
    roots.begin(by=team.coordinator.actor, why="test")
    page = riskpage.load(load_case(team.caseworker.actor, row.code), by=team.caseworker.actor, on=TODAY)
    assert [review.signed for review in page.reviews] == [True]


def test_it_shows_the_bands_it_stood_in_before(team: Group) -> None:
    row = case(team.caseworker, facts=QUIET)
    stood = riskpage.load(load_case(team.caseworker.actor, row.code), by=team.caseworker.actor, on=TODAY).band
    assert "So far" not in team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()
    actions.detain(case=row, place="", actor="", note="", by=team.caseworker.actor, on=TODAY)
    page = riskpage.load(load_case(team.caseworker.actor, row.code), by=team.caseworker.actor, on=TODAY)
    assert [(point.on, point.band) for point in page.earlier] == [(TODAY, stood)]
    assert "So far" in team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()
