"""Where cases stand, and how often each was assessed: the clear columns only."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.actor import Actor, today
from cases.access.admin import CaseRowAdmin, Filter, site
from cases.risk.models import Assessment, BandChoice, Standing, Step


class ReviewFilter(Filter):
    """By whether a review is overdue."""

    title = gettext_lazy("Review")
    parameter_name = "review"

    def offered(self, actor: Actor) -> list[tuple[str, str]]:
        """Overdue or not, as of today where the team works."""
        self.day = today(actor)
        return [("overdue", _("overdue")), ("later", _("not due yet"))]

    def narrow(self, queryset: QuerySet[Standing], value: str) -> QuerySet[Standing]:
        """Compare with today."""
        if value == "overdue":
            return queryset.filter(review_on__lt=self.day)
        return queryset.filter(review_on__gte=self.day)


class BandFilter(Filter):
    """By the band of this week."""

    title = gettext_lazy("Band")
    parameter_name = "band"
    field = "band_now"

    def offered(self, actor: Actor) -> list[tuple[str, Any]]:
        """Return the bands."""
        return list(BandChoice.choices)


@admin.register(Standing, site=site)
class StandingAdmin(CaseRowAdmin):
    """Where cases stand: band, next review, and whether much is unknown."""

    list_display = ("case", "band", "review_on", "little_known", "factors_version")
    list_filter = (BandFilter, ReviewFilter)
    ordering = ("review_on", "case__code")

    def get_queryset(self, request: Any) -> QuerySet[Standing]:
        """Add the band that the steps give for today."""
        day = today(request.actor)
        step = Step.objects.filter(case=OuterRef("pk"), starts_on__lte=day, ends_on__gt=day)
        rows: QuerySet[Standing] = super().get_queryset(request)
        return rows.annotate(band_now=Subquery(step.values("band")[:1]))

    @admin.display(description=gettext_lazy("Band"))
    def band(self, row: Any) -> str:
        """The band in words."""
        return str(BandChoice(row.band_now).label) if row.band_now else ""


@admin.register(Assessment, site=site)
class AssessmentAdmin(CaseRowAdmin):
    """Assessments; what they say is sealed."""

    list_display = ("case", "number")
    ordering = ("case__code", "-number")
