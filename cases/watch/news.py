"""What the whole team is told on "my work": fresh incidents where it has cases, and who asks for a second signature."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import CharField, DateField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.people.models import Case
from cases.risk.models import Incident
from cases.watch import lowering

FRESH: Final = timedelta(days=14)
MOST: Final = 5
_HAPPENED, _ASKED = "happened", "asked"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to know: an incident, or a case of which somebody asks that it may fall."""

    url: str
    code: str = ""
    kind: str = ""
    country: str = ""
    town: str = ""
    day: date | None = None


def news(actor: Actor, on: date) -> list[News]:
    """Return what is new, in one query: who waits for an answer, then the newest incidents of the last two weeks."""
    rows = _columns(_fresh(actor, on), _HAPPENED, key="pk", sort="kind", place="country", spot="town", when="day")
    if actor.can(Permission.RISK_REVIEW):
        asked = _columns(lowering.waiting(actor).order_by("pk")[:MOST], _ASKED, key="case__code")
        rows = rows.union(asked, all=True).order_by("what", "-when", "key")
    return [_news(row) for row in rows]


def _fresh(actor: Actor, on: date) -> QuerySet[Incident]:
    here = Case.objects.visible_to(actor).open().filter(country=OuterRef("country"))
    recent = Incident.objects.filter(team=actor.own_team, withdrawn=False, day__gt=on - FRESH, day__lte=on)
    return recent.filter(Exists(here)).order_by("-day", "pk")[:MOST]


def _columns(rows: QuerySet[Any], what: str, **columns: str) -> QuerySet[Any, Any]:
    """Give both kinds of rows the same columns, empty where one has nothing to say."""
    texts = {name: _text(columns.get(name)) for name in ("key", "sort", "place", "spot")}
    when = F(columns["when"]) if "when" in columns else Value(None, output_field=DateField())
    named: dict[str, Any] = {"what": Value(what, output_field=CharField()), **texts, "when": when}
    found: QuerySet[Any, Any] = rows.annotate(**named).values_list(*named)
    return found


def _text(column: str | None) -> Any:
    return Cast(F(column), CharField()) if column else Value("", output_field=CharField())


def _news(row: tuple[Any, ...]) -> News:
    what, key, sort, place, spot, when = row
    if what == _ASKED:
        return News(reverse("watch:assessment", args=[key]), code=key)
    kind = str(Incident.Kind(sort).label)
    return News(reverse("watch:incident", args=[key]), kind=kind, country=place, town=spot, day=when)
