"""Pages of what belongs to an application beside its stage: its documents, and vetting."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import actions, queries, rules
from cases.applications.catalogue import procedures
from cases.applications.paper_forms import PapersForm, VettingForm
from cases.applications.sheet import checklist
from cases.applications.views import about, answer
from cases.applications.work import Vetting
from cases.evidence.queries import evidence_of


@requires(Permission.APPLICATION_EDIT)
def papers(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Keep the checklist of documents; a line may name a file of the case."""
    row = queries.load_application(request.actor, pk)
    body = queries.body_of(row, by=request.actor)
    files, _testimonies = evidence_of(row.case, by=request.actor, why="application papers")
    rows = checklist(procedures()[row.procedure], body.papers)
    form = PapersForm(request.POST or None, rows=rows, files=files, version=row.version)

    def act() -> str:
        kept, seen = form.papers, form.cleaned_data["version"]
        actions.keep_papers(application=row, papers=kept, version=seen, by=request.actor)
        return f"{row.get_absolute_url()}#papers"

    return answer(request, form, act, about(row) | {"title": _("Documents")}, row=row)


@requires(Permission.APPLICATION_VET)
def vetting(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Keep what the coordinators know of a possible exclusion."""
    row, on = queries.load_application(request.actor, pk), today(request.actor)
    if not rules.may_vet(request.actor, row):
        raise PermissionDenied
    known = queries.vetting_of(row, queries.body_of(row, by=request.actor), by=request.actor)
    first = {"state": known.state, "note": known.note} if known else {}
    form = VettingForm(request.POST or None, initial=first, version=row.version)
    context = about(row) | {
        "title": _("Vetting"),
        "intro": _(
            "Whether somebody may be excluded for what they did in the war. Only coordinators of this team can "
            "open it. It never changes the risk."
        ),
    }

    def act() -> str:
        told = form.cleaned_data
        kept = Vetting(told["state"], on, request.actor.user.handle, told["note"])
        actions.vet(application=row, vetting=kept, version=told["version"], by=request.actor)
        return row.get_absolute_url()

    return answer(request, form, act, context, row=row)
