"""Teams with real keys, people in every role, and cases logged through the action that users call."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, Final

import pyotp
from django.conf import settings
from django.test import Client

from cases.access import accounts, codes
from cases.access.actor import Actor
from cases.access.models import Membership, Team, User
from cases.access.roles import RoleName
from cases.base import clock
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case

PASSPHRASE: Final = "a sentence only tests would write"
SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TODAY: Final = date(2026, 11, 20)
_numbers = count(1)


@dataclass
class Person:
    """Somebody with an account: their user row and private key, as the session would hold them."""

    user: User
    private_key: bytes

    @property
    def membership(self) -> Membership | None:
        """Their first active place in a team, read anew."""
        places = self.user.memberships.select_related("team", "user")
        return places.filter(state=Membership.State.ACTIVE).order_by("pk").first()

    @property
    def actor(self) -> Actor:
        """A fresh actor, as each request makes one."""
        user = User.objects.get(pk=self.user.pk)
        return Actor(user=user, membership=self.membership, private_key=self.private_key)

    def client(self, **options: Any) -> Client:
        """A browser in which they have logged in through the login page."""
        client = Client(**options)
        answer = client.post("/login/", {"handle": self.user.handle, "passphrase": PASSPHRASE, "code": self.code()})
        assert answer.status_code == 302, answer.content
        return client

    def code(self) -> str:
        """The code their authenticator shows now; one used before counts again, as tests cannot wait."""
        _with_code(self)
        return code_now()


@dataclass
class Group:
    """A founded team with one person in each role; more can be added."""

    team: Team
    coordinator: Person
    caseworker: Person
    activist: Person
    others: list[Person] = field(default_factory=list)

    def add(self, role: RoleName, handle: str = "") -> Person:
        """Bring in one more member, through link and admission."""
        person = newcomer(role, by=self.coordinator, handle=handle)
        admit(person, by=self.coordinator)
        self.others.append(person)
        return person


def operator(handle: str = "") -> Person:
    """An operator, who has no team."""
    user, key = accounts.create_user(handle=handle or _handle("operator"), chosen=PASSPHRASE, is_operator=True)
    return _with_code(Person(user, key))


def group(name: str = "", *, zone: str = "Asia/Almaty", **handles: str) -> Group:
    """A team, made by an operator and founded by its first coordinator."""
    maker = operator()
    team, token = accounts.create_team(
        name=name or f"team {next(_numbers)}", zone=zone, by=maker.actor, is_demo=settings.DEMO
    )
    coordinator = _join(token, handles.get("coordinator") or _handle("coordinator"))
    made = Group(team, coordinator, coordinator, coordinator)
    made.caseworker = made.add(RoleName.CASEWORKER, handles.get("caseworker", ""))
    made.activist = made.add(RoleName.ACTIVIST, handles.get("activist", ""))
    made.others.clear()
    team.refresh_from_db()
    return made


def newcomer(role: RoleName, *, by: Person, handle: str = "") -> Person:
    """Somebody who opened a link and waits."""
    return _join(accounts.invite(role=role, by=by.actor), handle or _handle(role.value))


def admit(person: Person, *, by: Person) -> None:
    """Let a waiting person in."""
    accounts.admit(membership=person.user.memberships.get(), by=by.actor)


def case(by: Person, *, country: str = "KZ", category: str = "deserter", on: date = TODAY, **dossier: Any) -> Case:
    """A case, logged by somebody."""
    return people.log_case(dossier=Dossier(**dossier), category=category, country=country, by=by.actor, on=on)


def restricted_case(by: Person, **dossier: Any) -> Case:
    """A case only coordinators and named people may open."""
    return people.log_case(
        dossier=Dossier(**dossier), category="deserter", country="KZ", by=by.actor, on=TODAY, restricted=True
    )


def assign(row: Case, to: Person, *, by: Person) -> None:
    """Give a case to somebody."""
    people.assign(case=row, to=to.membership, by=by.actor, on=TODAY)


def code_now(secret: str = SECRET) -> str:
    """The code an authenticator with this secret shows now."""
    return pyotp.TOTP(secret).at(clock.now())


def _join(token: str, handle: str) -> Person:
    return _with_code(Person(*accounts.join(token=token, handle=handle, chosen=PASSPHRASE, language="en")))


def _with_code(person: Person) -> Person:
    codes.store(person.user, codes.Seed(SECRET))
    person.user.save(update_fields=["totp_box"])
    return person


def _handle(role: str) -> str:
    return f"{role}-{next(_numbers)}"
