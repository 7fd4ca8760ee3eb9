"""Whom other weights would move, before they count: every open case assessed twice, and nothing stored."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import vault
from cases.access.actor import Actor, today
from cases.base.progress import Steps
from cases.people import actions as people
from cases.people.models import Case
from cases.risk.factors import Factors
from cases.risk.facts import Band
from cases.risk.models import BandChoice
from cases.watch.batches import batches, open_cases

NAMED: Final = 300  # cases that the page names: with more it would weigh too much for a bad line


def told(factors: Factors, *, by: Actor) -> Steps:
    """Yield a line for each case that moves, and a table of how many go from which band to which."""
    cases, moved = open_cases(by), Counter[tuple[Band, Band]]()
    yield ngettext("%(n)d open case of yours.", "%(n)d open cases of yours.", len(cases)) % {"n": len(cases)}
    for rows, done in batches(cases, by):
        found = _moves(rows, factors, by)
        before = moved.total()
        moved.update((now, then) for _case, now, then in found)
        for case, now, then in found[: max(0, NAMED - before)]:
            yield _line(case, now, then)
        yield done
    if moved.total() > NAMED:
        rest = moved.total() - NAMED
        yield ngettext("and %(n)d more case", "and %(n)d more cases", rest) % {"n": rest}
    yield _table(moved) if moved else _("No case moves to another band.")


def _moves(rows: Sequence[Case], factors: Factors, by: Actor) -> list[tuple[Case, Band, Band]]:
    sealed: list[Any] = [row.dossier for row in rows]
    dossiers = vault.open_many(sealed, by=by, why="weights, whom they move", shown=False)
    opened = list(zip(rows, dossiers, strict=True))
    found = people.weighed(opened, factors, on=today(by))
    return [(case, now.band, then.band) for case, (now, then) in zip(rows, found, strict=True) if now.band != then.band]


def _line(case: Case, now: Band, then: Band) -> str:
    return format_html(
        '<a class="code" href="{}risk/">{}</a>: {} → <strong>{}</strong>',
        case.get_absolute_url(),
        case.code,
        BandChoice(now).label,
        BandChoice(then).label,
    )


def _table(moved: Counter[tuple[Band, Band]]) -> str:
    order = sorted(moved, key=lambda move: (-move[1].order, -move[0].order))
    rows = [{"before": now, "after": then, "count": moved[now, then]} for now, then in order]
    return render_to_string("watch/_moves.html", {"rows": rows, "total": moved.total()})
