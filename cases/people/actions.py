"""The writes of a case: log it, amend it, hear from the person. `amend` is the one writer of dossier and card."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Grant, Membership
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.clock import monday_of
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.countries.profile import Profile
from cases.people import ended, needtoknow, rules
from cases.people.card import card_of
from cases.people.codes import new_code
from cases.people.dossier import ContactChannel, Dossier
from cases.people.models import Case, Stage
from cases.risk import actions as risk
from cases.risk.factors import Factors
from cases.risk.facts import Category
from cases.risk.relief import Outlook
from cases.risk.score import Assessment as AssessmentRecord
from cases.timeline.actions import is_told, tell
from cases.timeline.models import EntryKind

Change = Callable[[Dossier], Dossier]
_CODE_TRIES = 8


class Stale(Exception):
    """The case was changed by somebody else since the form was opened."""


class Twice(Exception):
    """A case was logged with this ticket before, perhaps a moment ago."""


@transaction.atomic
def log_case(
    *,
    dossier: Dossier,
    category: str,
    country: str,
    by: Actor,
    on: date,
    restricted: bool = False,
    ticket: uuid.UUID | None = None,
) -> Case:
    """Log a new case: its key, dossier, card, first assessment, timeline and audit, or nothing at all.

    A `ticket` is the id of the new row: the same form sent twice raises `Twice` the second time.
    """
    case = _new_row(category=category, country=country, by=by, on=on, restricted=restricted, ticket=ticket)
    vault.new_case_key(case, by=by, restricted=restricted)
    if not by.sees_whole_team or restricted:
        Grant.objects.create(case=case, user=by.user)
    facts = msgspec.structs.replace(dossier.facts, country=country, category=Category(category))
    dossier = msgspec.structs.replace(dossier, logged_on=on, logged_by=by.user.handle, facts=facts)
    _store(case, dossier, by=by, on=on)
    tell(case=case, kind=EntryKind.LOGGED, by=by, on=on)
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="logged")
    return case


@transaction.atomic
def amend(
    *,
    case: Case,
    change: Change,
    by: Actor,
    on: date,
    why: str,
    version: int | None = None,
    entry: tuple[EntryKind, dict[str, object]] | None = (EntryKind.CHANGED, {}),
    category: str | None = None,
    country: str | None = None,
) -> Dossier:
    """Apply `change` to the dossier under a row lock and re-assess; return the new dossier.

    `version` is the one the actor saw; another one raises `Stale` and nothing is written. `entry` is the timeline
    entry to write (kind and data), or None when the caller writes its own.
    """
    ended.take_keys(case, by=by)
    row = Case.objects.select_for_update().get(pk=case.pk)
    if version is not None and row.version != version:
        raise Stale
    dossier = change(vault.open(row.dossier, by=by, why=why, shown=False))
    row.category, row.country = category or row.category, country or row.country
    facts = msgspec.structs.replace(dossier.facts, country=str(row.country), category=Category(row.category))
    dossier = msgspec.structs.replace(dossier, facts=facts)
    row.version += 1
    _store(row, dossier, by=by, on=on)
    if entry is not None:
        tell(case=row, kind=entry[0], by=by, on=on, data=entry[1])
    log.record(EventKind.CHANGED, by=by, cases=[row.pk], detail=why)
    case.version = row.version
    return dossier


def sent_before(case: Case, ticket: uuid.UUID | None) -> bool:
    """Tell whether a form has acted already. From now on, nobody else writes to the case before this one has."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    return is_told(case=case, ticket=ticket)


@transaction.atomic
def assess_again(*, cases: Iterable[uuid.UUID], by: Actor, on: date, agreed: bool = False) -> list[Case]:
    """Assess cases anew with the facts they have, because what assessments rest on has changed; return them.

    They fall from critical only where two have `agreed` on it.
    """
    rows = list(Case.objects.select_for_update(no_key=True).filter(pk__in=list(cases)).order_by("pk"))
    dossiers: list[Dossier] = vault.open_many([row.dossier for row in rows], by=by, why="assess again", shown=False)
    subjects = [_subject(row, dossier) for row, dossier in zip(rows, dossiers, strict=True)]
    records = risk.assess_all(subjects, by=by, on=on, agreed=agreed)
    moved = []
    for row, dossier, record in zip(rows, dossiers, records, strict=True):
        week = rules.quiet_week(dossier, record.band)
        if row.quiet_from != week:
            row.quiet_from = week
            moved.append(row)
    Case.objects.bulk_update(moved, ["quiet_from"])
    log.record(EventKind.CHANGED, by=by, cases=[row.pk for row in rows], detail="assessed again")
    return rows


def as_found(case: Case, dossier: Dossier, *, on: date) -> AssessmentRecord:
    """Return what the facts of a case alone give, whoever may lower it; nothing is stored."""
    return risk.as_found(_subject(case, dossier), on=on)


def as_if(profile: Profile, opened: Sequence[tuple[Case, Dossier]], *, by: Actor, on: date) -> list[AssessmentRecord]:
    """Return what the cases of a country would come to if its profile were this one; nothing is stored."""
    subjects = [_subject(case, dossier) for case, dossier in opened]
    return risk.assess_with(profile, subjects, team=by.own_team.pk, country=profile.code, on=on)


