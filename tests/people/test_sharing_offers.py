"""Offering a case to another team: who may, with whose consent, what is seen before the answer, and the answer."""

import uuid

import pytest

from cases import vault
from cases.access import freezing
from cases.access.models import TeamGrant
from cases.access.roles import RoleName
from cases.base.verdict import Refused
from cases.people import ended, sharing
from cases.people.dossier import Consent, Permission
from cases.people.models import Case
from cases.people.sharing_forms import _key
from cases.timeline.models import EntryKind
from tests.factories import TODAY, Group, group, restricted_case
from tests.people.between import AGREED, HANDED, NAME, SHARED, agreed_case, offer, opens, reads
from tests.people.opened import audited, form_of, story

SAID = {"kind": "shared", "asked": "Find a lawyer in Yerevan.", "keeps_limits": "on", "compared": "on"}


@pytest.fixture
def other(team: Group) -> Group:
    return group(zone="Asia/Yerevan")


def said(other: Group, **changes: str) -> dict[str, str]:
    return SAID | {"team": _key(other.team)} | changes


# Offering -------------------------------------------------------------------------------------------


def test_a_coordinator_offers_a_case_and_both_audits_say_so(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/"
    page = client.get(url)
    assert "Not to his sister." in page.content.decode()
    assert other.team.name in page.content.decode()
    answer = client.post(url, form_of(client, url) | said(other))
    assert answer.headers["Location"] == f"/cases/{row.code}/access/"
    made = TeamGrant.objects.get()
    assert (made.case_id, made.giver, made.team, made.kind, made.state) == (
        row.pk, team.team, other.team, "shared", "offered",
    )  # fmt: skip
    told = story(row, team.caseworker)[-1]
    assert (told.kind, told.note) == (EntryKind.SHARED, "Find a lawyer in Yerevan.")
    assert told.data["limits"] == "Not to his sister."
    detail = f"offered, shared: team {team.team.pk} to team {other.team.pk}"
    assert audited(team.coordinator).count(detail) == audited(other.coordinator).count(detail) == 1


def test_an_offer_sent_twice_is_one(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/"
    sent = form_of(client, url) | said(other)
    before = len(story(row, team.coordinator))
    for _time in range(2):
        assert client.post(url, sent).status_code == 302
    assert TeamGrant.objects.count() == 1
    assert len(story(row, team.coordinator)) == before + 1
    answer = client.post(url, form_of(client, url) | said(other))
    assert "already" in answer.context["form"].non_field_errors()[0]


@pytest.mark.parametrize("who", ["activist", "caseworker"])
def test_others_do_not_offer(team: Group, other: Group, who: str) -> None:
    row, person = agreed_case(team.activist), getattr(team, who)
    assert person.client().get(f"/cases/{row.code}/share/").status_code == 403
    with pytest.raises(Refused):
        offer(row, other, by=person)


@pytest.mark.parametrize(
    ("consent", "says"),
    [
        (Permission(), "No consent is on record"),
        (Permission(to_services=Consent.YES), "No consent is on record"),
        (Permission(to_disclosure=Consent.YES), "No consent is on record"),
        (Permission(to_services=Consent.YES, to_disclosure=Consent.NO), "did not agree"),
        (Permission(to_services=Consent.NO, to_disclosure=Consent.YES), "did not agree"),
    ],
)
def test_nothing_is_offered_without_consent(team: Group, other: Group, consent: Permission, says: str) -> None:
    row = agreed_case(team.caseworker, consent=consent)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/"
    page = client.get(url).content.decode()
    assert says in page
    assert f'href="/cases/{row.code}/edit/#consent"' in page
    answer = client.post(url, form_of(client, url) | said(other))
    assert says in answer.context["form"].errors["keeps_limits"][0]
    for kind in (SHARED, HANDED):
        with pytest.raises(Refused, match=says):
            offer(row, other, by=team.coordinator, kind=kind)
    assert not TeamGrant.objects.exists()
    assert not opens(row, other.coordinator)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"compared": ""}, "compared"),
        ({"keeps_limits": ""}, "keeps_limits"),
        ({"asked": ""}, "asked"),
        ({"team": ""}, "team"),
        ({"kind": "given"}, "kind"),
    ],
)
def test_an_offer_is_complete(team: Group, other: Group, changes: dict[str, str], field: str) -> None:
    row = agreed_case(team.caseworker)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/"
    answer = client.post(url, form_of(client, url) | said(other, **changes))
    assert list(answer.context["form"].errors) == [field]
    assert not TeamGrant.objects.exists()


