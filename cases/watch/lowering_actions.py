"""Nobody alone lets a case fall from critical: one asks with a reason and signs, a second agrees or refuses."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people import ended, needtoknow
from cases.people.models import Case
from cases.risk import actions as risk
from cases.risk.facts import Band
from cases.risk.models import Standing
from cases.risk.steps import segment_on
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind
from cases.watch import rules, signature
from cases.watch.models import Lowering, LoweringBody


@transaction.atomic
def ask(*, case: Case, reason: str, by: Actor, on: date, ticket: UUID | None = None) -> None:
    """Ask a second person to let a case fall to what its facts give now; one that has lapsed gives way."""
    needtoknow.may_decide(by, case).require()
    if people.sent_before(case, ticket):
        return
    ended.take_keys(case, by=by)
    number, stands, found = _now(case, by, on)
    rules.can_ask_to_lower(stands, found).require()
    earlier = _pending(case)
    if earlier is not None:
        body: LoweringBody = vault.open(earlier.body, by=by, why="lowering")
        if not rules.has_lapsed(Band(body.band), stands, found):
            raise Refused(_("Somebody has asked already. The answer of a second person is waited for."))
        _settle(earlier, body, "void", by, on)
    row = Lowering(case=case, team_id=case.team_id)
    body = LoweringBody(asked_on=on, asked_by=by.user.handle, reason=reason, band=found.value, assessment=number)
    body = msgspec.structs.replace(body, signature=by.keyring.sign(signature.asked(row, body)))
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    data = {"act": "asked", "band": body.band}
    tell(case=case, kind=EntryKind.LOWERED, by=by, on=on, note=reason, data=data, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="lowering asked")


@transaction.atomic
def answer(*, case: Case, agreed: bool, said: str, by: Actor, on: date, ticket: UUID | None = None) -> bool:
    """Agree, and the case is assessed anew and falls; or refuse, and it stays. Return whether the request still held.

    One that has lapsed meanwhile is settled as void, whatever is answered.
    """
    needtoknow.may_decide(by, case).require()
    if people.sent_before(case, ticket):
        return True
    ended.take_keys(case, by=by)
    row, body = _open_request(case, by)
    rules.can_answer(body.asked_by, by.user.handle).require()
    _number, stands, found = _now(case, by, on)
    if rules.has_lapsed(Band(body.band), stands, found):
        _settle(row, body, "void", by, on)
        return False
    body = msgspec.structs.replace(body, answered_on=on, answered_by=by.user.handle, agreed=agreed, answer=said)
    if by.can(Permission.RISK_SIGN):
        body = msgspec.structs.replace(body, second_signature=by.keyring.sign(signature.answered(row, body)))
    if agreed:
        people.assess_again(cases=[case.pk], by=by, on=on, agreed=True)
        risk.fell_to(case=case, band=found)
    _settle(row, body, "agreed" if agreed else "refused", by, on, note=said, ticket=ticket, band=found)
    return True


@transaction.atomic
def withdraw(*, case: Case, by: Actor, on: date) -> None:
    """Take a request back; pressed twice, the second press finds nothing."""
    needtoknow.may_decide(by, case).require()
    people.sent_before(case, None)
    ended.take_keys(case, by=by)
    row = _pending(case)
    if row is not None:
        body: LoweringBody = vault.open(row.body, by=by, why="lowering")
        _settle(row, msgspec.structs.replace(body, answered_on=on, answered_by=by.user.handle), "withdrawn", by, on)


def _pending(case: Case) -> Lowering | None:
    return Lowering.objects.select_for_update(of=("self",)).filter(case=case, settled=False).first()


def _open_request(case: Case, by: Actor) -> tuple[Lowering, LoweringBody]:
    row = _pending(case)
    if row is None:
        raise Refused(_("Somebody has answered meanwhile, or the request was taken back."))
    body: LoweringBody = vault.open(row.body, by=by, why="lowering")
    return row, body


def _now(case: Case, by: Actor, on: date) -> tuple[int, Band, Band]:
    """Return the number of the newest assessment, the band in which the case stands, and the one its facts give."""
    row = Case.objects.get(pk=case.pk)
    standing = Standing.objects.select_related("assessment").get(case_id=case.pk)
    sealed: list[Any] = [row.dossier, standing.assessment.body]
    dossier, record = vault.open_many(sealed, by=by, why="lowering", shown=False)
    stands = segment_on(record.segments, on).band
    return standing.assessment.number, stands, people.as_found(row, dossier, on=on).band


def _settle(
    row: Lowering,
    body: LoweringBody,
    act: str,
    by: Actor,
    on: date,
    *,
    note: str = "",
    ticket: UUID | None = None,
    band: Band | None = None,
) -> None:
    row.settled = True
    row.version += 1
    vault.seal(row, "body", body, by=by)
    row.save()
    data = {"act": act, "band": band.value if band else body.band}
    tell(case=row.case, kind=EntryKind.LOWERED, by=by, on=on, note=note, data=data, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail=f"lowering {act}")
