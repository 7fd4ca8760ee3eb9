"""People with a recovery card, a PIN, or a second team; and what the audit says of them."""

from typing import Any

from django.test import Client

from cases.access import accounts, pin, recovery
from cases.access.models import Membership
from cases.access.recovery import Card
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event
from tests.factories import PASSPHRASE, Group, Person

NEW = "another sentence only tests would write"
PIN = "482913"


def card_of(person: Person) -> Card:
    """A fresh card of somebody."""
    return recovery.make_card(by=person.actor)


def with_pin(person: Person) -> Person:
    """Somebody with a PIN."""
    pin.choose(digits=PIN, by=person.actor)
    return person


def join_also(person: Person, other: Group, role: RoleName = RoleName.ACTIVIST) -> None:
    """Bring somebody into a second team."""
    place = Membership.objects.create(user=person.user, team=other.team, role=role.value)
    accounts.admit(membership=place, by=other.coordinator.actor)


def log_in(client: Client, person: Person, **given: str) -> Any:
    """Try to log in; what is not given is right."""
    return client.post(
        "/login/", {"handle": person.user.handle, "passphrase": PASSPHRASE, "code": person.code(), **given}
    )


def recover(person: Person, card: Card, client: Client | None = None, /, **given: str) -> Any:
    """Try to set a new passphrase by the card; what is not given is right."""
    fields = {"handle": person.user.handle, "key_code": card.key_code, "code": card.codes[0], "suggested": "x"}
    return (client or Client()).post("/recover/", {**fields, "passphrase": NEW, "again": NEW, **given})


def told(group: Group, since: set[Any] | None = None) -> list[tuple[str, str, str]]:
    """Kind, user and detail of what the team's audit holds."""
    private = group.coordinator.actor.keyring.audit_pair.private
    events = Event.objects.filter(team_id=group.team.pk).exclude(pk__in=since or ())
    bodies = sorted((log.read(event, private) for event in events), key=lambda body: body.at)
    return [(body.kind, body.user, body.detail) for body in bodies]


def events() -> set[Any]:
    """What there is in the audit now."""
    return set(Event.objects.values_list("pk", flat=True))