def test_keys_replaced_after_they_were_compared_are_another_choice(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/"
    sent = form_of(client, url) | said(other)
    other.team.verify_key = b"x" * 32
    other.team.save()
    assert list(client.post(url, sent).context["form"].errors) == ["team"]


def test_limits_that_changed_while_the_form_was_open_are_read_again(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/"
    sent = form_of(client, url) | said(other)
    edit = f"/cases/{row.code}/edit/"
    client.post(edit, form_of(client, edit) | {"consent.limits": "", "limits": "To no embassy."})
    answer = client.post(url, sent)
    assert "Read the limits again" in answer.context["form"].errors["keeps_limits"][0]
    assert "To no embassy." in answer.content.decode()
    again = {name: str(answer.context["form"][name].value() or "") for name in answer.context["form"].fields}
    assert client.post(url, again).status_code == 302


def test_a_case_goes_to_founded_teams_of_the_same_sort_only(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    other.team.is_demo = True
    other.team.save()
    assert other.team.name not in team.coordinator.client().get(f"/cases/{row.code}/share/").content.decode()
    with pytest.raises(Refused):
        offer(row, other, by=team.coordinator)
    with pytest.raises(Refused):
        offer(row, team, by=team.coordinator)


def test_a_frozen_team_offers_and_accepts_nothing(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = offer(row, other, by=team.coordinator)
    freezing.freeze(by=other.coordinator.actor)
    with pytest.raises(freezing.Frozen):
        sharing.accept(offer=made, by=other.coordinator.actor, on=TODAY)
    freezing.freeze(by=team.coordinator.actor)
    with pytest.raises(freezing.Frozen):
        offer(row, other, by=team.coordinator, kind=HANDED)


# Before the answer ----------------------------------------------------------------------------------


def test_before_the_answer_coordinators_see_the_offer_and_nothing_else(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker, city="Almaty", story="He left in May.")
    made = offer(row, other, by=team.coordinator, asked="He needs a visa.")
    client = other.coordinator.client()
    page = client.get(f"/cases/shared/{made.pk}/").content.decode()
    for seen in ("He needs a visa.", "Not to his sister.", "Kazakhstan", "Deserter", team.team.name):
        assert seen in page
    for hidden in (NAME, "Волк", "He left in May.", row.code):
        assert hidden not in page
    for path in ("", "edit/", "note/", "risk/", "detained/", "access/", "share/", "name/", "applications/new/"):
        assert client.get(f"/cases/{row.code}/{path}").status_code == 404
    for address in ("/", "/cases/", "/cases/shared/", "/risk/", "/deadlines/", "/dashboard/", "/admin/cases/case/"):
        body = client.get(address).content.decode()
        assert row.code not in body
        assert "Волк" not in body
    assert client.get("/").context["work"].offers.rows == [made]


def test_only_coordinators_of_the_team_that_was_asked_see_an_offer(team: Group, other: Group) -> None:
    made = offer(agreed_case(team.caseworker), other, by=team.coordinator)
    third = group()
    url = f"/cases/shared/{made.pk}/"
    assert other.caseworker.client().get(url).status_code == 403
    assert other.activist.client().get(url).status_code == 403
    assert third.coordinator.client().get(url).status_code == 404
    assert team.coordinator.client().get(url).status_code == 404
    assert other.caseworker.client().get("/").context["work"].offers.rows == []
    for person in (third.coordinator, team.coordinator, other.caseworker):
        with pytest.raises(Refused):
            sharing.accept(offer=made, by=person.actor, on=TODAY)


# The answer -----------------------------------------------------------------------------------------


def test_an_offer_is_accepted_and_both_work_on_the_case(team: Group, other: Group) -> None:
    row = agreed_case(team.activist)
    made = offer(row, other, by=team.coordinator)
    answer = other.coordinator.client().post(f"/cases/shared/{made.pk}/accept/")
    assert answer.headers["Location"] == f"/cases/{row.code}/"
    readers = [team.activist, team.caseworker, team.coordinator, other.caseworker, other.coordinator]
    assert [reads(person, row) for person in readers] == [200] * 5
    assert reads(other.activist, row) == 404
    assert story(row, team.coordinator)[-1].data["act"] == "accepted"
    row.refresh_from_db()
    assert row.team == team.team
    detail = f"accepted, shared: team {team.team.pk} to team {other.team.pk}"
    assert audited(team.coordinator).count(detail) == audited(other.coordinator).count(detail) == 1


def test_a_refusal_travels_back_with_its_reason(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = offer(row, other, by=team.coordinator)
    client, url = other.coordinator.client(), f"/cases/shared/{made.pk}/refuse/"
    assert list(client.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(url, {"reason": "We have no lawyer for this."}).headers["Location"] == "/cases/shared/"
    told = story(row, team.caseworker)[-1]
    assert (told.note, told.data["act"]) == ("We have no lawyer for this.", "refused")
    assert f"Team {other.team.name} refused" in team.caseworker.client().get(f"/cases/{row.code}/").content.decode()
    assert reads(other.coordinator, row) == 404
    assert client.get("/").context["work"].offers.rows == []
    detail = f"refused, shared: team {team.team.pk} to team {other.team.pk}"
    assert audited(team.coordinator).count(detail) == audited(other.coordinator).count(detail) == 1


def test_the_key_of_a_refused_offer_goes_when_somebody_comes_by(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    kept = other.coordinator.actor
    made = offer(row, other, by=team.coordinator)
    assert opens(row, other.coordinator, actor=kept)
    sharing.refuse(offer=made, reason="no", by=other.coordinator.actor, on=TODAY)
    assert [one.pk for one in ended.waiting(team.caseworker.actor)] == [row.pk]
    assert row.code in team.caseworker.client().get("/").content.decode()
    team.caseworker.client().get(f"/cases/{row.code}/access/")
    assert ended.waiting(team.caseworker.actor) == []
    assert not opens(row, other.coordinator)
    with pytest.raises((vault.NoKey, Exception)):
        vault.open(Case.objects.get(pk=row.pk).dossier, by=kept, why="kept from before")
    assert opens(row, team.caseworker)


def test_an_offer_is_answered_once(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = offer(row, other, by=team.coordinator)
    second = other.add(RoleName.COORDINATOR)
    sharing.refuse(offer=made, reason="no", by=second.actor, on=TODAY)
    with pytest.raises(Refused):
        sharing.accept(offer=made, by=other.coordinator.actor, on=TODAY)  # a stale row: its page was open
    client = other.coordinator.client()
    page = client.post(f"/cases/shared/{made.pk}/accept/", follow=True)
    assert page.redirect_chain[-1][0] == "/cases/shared/"
    assert "answered or taken back meanwhile" in page.content.decode()
    assert client.get(f"/cases/shared/{made.pk}/").status_code == 302
    assert reads(other.coordinator, row) == 404


def test_an_acceptance_sent_twice_leads_to_the_case(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = offer(row, other, by=team.coordinator)
    client = other.coordinator.client()
    for _time in range(2):
        answer = client.post(f"/cases/shared/{made.pk}/accept/")
        assert answer.headers["Location"] == f"/cases/{row.code}/"
    assert [body.data.get("act") for body in story(row, team.coordinator)].count("accepted") == 1


def test_an_offer_is_taken_back_before_the_answer(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    made = offer(row, other, by=team.coordinator)
    client, url = team.coordinator.client(), f"/cases/{row.code}/share/{made.pk}/end/"
    client.post(url, {"reason": "He decided otherwise."})
    assert not opens(row, other.coordinator)
    with pytest.raises(Refused):
        sharing.accept(offer=made, by=other.coordinator.actor, on=TODAY)
    assert story(row, team.coordinator)[-1].data["act"] == "withdrawn"
    assert client.post(url, {"reason": "again"}).headers["Location"] == f"/cases/{row.code}/access/"
    assert [body.data.get("act") for body in story(row, team.coordinator)].count("withdrawn") == 1
    detail = f"withdrawn, shared: team {team.team.pk} to team {other.team.pk}"
    assert audited(other.coordinator).count(detail) == 1


def test_after_a_refusal_the_case_can_be_offered_again(team: Group, other: Group) -> None:
    row = agreed_case(team.caseworker)
    sharing.refuse(offer=offer(row, other, by=team.coordinator), reason="no", by=other.coordinator.actor, on=TODAY)
    made = offer(row, other, by=team.coordinator)
    sharing.accept(offer=made, by=other.coordinator.actor, on=TODAY)
    assert reads(other.caseworker, row) == 200


def test_a_stranger_to_the_case_learns_nothing_from_its_sharing(team: Group, other: Group) -> None:
    row = restricted_case(team.coordinator, consent=AGREED, legal_name=NAME)
    made = offer(row, other, by=team.coordinator)
    assert team.caseworker.client().get(f"/cases/{row.code}/share/{made.pk}/end/").status_code == 403
    assert team.caseworker.client().get(f"/cases/{row.code}/access/").status_code == 404
    assert row.code not in team.caseworker.client().get("/cases/shared/").content.decode()
    assert [opens(row, person) for person in (other.coordinator, other.caseworker)] == [True, False]


def test_unknown_offers_are_not_there(team: Group) -> None:
    for path in ("", "refuse/", "back/"):
        assert team.coordinator.client().get(f"/cases/shared/{uuid.uuid4()}/{path}").status_code == 404
