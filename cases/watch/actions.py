"""The writes of watching over people: reviews, overrides, detentions. Facts change through `people.actions.amend`."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk import actions as risk
from cases.risk.facts import Direction, Override
from cases.risk.models import Standing
from cases.risk.score import Assessment as AssessmentRecord
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind
from cases.watch import rules
from cases.watch.models import ChecklistTick, Detention, DetentionBody, Outcome, Review, ReviewBody
from cases.watch.signature import statement

# Reviews ------------------------------------------------------------------------------------------------


@transaction.atomic
def review(
    *, case: Case, note: str, by: Actor, on: date, next_on: date | None = None, ticket: UUID | None = None
) -> date:
    """Record that somebody looked and stands by the band; a coordinator's review is signed.

    The next review is due by the rhythm of the band, or on an earlier day; it is returned.
    """
    if people.sent_before(case, ticket):
        return Standing.objects.get(case_id=case.pk).review_on
    people.amend(case=case, change=_with(reviewed_on=on), by=by, on=on, why="review", entry=None)
    standing = Standing.objects.select_related("assessment").get(case_id=case.pk)
    record: AssessmentRecord = vault.open(standing.assessment.body, by=by, why="review")
    due = standing.review_on
    if next_on is not None:
        rules.can_look_again(next_on, on).require()
        due = min(due, next_on)
    risk.stand_by(case=case, band=record.band, review_on=due)
    body = ReviewBody(on=on, by=by.user.handle, band=record.band.value, next_on=due, note=note)
    row = Review(case=case, number=_last_review(case) + 1)
    if by.can(Permission.RISK_SIGN):
        body = msgspec.structs.replace(body, signature=by.keyring.sign(statement(case.pk, row.number, body)))
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    tell(case=case, kind=EntryKind.REVIEWED, by=by, on=on, note=note, data={"band": body.band}, ticket=ticket)
    return due


def _last_review(case: Case) -> int:
    return Review.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0


# Overrides ----------------------------------------------------------------------------------------------


@transaction.atomic
def override(*, case: Case, said: Override, by: Actor, on: date, ticket: UUID | None = None) -> None:
    """Hold the band up or down until a day; an earlier override in the same direction gives way."""
    rules.can_hold_until(said.until, on).require()
    if people.sent_before(case, ticket):
        return

    def change(dossier: Dossier) -> Dossier:
        kept = _kept(dossier, said.direction, on)
        return _with(overrides=(*kept, said))(dossier)

    data = {"band": said.band.value, "direction": said.direction.value, "until": said.until.isoformat()}
    people.amend(case=case, change=change, by=by, on=on, why="override", entry=None)
    tell(case=case, kind=EntryKind.OVERRIDDEN, by=by, on=on, note=said.reason, data=data, ticket=ticket)


@transaction.atomic
def lift(*, case: Case, direction: Direction, by: Actor, on: date) -> None:
    """End the override of one direction before its day, unless it has ended already."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    facts = vault.open(row.dossier, by=by, why="override lifted", shown=False).facts
    if not any(o.direction == direction and o.until >= on for o in facts.overrides):
        return

    def change(dossier: Dossier) -> Dossier:
        return _with(overrides=_kept(dossier, direction, on))(dossier)

    people.amend(case=case, change=change, by=by, on=on, why="override lifted", entry=None)
    tell(case=case, kind=EntryKind.OVERRIDDEN, by=by, on=on, data={"lifted": direction.value})


def _kept(dossier: Dossier, direction: Direction, on: date) -> tuple[Override, ...]:
    return tuple(o for o in dossier.facts.overrides if o.direction != direction and o.until >= on)


# Detentions ---------------------------------------------------------------------------------------------


@transaction.atomic
def detain(
    *,
    case: Case,
    place: str,
    actor: str,
    note: str,
    by: Actor,
    on: date,
    hours_ago: int = 0,
    ticket: UUID | None = None,
) -> Detention:
    """Report a person as detained: critical at once, clocks running from the hour they were taken.

    Pressed twice, the first report stands; what a second person reports while the clocks run is kept in the timeline.
    """
    again, data = people.sent_before(case, ticket), {"place": place, "actor": actor}
    running = Detention.objects.filter(case=case, ended=False).first()
    if running is not None:
        if not again and any((place, actor, note)):
            tell(case=case, kind=EntryKind.DETAINED, by=by, on=on, note=note, data=data, ticket=ticket)
        return running
    now = clock.now()
    since = now - timedelta(hours=hours_ago)
    zone = ZoneInfo(by.zone)
    taken_on = on - (now.astimezone(zone).date() - since.astimezone(zone).date())
    people.amend(case=case, change=_seized(taken_on), by=by, on=on, why="detained", entry=None)
    row = Detention(case=case, team_id=case.team_id)
    body = DetentionBody(
        since=since,
        reported_at=now,
        reported_by=by.user.handle,
        country=str(case.country),
        place=place,
        actor=actor,
        note=note,
    )
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    tell(case=case, kind=EntryKind.DETAINED, by=by, on=on, note=note, data=data, ticket=ticket)
    return row


@transaction.atomic
def tick(*, detention: Detention, item: str, done: bool, by: Actor) -> None:
    """Tick an item of the checklist, or take the tick back; done twice it counts once."""
    row = _running(detention)
    body: DetentionBody = vault.open(row.body, by=by, why="checklist")
    others = tuple(earlier for earlier in body.ticks if earlier.item != item)
    if done == (len(others) < len(body.ticks)):
        return
    ticks = (*others, ChecklistTick(item=item, at=clock.now(), by=by.user.handle)) if done else others
    _write(row, msgspec.structs.replace(body, ticks=ticks), by)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="checklist")


@transaction.atomic
def end(*, detention: Detention, outcome: Outcome, note: str, by: Actor, on: date, ticket: UUID | None = None) -> None:
    """End a detention. After a release the police there know the person; after a hand-over the case stays critical."""
    if people.sent_before(detention.case, ticket):
        return
    row = _running(detention)
    body: DetentionBody = vault.open(row.body, by=by, why="detention")
    row.ended = True
    _write(row, msgspec.structs.replace(body, outcome=outcome.value, ended_at=clock.now()), by)
    changes = {
        Outcome.RELEASED: _with(detained=False, detained_on=None, stopped_before=True),
        Outcome.MISTAKE: _with(detained=False, detained_on=None),
    }
    if change := changes.get(outcome):
        people.amend(case=row.case, change=change, by=by, on=on, why="detention ended", entry=None)
    else:
        log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="detention ended")
    data = {"outcome": outcome.value}
    tell(case=row.case, kind=EntryKind.RELEASED, by=by, on=on, note=note, data=data, ticket=ticket)


def _running(detention: Detention) -> Detention:
    row = Detention.objects.select_for_update(of=("self",)).select_related("case").get(pk=detention.pk)
    if row.ended:
        raise Refused(_("Somebody has ended this detention already."))
    return row


def _seized(on: date) -> people.Change:
    def change(dossier: Dossier) -> Dossier:
        since = dossier.facts.detained_on if dossier.facts.detained else None
        return _with(detained=True, detained_on=since or PartialDate.of(on))(dossier)

    return change


def _with(**facts: object) -> people.Change:
    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, **facts))

    return change


def _write(row: Detention, body: DetentionBody, by: Actor) -> None:
    row.version += 1
    vault.seal(row, "body", body, by=by)
    row.save()
