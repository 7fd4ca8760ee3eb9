"""Writes a calendar (RFC 5545). Pure: it is told the words and the instant."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import icalendar
import msgspec


class Entry(msgspec.Struct, frozen=True):
    """One whole day. The same `key` is the same entry, whatever it says by now."""

    key: UUID
    day: date
    words: str


def write(entries: Iterable[Entry], *, name: str, stamp: datetime) -> bytes:
    """Return the calendar as it is served."""
    sheet = icalendar.Calendar()
    sheet.add("prodid", f"-//{name}//EN")
    sheet.add("version", "2.0")
    sheet.add("method", "PUBLISH")
    sheet.add("x-wr-calname", name)
    sheet.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", str(entry.key))
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))  # the end itself does not count
        event.add("summary", entry.words)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        sheet.add_component(event)
    return bytes(sheet.to_ical())
