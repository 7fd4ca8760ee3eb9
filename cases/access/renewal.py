"""New keys for somebody who lost passphrase and card: by a link, and then let in again by each of their teams."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import roster, throttle, trail
from cases.access.accounts import find_link, wrap_private_key
from cases.access.actor import Actor
from cases.access.models import Draft, Invite, Membership, Team, User
from cases.audit.models import EventKind
from cases.base.verdict import Refused
from cases.keys.pairs import new_pair


def find(token: str) -> Invite | None:
    """Return the link to new keys while it is valid."""
    return find_link(token).filter(renews__isnull=False).first()


def places_of(user: User) -> list[Membership]:
    """Return where somebody is inside."""
    rows = user.memberships.select_related("user", "team").filter(state=Membership.State.ACTIVE)
    return list(rows.order_by("team__name"))


def require_renewable(user: User) -> None:
    """Refuse to throw away the keys of the only coordinator of a team: nobody could ever open its cases again."""
    for row in places_of(user):
        try:
            roster.require_another_coordinator(row)
        except Refused as refusal:
            raise Refused(
                _(
                    "You are the only coordinator of team %(team)s: with new keys nobody could open its cases again. "
                    "If you have a recovery card, use it. If not, ask for an ordinary link and make another account."
                )
                % {"team": row.team.name}
            ) from refusal


def require_its_owner(user: User, actor: Actor | None) -> None:
    """Refuse a link to new keys to somebody who is logged in as another, and where it would do harm."""
    if actor is not None and actor.user.pk != user.pk:
        raise Refused(_("This link is for somebody else: whoever lost the passphrase opens it in their own browser."))
    require_renewable(user)


@transaction.atomic
def renew(*, token: str, chosen: str) -> tuple[User, bytes]:
    """Use up a link: new passphrase and keys, no authenticator, card or PIN; return the private key for the session.

    Every place of the person waits to be let in again, for each was sealed to the key that is lost. What else was
    sealed to that key goes. Raises `Refused` for a used link, `throttle.Busy`.
    """
    link = find(token)
    row = Invite.objects.select_for_update().filter(pk=link.pk).first() if link else None
    if row is None or row.renews_id is None:
        raise Refused(_("This link is over."))
    teams = Team.objects.filter(memberships__user=row.renews_id, memberships__state=Membership.State.ACTIVE)
    list(teams.order_by("pk").select_for_update(of=("self",)))
    user = User.objects.select_for_update().get(pk=row.renews_id)
    require_renewable(user)
    pair = new_pair()
    user.public_key = pair.public
    with throttle.queued(throttle.Queue(f"join {row.pk}")):
        wrap_private_key(user, pair.private, chosen)
    trail.tell_teams(EventKind.KEY, user, "new keys by a link")
    _forget_old(user)
    Invite.objects.filter(pk=row.pk).delete()
    return user, pair.private


def _forget_old(user: User) -> None:
    user.totp_box = user.recovery_box = user.spare_codes_box = user.pin_box = user.lock_hash = None
    user.locked = False
    user.session_epoch += 1
    user.save()
    for place in places_of(user):
        roster.empty(place, Membership.State.WAITING)
        place.is_returning = True
        place.save()
    Draft.objects.filter(user=user).delete()
    user.logins.all().delete()
