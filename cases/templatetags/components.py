"""The parts pages are made of. Each has a template in templates/components that shows how to call it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from crispy_forms.layout import Fieldset
from django import template
from django.forms import BaseForm
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.templatetags import cells
from cases.templatetags.display import distance, language, overdue

register = template.Library()

BAND_WORDS: Final = {
    "critical": _("Critical"),
    "high": _("High"),
    "medium": _("Medium"),
    "low": _("Low"),
}
COULD_BE_WORDS: Final = {
    "critical": _("could be critical"),
    "high": _("could be high"),
    "medium": _("could be medium"),
}
SURE_WORDS: Final = {
    "firm": _("firm"),
    "one_source": _("one source, check"),
    "check": _("check with a lawyer"),
    "ours": _("our own reminder"),
}
SOON = 7
_COURSE: Final = {"critical": "c4", "high": "c3", "medium": "c2", "low": "c1"}  # by height


def _render(name: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


# Blocks -----------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(
    content: str,
    title: str,
    *,
    tone: str = "",
    count: int | None = None,
    link: str = "",
    url: str = "",
    level: int = 2,
    anchor: str = "",
) -> SafeString:
    """Frame content under a heading; `count` stands beside it, `link` to `url` at the far end."""
    return _render(
        "panel", content=content, title=title, tone=tone, count=count, link=link, url=url, level=level, anchor=anchor
    )


@register.simple_block_tag
def alert(content: str, title: str = "", *, tone: str = "info") -> SafeString:
    """Say something the reader must not miss; tones: info, good, warn, bad."""
    return _render("alert", content=content, title=title, tone=tone)


@register.simple_block_tag
def fields(content: str) -> SafeString:
    """Open a list of facts; holds `field` blocks."""
    return _render("fields", content=content)


@register.simple_block_tag
def field(content: str, label: str, *, source: str = "") -> SafeString:
    """Show one fact; an empty one reads "not known", because unknown is not "no"."""
    already_escaped = SafeString(content.strip())
    return _render("field", content=already_escaped, label=label, source=source)


@register.simple_block_tag
def table(content: str, caption: str, *, cards: bool = True, quiet: bool = False, even: bool = False) -> SafeString:
    """Frame a real table; on a phone its rows become cards, or with `cards=False` it scrolls."""
    labelled = SafeString(cells.label(content))
    return _render("table", content=labelled, caption=caption, cards=cards, quiet=quiet, even=even)


@register.simple_block_tag
def empty(content: str, title: str, *, url: str = "", link: str = "") -> SafeString:
    """Say that there is nothing, and what to do next."""
    return _render("empty", content=content, title=title, url=url, link=link)


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """Lay buttons side by side."""
    return _render("actions", content=content)


# Words in a row: rendered once per distinct value and language, as lists show them a hundred times ---------


@register.simple_tag
def band(value: str, could_be: str = "") -> SafeString:
    """Show a risk band by word, shape and colour; `could_be` adds the worst it could turn out to be."""
    return _band(str(value), str(could_be or ""), language())


@lru_cache(maxsize=128)
def _band(value: str, could_be: str, _language: str) -> SafeString:
    worse = COULD_BE_WORDS.get(could_be, "") if could_be != value else ""
    return _render("band", value=value, word=BAND_WORDS[value], worse=worse)


@register.simple_tag
def badge(text: str, tone: str = "neutral") -> SafeString:
    """Show a short state; tones: neutral, accent, good, warn, bad, quiet."""
    return _badge(str(text), tone)


@lru_cache(maxsize=512)
def _badge(text: str, tone: str) -> SafeString:
    return _render("badge", text=text, tone=tone)


@register.simple_tag
def deadline(due_on: date, today: date, sure: str = "", *, done: bool = False, short: bool = False) -> SafeString:
    """Show when something is due, how near that is, and how far the date can be relied on; `short` in long lists."""
    return _deadline(due_on, (due_on - today).days, str(sure or ""), done, short, language())


@lru_cache(maxsize=4096)
def _deadline(due_on: date, days: int, sure: str, done: bool, short: bool, _language: str) -> SafeString:
    state = "done" if done else _nearness(days)
    word = overdue(-days) if state == "overdue" else distance(days)
    return _render(
        "deadline",
        due_on=due_on,
        state=state,
        word=word,
        sure=sure,
        certainty=SURE_WORDS.get(sure, ""),
        short=short,
    )


def _nearness(days: int) -> str:
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= SOON else "later"


# Tables and forms -------------------------------------------------------------------------------


@register.inclusion_tag("components/sort.html", takes_context=True)
def sort(
    context: template.Context, key: str, label: str, *, default: bool = False, downwards: bool = False
) -> dict[str, Any]:
    """Head a column that the list can be sorted by (`?sort=key`); `downwards` when the largest comes first."""
    chosen = context["request"].GET.get("sort")
    current = chosen == key or (default and not chosen)
    direction = "descending" if downwards else "ascending"
    return {"label": label, "query": _query(context, sort=key), "direction": direction if current else ""}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, after: str | None) -> dict[str, Any]:
    """Link the next page of a keyset list (`?after=`) and the way back to its first page."""
    first = "after" not in context["request"].GET
    return {"next": _query(context, after=after) if after else "", "start": "" if first else _query(context)}


def _query(context: template.Context, **changes: str) -> str:
    query: QueryDict = context["request"].GET.copy()
    query.pop("after", None)
    for key, value in changes.items():
        query[key] = value
    return "?" + query.urlencode()


@register.inclusion_tag("components/filters.html")
def filters(form: BaseForm, *, clear: str = "?") -> dict[str, Any]:
    """Show a GET form in one compact row; `clear` is where "Show all" leads."""
    return {"form": form, "clear": clear if form.is_bound and any(form.data.values()) else ""}


@register.simple_tag
def form_sections(form: BaseForm) -> list[dict[str, Any]]:
    """List the form's sections (Fieldsets with a css_id) with the number of errors in each."""
    layout = getattr(getattr(form, "helper", None), "layout", None)
    sections = [part for part in getattr(layout, "fields", ()) if isinstance(part, Fieldset) and part.css_id]
    return [
        {
            "anchor": part.css_id,
            "legend": part.legend,
            "errors": sum(pointer.name in form.errors for pointer in part.get_field_names()),
        }
        for part in sections
    ]


