"""Entries of a case's story as sentences in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.templatetags.display import day
from cases.timeline.models import EntryBody, EntryKind

Word = str | Promise
MOST_ITEMS: Final = 5

_DATES: Final[dict[str, Word]] = {
    "added": gettext_lazy("Date added"),
    "confirmed": gettext_lazy("Date confirmed"),
    "moved": gettext_lazy("Date moved"),
    "met": gettext_lazy("Date met"),
    "waived": gettext_lazy("Date given up"),
    "passed": gettext_lazy("Dates given to somebody else"),
}
_FILES: Final[dict[str, Word]] = {
    "added": gettext_lazy("File added"),
    "described": gettext_lazy("File described"),
    "deleted": gettext_lazy("File deleted"),
}
_TESTIMONIES: Final[dict[str, Word]] = {
    "added": gettext_lazy("Testimony recorded"),
    "changed": gettext_lazy("Testimony changed"),
}
# How two people let a case fall from critical, or did not; `band` is the one it would fall to.
_LOWERED: Final[dict[str, Word]] = {
    "asked": gettext_lazy("Asked to let it fall from critical to: %(band)s"),
    "agreed": gettext_lazy("A second person agreed, it fell from critical to: %(band)s"),
    "refused": gettext_lazy("A second person refused to let it fall from critical"),
    "withdrawn": gettext_lazy("The request to let it fall from critical was taken back"),
    "void": gettext_lazy("The request to let it fall from critical lapsed: the facts say more now"),
}
_ROUTES: Final[dict[str, Word]] = {
    "chosen": gettext_lazy("Route chosen: %(name)s"),
    "not_now": gettext_lazy("Route not for now: %(name)s"),
    "impossible": gettext_lazy("Route found impossible: %(name)s"),
}
_REFERRALS: Final[dict[str, Word]] = {
    "added": gettext_lazy("Put into a collective referral: %(name)s"),
    "removed": gettext_lazy("Taken out of a collective referral: %(name)s"),
    "submitted": gettext_lazy("Submitted together with others: %(name)s"),
    "accepted": gettext_lazy("Collective referral accepted: %(name)s"),
    "refused": gettext_lazy("Collective referral refused: %(name)s"),
    "deferred": gettext_lazy("Collective referral put off: %(name)s"),
    "no_answer": gettext_lazy("Collective referral without an answer: %(name)s"),
}
# What happened between two teams, by act and kind; `team` is the other one, or the one that acted.
_SHARED: Final[dict[tuple[str, str], Word]] = {
    ("offered", "shared"): gettext_lazy("Sharing offered to team %(team)s"),
    ("offered", "handed"): gettext_lazy("Handing over offered to team %(team)s"),
    ("accepted", "shared"): gettext_lazy("Team %(team)s accepted: both work on the case"),
    ("accepted", "handed"): gettext_lazy("Team %(team)s took the case over"),
    ("refused", ""): gettext_lazy("Team %(team)s refused"),
    ("withdrawn", ""): gettext_lazy("The offer to team %(team)s was taken back"),
    ("ended", ""): gettext_lazy("No longer shared with team %(team)s"),
    ("returned", ""): gettext_lazy("Team %(team)s gave the case back"),
}
_PLAIN: Final[dict[EntryKind, Word]] = {
    EntryKind.LOGGED: gettext_lazy("Case logged"),
    EntryKind.NOTE: gettext_lazy("Note"),
    EntryKind.DETAINED: gettext_lazy("Reported as detained"),
    EntryKind.RELEASED: gettext_lazy("Detention ended"),
    EntryKind.ASSESSED: gettext_lazy("Risk assessed"),
    EntryKind.CHANGED: gettext_lazy("Case changed"),
    EntryKind.CONTACT: gettext_lazy("Heard from the person"),
    EntryKind.REVIEWED: gettext_lazy("Risk reviewed"),
    EntryKind.OVERRIDDEN: gettext_lazy("Band set by hand"),
    EntryKind.LOWERED: gettext_lazy("Falling from critical"),
    EntryKind.ASSIGNED: gettext_lazy("Assignment changed"),
    EntryKind.ACCESS: gettext_lazy("Access changed"),
    EntryKind.APPLICATION: gettext_lazy("Application opened"),
    EntryKind.MOVED: gettext_lazy("Application moved"),
    EntryKind.DEADLINE: gettext_lazy("Date changed"),
    EntryKind.RESTRICTED: gettext_lazy("Who may see the case changed"),
    EntryKind.SHARED: gettext_lazy("Sharing with another team"),
    EntryKind.FILE: gettext_lazy("File"),
    EntryKind.TESTIMONY: gettext_lazy("Testimony"),
    EntryKind.ROUTE: gettext_lazy("Decision about a route"),
    EntryKind.REFERRAL: gettext_lazy("Collective referral"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the codes that entries carry; the slices above know them."""

    channels: Mapping[str, Word]
    stages: Mapping[str, Word]
    items: Mapping[str, Word]
    bands: Mapping[str, Word]
    files: Mapping[str, Word]
    testimonies: Mapping[str, Word]
    procedure: Callable[[str], str]
    move: Callable[[str, str, str], str]


def sentence(body: EntryBody, words: Words) -> str:
    """Return what an entry tells, in a few words; its note and its day are shown beside it."""
    tell = _TELLERS.get(body.kind)
    said = tell(body.data, words) if tell else ""
    return said or str(_PLAIN[body.kind])


