"""The page of a month of dates."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications.filters import MonthFilter, sorted_by_word
from cases.applications.month import month_of
from cases.people.queries import countries_in, handles
from cases.templatetags.display import country


@require_safe
@requires(Permission.APPLICATION_VIEW)
def month(request: Request) -> HttpResponse:
    """Show what is due in a month, day by day, across all cases in scope."""
    actor, on = request.actor, today(request.actor)
    countries = sorted_by_word((code, country(code)) for code in countries_in(actor))
    form = MonthFilter(request.GET, people=handles(actor), countries=countries)
    shown = month_of(form.chosen.get("m", on), form.chosen, by=actor)
    context = {
        "title": _("Deadlines"),
        "filter_form": form,
        "narrowed": form.chosen.keys() - {"m"},
        "month": shown,
        "days": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)],
        "before": _query(request, shown.before),
        "after_it": _query(request, shown.after),
    }
    return render(request, "applications/month.html", context)


def _query(request: Request, first: date) -> str:
    """Return the address of another month, under the same filters."""
    query = request.GET.copy()
    query["m"] = f"{first:%Y-%m}"
    return f"?{query.urlencode()}"
