"""Decisions about files and testimony."""

from typing import Final

from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.base.verdict import ALLOWED, Verdict
from cases.evidence.consent import faults
from cases.evidence.models import FileBody, TestimonyDetails
from cases.evidence.words import FAULTS
from cases.keys.stream import PIECE
from cases.people.models import Case
from cases.people.needtoknow import may_decide

MOST_FILES: Final = 100  # of one case
MOST_CHUNKS: Final = 1_600
MOST_MEGABYTES: Final = MOST_CHUNKS * PIECE // 1024**2


def megabytes(chunks: int) -> int:
    """Return what chunks take, in whole megabytes, rounded up."""
    return -(-chunks * PIECE // 1024**2)


def has_room(files: int, chunks: int, more: int) -> Verdict:
    """A case holds so many files, and so much: one person's papers, and no archive."""
    if files >= MOST_FILES:
        return Verdict(False, _("This case holds %(n)d files, which is the most. Delete one first.") % {"n": files})
    if chunks + more > MOST_CHUNKS:
        full = _("The files of one case may take %(n)d MB, and these are full. Delete one first.")
        return Verdict(False, full % {"n": MOST_MEGABYTES})
    return ALLOWED


def may_delete(actor: Actor, case: Case, body: FileBody) -> Verdict:
    """Members delete any file of their team's cases; who is not one deletes what they added themselves.

    So a stolen account of an activist destroys little, and a case that is shared keeps what its team put there.
    """
    if (actor.sees_whole_team and may_decide(actor, case)) or body.added_by == actor.user.handle:
        return ALLOWED
    return Verdict(False, _("You can delete the files that you added yourself. For this one, ask a caseworker."))


def can_stand(said: TestimonyDetails) -> Verdict:
    """What is recorded of consent and publication goes together."""
    fault = next(faults(said), None)
    return Verdict(False, str(FAULTS[fault[1]])) if fault else ALLOWED
