"""Filters that turn values into words: texts of data files, days, partial dates, ages, countries."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django import template
from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext
from django_countries import countries

from cases.base.dates import PartialDate
from cases.base.text import Text

register = template.Library()

# Russian wants the genitive month ("17 мая"); three French letters would not tell June from July.
_DAY_FORMAT: Final = {"ru": "j E Y", "fr": "j N Y"}
_SHORT_FORMAT: Final = {"en": "j M", "fr": "j N"}
_MONTH_FORMAT: Final = "F Y"


def language() -> str:
    """Return the two letters of the language in force."""
    return (get_language() or "en")[:2]


@register.filter
def localized(text: Text | None) -> str:
    """Show a text of a data file in the reader's language: `{{ procedure.name|localized }}`."""
    return text.to(language()) if text else ""


@register.filter
def day(value: date | PartialDate | None) -> str:
    """Show a day, or what is known of one: "17 May 2024", "May 2024", "about 2024"; nothing for nothing."""
    if isinstance(value, PartialDate):
        return _partial(value)
    return _written(value, _DAY_FORMAT.get(language(), "j M Y"), language()) if value else ""


@register.filter
def short_day(value: date) -> str:
    """Show a day of this year where room is scarce: "7 Nov"."""
    return _written(value, _SHORT_FORMAT.get(language(), "j b"), language())


@register.filter(expects_localtime=True)
def moment(value: datetime) -> str:
    """Show a day of this year with its hour, where the team works: "7 Nov, 16:34"."""
    return f"{short_day(value.date())}, {formats.date_format(value, 'H:i')}"


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, _language: str) -> str:
    return formats.date_format(value, pattern)


def _partial(value: PartialDate) -> str:
    if value.day:
        words = day(value.earliest())
    elif value.month:
        words = formats.date_format(value.earliest(), _MONTH_FORMAT).lower()
        words = words if language() != "en" else words.capitalize()
    else:
        words = str(value.year)
    return gettext("about %(when)s") % {"when": words} if value.about else words


@register.filter
def ago(value: date | PartialDate | None, today: date) -> str:
    """Show how long ago (or how soon) a day is: `{{ entry.day|ago:today }}` gives "3 weeks ago", "tomorrow"."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        value = value.latest()
    return distance((_plain(value) - today).days)


def distance(days: int) -> str:
    """Say a number of days from today in words."""
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    return _future(days) if days > 0 else _past(-days)


def overdue(days: int) -> str:
    """Say by how much a date was missed."""
    return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}


def _past(days: int) -> str:
    if days < 21:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 70:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", days // 365) % {"n": days // 365}


def _future(days: int) -> str:
    if days < 21:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < 70:
        return ngettext("in %(n)d week", "in %(n)d weeks", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("in %(n)d month", "in %(n)d months", days // 30) % {"n": days // 30}
    return ngettext("in %(n)d year", "in %(n)d years", days // 365) % {"n": days // 365}


def _plain(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.filter
def hours(count: int) -> str:
    """Show a clock that runs in hours: "less than an hour", "5 hours", "3 days"."""
    if count < 1:
        return gettext("less than an hour")
    if count < 72:
        return ngettext("%(n)d hour", "%(n)d hours", count) % {"n": count}
    return ngettext("%(n)d day", "%(n)d days", count // 24) % {"n": count // 24}


@register.filter
def country(code: str | None) -> str:
    """Show a country's name in the reader's language: `{{ case.country|country }}`."""
    return _country(str(code), language()) if code else gettext("Country not known")


@lru_cache(maxsize=1024)
def _country(code: str, _language: str) -> str:
    return str(countries.name(code)) or code
