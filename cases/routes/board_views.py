"""Pages of the board: all ways for one person, one of them in full, and the decision about it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.actor import Actor, today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications.catalogue import procedures
from cases.applications.procedure import Procedure
from cases.people.models import Case
from cases.people.needtoknow import may_decide
from cases.people.queries import load_case, load_own_case
from cases.routes import board_actions, boardpage, rules
from cases.routes.catalogue import routes
from cases.routes.forms import DecisionForm
from cases.routes.views import answer
from cases.templatetags.display import localized


@require_safe
@requires(Permission.APPLICATION_VIEW)
def board(request: Request, code: str) -> HttpResponse:
    """Show which ways are open to a person, and what each lacks."""
    case, on = load_case(request.actor, code), today(request.actor)
    context = {
        "title": _("Routes of %(code)s") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "board": boardpage.board(case, by=request.actor, on=on),
        "may": _may(request.actor, case),
    }
    return render(request, "routes/board.html", context)


@require_safe
@requires(Permission.APPLICATION_VIEW)
def way(request: Request, code: str, name: str) -> HttpResponse:
    """Show one way for a person in full, with every decision about it."""
    case, procedure = load_case(request.actor, code), _procedure(name)
    shown = boardpage.way(case, procedure, by=request.actor, on=today(request.actor))
    context = {
        "title": f"{shown.destination}: {localized(procedure.name)}",
        "crumb": {
            "url": reverse("routes:board", args=[case.code]),
            "label": _("Routes of %(code)s") % {"code": case.code},
        },
        "case": case,
        "way": shown,
        "procedure": procedure,
        "may": _may(request.actor, case),
    }
    return render(request, "routes/way.html", context)


@requires(Permission.ROUTE_EDIT)
def decide(request: Request, code: str, name: str) -> HttpResponse:
    """Record what is decided of a way."""
    case, procedure, on = load_own_case(request.actor, code), _procedure(name), today(request.actor)

    def made() -> int:
        return len(boardpage.way(case, procedure, by=request.actor, on=on).decided)

    form = DecisionForm(request.POST or None, version=made() if request.method == "GET" else None)
    url = reverse("routes:way", args=[case.code, procedure.id])
    context = {"title": _("What is decided?"), "intro": f"{case.code} · {localized(procedure.name)}", "cancel_url": url}

    def act() -> str:
        told = form.cleaned_data
        board_actions.decide(
            case=case,
            procedure=procedure,
            choice=told["choice"],
            reason=told["reason"],
            version=told["version"],
            ticket=told["ticket"],
            by=request.actor,
            on=on,
        )
        return url

    return answer(request, form, act, context, newest=made)


def _may(actor: Actor, case: Case) -> dict[str, bool]:
    own = bool(may_decide(actor, case))
    return {"decide": own and bool(rules.may_edit(actor)), "apply": actor.can(Permission.APPLICATION_EDIT)}


def _procedure(name: str) -> Procedure:
    if name not in routes():
        raise Http404
    return procedures()[name]
