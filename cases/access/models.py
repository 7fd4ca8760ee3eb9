"""Users, teams, memberships, and who was given which case."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.access.roles import RoleName

handle_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{2,29}\Z", _("3 to 30 small Latin letters, digits or hyphens. Do not use your name.")
)


class UserManager(models.Manager["User"]):
    """Finds users by handle; users are born only in `access.actions`."""

    def get_by_natural_key(self, handle: str) -> "User":
        """Return the user with this handle, in any case."""
        return self.get(handle=handle.strip().lower())


class User(AbstractBaseUser):
    """A person with an account: a handle and keys. No e-mail, no name, no time of the last login."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = models.CharField(_("handle"), max_length=30, unique=True, validators=[handle_validator])
    password = models.CharField(max_length=160, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_operator = models.BooleanField(_("operator"), default=False, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    session_epoch = models.PositiveIntegerField(default=1, editable=False)
    public_key = models.BinaryField(max_length=32, editable=False)
    private_key_box = models.BinaryField(editable=False)
    recovery_box = models.BinaryField(null=True, editable=False)
    totp_box = models.BinaryField(null=True, editable=False)
    spare_codes_box = models.BinaryField(null=True, editable=False)
    pin_box = models.BinaryField(null=True, editable=False)
    lock_hash = models.BinaryField(max_length=32, null=True, editable=False)
    locked = models.BooleanField(_("locked"), default=False, editable=False)

    last_login = None
    unlocked: bytes  # the private key, from authentication to the start of the session; never a column
    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "access_user"
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.handle

    def set_password(self, raw_password: str | None) -> None:
        """Refuse: a new verifier without a new wrap would orphan the private key (see `access.actions`)."""
        raise TypeError("use access.actions.set_passphrase")

    def get_session_auth_hash(self) -> str:
        """Tie sessions to the passphrase and to `session_epoch`, so that one number ends them all."""
        return f"{super().get_session_auth_hash()}{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Any:
        """Sessions signed with older secrets are not carried over."""
        return iter(())


class Team(models.Model):
    """A group. Its public keys let anybody seal to it; the signature over them is checked against pinned keys."""

    class KeysDue(models.TextChoices):
        NOTHING = "", "nothing"
        CASES = "cases", "cases wait for new keys"
        ROOTS = "roots", "somebody left who held the roots: a coordinator makes new ones"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("A code word, not the group's name."))
    is_demo = models.BooleanField(default=False, editable=False)
    zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    epoch = models.PositiveIntegerField(default=1, editable=False)
    box_public = models.BinaryField(max_length=32, null=True, editable=False)
    audit_public = models.BinaryField(max_length=32, null=True, editable=False)
    lead_public = models.BinaryField(max_length=32, null=True, editable=False)
    verify_key = models.BinaryField(max_length=32, null=True, editable=False)
    keys_signature = models.BinaryField(max_length=64, null=True, editable=False)
    recovery_public = models.BinaryField(max_length=32, null=True, editable=False)
    recovery_box = models.BinaryField(null=True, editable=False)
    keys_due = models.CharField(max_length=5, choices=KeysDue, default=KeysDue.NOTHING, blank=True, editable=False)

    class Meta:
        db_table = "access_team"
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name

    @property
    def is_founded(self) -> bool:
        """True once the first coordinator made the keys."""
        return self.box_public is not None


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Places in teams."""

    def whole(self) -> Self:
        """Read them with their person and team, and whether the team is frozen: all that a request needs."""
        frozen = Freeze.objects.filter(team=models.OuterRef("team"), lifted=False)
        return self.select_related("team", "user").annotate(frozen=models.Exists(frozen))


class Membership(models.Model):
    """A person's place in a team: role, and the keys of that role sealed to the person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be admitted")
        ACTIVE = "active", _("active")
        REMOVED = "removed", _("removed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=[(r.value, r.value) for r in RoleName])
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    is_deputy = models.BooleanField(_("deputy"), default=False, editable=False)
    is_returning = models.BooleanField(default=False, editable=False)  # waits, but was inside before its keys were lost
    stepped_in_on = models.DateField(null=True, editable=False)
    keyring_box = models.BinaryField(null=True, editable=False)
    signature = models.BinaryField(max_length=64, null=True, editable=False)

    frozen = False  # whether the team is; read by `whole`, never a column
    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "access_membership"
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=["user", "team"], name="membership_once"),
            models.CheckConstraint(
                name="membership_active_has_keys",
                condition=~models.Q(state="active") | models.Q(keyring_box__isnull=False, signature__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.role

    @property
    def role_name(self) -> RoleName:
        """The role as a key of `ROLES`."""
        return RoleName(self.role)


class Invite(models.Model):
    """A single-use link. It carries no key: whoever opens it makes their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="invites")
    role = models.CharField(_("role"), max_length=12, choices=[(r.value, r.value) for r in RoleName])
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    founds = models.BooleanField(default=False, editable=False)
    renews = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", editable=False)

    class Meta:
        db_table = "access_invite"

    def __str__(self) -> str:
        return self.role

    @property
    def role_name(self) -> RoleName:
        """The role as a key of `ROLES`."""
        return RoleName(self.role)


class Grant(models.Model):
    """One person's access to one case: how activists see anything, and everybody a restricted case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    until = models.DateField(null=True)

    class Meta:
        db_table = "access_grant"
        indexes = (models.Index(fields=["until"], name="grant_by_end", condition=models.Q(until__isnull=False)),)
        constraints = (models.UniqueConstraint(fields=["user", "case"], name="grant_once"),)

    def __str__(self) -> str:
        return str(self.id)


class PastKeys(models.Model):
    """The roots of an earlier epoch of a team, each sealed under the root that followed it.

    `root_box` is emptied once everything is sealed anew; `lead_box` stays, because the audit is never rewritten.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="past_keys")
    epoch = models.PositiveIntegerField()
    root_box = models.BinaryField(null=True, editable=False)
    lead_box = models.BinaryField(editable=False)
    verify_key = models.BinaryField(max_length=32, editable=False)

    class Meta:
        db_table = "access_past_keys"
        constraints = (models.UniqueConstraint(fields=["team", "epoch"], name="past_keys_once"),)

    def __str__(self) -> str:
        return str(self.epoch)


class TeamGrant(models.Model):
    """Another team's access to one case: shared with it, or being handed over to it."""

    class Kind(models.TextChoices):
        SHARED = "shared", _("shared")
        HANDED = "handed", _("handed over")

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="team_grants")
    giver = models.ForeignKey(Team, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    week = models.DateField()

    class Meta:
        db_table = "access_team_grant"
        indexes = (models.Index(fields=["team", "state"], name="team_grant_by_team"),)
        constraints = (
            models.UniqueConstraint(
                fields=["case", "team", "kind"],
                condition=models.Q(state__in=("offered", "accepted")),
                name="team_grant_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Freeze(models.Model):
    """A team that stopped giving anything away; two coordinators lift it, or one with the paper key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="freezes")
    day = models.DateField(editable=False)
    lift_asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    lifted = models.BooleanField(default=False, editable=False)

    class Meta:
        db_table = "access_freeze"
        constraints = (models.UniqueConstraint(fields=["team"], condition=models.Q(lifted=False), name="freeze_once"),)

    def __str__(self) -> str:
        return str(self.day)


class Login(models.Model):
    """A login of the last hours, for the list on the account page; which browser it was is sealed to its person.

    UNLOGGED like the sessions. It holds no key to a session: ending goes by `User.session_epoch`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="logins")
    day = models.DateField(editable=False)
    epoch = models.PositiveIntegerField(editable=False)
    body = models.BinaryField(editable=False)

    class Meta:
        db_table = "access_login"

    def __str__(self) -> str:
        return str(self.day)


class Device(models.Model):
    """A browser that logged in before: its owner gets a queue of their own, and unsent forms back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    seen_week = models.DateField(editable=False)

    class Meta:
        db_table = "access_device"

    def __str__(self) -> str:
        return str(self.id)


class Draft(models.Model):
    """A form posted after the session had ended, sealed to the person who typed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    day = models.DateField(editable=False)
    body = models.BinaryField(editable=False)

    class Meta:
        db_table = "access_draft"

    def __str__(self) -> str:
        return str(self.id)


class Attempt(models.Model):
    """How many passphrase derivations a queue has used in its window. The queue's name is keyed, never typed text."""

    queue = models.BinaryField(primary_key=True, max_length=32)
    started_at = models.DateTimeField()
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "access_attempt"

    def __str__(self) -> str:
        return str(self.count)
