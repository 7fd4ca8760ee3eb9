"""The box that finds a case from any list: `{% load search %}{% search_box %}`."""

from typing import Any

from django import template

from cases.access.permissions import Permission
from cases.search.forms import SearchForm

register = template.Library()


@register.inclusion_tag("search/box.html", takes_context=True)
def search_box(context: template.Context) -> dict[str, Any]:
    """Show one line to find a case in: by anything for those who may search, for others by its code."""
    may_search = context["request"].actor.can(Permission.CASE_SEARCH)
    return {
        "form": SearchForm(auto_id="box_%s") if may_search else None,
        "sought": context.get("sought", ""),
        "csrf_token": context.get("csrf_token"),
    }
