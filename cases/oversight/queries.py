"""Reading the audit: the events of a team, who has seen a case, and the alerts nobody has looked at."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django.db.models import CharField, Count, Func, Max, Q, QuerySet

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Membership, Team, User
from cases.audit import alerts, log
from cases.audit.alerts import AlertBody
from cases.audit.log import Body
from cases.audit.models import Alert, AlertKind, Event, EventKind
from cases.keys import envelope
from cases.keys.envelope import Tampered
from cases.keys.keyring import Withheld
from cases.oversight import words
from cases.people.models import Case

PAGE: Final = 50
LOOKED_THROUGH: Final = 2_000  # events opened for one page, a fifth of a second
ALERTS: Final = 20
_CHUNK: Final = 250
_NAMED: Final = 4  # cases that a line names; a page of a list opens fifty
_CURSOR: Final = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{1,9})-(\d{1,4})\Z")


@dataclass(frozen=True, slots=True)
class Opened:
    """An event and what it says; no body when it does not open."""

    event: Event
    body: Body | None

    @property
    def at(self) -> datetime:
        """When it happened; of one that does not open only the day is known."""
        return self.body.at if self.body else datetime.combine(self.event.day, time(tzinfo=UTC))

    @property
    def kind(self) -> str:
        """What happened."""
        return self.body.kind if self.body else words.UNREADABLE


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a page shows it."""

    at: datetime
    is_readable: bool
    who: str
    kind: str
    tone: str
    text: str
    cases: Sequence[Case]
    others: int  # cases that are not named


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of events: the newest first. `looked` is given when not all could be looked through at once."""

    lines: Sequence[Line]
    after: str | None
    looked: int | None = None
    back_to: date | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person who opened a case."""

    who: str
    times: int
    last: datetime
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class OtherTeam:
    """Another team that opened a case: who did is in its own audit, sealed to its own coordinators."""

    name: str
    times: int
    last: date


@dataclass(frozen=True, slots=True)
class Seen:
    """Everybody who has seen a case."""

    viewers: Sequence[Viewer]
    lines: Sequence[Line]
    others: Sequence[OtherTeam]
    has_older: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert in words. `may_allow` when it can be answered by letting the person read more."""

    pk: uuid.UUID
    at: datetime | None
    title: str
    text: str
    may_allow: bool


# The events of a team -----------------------------------------------------------------------------------


def trail(chosen: Mapping[str, Any], after: str, *, by: Actor) -> Trail:
    """Return one page of the team's events that fit what was chosen.

    Only the day stands in clear. For anything else events are opened one by one: at most `LOOKED_THROUGH` for a page,
    which then says so and goes on from there.
    """
    events = Event.objects.filter(team_id=by.own_team.pk)
    if chosen.get("day"):
        events = events.filter(day=chosen["day"])
    found: list[Opened] = []
    looked, following, last = 0, False, None
    for event in _newest_first(events, after)[: LOOKED_THROUGH + 1].iterator(_CHUNK):
        if len(found) == PAGE or looked == LOOKED_THROUGH:
            following = True
            break
        opened = open_event(event, by=by)
        if _fits(opened, chosen):
            found.append(opened)
        looked, last = looked + 1, event
    log.record(EventKind.OPENED, by=by, detail=f"audit: {len(found)} of {looked}")
    lines = _lines(sorted(found, key=lambda one: one.at, reverse=True), by)
    if not following or last is None:
        return Trail(lines, None)
    full = len(found) == PAGE
    return Trail(lines, _cursor(last), None if full else looked, None if full else last.day)


def people(by: Actor) -> list[tuple[str, str]]:
    """Return id and handle of everybody who is or was in the team."""
    places = Membership.objects.filter(team=by.own_team).order_by("user__handle")
    return [(str(user), handle) for user, handle in places.values_list("user", "user__handle")]


def open_event(event: Event, *, by: Actor) -> Opened:
    """Open one event with the key of the epoch in which it was written."""
    try:
        keyring = by.keyring_of(envelope.epoch_of(bytes(event.body)))
        return Opened(event, log.read(event, keyring.audit_pair.private))
    except (Tampered, Withheld):
        return Opened(event, None)


class _Place(Func):
    """Where a row lies: rows of the audit never change, so this is the order they came in, which no column tells."""

    template = "ctid"
    output_field = CharField()


def _newest_first(events: QuerySet[Event], after: str) -> QuerySet[Event]:
    placed = events.annotate(place=_Place()).order_by("-day", "-place")
    match = _CURSOR.match(after)
    if match is None:
        return placed
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return placed.none()
    earlier = Q(day__lt=day) | Q(day=day, place__lt=f"({match[2]},{match[3]})")
    return placed.filter(earlier, day__lte=day)


def _cursor(event: Any) -> str:
    return f"{event.day}_{event.place.strip('()').replace(',', '-')}"


def _fits(opened: Opened, chosen: Mapping[str, Any]) -> bool:
    body, case = opened.body, chosen.get("case")
    if chosen.get("kind") and opened.kind != chosen["kind"]:
        return False
    if chosen.get("person") and (body is None or body.user != chosen["person"]):
        return False
    return case is None or (body is not None and (str(case.pk) in body.cases or body.detail.endswith(f" {case.code}")))


def _lines(found: Sequence[Opened], by: Actor) -> list[Line]:
    bodies = [opened.body for opened in found if opened.body]
    names = _names(part for body in bodies for part in (body.user, *words.ids_in(body.detail)))
    known = _cases({uuid.UUID(case) for body in bodies for case in body.cases[:_NAMED]}, by)
    return [_line(opened, names, known) for opened in found]


def _line(opened: Opened, names: words.Names, known: Mapping[str, Case]) -> Line:
    body = opened.body
    cases = [known[case] for case in body.cases[:_NAMED] if case in known] if body else []
    return Line(
        at=opened.at,
        is_readable=body is not None,
        who=names.get(body.user, words.somebody()) if body else "",
        kind=str(words.KINDS.get(opened.kind, opened.kind)),
        tone=words.TONES.get(opened.kind, "quiet"),
        text=words.said(opened.kind, body.detail if body else "", names),
        cases=cases,
        others=len(body.cases) - len(cases) if body else 0,
    )


def _cases(wanted: Iterable[uuid.UUID], by: Actor) -> dict[str, Case]:
    rows = Case.objects.visible_to(by).filter(pk__in=set(wanted)).only("code", "team")
    return {str(row.pk): row for row in rows}


def _names(ids: Iterable[str]) -> dict[str, str]:
    """Return the handles of people and the names of teams by their ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    users = User.objects.filter(pk__in=wanted).values_list("pk", "handle")
    teams = Team.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {str(pk): name for pk, name in (*users, *teams)}


