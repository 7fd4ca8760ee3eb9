"""The page of the week, for whoever sees the at-risk list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.watch import week


@require_safe
@requires(Permission.RISK_LIST)
def show(request: Request) -> HttpResponse:
    """Show who asks for a look this week, and why."""
    sections = week.sections(request.actor, today(request.actor))
    context = {
        "title": _("This week"),
        "sections": [section for section in sections if section.number],
        "all": sections,
    }
    return render(request, "watch/week.html", context)
