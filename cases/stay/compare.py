"""Countries side by side: what each offers and threatens, and what it would mean for the papers of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.applications.catalogue import procedures
from cases.applications.procedure import Procedure
from cases.base.forms import Word
from cases.countries import sheet
from cases.countries import words as country_words
from cases.countries.fact import Confidence, in_force
from cases.countries.profile import Profile
from cases.countries.removal import Way
from cases.people.dossier import Dossier
from cases.people.words import PAPERS
from cases.stay import doors, words
from cases.stay.answers import Answer, answer
from cases.stay.doors import Admission, Reply
from cases.templatetags.display import day

MOST: Final = 6  # countries beside each other: more fit on no page


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a cell: a badge when it has a tone, with a doubt beside it, and more below it."""

    text: Word
    tone: str = ""
    doubt: Word = ""
    more: Word = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing compared, country by country; an empty cell reads "not known"."""

    label: Word
    cells: tuple[tuple[Said, ...], ...]


def lines(profiles: Sequence[Profile], on: date) -> list[Line]:
    """Compare what countries offer and threaten, whoever the person is."""
    return [
        Line(_("Stay"), tuple(_stay(profile, on) for profile in profiles)),
        *(_values(field, profiles, on) for field in ("visa_required", *sheet.PAPERS)),
        *_dangers(profiles, on),
        Line(_("Prospect of asylum"), tuple(_prospect(profile, on) for profile in profiles)),
        Line(_("Asylum procedure there"), tuple(_asylum(profile, on) for profile in profiles)),
    ]


def lines_for(dossier: Dossier, profiles: Sequence[Profile], known: Mapping[str, Profile], on: date) -> list[Line]:
    """Compare what countries mean for one person: with which paper they get in, how long, and what leads on."""
    papers = dossier.facts.papers or ()
    reached = doors.reach(papers, profiles, on)
    open_there = {one.code for one in reached if one.open or one.code == dossier.facts.country}
    routes = _routes(dossier, known, on)
    return [
        Line(
            _("Lets in with"),
            tuple(
                tuple(_reply(PAPERS[paper.kind], said) for paper, said in zip(papers, one.admissions, strict=True))
                for one in reached
            ),
        ),
        Line(_("Stay left there today"), tuple(_left(answer(one.code, dossier, one, on)) for one in profiles)),
        *_dangers(profiles, on),
        Line(_("Prospect of asylum"), tuple(_prospect(profile, on) for profile in profiles)),
        Line(_("Asylum procedure there"), tuple(_asylum(profile, on) for profile in profiles)),
        Line(
            _("Visa routes to apply for from there"),
            tuple(
                tuple(said for code, said in routes if code != one.code)
                if one.code in open_there
                else (Said(_("no known way in"), "quiet"),)
                for one in profiles
            ),
        ),
    ]


def _dangers(profiles: Sequence[Profile], on: date) -> list[Line]:
    """Compare the record, and the ways out against a person's will, each for itself."""
    record = Line(_("Taken to Russia"), tuple((_tier(profile, on),) for profile in profiles))
    return [record, *(_way(way, profiles) for way in sheet.WAYS_OUT)]


def _tier(profile: Profile, on: date) -> Said:
    found = sheet.tier(profile, on)
    return Said(found.text, found.tone)


def _way(way: Way, profiles: Sequence[Profile]) -> Line:
    cells: list[tuple[Said, ...]] = []
    for profile in profiles:
        known = next((row for row in profile.ways_out if row.way is way), None)
        if known is None:
            cells.append(())
        elif known.documented:
            cells.append((Said(_("on record"), "bad", more=country_words.ACTED[known.acted]),))
        else:
            cells.append((Said(_("not on record"), more=country_words.ACTED[known.acted]),))
    return Line(country_words.WAYS[way], tuple(cells))


