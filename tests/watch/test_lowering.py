"""Two people let a case fall from critical: who asks, who answers, what lapses, what is left behind."""

import msgspec
import pytest

from cases import vault
from cases.access.models import Membership
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event
from cases.base.verdict import Refused
from cases.keys import pairs
from cases.people.models import Case
from cases.risk.facts import Band
from cases.risk.models import Standing
from cases.timeline.models import EntryKind
from cases.watch import actions, lowering_actions, rules
from cases.watch.models import Lowering, LoweringBody
from cases.watch.signature import answered, asked
from tests.factories import TODAY, Group, Person, case, group, restricted_case
from tests.watch.opened import CALM, assessment, save, story

pytestmark = pytest.mark.django_db


def kept_up(team: Group) -> Case:
    """A case that was in custody and is not: its facts say medium, it stands at critical."""
    row = case(team.activist, facts=CALM)
    actions.review(case=row, note="", by=team.coordinator.actor, on=TODAY)
    save(row, team.coordinator, detained=True)
    save(row, team.coordinator, detained=False)
    return row


def ask(row: Case, by: Person, reason: str = "saw him at home") -> None:
    lowering_actions.ask(case=row, reason=reason, by=by.actor, on=TODAY)


def answer(row: Case, by: Person, *, agreed: bool = True, said: str = "spoke to him too") -> bool:
    return lowering_actions.answer(case=row, agreed=agreed, said=said, by=by.actor, on=TODAY)


def opened(row: Case, by: Person) -> tuple[Lowering, LoweringBody]:
    (request,) = Lowering.objects.filter(case=row)
    body: LoweringBody = vault.open(request.body, by=by.actor, why="test")
    return request, body


