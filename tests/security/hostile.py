"""What nobody should send, and every form of the site to send it to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.forms import BaseForm, CheckboxInput, CheckboxSelectMultiple, FileInput, PasswordInput
from django.urls import reverse

from cases.access.models import User
from tests.security.matrix import ANYBODY, TABLE, Row
from tests.security.world import ACTIVIST, CASEWORKER, COORDINATOR, OPERATOR, World, role_of

URLENCODED: Final = "application/x-www-form-urlencoded"
LONG: Final = "ж" * 50_000  # 100 kB
# Each lands in every field of every form: texts, dates, numbers, choices and hidden ones alike.
VALUES: Final[tuple[str | bytes, ...]] = (
    "a\0b",
    b"\xff\xfe\xed\xa0\x80",  # no UTF-8, and half a character
    "\u202eevil\u2066\u200b\ufeff",
    "👨\u200d👩\u200d👧 🏳️",
    "9" * 5_000,
    "-1",
    "1e999",
    "²٣",
    "0000-00-00",
    "31.02.2024",
    "9999-12-31",
    "01.01.2100",
    "../../etc/passwd",
    "zz",
    "[]",
    "\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>{{ 7|add:7 }}%s%(x)s",
    "00000000-0000-0000-0000-000000000000",
    "",
)
# Fields of forms that a template draws by itself.
DRAWN: Final = {
    "access:language": ("language", "next"),
    "access:invite": ("role",),
    "watch:bulk": ("act", "to", "case", "query"),
    "watch:print": ("names", "band", "country", "sort"),
    "watch:tick": ("item", "done"),
    "watch:lift": ("direction",),
    "watch:detained": ("place", "actor", "note", "ticket"),
}
CYRILLIC: Final = re.compile("[А-яёЁ]")
ADMIN: Final = ("action", "_selected_action", "index", "select_across", "confirmed", "to")


@dataclass(frozen=True)
class Target:
    """A form: where it is sent, by whom, and its fields."""

    name: str
    url: str
    who: str
    fields: tuple[str, ...]


def targets(world: World) -> Iterator[Target]:
    """Yield every form that the site accepts, found by the table that the matrix holds to the resolver."""
    for row in TABLE:
        if row.post:
            who, url = _sender(world, row)
            yield Target(row.name, url, who, tuple(_fields(world, row, who, url)))


def _sender(world: World, row: Row) -> tuple[str, str]:
    allowed = row.post or ANYBODY
    order = (COORDINATOR, CASEWORKER, ACTIVIST, OPERATOR, "coordinator-b")
    things = world.things[row.about]
    who, thing = next((one, of) for one in order for of in things if role_of(one) in allowed and one in of.scope)
    query = "?procedure=fr_visa_asylum" if row.name == "applications:new" else ""
    return who, reverse(row.name, kwargs={**thing.kwargs, **row.extra}) + query


def _fields(world: World, row: Row, who: str, url: str) -> list[str]:
    if row.name.startswith("admin:"):
        return list(ADMIN)
    page = world.ask(who, "GET", url, {})
    form = page.context.get("form") if page.context else None
    return [*(form.fields if isinstance(form, BaseForm) else ()), *DRAWN.get(row.name, ()), *row.data]


def body(values: dict[str, Any]) -> str:
    """Write a form as a browser would, whatever the values are; a list is a field sent more than once."""
    return urlencode(values, doseq=True, errors="surrogatepass")


def shown(form: BaseForm) -> dict[str, str]:
    """What the fields of a form hold on the page, but for those that browsers are never sent back."""
    never = (PasswordInput, FileInput, CheckboxInput, CheckboxSelectMultiple)  # the last two hold no text
    visible = [field for field in form.visible_fields() if not isinstance(field.field.widget, never)]
    return {field.html_name: str(_last(field.value()) or "") for field in visible}


def send(world: World, target: Target, values: dict[str, Any]) -> Any:
    """Send a form in Russian."""
    client = world.client(target.who)
    User.objects.filter(pk=world.people[target.who].user.pk).update(language="ru")
    client.cookies["language"] = "ru"
    return client.post(target.url, body(values), content_type=URLENCODED)


def faults(answer: Any, values: dict[str, Any]) -> list[str]:
    """What is wrong with an answer."""
    if answer.status_code >= 500:
        return [f"status {answer.status_code}"]
    form = answer.context.get("form") if answer.status_code == 200 and answer.context else None
    if not isinstance(form, BaseForm) or not form.is_bound or "filter_form" in answer.context:
        return []
    found = [
        f"{name}: {error}"
        for name, errors in form.errors.items()
        for error in errors
        if not CYRILLIC.search(str(error))
    ]
    lost = [name for name, held in shown(form).items() if _words(held) != _words(_last(values.get(name, "")))]
    return [*found, *(f"{name} is lost" for name in lost)]


def _words(value: Any) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return " ".join(text.split())


def _last(value: Any) -> Any:
    """Of a field sent more than once, the last counts."""
    return next(iter(value[::-1]), "") if isinstance(value, list) else value