def _stay(profile: Profile, on: date) -> tuple[Said, ...]:
    terms = profile.stay_terms(on)
    if terms is None:
        return ()
    row = in_force(profile.stay_days, on)
    changed = row is not None and row.may_have_changed_since is not None and row.may_have_changed_since <= on
    unsure = "" if terms.confidence is Confidence.CONFIRMED else country_words.GRADES[terms.confidence]
    return (Said(country_words.terms(terms), doubt=_("may have changed") if changed else unsure),)


def _values(field: str, profiles: Sequence[Profile], on: date) -> Line:
    cells = []
    for profile in profiles:
        told = sheet.line(profile, field, on)
        doubt = told.proof.grade if told.proof and told.proof.unverified else ""
        cells.append((Said(told.text, doubt=doubt),) if told.text else ())
    return Line(country_words.FIELDS[field], tuple(cells))


def _prospect(profile: Profile, on: date) -> tuple[Said, ...]:
    told = sheet.prospect(profile, on)
    if not told.text:
        return ()
    doubt = told.proof.grade if told.proof and told.proof.unverified else ""
    return (Said(told.text, told.tone or "neutral", doubt),)


def _asylum(profile: Profile, on: date) -> tuple[Said, ...]:
    here = (one for one in procedures().values() if one.destination == profile.code and one.kind == "asylum")
    return tuple(_named(one, on) for one in here if one.regime.admits(on))


def _named(procedure: Procedure, on: date) -> Said:
    doubt = _("stopped") if procedure.regime.suspended(on) else "" if procedure.regime.settled else _("law has changed")
    return Said(country_words.here(procedure.name), doubt=doubt)


def _reply(paper: Word, said: Admission) -> Said:
    sure = said.sure or said.reply in (Reply.UNKNOWN, Reply.EXPIRED)
    return Said(words.REPLIES[said.reply], words.REPLY_TONES[said.reply], "" if sure else _("check"), paper)


def _left(found: Answer) -> tuple[Said, ...]:
    """Say how long the person may stay there, or, who is elsewhere, how many days an entry today would give."""
    if found.gap is not None and found.entering is None:
        return (Said(words.GAPS[found.gap]),)
    if found.entering is not None:
        days, last = found.entering.left, found.entering.last_lawful_day
        doubt = "" if found.entering.firm else _("check")
        if not days:
            return (Said(_("no day is left"), "bad", doubt),)
        said = ngettext("%(n)d day, if they entered today", "%(n)d days, if they entered today", days) % {"n": days}
        return (Said(said, doubt=doubt, more=_("until %(day)s") % {"day": day(last)}),)
    if found.last_day is None:
        return ()
    doubt = "" if found.firm else _("check")
    if found.days_over:
        over = ngettext("%(n)d day too long", "%(n)d days too long", found.days_over) % {"n": found.days_over}
        return (Said(over, "bad", doubt, _("until %(day)s") % {"day": day(found.last_day)}),)
    left = ngettext("%(n)d day left", "%(n)d days left", found.days_left or 0) % {"n": found.days_left or 0}
    return (Said(left, "", doubt, _("until %(day)s") % {"day": day(found.last_day)}),)


def _routes(dossier: Dossier, known: Mapping[str, Profile], on: date) -> list[tuple[str, Said]]:
    """Return the visas for protection that are on file, with what their consulates say to the passports held."""
    passports = [paper for paper in dossier.facts.papers or () if paper.kind in doors.PASSPORTS]
    found = []
    for one in procedures().values():
        if one.kind == "visa" and one.regime.admits(on):
            profile = known.get(one.destination)
            said = [doors.takes_visa(paper, profile, on) for paper in passports] if profile else []
            found.append((one.destination, _route(one, said, on)))
    return found


def _route(procedure: Procedure, said: Sequence[Admission], on: date) -> Said:
    name = country_words.here(procedure.name)
    if procedure.regime.suspended(on):
        return Said(name, "quiet", _("stopped"))
    replies = {one.reply for one in said}
    best = next((reply for reply in (Reply.FREE, Reply.UNKNOWN, Reply.NOT_WITH_THIS) if reply in replies), None)
    doubt = words.CONSULATES[best] if best else _("no passport is known")
    return Said(name, "good" if best is Reply.FREE else "", doubt)
