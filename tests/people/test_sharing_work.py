"""Working on another team's case: what its guests may do, what stays the owner's, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest

from cases import vault
from cases.access import rotation as roots
from cases.access.models import TeamGrant
from cases.applications import actions as applications
from cases.applications import deadline_actions as dates
from cases.applications.catalogue import procedures
from cases.applications.work import DateKind, Report, ToldBy
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people import access_actions, ended, sharing
from cases.people import actions as people
from cases.people.dossier import ContactChannel
from cases.people.models import Case
from cases.risk.facts import Facts
from cases.risk.models import Standing, Step
from cases.vault import rekeying, rotation
from cases.watch import actions as watch
from cases.watch import lowering_actions
from tests.factories import TODAY, Group, assign, group, restricted_case
from tests.people.between import AGREED, HANDED, NAME, agreed_case, offer, opens, reads, share
from tests.people.opened import audited, dossier, form_of, story


@pytest.fixture
def other(team: Group) -> Group:
    return group(zone="Asia/Yerevan")


def applied(row: Case, by: Group) -> tuple[Any, Any]:
    """An application with its deadline, opened by the owner."""
    report = Report(move="draft", on=PartialDate.of(TODAY), told_by=ToldBy.PERSON)
    actor = by.coordinator.actor
    application = applications.open_application(
        case=row, procedure=procedures()["fr_visa_asylum"], report=report, by=actor, on=TODAY
    )
    date = dates.add_date(case=row, kind=DateKind.TASK, text="call the consulate", day=TODAY, by=actor)
    return application, date


# What guests may do ---------------------------------------------------------------------------------


def test_guests_edit_log_contacts_and_write_notes(team: Group, other: Group) -> None:
    row = agreed_case(team.activist)
    share(row, other, by=team.coordinator)
    client, base = other.caseworker.client(), f"/cases/{row.code}/"
    client.post(base + "edit/", form_of(client, base + "edit/") | {"city": "Gyumri"})
    client.post(base + "contact/", form_of(client, base + "contact/") | {"channel": "signal", "note": "well"})
    client.post(base + "note/", form_of(client, base + "note/") | {"note": "met the lawyer"})
    assert dossier(row, team.caseworker).city == "Gyumri"
    assert dossier(row, team.caseworker).last_contact_on is not None
    notes = [body.note for body in story(row, team.activist)]
    assert {"well", "met the lawyer"} <= set(notes)
    assert "Волк" in team.caseworker.client().get("/cases/").content.decode()  # the card, written from outside


def test_guests_see_alias_and_name(team: Group, other: Group) -> None:
    row = agreed_case(team.activist)
    share(row, other, by=team.coordinator)
    client = other.caseworker.client()
    page = client.get(f"/cases/{row.code}/").content.decode()
    assert "Волк" in page
    assert f"This case belongs to team {team.team.name}" in page
    assert NAME in client.post(f"/cases/{row.code}/reveal/").content.decode()
    assert audited(other.coordinator).count("name revealed") == 1


def test_guests_work_on_applications_and_dates(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    application, date = applied(row, team)
    share(row, other, by=team.coordinator)
    client = other.caseworker.client()
    assert "call the consulate" in client.get(f"/cases/{row.code}/").content.decode()
    page = client.get(application.get_absolute_url())
    assert page.status_code == 200
    assert "Волк" in page.content.decode()
    for path in ("note", "details", "correct", "move/dossier_sent"):
        assert client.get(f"/applications/{application.pk}/{path}/").status_code == 200
    assert client.get(f"/deadlines/{date.pk}/").status_code == 200
    sent = form_of(client, f"/deadlines/{date.pk}/done/") | {"day": TODAY.isoformat()}
    assert client.post(f"/deadlines/{date.pk}/done/", sent).status_code == 302
    date.refresh_from_db()
    assert date.done
    new = f"/cases/{row.code}/dates/new/"
    client.post(new, form_of(client, new) | {"kind": "task", "text": "ring OFPRA", "day": TODAY.isoformat()})
    added = row.deadlines.get(done=False)
    assert added.team == team.team
    url = f"/cases/{row.code}/applications/new/?procedure=fr_visa_asylum"
    assert client.get(url).status_code == 200


def test_a_detention_reported_by_guests_stands_on_top_of_both_teams_pages(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    share(row, other, by=team.coordinator)
    client = other.caseworker.client()
    client.post(f"/cases/{row.code}/detained/", {"place": "Zvartnots"})
    for person in (team.caseworker, team.coordinator, other.caseworker, other.coordinator):
        page = person.client().get("/")
        assert [held.case.code for held in page.context["work"].detained.rows] == [row.code]
        assert [one["code"] for one in page.context["detained"]] == [row.code]
        assert person.client().get(f"/cases/{row.code}/detained/").status_code == 200
    assert other.activist.client().get("/").context["work"].detained.rows == []
    tick = {"item": "lawyer", "done": "1"}
    assert client.post(f"/cases/{row.code}/detained/tick/", tick).status_code == 302
    assert client.get(f"/cases/{row.code}/detained/end/").status_code == 403


def test_guests_do_not_lower_what_is_critical(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker, facts=Facts(extradition_approved=True))
    share(row, other, by=team.coordinator)

    def milder(known: Any) -> Any:
        return type(known)(**{**{f: getattr(known, f) for f in known.__struct_fields__}, "facts": Facts()})

    people.amend(case=row, change=milder, by=other.coordinator.actor, on=TODAY, why="edit")
    assert _band(row) == "critical"
    client = other.coordinator.client()
    assert client.post(f"/cases/{row.code}/risk/lower/", {"reason": "we know better"}).status_code == 403
    lowering_actions.ask(case=row, reason="a mistake", by=team.coordinator.actor, on=TODAY)
    lowering_actions.answer(case=row, agreed=True, said="", by=team.caseworker.actor, on=TODAY)
    assert _band(row) != "critical"


def _band(case: Case) -> str:
    band: str = Step.objects.filter(case=case, starts_on__lte=TODAY, ends_on__gt=TODAY).get().band
    return band


# What stays the owner's -----------------------------------------------------------------------------

OWN = (
    "assign/",
    "stage/",
    "access/",
    "restrict/",
    "open/",
    "share/",
    "risk/review/",
    "risk/override/",
    "detained/end/",
)


@pytest.mark.parametrize("path", OWN)
def test_what_the_owner_decides_is_refused_to_guests(team: Group, other: Group, path: str) -> None:
    row = agreed_case(team.caseworker)
    watch.detain(case=row, place="", actor="", note="", by=team.caseworker.actor, on=TODAY)
    share(row, other, by=team.coordinator)
    client = other.coordinator.client()
    assert client.get(f"/cases/{row.code}/{path}").status_code == 403
    assert client.post(f"/cases/{row.code}/{path}", {"reason": "x"}).status_code == 403


def test_guests_neither_assign_nor_give_up_dates(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    _application, date = applied(row, team)
    share(row, other, by=team.coordinator)
    client = other.coordinator.client()
    for path in ("for", "give-up"):
        assert client.get(f"/deadlines/{date.pk}/{path}/").status_code == 403
    page = client.get(f"/deadlines/{date.pk}/").content.decode()
    assert f"/deadlines/{date.pk}/give-up/" not in page
    assert f"/deadlines/{date.pk}/for/" not in page
    with pytest.raises(Refused):
        dates.waive_deadline(deadline=date, reason="x", by=other.coordinator.actor, on=TODAY)


def test_the_actions_refuse_guests_too(team: Group, other: Group) -> None:
    row, by = agreed_case(team.activist), other.coordinator.actor
    share(row, other, by=team.coordinator)
    member, third = other.activist.membership, group()
    assert member is not None
    refused: list[Any] = [
        lambda: people.assign(case=row, to=None, by=by, on=TODAY),
        lambda: access_actions.give(case=row, to=member, reason="x", by=by, on=TODAY),
        lambda: access_actions.take(case=row, user=team.activist.user, reason="x", by=by, on=TODAY),
        lambda: access_actions.restrict(case=row, people=[], reason="x", by=by, on=TODAY),
        lambda: access_actions.open_again(case=row, reason="x", by=by, on=TODAY),
        lambda: offer(row, third, by=other.coordinator),
    ]
    for act in refused:
        with pytest.raises(Refused):
            act()


def test_guests_are_offered_no_door_that_is_closed_to_them(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    share(row, other, by=team.coordinator)
    page = other.coordinator.client().get(f"/cases/{row.code}/").content.decode()
    for path in ("assign", "stage", "access", "share", "risk/review"):
        assert f"/cases/{row.code}/{path}/" not in page
    risk = other.coordinator.client().get(f"/cases/{row.code}/risk/").content.decode()
    assert f"/cases/{row.code}/risk/override/" not in risk
    assert f"/cases/{row.code}/risk/review/" not in risk


def test_shared_cases_stay_out_of_the_lists_and_counts_of_guests(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    _application, date = applied(row, team)
    share(row, other, by=team.coordinator)
    client = other.coordinator.client()
    for address in (
        "/cases/",
        "/applications/",
        "/deadlines/",
        "/risk/",
        "/admin/cases/case/",
        "/admin/cases/deadline/",
    ):
        assert row.code not in client.get(address).content.decode()
    assert client.get("/cases/", {"code": row.code}).headers["Location"] == f"/cases/{row.code}/"
    page = client.get("/cases/shared/").content.decode()
    assert row.code in page
    assert "Волк" in page
    work = client.get("/").context["work"]
    assert [one.case.code for one in work.shared.rows] == [row.code]
    assert [one.row.pk for one in work.dates.rows] == [date.pk]
    assert other.activist.client().get("/").context["work"].shared.rows == []


def test_a_search_by_name_finds_shared_cases(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    search = {"text": "Testov Ivan"}
    assert row.code not in other.caseworker.client().post("/search/", search).content.decode()
    share(row, other, by=team.coordinator)
    found = other.caseworker.client().post("/search/", search).content.decode()
    assert row.code in found
    assert NAME in found
    assert other.caseworker.client().post("/search/", {"text": row.code}).headers["Location"].endswith(f"{row.code}/")


# Keys -----------------------------------------------------------------------------------------------


def test_new_roots_on_either_side_keep_a_shared_case_open(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    share(row, other, by=team.coordinator)
    for side in (team, other):
        roots.begin(by=side.coordinator.actor, why="test")
        while rotation.go_on(by=side.coordinator.actor):
            pass
        assert [opens(row, person) for person in (team.caseworker, other.caseworker, other.activist)] == [
            True, True, False,
        ]  # fmt: skip


def test_a_restricted_case_is_shared_with_coordinators_only(team: Group, other: Group) -> None:
    row = restricted_case(team.coordinator, consent=AGREED, legal_name=NAME, alias="Волк")
    share(row, other, by=team.coordinator)
    assert [reads(person, row) for person in (other.coordinator, other.caseworker)] == [200, 404]
    assert [opens(row, person) for person in (other.coordinator, other.caseworker)] == [True, False]
    assert row.code not in other.caseworker.client().get("/cases/shared/").content.decode()
    assert row.code not in other.caseworker.client().post("/search/", {"text": "Testov"}).content.decode()
    watch.detain(case=row, place="", actor="", note="", by=other.coordinator.actor, on=TODAY)
    assert other.caseworker.client().get("/").context["work"].detained.rows == []
    assert [h.case.code for h in other.coordinator.client().get("/").context["work"].detained.rows] == [row.code]


def test_restricting_a_shared_case_closes_it_to_the_guests_caseworkers(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    share(row, other, by=team.coordinator)
    access_actions.restrict(case=row, people=[], reason="threats", by=team.coordinator.actor, on=TODAY)
    assert [reads(person, row) for person in (other.coordinator, other.caseworker)] == [200, 404]
    assert [opens(row, person) for person in (other.coordinator, other.caseworker)] == [True, False]
    fresh = Case.objects.get(pk=row.pk)
    access_actions.open_again(case=fresh, reason="over", by=team.coordinator.actor, on=TODAY)
    assert [opens(row, person) for person in (other.coordinator, other.caseworker)] == [True, True]


# The end --------------------------------------------------------------------------------------------


def test_the_owner_ends_sharing_and_the_guests_keys_open_nothing(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = share(row, other, by=team.coordinator)
    kept, client = other.caseworker.actor, other.caseworker.client()
    vault.open(Case.objects.get(pk=row.pk).dossier, by=kept, why="while it was shared")
    team.coordinator.client().post(f"/cases/{row.code}/share/{made.pk}/end/", {"reason": "He is in France now."})
    assert client.get(f"/cases/{row.code}/").status_code == 404
    with pytest.raises(vault.NoKey):
        vault.open(Case.objects.get(pk=row.pk).dossier, by=kept, why="a page that was open")
    with pytest.raises(vault.NoKey):
        people.note(case=row, day=TODAY, text="too late", by=kept)
    assert not opens(row, other.coordinator)
    assert opens(row, team.caseworker)
    assert story(row, team.caseworker)[-1].data["act"] == "ended"
    detail = f"ended, shared: team {team.team.pk} to team {other.team.pk}"
    assert audited(team.coordinator).count(detail) == audited(other.coordinator).count(detail) == 1


def test_guests_give_a_case_back_and_the_key_goes_with_the_owners_next_write(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = share(row, other, by=team.coordinator)
    client, url = other.coordinator.client(), f"/cases/shared/{made.pk}/back/"
    assert other.caseworker.client().get(url).status_code == 403
    client.post(url, {"reason": "We have done our part."})
    assert [reads(person, row) for person in (other.coordinator, other.caseworker)] == [404, 404]
    assert story(row, team.caseworker)[-1].note == "We have done our part."
    assert [one.pk for one in ended.waiting(team.coordinator.actor)] == [row.pk]
    people.log_contact(case=row, day=TODAY, channel=ContactChannel.SIGNAL, note="", by=team.caseworker.actor, on=TODAY)
    assert ended.waiting(team.coordinator.actor) == []
    assert [opens(row, person) for person in (other.coordinator, team.caseworker)] == [False, True]
    assert client.post(url, {"reason": "again"}).headers["Location"] == "/cases/shared/"
    assert [body.data.get("act") for body in story(row, team.caseworker)].count("returned") == 1


def test_ending_one_sharing_leaves_others_and_an_open_offer_its_key(team: Group, other: Group) -> None:
    row, third = agreed_case(team.caseworker), group()
    first, second = share(row, other, by=team.coordinator), share(row, third, by=team.coordinator)
    handing = offer(row, other, by=team.coordinator, kind=HANDED)
    sharing.end(grant=first, reason="x", by=team.coordinator.actor, on=TODAY)
    assert reads(other.coordinator, row) == 404
    assert other.coordinator.client().get(f"/cases/shared/{handing.pk}/").status_code == 200
    assert [opens(row, person) for person in (third.caseworker, team.caseworker)] == [True, True]
    sharing.end(grant=handing, reason="x", by=team.coordinator.actor, on=TODAY)
    sharing.end(grant=second, reason="x", by=team.coordinator.actor, on=TODAY)
    assert not any(opens(row, person) for person in (other.coordinator, third.coordinator))


def test_what_a_third_team_or_an_activist_ends_does_not_end(team: Group, other: Group) -> None:
    row, third = agreed_case(team.activist), group()
    made = share(row, other, by=team.coordinator)
    for person in (third.coordinator, other.coordinator, team.caseworker, team.activist):
        with pytest.raises(Refused):
            sharing.end(grant=made, reason="x", by=person.actor, on=TODAY)
    for person in (third.coordinator, team.coordinator, other.caseworker):
        with pytest.raises(Refused):
            sharing.give_back(grant=made, reason="x", by=person.actor, on=TODAY)
    assert TeamGrant.objects.get().state == "accepted"
    assert third.coordinator.client().get(f"/cases/{row.code}/share/{made.pk}/end/").status_code == 404


def test_a_case_that_ended_somewhere_keeps_its_reviews_and_silences(team: Group, other: Group) -> None:
    """What guests write is the owner's from the first moment: nothing hangs on their team."""
    row = agreed_case(team.caseworker)
    assign(row, team.caseworker, by=team.coordinator)
    made = share(row, other, by=team.coordinator)
    watch.detain(case=row, place="", actor="", note="", by=other.caseworker.actor, on=TODAY)
    dates.add_date(case=row, kind=DateKind.TASK, text="x", day=TODAY + timedelta(days=1), by=other.caseworker.actor)
    sharing.end(grant=made, reason="x", by=team.coordinator.actor, on=TODAY)
    assert Standing.objects.get(case=row).team == team.team
    assert [one.team for one in row.deadlines.all()] == [one.team for one in row.detentions.all()] == [team.team]
    rekeying.rekey([row.pk], by=team.coordinator.actor, why="test")
    assert opens(row, team.caseworker)
