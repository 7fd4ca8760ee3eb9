"""T3: forms filled in rightly but for a few fields, into which Hypothesis puts what it finds.

`CASETRACKER_FUZZ=200` tries that many fillings of each form, other ones each time, instead of a few.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection
from django.forms import BaseForm, ChoiceField, DateField, Field, FileField, UUIDField
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.base.forms import PartialDateField
from tests.security import hostile
from tests.security.hostile import DRAWN, VALUES, Target, faults, send
from tests.security.house import House
from tests.security.matrix import TABLE
from tests.security.world import World, undone

pytestmark = pytest.mark.xdist_group("hostile")
EXAMPLES: Final = int(os.environ.get("CASETRACKER_FUZZ", "4"))
THOROUGH: Final = "CASETRACKER_FUZZ" in os.environ  # otherwise the same fillings each time
FORMS: Final = [row.name for row in TABLE if row.post and not row.name.startswith("admin:")]
Filling = dict[str, Any]

# What people type ---------------------------------------------------------------------------------------

ANY_TEXT: Final = st.text(st.characters(exclude_categories=()), max_size=60)  # half characters too
MARKS: Final = st.text(
    st.sampled_from("\0\u202e\u2066\u200b\u200d\ufeff\u0301🏳️é\r\n\t<>&'\"%{}\\"), min_size=1, max_size=20
)
LONG: Final = st.builds(str.__mul__, st.sampled_from("xж🏳"), st.sampled_from([201, 4_001, 20_001, 300_000]))
FAR: Final = st.dates(date.min, date.max).map(date.isoformat) | st.dates().map("{:%d.%m.%Y}".format)
NUMBERS: Final = st.integers(-(10**40), 10**40).map(str) | st.floats().map(str)
JUNK: Final = st.one_of(
    st.sampled_from(VALUES), ANY_TEXT, MARKS, LONG, FAR, NUMBERS, st.binary(max_size=30), st.uuids().map(str)
)
TWICE: Final = st.lists(JUNK, min_size=2, max_size=4)  # the same field again and again


def _by_kind(field: Field | None) -> st.SearchStrategy[Any]:
    """What the field is made for, so that some of it gets past the form and into the act."""
    if isinstance(field, ChoiceField):
        offered: Any = field.choices
        choices = [str(value) for value, label in offered if not isinstance(label, list | tuple)]
        return st.sampled_from(choices or [""])
    if isinstance(field, PartialDateField | DateField):
        return FAR | st.sampled_from(["2024", "~2024-05", "05.2024", "29.02.2024", "31.12.1899"])
    if isinstance(field, UUIDField):
        return st.uuids().map(str)
    return MARKS | ANY_TEXT


# Every form ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def forms(world: World) -> dict[str, tuple[Target, Filling, dict[str, Field]]]:
    """Every form by its name: where it goes, how it is rightly filled in, and its fields."""
    typist = House(Path(), Path(), (Path(), Path()))
    found = {}
    for target in hostile.targets(world):
        page = world.ask(target.who, "GET", target.url, {})
        form = page.context.get("form") if page.context else None
        fields = dict(form.fields) if isinstance(form, BaseForm) else {}
        right = typist.filled(form) if isinstance(form, BaseForm) else dict.fromkeys(DRAWN.get(target.name, ()), "1")
        found[target.name] = (target, right, {name: f for name, f in fields.items() if not isinstance(f, FileField)})
    return found


@pytest.mark.parametrize("name", FORMS)
def test_a_form_answers_whatever_stands_in_a_few_of_its_fields(world: World, forms: Any, name: str) -> None:
    target, right, fields = forms[name]
    surprises: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=not THOROUGH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def fill(data: st.DataObject) -> None:
        chosen = sorted(data.draw(st.sets(st.sampled_from(sorted(target.fields)), min_size=1, max_size=4)))
        typed = {each: data.draw(_by_kind(fields.get(each)) | JUNK | TWICE) for each in chosen}
        with undone():
            surprises.extend(f"{one} with {typed!r:.300}" for one in _sent(world, target, right | typed))

    if target.fields:
        fill()
    assert surprises == []


def _sent(world: World, target: Target, values: Filling) -> list[str]:
    """Send a form, and look at the page that it leads to: what was taken can be shown."""
    answer = send(world, target, values)
    found = faults(answer, values)
    connection.check_constraints()
    if answer.status_code == 302 and answer.headers["Location"].startswith("/"):
        shown = world.client(target.who).get(answer.headers["Location"])
        found += [f"status {shown.status_code} after it"] if shown.status_code >= 500 else []
    return found
