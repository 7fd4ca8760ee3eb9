"""The page on which the stage of our work on a case is set."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import closing, queries
from cases.applications.forms import CaseStageForm
from cases.people.access_views import done, posted
from cases.people.queries import load_own_case


@requires(Permission.CASE_EDIT)
def stage(request: Request, code: str) -> HttpResponse:
    """Say where our work on the case stands; show what is still open before it is closed."""
    case, on = load_own_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    left_open = queries.date_rows(queries.dates_of_case(request.actor, case.pk), by=request.actor, why="stage")
    form = CaseStageForm(posted(request), on=on, now=case.stage, left_open=len(left_open), by=request.actor)
    act = partial(closing.set_stage, case=case, by=request.actor, on=on)
    if done(request, form, act, _("Stage changed.")):
        return redirect(case)
    context = {
        "form": form,
        "title": _("Stage of %(code)s") % {"code": case.code},
        "left_open": left_open,
        "cancel_url": case.get_absolute_url(),
    }
    return render(request, "applications/stage.html", context)
