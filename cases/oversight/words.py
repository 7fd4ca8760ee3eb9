"""What an event or an alert says, in words. A detail that `details` does not know is shown as it is."""

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
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.access.roles import ROLES
from cases.audit.models import AlertKind, EventKind
from cases.oversight import details
from cases.templatetags.display import day

Names = Mapping[str, str]
UNREADABLE: Final = "unreadable"

KINDS: Final[dict[str, Promise]] = {
    EventKind.OPENED.value: pgettext_lazy("audit", "Opened"),
    EventKind.CHANGED.value: pgettext_lazy("audit", "Changed"),
    EventKind.DENIED.value: pgettext_lazy("audit", "Refused"),
    EventKind.EXPORTED.value: pgettext_lazy("audit", "Taken out"),
    EventKind.SHARED.value: pgettext_lazy("audit", "Shared"),
    EventKind.LOGIN.value: pgettext_lazy("audit", "Login"),
    EventKind.LOGIN_FAILED.value: pgettext_lazy("audit", "Login failed"),
    EventKind.LOGOUT.value: pgettext_lazy("audit", "Logout"),
    EventKind.KEY.value: pgettext_lazy("audit", "Keys"),
    EventKind.MEMBER.value: pgettext_lazy("audit", "Members"),
    EventKind.ALERT.value: pgettext_lazy("audit", "Alert"),
    UNREADABLE: pgettext_lazy("audit", "Does not open"),
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

_ROLES: Final[dict[str, Promise]] = {role.name.value: role.title for role in ROLES.values()}
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
    status, _space, page = detail.partition(" ")
    if kind == EventKind.DENIED and status in details.REFUSALS:
        return str(details.REFUSALS[status]) % {"page": _address(page)}
    return worded(detail, names) or _ID.sub(lambda match: names.get(match[0], match[0]), detail)


def worded(detail: str, names: Names) -> str:
    """Return a known detail in words, and nothing for one that is not known."""
    if known := details.EXACT.get(detail):
        return str(known)
    for pattern, words in details.PATTERNS:
        if match := pattern.fullmatch(detail):
            return str(words) % dict(_parts(match, names))
    return ""


def somebody() -> str:
    """Name a person whose account is not known any more."""
    return _("somebody")


def _parts(match: Match[str], names: Names) -> Iterator[tuple[str, str]]:
    for part, value in match.groupdict().items():
        if part in ("person", "team", "giver"):
            yield part, names.get(value, somebody())
        elif part == "role":
            yield part, str(_ROLES.get(value, value))
        else:
            yield part, worded(value, names) or value


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
    AlertKind.LOCKED.value: gettext_lazy("An account was locked in an emergency"),
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


def _locked(_detail: str, who: str, _zone: str) -> str:
    return _(
        "Somebody used the lock code of %(who)s, whose device may be in the wrong hands. Reach them another way. Open "
        "the account on the page of the team only when you have heard their voice."
    ) % {"who": who}


def _unreadable(_detail: str, _who: str, _zone: str) -> str:
    return _("It was changed, or was not written by the application.")


_ALERT_TEXTS: Final[dict[str, Callable[[str, str, str], str]]] = {
    AlertKind.READING.value: _reading,
    AlertKind.TAMPERED.value: _tampered,
    AlertKind.AUDIT.value: _audit,
    AlertKind.LOCKED.value: _locked,
    UNREADABLE: _unreadable,
}
