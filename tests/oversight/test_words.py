"""Every detail that the code writes into the audit has words. A new one is added to `cases/oversight/details.py`."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.audit.models import AlertKind, EventKind
from cases.oversight import details, words

CASES = Path(__file__).parents[2] / "cases"
ID = "2f0f6b8e-9a1e-4a4a-8b44-5b1e4c1c7a11"
NAMES = {ID: "heron"}
ROLE = {"role", "row.role", "link.role", "role.value"}
ACTS = {"act", "kind", "kind.value", "status"}  # each has words of its own, as one whole


def sample(node: ast.JoinedStr) -> Iterator[str]:
    """A detail with varying parts, as it could be written; none when the part is the act itself."""
    made = ""
    for part in node.values:
        source = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
        if source in ACTS:
            return
        if not source:
            made += str(getattr(part, "value", ""))
        elif source.endswith(("_id", ".id", ".pk", ".user")):
            made += ID
        else:
            made += "activist" if source in ROLE else "3" if source.startswith("len(") else "search"
    yield made.replace("of search", "of 3")


def written() -> Iterator[tuple[str, str]]:
    """Every detail in the code, with where it stands."""
    for path in sorted(CASES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg in {"why", "detail"}:
                        yield from ((text, f"{path.name}:{node.lineno}") for text in texts(keyword.value))


def texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield from sample(node)
        case ast.IfExp():
            yield from texts(node.body)
            yield from texts(node.orelse)


def test_every_detail_in_the_code_has_words() -> None:
    said = {text: place for text, place in written() if text}
    assert len(said) > 50
    unknown = {f"{text!r} at {place}" for text, place in said.items() if not words.worded(text, NAMES)}
    assert unknown == set()


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("opened", "case page", "the page of the case"),
        ("opened", "search: 3 of 500", "a search by name: 3 of 500"),
        ("key", f"key given to {ID}", "gave the key to heron"),
        ("key", "new case keys: access taken", "new keys for the cases: access was taken away"),
        ("key", "new case keys: something else", "new keys for the cases: something else"),
        ("member", f"admitted {ID} as caseworker", "let heron in, role: Caseworker"),
        ("member", f"removed {ID}, activist: lost the phone", "removed heron, role: Activist. lost the phone"),
        ("member", f"declined {ID.replace('2', '3')}", "turned somebody away"),
        ("denied", "403 access:team", "not allowed: /team/"),
        ("denied", "404 overview:case K7F-3QX", "not there, or not theirs to see: /cases/K7F-3QX/"),
        ("denied", "404 access:draft", "not there, or not theirs to see: access:draft"),
        ("alert", "reading: 60 2026-11-20T08:00+00:00", "Somebody read too many cases in an hour"),
        ("shared", f"offered, shared: team {ID} to team {ID}", "offered, by team heron to team heron"),
        ("changed", f"never heard of {ID}", "never heard of heron"),
    ],
)
def test_details_in_words(kind: str, detail: str, said: str) -> None:
    assert words.said(kind, detail, NAMES) == said


def test_every_kind_of_event_and_alert_has_words() -> None:
    assert {kind.value for kind in EventKind} <= words.KINDS.keys()
    assert {kind.value for kind in AlertKind} <= words.ALERTS.keys()


@pytest.mark.parametrize(
    ("kind", "detail", "part"),
    [
        ("reading", "60 2026-11-20T08:00+00:00", "heron opened more than 60 different cases within an hour"),
        ("reading", "60 2026-11-20T08:00+00:00", "until 13:00"),
        ("tampered", "overview:case K7F-3QX", "On the page /cases/K7F-3QX/, heron met"),
        ("audit", "2026-11-19", "The events of 19 Nov 2026"),
        ("new kind", "what it says", "heron: what it says"),
    ],
)
def test_alerts_say_what_happened(kind: str, detail: str, part: str) -> None:
    assert part in words.alert_text(kind, detail, "heron", "Asia/Almaty")


def test_patterns_name_only_parts_their_words_know() -> None:
    for pattern, text in details.PATTERNS:
        parts: dict[str, Any] = dict.fromkeys(pattern.groupindex, "x")
        assert "%" not in str(text) % parts
