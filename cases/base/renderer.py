"""Draws form fields as Django does, but for selects: they have a hundred options, and each would cost two templates."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """The form renderer of every page."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a select here, anything else from its template."""
        if template_name == _SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    attributes = flatatt({"name": widget["name"]} | _plain(widget["attrs"]))
    return format_html(
        "<select{}>{}</select>", attributes, format_html_join("", "{}", map(_group, widget["optgroups"]))
    )


def _group(group: tuple[str | None, list[dict[str, Any]], int]) -> tuple[SafeString]:
    name, options, _ = group
    drawn = format_html_join("", "<option{}>{}</option>", ((_attributes(one), one["label"]) for one in options))
    return (format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn,)


def _attributes(option: dict[str, Any]) -> SafeString:
    return flatatt({"value": str(option["value"])} | _plain(option["attrs"]))


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    """Keep a number as text; True stands alone, and False and None are left out."""
    return {
        name: value if isinstance(value, bool) else str(value)
        for name, value in attributes.items()
        if value is not None
    }
