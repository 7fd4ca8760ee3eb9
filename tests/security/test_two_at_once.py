"""Two people at once: whoever comes second is told, and loses nothing that they typed."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases.access import accounts, team_forms
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import RoleName
from cases.base.verdict import Refused
from cases.people.models import Case, Stage
from cases.watch import actions as watch
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def case(group: Group) -> Case:
    return factories.case(group.coordinator)


def seen(client: Client, url: str) -> dict[str, str]:
    """The hidden fields of a form that somebody has before them."""
    hidden = client.get(url).context["form"].hidden_fields()
    return {field.html_name: str(field.value()) for field in hidden}


# Getting in -----------------------------------------------------------------------------------------


def test_a_link_used_by_the_same_form_a_moment_ago_says_so(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two clicks waits for the first; then the link is gone."""
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    words = Client().get(f"/join/{token}/").context["suggested"]
    found = Invite.objects.get(team=group.team)
    Invite.objects.all().delete()
    monkeypatch.setattr(accounts, "find_invite", lambda _token: found)
    answer = Client().post(f"/join/{token}/", {"handle": "falcon", "passphrase": words, "suggested": words})
    assert answer.status_code == 404
    assert "If you have just used it yourself, log in." in answer.content.decode()
    assert not User.objects.filter(handle="falcon").exists()


@pytest.mark.parametrize("decide", [accounts.admit, accounts.decline])
def test_a_newcomer_is_decided_about_once(group: Group, decide: Callable[..., None]) -> None:
    place = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator).user.memberships.get()
    stale = Membership.objects.get(pk=place.pk)
    accounts.admit(membership=place, by=group.coordinator.actor)
    with pytest.raises(Refused):
        decide(membership=stale, by=group.coordinator.actor)
    answer = group.coordinator.client().post(f"/team/{place.pk}/{decide.__name__}/", follow=True)
    assert "decided about this person already" in answer.content.decode()
    place.refresh_from_db()
    assert place.state == place.State.ACTIVE


def test_two_teams_with_one_word_made_at_the_same_moment_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    client = factories.operator().client()
    Team.objects.create(name="falcon", zone="UTC")
    monkeypatch.setattr(team_forms.TeamForm, "clean_name", lambda form: form.cleaned_data["name"])
    answer = client.post("/operator/", {"name": "falcon", "zone": "Asia/Almaty"})
    assert list(answer.context["form"].errors) == ["name"]
    assert Team.objects.filter(name="falcon").count() == 1


# A case ---------------------------------------------------------------------------------------------


def test_a_stage_that_somebody_else_changed_meanwhile_is_shown_first(group: Group, case: Case) -> None:
    url = f"/cases/{case.code}/stage/"
    one, other = group.coordinator.client(), group.caseworker.client()
    mine, theirs = seen(one, url), seen(other, url)
    other.post(url, theirs | {"stage": "safe", "reason": ""})
    answer = one.post(url, mine | {"stage": "closed", "reason": "asked us to"})
    form = answer.context["form"]
    assert "In safety" in form.errors["stage"][0]
    assert (form["stage"].value(), form["reason"].value()) == ("closed", "asked us to")
    again = {field.html_name: str(field.value()) for field in form}
    assert one.post(url, again).status_code == 302
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED


def test_two_who_choose_the_same_stage_do_not_disturb_each_other(group: Group, case: Case) -> None:
    url = f"/cases/{case.code}/stage/"
    one, other = group.coordinator.client(), group.caseworker.client()
    mine, theirs = seen(one, url), seen(other, url)
    for client, form in ((one, mine), (other, theirs)):
        assert client.post(url, form | {"stage": "safe", "reason": ""}).status_code == 302


def test_a_case_that_somebody_else_gave_away_meanwhile_is_not_taken_unseen(group: Group, case: Case) -> None:
    url = f"/cases/{case.code}/assign/"
    one, other = group.coordinator.client(), group.caseworker.client()
    to = {name: str(getattr(group, name).user.memberships.get().pk) for name in ("caseworker", "coordinator")}
    mine, theirs = seen(one, url), seen(other, url)
    other.post(url, theirs | {"to": to["caseworker"]})
    answer = one.post(url, mine | {"to": to["coordinator"]})
    assert group.caseworker.user.handle in answer.context["form"].errors["to"][0]
    one.post(url, {field.html_name: str(field.value()) for field in answer.context["form"]})
    case.refresh_from_db()
    assert case.assignee == group.coordinator.user


def test_many_cases_are_not_given_to_somebody_who_has_left_meanwhile(group: Group, case: Case) -> None:
    gone = group.add(RoleName.ACTIVIST).user.memberships.get()
    factories.assign(case, group.caseworker, by=group.coordinator)
    Membership.objects.filter(pk=gone.pk).update(state=Membership.State.REMOVED)
    sent = {"act": "assign", "to": str(gone.user_id), "case": case.code}
    answer = group.coordinator.client().post("/risk/selected/", sent, follow=True)
    assert "This person is not in the team." in answer.content.decode()
    case.refresh_from_db()
    assert case.assignee == group.caseworker.user


def test_what_a_second_person_reports_of_a_detention_is_kept(group: Group, case: Case) -> None:
    url = f"/cases/{case.code}/detained/"
    first, second = group.coordinator.client(), group.caseworker.client()
    page = {"ticket": ""}
    first.post(url, {"place": "Astana", "note": "seen by a friend"})
    answer = second.post(url, page | {"place": "Station 4", "note": "his lawyer called"}, follow=True)
    assert "This was reported before" in answer.content.decode()
    page_of_case = second.get(f"/cases/{case.code}/").content.decode()
    assert "his lawyer called" in page_of_case
    assert "seen by a friend" in page_of_case
    assert case.detentions.count() == 1


def test_a_detention_that_somebody_else_ended_meanwhile_says_so(group: Group, case: Case) -> None:
    base = f"/cases/{case.code}/detained/"
    first, second = group.coordinator.client(), group.add(RoleName.COORDINATOR).client()
    first.post(base, {})
    first.post(f"{base}end/", {"outcome": "released", "note": "out"})
    answer = second.post(f"{base}end/", {"outcome": "handed_over", "note": "seen at the border"})
    assert answer.context["form"]["note"].value() == "seen at the border"
    assert "ended this detention already" in answer.content.decode()
    ticked = second.post(f"{base}tick/", {"item": "lawyer", "done": "1"}, follow=True)
    assert "ended this detention already" in ticked.content.decode()
    row = case.detentions.get()
    with pytest.raises(Refused):
        watch.tick(detention=row, item="lawyer", done=True, by=group.coordinator.actor)
