"""Collective referrals: nobody without consent, one submission, a result for each, nothing of what one may not see."""

from datetime import date
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import vault
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Referral, ReferralItem, ReferralItemBody
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.actions import Stale
from cases.people.dossier import Consent, Dossier, Permission
from cases.people.models import Case
from cases.routes import referral_actions, referral_queries, referral_rules
from cases.routes.gathering import Result, checklist
from cases.timeline.models import Entry, EntryKind
from tests import factories
from tests.applications import desk
from tests.factories import TODAY, Group, Person
from tests.people.between import AGREED, agreed_case

pytestmark = pytest.mark.django_db
FRANCE = procedures()["fr_visa_asylum"]
DAY = date(2026, 11, 18)


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def referral(team: Group) -> Referral:
    return referral_actions.begin(procedure=FRANCE, by=team.caseworker.actor)


def added(referral: Referral, case: Case, by: Person) -> ReferralItem:
    return referral_actions.add(referral=referral, case=case, by=by.actor, on=TODAY)


def body(item: ReferralItem, by: Person) -> ReferralItemBody:
    row = ReferralItem.objects.select_related("case").get(pk=item.pk)
    known: ReferralItemBody = vault.open(row.body, by=by.actor, why="test")
    return known


def told(case: Case, by: Person) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(case=case).order_by("number")
    bodies = vault.open_many([row.body for row in rows], by=by.actor, why="test")
    return [one.data for one in bodies if one.kind is EntryKind.REFERRAL]


def withdraw(case: Case, by: Person) -> None:
    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, consent=Permission(to_services=Consent.YES, to_disclosure=Consent.NO))

    people.amend(case=case, change=change, by=by.actor, on=TODAY, why="test")


