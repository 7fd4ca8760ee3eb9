"""Programmes: what a team writes down of them, whom a freeze hits, and the next route for many at once."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.applications import programmes
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Programme
from cases.applications.programmes import State
from cases.base.verdict import Refused
from cases.people.actions import Stale
from cases.routes import programme_actions, programme_queries, rules
from tests import factories
from tests.applications import desk
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db

GERMANY, FRANCE = procedures()["de_humanitarian"], procedures()["fr_visa_asylum"]
SAID = {"source": "Letter of the consulate", "note": "Until the new rules are out.", "since": date(2026, 11, 2)}


@pytest.fixture
def team() -> Group:
    return factories.group()


def freeze(by: Person, state: State = State.FROZEN, **said: object) -> Programme:
    return programme_actions.record(procedure=FRANCE, state=state, by=by.actor, on=TODAY, **(SAID | said))  # type: ignore[arg-type]


def in_france(team: Group, by: Person | None = None) -> Application:
    who = by or team.caseworker
    return desk.opened(factories.case(who), "fr_visa_asylum", "draft", "2026-11-01", by=team.coordinator)


def lines(answer: object) -> str:
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


# How a programme stands ---------------------------------------------------------------------------------


def test_without_a_word_of_the_team_the_file_says_how_it_stands(team: Group) -> None:
    known = programmes.gates(team.caseworker.actor)
    assert (known["de_humanitarian"].state, known["de_humanitarian"].since) == (State.FROZEN, date(2025, 5, 1))
    assert {name for name, gate in known.items() if gate.is_shut} == {"de_humanitarian"}


def test_the_newest_word_of_the_team_holds_and_the_older_ones_are_kept(team: Group) -> None:
    freeze(team.caseworker)
    freeze(team.coordinator, State.OPEN, since=date(2026, 11, 18))
    gate = programmes.gate(team.activist.actor, FRANCE)
    assert (gate.state, gate.since, gate.number) == (State.OPEN, date(2026, 11, 18), 2)
    assert [row.state for row in programmes.history(team.activist.actor, FRANCE)] == ["open", "frozen"]


def test_a_team_may_know_that_a_shipped_freeze_is_over(team: Group) -> None:
    programme_actions.record(
        procedure=GERMANY,
        state=State.OPEN,
        by=team.caseworker.actor,
        on=TODAY,
        **SAID,  # type: ignore[arg-type]
    )
    assert not programmes.gate(team.caseworker.actor, GERMANY).is_shut


def test_what_one_team_writes_down_another_does_not_read(team: Group) -> None:
    freeze(team.caseworker)
    assert not programmes.gate(factories.group().caseworker.actor, FRANCE).is_shut


def test_activists_write_nothing_down(team: Group) -> None:
    with pytest.raises(Refused):
        freeze(team.activist)


def test_the_same_form_sent_twice_writes_once_and_the_same_news_is_refused(team: Group) -> None:
    ticket = factories.case(team.caseworker).pk
    assert freeze(team.caseworker, ticket=ticket).pk == freeze(team.caseworker, ticket=ticket).pk
    with pytest.raises(Refused, match="already"):
        freeze(team.coordinator)
    assert Programme.objects.count() == 1


def test_who_saw_an_older_state_is_told(team: Group) -> None:
    freeze(team.caseworker)
    with pytest.raises(Stale):
        freeze(team.coordinator, State.OPEN, version=0)


# Its pages ----------------------------------------------------------------------------------------------


def test_freezing_through_the_page_is_seen_everywhere(team: Group) -> None:
    row, client = in_france(team), team.caseworker.client()
    url = reverse("routes:change_programme", args=[FRANCE.id])
    assert 'value="frozen"' in client.get(f"{url}?state=frozen").content.decode()
    told = {"state": "frozen", "since": "2026-11-02", "source": "Consulate", "note": "No new files", "version": "0"}
    assert client.post(url, told).headers["Location"] == "/programmes/fr_visa_asylum/"
    page = client.get("/programmes/fr_visa_asylum/").content.decode()
    for shown in ("frozen since 2 Nov 2026", "Consulate", "No new files", row.case.code, "Open the next route"):
        assert shown in page
    for path in ("/programmes/", row.get_absolute_url(), f"/cases/{row.case.code}/applications/new/"):
        assert (
            "frozen since 2 Nov 2026" in client.get(path).content.decode()
            or "Frozen" in client.get(path).content.decode()
        )
    for path in ("/applications/", row.case.get_absolute_url()):
        assert ">frozen<" in client.get(path).content.decode()


def test_a_frozen_programme_warns_where_one_is_opened_and_stays_possible(team: Group) -> None:
    freeze(team.caseworker)
    client, case = team.caseworker.client(), factories.case(team.caseworker)
    url = f"{reverse('applications:new', args=[case.code])}?procedure={FRANCE.id}"
    assert "No such application has been taken since 2 Nov 2026" in client.get(url).content.decode()
    assert client.post(url, {"move": "draft", "on_day": "11.2026", "told_by": "person"}).status_code == 302
    assert Application.objects.count() == 1


def test_what_is_typed_wrong_is_said_at_the_field_and_nothing_is_lost(team: Group) -> None:
    url = reverse("routes:change_programme", args=[FRANCE.id])
    typed = {"state": "frozen", "since": "2027-06-01", "source": "", "note": "Kept"}
    page = team.caseworker.client().post(url, typed).content.decode()
    assert "This day has not come yet." in page
    assert "Kept" in page
    assert page.count("invalid-feedback") == 2
    assert not Programme.objects.exists()


def test_two_who_write_at_once_do_not_undo_each_other(team: Group) -> None:
    url, client = reverse("routes:change_programme", args=[FRANCE.id]), team.caseworker.client()
    freeze(team.coordinator)
    told = {"state": "open", "since": "2026-11-10", "source": "Somebody", "version": "0"}
    page = client.post(url, told).content.decode()
    assert "Somebody changed this while you were writing" in page
    assert 'name="version" value="1"' in page
    assert Programme.objects.count() == 1


def test_the_list_of_a_programme_keeps_to_what_one_may_see(team: Group) -> None:
    mine, other = in_france(team, team.activist), in_france(team)
    hidden = desk.opened(
        factories.restricted_case(team.coordinator), "fr_visa_asylum", "draft", "2026-11-01", by=team.coordinator
    )
    page = team.activist.client().get("/programmes/fr_visa_asylum/").content.decode()
    assert mine.case.code in page
    assert other.case.code not in page
    page = team.caseworker.client().get("/programmes/fr_visa_asylum/").content.decode()
    assert other.case.code in page
    assert hidden.case.code not in page
    counted = programme_queries.open_counts(team.caseworker.actor)
    assert counted == {"fr_visa_asylum": 2}


def test_a_procedure_whose_law_is_over_is_listed_only_while_somebody_is_in_it(team: Group) -> None:
    def listed() -> dict[str, bool]:
        rows = programme_queries.programmes(team.caseworker.actor, TODAY)
        return {row.gate.procedure.id: row.is_past for row in rows}

    assert "fr_asylum_pre_pact" not in listed()
    desk.opened(factories.case(team.caseworker), "fr_asylum_pre_pact", "lodged", "2026-06-11", by=team.caseworker)
    assert listed()["fr_asylum_pre_pact"]
    assert not listed()["fr_visa_asylum"]
    assert "acts before 12 Jun 2026" in team.caseworker.client().get("/programmes/").content.decode()


# The next route -----------------------------------------------------------------------------------------


def test_only_what_we_begin_ourselves_is_opened_for_many() -> None:
    fit = {name for name, one in procedures().items() if rules.can_be_next(programmes.Gate(one), TODAY)}
    assert {"fr_visa_asylum", "kz_asylum", "unhcr_resettlement", "fr_asylum_pact"} <= fit
    assert not fit & {"de_humanitarian", "fr_appeal_cnda", "fr_asylum_pre_pact", "eu_ammr", "extradition_defence"}


def test_the_next_route_is_opened_for_ticked_cases_after_one_question(team: Group) -> None:
    first, second, third = (in_france(team) for _ in range(3))
    freeze(team.caseworker)
    desk.opened(second.case, "kz_asylum", "not_filed", "2026-11-03", by=team.caseworker)
    client = team.caseworker.client()
    url = reverse("routes:next", args=[FRANCE.id])
    assert first.case.code in client.get(url).content.decode()
    ticked = {"to": "kz_asylum", "application": [str(first.pk), str(second.pk)]}
    asked = client.post(url, ticked)
    assert "Open this route for 2 cases?" in asked.content.decode()
    assert Application.objects.filter(procedure="kz_asylum").count() == 1
    sent = {name: str(value) for name, value in asked.context["fields"].items()}
    told = lines(client.post(reverse("routes:open_next", args=[FRANCE.id]), sent))
    assert f"{first.case.code}: opened" in told
    assert f"{second.case.code}: has one already" in told
    assert third.case.code not in told
    again = lines(client.post(reverse("routes:open_next", args=[FRANCE.id]), sent))
    assert f"{first.case.code}: has one already" in again
    opened = Application.objects.filter(procedure="kz_asylum")
    assert sorted(row.case.code for row in opened) == sorted([first.case.code, second.case.code])
    assert {row.stage for row in opened} == {"not_filed"}
    assert not Application.objects.get(pk=first.pk).closed


def test_a_route_that_is_shut_itself_is_refused_for_each(team: Group) -> None:
    hit = in_france(team)
    with pytest.raises(Refused, match="takes no applications"):
        programme_actions.open_next(hit=hit, to=GERMANY, by=team.caseworker.actor, on=TODAY)


def test_all_of_a_page_are_ticked_on_request(team: Group) -> None:
    for _ in range(2):
        in_france(team)
    url, client = reverse("routes:next", args=[FRANCE.id]), team.caseworker.client()
    assert client.get(url).content.decode().count("checked") == 0
    assert client.get(f"{url}?all=1").content.decode().count("checked") == 2


def test_nothing_ticked_is_said(team: Group) -> None:
    in_france(team)
    page = team.caseworker.client().post(reverse("routes:next", args=[FRANCE.id]), {"to": "kz_asylum"})
    assert "Tick at least one." in page.content.decode()


def test_nobody_opens_for_a_case_out_of_sight(team: Group) -> None:
    hidden = desk.opened(
        factories.restricted_case(team.coordinator), "fr_visa_asylum", "draft", "2026-11-01", by=team.coordinator
    )
    answer = team.caseworker.client().post(
        reverse("routes:open_next", args=[FRANCE.id]), {"to": "kz_asylum", "chosen": f"{hidden.pk} nonsense"}
    )
    assert answer.status_code == 302
    assert Application.objects.count() == 1


def test_a_programme_nobody_knows_is_not_there(client: Client, team: Group) -> None:
    assert team.caseworker.client().get("/programmes/nonsense/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_queries_whatever_the_rows(
    team: Group, number: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(number):
        in_france(team)
    client = team.caseworker.client()
    client.get("/programmes/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get("/programmes/")
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        client.get("/programmes/fr_visa_asylum/")