def weighed(
    opened: Sequence[tuple[Case, Dossier]], factors: Factors, *, on: date
) -> list[tuple[AssessmentRecord, AssessmentRecord]]:
    """Return what cases come to with the weights in force, and what with others; nothing is stored."""
    return risk.assess_weighed([_subject(case, dossier) for case, dossier in opened], factors, on=on)


def outlook(case: Case, dossier: Dossier, *, on: date) -> Outlook:
    """Return what would lower a case; nothing is stored."""
    return risk.outlook(_subject(case, dossier), on=on)


@transaction.atomic
def log_contact(
    *,
    case: Case,
    day: date,
    channel: ContactChannel,
    note: str,
    by: Actor,
    on: date,
    then: Change = lambda dossier: dossier,
    ticket: uuid.UUID | None = None,
) -> None:
    """Record that the person was heard from; silence counts anew from the latest such day.

    `then` is what else changes in the dossier with it.
    """
    if sent_before(case, ticket):
        return

    def heard(dossier: Dossier) -> Dossier:
        latest = max(filter(None, (dossier.last_contact_on, day)))
        return then(msgspec.structs.replace(dossier, last_contact_on=latest))

    amend(case=case, change=heard, by=by, on=on, why="contact", entry=None)
    data = {"channel": channel.value}
    tell(case=case, kind=EntryKind.CONTACT, by=by, on=PartialDate.of(day), note=note, data=data, ticket=ticket)


@transaction.atomic
def note(*, case: Case, day: date, text: str, by: Actor, ticket: uuid.UUID | None = None) -> None:
    """Write a note into the timeline."""
    if sent_before(case, ticket):
        return
    ended.take_keys(case, by=by)
    tell(case=case, kind=EntryKind.NOTE, by=by, on=day, note=text, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="note")


@transaction.atomic
def set_stage(*, case: Case, stage: Stage, reason: str, by: Actor, on: date, ticket: uuid.UUID | None = None) -> None:
    """Move our work on the case to another stage."""
    if sent_before(case, ticket):
        return
    ended.take_keys(case, by=by)
    row = Case.objects.select_for_update().get(pk=case.pk)
    row.stage = stage
    row.version += 1
    row.save(update_fields=["stage", "version"])
    tell(case=row, kind=EntryKind.CHANGED, by=by, on=on, note=reason, data={"stage": stage.value}, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[row.pk], detail="stage")


@transaction.atomic
def assign(*, case: Case, to: Membership | None, by: Actor, on: date, ticket: uuid.UUID | None = None) -> None:
    """Give the case to a colleague; an activist is given access and the case's key with it."""
    needtoknow.may_decide(by, case).require()
    if to is not None and (to.team_id != case.team_id or to.state != Membership.State.ACTIVE):
        raise Refused(_("This person is not in the team."))
    if sent_before(case, ticket):
        return
    ended.take_keys(case, by=by)
    given = Grant.objects.filter(case=case, user=to.user).first() if to else None
    if to is not None and given is None:
        needtoknow.may_name(by, case).require()
    if to is not None and (to.role == "activist" or case.restricted):
        give_access(case=case, to=to, by=by, until=given.until if given else None)
    row = Case.objects.select_for_update().get(pk=case.pk)
    row.assignee = to.user if to else None
    if to is not None and row.stage == Stage.NEW:
        row.stage = Stage.ACTIVE
    row.version += 1
    row.save(update_fields=["assignee", "stage", "version"])
    told = {"to": to.user.handle if to else ""}
    tell(case=case, kind=EntryKind.ASSIGNED, by=by, on=on, data=told, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="assigned")


def give_access(*, case: Case, to: Membership, by: Actor, until: date | None = None) -> None:
    """Let a colleague see and open the case."""
    Grant.objects.update_or_create(case=case, user=to.user, defaults={"until": until})
    vault.give_case_key(case, to, by=by)


def _new_row(*, category: str, country: str, by: Actor, on: date, restricted: bool, ticket: uuid.UUID | None) -> Case:
    """Insert the clear columns under a code nobody has; the sealed ones follow in the same transaction."""
    for _try in range(_CODE_TRIES):
        case = Case(
            id=ticket or uuid.uuid4(),
            team=by.own_team,
            code=new_code(),
            category=category,
            country=country,
            restricted=restricted,
            week_created=monday_of(on),
            card=b"",
            dossier=b"",
        )
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError:
            if ticket and Case.objects.filter(pk=ticket).exists():
                raise Twice from None
            continue
        return case
    raise RuntimeError("no free case code")


def _subject(case: Case, dossier: Dossier) -> risk.Subject:
    return risk.Subject(case, dossier.assessed, partial(rules.lives_in, dossier.city))


def _store(case: Case, dossier: Dossier, *, by: Actor, on: date) -> None:
    """Seal dossier and card, re-assess, and set the week in which silence begins."""
    with vault.holding(case.pk, by=by):
        vault.seal(case, "dossier", dossier, by=by)
        vault.seal(case, "card", card_of(dossier), by=by)
        assessment = risk.assess_all([_subject(case, dossier)], by=by, on=on)[0]
    case.quiet_from = rules.quiet_week(dossier, assessment.band)
    case.save()
