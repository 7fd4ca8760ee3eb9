"""The search box that any page can show: `{% load search %}{% search_box %}`."""

from typing import Any

from django import template

from cases.access.permissions import Permission
from cases.search.forms import SearchForm

register = template.Library()


@register.inclusion_tag("search/box.html", takes_context=True)
def search_box(context: template.Context) -> dict[str, Any]:
    """Show a one-line search form to those who may search, and nothing to others."""
    actor = getattr(context.get("request"), "actor", None)
    may = actor is not None and actor.can(Permission.CASE_SEARCH)
    return {"form": SearchForm(auto_id="box_%s") if may else None, "csrf_token": context.get("csrf_token")}
