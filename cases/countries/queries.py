"""Reads about countries: the profiles with what a team found newer, and how many of our cases are in each."""

from collections.abc import Sequence
from uuid import UUID

from babel import Locale
from django.db.models import Count, QuerySet

from cases.access.actor import Actor
from cases.base.text import Text
from cases.countries import catalogue
from cases.countries.fact import Confidence, Source
from cases.countries.models import TeamValue
from cases.countries.overlay import Newer, lay_over
from cases.countries.profile import Profile


def cases_by_country(actor: Actor) -> dict[str, int]:
    """Count the open cases the actor may see, by country; nobody outside a team sees any."""
    if actor.membership is None:
        return {}
    mine = actor.own_team.cases.visible_to(actor).open().order_by()
    return dict(mine.values_list("country").annotate(Count("pk")))


def profile_for(team: UUID | None, code: str) -> Profile | None:
    """Return the profile of a country as it counts for a team: ours, with the team's newer values laid over."""
    return _laid(code, standing(team, code) if team else ()) if code else None


def standing(team: UUID, code: str) -> list[Newer]:
    """Return what a team recorded about a country and has not withdrawn."""
    return [newer(row) for row in _standing(team).filter(country=code)]


def profiles_for(team: UUID | None) -> dict[str, Profile]:
    """Return all profiles as they count for a team, those it alone described among them; one query."""
    found: dict[str, list[Newer]] = {}
    for row in _standing(team) if team else ():
        found.setdefault(row.country.code, []).append(newer(row))
    codes = sorted({*catalogue.catalogue(), *found})
    return {code: profile for code in codes if (profile := _laid(code, found.get(code, ())))}


def recorded(team: UUID, code: str) -> list[Newer]:
    """Return everything a team recorded about a country, what was withdrawn too."""
    return [newer(row) for row in TeamValue.objects.filter(team=team, country=code).order_by("recorded_on", "pk")]


def newer(row: TeamValue) -> Newer:
    """Return a recorded value as the overlay takes it: each line of the source is one."""
    titles = row.source.splitlines()
    sources = tuple(
        Source(title=title, url=row.source_url or None if place == 0 else None, date=row.source_day)
        for place, title in enumerate(titles)
    )
    return Newer(
        id=row.pk,
        field=row.field,
        value=row.value,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        sources=sources,
        confidence=Confidence(row.confidence),
        note=row.note,
        recorded_on=row.recorded_on,
        withdrawn_on=row.withdrawn_on,
    )


def shipped_or_blank(code: str) -> Profile:
    """Return our profile of a country, or an empty one: a team may describe what nobody has."""
    known = catalogue.get(code)
    if known is not None:
        return known
    names = [str(Locale(language).territories.get(code, code)) for language in ("en", "ru", "fr")]
    return Profile(code=code, name=Text(*names), sources={})


def _standing(team: UUID) -> QuerySet[TeamValue]:
    return TeamValue.objects.filter(team=team, withdrawn_on=None).order_by("country", "field", "pk")


def _laid(code: str, own: Sequence[Newer]) -> Profile | None:
    return lay_over(shipped_or_blank(code), own) if own else catalogue.get(code)
