"""Plays an invented case's story: every line of it is an action that somebody's click would call."""

from datetime import date, timedelta
from typing import Final

import msgspec

from cases import vault
from cases.access.actor import Actor
from cases.applications import actions as applications
from cases.applications.catalogue import procedures
from cases.applications.closing import set_stage
from cases.applications.deadline_actions import add_date, meet_deadline
from cases.applications.models import Deadline
from cases.applications.work import Report
from cases.base.dates import PartialDate
from cases.demo.filings import Filing
from cases.demo.journeys import Journey, Step
from cases.demo.plot import (
    Appointment,
    Awaited,
    Change,
    Contact,
    Detention,
    Happening,
    Override,
    Review,
    Sheet,
    Story,
    Told,
)
from cases.evidence import actions as evidence
from cases.evidence.receiving import Received, receive
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case, Stage
from cases.risk.facts import Override as OverrideRecord
from cases.stay.actions import take_stamps
from cases.stay.pairing import pair
from cases.stay.stamps import read
from cases.tasks import checkins
from cases.tasks.checkins import Agreement
from cases.timeline.models import EntryKind
from cases.watch import actions as watch

Cast = dict[str, Actor]
_NOTICED_BY_THEN: Final = timedelta(days=45)  # no team leaves a date open longer
_LATE: Final = timedelta(days=4)
_OVER: Final = "Больше не нужно: дело окончено."
_LEFT: Final = {Stage.CLOSED: _OVER, Stage.SAFE: "Человек в безопасности, сроки ведём дальше."}


def play(story: Story, cast: Cast, today: date) -> Case:
    """Log the case and let everything happen, in the order of the days."""
    logger = cast[story.logged_by]
    case = people.log_case(
        dossier=story.dossier,
        category=story.category,
        country=story.country,
        by=logger,
        on=story.logged_on,
        restricted=story.restricted,
    )
    if story.stamps:
        _type_in(story.stamps, case, logger, story.logged_on)
    member = _member(story, cast)
    if story.assignee:
        people.assign(case=case, to=cast[story.assignee].membership, by=member, on=story.logged_on)
    for happening in story.happenings:
        _happen(happening, case, logger if isinstance(happening, Contact) else member)
    for journey in story.journeys:
        _travel(journey, case, member, cast, today)
    if story.kept_up:
        _keep_up(case, member, today)
    for appointment in story.dates:
        _write_down(appointment, case, member)
    if story.awaited:
        _agree(story.awaited, case, member)
    for one in story.evidence:
        _keep(one, case, member)
    if story.assignee and story.stage is not Stage.ACTIVE:
        set_stage(case=case, stage=story.stage, reason="", leftover=_LEFT.get(story.stage, ""), by=member, on=today)
    return case


def _type_in(lines: str, case: Case, by: Actor, on: date) -> None:
    """Type in stamps as a list, and write them into the case."""
    known: Dossier = vault.open(case.dossier, by=by, why="stamps")
    take_stamps(case=case, pairing=pair(read(lines, on).stamps, known), by=by, on=on)


def _member(story: Story, cast: Cast) -> Actor:
    """Who works on the case: the assignee or, for an activist's and a restricted one, somebody who may."""
    assignee = cast.get(story.assignee)
    if assignee is None or story.restricted or not assignee.sees_whole_team:
        return _lead(cast)
    return assignee


def _lead(cast: Cast) -> Actor:
    return next(actor for actor in cast.values() if actor.keyring.holds_lead)


def _happen(happening: Happening, case: Case, by: Actor) -> None:
    on = happening.on
    match happening:
        case Contact():
            checkins.hear(case=case, day=on, channel=happening.channel, note=happening.note, by=by, on=on)
        case Change():
            entry: tuple[EntryKind, dict[str, object]] = (EntryKind.CHANGED, {"items": list(happening.items)})
            people.amend(case=case, change=_learn(happening), by=by, on=on, why="edit", entry=entry)
        case Review():
            watch.review(case=case, note=happening.note, by=by, on=on)
        case Override():
            watch.override(case=case, said=_said(happening, by), by=by, on=on)
        case Detention():
            watch.detain(
                case=case,
                place=happening.place,
                actor="",
                note=happening.note,
                hours_ago=happening.hours_ago,
                by=by,
                on=on,
            )


def _learn(learned: Change) -> people.Change:
    """Put in what was learned, and leave the rest as it has become."""

    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, **learned.facts))

    return change


def _said(held: Override, by: Actor) -> OverrideRecord:
    return OverrideRecord(
        direction=held.direction,
        band=held.band,
        until=held.until,
        reason=held.reason,
        by=by.user.handle,
        set_on=held.on,
    )


def _travel(journey: Journey, case: Case, by: Actor, cast: Cast, today: date) -> None:
    first, *rest = journey.steps
    procedure, filing = procedures()[journey.procedure], Filing(journey)
    row = applications.open_application(case=case, procedure=procedure, report=_report(first), by=by, on=today)
    for step in rest:
        leftover = _OVER if journey.over and step is rest[-1] else ""
        applications.move(application=row, report=_report(step, filing), by=by, on=today, leftover=leftover)
    if papers := filing.papers(procedure):
        applications.keep_papers(application=row, papers=papers, by=by)
    lead = _lead(cast)
    if vetting := filing.vetting(lead.user.handle, today):
        applications.vet(application=row, vetting=vetting, by=lead)
    for late in row.deadlines.filter(done=False, due_on__lt=today - _NOTICED_BY_THEN):
        meet_deadline(deadline=late, met_on=late.due_on or today, note="", by=by)


def _keep_up(case: Case, by: Actor, today: date) -> None:
    """Meet the dates that went by: most teams do, and leave some."""
    for deadline in Deadline.objects.filter(case=case, done=False, due_on__lt=today - _LATE).order_by("due_on", "pk"):
        meet_deadline(deadline=deadline, met_on=deadline.due_on or today, note="", by=by)


def _report(step: Step, filing: Filing | None = None) -> Report:
    refusal = filing.refusal() if filing else None
    return Report(move=step.move, on=PartialDate.of(step.on), told_by=step.told_by, note=step.note, refusal=refusal)


def _keep(one: Sheet | Told, case: Case, by: Actor) -> None:
    if isinstance(one, Told):
        evidence.add_testimony(case=case, details=one.details, by=by, on=one.on)
        return
    received = receive([one.content])
    if isinstance(received, Received):
        evidence.add_file(case=case, received=received, name=one.name, details=one.details, by=by, on=one.on)


def _write_down(one: Appointment, case: Case, by: Actor) -> None:
    add_date(case=case, kind=one.kind, text=one.text, day=one.due_on, rhythm=one.rhythm, by=by)


def _agree(awaited: Awaited, case: Case, by: Actor) -> None:
    known: Dossier = vault.open(case.dossier, by=by, why="signs of life")
    said = Agreement(
        channel=known.contact.channel, code_word=awaited.code_word, every=awaited.every, first=awaited.first
    )
    checkins.agree(case=case, said=said, by=by, on=awaited.first - timedelta(days=awaited.every))
