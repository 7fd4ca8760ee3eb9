"""Draws form fields as Django does, but selects and inputs by hand: a page has hundreds, each would cost templates."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_SELECT = "django/forms/widgets/select.html"
_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html" for kind in ("text", "hidden", "checkbox", "date", "number", "password")
)


class Renderer(DjangoTemplates):
    """The form renderer of every page."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw selects and inputs here, anything else from its template."""
        if template_name == _SELECT:
            return _select(context["widget"])
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    """Draw an input, with its attributes in the order of Django's template."""
    value = "" if widget["value"] is None else flatatt({"value": str(widget["value"])})
    first = flatatt({"type": widget["type"]}) + flatatt({"name": widget["name"]}) + value
    return mark_safe(f"<input{first}{flatatt(_plain(widget['attrs']))}>")  # noqa: S308  # flatatt escapes


def _select(widget: dict[str, Any]) -> SafeString:
    attributes = flatatt({"name": widget["name"]} | _plain(widget["attrs"]))
    return mark_safe(f"<select{attributes}>{''.join(map(_group, widget['optgroups']))}</select>")  # noqa: S308  # escaped below


def _group(group: tuple[str | None, list[dict[str, Any]], int]) -> str:
    name, options, _ = group
    drawn = "".join(map(_option, options))
    return f'<optgroup label="{conditional_escape(name)}">{drawn}</optgroup>' if name else drawn


def _option(option: dict[str, Any]) -> str:
    attributes = flatatt(_plain(option["attrs"])) if option["attrs"] else ""
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{attributes}>{label}</option>'


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    """Turn numbers into text; True stands alone, False and None are left out."""
    return {
        name: value if value is None or isinstance(value, bool) else str(value) for name, value in attributes.items()
    }
