"""The list of cases, and what coordinators do with many of them at once."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.access.actor import Actor, today
from cases.access.admin import ColleagueFilter, Filter, ScopedAdmin, site
from cases.access.scope import visible_to
from cases.countries import catalogue
from cases.people import actions, queries
from cases.people.forms import AssignForm
from cases.people.models import Case, Category, Stage
from cases.risk import actions as risk


class StageFilter(Filter):
    """By the stage of our work."""

    title = gettext_lazy("Stage")
    parameter_name = field = "stage"

    def offered(self, actor: Actor) -> Iterable[tuple[str, str | Promise]]:
        """Return the stages."""
        return Stage.choices


class CategoryFilter(Filter):
    """By group of people."""

    title = gettext_lazy("Category")
    parameter_name = field = "category"

    def offered(self, actor: Actor) -> Iterable[tuple[str, str | Promise]]:
        """Return the categories."""
        return Category.choices


class CountryFilter(Filter):
    """By current country."""

    title = gettext_lazy("Current country")
    parameter_name = field = "country"

    def offered(self, actor: Actor) -> Iterable[tuple[str, str | Promise]]:
        """Return the countries we keep profiles of."""
        return [(row.code, row.name.to(actor.language)) for row in catalogue.all()]


@admin.register(Case, site=site)
class CaseAdmin(ScopedAdmin):
    """Cases."""

    code_path = "code"
    search_fields = ("code",)
    list_display = ("page", "category", "country_name", "stage", "assignee", "restricted", "week_created", "quiet_from")
    list_filter = (StageFilter, CategoryFilter, CountryFilter, ColleagueFilter)
    list_select_related = ("assignee",)
    ordering = ("-week_created", "code")
    actions = ("assign", "mark_for_review")

    def scope(self, actor: Actor) -> Q:
        """As everywhere."""
        return visible_to(actor)

    @admin.display(description=gettext_lazy("Case"))
    def page(self, row: Case) -> str:
        """The code, leading to the case."""
        return format_html('<a class="code" href="{}">{}</a>', row.get_absolute_url(), row.code)

    @admin.display(description=gettext_lazy("Current country"))
    def country_name(self, row: Case) -> str:
        """The country in words."""
        return str(row.country.name)

    @admin.action(description=gettext_lazy("Assign…"), permissions=["bulk"])
    def assign(self, request: Any, queryset: Any) -> HttpResponse | None:
        """Give the ticked cases to one colleague."""
        cases, actor = self.selected(request), request.actor
        form = AssignForm(request.POST if "confirmed" in request.POST else None, members=queries.colleagues(actor))
        if form.is_valid():
            for case in cases:
                actions.assign(case=case, to=form.cleaned_data["to"], by=actor, on=today(actor))
            messages.success(request, _done(len(cases)))
            return None
        intro = _("One colleague gets them all. An activist is given the keys of these cases with them.")
        return self.confirm(
            request, action="assign", rows=cases, form=form, title=_("Assign these cases?"), intro=intro
        )

    @admin.action(description=gettext_lazy("Mark for review"), permissions=["bulk"])
    def mark_for_review(self, request: Any, queryset: Any) -> HttpResponse | None:
        """Put the ticked cases on today's list of reviews."""
        cases, actor = self.selected(request), request.actor
        if "confirmed" in request.POST:
            for case in cases:
                risk.call_for_review(case=case, by=actor, on=today(actor))
            messages.success(request, _done(len(cases)))
            return None
        intro = _("Their review becomes due today, and stays due until somebody has reviewed the case.")
        title = _("Mark these cases for review?")
        return self.confirm(request, action="mark_for_review", rows=cases, title=title, intro=intro)


def _done(number: int) -> str:
    return ngettext("Done for %(n)d case.", "Done for %(n)d cases.", number) % {"n": number}
