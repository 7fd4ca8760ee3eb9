"""Pages of programmes: all of them, one with the applications it hits, and the next route for many at once."""

import uuid

from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import programmes
from cases.applications.catalogue import procedures
from cases.applications.procedure import Procedure
from cases.applications.queries import PAGE, Page, application_page
from cases.applications.rows import destination_name
from cases.base import progress
from cases.routes import opening, programme_actions, programme_queries, rules
from cases.routes.forms import NextRouteForm, ProgrammeForm
from cases.routes.views import answer
from cases.templatetags.display import localized


@require_safe
@requires(Permission.APPLICATION_VIEW)
def index(request: Request) -> HttpResponse:
    """List the programmes, those that take nobody first."""
    rows = programme_queries.programmes(request.actor, today(request.actor))
    context = {
        "title": _("Programmes"),
        "intro": _("Whether each procedure takes applications now, as your team last read it."),
        "shut": [row for row in rows if row.gate.is_shut],
        "open": [row for row in rows if not row.gate.is_shut],
        "after": None,
    }
    return render(request, "routes/programmes.html", context)


@require_safe
@requires(Permission.APPLICATION_VIEW)
def show(request: Request, name: str) -> HttpResponse:
    """Show how a programme stands, how it stood, and the open applications it touches."""
    procedure, actor = _procedure(name), request.actor
    gate = programmes.gate(actor, procedure)
    context = {
        "title": localized(procedure.name),
        "crumb": {"url": reverse("routes:programmes"), "label": _("Programmes")},
        "gate": gate,
        "procedure": procedure,
        "destination": destination_name(procedure.destination),
        "history": programmes.history(actor, procedure),
        "page": _hit(request, procedure),
        "may_edit": bool(rules.may_edit(actor)),
    }
    return render(request, "routes/programme.html", context)


@requires(Permission.ROUTE_EDIT)
def change(request: Request, name: str) -> HttpResponse:
    """Freeze, thaw or close a programme."""
    procedure, actor, on = _procedure(name), request.actor, today(request.actor)
    gate = programmes.gate(actor, procedure)
    initial = {"state": request.GET.get("state") or gate.state, "since": on}
    form = ProgrammeForm(request.POST or None, on=on, version=gate.number, initial=initial)
    url = reverse("routes:programme", args=[procedure.id])
    context = {
        "title": _("How this programme stands"),
        "intro": f"{destination_name(procedure.destination)}: {localized(procedure.name)}",
        "cancel_url": url,
    }

    def act() -> str:
        told = form.cleaned_data
        programme_actions.record(
            procedure=procedure, **form.said, version=told["version"], ticket=told["ticket"], by=actor, on=on
        )
        return url

    return answer(request, form, act, context, newest=lambda: programmes.gate(actor, procedure).number)


@requires(Permission.ROUTE_EDIT)
def next_route(request: Request, name: str) -> HttpResponse:
    """Tick applications and choose what to open instead; then ask once whether that is meant."""
    procedure, actor, on = _procedure(name), request.actor, today(request.actor)
    page = _hit(request, procedure)
    form = NextRouteForm(
        request.POST or None,
        routes=programme_queries.next_routes(actor, procedure, on),
        applications=[one.row.pk for one in page.rows],
    )
    if form.is_valid():
        return _confirm(request, procedure, form)
    context = {
        "title": _("Open the next route"),
        "intro": f"{destination_name(procedure.destination)}: {localized(procedure.name)}",
        "form": form,
        "page": page,
        "after": page.after,
        "ticked": form["application"].value() or _all(request, page),
        "back": reverse("routes:programme", args=[procedure.id]),
    }
    return render(request, "routes/next.html", context)


def _all(request: Request, page: Page) -> list[str]:
    """Return every application of a page whose reader asked to have them ticked."""
    return [str(one.row.pk) for one in page.rows] if request.GET.get("all") else []


def _confirm(request: Request, procedure: Procedure, form: NextRouteForm) -> HttpResponse:
    told = form.cleaned_data
    rows = programme_queries.ticked(request.actor, procedure, [uuid.UUID(pk) for pk in told["application"]])
    to = procedures()[told["to"]]
    asked = ngettext("Open this route for %(n)d case?", "Open this route for %(n)d cases?", len(rows))
    context = {
        "title": asked % {"n": len(rows)},
        "intro": _("“%(to)s” begins today for each of them. The applications they have stay as they are.")
        % {"to": f"{destination_name(to.destination)}: {localized(to.name)}"},
        "rows": rows,
        "action": reverse("routes:open_next", args=[procedure.id]),
        "cancel_url": reverse("routes:next", args=[procedure.id]),
        "submit_label": _("Open for all of them"),
        "fields": {"to": to.id, "ticket": told["ticket"], "chosen": " ".join(str(row.pk) for row in rows)},
    }
    return render(request, "routes/next_confirm.html", context)


@transaction.non_atomic_requests
@require_POST
@requires(Permission.ROUTE_EDIT)
def open_next(request: Request, name: str) -> HttpResponseBase:
    """Open the chosen route for the chosen applications while the page grows, with a result for each."""
    procedure, actor, on = _procedure(name), request.actor, today(request.actor)
    to = procedures().get(request.POST.get("to", ""))
    chosen = programme_queries.ticked(actor, procedure, _keys(request.POST))
    if to is None or not chosen:
        return redirect("routes:next", name=procedure.id)
    page = progress.Page(
        title=_("Opening the next route"),
        intro=f"{destination_name(to.destination)}: {localized(to.name)}",
        done=_("Every case on the list has been seen to. Doing it again opens nothing twice."),
        back=reverse("routes:programme", args=[procedure.id]),
        label=_("To the programme"),
    )
    return progress.stream(request, opening.steps(chosen, to, by=actor, on=on, ticket=_key(request.POST)), page)


def _hit(request: Request, procedure: Procedure) -> Page:
    """Return a page of the open applications of a procedure."""
    return application_page(request.actor, {"procedure": procedure.id, "state": "open"}, request.GET.get("after", ""))


def _procedure(name: str) -> Procedure:
    if name not in procedures():
        raise Http404
    return procedures()[name]


def _keys(data: QueryDict) -> list[uuid.UUID]:
    """Read the chosen rows; nonsense is left out."""
    return [pk for text in data.get("chosen", "").split()[:PAGE] if (pk := _uuid(text))]


def _key(data: QueryDict) -> uuid.UUID | None:
    return _uuid(data.get("ticket", ""))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