def _contact(data: Mapping[str, Any], words: Words) -> str:
    channel = words.channels.get(data.get("channel", ""))
    return _("Heard from the person: %(channel)s") % {"channel": channel} if channel else ""


def _changed(data: Mapping[str, Any], words: Words) -> str:
    if stage := words.stages.get(data.get("stage", "")):
        return _("Stage: %(stage)s") % {"stage": stage}
    items = [str(words.items[name]) for name in data.get("items", ()) if name in words.items]
    if not items:
        return ""
    listed, rest = ", ".join(items[:MOST_ITEMS]), len(items) - MOST_ITEMS
    changed = _("Changed: %(items)s") % {"items": listed}
    # Not inside an f-string: texts there are not collected.
    return f"{changed} {_more(rest)}" if rest > 0 else changed


def _more(count: int) -> str:
    return ngettext("and %(n)d more", "and %(n)d more", count) % {"n": count}


def _assigned(data: Mapping[str, Any], words: Words) -> str:
    del words
    return _("Assigned to %(who)s") % {"who": data["to"]} if data.get("to") else _("Assigned to nobody")


def _access(data: Mapping[str, Any], words: Words) -> str:
    del words
    if data.get("from"):
        return _("Access taken from %(who)s") % {"who": data["from"]}
    if data.get("to") and data.get("until"):
        last = day(date.fromisoformat(data["until"]))
        return _("Access given to %(who)s until %(day)s") % {"who": data["to"], "day": last}
    return _("Access given to %(who)s") % {"who": data["to"]} if data.get("to") else ""


def _restricted(data: Mapping[str, Any], words: Words) -> str:
    del words
    if not data.get("restricted"):
        return _("Open to the team again")
    people = ", ".join(data.get("people", ()))
    return _("Restricted to coordinators and %(who)s") % {"who": people} if people else _("Restricted to coordinators")


def _shared(data: Mapping[str, Any], words: Words) -> str:
    del words
    act, kind = str(data.get("act", "")), str(data.get("kind", ""))
    said = _SHARED.get((act, kind)) or _SHARED.get((act, ""))
    return str(said) % {"team": data.get("team", "")} if said else ""


def _banded(data: Mapping[str, Any], words: Words, text: str) -> str:
    band = words.bands.get(str(data.get("band", "")))
    return text % {"band": band} if band else ""


def _reviewed(data: Mapping[str, Any], words: Words) -> str:
    return _banded(data, words, _("Risk reviewed: %(band)s"))


def _overridden(data: Mapping[str, Any], words: Words) -> str:
    if data.get("lifted"):
        return _("A band set by hand was lifted")
    return _banded(data, words, _("Band set by hand: %(band)s"))


def _lowered(data: Mapping[str, Any], words: Words) -> str:
    said, band = _LOWERED.get(str(data.get("act", ""))), words.bands.get(str(data.get("band", "")))
    return str(said) % {"band": band} if said and band else ""


def _application(data: Mapping[str, Any], words: Words) -> str:
    name = words.procedure(str(data.get("procedure", "")))
    return _("Application opened: %(name)s") % {"name": name} if name else ""


def _moved(data: Mapping[str, Any], words: Words) -> str:
    procedure = str(data.get("procedure", ""))
    name = words.procedure(procedure)
    move = words.move(procedure, str(data.get("move", "")), str(data.get("stage", "")))
    return f"{name}: {move}" if name and move else ""


def _route(data: Mapping[str, Any], words: Words) -> str:
    return _of_procedure(_ROUTES.get(str(data.get("choice", ""))), data, words)


def _referral(data: Mapping[str, Any], words: Words) -> str:
    return _of_procedure(_REFERRALS.get(str(data.get("act", ""))), data, words)


def _of_procedure(said: Word | None, data: Mapping[str, Any], words: Words) -> str:
    name = words.procedure(str(data.get("procedure", "")))
    return str(said) % {"name": name} if said and name else ""


def _date(data: Mapping[str, Any], words: Words) -> str:
    del words
    return str(_DATES.get(str(data.get("act", "")), ""))


def _file(data: Mapping[str, Any], words: Words) -> str:
    return _with_word(_FILES.get(str(data.get("act", ""))), words.files.get(str(data.get("kind", ""))))


def _testimony(data: Mapping[str, Any], words: Words) -> str:
    return _with_word(_TESTIMONIES.get(str(data.get("act", ""))), words.testimonies.get(str(data.get("state", ""))))


def _with_word(act: Word | None, word: Word | None) -> str:
    return f"{act}: {word}" if act and word else str(act or "")


_TELLERS: Final[dict[EntryKind, Callable[[Mapping[str, Any], Words], str]]] = {
    EntryKind.CONTACT: _contact,
    EntryKind.CHANGED: _changed,
    EntryKind.ASSIGNED: _assigned,
    EntryKind.ACCESS: _access,
    EntryKind.RESTRICTED: _restricted,
    EntryKind.SHARED: _shared,
    EntryKind.REVIEWED: _reviewed,
    EntryKind.OVERRIDDEN: _overridden,
    EntryKind.LOWERED: _lowered,
    EntryKind.APPLICATION: _application,
    EntryKind.MOVED: _moved,
    EntryKind.DEADLINE: _date,
    EntryKind.FILE: _file,
    EntryKind.TESTIMONY: _testimony,
    EntryKind.ROUTE: _route,
    EntryKind.REFERRAL: _referral,
}
