"""What an event or an alert says, in words. The log holds short English codes; an unknown one is shown as it is."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from re import Match
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.roles import ROLES
from cases.audit.models import AlertKind, EventKind
from cases.templatetags.display import day

Names = Mapping[str, str]
UNREADABLE: Final = "unreadable"

KINDS: Final[dict[str, Promise]] = {
    EventKind.OPENED.value: gettext_lazy("Opened"),
    EventKind.CHANGED.value: gettext_lazy("Changed"),
    EventKind.DENIED.value: gettext_lazy("Refused"),
    EventKind.EXPORTED.value: gettext_lazy("Taken out"),
    EventKind.SHARED.value: gettext_lazy("Shared"),
    EventKind.LOGIN.value: gettext_lazy("Login"),
    EventKind.LOGIN_FAILED.value: gettext_lazy("Login failed"),
    EventKind.LOGOUT.value: gettext_lazy("Logout"),
    EventKind.KEY.value: gettext_lazy("Keys"),
    EventKind.MEMBER.value: gettext_lazy("Members"),
    EventKind.ALERT.value: gettext_lazy("Alert"),
    UNREADABLE: gettext_lazy("Does not open"),
}
TONES: Final = {
    EventKind.DENIED.value: "warn",
    EventKind.LOGIN_FAILED.value: "warn",
    EventKind.EXPORTED.value: "accent",
    EventKind.KEY.value: "accent",
    EventKind.MEMBER.value: "accent",
    EventKind.SHARED.value: "accent",
    EventKind.ALERT.value: "bad",
    UNREADABLE: "bad",
}

_DETAILS: Final[dict[str, Promise]] = {
    # pages
    "my work": gettext_lazy("My work"),
    "banner": gettext_lazy("the banner of who is in detention"),
    "case list": gettext_lazy("the list of cases"),
    "at-risk list": gettext_lazy("the at-risk list"),
    "at-risk list, print": gettext_lazy("the at-risk list for paper"),
    "at-risk list, print with names": gettext_lazy("the at-risk list for paper, with names"),
    "applications list": gettext_lazy("the list of applications"),
    "deadlines list": gettext_lazy("the list of deadlines"),
    "case page": gettext_lazy("the page of the case"),
    "risk page": gettext_lazy("the page of the risk"),
    "application page": gettext_lazy("the page of an application"),
    "application step": gettext_lazy("the form of a step"),
    "deadline page": gettext_lazy("the page of a deadline"),
    "detention": gettext_lazy("the page of the detention"),
    "files": gettext_lazy("the list of files"),
    "file": gettext_lazy("the page of a file"),
    "file downloaded": gettext_lazy("a file, downloaded"),
    "testimony": gettext_lazy("a testimony"),
    "reveal name": gettext_lazy("the name"),
    "name revealed": gettext_lazy("the name, shown"),
    "search": gettext_lazy("a search by name"),
    "who has seen": gettext_lazy("who has seen the case"),
    # acts on a case
    "logged": gettext_lazy("the case, just logged"),
    "sent twice": gettext_lazy("a form that was sent twice"),
    "edit": gettext_lazy("what is known of the person"),
    "contact": gettext_lazy("a contact"),
    "note": gettext_lazy("a note"),
    "stage": gettext_lazy("the stage"),
    "assigned": gettext_lazy("who follows the case"),
    "assess": gettext_lazy("the assessment of the risk"),
    "review": gettext_lazy("a review"),
    "override": gettext_lazy("an override of the band"),
    "override lifted": gettext_lazy("an override, lifted"),
    "marked for review": gettext_lazy("marked for review"),
    "detained": gettext_lazy("reported as detained"),
    "detention ended": gettext_lazy("the end of a detention"),
    "checklist": gettext_lazy("the checklist of a detention"),
    "application details": gettext_lazy("the details of an application"),
    "application moved": gettext_lazy("a step of an application"),
    "deadline changed": gettext_lazy("a deadline"),
    "deadline assigned": gettext_lazy("who sees to a deadline"),
    "file deleted": gettext_lazy("a file, deleted"),
    # keys, people and accounts
    "restricted": gettext_lazy("restricted to named people"),
    "not restricted": gettext_lazy("open to the members again"),
    "taken over": gettext_lazy("taken over from another team"),
    "code connected": gettext_lazy("an authenticator was connected"),
    "recovery card made": gettext_lazy("a recovery card was made"),
    "recovery card": gettext_lazy("with a recovery card"),
    "new passphrase by recovery card": gettext_lazy("a new passphrase, by the recovery card"),
    "passphrase changed": gettext_lazy("the passphrase was changed"),
    "change of passphrase": gettext_lazy("when changing the passphrase"),
    "locked by card": gettext_lazy("the account was locked with the recovery card"),
    "PIN": gettext_lazy("with the PIN"),
    "PIN chosen": gettext_lazy("a PIN was chosen"),
    "PIN removed": gettext_lazy("the PIN was removed"),
    "step-up": gettext_lazy("when asked for passphrase and code again"),
    "all sessions": gettext_lazy("from all devices"),
    "joined": gettext_lazy("joined by a link"),
    "team frozen": gettext_lazy("froze the team"),
    "lifting the freeze asked for": gettext_lazy("asked to lift the freeze"),
    "freeze lifted": gettext_lazy("lifted the freeze"),
    "freeze lifted with the paper key": gettext_lazy("lifted the freeze with the paper key"),
    "audit": gettext_lazy("the audit"),
    "seen": gettext_lazy("an alert was marked as seen"),
}
_REASONS: Final[dict[str, Promise]] = {
    "access taken": gettext_lazy("access was taken away"),
    "keys of the team renewed": gettext_lazy("the keys of the team were renewed"),
}
_ROLES: Final[dict[str, Promise]] = {role.name.value: role.title for role in ROLES.values()}
_REFUSALS: Final[dict[str, Promise]] = {
    "403": gettext_lazy("not allowed: %(page)s"),
    "404": gettext_lazy("not there, or not theirs to see: %(page)s"),
    "429": gettext_lazy("too many cases in an hour: %(page)s"),
}
# A part named `person`, `team` or `role` is shown by its name, `page` by its address, `why` by its own words.
_PATTERNS: Final = (
    (re.compile(r"(?P<why>.+): (?P<shown>\d+) of (?P<all>\d+)"), gettext_lazy("%(why)s: %(shown)s of %(all)s")),
    (re.compile(r"key given to (?P<person>\S+)"), gettext_lazy("gave the key to %(person)s")),
    (re.compile(r"key shared with (?P<team>\S+)"), gettext_lazy("gave the key to team %(team)s")),
    (re.compile(r"new case keys: (?P<why>.+)"), gettext_lazy("new keys for the cases: %(why)s")),
    (re.compile(r"roots renewed: (?P<why>.+)"), gettext_lazy("new keys for the team: %(why)s")),
    (re.compile(r"invited (?P<role>\S+)"), gettext_lazy("made a link, role: %(role)s")),
    (re.compile(r"admitted (?P<person>\S+) as (?P<role>\S+)"), gettext_lazy("let %(person)s in, role: %(role)s")),
    (re.compile(r"declined (?P<person>\S+)"), gettext_lazy("turned %(person)s away")),
    (re.compile(r"unlocked (?P<person>\S+)"), gettext_lazy("unlocked the account of %(person)s")),
    (re.compile(r"allowed more to (?P<person>\S+)"), gettext_lazy("let %(person)s read more for the hour")),
)
_ID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def ids_in(detail: str) -> list[str]:
    """Return the ids of people and teams that a detail speaks of."""
    return _ID.findall(detail)


def said(kind: str, detail: str, names: Names) -> str:
    """Word the detail of an event; `names` are those of people and teams by their ids."""
    if kind == UNREADABLE:
        return _("This row was changed, or was not written by the application.")
    if kind == EventKind.ALERT and (raised := ALERTS.get(detail.partition(":")[0])):
        return str(raised)
    if kind == EventKind.DENIED and detail.partition(" ")[0] in _REFUSALS:
        status, _space, page = detail.partition(" ")
        return str(_REFUSALS[status]) % {"page": _address(page)}
    if detail in _DETAILS:
        return str(_DETAILS[detail])
    for pattern, words in _PATTERNS:
        if match := pattern.fullmatch(detail):
            return str(words) % dict(_parts(match, names))
    return _ID.sub(lambda match: names.get(match[0], match[0]), detail)


def somebody() -> str:
    """Name a person whose account is not known any more."""
    return _("somebody")


def _parts(match: Match[str], names: Names) -> Iterator[tuple[str, str]]:
    for part, value in match.groupdict().items():
        if part in ("person", "team"):
            yield part, names.get(value, somebody())
        elif part == "role":
            yield part, str(_ROLES.get(value, value))
        else:
            yield part, str(_REASONS.get(value) or _DETAILS.get(value) or value)


def _address(page: str) -> str:
    """Show the address of a page, which people know, for the name the log knows; that name where it takes more."""
    name, _space, code = page.partition(" ")
    try:
        return reverse(name, args=[code] if code else [])
    except NoReverseMatch:
        return page


# Alerts -------------------------------------------------------------------------------------------------

ALERTS: Final[dict[str, Promise]] = {
    AlertKind.READING.value: gettext_lazy("Somebody read too many cases in an hour"),
    AlertKind.TAMPERED.value: gettext_lazy("Something sealed does not open"),
    AlertKind.AUDIT.value: gettext_lazy("The audit does not fit what was signed"),
    UNREADABLE: gettext_lazy("An alert does not open"),
}


def alert_title(kind: str) -> str:
    """Head an alert."""
    return str(ALERTS.get(kind, kind))


def alert_text(kind: str, detail: str, who: str, zone: str) -> str:
    """Say what happened, and what to do about it."""
    worded = _ALERT_TEXTS.get(kind)
    return worded(detail, who, zone) if worded else f"{who}: {detail}"


def _reading(detail: str, who: str, zone: str) -> str:
    most, _space, stamp = detail.partition(" ")
    until = time_format(datetime.fromisoformat(stamp).astimezone(ZoneInfo(zone)), "H:i")
    return _(
        "%(who)s opened more than %(most)s different cases within an hour and was stopped until %(until)s. Ask them by "
        "voice whether it was they. If not, remove them from the team at once."
    ) % {"who": who, "most": most, "until": until}


def _tampered(detail: str, who: str, _zone: str) -> str:
    return _(
        "On the page %(page)s, %(who)s met a sealed value that is not what was sealed there. Somebody changed the "
        "database, or a disk failed. Tell the person who keeps the server, and compare with a backup."
    ) % {"page": _address(detail), "who": who}


def _audit(detail: str, _who: str, _zone: str) -> str:
    return _(
        "The events of %(day)s are not those that were signed: somebody changed the database. Look at the closed days."
    ) % {"day": day(date.fromisoformat(detail))}


def _unreadable(_detail: str, _who: str, _zone: str) -> str:
    return _("It was changed, or was not written by the application.")


_ALERT_TEXTS: Final[dict[str, Callable[[str, str, str], str]]] = {
    AlertKind.READING.value: _reading,
    AlertKind.TAMPERED.value: _tampered,
    AlertKind.AUDIT.value: _audit,
    UNREADABLE: _unreadable,
}
