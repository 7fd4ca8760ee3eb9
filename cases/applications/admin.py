"""The lists of applications and deadlines: destination, procedure, stage, day. What they are about is sealed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.access.actor import Actor, today
from cases.access.admin import CaseRowAdmin, ColleagueFilter, Filter, site
from cases.applications import catalogue
from cases.applications.models import Application, Deadline


class ProcedureFilter(Filter):
    """By procedure."""

    title = gettext_lazy("Procedure")
    parameter_name = field = "procedure"

    def offered(self, actor: Actor) -> list[tuple[str, str]]:
        """Return the procedures in the actor's language."""
        return [(key, row.name.to(actor.language)) for key, row in catalogue.procedures().items()]


class ClosedFilter(Filter):
    """By whether it is over."""

    title = gettext_lazy("State")
    parameter_name = "state"

    def offered(self, actor: Actor) -> list[tuple[str, str]]:
        """Open or closed."""
        return [("open", _("open")), ("closed", _("closed"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Compare."""
        return queryset.filter(closed=value == "closed")


class DueFilter(Filter):
    """By whether it is done, and whether its day has passed."""

    title = gettext_lazy("State")
    parameter_name = "state"

    def offered(self, actor: Actor) -> list[tuple[str, str]]:
        """Overdue as of today where the team works."""
        self.day = today(actor)
        return [("open", _("open")), ("overdue", _("overdue")), ("done", _("done"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Overdue is open and past its day."""
        queryset = queryset.filter(done=value == "done")
        return queryset.filter(due_on__lt=self.day) if value == "overdue" else queryset


@admin.register(Application, site=site)
class ApplicationAdmin(CaseRowAdmin):
    """Applications."""

    list_display = ("case", "destination", "procedure_name", "stage_name", "closed", "week_opened")
    list_filter = (ProcedureFilter, ClosedFilter)
    ordering = ("-week_opened", "id")

    @admin.display(description=gettext_lazy("Procedure"))
    def procedure_name(self, row: Application) -> str:
        """The procedure in words."""
        procedure = catalogue.procedures().get(row.procedure)
        return procedure.name.to(get_language() or "en") if procedure else row.procedure

    @admin.display(description=gettext_lazy("Stage"))
    def stage_name(self, row: Application) -> str:
        """The stage in words."""
        stage = catalogue.vocabulary().stages.get(row.stage)
        return stage.label.to(get_language() or "en") if stage else row.stage


@admin.register(Deadline, site=site)
class DeadlineAdmin(CaseRowAdmin):
    """Deadlines; what is due is sealed."""

    list_display = ("case", "due_on", "assignee", "done")
    list_filter = (DueFilter, ColleagueFilter)
    list_select_related = ("case", "assignee")
    ordering = ("due_on", "id")
