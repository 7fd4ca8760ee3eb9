"""The only place that reads the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Return the day it is in a team's time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`: what is stored in clear about days that could name a person."""
    return day - timedelta(days=day.weekday())
