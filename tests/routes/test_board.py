"""The board of a case: what its page says of each way, and the decisions that are recorded about it."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cases import vault
from cases.applications import actions as applications
from cases.applications.catalogue import procedures
from cases.applications.models import Application
from cases.applications.work import Vetting, VettingState
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people.actions import Stale
from cases.people.dossier import Consent, Dossier, Permission, RouteChoice, Wish
from cases.people.models import Case
from cases.risk.facts import Facts, Paper, PaperKind, Service
from cases.routes import board_actions, boardpage
from cases.routes.judging import Answer
from cases.routes.route import Check
from cases.timeline.models import Entry, EntryKind
from tests import factories
from tests.applications import desk
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db
FRANCE = procedures()["fr_visa_asylum"]


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    """A mobilised man with a five-year passport who agreed to be known, and wishes for France."""
    return factories.case(
        team.caseworker,
        alias="Lotus",
        facts=Facts(
            service=Service.MOBILISED,
            papers=(Paper(kind=PaperKind.FIVE_YEAR, expires_on=PartialDate.of(date(2028, 1, 1))),),
        ),
        consent=Permission(to_services=Consent.YES, to_disclosure=Consent.YES),
        wishes=(Wish(destination="Франция"),),
    )


def way(case: Case, name: str, by: Person) -> boardpage.Way:
    row = Case.objects.select_related("team").get(pk=case.pk)
    return boardpage.way(row, procedures()[name], by=by.actor, on=TODAY)


def answers(one: boardpage.Way) -> dict[Check, Answer]:
    return {line.finding.check: line.finding.answer for line in one.lines}


def decide(case: Case, by: Person, choice: RouteChoice = RouteChoice.CHOSEN, **rest: Any) -> None:
    board_actions.decide(
        case=case, procedure=FRANCE, choice=choice, reason="Consul wrote", by=by.actor, on=TODAY, **rest
    )


# What the board says ------------------------------------------------------------------------------------


def test_each_requirement_says_met_lacking_or_not_known(team: Group, case: Case) -> None:
    assert answers(way(case, "fr_visa_asylum", team.caseworker)) == {
        Check.CONSENT: Answer.MET,
        Check.DANGER_AT_HOME: Answer.UNKNOWN,
        Check.DANGER_HERE: Answer.UNKNOWN,
        Check.LINK: Answer.UNKNOWN,
        Check.VETTING: Answer.UNKNOWN,
        Check.PASSPORT: Answer.LACKING,  # France takes no five-year passports
        Check.CONSULATE: Answer.UNKNOWN,
    }


def test_the_ruling_of_2023_stands_with_the_proof_that_is_lacking(team: Group, case: Case) -> None:
    page = team.caseworker.client().get(reverse("routes:way", args=[case.code, "fr_visa_asylum"])).content.decode()
    for shown in ("CNDA", "2023-07-20", "Proof of the call-up", "No summons, order or military ID is among the files."):
        assert shown in page
    assert "francetvinfo.fr" in page


def test_the_board_shows_what_is_open_frozen_lacking_and_to_be_asked(team: Group, case: Case) -> None:
    assert team.activist.client().get(reverse("routes:board", args=[case.code])).status_code == 404
    page = team.caseworker.client().get(reverse("routes:board", args=[case.code])).content.decode()
    for shown in (
        "Lotus",
        "France: Visa for asylum",
        "wished for",
        "frozen since 1 May 2025",
        "Only a five-year passport, which this country does not accept.",
        "Which consulate takes the file, and can they reach it?",
        "Only from inside the country",
        "Netherlands: ",
        "Nothing is decided yet.",
    ):
        assert shown in page
    assert "CESEDA" not in page  # the law that was over before today


def test_the_case_leads_to_its_board(team: Group, case: Case) -> None:
    page = team.caseworker.client().get(case.get_absolute_url()).content.decode()
    assert f"/cases/{case.code}/routes/" in page


def test_an_application_on_the_way_is_shown_with_its_stage(team: Group, case: Case) -> None:
    row = desk.opened(case, "fr_visa_asylum", "dossier_sent", "2026-11-01", by=team.caseworker)
    page = team.caseworker.client().get(reverse("routes:board", args=[case.code])).content.decode()
    assert row.get_absolute_url() in page
    assert "File sent" in page


def test_recognition_by_unhcr_is_read_from_its_application(team: Group, case: Case) -> None:
    assert answers(way(case, "unhcr_resettlement", team.caseworker))[Check.RECOGNISED] is Answer.UNKNOWN
    desk.opened(case, "unhcr_rsd", "registered", "2026-10-01", by=team.caseworker)
    assert answers(way(case, "unhcr_resettlement", team.caseworker))[Check.RECOGNISED] is Answer.LACKING
    Application.objects.update(stage="recognised")
    assert answers(way(case, "unhcr_resettlement", team.caseworker))[Check.RECOGNISED] is Answer.MET


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (VettingState.CLEARED, Answer.MET),
        (VettingState.CONCERNS, Answer.LACKING),
        (VettingState.IN_PROGRESS, Answer.UNKNOWN),
    ],
)
def test_vetting_is_read_by_coordinators_alone(team: Group, case: Case, state: VettingState, expected: Answer) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    by = team.coordinator
    applications.vet(application=row, vetting=Vetting(state, TODAY, by.user.handle), by=by.actor)
    assert answers(way(case, "fr_visa_asylum", by))[Check.VETTING] is expected
    theirs = way(case, "fr_visa_asylum", team.caseworker)
    assert answers(theirs)[Check.VETTING] is Answer.UNKNOWN
    (line,) = (line for line in theirs.lines if line.finding.check is Check.VETTING)
    assert line.finding.say == "vetting_kept"


def test_the_board_is_one_reading_in_a_constant_number_of_queries(
    team: Group, case: Case, django_assert_max_num_queries: object
) -> None:
    by = team.caseworker.actor
    row = Case.objects.select_related("team").get(pk=case.pk)
    boardpage.board(row, by=by, on=TODAY)
    for name in ("fr_visa_asylum", "kz_asylum"):
        desk.opened(case, name, "draft" if name.startswith("fr") else "not_filed", "2026-11-01", by=team.caseworker)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        boardpage.board(row, by=team.caseworker.actor, on=TODAY)


# Decisions ----------------------------------------------------------------------------------------------


def test_a_decision_is_sealed_in_the_dossier_and_told(team: Group, case: Case) -> None:
    decide(case, team.caseworker)
    decide(case, team.coordinator, RouteChoice.IMPOSSIBLE)
    dossier: Dossier = vault.open(Case.objects.get(pk=case.pk).dossier, by=team.caseworker.actor, why="test")
    assert [(one.choice, one.by, one.on) for one in dossier.routes] == [
        ("chosen", team.caseworker.user.handle, TODAY),
        ("impossible", team.coordinator.user.handle, TODAY),
    ]
    newest = Entry.objects.filter(case=case).latest("number")
    told = vault.open(newest.body, by=team.caseworker.actor, why="test")
    assert (told.kind, told.note, told.data["choice"]) == (EntryKind.ROUTE, "Consul wrote", "impossible")
    page = team.caseworker.client().get(case.get_absolute_url()).content.decode()
    assert "Route found impossible: Visa for asylum" in page


def test_deciding_through_the_page(team: Group, case: Case) -> None:
    url, client = reverse("routes:decide", args=[case.code, FRANCE.id]), team.caseworker.client()
    page = client.post(url, {"choice": "", "reason": "Kept"}).content.decode()
    assert "Kept" in page
    assert page.count("invalid-feedback") == 1
    assert client.post(url, {"choice": "not_now", "reason": "Wait for the summons", "version": "0"}).status_code == 302
    shown = client.get(reverse("routes:way", args=[case.code, FRANCE.id])).content.decode()
    for word in ("Not now", "Wait for the summons", team.caseworker.user.handle):
        assert word in shown
    stale = client.post(url, {"choice": "chosen", "reason": "Now", "version": "0"}).content.decode()
    assert "Somebody changed this while you were writing" in stale


def test_only_members_of_the_team_that_owns_the_case_decide(team: Group) -> None:
    case = factories.case(team.activist)
    with pytest.raises(Refused):
        decide(case, team.activist)
    with pytest.raises(Refused):
        decide(case, factories.group().caseworker)


def test_who_saw_fewer_decisions_is_told_and_the_same_form_decides_once(team: Group, case: Case) -> None:
    ticket = case.pk
    decide(case, team.caseworker, version=0, ticket=ticket)
    decide(case, team.caseworker, version=0, ticket=ticket)
    with pytest.raises(Stale):
        decide(case, team.coordinator, version=0)
    assert Entry.objects.filter(case=case).count() == 2


def test_the_chosen_way_comes_first_and_the_impossible_last(team: Group, case: Case) -> None:
    row = Case.objects.select_related("team").get(pk=case.pk)
    board_actions.decide(
        case=row,
        procedure=procedures()["unhcr_rsd"],
        choice=RouteChoice.CHOSEN,
        reason="x",
        by=team.caseworker.actor,
        on=TODAY,
    )
    decide(row, team.caseworker, RouteChoice.IMPOSSIBLE)
    row = Case.objects.select_related("team").get(pk=case.pk)
    names = [one.procedure.id for one in boardpage.board(row, by=team.caseworker.actor, on=TODAY).ways]
    assert (names[0], names[-1]) == ("unhcr_rsd", "fr_visa_asylum")


def test_a_way_nobody_described_is_not_there(team: Group, case: Case) -> None:
    url = f"/cases/{case.code}/routes/fr_appeal_cnda/"
    assert team.caseworker.client().get(url).status_code == 404
