"""Finding a case by name, alias or code: the names are sealed, so a search looks through every card in scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases import vault
from cases.access.actor import Actor
from cases.access.scope import shared_with
from cases.people.card import card_of
from cases.people.dossier import Card, Dossier
from cases.people.models import Case
from cases.people.queries import cases_of
from cases.risk.models import Step
from cases.search.ranking import matched_name, rank

MOST = 20
_CODE_START = re.compile(r"[A-Z][0-9][A-Z0-9]{1,4}\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """One case as a result shows it: the only list in which a name may stand."""

    case: Case
    alias: str
    name: str
    band: str


def find(text: str, *, by: Actor, on: date) -> list[Found]:
    """Return the nearest cases the actor may see, best first; codes that begin so come before names."""
    rows = list(Case.objects.visible_to(by).only("team", "code", "restricted", "card"))
    shared = list(Case.objects.filter(shared_with(by)).only("team", "code", "restricted", "dossier"))
    coded = _coded(text, [*rows, *shared])

    def choose(opened: Sequence[Card | Dossier]) -> list[int]:
        cards = [_card(one) for one in opened]
        return list(dict.fromkeys([*coded, *(hit.place for hit in rank(text, cards, most=MOST))]))[:MOST]

    sealed: list[vault.Sealed[Any]] = [*(row.card for row in rows), *(row.dossier for row in shared)]
    rows += shared
    found = vault.pick(sealed, choose, by=by, why="search")
    picked = [(place, _card(one)) for place, one in found]
    ids = [rows[place].pk for place, _ in picked]
    shown = cases_of(by).in_bulk(ids)
    steps = Step.objects.filter(case__in=ids, starts_on__lte=on, ends_on__gt=on)
    bands = dict(steps.values_list("case", "band"))
    return [
        Found(shown[pk], card.alias, matched_name(text, card), bands[pk])
        for pk, (_, card) in zip(ids, picked, strict=True)
    ]


def _card(opened: Card | Dossier) -> Card:
    """Return the card of a case; another team's, whose cards do not open here, is made from the dossier."""
    return card_of(opened) if isinstance(opened, Dossier) else opened


def _coded(text: str, rows: Sequence[Case]) -> list[int]:
    """Return the places of the cases whose code begins with what was typed, with or without its hyphen."""
    start = re.sub(r"[\s-]", "", text.upper())
    if not _CODE_START.match(start):
        return []
    return [place for place, row in enumerate(rows) if row.code.replace("-", "").startswith(start)]
