"""Step-up: before keys, exports and changes of members, passphrase and code again, however fresh the session looks.

A login has just given both, so it counts; a PIN does not.
"""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from cases.access import proof, sessions, throttle
from cases.access.actor import Actor
from cases.access.models import User
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock

LASTS: Final = timedelta(minutes=10)


def is_proven(request: HttpRequest) -> bool:
    """Tell whether passphrase and code were given in this session within the last ten minutes."""
    stamp = request.session.get(sessions.PROVED)
    return stamp is not None and clock.now() - datetime.fromisoformat(stamp) < LASTS


def queue_of(user: User) -> throttle.Queue:
    """Return the queue in which somebody who is logged in gives the passphrase again."""
    return throttle.Queue(f"prove {user.pk}", known=True)


def wrong_part(*, passphrase: str, code: str, by: Actor) -> str:
    """Return the name of what was wrong, or nothing. The person is logged in, so naming it helps only them.

    Their tries have a queue of their own, which no stranger can fill. Raises `throttle.Busy`.
    """
    queue = queue_of(by.user)
    with throttle.queued(queue):
        opened = proof.derive(by.user, passphrase)
    wrong = "passphrase" if opened is None else ""
    if not wrong and not proof.code_is_right(by.user, by.keyring.private_key, code):
        wrong = "code"
    if wrong:
        log.record_failure(EventKind.LOGIN_FAILED, by=by, detail="step-up")
    else:
        throttle.forgive(queue)
    return wrong
