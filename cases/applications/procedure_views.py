"""Pages of procedures: what we know of each way, for people to read and check."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import programmes
from cases.applications.catalogue import procedures, vocabulary
from cases.applications.chart import Chart
from cases.templatetags.display import localized


@requires(Permission.APPLICATION_VIEW)
def procedure_list(request: Request) -> HttpResponse:
    """List the procedures by destination and kind, with the law each is of and whether it takes applications."""
    words, gates = vocabulary(), programmes.gates(request.actor)
    kinds = list(words.kinds)
    known = sorted(procedures().values(), key=lambda one: kinds.index(one.kind))
    groups = [
        (localized(name), [(Chart(one, procedures()), gates[one.id]) for one in known if one.destination == key])
        for key, name in words.destinations.items()
    ]
    context = {
        "title": _("Procedures"),
        "intro": _("What we know of each way: stages, time limits, papers, sources. This is no legal advice."),
        "groups": groups,
        "after": None,
    }
    return render(request, "applications/procedures.html", context)


@requires(Permission.APPLICATION_VIEW)
def procedure(request: Request, name: str) -> HttpResponse:
    """Draw one procedure, so that it can be checked against the law."""
    known = procedures().get(name)
    if known is None:
        raise Http404
    context = {
        "title": localized(known.name),
        "crumb": {"url": reverse("applications:procedures"), "label": _("Procedures")},
        "chart": Chart(known, procedures()),
        "procedure": known,
        "gate": programmes.gate(request.actor, known),
    }
    return render(request, "applications/procedure.html", context)
