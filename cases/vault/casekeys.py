"""Keys of cases: made, wrapped for a team, sealed to people and to other teams, and found again by who acts."""

import hmac
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, OuterRef

from cases.access.actor import Actor, CaseSecret, keys_statement
from cases.access.models import Membership, Team, TeamGrant
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.keys.envelope import Tampered
from cases.keys.keyring import Keyring, Withheld, new_root
from cases.keys.pairs import is_signed
from cases.vault.models import CaseKey, HeldKey, SharedKey

STANDING = (TeamGrant.State.OFFERED, TeamGrant.State.ACCEPTED)
_KEY_STEP = 64
_TAGS_STEP = 64
_TAG_BYTES = 8
_WRAPS = "SELECT case_id, held_by, epoch, box FROM vault_case_key WHERE case_id = ANY(%s::uuid[]) AND team_id = %s"


class NoKey(Exception):
    """The actor holds no key to this row. Reaching this is a fault of the caller: scope comes before keys."""


# Making and giving --------------------------------------------------------------------------------------


def new_case_key(case: models.Model, *, by: Actor, restricted: bool = False) -> None:
    """Make the key of a new case: wrapped for the team, or for coordinators alone when the case is restricted.

    Its maker holds it too wherever the wrap would not let them in.
    """
    by.lock_roots()
    secret = CaseSecret(new_root(), by.own_team.pk, by.own_team.epoch)
    by.case_keys[case.pk] = secret
    row = CaseKey(case_id=case.pk, held_by=CaseKey.HeldBy.LEAD if restricted else CaseKey.HeldBy.TEAM)
    wrap(row, secret, by)
    row.save(force_insert=True)
    if restricted or not by.keyring.holds_root:
        hold(case.pk, by.user.pk, bytes(by.user.public_key), secret, by)


def give_case_key(case: models.Model, to: Membership, *, by: Actor) -> None:
    """Seal a case's key to one colleague, whose public key is checked against the signed roster."""
    hold(case.pk, to.user_id, by.checked_public_key(to), current_key(case.pk, by), by)
    log.record(EventKind.KEY, by=by, cases=[case.pk], detail=f"key given to {to.user_id}")


def share_case_key(case: models.Model, team: Team, *, by: Actor) -> None:
    """Seal a case's key to another team's members."""
    share(case.pk, team, current_key(case.pk, by))
    log.record(EventKind.KEY, by=by, cases=[case.pk], detail=f"key shared with {team.pk}")


def wrap(row: CaseKey, secret: CaseSecret, by: Actor) -> None:
    """Put the key of a case into its row, for the team or the coordinators the actor works with; the caller saves."""
    place = _key_place(row.case_id, secret.team)
    if row.held_by == CaseKey.HeldBy.LEAD:
        row.box = envelope.box(by.team_lead_public(), secret.key, place, epoch=secret.epoch, step=_KEY_STEP)
    elif by.keyring.holds_root:
        row.box = envelope.lock(by.keyring.wrap_key, secret.key, place, epoch=secret.epoch, step=_KEY_STEP)
    else:
        row.box = envelope.box(by.team_box_public(), secret.key, place, epoch=secret.epoch, step=_KEY_STEP)
    row.team_id, row.epoch = secret.team, secret.epoch


def hold(case: uuid.UUID, user: uuid.UUID, public_key: bytes, secret: CaseSecret, by: Actor) -> None:
    """Seal the key of a case to one person."""
    box = held_box(case, user, public_key, secret, by)
    HeldKey.objects.update_or_create(case_id=case, user_id=user, defaults={"team": by.own_team, "box": box})


def held_box(case: uuid.UUID, user: uuid.UUID, public_key: bytes, secret: CaseSecret, by: Actor) -> bytes:
    """Return the key of a case as it is sealed to one person of the actor's team."""
    team = by.own_team
    place = _held_place(case, user, team.pk)
    return envelope.box(public_key, secret.key, place, epoch=team.epoch, step=_KEY_STEP)


