"""Teams with people in them, who log in with a passphrase of full cost and a code."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Final

from cases.access import accounts, codes
from cases.access.actor import Actor
from cases.access.models import User
from cases.access.roles import RoleName
from tests.bench import PASSPHRASE, SECRET

SIZES: Final = {RoleName.CASEWORKER: 8, RoleName.ACTIVIST: 4}


@dataclass(slots=True)
class Crew:
    """The members of a team by their roles."""

    coordinator: Actor
    others: dict[str, list[Actor]] = field(default_factory=lambda: defaultdict(list))

    def somebody(self, role: str, chance: Random) -> Actor:
        """Return one of those in the role."""
        return self.coordinator if role == RoleName.COORDINATOR else chance.choice(self.others[role])


def operator() -> Actor:
    """Make the operator, who makes teams."""
    user, key = accounts.create_user(handle="operator", chosen=PASSPHRASE, is_operator=True)
    return Actor(user=user, membership=None, private_key=key)


def crew(name: str, by: Actor) -> Crew:
    """Found a team and bring its people in: `<name>-coordinator`, `<name>-caseworker-0` and so on."""
    _team, token = accounts.create_team(name=name, zone="Asia/Almaty", by=by)
    made = Crew(_actor(*_join(token, f"{name}-coordinator")))
    for role, size in SIZES.items():
        for number in range(size):
            user, key = _join(accounts.invite(role=role, by=made.coordinator), f"{name}-{role}-{number}")
            accounts.admit(membership=user.memberships.get(), by=made.coordinator)
            made.others[role].append(_actor(user, key))
    return made


def _join(token: str, handle: str) -> tuple[User, bytes]:
    user, key = accounts.join(token=token, handle=handle, chosen=PASSPHRASE, language="en")
    codes.store(user, codes.Seed(SECRET))
    user.save(update_fields=["totp_box"])
    return user, key


def _actor(user: User, key: bytes) -> Actor:
    return Actor(user=user, membership=user.memberships.select_related("team", "user").get(), private_key=key)
