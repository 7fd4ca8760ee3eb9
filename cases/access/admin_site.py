"""The admin site and what its lists have in common: read-only, scoped, clear columns, at most a page at a time.

A stock admin lists other teams' handles, answers `?password__startswith=`, counts whole tables, and writes what it
touches into a log of its own. Here a list shows what the actor may see, answers the filters it offers and nothing
else, and has no page for a single row: cases have theirs.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import BinaryField, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from cases.access.actor import Actor
from cases.access.admin_list import ROWS, Filter, Page
from cases.access.guard import requires
from cases.access.permissions import Permission

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class Site(admin.AdminSite):
    """Two kinds of pages: the list of lists, and the lists. Login, logout and passphrases are not its business."""

    index_title = gettext_lazy("Lists")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask the actor; Django's own flags do not exist here."""
        actor: Actor | None = getattr(request, "actor", None)
        return actor is not None and actor.can(Permission.ADMIN_VIEW)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Guard it like every other view; strangers are led to our login by the middleware."""
        return requires(Permission.ADMIN_VIEW)(csrf_protect(view))

    def get_urls(self) -> list[Any]:
        """Return the index and the lists; nothing else of a stock admin is reachable."""
        lists = [
            path(
                f"{row.opts.app_label}/{row.opts.model_name}/",
                self.admin_view(row.changelist_view),
                name=f"{row.opts.app_label}_{row.opts.model_name}_changelist",
            )
            for row in self._registry.values()
        ]
        return [path("", self.admin_view(self.index), name="index"), *lists]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the lists the actor may open, those of cases first."""
        lists = [row for row in self._registry.values() if row.has_view_permission(request)]
        lists.sort(key=lambda row: not row.search_fields)
        return [
            {"name": row.opts.verbose_name_plural, "url": reverse(f"admin:cases_{row.opts.model_name}_changelist")}
            for row in lists
        ]

    def get_log_entries(self, request: HttpRequest) -> Any:
        """There are none."""
        return ()


site = Site()


class ScopedAdmin(_ModelAdmin):
    """The base of every list. A subclass names its columns, its filters, the path to the case's code, and the scope."""

    permission = Permission.CASE_VIEW
    code_path = ""  # where rows keep their case's code, to search by
    list_display_links = None
    list_per_page = ROWS
    list_filter: ClassVar[tuple[type[Filter], ...]] = ()
    list_select_related: ClassVar[tuple[str, ...]] = ()
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    preserve_filters = False
    change_list_template = "admin/change_list.html"

    def scope(self, actor: Actor) -> Q:
        """Return which rows the actor may see."""
        raise NotImplementedError

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        """Return the rows in scope without what is sealed, keys included."""
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        below = (
            f"{name}__{field}" for name in self.list_select_related for field in _binary(_related(self.model, name))
        )
        return rows.filter(self.scope(request.actor)).defer(*_binary(self.model), *below)

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        """Show a page of the list; anything in the address that is not offered is refused."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        offered = {row.parameter_name for row in self.list_filter} | {PAGE_VAR, SEARCH_VAR, ERROR_FLAG}
        if not offered.issuperset(request.GET):
            raise BadRequest("not offered")
        if request.method == "POST" and not self._ticked(request):
            messages.warning(request, _("Tick at least one row first."))
            return redirect(request.get_full_path())
        return super().changelist_view(request, {"searches": bool(self.code_path), **(extra_context or {})})

    def get_changelist(self, request: Any, **kwargs: Any) -> type[ChangeList]:
        """See `Page`."""
        return Page

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Only the filters of the list."""
        return lookup in {row.parameter_name for row in self.list_filter}

    def get_search_results(self, request: Any, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find a case by its code, and by nothing else."""
        if self.code_path and search_term.strip():
            queryset = queryset.filter(**{self.code_path: search_term.strip().upper()})
        return queryset, False

    def selected(self, request: Any) -> list[Any]:
        """Return the ticked rows that are in scope, at most a page of them."""
        return list(self.get_queryset(request).filter(pk__in=self._ticked(request)[:ROWS]))

    def _ticked(self, request: Any) -> list[Any]:
        try:
            return [self.opts.pk.to_python(value) for value in request.POST.getlist(ACTION_CHECKBOX_NAME)]
        except ValidationError as error:
            raise BadRequest("not a row") from error

    def confirm(self, request: Any, *, action: str, rows: Sequence[Any], **context: Any) -> TemplateResponse:
        """Ask before an action: title, intro and perhaps a form; `confirmed` in the post says yes."""
        request.current_app = self.admin_site.name
        context |= {
            "action": action,
            "rows": rows,
            "checkbox": ACTION_CHECKBOX_NAME,
            "cancel_url": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/confirm.html", context)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """By permission; rows by scope."""
        return bool(request.actor.can(self.permission))

    def has_module_permission(self, request: Any) -> bool:
        """As for the rows."""
        return self.has_view_permission(request)

    def has_bulk_permission(self, request: Any) -> bool:
        """Actions are the coordinators'."""
        return bool(request.actor.can(Permission.ADMIN_BULK))

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write no log of the admin's own: it would keep names beside actors, in clear."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """See `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """See `log_addition`."""


def _binary(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.fields if isinstance(field, BinaryField)]


def _related(model: type[Model], name: str) -> type[Model]:
    related: type[Model] = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return related