def share(case: uuid.UUID, team: Team, secret: CaseSecret) -> None:
    """Seal the key of a case to the members of another team; that of a restricted case to its coordinators."""
    is_restricted = CaseKey.objects.filter(case_id=case, held_by=CaseKey.HeldBy.LEAD).exists()
    public = bytes(signed(team).lead_public or b"") if is_restricted else box_public_of(team)
    box = envelope.box(public, secret.key, _shared_place(case, team.pk), epoch=team.epoch, step=_KEY_STEP)
    SharedKey.objects.update_or_create(case_id=case, team=team, defaults={"box": box})


def box_public_of(team: Team) -> bytes:
    """Return the public key of another team's members."""
    return bytes(signed(team).box_public or b"")


def signed(team: Team) -> Team:
    """Let public keys pass that the team's coordinators signed; whose signature that is, people compare by voice."""
    if not is_signed(bytes(team.verify_key or b""), keys_statement(team), bytes(team.keys_signature or b"")):
        raise Tampered
    return team


def outdated_shares(team: uuid.UUID, *, of: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Return those cases of a team, or this one, whose key another holds though nothing is shared or offered now."""
    standing = TeamGrant.objects.filter(case=OuterRef("case"), team=OuterRef("team"), state__in=STANDING)
    left = SharedKey.objects.filter(~Exists(standing), case__key__team=team)
    left = left.filter(case=of) if of else left
    return list(left.order_by("case").values_list("case_id", flat=True).distinct())


# Finding ------------------------------------------------------------------------------------------------


def keys_for(cases: Iterable[uuid.UUID], by: Actor) -> dict[uuid.UUID, CaseSecret]:
    """Return the keys of those of `cases` the actor can open; kept on the actor for the length of the request."""
    missing = [case for case in cases if case not in by.case_keys]
    for source in (_wrapped, _held, _shared):
        if missing:
            by.case_keys.update(source(missing, by))
            missing = [case for case in missing if case not in by.case_keys]
    return by.case_keys


def key_of(case: uuid.UUID, by: Actor) -> CaseSecret:
    """Return the key of one case, or raise `NoKey`."""
    try:
        return keys_for([case], by)[case]
    except KeyError as error:
        raise NoKey from error


def current_key(case: uuid.UUID, by: Actor) -> CaseSecret:
    """Return the key to seal with, which nobody replaces before this transaction ends.

    A key read earlier in the request may have been replaced since; what were sealed with it, nobody could open again.
    """
    if case not in by.holding:
        _lock_keys([case])
        by.case_keys.pop(case, None)
    return key_of(case, by)


def keyring_for(box: bytes, by: Actor) -> Keyring:
    """Return the keyring of the epoch that an envelope names.

    One that the team never had, or whose root it has forgotten, is somebody's work: all was sealed anew before that.
    """
    try:
        found = by.keyring_of(envelope.epoch_of(box))
    except Withheld as error:
        raise Tampered from error
    if by.keyring.holds_root and not found.holds_root:
        raise Tampered
    return found


@contextmanager
def holding(*cases: uuid.UUID, by: Actor) -> Iterator[None]:
    """Take the locks of `current_key` once for a block that seals several rows of cases, inside one transaction."""
    fresh = [case for case in cases if case not in by.holding]
    _lock_keys(fresh)
    for case in fresh:
        by.case_keys.pop(case, None)
    keys_for(fresh, by)
    by.holding.update(fresh)
    try:
        yield
    finally:
        by.holding.difference_update(fresh)


def tag_of(case_key: bytes) -> bytes:
    """Return the short keyed tag under which a case's openings are found."""
    return hmac.digest(case_key, b"casetracker/audit-tag", "sha256")[:_TAG_BYTES]


def tags_of(case: models.Model, *, by: Actor) -> list[bytes]:
    """Return every tag the case has had: one for each key, the present one first."""
    secret = key_of(case.pk, by)
    return [tag_of(secret.key), *past_tags(CaseKey.objects.get(case_id=case.pk), secret)]


def past_tags(row: CaseKey, secret: CaseSecret) -> list[bytes]:
    """Open the tags of the keys a case had before."""
    if row.past_tags is None:
        return []
    raw = envelope.unlock(secret.key, bytes(row.past_tags), _tags_place(row.case_id, secret.team))
    return [raw[start : start + _TAG_BYTES] for start in range(0, len(raw), _TAG_BYTES)]


def keep_tags(row: CaseKey, tags: list[bytes], secret: CaseSecret) -> None:
    """Seal the tags of earlier keys under the present one; the caller saves."""
    place = _tags_place(row.case_id, secret.team)
    row.past_tags = envelope.lock(secret.key, b"".join(tags), place, epoch=secret.epoch, step=_TAGS_STEP)


def _lock_keys(cases: list[uuid.UUID]) -> None:
    locking = "SELECT 1 FROM vault_case_key WHERE case_id = ANY(%s::uuid[]) ORDER BY case_id FOR KEY SHARE"
    with connection.cursor() as cursor:
        cursor.execute(locking, [cases])


def _wrapped(cases: list[uuid.UUID], by: Actor) -> dict[uuid.UUID, CaseSecret]:
    """What the roots of the actor's own team open."""
    if not by.keyring.holds_root:
        return {}
    team, found = by.own_team.pk, {}
    with connection.cursor() as cursor:  # every page asks for fifty: to write them into an `IN` takes longer than this
        cursor.execute(_WRAPS, [cases, team])
        for case, held_by, epoch, box in cursor:
            if held_by == CaseKey.HeldBy.TEAM or by.keyring.holds_lead:
                found[case] = CaseSecret(_unwrap(case, team, held_by, bytes(box), by), team, epoch)
    return found


def _held(cases: list[uuid.UUID], by: Actor) -> dict[uuid.UUID, CaseSecret]:
    """What was sealed to the actor in person."""
    return {
        row.case_id: CaseSecret(_unbox_held(row, by), row.owner, row.made_in)  # type: ignore[attr-defined]
        for row in HeldKey.objects.filter(case__in=cases, user=by.user.pk).annotate(**_OWNER)
    }


def _shared(cases: list[uuid.UUID], by: Actor) -> dict[uuid.UUID, CaseSecret]:
    """What other teams sealed to the actor's."""
    if not by.keyring.holds_root:
        return {}
    rows: Any = SharedKey.objects.filter(case__in=cases, team=by.own_team).annotate(
        held_by=F("case__key__held_by"), **_OWNER
    )
    return {
        row.case_id: CaseSecret(_unbox_shared(row, by), row.owner, row.made_in)
        for row in rows
        if row.held_by == CaseKey.HeldBy.TEAM or by.keyring.holds_lead
    }


_OWNER = {"owner": F("case__key__team"), "made_in": F("case__key__epoch")}


def _unwrap(case: uuid.UUID, team: uuid.UUID, held_by: str, box: bytes, by: Actor) -> bytes:
    place, keyring = _key_place(case, team), keyring_for(box, by)
    if held_by == CaseKey.HeldBy.LEAD:
        return envelope.unbox(keyring.lead_pair.private, box, place)
    if envelope.is_boxed(box):
        return envelope.unbox(keyring.team_pair.private, box, place)
    return envelope.unlock(keyring.wrap_key, box, place)


def _unbox_held(row: HeldKey, by: Actor) -> bytes:
    return envelope.unbox(by.keyring.private_key, bytes(row.box), _held_place(row.case_id, row.user_id, row.team_id))


def _unbox_shared(row: Any, by: Actor) -> bytes:
    box = bytes(row.box)
    keyring = keyring_for(box, by)
    pair = keyring.lead_pair if row.held_by == CaseKey.HeldBy.LEAD else keyring.team_pair
    return envelope.unbox(pair.private, box, _shared_place(row.case_id, row.team_id))


def _key_place(case: uuid.UUID, team: uuid.UUID) -> envelope.Place:
    return envelope.Place("vault.CaseKey", "box", str(case), str(team))


def _tags_place(case: uuid.UUID, team: uuid.UUID) -> envelope.Place:
    return envelope.Place("vault.CaseKey", "past_tags", str(case), str(team))


def _held_place(case: uuid.UUID, user: uuid.UUID, team: uuid.UUID) -> envelope.Place:
    return envelope.Place("vault.HeldKey", "box", f"{case}:{user}", str(team))


def _shared_place(case: uuid.UUID, team: uuid.UUID) -> envelope.Place:
    return envelope.Place("vault.SharedKey", "box", str(case), str(team))
