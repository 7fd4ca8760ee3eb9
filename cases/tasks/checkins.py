"""Signs of life: agreed with a person, awaited on a day, and closed when the person was heard from."""

import uuid
from datetime import date

import msgspec
from django.db import transaction

from cases.access.actor import Actor
from cases.applications import deadline_actions as dates
from cases.applications import rules
from cases.applications.repetition import Rhythm, RhythmUnit
from cases.base.dates import PartialDate
from cases.people import actions as people
from cases.people.dossier import Contact, ContactChannel, Dossier
from cases.people.models import Case
from cases.timeline.models import EntryKind

ITEMS = ("contact.channel", "contact.code_word", "contact.every_days", "facts.check_in_by")


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed with the person: by which way, with which word, how often, and when first."""

    channel: ContactChannel | None
    code_word: str
    every: int
    first: date


@transaction.atomic
def agree(
    *,
    case: Case,
    said: Agreement,
    by: Actor,
    on: date,
    version: int | None = None,
    ticket: uuid.UUID | None = None,
) -> None:
    """Keep what was agreed, and expect the first sign of life on its day; who follows the case sees it come up."""
    rules.may_edit(by).require()
    rhythm = Rhythm(said.every, RhythmUnit.DAYS, said.first)
    if not dates.await_sign(case=case, rhythm=rhythm, by=by, on=on, ticket=ticket):
        return

    def change(dossier: Dossier) -> Dossier:
        agreed = {"channel": said.channel, "code_word": said.code_word, "every_days": said.every}
        return _expecting(_with(dossier, **agreed), PartialDate.of(said.first))

    _amend(case, change, ITEMS, by=by, on=on, version=version)


@transaction.atomic
def end(*, case: Case, by: Actor, on: date) -> None:
    """Await no sign of life on a day any more; the rhythm stays, and with it the list of the silent."""
    rules.may_edit(by).require()
    dates.lock_case(case.pk)
    awaited = dates.signs_awaited(case, by=by)
    if awaited:
        dates.end_all(awaited, "", by=by, on=on)
        _amend(case, lambda dossier: _expecting(dossier, None), ITEMS[-1:], by=by, on=on)


@transaction.atomic
def hear(
    *,
    case: Case,
    day: date,
    channel: ContactChannel,
    note: str,
    by: Actor,
    on: date,
    ticket: uuid.UUID | None = None,
) -> None:
    """Record that the person was heard from: what was awaited is closed, and the next sign of life expected."""

    def then(dossier: Dossier) -> Dossier:
        expected = dossier.facts.check_in_by
        if due := dates.hear(case=case, day=day, every=dossier.contact.every_days, by=by):
            return _expecting(dossier, PartialDate.of(due))
        return _expecting(dossier, None) if expected and expected.earliest() <= day else dossier

    people.log_contact(case=case, day=day, channel=channel, note=note, by=by, on=on, then=then, ticket=ticket)


def _expecting(dossier: Dossier, day: PartialDate | None) -> Dossier:
    """Let the risk know of the day too: a sign of life that does not come weighs from then on."""
    return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, check_in_by=day))


def _with(dossier: Dossier, **agreed: object) -> Dossier:
    contact: Contact = msgspec.structs.replace(dossier.contact, **agreed)
    return msgspec.structs.replace(dossier, contact=contact)


def _amend(
    case: Case, change: people.Change, items: tuple[str, ...], *, by: Actor, on: date, version: int | None = None
) -> None:
    told: tuple[EntryKind, dict[str, object]] = (EntryKind.CHANGED, {"items": list(items)})
    people.amend(case=case, change=change, by=by, on=on, why="signs of life", version=version, entry=told)
