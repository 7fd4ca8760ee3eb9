"""The parts of pages: what they say, to whom, and that they stay escaped."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cases.templatetags import components
from tests.design.places import APP_CSS

TODAY = date(2026, 11, 22)


def render(source: str, **context: Any) -> str:
    """Render a snippet in English with the parts loaded."""
    with translation.override("en"):
        html = Template("{% load components display %}" + source).render(Context(context))
    return re.sub(r"\s+", " ", html).strip()


class Papers(forms.Form):
    alias = forms.CharField()
    passport = forms.CharField()
    urgent = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset("Person", "alias", css_id="person"), Fieldset("Papers", "passport", css_id="papers"), "urgent"
        )


@pytest.mark.parametrize("band", ["critical", "high", "medium", "low"])
def test_band_has_word_shape_and_colour(band: str) -> None:
    html = render("{% band value %}", value=band)
    assert band.capitalize() in html
    assert f'<span class="band band-{band}"><i></i>' in html
    assert f".band-{band} > i" in APP_CSS.read_text()


def test_band_says_how_bad_it_could_be() -> None:
    assert "could be critical" in render("{% band 'high' could_be='critical' %}")
    assert "could be" not in render("{% band 'high' could_be='high' %}")


def test_band_follows_the_language_though_it_is_cached() -> None:
    english = render("{% band 'low' %}")
    with translation.override("fr"):
        french = Template("{% load components %}{% band 'low' %}").render(Context())
    assert "Low" in english
    assert french


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (-2, "overdue", "2 days overdue"),
        (0, "today", "today"),
        (1, "soon", "tomorrow"),
        (7, "soon", "in 7 days"),
        (8, "later", "in 8 days"),
    ],
)
def test_deadline_says_how_near_it_is(days: int, state: str, words: str) -> None:
    html = render("{% deadline due today %}", due=TODAY + timedelta(days=days), today=TODAY)
    assert f"due-{state}" in html
    assert words in html


@pytest.mark.parametrize(
    ("sure", "words"), [("firm", "firm"), ("one_source", "one source, check"), ("check", "check with a lawyer")]
)
def test_deadline_says_how_far_it_can_be_relied_on(sure: str, words: str) -> None:
    assert words in render("{% deadline due today sure %}", due=TODAY, today=TODAY, sure=sure)


def test_deadline_met_is_no_longer_pressing() -> None:
    html = render("{% deadline due today done=True %}", due=TODAY - timedelta(days=9), today=TODAY)
    assert "due-done" in html
    assert "overdue" not in html


def test_field_left_empty_reads_not_known() -> None:
    assert "not known" in render("{% fields %}{% field 'Left' %} {% endfield %}{% endfields %}")
    assert "not known" not in render("{% fields %}{% field 'Left' %}2024{% endfield %}{% endfields %}")


def test_field_keeps_the_markup_written_in_it() -> None:
    assert "<b>2024</b>" in render("{% fields %}{% field 'Left' %} <b>2024</b> {% endfield %}{% endfields %}")


@pytest.mark.parametrize(
    "source",
    [
        "{% panel words %}{{ words }}{% endpanel %}",
        "{% alert words %}{{ words }}{% endalert %}",
        "{% field words source=words %}{{ words }}{% endfield %}",
        "{% table words %}{% endtable %}",
        "{% empty words link=words url='/' %}{{ words }}{% endempty %}",
        "{% actions %}{{ words }}{% endactions %}",
        "{% badge words %}",
        "{% stat 3 words '/' %}",
    ],
)
def test_parts_escape_what_they_are_given(source: str) -> None:
    html = render(source, words="<b>x</b>")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_table_has_a_caption_and_scrolls_within_reach_of_the_keyboard() -> None:
    assert "<caption>Cases</caption>" in render("{% table 'Cases' %}{% endtable %}")
    assert 'tabindex="0"' in render("{% table 'Numbers' cards=False %}{% endtable %}")


def test_stat_opens_its_list_and_is_quiet_at_zero() -> None:
    assert 'href="/risk/?overdue=1"' in render("{% stat 4 'overdue' '/risk/?overdue=1' 'warn' %}")
    assert "data-zero" in render("{% stat 0 'overdue' '/' %}")
    assert "href" not in render("{% stat 4 'overdue' %}")


def test_sort_keeps_the_filters_and_forgets_the_page() -> None:
    request = RequestFactory().get("/cases/", {"country": "KZ", "after": "zzz", "sort": "code"})
    html = render("{% sort 'band' 'Risk' default=True %}{% sort 'code' 'Case' %}", request=request)
    assert "country=KZ" in html
    assert "after" not in html
    assert html.count("aria-sort") == 1
    assert html.index("aria-sort") > html.index("Risk")


def test_pagination_leads_on_and_back_to_the_start() -> None:
    request = RequestFactory().get("/cases/", {"country": "KZ", "after": "aaa"})
    html = render("{% pagination 'bbb' %}", request=request)
    assert "after=bbb" in html
    assert 'href="?country=KZ"' in html
    assert render("{% pagination None %}", request=RequestFactory().get("/cases/")) == ""


def test_filters_offer_to_show_all_only_when_something_is_filtered() -> None:
    assert "Show all" not in render("{% filters form %}", form=Papers())
    html = render("{% filters form clear='/cases/' %}", form=Papers({"alias": "Lark"}))
    assert 'href="/cases/"' in html
    assert 'value="Lark"' in html


def test_form_sections_count_their_errors() -> None:
    sections = components.form_sections(Papers({"alias": "Lark"}))
    assert [(section["anchor"], section["errors"]) for section in sections] == [("person", 0), ("papers", 1)]
    assert components.form_sections(forms.Form()) == []


def test_crispy_form_lists_its_errors_with_links_to_the_fields() -> None:
    html = render("{% load crispy_forms_tags %}{% crispy form %}", form=Papers({"alias": "Lark"}))
    assert 'href="#id_passport"' in html
    assert "1 thing to correct" in html
    assert 'value="Lark"' in html


def test_stages_mark_where_we_are() -> None:
    steps = [{"label": "Filed", "state": "done", "day": TODAY}, {"label": "Heard", "state": "current"}]
    html = render("{% stages steps %}", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert "22 Nov 2026" in html


def test_pictures_carry_their_numbers() -> None:
    rows = [
        {"label": "Armenia", "count": 3, "url": "/a", "parts": [{"band": "high", "count": 3}]},
        {"label": "Georgia", "count": 1, "url": "", "parts": None},
    ]
    bars = render("{% bars rows 'By country' label='Country' value='Cases' %}", rows=rows)
    assert '<td class="num">3</td>' in bars
    assert "fill-high" in bars
    assert "p34" in bars
    columns = render("{% columns rows 'By week' label='Week' value='Cases' %}", rows=rows)
    assert '<a href="/a">3</a>' in columns
    assert render("{% bars rows 'None' label='Country' value='Cases' %}", rows=[])


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_every_share_has_its_class(count: int, more: int) -> None:
    name = components.share(count, count + more)
    assert f".{name} {{ --p: {name[1:]}%; }}" in APP_CSS.read_text()
    assert (name == "p0") == (count == 0)
