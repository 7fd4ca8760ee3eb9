"""The dossiers of invented people: names, ways to reach them, accounts and wishes, in the words of a mixed team."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from cases.base.dates import PartialDate
from cases.demo.circumstances import Draw, Kind, facts
from cases.demo.people_names import Name, latin
from cases.demo.people_names import draw as draw_name
from cases.people.dossier import Consent, Contact, ContactChannel, Dossier, Permission, Relative, Stay, Wish
from cases.risk.facts import Category, Facts, PaperKind

_CHANNELS: Final = (ContactChannel.SIGNAL,) * 6 + (ContactChannel.TELEGRAM,) * 3 + tuple(ContactChannel)[2:]
_WANTED_PLACES: Final = (
    *("France",) * 4,
    *("Germany",) * 2,
    "United States",
    "Canada",
    "Spain",
    "Netherlands",
    "Lithuania",
    "Finland",
)
_UNITS: Final = (
    "мотострелковый полк, номер не называет",
    "motor rifle brigade, Eastern district",
    "танковый батальон, Центральный округ",
    "territorial defence regiment",
    "батальон связи",
    "unité du génie, secteur sud",
    "ремонтная рота",
    "артиллерийский дивизион",
)


@cache
def phrases() -> dict[str, Any]:
    """Return what teams write, from phrases.toml."""
    return msgspec.toml.decode((Path(__file__).parent / "phrases.toml").read_bytes(), type=dict[str, Any])


def dossier(draw: Draw, kind: Kind, alias: str) -> Dossier:
    """Draw the dossier of somebody about whom most things are known."""
    name = draw_name(draw.chance, woman=kind.category is Category.RELATIVE)
    known = facts(draw, kind, caucasus=name.people.caucasus)
    legal = draw.often(78)
    return Dossier(
        alias=alias if draw.often(88) or not legal else "",
        legal_name=_legal(draw, name) if legal else "",
        other_spellings=_spellings(draw, name, known) if legal else (),
        born_on=_born(draw, kind),
        region=draw.one(name.people.regions),
        languages=name.people.languages if draw.often(80) else (),
        interpreter=draw.answer(4, 70),
        city=draw.one(phrases()["cities"].get(draw.country, [""])),
        contact=_contact(draw, alias),
        unit=draw.one(_UNITS) if kind.service and known.left_how and draw.often(65) else "",
        story=draw.one(phrases()["story"][kind.id]),
        health=draw.one(phrases()["health"]["notes"]) if draw.often(18) else "",
        charges_note=draw.one(phrases()["charges"]["notes"]) if known.charges else "",
        pursuit_note=draw.one(phrases()["pursuit"]["notes"]) if known.pursuit else "",
        wanted_checked_by="caseworker" if known.wanted and draw.often(60) else "",
        stays=_stays(draw, known),
        relatives=_relatives(draw),
        wishes=_wishes(draw),
        eu_traces=draw.one(phrases()["eu_traces"]["notes"]) if draw.often(40) else "",
        consent=_consent(draw),
        facts=known,
    )


def bare(draw: Draw, kind: Kind, alias: str) -> Dossier:
    """Draw what an activist has after five minutes on a bad line."""
    contact = Contact(channel=draw.one(_CHANNELS), rules=draw.one(phrases()["contact_rules"]["texts"]))
    return Dossier(alias=alias, contact=contact, facts=Facts(service=kind.service if draw.often(50) else None))


def _legal(draw: Draw, name: Name) -> str:
    """Most know the name of the internal passport; some only saw a foreign paper."""
    return name.full if draw.often(80) else name.latin


def _spellings(draw: Draw, name: Name, known: Facts) -> tuple[str, ...]:
    abroad = any(paper.kind is not PaperKind.INTERNAL for paper in known.papers or ())
    spellings = [name.latin] if abroad else []
    if draw.often(15):
        spellings.append(name.french)
    if name.native != f"{name.surname} {name.first}":
        spellings.append(name.native)
    return tuple(spellings)


def _born(draw: Draw, kind: Kind) -> PartialDate | None:
    young = kind.id in ("conscript", "objector")
    year = draw.today.year - draw.chance.randint(19, 24 if young else 48)
    if draw.often(60):
        return PartialDate(year, draw.chance.randint(1, 12), draw.chance.randint(1, 28))
    return PartialDate(year, about=draw.often(40)) if draw.often(60) else None


def _contact(draw: Draw, alias: str) -> Contact:
    said = phrases()["contact_rules"]
    return Contact(
        channel=draw.one(_CHANNELS),
        address=f"{latin(alias).lower()}.{draw.chance.randint(10, 99)}" if draw.often(70) else "",
        rules=draw.one(said["texts"]),
        code_word=draw.one(said["code_words"]),
        every_days=draw.one((None, None, None, 3, 7, 7, 14, 30)),
    )


def _stays(draw: Draw, known: Facts) -> tuple[Stay, ...]:
    here = Stay(country=draw.country, entered_on=known.entered_on)
    if known.entered_on is None or draw.country in ("KZ", "AM") or draw.often(50):
        return (here,)
    before = draw.one(("KZ", "AM", "GE", "KG"))
    return (Stay(country=before, left_on=known.entered_on), here) if before != draw.country else (here,)


def _relatives(draw: Draw) -> tuple[Relative, ...]:
    rows = draw.chance.sample(phrases()["relatives"]["rows"], draw.one((0, 0, 1, 1, 2)))
    return tuple(
        Relative(relation=relation, where=where, at_risk=draw.answer(30, 40), note=note)
        for relation, where, note in rows
    )


def _wishes(draw: Draw) -> tuple[Wish, ...]:
    if draw.often(25):
        return ()
    place = draw.one(_WANTED_PLACES)
    return (Wish(destination=place, links=draw.one(phrases()["wishes"][place]) if draw.often(55) else ""),)


def _consent(draw: Draw) -> Permission:
    if draw.often(25):
        return Permission()
    return Permission(
        to_services=draw.one((Consent.YES, Consent.YES, Consent.YES, Consent.NO)),
        to_disclosure=draw.one((Consent.YES, Consent.NO, None)),
        limits=draw.one(phrases()["consent"]["limits"]),
        asked_on=PartialDate.of(draw.logged),
    )
