"""The page on which any next step is recorded: one press of its button, from wherever an application is listed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import actions, queries, workflow
from cases.applications.catalogue import procedures
from cases.applications.forms import StepForm
from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove
from cases.applications.rows import move_name, stage_name
from cases.applications.views import about, answer


@requires(Permission.APPLICATION_EDIT)
def step(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Offer every step that may come next; today, told by the person, unless somebody says otherwise."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    procedure = procedures()[row.procedure]
    possible = workflow.next_moves(procedure, row.stage)
    if request.method == "GET" and not possible:
        messages.warning(request, _("This application is over: no step is next."))
        return redirect(row)
    chosen = workflow.find(possible, request.POST.get("move", ""))
    ends = chosen is not None and chosen.to in workflow.ends(procedure)
    left_open = queries.left_open(row, chosen, by=request.actor) if chosen and ends else []
    form = StepForm(
        request.POST or None, on=on, ends=bool(left_open), possible=possible, law=procedure, version=row.version
    )
    if request.method == "POST" and chosen is None and form.is_valid():
        form.add_error(None, _("Choose what happened: it may have moved on meanwhile."))
    context = about(row) | {
        "title": _("What happened?"),
        "now": stage_name(row.stage),
        "left_open": left_open,
        "onward": [_button(move) for move in possible if ANY_OPEN_STAGE not in move.origins],
        "ways_out": [_button(move) for move in possible if ANY_OPEN_STAGE in move.origins],
    }

    def act() -> str:
        told, name = form.cleaned_data, request.POST["move"]
        actions.move(
            application=row,
            report=form.report(name),
            version=told["version"],
            leftover=told.get("leftover", ""),
            # of one form, each button is an act of its own
            ticket=uuid.uuid5(told["ticket"], name) if told["ticket"] else None,
            by=request.actor,
            on=on,
        )
        return row.get_absolute_url()

    return answer(request, form, act, context, template="applications/steps.html", row=row)


def _button(move: AllowedMove) -> tuple[str, str]:
    return move.name, move_name(move)
