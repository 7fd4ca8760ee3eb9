"""Another passphrase for the same keys: the private key is wrapped anew, and what was opened with the old one ends."""

from django.db import transaction

from cases.access import proof, stepup, throttle, trail
from cases.access.accounts import wrap_private_key
from cases.access.actor import Actor
from cases.access.models import User
from cases.audit.models import EventKind


@transaction.atomic
def change(*, current: str, code: str, chosen: str, by: Actor) -> tuple[User, str]:
    """Change the passphrase of whoever knows the old one and has a code; return user and the name of what was wrong.

    The row is locked, so that of two changes the second is held to what the first one set. Raises `throttle.Busy`.
    """
    private_key, queue = by.keyring.private_key, stepup.queue_of(by.user)
    with throttle.queued(queue):
        user = User.objects.select_for_update().get(pk=by.user.pk)
        wrong = "current" if proof.derive(user, current) is None else ""
        if not wrong and not proof.code_is_right(user, private_key, code):
            wrong = "code"
        if not wrong:
            renew(user, private_key, chosen)
    if wrong:
        trail.tell_teams(EventKind.LOGIN_FAILED, user, "change of passphrase")
    else:
        throttle.forgive(queue)
        trail.tell_teams(EventKind.KEY, user, "passphrase changed")
    return user, wrong


def renew(user: User, private_key: bytes, chosen: str) -> None:
    """Wrap the private key under a new passphrase, in a queue; sessions that are open end, a lock is lifted."""
    wrap_private_key(user, private_key, chosen)
    user.session_epoch += 1
    user.locked = False
    user.save(update_fields=["password", "private_key_box", "session_epoch", "locked"])
