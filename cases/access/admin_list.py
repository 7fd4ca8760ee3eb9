"""What a list of the admin is made of: filters that offer choices, and pages that count nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.templatetags.display import day

ROWS: Final = 50
_LAST_PAGE: Final = 200
_NOTHING: Final = "–"


class Filter(admin.SimpleListFilter):
    """A filter that offers choices and ignores nothing: a value it does not offer finds no row."""

    field = ""

    def offered(self, actor: Actor) -> Iterable[tuple[str, str | Promise]]:
        """Return values and labels, only such as the actor may know of."""
        raise NotImplementedError

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        """See `offered`."""
        return [(str(value), label) for value, label in self.offered(request.actor)]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows with the chosen value."""
        if not self.value():
            return queryset
        if self.value() not in {value for value, _label in self.lookup_choices}:
            return queryset.none()
        return self.narrow(queryset, str(self.value()))

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the rows with an offered value."""
        return queryset.filter(**{self.field: value})


class Page(ChangeList):
    """One page of a list, fetched with one row more to know whether another follows: nothing is counted."""

    has_next = False

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the rows of the page."""
        self.page_num = min(max(self.page_num, 1), _LAST_PAGE)
        start = (self.page_num - 1) * ROWS
        rows = list(self.queryset[start : start + ROWS + 1])
        self.has_next = len(rows) > ROWS and self.page_num < _LAST_PAGE
        self.result_list = rows[:ROWS]
        self.result_count = len(self.result_list)
        self.can_show_all = self.multi_page = self.show_full_result_count = False
        self.show_admin_actions = True

    @property
    def columns(self) -> list[str]:
        """The headings."""
        return [capfirst(str(label_for_field(name, self.model, self.model_admin))) for name in self._names]

    @property
    def rows(self) -> list[tuple[Model, list[tuple[str, Any]]]]:
        """Each row with its cells, a cell being heading and value."""
        columns = list(zip(self.columns, self._names, strict=True))
        return [(row, [(column, self._cell(name, row)) for column, name in columns]) for row in self.result_list]

    @property
    def next_query(self) -> str:
        """The query of the next page, if there is one."""
        return self.get_query_string({PAGE_VAR: self.page_num + 1}) if self.has_next else ""

    @property
    def first_query(self) -> str:
        """The query of the first page, unless this is it."""
        return self.get_query_string({PAGE_VAR: 1}) if self.page_num > 1 else ""

    @property
    def _names(self) -> list[str]:
        return [str(name) for name in self.list_display if name != "action_checkbox"]

    def _cell(self, name: str, row: Model) -> Any:
        field, _attribute, value = lookup_field(name, row, self.model_admin)
        if isinstance(field, ForeignKey):
            value = getattr(row, field.name)
        elif field is not None and field.choices:
            value = dict(field.flatchoices).get(value, value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return day(value)
        return _NOTHING if value in (None, "") else value
