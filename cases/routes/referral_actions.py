"""The writes of collective referrals. Nobody is in one without consent, when added and again when submitted."""

import uuid
from collections.abc import Collection
from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.applications import actions as applications
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Referral, ReferralItem, ReferralItemBody
from cases.applications.procedure import Procedure
from cases.applications.work import Report, ToldBy
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.clock import monday_of
from cases.base.dates import PartialDate
from cases.base.tickets import row_id
from cases.base.verdict import Refused
from cases.people import needtoknow
from cases.people.actions import Stale
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.routes import referral_rules, rules
from cases.routes.gathering import Result
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind


@transaction.atomic
def begin(*, procedure: Procedure, by: Actor, ticket: uuid.UUID | None = None) -> Referral:
    """Begin to put cases together for a procedure; the same form sent twice begins one."""
    rules.may_edit(by).require()
    referral_rules.can_begin(procedure).require()
    row = Referral(id=row_id(ticket, by.own_team.pk), team=by.own_team, procedure=procedure.id)
    if twin := Referral.objects.filter(pk=row.pk).first():
        return twin
    row.save(force_insert=True)
    log.record(EventKind.CHANGED, by=by, detail="referral begun")
    return row


@transaction.atomic
def add(*, referral: Referral, case: Case, by: Actor, on: date) -> ReferralItem:
    """Put a case in, if the person agreed that their details are passed on. One that is in already stays as it is."""
    rules.may_edit(by).require()
    needtoknow.may_decide(by, case).require()
    known = Case.objects.select_for_update().get(pk=case.pk)
    row = _lock(referral)
    if twin := ReferralItem.objects.filter(referral=row, case=known).first():
        return twin
    referral_rules.can_gather(row, row.items.count()).require()
    _require_consent(known, by)
    item = ReferralItem(case=known, referral=row)
    vault.seal(item, "body", ReferralItemBody(by=by.user.handle), by=by)
    item.save(force_insert=True)
    _tell(item, "added", by=by, on=on)
    return item


@transaction.atomic
def take_out(*, item: ReferralItem, by: Actor, on: date) -> None:
    """Take a case out before it is submitted."""
    rules.may_edit(by).require()
    row = _lock_item(item)
    referral_rules.can_take_out(_body(row, by)).require()
    _tell(row, "removed", by=by, on=on)
    row.delete()


@transaction.atomic
def gather(
    *, item: ReferralItem, have: Collection[str], note: str, by: Actor, version: int | None = None
) -> ReferralItem:
    """Keep which points of the checklist are done, and a note. `version` is the one the actor saw."""
    rules.may_edit(by).require()
    row = _lock_item(item, version)
    return _keep(row, msgspec.structs.replace(_body(row, by), have=tuple(sorted(have)), note=note), by)


@transaction.atomic
def answer(
    *,
    item: ReferralItem,
    result: Result,
    answered_on: PartialDate,
    by: Actor,
    version: int | None = None,
) -> ReferralItem:
    """Record what the authority answered about a case. The application is moved on its own page, with its dates."""
    rules.may_edit(by).require()
    row = _lock_item(item, version)
    known = _body(row, by)
    referral_rules.can_answer(known).require()
    if (known.result, known.result_on) == (result, answered_on):
        return row
    _tell(row, result.value, by=by, on=answered_on)
    return _keep(row, msgspec.structs.replace(known, result=result.value, result_on=answered_on), by)


@transaction.atomic
def send(*, referral: Referral, day: date, by: Actor, version: int | None = None) -> Referral:
    """Mark a referral as submitted. Its cases follow one by one (see `submit`); those held back may follow later."""
    rules.may_edit(by).require()
    row = _lock(referral)
    if version is not None and row.version != version:
        raise Stale
    referral_rules.can_submit(row).require()
    log.record(EventKind.CHANGED, by=by, detail="referral submitted")
    return _set(row, Referral.State.SUBMITTED, week=row.week or monday_of(day))


@transaction.atomic
def end(*, referral: Referral, by: Actor, version: int | None = None) -> Referral:
    """Say that no more is expected of a referral."""
    rules.may_edit(by).require()
    row = _lock(referral)
    if version is not None and row.version != version:
        raise Stale
    referral_rules.can_end(row).require()
    log.record(EventKind.CHANGED, by=by, detail="referral over")
    return _set(row, Referral.State.OVER)


@transaction.atomic
def submit(*, item: ReferralItem, day: date, by: Actor, on: date) -> bool:
    """Submit one case of a referral: its application is moved, or opened at that step. Return whether it was now.

    Consent is asked for once more, as it may have been withdrawn since the case was put in.
    """
    rules.may_edit(by).require()
    row = _lock_item(item)
    known = _body(row, by)
    if known.submitted_on:
        return False
    _require_consent(row.case, by)
    row.application = _move_on(row.case, procedures()[row.referral.procedure], day, by=by, on=on)
    _tell(row, "submitted", by=by, on=day)
    _keep(row, msgspec.structs.replace(known, submitted_on=day), by)
    return True


def _move_on(case: Case, procedure: Procedure, day: date, *, by: Actor, on: date) -> Application:
    """Move the open application of the case to the step of submission, or take one up there."""
    step = referral_rules.step_of(procedure)
    note = _("Submitted together with other cases.")
    report = Report(move=step, on=PartialDate.of(day), told_by=ToldBy.OTHER, note=note)
    mine = Application.objects.filter(case=case, procedure=procedure.id, closed=False).order_by("-week_opened", "pk")
    row = mine.first()
    if row is None:
        return applications.open_application(case=case, procedure=procedure, report=report, by=by, on=on)
    if row.stage != step:
        referral_rules.can_move_on(procedure, row).require()
        applications.move(application=row, report=report, by=by, on=on)
    return row


def _require_consent(case: Case, by: Actor) -> None:
    dossier: Dossier = vault.open(case.dossier, by=by, why="referral", shown=False)
    needtoknow.can_be_shared(dossier.consent).require()


def _lock(referral: Referral) -> Referral:
    return Referral.objects.select_for_update().get(pk=referral.pk)


def _lock_item(item: ReferralItem, version: int | None = None) -> ReferralItem:
    """Lock the case, as everybody does who writes below it, then its place in the referral."""
    case = Case.objects.select_for_update().get(pk=item.case_id)
    found = ReferralItem.objects.select_for_update(of=("self",)).select_related("referral")
    row = found.filter(pk=item.pk).first()
    if row is None:
        raise Refused(_("This case is no longer in the referral."))
    if version is not None and row.version != version:
        raise Stale
    row.case = case
    return row


def _body(row: ReferralItem, by: Actor) -> ReferralItemBody:
    body: ReferralItemBody = vault.open(row.body, by=by, why="referral")
    return body


def _keep(row: ReferralItem, body: ReferralItemBody, by: Actor) -> ReferralItem:
    vault.seal(row, "body", msgspec.structs.replace(body, by=by.user.handle), by=by)
    row.version += 1
    row.save(update_fields=["version", "body", "application"])
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="referral")
    return row


def _set(row: Referral, state: Referral.State, *, week: date | None = None) -> Referral:
    row.state, row.week = state, week or row.week
    row.version += 1
    row.save(update_fields=["state", "week", "version"])
    return row


def _tell(row: ReferralItem, act: str, *, by: Actor, on: PartialDate | date) -> None:
    told = {"act": act, "procedure": row.referral.procedure, "referral": str(row.referral_id)}
    tell(case=row.case, kind=EntryKind.REFERRAL, by=by, on=on, data=told)
