"""Entries of the timeline read as sentences in the reader's language, also those written by an older version."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from cases.timeline.models import EntryBody, EntryKind
from cases.timeline.wording import Words, sentence

WORDS = Words(
    channels={"signal": "Signal"},
    stages={"safe": "In safety"},
    items={name: name.title() for name in ("alias", "city", "unit", "story", "health", "notes", "wanted")},
    bands={"high": "High"},
    files={"summons": "Summons"},
    testimonies={"public": "Published"},
    procedure={"fr_visa": "French visa"}.get,  # type: ignore[arg-type]
    move=lambda _procedure, move, _stage: {"lodged": "Request sent"}.get(move, ""),
)


def told(kind: EntryKind, /, **data: Any) -> str:
    return sentence(EntryBody(kind=kind, at=datetime(2026, 11, 20, tzinfo=UTC), by="someone", data=data), WORDS)


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        (EntryKind.LOGGED, {}, "Case logged"),
        (EntryKind.CONTACT, {"channel": "signal"}, "Heard from the person: Signal"),
        (EntryKind.CHANGED, {"stage": "safe"}, "Stage: In safety"),
        (EntryKind.CHANGED, {"items": ["alias", "city"]}, "Changed: Alias, City"),
        (EntryKind.ASSIGNED, {"to": "masha"}, "Assigned to masha"),
        (EntryKind.ASSIGNED, {"to": ""}, "Assigned to nobody"),
        (EntryKind.ROUTE, {"procedure": "fr_visa", "choice": "chosen"}, "Route chosen: French visa"),
        (EntryKind.ROUTE, {"procedure": "fr_visa", "choice": "perhaps"}, "Decision about a route"),
        (EntryKind.ROUTE, {"procedure": "dropped", "choice": "chosen"}, "Decision about a route"),
        (EntryKind.REFERRAL, {"procedure": "fr_visa", "act": "added"}, "Put into a collective referral: French visa"),
        (EntryKind.REFERRAL, {}, "Collective referral"),
        (EntryKind.ACCESS, {"to": "masha"}, "Access given to masha"),
        (EntryKind.REVIEWED, {"band": "high"}, "Risk reviewed: High"),
        (EntryKind.OVERRIDDEN, {"band": "high"}, "Band set by hand: High"),
        (EntryKind.OVERRIDDEN, {"lifted": "floor"}, "A band set by hand was lifted"),
        (EntryKind.FILE, {"act": "added", "kind": "summons"}, "File added: Summons"),
        (EntryKind.FILE, {"act": "deleted", "kind": ""}, "File deleted"),
        (EntryKind.FILE, {"act": "of another version"}, "File"),
        (EntryKind.TESTIMONY, {"act": "changed", "state": "public"}, "Testimony changed: Published"),
        (EntryKind.TESTIMONY, {}, "Testimony"),
        (EntryKind.APPLICATION, {"procedure": "fr_visa"}, "Application opened: French visa"),
        (EntryKind.MOVED, {"procedure": "fr_visa", "move": "lodged"}, "French visa: Request sent"),
        (EntryKind.DEADLINE, {"act": "met"}, "Date met"),
        (EntryKind.NOTE, {}, "Note"),
    ],
)
def test_an_entry_tells_what_happened(kind: EntryKind, data: dict[str, Any], text: str) -> None:
    assert told(kind, **data) == text


def test_a_long_list_of_changes_is_cut() -> None:
    assert told(EntryKind.CHANGED, items=list(WORDS.items)).endswith("and 2 more")


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize("data", [{}, {"channel": "pigeon", "stage": "?", "items": ["gone"], "band": 7, "act": None}])
def test_every_kind_has_words_whatever_it_carries(kind: EntryKind, data: dict[str, Any]) -> None:
    assert told(kind, **data)


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_every_kind_has_words_in_every_language(language: str) -> None:
    with translation.override(language):
        assert all(told(kind) for kind in EntryKind)
