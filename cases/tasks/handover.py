"""All work of one person for another: seen first, then passed on case by case, each whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Membership
from cases.access.permissions import Permission
from cases.access.scope import visible_to
from cases.applications import deadline_actions as dates
from cases.applications.models import Deadline
from cases.base.progress import Steps
from cases.base.verdict import Refused, Verdict
from cases.people import actions as people
from cases.people import needtoknow
from cases.people.models import Case, Stage
from cases.tasks.keyless import keyless
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind

SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of cases, as many as a page shows, and how many there are."""

    codes: Sequence[str]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.codes)


@dataclass(frozen=True, slots=True)
class Preview:
    """What one person has, and what of it the other cannot open now."""

    cases: Codes
    only_dates: Codes
    dates: int
    hidden: Codes

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not (self.cases.count or self.only_dates.count)


def preview(giver: Membership, to: Membership | None, *, by: Actor) -> Preview:
    """Return what would pass from one person to another."""
    rows = list(_work_of(giver, by=by))
    theirs = [row.code for row in rows if row.assignee_id == giver.user_id]
    only_dates = [row.code for row in rows if row.assignee_id != giver.user_id]
    count = sum(getattr(row, "dated", 0) for row in rows)
    seen = _seen_by(to, rows) if to else {row.pk for row in rows}
    return Preview(_codes(theirs), _codes(only_dates), count, _codes([row.code for row in rows if row.pk not in seen]))


def can_receive(giver: Membership, to: Membership) -> Verdict:
    """Work passes between two people of one team, to one who works in it."""
    fits = giver.pk != to.pk and giver.team_id == to.team_id and to.state == Membership.State.ACTIVE
    return Verdict(fits, "" if fits else _("This person is not in the team."))


def steps(giver: Membership, to: Membership, *, hidden: bool, by: Actor, on: date) -> Steps:
    """Pass on one case a line. Without `hidden`, what the receiver cannot open stays where it is.

    Whoever loses session, place or role in between stops before the next; what is done stays done.
    """
    can_receive(giver, to).require()
    rows = list(_work_of(giver, by=by))
    seen = _seen_by(to, rows)
    for row in rows:
        if row.pk in seen or hidden:
            yield f"{row.code}: {_pass_on(row, giver, to, by=by, on=on)}"
        else:
            yield _("%(code)s: stays, %(who)s cannot open it") % {"code": row.code, "who": to.user.handle}
        by.renew()
        if not by.can(Permission.TEAM_MANAGE):
            raise PermissionDenied


def _pass_on(row: Case, giver: Membership, to: Membership, *, by: Actor, on: date) -> str:
    try:
        case, count = hand_over(case=row, giver=giver, to=to, by=by, on=on)
    except (Refused, vault.NoKey) as refusal:
        return _("not handed over: %(reason)s") % {"reason": str(refusal) or _("you hold no key of it")}
    said = [_("the case")] if case else []
    said += [ngettext("%(n)d date", "%(n)d dates", count) % {"n": count}] if count else []
    return ", ".join(said) or _("nothing left to hand over")


@transaction.atomic
def hand_over(*, case: Case, giver: Membership, to: Membership, by: Actor, on: date) -> tuple[bool, int]:
    """Pass on what somebody has in one case: the case if it is theirs, and their dates; return what was passed on.

    Who cannot see the case is given access, and its key.
    """
    needtoknow.may_decide(by, case).require()
    can_receive(giver, to).require()
    dates.lock_case(case.pk)
    row = Case.objects.select_related("team").get(pk=case.pk)
    theirs = row.assignee_id == giver.user_id and row.stage != Stage.CLOSED
    if theirs:
        people.assign(case=row, to=to, by=by, on=on)
    count = Deadline.objects.filter(case=row, assignee=giver.user_id, done=False).count()
    if count and not _seen_by(to, [row]):
        needtoknow.may_name(by, row).require()
        people.give_access(case=row, to=to, by=by)
        tell(case=row, kind=EntryKind.ACCESS, by=by, on=on, data={"to": to.user.handle})
    if count:
        dates.pass_on(case=row, giver=giver.user, to=to, by=by, on=on)
    return theirs, count


def _work_of(giver: Membership, *, by: Actor) -> QuerySet[Case]:
    """Return the cases in which somebody has work, each with how many open dates are theirs."""
    dated = Q(deadlines__assignee=giver.user_id, deadlines__done=False)
    has_dates = Exists(Deadline.objects.filter(case=OuterRef("pk"), assignee=giver.user_id, done=False))
    follows = Q(assignee=giver.user_id) & ~Q(stage=Stage.CLOSED)
    found = Case.objects.visible_to(by).filter(follows | Q(has_dates))
    found = found.only("team", "code", "assignee", "stage", "restricted").order_by("code")
    return found.annotate(dated=Count("deadlines", filter=dated))


def _seen_by(to: Membership, rows: Sequence[Case]) -> set[object]:
    seen = Case.objects.filter(visible_to(keyless(to)), pk__in=[row.pk for row in rows])
    return set(seen.values_list("pk", flat=True))


def _codes(codes: list[str]) -> Codes:
    return Codes(codes[:SHOWN], len(codes))
