"""What one member holds of a team's keys, and the keys derived from them."""

import secrets
from functools import cached_property

import msgspec

from cases.keys.derive import hkdf
from cases.keys.pairs import Pair, pair_from, sign, verify_key_of


class Withheld(Exception):
    """A key was asked for that this member does not hold."""


class TeamKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a member's keyring box.

    Activists hold neither root; caseworkers hold the team root; coordinators the lead root too. `verify_key` is pinned
    here, sealed to the member, so that nobody who writes the database can replace the key that signs the roster.
    `reserve` is the lead root of a deputy, a caseworker who may step in as coordinator; nothing uses it before that.
    """

    epoch: int
    verify_key: bytes
    root: bytes | None = None
    lead: bytes | None = None
    reserve: bytes | None = None


class Keyring:
    """The keys of one member in one team for the length of one request; derived keys are made when first used."""

    def __init__(self, *, private_key: bytes, team: TeamKeys | None) -> None:
        self.private_key = private_key
        self._team = team

    @property
    def team(self) -> TeamKeys:
        """The team keys held, or `Withheld` for people without a team (operators, the waiting)."""
        if self._team is None:
            raise Withheld
        return self._team

    @property
    def holds_root(self) -> bool:
        """True for members (caseworkers and coordinators)."""
        return self._team is not None and self._team.root is not None

    @property
    def holds_lead(self) -> bool:
        """True for coordinators."""
        return self._team is not None and self._team.lead is not None

    @cached_property
    def wrap_key(self) -> bytes:
        """Opens the boxes of case keys."""
        return hkdf(self._root, "casetracker/wrap")

    @cached_property
    def card_key(self) -> bytes:
        """Opens cards."""
        return hkdf(self._root, "casetracker/card")

    @cached_property
    def team_pair(self) -> Pair:
        """Opens what people without the root sealed to the team."""
        return team_pair(self._root)

    @cached_property
    def lead_pair(self) -> Pair:
        """Opens the boxes of restricted cases' keys."""
        return lead_pair(self._lead)

    @cached_property
    def audit_pair(self) -> Pair:
        """Opens the audit."""
        return audit_pair(self._lead)

    @cached_property
    def root_chain_key(self) -> bytes:
        """Opens the team root of the epoch before."""
        return hkdf(self._root, "casetracker/root-chain")

    @cached_property
    def lead_chain_key(self) -> bytes:
        """Opens the lead root of the epoch before."""
        return hkdf(self._lead, "casetracker/lead-chain")

    def sign(self, message: bytes) -> bytes:
        """Sign as a coordinator of the team."""
        return sign(signing_seed(self._lead), message)

    @property
    def _root(self) -> bytes:
        if self.team.root is None:
            raise Withheld
        return self.team.root

    @property
    def _lead(self) -> bytes:
        if self.team.lead is None:
            raise Withheld
        return self.team.lead


def new_root() -> bytes:
    """Make a random root."""
    return secrets.token_bytes(32)


def team_pair(root: bytes) -> Pair:
    """The pair whose public half lets anybody seal to the team."""
    return pair_from(hkdf(root, "casetracker/box"))


def lead_pair(lead: bytes) -> Pair:
    """The pair whose public half lets anybody hand a restricted case to the coordinators."""
    return pair_from(hkdf(lead, "casetracker/lead-box"))


def audit_pair(lead: bytes) -> Pair:
    """The pair whose public half lets any process append to the audit."""
    return pair_from(hkdf(lead, "casetracker/audit"))


def signing_seed(lead: bytes) -> bytes:
    """The Ed25519 seed that signs roster and team keys."""
    return hkdf(lead, "casetracker/roster")


def found(epoch: int = 1) -> TeamKeys:
    """Make the roots of an epoch, as a coordinator holds them."""
    lead = new_root()
    return TeamKeys(epoch=epoch, root=new_root(), lead=lead, verify_key=verify_key_of(signing_seed(lead)))


def share(keys: TeamKeys, *, root: bool, lead: bool, deputy: bool = False) -> TeamKeys:
    """Return the part of a coordinator's keys that a member of another role is given."""
    return TeamKeys(
        epoch=keys.epoch,
        verify_key=keys.verify_key,
        root=keys.root if root else None,
        lead=keys.lead if lead else None,
        reserve=keys.lead if deputy else None,
    )
