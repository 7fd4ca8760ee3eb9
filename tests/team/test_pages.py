"""The pages of a team's life, as coordinators, members and strangers meet them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from cases.access import accounts, deputies, freezing, links, paperkey
from cases.access.models import Freeze, Invite, Membership, Team, User
from cases.access.permissions import Permission
from cases.access.roles import MEMBER_ROLES, ROLES, WORDS, RoleName
from cases.base import clock
from cases.people.models import Case
from cases.team import actions
from tests import clocks, factories
from tests.factories import PASSPHRASE, TODAY, Group, Person
from tests.team.conftest import NAME, opens


def _place(person: Person) -> Membership:
    return person.user.memberships.get()


def _url(person: Person, act: str) -> str:
    return f"/team/{_place(person).pk}/{act}"


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.headers.get("Location"))
    return answer.content.decode()


def _said(client: Client, url: str = "/team/") -> str:
    return " ".join(str(message) for message in client.get(url).context["messages"])


# The page of the team -------------------------------------------------------------------------------------


def test_every_permission_of_a_member_is_said_in_words(group: Group) -> None:
    page = _text(group.activist.client(), "/team/")
    for name in MEMBER_ROLES:
        for permission in ROLES[name].permissions - {Permission.ACCOUNT, Permission.ADMIN_VIEW}:
            assert escape(str(WORDS[permission])) in page


def test_only_coordinators_see_what_only_they_may_do(group: Group) -> None:
    for person in (group.activist, group.caseworker):
        page = _text(person.client(), "/team/")
        for hidden in ("/team/keys/", "/team/freeze/", "/team/paper-key/", "/team/invite/", _url(group.activist, "")):
            assert hidden not in page
        assert "/team/leave/" in page


def test_a_team_without_a_paper_key_is_told_until_it_has_one(group: Group) -> None:
    client = group.coordinator.client()
    assert "This team has no paper key" in _text(client, "/team/")
    paperkey.make(by=group.coordinator.actor)
    assert "This team has no paper key" not in _text(client, "/team/")


def test_the_only_coordinator_is_told_where_the_day_begins(group: Group) -> None:
    client = group.coordinator.client()
    assert "only one coordinator" not in _text(client, "/")
    actions.remove(membership=_place(group.others[0]), reason="left", by=group.coordinator.actor, on=TODAY)
    assert "only one coordinator" in _text(client, "/")
    assert "only one coordinator" not in _text(group.caseworker.client(), "/")


# Joining --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "works", "over"), [("24", 23, 2), ("48", 47, 2), ("72", 71, 2), ("", 47, 2)])
def test_a_link_works_as_long_as_was_chosen(
    group: Group, monkeypatch: pytest.MonkeyPatch, hours: str, works: int, over: int
) -> None:
    client = group.coordinator.client()
    client.post("/team/invite/", {"role": "activist", "hours": hours})
    link = client.get("/team/").context["link"].url
    clocks.forward(monkeypatch, hours=works)
    assert Client().get(link).status_code == 200
    clocks.forward(monkeypatch, hours=over)
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("hours", ["1", "720", "-1", "x"])
def test_no_other_time_can_be_chosen(group: Group, hours: str) -> None:
    group.coordinator.client().post("/team/invite/", {"role": "activist", "hours": hours})
    assert not Invite.objects.exists()


def test_an_open_link_can_be_ended(group: Group) -> None:
    client, token = group.coordinator.client(), accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    assert client.post(f"/team/links/{Invite.objects.get().pk}/end/").status_code == 302
    assert Client().get(f"/join/{token}/").status_code == 404


def test_links_of_another_team_cannot(group: Group) -> None:
    accounts.invite(role=RoleName.ACTIVIST, by=factories.group().coordinator.actor)
    client = group.coordinator.client()
    assert client.post(f"/team/links/{Invite.objects.get().pk}/end/").status_code == 404


def test_who_has_an_account_joins_with_it_and_works_in_both_teams(group: Group) -> None:
    other, client = factories.group(), group.activist.client()
    link = f"/join/{accounts.invite(role=RoleName.CASEWORKER, by=other.coordinator.actor)}/"
    page = _text(client, link)
    assert other.team.name in page
    assert group.activist.user.handle in page
    assert client.post(link).headers["Location"] == "/join/waiting/"
    waits = _text(client, "/join/waiting/")
    assert other.team.name in waits
    coordinator, place = other.coordinator.client(), group.activist.user.memberships.get(team=other.team)
    assert "caseworker" in _text(coordinator, f"/team/{place.pk}/admit/").lower()
    coordinator.post(f"/team/{place.pk}/admit/")
    assert client.get("/join/waiting/").headers["Location"] == "/"
    assert client.post(f"/account/team/{place.pk}/").status_code == 302
    assert client.get("/risk/").status_code == 200
    assert {row.role for row in group.activist.user.memberships.all()} == {"activist", "caseworker"}


def test_the_login_page_leads_on_to_the_link(group: Group) -> None:
    other = factories.group()
    link = f"/join/{accounts.invite(role=RoleName.ACTIVIST, by=other.coordinator.actor)}/"
    login = re.search(r'href="(/login/\?next=[^"]+)"', _text(Client(), link))
    assert login
    client = Client()
    given = {"handle": group.activist.user.handle, "passphrase": PASSPHRASE, "code": group.activist.code()}
    assert client.post(login[1], given).headers["Location"] == link


def test_nobody_joins_a_team_twice(group: Group) -> None:
    link = f"/join/{accounts.invite(role=RoleName.COORDINATOR, by=group.coordinator.actor)}/"
    client = group.activist.client()
    client.post(link)
    assert "in this team already" in _said(client, "/account/")
    assert _place(group.activist).role == "activist"
    assert Client().get(link).status_code == 200, "the link is not used up"


def test_an_operator_takes_no_place_in_a_team(group: Group) -> None:
    link = f"/join/{accounts.invite(role=RoleName.COORDINATOR, by=group.coordinator.actor)}/"
    maker = factories.operator()
    maker.client().post(link)
    assert not maker.user.memberships.exists()


def test_an_account_founds_a_second_team(group: Group) -> None:
    team, token = accounts.create_team(name="falcon", zone="UTC", by=factories.operator().actor)
    assert group.caseworker.client().post(f"/join/{token}/").headers["Location"] == "/"
    assert Membership.objects.get(team=team).role == "coordinator"
    assert Team.objects.get(pk=team.pk).is_founded


# Roles and leaving ----------------------------------------------------------------------------------------


def test_a_coordinator_gives_another_role(group: Group) -> None:
    client = group.coordinator.client()
    assert _text(client, _url(group.activist, "role/")).count('type="radio"') == 2
    assert client.post(_url(group.activist, "role/"), {"role": "caseworker"}).headers["Location"] == "/team/"
    assert _place(group.activist).role == "caseworker"
    assert client.post(_url(group.activist, "role/"), {"role": "activist"}).headers["Location"] == "/team/keys/"
    assert client.post(_url(group.activist, "role/"), {"role": "operator"}).status_code == 200


def test_removing_names_what_has_nobody_then(group: Group) -> None:
    case = factories.case(group.caseworker)
    factories.assign(case, group.caseworker, by=group.coordinator)
    client = group.coordinator.client()
    assert case.code in _text(client, _url(group.caseworker, "remove/"))
    answer = client.post(_url(group.caseworker, "remove/"), {"reason": "moved away"})
    assert answer.headers["Location"] == "/team/keys/"
    assert case.code in _said(client, "/team/keys/")
    assert Case.objects.get(pk=case.pk).assignee is None


def test_a_reason_is_asked_for(group: Group) -> None:
    client = group.coordinator.client()
    assert client.post(_url(group.caseworker, "remove/"), {"reason": " "}).status_code == 200
    assert _place(group.caseworker).state == Membership.State.ACTIVE


@pytest.mark.parametrize("who", ["activist", "caseworker"])
def test_anybody_leaves_by_themselves(group: Group, who: str) -> None:
    person = getattr(group, who)
    client = person.client()
    assert person.user.handle in _text(client, "/team/leave/")
    assert client.post("/team/leave/", {"reason": "tired"}).headers["Location"] == "/login/"
    assert client.get("/account/").headers["Location"].startswith("/login/")
    assert _place(person).state == Membership.State.REMOVED


def test_the_last_coordinator_is_told_why_not(group: Group) -> None:
    actions.remove(membership=_place(group.others[0]), reason="left", by=group.coordinator.actor, on=TODAY)
    client = group.coordinator.client()
    client.post("/team/leave/", {"reason": "tired"})
    assert "only coordinator" in _said(client)


@pytest.mark.parametrize("act", ["role/", "remove/", "new-keys/", "deputy/"])
def test_member_changes_ask_for_passphrase_and_code_again(
    group: Group, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    client = group.coordinator.client()
    clocks.forward(monkeypatch, minutes=11)
    answer = client.post(_url(group.caseworker, act), {"role": "activist", "reason": "x"})
    assert answer.headers["Location"].startswith("/account/prove/")
    assert _place(group.caseworker).role == "caseworker"


def test_freezing_does_not(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.coordinator.client()
    clocks.forward(monkeypatch, minutes=11)
    client.post("/team/freeze/")
    assert Freeze.objects.exists()


# Renewed keys -----------------------------------------------------------------------------------------------


def _stream(client: Client) -> str:
    answer: Any = client.post("/team/keys/go-on/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_the_page_grows_and_says_when_it_is_done(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.vault.rotation.go_on.__kwdefaults__", {"size": 2})
    cases = [factories.case(group.activist, legal_name=NAME) for _one in range(5)]
    client = group.coordinator.client()
    client.post("/team/keys/renew/", {"reason": "a doubt"})
    assert "5" in _text(client, "/team/keys/")
    page = _stream(client)
    assert [int(n) for n in re.findall(r"<li>(\d+) of 5 cases", page)] == [2, 4, 5]
    assert "Every case has a new key" in page
    assert page.count("<h1") == 1
    assert page.rstrip().endswith("</html>")
    assert "Everything is sealed under the present keys" in _text(client, "/team/keys/")
    assert all(opens(case, group.caseworker) for case in cases)


def test_closing_the_page_pauses_and_it_can_be_gone_on_with(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.vault.rotation.go_on.__kwdefaults__", {"size": 1})
    for _one in range(3):
        factories.case(group.activist)
    client = group.coordinator.client()
    client.post("/team/keys/renew/", {"reason": "a doubt"})
    answer: Any = client.post("/team/keys/go-on/")
    lines = iter(answer.streaming_content)
    next(lines), next(lines)
    answer._iterator.close()  # noqa: SLF001  # as the server does; `close` would end the test's own connection
    assert "Go on" in _text(client, "/")
    assert "Cases wait for new keys" in _text(client, "/team/")
    assert "<dd>2</dd>" in re.sub(r"\s", "", _text(client, "/team/keys/"))
    assert "2 of 2" in _stream(group.others[0].client())
    assert "Cases wait for new keys" not in _text(client, "/team/")


def _freeze(group: Group) -> None:
    freezing.freeze(by=group.others[0].actor)


def _remove(group: Group) -> None:
    actions.remove(membership=_place(group.coordinator), reason="now", by=group.others[0].actor, on=TODAY)


def _demote(group: Group) -> None:
    place = _place(group.coordinator)
    actions.change_role(membership=place, role=RoleName.CASEWORKER, by=group.others[0].actor, on=TODAY)


def _log_out_everywhere(group: Group) -> None:
    User.objects.filter(pk=group.coordinator.user.pk).update(session_epoch=99)


@pytest.mark.parametrize("act", [_freeze, _remove, _demote, _log_out_everywhere])
def test_whoever_loses_session_place_or_role_in_between_stops(
    group: Group, monkeypatch: pytest.MonkeyPatch, act: Any
) -> None:
    monkeypatch.setattr("cases.vault.rotation.go_on.__kwdefaults__", {"size": 1})
    for _one in range(4):
        factories.case(group.activist)
    client = group.coordinator.client()
    client.post("/team/keys/renew/", {"reason": "a doubt"})
    answer: Any = client.post("/team/keys/go-on/")
    lines = answer.streaming_content
    next(lines), next(lines)
    act(group)
    rest = b"".join(lines).decode()
    assert "Stopped" in rest
    assert "4 of 4" not in rest
    assert rest.rstrip().endswith("</html>")


def test_a_fault_is_told_and_what_is_done_stays(group: Group, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    factories.case(group.activist)
    client = group.coordinator.client()
    client.post("/team/keys/renew/", {"reason": "a doubt"})

    def broken(**_given: Any) -> int:
        raise ValueError("Тестов")

    monkeypatch.setattr("cases.vault.rotation.go_on", broken)
    page = _stream(client)
    assert "Something went wrong" in page
    assert "Тестов" not in page


def test_the_page_speaks_the_readers_language(group: Group) -> None:
    User.objects.filter(pk=group.coordinator.user.pk).update(language="ru")
    client = group.coordinator.client()
    client.post("/team/keys/renew/", {"reason": "a doubt"})
    assert '<html lang="ru"' in _stream(client)


def test_a_caseworker_who_left_is_a_standing_notice_until_the_roots_are_new(group: Group) -> None:
    group.caseworker.client().post("/team/leave/", {"reason": "tired"})
    client = group.coordinator.client()
    for url in ("/", "/team/", "/team/keys/"):
        assert "Somebody left who held the team" in _text(client, url)
    client.post("/team/keys/renew/", {"reason": "somebody left"})
    _stream(client)
    assert "Somebody left who held the team" not in _text(client, "/")


# New keys for lost ones ---------------------------------------------------------------------------------------


def test_from_a_lost_passphrase_back_to_the_own_cases(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    coordinator, old = group.coordinator.client(), group.activist.client()
    coordinator.post(_url(group.activist, "new-keys/"))
    shown = coordinator.get("/team/").context["link"]
    assert shown.renews
    assert old.get("/cases/").status_code == 200, "a link alone changes nothing"
    client = Client()
    page = _text(client, shown.url)
    assert group.activist.user.handle in page
    given = {"passphrase": "words of one's own, long enough", "again": "words of one's own, long enough"}
    assert client.post(shown.url, {**given, "suggested": "other"}).status_code == 302
    assert old.get("/cases/").headers["Location"].startswith("/login/")
    assert client.get("/").headers["Location"] == "/join/code/", "a new authenticator comes first"
    team = _text(coordinator, "/team/")
    assert "was inside before" in team
    coordinator.post(_url(group.activist, "admit/"))
    user = User.objects.get(pk=group.activist.user.pk)
    assert user.held_keys.get().case_id == case.pk
    assert Client().get(shown.url).status_code == 404


def test_the_one_who_made_the_link_cannot_use_it_while_logged_in(group: Group) -> None:
    client = group.coordinator.client()
    client.post(_url(group.activist, "new-keys/"))
    link = client.get("/team/").context["link"].url
    assert client.get(link).status_code == 403
    assert client.post(link, {"passphrase": PASSPHRASE, "again": PASSPHRASE, "suggested": "x"}).status_code == 403
    assert Client().get(link).status_code == 200


def test_the_only_coordinator_of_another_team_is_told_why_not(group: Group) -> None:
    other = factories.group()
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    place = accounts.join_as(token=token, by=other.coordinator.actor)
    accounts.admit(membership=place, by=group.coordinator.actor)
    link = links.renewal_link(membership=place, by=group.coordinator.actor)
    answer = Client().get(f"/new-keys/{link}/")
    assert answer.status_code == 403
    assert other.team.name in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "x" * 22, "%00", "x" * 3000])
def test_a_link_that_never_was_is_over(db: None, token: str) -> None:
    assert Client().get(f"/new-keys/{token}/").status_code == 404


# The paper key --------------------------------------------------------------------------------------------------


def _write(client: Client) -> str:
    client.post("/team/paper-key/")
    found = re.search(r'passphrase code">([^<]+)<', _text(client, "/team/paper-key/paper/"))
    assert found
    return found[1]


def test_the_paper_key_is_shown_until_it_is_on_paper_and_then_never_again(group: Group) -> None:
    client = group.coordinator.client()
    written = _write(client)
    assert _write(client) == written, "pressed twice, it is the same"
    assert client.post("/team/paper-key/paper/").headers["Location"] == "/team/paper-key/try/"
    assert client.get("/team/paper-key/paper/").headers["Location"] == "/team/paper-key/"
    page = client.post("/team/paper-key/try/", {"paper_key": written.lower().replace("-", " ")}).content.decode()
    assert "It works" in page
    assert written not in page


def test_one_that_another_coordinator_replaced_is_not_shown_any_more(group: Group) -> None:
    client = group.coordinator.client()
    _write(client)
    paperkey.make(by=group.others[0].actor)
    assert client.get("/team/paper-key/paper/").status_code == 302


@pytest.mark.parametrize(("typed", "says"), [("", "required"), ("AAAA", "wrong or missing"), ("x" * 500, "at most")])
def test_a_slip_is_told(group: Group, typed: str, says: str) -> None:
    client = group.coordinator.client()
    _write(client)
    page = client.post("/team/paper-key/try/", {"paper_key": typed}).content.decode()
    assert says in page
    assert "It works" not in page


def test_an_ended_paper_key_is_told(group: Group) -> None:
    first = paperkey.make(by=group.coordinator.actor)
    paperkey.make(by=group.coordinator.actor)
    page = group.coordinator.client().post("/team/paper-key/try/", {"paper_key": first}).content.decode()
    assert "present one" in page


def test_from_the_operators_link_and_the_paper_key_to_a_coordinator_everybody_sees(group: Group) -> None:
    written, operator = paperkey.make(by=group.coordinator.actor), factories.operator().client()
    assert operator.post(f"/operator/{group.team.pk}/rescue/").headers["Location"] == "/operator/"
    link = operator.get("/operator/").context["link"].url
    client = Client()
    own = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "suggested": "x"}
    client.post(link, {"handle": "rescuer", **own})
    person = factories._with_code(Person(User.objects.get(handle="rescuer"), b""))  # noqa: SLF001
    assert client.get("/cases/").headers["Location"] == "/join/waiting/"
    assert client.post("/team/recover/", {"paper_key": written}).headers["Location"] == "/team/"
    assert "Make a new paper key soon" in _said(client)
    assert _place(person).role == "coordinator"
    for member in (group.activist, group.caseworker, group.coordinator):
        assert "rescuer stepped in as coordinator" in " ".join(_text(member.client(), "/").split())


# The deputy -----------------------------------------------------------------------------------------------------


def test_the_deputy_steps_in_and_another_coordinator_takes_note(group: Group) -> None:
    coordinator, deputy = group.coordinator.client(), group.caseworker.client()
    assert deputy.get("/team/step-in/").status_code == 404
    coordinator.post(_url(group.caseworker, "deputy/"))
    assert "/team/step-in/" in _text(deputy, "/team/")
    assert deputy.post("/team/step-in/", {"reason": ""}).status_code == 200
    assert deputy.post("/team/step-in/", {"reason": "both are gone"}).headers["Location"] == "/team/"
    notice = f"{group.caseworker.user.handle} stepped in as coordinator"
    for client in (coordinator, deputy, group.activist.client()):
        for url in ("/", "/team/"):
            assert notice in " ".join(_text(client, url).split())
    deputy.post(_url(group.caseworker, "noted/"))
    assert _place(group.caseworker).stepped_in_on is not None, "not by themselves"
    coordinator.post(_url(group.caseworker, "noted/"))
    assert notice not in " ".join(_text(coordinator, "/").split())
    assert _place(group.caseworker).role == "coordinator"


def test_after_a_month_they_take_note_themselves(group: Group) -> None:
    deputies.name(membership=_place(group.caseworker), by=group.coordinator.actor)
    deputies.step_in(reason="gone", by=group.caseworker.actor)
    Membership.objects.filter(user=group.caseworker.user).update(
        stepped_in_on=clock.today("Asia/Almaty") - timedelta(days=30)
    )
    group.caseworker.client().post(_url(group.caseworker, "noted/"))
    assert _place(group.caseworker).stepped_in_on is None


def test_ending_it_leads_to_the_keys(group: Group) -> None:
    deputies.name(membership=_place(group.caseworker), by=group.coordinator.actor)
    client = group.coordinator.client()
    assert 'name="ends"' in _text(client, _url(group.caseworker, "deputy/"))
    assert client.post(_url(group.caseworker, "deputy/"), {"ends": "1"}).headers["Location"] == "/team/keys/"


# Freezing -------------------------------------------------------------------------------------------------------


def test_a_banner_stands_on_every_page_of_a_frozen_team_and_of_no_other(group: Group) -> None:
    other = factories.group().activist.client()
    freezing.freeze(by=group.coordinator.actor)
    client = group.activist.client()
    for url in ("/", "/cases/", "/account/"):
        assert "The team is frozen." in _text(client, url)
    assert "The team is frozen." not in _text(other, "/")


def test_what_gives_something_away_is_answered_with_a_page_that_says_so(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    freezing.freeze(by=group.coordinator.actor)
    client = group.coordinator.client()
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        ("/team/invite/", {"role": "activist"}),
        (f"/cases/{case.code}/reveal/", {}),
        ("/search/", {"text": "Тестов"}),
        ("/risk/print/", {"names": "on"}),
        ("/team/paper-key/", {}),
    )
    for url, data in acts:
        answer = client.post(url, data)
        page = answer.content.decode()
        assert answer.status_code == 403, url
        assert "<title>" in page
        assert "The team is frozen" in page
        assert "Тестов Иван" not in page
    assert client.post("/search/", {"text": case.code}).headers["Location"] == f"/cases/{case.code}/"


def test_one_asks_and_another_confirms(group: Group) -> None:
    freezing.freeze(by=group.coordinator.actor)
    first, second = group.coordinator.client(), group.others[0].client()
    first.post("/team/freeze/lift/")
    assert "confirm" not in re.findall(r'name="(\w+)"', _text(first, "/team/freeze/lift/"))
    first.post("/team/freeze/lift/", {"confirm": "1"})
    assert freezing.is_frozen(group.team)
    assert group.coordinator.user.handle in _text(second, "/team/freeze/lift/")
    second.post("/team/freeze/lift/", {"confirm": "1"})
    assert not freezing.is_frozen(group.team)


def test_the_paper_key_lifts_it_from_the_same_page(group: Group) -> None:
    written = paperkey.make(by=group.coordinator.actor)
    freezing.freeze(by=group.coordinator.actor)
    client = group.coordinator.client()
    assert client.post("/team/freeze/lift/", {"paper_key": "AAAA"}).status_code == 200
    assert client.post("/team/freeze/lift/", {"paper_key": written}).headers["Location"] == "/team/"
    assert not freezing.is_frozen(group.team)


def test_who_is_alone_without_a_paper_key_lifts_it_after_three_days(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.remove(membership=_place(group.others[0]), reason="left", by=group.coordinator.actor, on=TODAY)
    assert "only after three days" in _text(group.coordinator.client(), "/team/freeze/")
    freezing.freeze(by=group.coordinator.actor)
    freezing.ask_to_lift(by=group.coordinator.actor)
    client = group.coordinator.client()
    client.post("/team/freeze/lift/", {"confirm": "1"})
    assert freezing.is_frozen(group.team)
    clocks.forward(monkeypatch, days=3)
    client = group.coordinator.client()
    client.post("/team/freeze/lift/", {"confirm": "1"})
    assert not freezing.is_frozen(group.team)


# The operator -----------------------------------------------------------------------------------------------------


def test_a_link_for_a_new_coordinator_is_told_to_the_team(group: Group) -> None:
    operator, other = factories.operator().client(), Team.objects.create(name="unfounded", zone="UTC")
    assert operator.get(f"/operator/{other.pk}/rescue/").status_code == 404
    assert group.team.name in _text(operator, f"/operator/{group.team.pk}/rescue/")
    operator.post(f"/operator/{group.team.pk}/rescue/")
    link = operator.get("/operator/").context["link"].url
    client = Client()
    client.post(link, {"handle": "latecomer", "passphrase": PASSPHRASE, "again": PASSPHRASE, "suggested": "x"})
    place = Membership.objects.get(user__handle="latecomer")
    assert (place.state, place.keyring_box) == (Membership.State.WAITING, None)
    assert "the operator made a link" in _text(group.coordinator.client(), "/team/audit/")
