"""Detained now: one press, clocks in hours, the banner for all who have the case, and the end."""

import pytest
from django.test import Client

from cases.audit.models import Event
from cases.people.models import Case
from cases.risk.facts import Band
from cases.watch.models import Detention
from tests.factories import Group, assign, case, group, restricted_case
from tests.watch.conftest import Clock
from tests.watch.opened import CALM, assessment, facts

pytestmark = pytest.mark.django_db


def report(client: Client, row: Case, **said: str) -> str:
    return client.post(f"/cases/{row.code}/detained/", said, follow=True).content.decode()


def test_one_press_makes_it_critical_and_starts_the_clocks(team: Group) -> None:
    row, client = case(team.activist, facts=CALM), team.activist.client()
    page = report(client, row)
    assert f"{row.code} is in detention" in page
    assert "Kazakhstan International Bureau" in page  # the checklist of the country
    assert assessment(row, team.coordinator).band is Band.CRITICAL


def test_what_is_known_can_be_said_with_it(team: Group) -> None:
    row = case(team.activist)
    page = report(team.activist.client(), row, place="Semey", actor="both", note="At the market.")
    for said in ("Semey", "At the market.", "Both"):
        assert said in page


def test_a_second_press_opens_the_first_report(team: Group) -> None:
    row, client = case(team.activist), team.activist.client()
    report(client, row, place="Semey")
    assert "Semey" in report(client, row, place="Astana")
    assert Detention.objects.count() == 1


def test_what_cannot_be_kept_is_refused_at_the_field(team: Group) -> None:
    row, client = case(team.activist), team.activist.client()
    response = client.post(f"/cases/{row.code}/detained/", {"place": "x" * 300, "actor": "martians"})
    assert set(response.context["form"].errors) == {"place", "actor"}
    assert not Detention.objects.exists()


def test_steps_run_late_by_the_hour_until_they_are_ticked(team: Group, time: Clock) -> None:
    row = case(team.activist, country="GE")
    report(team.activist.client(), row)
    time.go(hours=4, minutes=30)
    client = team.activist.client()
    response = client.get(f"/cases/{row.code}/detained/")
    late = {check.item.id: check.hours_late for check in response.context["checks"] if check.late}
    assert late["lawyer"] == 3  # within one hour, four and a half have passed
    assert response.context["hours"] == 4
    client.post(f"/cases/{row.code}/detained/tick/", {"item": "lawyer", "done": "1"})
    done = client.get(f"/cases/{row.code}/detained/").context["checks"][-1]
    assert (done.item.id, done.late, done.tick.by) == ("lawyer", False, team.activist.user.handle)
    client.post(f"/cases/{row.code}/detained/tick/", {"item": "lawyer", "done": "0"})
    assert not any(check.tick for check in client.get(f"/cases/{row.code}/detained/").context["checks"])


def test_only_steps_of_the_list_can_be_ticked(team: Group) -> None:
    row, client = case(team.activist), team.activist.client()
    assert client.post(f"/cases/{row.code}/detained/tick/", {"item": "lawyer"}).status_code == 404
    report(client, row)
    assert client.post(f"/cases/{row.code}/detained/tick/", {"item": "bribe", "done": "1"}).status_code == 404
    assert client.get(f"/cases/{row.code}/detained/tick/").status_code == 405


def test_everybody_with_the_case_sees_it_on_top_of_every_page(team: Group, time: Clock) -> None:
    row = case(team.activist)
    report(team.activist.client(), row)
    time.go(hours=5)
    for person in (team.activist, team.caseworker, team.coordinator):
        response = person.client().get("/countries/")
        assert [(held["code"], held["hours"]) for held in response.context["detained"]] == [(row.code, 5)]
        assert row.code in response.content.decode()


def test_nobody_without_the_case_sees_it(team: Group) -> None:
    hidden = restricted_case(team.coordinator)
    mine = case(team.caseworker)
    report(team.coordinator.client(), hidden)
    report(team.caseworker.client(), mine)
    for person, unseen in (
        (team.caseworker, [hidden]),
        (team.activist, [hidden, mine]),
        (group().coordinator, [hidden, mine]),
    ):
        page = person.client().get("/countries/").content.decode()
        assert not any(row.code in page for row in unseen)


def test_the_banner_opens_what_is_sealed_once_a_session(team: Group) -> None:
    report(team.activist.client(), case(team.activist))
    client = team.caseworker.client()
    client.get("/countries/")
    before = Event.objects.count()
    assert client.get("/countries/").context["detained"]
    assert Event.objects.count() == before


def test_strangers_see_no_banner(team: Group, client: Client) -> None:
    row = case(team.activist)
    report(team.activist.client(), row)
    assert row.code not in client.get("/login/").content.decode()


def test_a_coordinator_ends_it(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    report(team.activist.client(), row)
    client = team.coordinator.client()
    client.post(f"/cases/{row.code}/detained/end/", {"outcome": "released", "note": "With the lawyer."})
    assert facts(row, team.coordinator).detained is False
    assert not client.get("/countries/").context["detained"]
    assert client.get(f"/cases/{row.code}/detained/end/").status_code == 404


def test_an_end_needs_an_outcome(team: Group) -> None:
    row = case(team.activist)
    report(team.activist.client(), row)
    response = team.coordinator.client().post(f"/cases/{row.code}/detained/end/", {"note": "?"})
    assert set(response.context["form"].errors) == {"outcome"}


def test_caseworkers_and_activists_do_not_end_it(team: Group) -> None:
    row = case(team.activist)
    report(team.activist.client(), row)
    for person in (team.activist, team.caseworker):
        client = person.client()
        assert client.post(f"/cases/{row.code}/detained/end/", {"outcome": "mistake"}).status_code == 403
        assert "End the detention" not in client.get(f"/cases/{row.code}/detained/").content.decode()


def test_out_of_scope_there_is_no_such_case(team: Group) -> None:
    row, client = case(team.caseworker), team.activist.client()
    assert client.get(f"/cases/{row.code}/detained/").status_code == 404
    assert client.post(f"/cases/{row.code}/detained/").status_code == 404
    assign(row, team.activist, by=team.coordinator)
    assert client.post(f"/cases/{row.code}/detained/").status_code == 302
