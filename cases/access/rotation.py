"""New roots for a team: after somebody left who held the old ones, or when they may have become known."""

import msgspec
from django.db import transaction

from cases.access import roster
from cases.access.actor import Actor, past_place
from cases.access.models import Membership, PastKeys, Team
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope, keyring
from cases.keys.keyring import Keyring, TeamKeys

_ROOT_STEP = 64
_BOX_STEP = 256


@transaction.atomic
def begin(*, by: Actor, why: str, change: Membership | None = None) -> None:
    """Make the roots of the next epoch and give each active member the part of their role.

    `change` is a place as it will be from now on, in another role or removed: it is saved with what it is given. From
    here on everything is sealed under the new roots; what was sealed before opens through the chain until the cases
    have new keys too (`vault.rotation`). Whoever is not active any more gets nothing.
    """
    team = roster.lock(by)
    old = by.keyring
    new = keyring.found(team.epoch + 1)
    members = list(roster.active(team))
    for member in members:
        by.checked_public_key(member)  # nobody whom no coordinator admitted
    _keep(team, old, new)
    team.keys_due = Team.KeysDue.CASES
    seal_recovery(team, new)
    roster.publish_keys(team, new)
    for member in members:
        row = change if change is not None and change.pk == member.pk else member
        if row.state == Membership.State.ACTIVE:
            roster.seal_keyring(row, new)
        row.save()
    log.record(EventKind.KEY, by=by, detail=f"roots renewed: {why}")
    if not _is_leaving(by, change):
        by.renew()


def is_unfinished(team: Team) -> bool:
    """Tell whether keys wait to be renewed: those of some cases, or, first, the roots."""
    return Team.objects.filter(pk=team.pk).exclude(keys_due=Team.KeysDue.NOTHING).exists()


def seal_recovery(team: Team, keys: TeamKeys) -> None:
    """Seal the roots to the paper key, where there is one; the caller saves."""
    if team.recovery_public is not None:
        data = msgspec.msgpack.encode(keys)
        team.recovery_box = envelope.box(
            bytes(team.recovery_public), data, recovery_place(team), epoch=keys.epoch, step=_BOX_STEP
        )


def recovery_place(team: Team) -> envelope.Place:
    """Where what the paper key opens belongs."""
    return envelope.Place("access.Team", "recovery_box", str(team.pk), str(team.pk))


def _is_leaving(by: Actor, change: Membership | None) -> bool:
    own = by.membership is not None and change is not None and change.pk == by.membership.pk
    return own and change is not None and change.state != Membership.State.ACTIVE


def _keep(team: Team, old: Keyring, new: TeamKeys) -> None:
    """Seal the old roots under the new ones."""
    after = Keyring(private_key=b"", team=new)
    row = PastKeys(team=team, epoch=team.epoch, verify_key=old.team.verify_key)
    for field, key, root in (
        ("root_box", after.root_chain_key, old.team.root),
        ("lead_box", after.lead_chain_key, old.team.lead),
    ):
        if root is None:
            raise keyring.Withheld
        setattr(row, field, envelope.lock(key, root, past_place(row, field), epoch=new.epoch, step=_ROOT_STEP))
    row.save(force_insert=True)
