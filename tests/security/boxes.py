"""One of everything that is sealed to a person, a team, a paper or a cookie, and what opens it."""

from collections.abc import Callable
from typing import Any, Final

import pgtrigger
from django.db import models
from django.test import Client

from cases import vault
from cases.access import drafts, logins, paperkey, pin, proof, recovery, spare
from cases.access import rotation as roots
from cases.access.actor import Forged
from cases.access.models import Draft, Login, PastKeys, Team, User
from cases.access.models import Membership as Place
from cases.audit import alerts, log
from cases.audit.models import Alert, AlertKind, Event, EventKind
from cases.base.verdict import Refused
from cases.evidence.models import Chunk
from cases.evidence.queries import content_of, load_file
from cases.keys import paper
from cases.keys.envelope import Tampered
from cases.oversight.queries import open_event
from cases.people.models import Case
from cases.vault import rekeying
from cases.vault.models import CaseKey, HeldKey, SharedKey, StoredSession
from cases.vault.sessions import _slots
from tests import factories
from tests.access.rescue import NEW, PIN
from tests.evidence import samples
from tests.factories import PASSPHRASE, Person
from tests.people.between import agreed_case, share

REFUSALS: Final = (Tampered, Forged, Refused)
Opener = Callable[[Any], object]


class Boxes:
    """A team and another, in which two of each box exist."""

    def __init__(self) -> None:
        self.group, self.other = factories.group(), factories.group()
        self.lead, self.keeper, self.activist = self.group.coordinator, self.group.caseworker, self.group.activist
        self.paper = paper.read(paperkey.make(by=self.lead.actor), paperkey.BYTES)
        paperkey.make(by=self.other.coordinator.actor)
        self.card, _other = (recovery.make_card(by=person.actor) for person in (self.keeper, self.lead))
        for person in (self.keeper, self.lead):
            pin.choose(digits=PIN, by=person.actor)
        self.case, twin = self._case(80), self._case(90)
        roots.begin(by=self.lead.actor, why="test")
        rekeying.rekey([self.case.pk, twin.pk], by=self.lead.actor, why="test")
        roots.begin(by=self.lead.actor, why="again")
        for person in (self.keeper, self.lead):
            log.record(EventKind.OPENED, by=person.actor, detail="test")
            alerts.raise_alert(AlertKind.LOCKED, by=person.actor)
            self._draft(person)
        self.browser, _another = self.keeper.client(), self.lead.client()
        self.keeper.code()  # the one it logged in with counts again

    def openers(self) -> dict[str, tuple[models.Model, Opener]]:
        """By column: a row, and what opens it when it stands in that row; else it gives nothing, or raises."""
        user, team = User.objects.get(pk=self.keeper.user.pk), Team.objects.get(pk=self.group.team.pk)
        key, case = self.keeper.private_key, self.case.pk
        first = PastKeys.objects.get(team=team, epoch=1)
        return {
            "User.private_key_box": (user, self._logs_in),
            "User.pin_box": (user, self._logs_in),
            "User.totp_box": (user, lambda row: proof.code_is_right(row, key, factories.code_now())),
            "User.spare_codes_box": (user, lambda row: spare.left(row, key)),
            "User.recovery_box": (user, self._recovers),
            "Team.recovery_box": (team, lambda _row: paperkey.drill(key=self.paper, by=self.lead.actor) is None),
            "Membership.keyring_box": (Place.objects.get(user=user), lambda _row: self.keeper.actor.keyring.team),
            "PastKeys.root_box": (first, lambda _row: self.lead.actor.keyring_of(1).wrap_key),
            "PastKeys.lead_box": (first, lambda _row: self.lead.actor.keyring_of(1).audit_pair),
            "Login.body": (Login.objects.get(user=user), lambda _row: logins.of(self.keeper.actor, "")),
            "Draft.body": (Draft.objects.get(user=user), lambda row: drafts.read(row, by=self.keeper.actor)),
            "CaseKey.box": (CaseKey.objects.get(case=case), lambda _row: self._reads(self.keeper)),
            "CaseKey.past_tags": (
                CaseKey.objects.get(case=case),
                lambda _row: vault.tags_of(self.case, by=self.keeper.actor)[1:],
            ),
            "HeldKey.box": (HeldKey.objects.get(case=case), lambda _row: self._reads(self.activist)),
            "SharedKey.box": (SharedKey.objects.get(case=case), lambda _row: self._reads(self.other.coordinator)),
            "StoredSession.body": (self._session(), lambda _row: self.browser.get("/account/").status_code == 200),
            "Event.body": (Event.objects.filter(team_id=team.pk)[0], self._told),
            "Alert.body": (Alert.objects.filter(team_id=team.pk)[0], self._alerted),
            "Chunk.body": (Chunk.objects.get(file__case=case), lambda _row: self._file()),
        }

    def _case(self, width: int) -> Case:
        row = agreed_case(self.activist)
        share(row, self.other, by=self.lead)
        samples.file_on(row, by=self.lead, data=samples.picture(size=(width, 60)))
        return row

    def _draft(self, person: Person) -> None:
        client = person.client()
        client.post("/logout/")
        client.post("/team/invite/", {"note": "typed when the session had ended"})

    def _session(self) -> StoredSession:
        return StoredSession.objects.get(id=_slots(self.browser.cookies["session"].value)[0].id)

    def _logs_in(self, _row: object) -> bool:
        given = {"handle": self.keeper.user.handle, "passphrase": PASSPHRASE, "code": factories.code_now()}
        return Client().post("/login/", given).status_code == 302

    def _recovers(self, _row: object) -> object:
        key = paper.read(self.card.key_code, recovery.KEY_BYTES)
        return recovery.recover(handle=self.keeper.user.handle, key=key, code=self.card.codes[0], chosen=NEW)

    def _reads(self, person: Person) -> object:
        return vault.open(Case.objects.get(pk=self.case.pk).dossier, by=person.actor, why="test", shown=False)

    def _file(self) -> bytes:
        pk = self.case.files.get().pk
        return b"".join(content_of(load_file(self.case, pk, by=self.lead.actor, why="test")))

    def _told(self, row: Event) -> object:
        return open_event(row, by=self.lead.actor).body

    def _alerted(self, row: Alert) -> object:
        return alerts.read(row, self.lead.actor.keyring.audit_pair.private)


def opens(row: models.Model, column: str, raw: bytes, opener: Opener) -> bool:
    """Put bytes into a column of a row, and tell whether they open there."""
    setattr(row, column, raw)
    triggers = [f"{row._meta.label}:{trigger.name}" for trigger in getattr(row._meta, "triggers", ())]
    if not isinstance(row, Event):  # rows of the audit are not to be changed by the application, even here
        with pgtrigger.ignore(*triggers):
            type(row)._default_manager.filter(pk=row.pk).update(**{column: raw})  # noqa: SLF001 Django's name
    try:
        return bool(opener(row))
    except REFUSALS:
        return False