@register.simple_tag
def course(runs: Sequence[Any]) -> SafeString:
    """Draw how a band goes over half a year, today in the middle, from runs (band, days, ahead); none draw nothing."""
    return _course(tuple(runs), language()) if runs else SafeString("")


@lru_cache(maxsize=4096)
def _course(runs: tuple[Any, ...], _language: str) -> SafeString:
    days = sum(run.days for run in runs)
    parts = zip(runs, (None, *runs), strict=False)
    marks = format_html_join("", '<i class="{}"></i>', ((_mark(run, before, days),) for run, before in parts))
    said = ", ".join(_course_words(runs))
    return format_html('<span class="course" role="img" aria-label="{}">{}</span>', said, marks)


def _mark(run: Any, before: Any, days: int) -> str:
    """Return the classes of a run: its band, its length, and where today is; short, as lists have hundreds."""
    return " ".join(filter(None, (_COURSE.get(run.band), share(run.days, days), "n" if _is_now(run, before) else "")))


def _is_now(run: Any, before: Any) -> bool:
    return run.ahead and not (before and before.ahead)


def _course_words(runs: Sequence[Any]) -> Iterator[str]:
    """Name each band once as it follows the one before, and say which is today's."""
    for run, before in zip(runs, (None, *runs), strict=False):
        word = str(BAND_WORDS.get(run.band, "")).lower()
        if _is_now(run, before):
            yield gettext("now %(band)s") % {"band": word}
        elif word:
            yield word


# Pictures from boxes ----------------------------------------------------------------------------


@register.inclusion_tag("components/stages.html")
def stages(steps: Iterable[Mapping[str, Any]], *, across: bool = False) -> dict[str, Any]:
    """Show how far something has come; steps have label, state (done, current, next) and perhaps day."""
    return {"steps": steps, "across": across}


@register.simple_tag
def stat(number: int, label: str, url: str = "", tone: str = "") -> SafeString:
    """Show one number; it opens the list behind it."""
    return _render("stat", number=number, label=label, url=url, tone=tone)


@register.inclusion_tag("components/bars.html")
def bars(rows: Iterable[Any], caption: str, *, label: str, value: str) -> dict[str, Any]:
    """Draw rows (label, count, url, perhaps parts of (band, count, url)) as bars inside a table of their numbers."""
    rows = list(rows)
    return {"rows": rows, "caption": caption, "label": label, "value": value, "most": _most(rows)}


@register.inclusion_tag("components/columns.html")
def columns(rows: Iterable[Any], caption: str, *, label: str, value: str) -> dict[str, Any]:
    """Draw rows (label, count, url) as upright columns over a table of their numbers."""
    rows = list(rows)
    return {"rows": rows, "caption": caption, "label": label, "value": value, "most": _most(rows)}


def _most(rows: list[Any]) -> int:
    counts = (row["count"] if isinstance(row, Mapping) else row.count for row in rows)
    return max(counts, default=0)


@register.filter
def share(count: int, most: int) -> str:
    """Name the class that draws `count` out of `most` (app.css has one for each two per cent)."""
    percent = max(2, 2 * round(50 * count / most)) if count and most else 0
    return f"p{percent}"
