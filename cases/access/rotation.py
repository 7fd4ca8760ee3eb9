"""New roots for a team: after somebody left who held the old ones, or when they may have become known."""

import msgspec
from django.db import transaction

from cases.access.accounts import publish_keys, seal_keyring
from cases.access.actor import Actor, past_place
from cases.access.models import Membership, PastKeys, Team
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope, keyring
from cases.keys.keyring import Keyring, TeamKeys

_ROOT_STEP = 64
_BOX_STEP = 256


@transaction.atomic
def begin(*, by: Actor, why: str) -> None:
    """Make the roots of the next epoch and give each active member the part of their role.

    From here on everything is sealed under the new roots; what was sealed before opens through the chain until the
    cases have new keys too (`vault.rotation`). Whoever is not active any more gets nothing. The lock waits for the
    writes that are under way with the old roots, and makes later ones read the new.
    """
    team = Team.objects.select_for_update().get(pk=by.own_team.pk)
    if team.epoch != by.own_team.epoch:
        by.renew()
    old = by.keyring
    new = keyring.found(team.epoch + 1)
    members = list(Membership.objects.filter(team=team, state=Membership.State.ACTIVE).select_related("user", "team"))
    for member in members:
        by.checked_public_key(member)  # nobody whom no coordinator admitted
    _keep(team, old, new)
    publish_keys(team, new)
    seal_recovery(team, new)
    team.save(update_fields=["recovery_box"])
    for member in members:
        seal_keyring(member, new)
        member.save(update_fields=["keyring_box", "signature"])
    by.renew()
    log.record(EventKind.KEY, by=by, detail=f"roots renewed: {why}")


def is_unfinished(team: Team) -> bool:
    """Tell whether some cases still have keys from before."""
    return PastKeys.objects.filter(team=team, root_box__isnull=False).exists()


def seal_recovery(team: Team, keys: TeamKeys) -> None:
    """Seal the roots to the paper key, where there is one; the caller saves."""
    if team.recovery_public is not None:
        place = envelope.Place("access.Team", "recovery_box", str(team.pk), str(team.pk))
        data = msgspec.msgpack.encode(keys)
        team.recovery_box = envelope.box(bytes(team.recovery_public), data, place, epoch=keys.epoch, step=_BOX_STEP)


def _keep(team: Team, old: Keyring, new: TeamKeys) -> None:
    """Seal the old roots under the new ones."""
    after = Keyring(private_key=b"", team=new)
    row = PastKeys(team=team, epoch=team.epoch, verify_key=old.team.verify_key)
    for field, key, root in (
        ("root_box", after.root_chain_key, old.team.root),
        ("lead_box", after.lead_chain_key, old.team.lead),
    ):
        if root is None:
            raise TypeError("only a coordinator renews the roots")
        setattr(row, field, envelope.lock(key, root, past_place(row, field), epoch=new.epoch, step=_ROOT_STEP))
    row.save(force_insert=True)