def streamed(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


# Who is in it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consent", "reason"),
    [
        (Permission(), "No consent is on record"),
        (Permission(to_services=Consent.YES), "No consent is on record"),
        (Permission(to_services=Consent.YES, to_disclosure=Consent.NO), "did not agree"),
    ],
)
def test_nobody_is_put_in_without_consent_to_disclosure(
    team: Group, referral: Referral, consent: Permission, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        added(referral, factories.case(team.caseworker, consent=consent), team.caseworker)
    assert not ReferralItem.objects.exists()


def test_who_agreed_is_put_in_once_and_the_timeline_tells_it(team: Group, referral: Referral) -> None:
    case = agreed_case(team.caseworker)
    assert added(referral, case, team.caseworker).pk == added(referral, case, team.coordinator).pk
    assert [one["act"] for one in told(case, team.caseworker)] == ["added"]
    assert body(ReferralItem.objects.get(), team.caseworker).by == team.caseworker.user.handle


def test_activists_and_other_teams_put_nobody_in(team: Group, referral: Referral) -> None:
    case, other = agreed_case(team.activist), factories.group()
    for stranger in (team.activist, other.caseworker):
        with pytest.raises(Refused):
            added(referral, case, stranger)


def test_only_procedures_by_which_groups_submit_are_offered(team: Group) -> None:
    offered = {name for name, one in procedures().items() if referral_rules.step_of(one)}
    assert offered == {"fr_visa_asylum", "de_humanitarian", "unhcr_rsd"}
    with pytest.raises(Refused):
        referral_actions.begin(procedure=procedures()["us_asylum"], by=team.caseworker.actor)


def test_a_case_is_taken_out_until_it_was_submitted(team: Group, referral: Referral) -> None:
    case = agreed_case(team.caseworker)
    referral_actions.take_out(item=added(referral, case, team.caseworker), by=team.caseworker.actor, on=TODAY)
    assert [one["act"] for one in told(case, team.caseworker)] == ["added", "removed"]
    item = added(referral, case, team.caseworker)
    referral_actions.submit(item=item, day=DAY, by=team.caseworker.actor, on=TODAY)
    with pytest.raises(Refused, match="submitted already"):
        referral_actions.take_out(item=item, by=team.caseworker.actor, on=TODAY)


# Submitting ---------------------------------------------------------------------------------------------


def test_submitting_moves_the_application_or_opens_one_and_is_told(team: Group, referral: Referral) -> None:
    by = team.caseworker
    with_one, without = agreed_case(by), agreed_case(by)
    row = desk.opened(with_one, "fr_visa_asylum", "draft", "2026-11-01", by=by)
    for case in (with_one, without):
        assert referral_actions.submit(item=added(referral, case, by), day=DAY, by=by.actor, on=TODAY)
    assert Application.objects.get(pk=row.pk).stage == "dossier_sent"
    opened = Application.objects.get(case=without)
    assert (opened.procedure, opened.stage) == ("fr_visa_asylum", "dossier_sent")
    item = ReferralItem.objects.get(case=without)
    assert (item.application, body(item, by).submitted_on) == (opened, DAY)
    assert [one["act"] for one in told(without, by)] == ["added", "submitted"]


def test_submitting_twice_acts_once(team: Group, referral: Referral) -> None:
    item = added(referral, agreed_case(team.caseworker), team.caseworker)
    first, second = (referral_actions.submit(item=item, day=DAY, by=team.caseworker.actor, on=TODAY) for _ in range(2))
    assert (first, second) == (True, False)
    assert Application.objects.count() == 1


def test_consent_withdrawn_meanwhile_holds_the_case_back(team: Group, referral: Referral) -> None:
    item = added(referral, agreed_case(team.caseworker), team.caseworker)
    withdraw(item.case, team.caseworker)
    with pytest.raises(Refused, match="did not agree"):
        referral_actions.submit(item=item, day=DAY, by=team.caseworker.actor, on=TODAY)
    assert not Application.objects.exists()


def test_an_application_that_stands_elsewhere_is_not_dragged_along(team: Group, referral: Referral) -> None:
    case = agreed_case(team.caseworker)
    desk.opened(case, "fr_visa_asylum", "interviewed", "2026-11-01", by=team.caseworker)
    item = added(referral, case, team.caseworker)
    with pytest.raises(Refused, match="another stage"):
        referral_actions.submit(item=item, day=DAY, by=team.caseworker.actor, on=TODAY)


def test_the_page_submits_all_with_a_result_for_each_and_goes_on_with_the_rest(team: Group, referral: Referral) -> None:
    by = team.caseworker
    good, held = (added(referral, agreed_case(by), by) for _ in range(2))
    withdraw(held.case, by)
    client, url = by.client(), reverse("routes:submit", args=[referral.pk])
    assert good.case.code in client.get(url).content.decode()
    assert "This day has not come yet." in client.post(url, {"day": "2027-06-01", "version": "1"}).content.decode()
    lines = streamed(client.post(url, {"day": DAY.isoformat(), "version": "1"}))
    assert f"{good.case.code}: submitted" in lines
    assert f"{held.case.code}: not submitted. The person did not agree" in lines
    row = Referral.objects.get()
    assert (row.state, row.week, row.version) == (Referral.State.SUBMITTED, date(2026, 11, 16), 2)
    stale = client.post(url, {"day": DAY.isoformat(), "version": "1"}).content.decode()
    assert "Somebody changed this while you were writing" in stale
    lines = streamed(client.post(url, {"day": DAY.isoformat(), "version": "2"}))
    assert f"{good.case.code}: submitted before" in lines
    assert Application.objects.count() == 1


def test_after_submission_no_case_joins(team: Group, referral: Referral) -> None:
    referral_actions.send(referral=referral, day=DAY, by=team.caseworker.actor)
    with pytest.raises(Refused, match="Begin another one"):
        added(referral, agreed_case(team.caseworker), team.caseworker)


# What is gathered and answered --------------------------------------------------------------------------


def test_the_checklist_is_kept_and_who_saw_an_older_one_is_told(team: Group, referral: Referral) -> None:
    item = added(referral, agreed_case(team.caseworker), team.caseworker)
    client, url = team.caseworker.client(), reverse("routes:item", args=[item.pk])
    posted = {"have": ["story", "consent"], "note": "Photos on Friday", "version": "1"}
    assert client.post(url, posted).status_code == 302
    known = body(item, team.caseworker)
    assert (known.have, known.note) == (("consent", "story"), "Photos on Friday")
    page = client.get(reverse("routes:referral", args=[referral.pk])).content.decode()
    assert f"2 of {len(checklist())}" in page
    stale = client.post(url, posted | {"note": "Kept"}).content.decode()
    assert "Somebody changed this while you were writing" in stale
    assert "Kept" in stale
    with pytest.raises(Stale):
        referral_actions.gather(item=item, have=(), note="", by=team.coordinator.actor, version=1)


def test_an_answer_needs_a_submission_and_is_told(team: Group, referral: Referral) -> None:
    item, by = added(referral, agreed_case(team.caseworker), team.caseworker), team.caseworker.actor
    answered = PartialDate.of(TODAY)
    with pytest.raises(Refused, match="not been submitted yet"):
        referral_actions.answer(item=item, result=Result.ACCEPTED, answered_on=answered, by=by)
    referral_actions.submit(item=item, day=DAY, by=by, on=TODAY)
    client = team.caseworker.client()
    url = reverse("routes:result", args=[item.pk])
    assert client.post(url, {"result": "", "answered_on": ""}).content.decode().count("invalid-feedback") == 2
    assert client.post(url, {"result": "refused", "answered_on": "20.11.2026"}).status_code == 302
    assert (body(item, team.caseworker).result, [one["act"] for one in told(item.case, team.caseworker)]) == (
        "refused",
        ["added", "submitted", "refused"],
    )
    page = client.get(item.case.get_absolute_url()).content.decode()
    assert "Collective referral refused: Visa for asylum" in page


def test_the_same_answer_twice_is_told_once(team: Group, referral: Referral) -> None:
    item, by = added(referral, agreed_case(team.caseworker), team.caseworker), team.caseworker.actor
    referral_actions.submit(item=item, day=DAY, by=by, on=TODAY)
    for _ in range(2):
        referral_actions.answer(item=item, result=Result.DEFERRED, answered_on=PartialDate.of(TODAY), by=by)
    assert [one["act"] for one in told(item.case, team.caseworker)] == ["added", "submitted", "deferred"]


def test_it_is_over_only_after_it_was_submitted(team: Group, referral: Referral) -> None:
    client, url = team.caseworker.client(), reverse("routes:end_referral", args=[referral.pk])
    client.post(url)
    assert Referral.objects.get().state == Referral.State.GATHERING
    referral_actions.send(referral=referral, day=DAY, by=team.caseworker.actor)
    client.post(url)
    assert Referral.objects.get().state == Referral.State.OVER
    with pytest.raises(Refused, match="is over"):
        referral_actions.send(referral=referral, day=DAY, by=team.caseworker.actor)


# Its pages ----------------------------------------------------------------------------------------------


def test_from_the_list_to_a_case_that_is_in(team: Group) -> None:
    client, case = team.caseworker.client(), agreed_case(team.caseworker)
    assert "No collective referral yet" in client.get("/referrals/").content.decode()
    begun = client.post("/referrals/new/", {"procedure": "fr_visa_asylum"}).headers["Location"]
    assert "No case in it yet" in client.get(begun).content.decode()
    assert client.post(f"{begun}add/", {"codes": case.code.lower()}).headers["Location"] == begun
    page = client.get(begun).content.decode()
    assert case.code in page
    assert "Волк" in page
    assert "France: Visa for asylum" in client.get("/referrals/").content.decode()


def test_cases_that_cannot_be_put_in_are_named_with_the_reason_and_the_others_are_in(
    team: Group, referral: Referral
) -> None:
    good, silent = agreed_case(team.caseworker), factories.case(team.caseworker)
    hidden = factories.restricted_case(team.coordinator, consent=AGREED)
    preparing = agreed_case(team.caseworker)
    desk.opened(preparing, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    url = reverse("routes:add", args=[referral.pk])
    client = team.caseworker.client()
    assert preparing.code in client.get(url).content.decode()
    typed = f"{good.code}, {silent.code}, {hidden.code}, nonsense"
    page = client.post(url, {"codes": typed, "ticked": [preparing.code]}).content.decode()
    assert f"{silent.code}: No consent is on record" in page
    assert f"{hidden.code}: no such case" in page
    assert typed in page
    assert {item.case.code for item in ReferralItem.objects.select_related("case")} == {good.code, preparing.code}
    assert "Name at least one case." in client.post(url, {"codes": ""}).content.decode()


def test_restricted_cases_are_seen_by_those_who_may(team: Group, referral: Referral) -> None:
    secret = factories.restricted_case(team.coordinator, alias="Secret", consent=AGREED)
    added(referral, agreed_case(team.caseworker), team.caseworker)
    item = added(referral, secret, team.coordinator)
    for path in (reverse("routes:referral", args=[referral.pk]), reverse("routes:paper", args=[referral.pk])):
        assert secret.code not in team.caseworker.client().get(path).content.decode()
        assert secret.code in team.coordinator.client().get(path).content.decode()
    assert [row.count for row in referral_queries.referrals(team.caseworker.actor)] == [1]
    assert team.caseworker.client().get(reverse("routes:item", args=[item.pk])).status_code == 404
    assert factories.group().caseworker.client().get(reverse("routes:referral", args=[referral.pk])).status_code == 404


def test_paper_carries_codes_and_no_alias(team: Group, referral: Referral) -> None:
    case = agreed_case(team.caseworker)
    added(referral, case, team.caseworker)
    page = team.caseworker.client().get(reverse("routes:paper", args=[referral.pk])).content.decode()
    assert case.code in page
    assert "Волк" not in page
    assert "Two identity photographs" in page


def test_a_referral_takes_the_same_queries_whatever_its_cases(team: Group, referral: Referral) -> None:
    def queries() -> int:
        by = team.caseworker.actor
        with CaptureQueriesContext(connection) as seen:
            referral_queries.opened(referral_queries.items_of(referral, by), by=by, why="referral")
            referral_queries.referrals(by)
        return len(seen)

    added(referral, agreed_case(team.caseworker), team.caseworker)
    few = queries()
    for _ in range(3):
        added(referral, agreed_case(team.caseworker), team.caseworker)
    assert queries() == few