# Who has seen a case ------------------------------------------------------------------------------------


def seen(case: Case, *, by: Actor) -> Seen:
    """Return who has opened a case by itself, found by its keyed tags."""
    events = Event.objects.filter(tag__in=vault.tags_of(case, by=by))
    mine = list(_newest_first(events.filter(team_id=by.own_team.pk), "")[: LOOKED_THROUGH + 1])
    opened = [open_event(event, by=by) for event in mine[:LOOKED_THROUGH]]
    opened.sort(key=lambda one: one.at, reverse=True)
    log.record(EventKind.OPENED, by=by, cases=[case.pk], detail="who has seen")
    others = events.exclude(team_id=by.own_team.pk).exclude(team_id=None)
    return Seen(
        viewers=_viewers(opened),
        lines=_lines(opened[:PAGE], by),
        others=_other_teams(others),
        has_older=len(mine) > LOOKED_THROUGH,
    )


def _viewers(opened: Sequence[Opened]) -> list[Viewer]:
    """Gather openings, the newest first, by person."""
    by_person: dict[str, list[Body]] = {}
    for one in opened:
        if one.body is not None:
            by_person.setdefault(one.body.user, []).append(one.body)
    names = _names(by_person)
    return [
        Viewer(
            names.get(user, words.somebody()),
            len(bodies),
            bodies[0].at,
            list(dict.fromkeys(words.said(body.kind, body.detail, names) for body in bodies)),
        )
        for user, bodies in by_person.items()
    ]


def _other_teams(events: QuerySet[Event]) -> list[OtherTeam]:
    counted = events.order_by().values_list("team_id").annotate(times=Count("pk"), last=Max("day"))
    rows = list(counted)
    names = dict(Team.objects.filter(pk__in=[team for team, _times, _last in rows]).values_list("pk", "name"))
    return [OtherTeam(names.get(team, words.somebody()), times, last) for team, times, last in rows]


# Alerts -------------------------------------------------------------------------------------------------


def alarms(by: Actor) -> list[Alarm]:
    """Return what no coordinator has seen yet, the newest first."""
    opened = [(row, open_alert(row, by=by)) for row in alerts.unseen(by.own_team.pk)[:ALERTS]]
    names = _names(body.user for _row, body in opened if body)
    return [_alarm(row, body, names, by) for row, body in opened]


def open_alert(row: Alert, *, by: Actor) -> AlertBody | None:
    """Open one alert; None when somebody changed it."""
    try:
        keyring = by.keyring_of(envelope.epoch_of(bytes(row.body)))
        return alerts.read(row, keyring.audit_pair.private)
    except (Tampered, Withheld):
        return None


def _alarm(row: Alert, body: AlertBody | None, names: words.Names, by: Actor) -> Alarm:
    kind, detail, user = (body.kind, body.detail, body.user) if body else (words.UNREADABLE, "", "")
    return Alarm(
        pk=row.pk,
        at=body.at if body else None,
        title=words.alert_title(kind),
        text=words.alert_text(kind, detail, names.get(user, words.somebody()), by.zone),
        may_allow=kind == AlertKind.READING and user != str(by.user.pk),
    )
