"""What people do in two teams, in any order: the rules of the state machine that `test_key_lifecycle` plays."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from cases import vault
from cases.access import accounts, deputies, links, newphrase, paperkey, proof
from cases.access.models import Team, TeamGrant
from cases.access.roles import MEMBER_ROLES, RoleName
from cases.keys import paper
from cases.people import access_actions
from cases.people import actions as people
from cases.team import actions
from cases.vault import rekeying, rotation
from tests.factories import TODAY
from tests.security.lifecycle import File, Person, Teams, may_be_refused

COORDINATOR, CASEWORKER, ACTIVIST = RoleName.COORDINATOR, RoleName.CASEWORKER, RoleName.ACTIVIST
which = st.integers(0, 1_000)
team = st.integers(0, 1)
roles = st.sampled_from(MEMBER_ROLES)


class Life(RuleBasedStateMachine):
    """Two teams; every rule is something people do with the pages."""

    def __init__(self) -> None:
        super().__init__()
        self._all = transaction.atomic()
        self._all.__enter__()
        self.world = Teams()
        for number in (0, 1):
            for role in (CASEWORKER, ACTIVIST):
                self.somebody_joins(team=number, by=0, role=role, admitted=True)
        for number, by in ((0, 0), (0, 2), (1, 2)):
            self.a_case_is_logged(team=number, by=by, restricted=False)

    def teardown(self) -> None:
        self.world.check()
        self.undo()

    def undo(self) -> None:
        """Let none of it have happened."""
        transaction.set_rollback(True)
        self._all.__exit__(None, None, None)

    def _team(self, number: int) -> Team:
        return self.world.teams[number]

    def _lead(self, number: int, which: int) -> Person:
        person: Person = _one(self.world.inside(self._team(number), COORDINATOR), which)
        return person

    # Coming -------------------------------------------------------------------------------------------------

    @rule(team=team, by=which, role=roles, admitted=st.booleans())
    def somebody_joins(self, team: int, by: int, role: RoleName, admitted: bool) -> None:
        if len(self.world.people) > 9:
            return
        lead = self._lead(team, by)
        person = self.world.join(accounts.invite(role=role, by=lead.actor(self._team(team))))
        if admitted and (place := person.place(self._team(team))):
            actions.admit(membership=place, by=lead.actor(self._team(team)))

    @rule(team=team, by=which, who=which, role=roles)
    def somebody_joins_with_the_account_they_have(self, team: int, by: int, who: int, role: RoleName) -> None:
        token = accounts.invite(role=role, by=self._lead(team, by).actor(self._team(team)))
        person = _one(self.world.people, who)
        with may_be_refused():
            accounts.join_as(token=token, by=person.actor(self._team(1 - team)))

    @rule(team=team, by=which, who=which, comes_in=st.sampled_from((True, True, True, False)))
    def somebody_is_let_in_or_turned_away(self, team: int, by: int, who: int, comes_in: bool) -> None:
        own = self._team(team)
        if not (person := _one(self.world.waiting(own), who)):
            return
        lead, place = self._lead(team, by).actor(own), person.place(own)
        if comes_in:
            actions.admit(membership=place, by=lead)
        else:
            self.world.take_all(person, own)
            actions.decline(membership=place, by=lead, on=TODAY)

    # Going, and other roles ---------------------------------------------------------------------------------

    @rule(team=team, by=which, who=which, alone=st.booleans())
    def somebody_leaves(self, team: int, by: int, who: int, alone: bool) -> None:
        own = self._team(team)
        person = _one(self.world.inside(own), who)
        actor = (person if alone else self._lead(team, by)).actor(own)
        with may_be_refused():
            hand = self.world.hand_of(person, own)
            actions.remove(membership=person.place(own), reason="test", by=actor, on=TODAY)
            self.world.leave(hand)

    @rule(team=team, by=which, who=which, role=roles)
    def somebody_changes_role(self, team: int, by: int, who: int, role: RoleName) -> None:
        own = self._team(team)
        person = _one(self.world.inside(own), who)
        with may_be_refused():
            actions.change_role(membership=person.place(own), role=role, by=self._lead(team, by).actor(own), on=TODAY)

    @rule(team=team, by=which, who=which, ends=st.booleans())
    def a_deputy_is_named_or_ended(self, team: int, by: int, who: int, ends: bool) -> None:
        own = self._team(team)
        person = _one(self.world.inside(own, CASEWORKER), who)
        with may_be_refused():
            if person is not None:
                act = deputies.unname if ends else deputies.name
                act(membership=person.place(own), by=self._lead(team, by).actor(own))

    @rule(team=team)
    def the_deputy_steps_in(self, team: int) -> None:
        own = self._team(team)
        for person in self.world.inside(own, CASEWORKER):
            if person.place(own).is_deputy:  # type: ignore[union-attr]
                deputies.step_in(reason="test", by=person.actor(own))

    # Passphrases and keys -----------------------------------------------------------------------------------

    @rule(who=which, team=team)
    def somebody_changes_the_passphrase(self, who: int, team: int) -> None:
        person, chosen = _one(self.world.people, who), self.world.new_passphrase()
        user, wrong = newphrase.change(
            current=person.passphrase, code=person.enrol(), chosen=chosen, by=person.actor(self._team(team))
        )
        assert not wrong
        assert proof.derive(user, person.passphrase) is None
        person.passphrase = chosen
        assert proof.derive(user, chosen) is not None

    @rule(team=team, by=which, who=which)
    def somebody_lost_passphrase_and_card(self, team: int, by: int, who: int) -> None:
        own = self._team(team)
        person = _one(self.world.inside(own), who)
        with may_be_refused():
            token = links.renewal_link(membership=person.place(own), by=self._lead(team, by).actor(own))
            chosen = self.world.new_passphrase()
            made = actions.renew_account(token=token, chosen=chosen)
            (person.user, person.private_key), person.passphrase = made, chosen
            person.enrol()

    @rule(team=team, by=which)
    def keys_are_renewed(self, team: int, by: int) -> None:
        actions.renew_keys(reason="test", by=self._lead(team, by).actor(self._team(team)))

    @rule(team=team, by=which, batches=st.sampled_from((1, 1, 2, 100, 100)))
    def cases_get_their_keys(self, team: int, by: int, batches: int) -> None:
        own = self._team(team)
        actor = self._lead(team, by).actor(own)
        while batches and rotation.go_on(by=actor, size=2):
            batches -= 1
        self.world.finished()

    @rule(team=team, by=which)
    def a_paper_key_is_made_and_tried(self, team: int, by: int) -> None:
        own = self._team(team)
        lead = self._lead(team, by)
        self.world.paper[own.pk] = paper.read(paperkey.make(by=lead.actor(own)), paperkey.BYTES)
        paperkey.drill(key=self.world.paper[own.pk], by=lead.actor(own))

    @rule(team=team, who=which)
    def the_paper_key_is_used(self, team: int, who: int) -> None:
        own = self._team(team)
        if key := self.world.paper.get(own.pk):
            paperkey.drill(key=key, by=self._lead(team, who).actor(own))
            with may_be_refused():
                paperkey.recover(key=key, by=_one(self.world.people, who).actor(self._team(1 - team)))

    # Cases --------------------------------------------------------------------------------------------------

    @rule(team=team, by=which, restricted=st.sampled_from((False, False, True)))
    def a_case_is_logged(self, team: int, by: int, restricted: bool) -> None:
        if len(self.world.files) < 7:
            self.world.log(self._team(team), _one(self.world.inside(self._team(team)), by), restricted=restricted)

    @rule(case=which, by=which)
    def something_is_written(self, case: int, by: int) -> None:
        if file := _one(self.world.files, case):
            person = _one(self.world.inside(file.team, COORDINATOR, CASEWORKER), by)
            if self.world.may_open(person, file.team, file):
                people.note(case=file.row, day=TODAY, text="a note", by=person.actor(file.team))

    @rule(case=which, by=which, to=which)
    def access_is_given(self, case: int, by: int, to: int) -> None:
        if file := _one(self.world.files, case):
            person, lead = _one(self.world.inside(file.team), to), self._lead_of(file, by)
            with may_be_refused():
                access_actions.give(case=file.row, to=person.place(file.team), reason="", by=lead, on=TODAY)
                file.given.add(person)

    @rule(case=which, by=which, who=which)
    def access_is_taken(self, case: int, by: int, who: int) -> None:
        file = _one(self.world.files, case)
        if file and (person := _one(sorted(file.given, key=self.world.people.index), who)):
            access_actions.take(case=file.row, user=person.user, reason="", by=self._lead_of(file, by), on=TODAY)
            file.given.discard(person)

    @rule(case=which, by=which, who=which)
    def a_case_is_restricted_or_opened_again(self, case: int, by: int, who: int) -> None:
        if not (file := _one(self.world.files, case)):
            return
        lead = self._lead_of(file, by)
        if file.restricted:
            access_actions.open_again(case=file.row, reason="", by=lead, on=TODAY)
            file.given = {person for person in file.given if _role_as_stored(person, file) == ACTIVIST}
        else:
            named = _one(self.world.inside(file.team), who)
            access_actions.restrict(case=file.row, people=[named.place(file.team)], reason="", by=lead, on=TODAY)
            file.given = {named}
        file.restricted = not file.restricted

    @rule(case=which, by=which)
    def a_case_is_shared_or_taken_back(self, case: int, by: int) -> None:
        if not (file := _one(self.world.files, case)):
            return
        lead, other = self._lead_of(file, by), next(one for one in self.world.teams if one is not file.team)
        grants = TeamGrant.objects.filter(case=file.case, team=other)
        if file.shared:
            grants.delete()
            rekeying.take_case_key(file.row, by=lead, team=other.pk)
            file.shared.clear()
        else:
            said: dict[str, Any] = {"giver": file.team, "kind": "shared", "state": "accepted", "week": TODAY}
            TeamGrant.objects.create(case_id=file.case, team=other, **said)
            vault.share_case_key(file.row, Team.objects.get(pk=other.pk), by=lead)
            file.shared.add(other.pk)

    @rule(who=which)
    def everybody_looks(self, who: int) -> None:
        self.world.check([_one(self.world.people, who)])

    def _lead_of(self, file: File, by: int) -> Any:
        return _one(self.world.inside(file.team, COORDINATOR), by).actor(file.team)


def _one(found: Sequence[Any], which: int) -> Any:
    return found[which % len(found)] if found else None


def _role_as_stored(person: Person, file: File) -> str:
    place = person.place(file.team)
    return place.role if place else ""
