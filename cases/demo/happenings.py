"""What happened in an invented case after it was logged: contacts and silences, things learned, reviews, overrides."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from cases.demo.circumstances import Draw
from cases.demo.dossiers import phrases
from cases.demo.plot import Change, Contact, Happening, Override, Review
from cases.people.dossier import ContactChannel, Dossier
from cases.risk.facts import Band, Direction

# What is often learned only later.
_LEARNED = (
    ("charges",),
    ("wanted", "wanted_checked_on"),
    ("stay_ends_on",),
    ("pursuit",),
    ("papers",),
    ("left_on", "left_how"),
    ("lawyer_ready",),
    ("asylum_pending", "certificate_until"),
)


def happenings(draw: Draw, known: Dossier, *, safe: bool) -> tuple[Dossier, tuple[Happening, ...]]:
    """Return the dossier as it was logged, and what happened since, in order, until it is as `known`."""
    first, changes = _learned(draw, known)
    told: list[Happening] = [*changes, *_contacts(draw, known), *_reviews(draw), *_overrides(draw, safe=safe)]
    return first, tuple(sorted(told, key=lambda happening: happening.on))


def _learned(draw: Draw, known: Dossier) -> tuple[Dossier, list[Change]]:
    """Take some answers out of the first dossier; each comes in on a later day."""
    days = (draw.today - draw.logged).days
    if days < 10 or draw.often(65):
        return known, []
    answered = [names for names in _LEARNED if getattr(known.facts, names[0]) is not None]
    late = draw.chance.sample(answered, min(len(answered), 1 if days < 120 else 2))
    changes = [
        Change(
            draw.day(draw.logged + timedelta(days=2), draw.today),
            {name: getattr(known.facts, name) for name in names},
        )
        for names in late
    ]
    unasked = dict.fromkeys(name for names in late for name in names)
    return msgspec.structs.replace(known, facts=msgspec.structs.replace(known.facts, **unasked)), changes


def _contacts(draw: Draw, known: Dossier) -> Iterator[Contact]:
    """Most were heard from lately; some have been silent for weeks or months."""
    days = (draw.today - draw.logged).days
    if not days:
        return
    quiet = draw.one((0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 12, 30, 90))
    last = max(draw.logged, draw.today - timedelta(days=quiet))
    count = min(1 + days // 45, draw.one((1, 2, 2, 3)))
    earlier = [draw.day(draw.logged, last) for _ in range(count - 1)]
    for on in sorted((*earlier, last)):
        channel = known.contact.channel or ContactChannel.TELEGRAM
        yield Contact(
            on, channel if draw.often(85) else ContactChannel.IN_PERSON, draw.one(phrases()["contact"]["notes"])
        )


def _reviews(draw: Draw) -> Iterator[Review]:
    """Most were reviewed within their rhythm, some long ago, the newest not at all."""
    days = (draw.today - draw.logged).days
    if days < 2 or draw.often(8):
        return
    ago = min(days, draw.one((0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 9, 20)))
    yield Review(draw.today - timedelta(days=ago), draw.one(phrases()["review"]["notes"]))


def _overrides(draw: Draw, *, safe: bool) -> Iterator[Override]:
    days = (draw.today - draw.logged).days
    if days < 5 or not draw.often(4 if safe else 3):
        return
    said, direction, band = (
        ("ceilings", Direction.CEILING, Band.LOW) if safe else ("floors", Direction.FLOOR, Band.HIGH)
    )
    on = draw.today - timedelta(days=draw.chance.randint(0, min(days, 12)))
    yield Override(on, direction, band, _until(draw), draw.one(phrases()["review"][said]))


def _until(draw: Draw) -> date:
    return draw.today + timedelta(days=draw.one((3, 7, 14, 30, 60)))