def test_a_second_person_agrees_and_the_case_falls(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    assert answer(row, team.caseworker)
    after = assessment(row, team.coordinator)
    assert (after.band, after.held) == (Band.MEDIUM, False)
    request, body = opened(row, team.coordinator)
    assert (request.settled, body.band, body.agreed, body.answer) == (True, "medium", True, "spoke to him too")
    assert (body.asked_by, body.answered_by) == (team.coordinator.user.handle, team.caseworker.user.handle)


def test_once_fallen_the_way_up_again_counts_as_risen(team: Group) -> None:
    row = kept_up(team)
    Standing.objects.filter(case=row).update(reviewed_band="critical")
    ask(row, team.coordinator)
    answer(row, team.caseworker)
    assert Standing.objects.get(case=row).reviewed_band == "medium"


def test_who_asked_cannot_answer(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    with pytest.raises(Refused):
        answer(row, team.coordinator)
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    assert not Lowering.objects.get(case=row).settled


def test_who_refuses_leaves_it_critical_and_it_may_be_asked_again(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    assert answer(row, team.caseworker, agreed=False, said="nobody saw him")
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    assert not opened(row, team.coordinator)[1].agreed
    ask(row, team.coordinator, reason="now we did")
    assert Lowering.objects.filter(case=row, settled=False).count() == 1


def test_what_the_facts_make_critical_cannot_be_asked_for(team: Group) -> None:
    row = case(team.caseworker, facts=msgspec.structs.replace(CALM, detained=True))
    with pytest.raises(Refused):
        ask(row, team.coordinator)
    calm = case(team.caseworker, facts=CALM)
    with pytest.raises(Refused):
        ask(calm, team.coordinator)
    assert not Lowering.objects.exists()


def test_a_request_lapses_when_the_facts_turn_worse_than_what_was_asked(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    save(row, team.caseworker, detained=True)
    assert not answer(row, team.caseworker)
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    request, body = opened(row, team.coordinator)
    assert (request.settled, body.agreed) == (True, None)
    assert story(row, team.coordinator)[-1].data["act"] == "void"


def test_a_lapsed_request_gives_way_to_a_new_one(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    with pytest.raises(Refused):
        ask(row, team.coordinator)
    save(row, team.caseworker, near_base=None, exit_refused=None, charges=None, wanted=None)
    ask(row, team.coordinator, reason="all the same")
    assert Lowering.objects.filter(case=row, settled=False).count() == 1


def test_it_falls_to_what_is_found_where_that_is_less_than_what_was_asked(team: Group) -> None:
    row = case(team.caseworker, country="FR", facts=msgspec.structs.replace(CALM, detained=True, near_base=None))
    save(row, team.coordinator, detained=False)
    ask(row, team.coordinator)
    band = Band(opened(row, team.coordinator)[1].band)
    actions.review(case=row, note="", by=team.coordinator.actor, on=TODAY)
    assert answer(row, team.caseworker)
    assert assessment(row, team.coordinator).band < band


def test_both_sign_where_both_are_coordinators_and_neither_words_nor_answers_can_be_changed(team: Group) -> None:
    row, second = kept_up(team), team.add(RoleName.COORDINATOR)
    ask(row, team.coordinator)
    answer(row, second)
    request, body = opened(row, team.caseworker)
    key = team.caseworker.actor.keyring.team.verify_key
    assert pairs.is_signed(key, asked(request, body), body.signature)
    assert pairs.is_signed(key, answered(request, body), body.second_signature)
    for changed in ({"reason": "another"}, {"band": "low"}, {"asked_by": "somebody"}):
        assert not pairs.is_signed(key, asked(request, msgspec.structs.replace(body, **changed)), body.signature)
    turned = msgspec.structs.replace(body, agreed=False)
    assert not pairs.is_signed(key, answered(request, turned), body.second_signature)


def test_taken_back_the_case_stays_critical(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    lowering_actions.withdraw(case=row, by=team.coordinator.actor, on=TODAY)
    lowering_actions.withdraw(case=row, by=team.coordinator.actor, on=TODAY)
    assert Lowering.objects.get(case=row).settled
    with pytest.raises(Refused):
        answer(row, team.caseworker)
    assert assessment(row, team.coordinator).band is Band.CRITICAL


def test_both_acts_are_told_and_audited(team: Group) -> None:
    row = kept_up(team)
    before = set(Event.objects.values_list("pk", flat=True))
    ask(row, team.coordinator)
    answer(row, team.caseworker)
    told = [entry for entry in story(row, team.coordinator) if entry.kind is EntryKind.LOWERED]
    assert [(entry.by, entry.note, entry.data) for entry in told] == [
        (team.coordinator.user.handle, "saw him at home", {"act": "asked", "band": "medium"}),
        (team.caseworker.user.handle, "spoke to him too", {"act": "agreed", "band": "medium"}),
    ]
    key = team.coordinator.actor.keyring.audit_pair.private
    details = {log.read(event, key).detail for event in Event.objects.exclude(pk__in=before)}
    assert {"lowering asked", "lowering agreed"} <= details


def test_another_team_neither_asks_nor_answers(team: Group) -> None:
    row, others = kept_up(team), group()
    for refused in (lambda: ask(row, others.coordinator), lambda: answer(row, others.coordinator)):
        with pytest.raises(Refused):
            refused()


def test_a_band_that_is_asked_for_holds_while_the_facts_say_as_much_or_less() -> None:
    for asked_for in (Band.LOW, Band.MEDIUM, Band.HIGH):
        for found in Band:
            assert rules.has_lapsed(asked_for, Band.CRITICAL, found) == (found > asked_for)
            assert rules.has_lapsed(asked_for, Band.HIGH, found)  # nothing to let fall any more


# Pages ----------------------------------------------------------------------------------------------


def test_asked_and_answered_by_the_pages(team: Group) -> None:
    row = kept_up(team)
    first, second = team.coordinator.client(), team.caseworker.client()
    base = f"/cases/{row.code}/risk/"
    page = first.get(base).content.decode()
    assert "Kept at critical until two people agree" in page
    assert f"{base}lower/" in page
    assert first.post(f"{base}lower/", {"reason": "<saw> him"})["Location"] == base
    page = second.get(base).content.decode()
    assert "&lt;saw&gt; him" in page
    assert f"{base}lower/answer/" in page
    assert f"{base}lower/answer/" not in first.get(base).content.decode()
    assert "&lt;saw&gt; him" in second.get(f"{base}lower/answer/").content.decode()
    assert second.post(f"{base}lower/answer/", {"agreed": "yes"})["Location"] == base
    page = second.get(base).content.decode()
    assert "Kept at critical" not in page
    story_page = second.get(f"/cases/{row.code}/").content.decode()
    assert "A second person agreed, it fell from critical to: Medium" in story_page


def test_the_form_sent_twice_asks_and_answers_once(team: Group) -> None:
    row = kept_up(team)
    first, second = team.coordinator.client(), team.caseworker.client()
    base = f"/cases/{row.code}/risk/lower/"
    for client, address, said in ((first, base, {"reason": "home"}), (second, f"{base}answer/", {"agreed": "yes"})):
        ticket = str(client.get(address).context["form"]["ticket"].value())
        for _ in range(2):
            assert client.post(address, said | {"ticket": ticket}).status_code == 302
    assert Lowering.objects.filter(case=row).count() == 1
    assert [entry.kind for entry in story(row, team.coordinator)].count(EntryKind.LOWERED) == 2


def test_a_refusal_without_a_reason_keeps_what_was_chosen(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    page = team.caseworker.client().post(f"/cases/{row.code}/risk/lower/answer/", {"agreed": "no"})
    assert "Say why you refuse." in page.content.decode()
    assert page.context["form"]["agreed"].value() == "no"
    assert not Lowering.objects.get(case=row).settled


def test_a_lapsed_request_says_so_and_lowers_nothing(team: Group) -> None:
    row = kept_up(team)
    ask(row, team.coordinator)
    save(row, team.caseworker, detained=True)
    client, base = team.caseworker.client(), f"/cases/{row.code}/risk/"
    assert "This request has lapsed" in client.get(base).content.decode()
    page = client.post(f"{base}lower/answer/", {"agreed": "yes"}, follow=True).content.decode()
    assert "Nothing was lowered" in page
    assert assessment(row, team.coordinator).band is Band.CRITICAL


def test_a_team_of_one_is_told_what_to_do(team: Group) -> None:
    row, client = kept_up(team), team.coordinator.client()
    said = "Nobody else in your team may answer."
    for address in (f"/cases/{row.code}/risk/", f"/cases/{row.code}/risk/lower/"):
        assert said not in client.get(address).content.decode()
    Membership.objects.filter(user=team.caseworker.user).update(state=Membership.State.REMOVED)
    for address in (f"/cases/{row.code}/risk/", f"/cases/{row.code}/risk/lower/"):
        assert said in client.get(address).content.decode()


def test_of_a_restricted_case_only_those_who_know_of_it_may_be_the_second(team: Group) -> None:
    row = restricted_case(team.coordinator, facts=msgspec.structs.replace(CALM, detained=True))
    save(row, team.coordinator, detained=False)
    page = team.coordinator.client().get(f"/cases/{row.code}/risk/").content.decode()
    assert "Nobody else in your team may answer." in page


def test_after_a_detention_the_page_says_that_a_second_person_is_needed(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.detain(case=row, place="", actor="", note="", by=team.activist.actor, on=TODAY)
    client = team.coordinator.client()
    page = client.post(f"/cases/{row.code}/detained/end/", {"outcome": "mistake"}, follow=True).content.decode()
    assert "Kept at critical until two people agree" in page


def test_with_nothing_asked_there_is_nothing_to_answer(team: Group) -> None:
    row = kept_up(team)
    assert team.caseworker.client().get(f"/cases/{row.code}/risk/lower/answer/").status_code == 404
