"""Pages of a testimony: recording it, where it stands, and what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.evidence import actions, queries
from cases.evidence.forms import NewTestimonyForm, TestimonyForm
from cases.evidence.queries import FileRow
from cases.people.queries import load_case
from cases.templatetags.display import day


@require_safe
@requires(Permission.FILE_VIEW)
def show(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Show where a testimony stands."""
    case = load_case(request.actor, code)
    testimony, files = queries.load_testimony(case, pk, by=request.actor, why="testimony")
    context = {
        "title": _("Testimony of %(code)s") % {"code": case.code},
        "crumb": {"url": reverse("evidence:files", args=[case.code]), "label": _("Files and testimony")},
        "case": case,
        "testimony": testimony,
        "told": testimony.body.details,
        "file": next((file for file in files if str(file.row.pk) == testimony.body.details.file), None),
        "may_edit": request.actor.can(Permission.FILE_EDIT),
    }
    return render(request, "evidence/testimony.html", context)


@requires(Permission.FILE_EDIT)
def new(request: Request, code: str) -> HttpResponse:
    """Record a testimony."""
    case, on = load_case(request.actor, code), today(request.actor)
    files, _told = queries.evidence_of(case, by=request.actor, why="files")
    form = NewTestimonyForm(_posted(request), files=_options(files), on=on)
    if form.is_valid():
        row = actions.add_testimony(
            case=case, details=form.details, ticket=form.cleaned_data["ticket"], by=request.actor, on=on
        )
        messages.success(request, _("Saved."))
        return redirect("evidence:testimony", code=case.code, pk=row.pk)
    context = {
        "title": _("Add a testimony to %(code)s") % {"code": case.code},
        "intro": _("What the person tells in public, and what they agreed to. All of it is sealed."),
        "form": form,
        "cancel_url": reverse("evidence:files", args=[case.code]),
    }
    return render(request, "layouts/form.html", context)


@requires(Permission.FILE_EDIT)
def change(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Record what became of a testimony; what others saved meanwhile is merged in."""
    case, on = load_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    testimony, files = queries.load_testimony(case, pk, by=request.actor, why="testimony")
    told = testimony.body.details
    form = TestimonyForm(
        _posted(request), files=_options(files, gone=told.file), row=testimony.row.pk, record=told, on=on
    )
    if form.is_valid():
        actions.change_testimony(
            testimony=testimony.row,
            details=form.details,
            version=testimony.row.version,
            by=request.actor,
            on=on,
        )
        messages.success(request, _("Saved."))
        return redirect("evidence:testimony", code=case.code, pk=pk)
    context = {
        "title": _("Change the testimony of %(code)s") % {"code": case.code},
        "form": form,
        "cancel_url": reverse("evidence:testimony", args=[case.code, pk]),
    }
    return render(request, "layouts/form.html", context)


def _options(files: list[FileRow], *, gone: str = "") -> list[tuple[str, str]]:
    """Name the files to choose from; one that was chosen and then deleted stays chosen until somebody changes it."""
    options = [
        (str(file.row.pk), f"{file.kind or _('File')}, {day(file.body.details.day or file.body.added_on)}")
        for file in files
    ]
    return [*options, (gone, _("a deleted file"))] if gone and gone not in dict(options) else options


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None
