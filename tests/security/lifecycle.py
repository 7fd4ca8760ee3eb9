"""What the life of two teams is held to: who is where, who should open what, and what each who left had in hand."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases import vault
from cases.access import accounts, codes
from cases.access.actor import Actor
from cases.access.models import Membership, Team, User
from cases.access.roles import RoleName
from cases.base.verdict import Refused
from cases.keys.envelope import Tampered
from cases.keys.keyring import Withheld
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.vault import casekeys
from tests.factories import PASSPHRASE, SECRET, TODAY, code_now

CLOSED = (vault.NoKey, Tampered, Withheld, PermissionDenied)


@dataclass(eq=False)
class Person:
    """Somebody with an account, and the passphrase that opens it now."""

    user: User
    private_key: bytes
    passphrase: str = PASSPHRASE

    def enrol(self) -> str:
        """Connect an authenticator, and return the code it shows now: one that has not been used."""
        user = User.objects.get(pk=self.user.pk)
        codes.store(user, codes.Seed(SECRET))
        user.save(update_fields=["totp_box"])
        return code_now()

    def place(self, team: Team) -> Membership | None:
        """Their place in a team, as it is stored."""
        return Membership.objects.whole().filter(user=self.user.pk, team=team.pk).first()

    def role(self, team: Team) -> str:
        """Their role where they are inside."""
        row = self.place(team)
        return row.role if row is not None and row.state == Membership.State.ACTIVE else ""

    def actor(self, team: Team) -> Actor:
        """Them at work in a team, as a request of this moment makes them."""
        user = User.objects.get(pk=self.user.pk)
        return Actor(user=user, membership=self.place(team), private_key=self.private_key)


@dataclass(eq=False)
class File:
    """A case, and who was given it in person."""

    case: UUID
    team: Team
    restricted: bool
    given: set[Person] = field(default_factory=set)
    shared: set[UUID] = field(default_factory=set)

    @property
    def row(self) -> Case:
        """The case as it is stored."""
        return Case.objects.get(pk=self.case)


@dataclass(eq=False)
class Thief:
    """Who left, with everything their last request had opened, and the cases that must be closed to all of that."""

    person: Person
    team: Team
    hand: Actor
    held_root: bool
    closed: set[UUID] = field(default_factory=set)


class Teams:
    """Two teams from their first day on."""

    def __init__(self) -> None:
        user, key = accounts.create_user(handle="operator", chosen=PASSPHRASE, is_operator=True)
        self.operator = Actor(user=user, membership=None, private_key=key)
        self.people: list[Person] = []
        self.files: list[File] = []
        self.thieves: list[Thief] = []
        self.paper: dict[UUID, bytes] = {}
        self._numbers = count(1)
        self.teams = [self._found(name) for name in ("almaty", "yerevan")]

    def new_passphrase(self) -> str:
        """Make one nobody had before."""
        return f"a passphrase of one's own, the {next(self._numbers)}th"

    def join(self, token: str) -> Person:
        """Somebody new opens a link."""
        person = Person(
            *accounts.join(token=token, handle=f"person-{len(self.people)}", chosen=PASSPHRASE, language="en")
        )
        person.enrol()
        self.people.append(person)
        return person

    def inside(self, team: Team, *roles: RoleName) -> list[Person]:
        """Who is inside, in one of the roles or in any."""
        return [person for person in self.people if person.role(team) in (roles or tuple(RoleName))]

    def waiting(self, team: Team) -> list[Person]:
        """Who waits to be let in."""
        rows = Membership.objects.filter(team=team.pk, state=Membership.State.WAITING).values_list("user", flat=True)
        return [person for person in self.people if person.user.pk in set(rows)]

    def log(self, team: Team, by: Person, *, restricted: bool) -> None:
        """Log a case. Nobody who left opens it, but for what they took along of roots that are not replaced yet."""
        case = people.log_case(
            dossier=Dossier(legal_name="Тестов"),
            category="deserter",
            country="KZ",
            by=by.actor(team),
            on=TODAY,
            restricted=restricted,
        )
        held = by.role(team) == RoleName.ACTIVIST or restricted
        self.files.append(File(case.pk, team, restricted, {by} if held else set()))
        due = Team.objects.get(pk=team.pk).keys_due == Team.KeysDue.ROOTS
        for thief in self._gone(team):
            if not (due and thief.held_root):
                thief.closed.add(case.pk)

    def hand_of(self, person: Person, team: Team) -> Thief:
        """Return what somebody has in hand at this moment, with every key they can get at."""
        hand = person.actor(team)
        casekeys.keys_for([file.case for file in self.files], hand)
        return Thief(person, team, hand, hand.keyring.holds_root)

    def leave(self, thief: Thief) -> None:
        """Let somebody be gone who has that in hand."""
        self.thieves.append(thief)
        self.take_all(thief.person, thief.team)

    def take_all(self, person: Person, team: Team) -> None:
        """Whatever somebody was given in a team is not theirs any more."""
        for file in self.files:
            if file.team is team:
                file.given.discard(person)

    def finished(self) -> None:
        """Where every case has a new key, what anybody took along opens none of them, shared ones neither."""
        due = set(Team.objects.exclude(keys_due=Team.KeysDue.NOTHING).values_list("pk", flat=True))
        for thief in self.thieves:
            for file in self.files:
                if not {file.team.pk, thief.team.pk} & due:
                    thief.closed.add(file.case)

    # What must hold ---------------------------------------------------------------------------------------

    def check(self, who: Iterable[Person] | None = None) -> None:
        """Everybody opens exactly what they should; nobody who left opens what they should not."""
        for team in self.teams:
            assert self.inside(team, RoleName.COORDINATOR), "a team without a coordinator"
            for person in self.people if who is None else who:
                self._check_person(person, team)
        for thief in self.thieves:
            if thief.person.place(thief.team).state == Membership.State.REMOVED:  # type: ignore[union-attr]
                given = {file.case for file in self.files if thief.person in file.given}
                assert not self._opened(thief.hand, thief.closed - given), "who left opens what was written later"

    def _check_person(self, person: Person, team: Team) -> None:
        if not person.role(team):
            return
        expected = {file.case for file in self.files if self.may_open(person, team, file)}
        actor = person.actor(team)
        assert self._opened(actor, {file.case for file in self.files}) == expected
        cards = [file.row.card for file in self.files if file.team is team and file.case in expected]
        vault.open_many(cards if actor.sees_whole_team else [], by=actor, why="check")

    def may_open(self, person: Person, team: Team, file: File) -> bool:
        """Tell whether somebody at work in a team should open a case."""
        role = person.role(team)
        if person in file.given and person.role(file.team):
            return True
        sees = (RoleName.COORDINATOR,) if file.restricted else (RoleName.COORDINATOR, RoleName.CASEWORKER)
        return role in sees and (file.team is team or team.pk in file.shared)

    @staticmethod
    def _opened(actor: Actor, cases: set[UUID]) -> set[UUID]:
        """Return which dossiers somebody opens, with the keys they have and those they find."""
        opened = set()
        for row in Case.objects.filter(pk__in=cases):
            try:
                with transaction.atomic():
                    assert vault.open(row.dossier, by=actor, why="check", shown=False).legal_name == "Тестов"
                    opened.add(row.pk)
            except CLOSED:
                continue
        return opened

    def _found(self, name: str) -> Team:
        team, token = accounts.create_team(name=name, zone="UTC", by=self.operator)
        self.join(token)
        return team

    def _gone(self, team: Team) -> list[Thief]:
        return [thief for thief in self.thieves if thief.team is team]


@contextmanager
def may_be_refused() -> Iterator[None]:
    """Some acts are refused, by a rule and in words; then nothing happened."""
    try:
        with transaction.atomic():
            yield
    except Refused:
        pass
