"""Pages of the files of a case: all, one, adding, describing, deleting; and the file itself, as an attachment."""

import secrets
import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from cases.access.actor import today
from cases.access.freezing import require_thawed
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.audit.alerts import raise_alert
from cases.audit.models import AlertKind
from cases.base.verdict import Refused
from cases.evidence import actions, queries, rules
from cases.evidence.filetypes import FileType
from cases.evidence.forms import DeleteForm, FileForm, UploadForm
from cases.evidence.models import FileDetails
from cases.evidence.queries import FileRow
from cases.evidence.upload import LONGEST_REQUEST, SealingHandler
from cases.keys.envelope import Tampered
from cases.people.models import Case
from cases.people.queries import load_case

# An attachment that a browser shows all the same has no origin, runs nothing, loads nothing and sends nothing.
_INERT: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@requires(Permission.FILE_VIEW)
def index(request: Request, code: str) -> HttpResponse:
    """List the files and testimonies of a case."""
    case = load_case(request.actor, code)
    files, testimonies = queries.evidence_of(case, by=request.actor, why="files")
    room = queries.room_of(case)
    context = {
        "title": _("Files and testimony of %(code)s") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "files": files,
        "testimonies": testimonies,
        "taken": rules.megabytes(room.chunks),
        "most": rules.MOST_MEGABYTES,
        "most_files": rules.MOST_FILES,
        "may_edit": request.actor.can(Permission.FILE_EDIT),
    }
    return render(request, "evidence/index.html", context)


@require_safe
@requires(Permission.FILE_VIEW)
def show(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Show what is known of a file."""
    case = load_case(request.actor, code)
    file = queries.load_file(case, pk, by=request.actor, why="file")
    context = {
        "title": f"{file.kind or _('File')} · {case.code}",
        "crumb": {"url": reverse("evidence:files", args=[case.code]), "label": _("Files and testimony")},
        "case": case,
        "file": file,
        "may_edit": request.actor.can(Permission.FILE_EDIT),
        "may_delete": bool(rules.may_delete(request.actor, case, file.body)),
    }
    return render(request, "evidence/file.html", context)


@csrf_exempt  # until the handler is in its place: to look for the token is to read the file
@requires(Permission.FILE_EDIT)
def new(request: Request, code: str) -> HttpResponse:
    """Take a file in."""
    case = load_case(request.actor, code)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_REQUEST:
        raise RequestDataTooBig
    handler = SealingHandler(request)
    request.upload_handlers = [handler]
    try:
        return _take(request, case)
    finally:
        handler.close()


@csrf_protect
def _take(request: Request, case: Case) -> HttpResponse:
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_bound and not (room := queries.room_left(case)):
        messages.warning(request, room.reason)
        return redirect("evidence:files", code=case.code)
    if form.is_valid():
        try:
            row = actions.add_file(
                case=case,
                received=form.cleaned_data["file"].result,
                name=form.cleaned_data["file"].called,
                details=FileDetails(kind=form.cleaned_data["kind"]),
                ticket=form.cleaned_data["ticket"],
                by=request.actor,
                on=today(request.actor),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is sealed and kept. Say here what you know about it."))
            return redirect("evidence:describe", code=case.code, pk=row.pk)
    context = {
        "title": _("Add a file to %(code)s") % {"code": case.code},
        "form": form,
        "cancel_url": reverse("evidence:files", args=[case.code]),
        "submit_label": _("Add the file"),
    }
    return render(request, "evidence/new.html", context)


@requires(Permission.FILE_EDIT)
def describe(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Say what is known of a document; what others saved meanwhile is merged in."""
    case = load_case(request.actor, code, lock=request.method == "POST")
    file, on = queries.load_file(case, pk, by=request.actor, why="file"), today(request.actor)
    form = FileForm(_posted(request), row=file.row.pk, record=file.body.details, on=on)
    if form.is_valid():
        actions.describe_file(file=file.row, details=form.details, version=file.row.version, by=request.actor, on=on)
        messages.success(request, _("Saved."))
        return redirect("evidence:files", code=case.code)
    context = {
        "title": _("About a file of %(code)s") % {"code": case.code},
        "form": form,
        "cancel_url": reverse("evidence:files", args=[case.code]),
    }
    return render(request, "layouts/form.html", context)


@requires(Permission.FILE_EDIT)
def delete(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Destroy a file, with a reason."""
    case = load_case(request.actor, code, lock=request.method == "POST")
    if request.method == "POST" and not case.files.filter(pk=pk).exists():
        return redirect("evidence:files", code=case.code)  # the first of two clicks has done it
    file = queries.load_file(case, pk, by=request.actor, why="file")
    if not rules.may_delete(request.actor, case, file.body):
        raise PermissionDenied
    form = DeleteForm(_posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.delete_file(file=file.row, reason=reason, by=request.actor, on=today(request.actor))
        messages.success(request, _("The file is deleted, and what opened it with it."))
        return redirect("evidence:files", code=case.code)
    context = {
        "title": _("Delete a file of %(code)s") % {"code": case.code},
        "intro": _("It cannot be brought back. Backups keep what is sealed until they are too old."),
        "form": form,
        "cancel_url": reverse("evidence:file", args=[case.code, file.row.pk]),
        "submit_label": _("Delete the file"),
        "danger": True,
    }
    return render(request, "layouts/form.html", context)


@require_safe
@requires(Permission.FILE_VIEW)
def download(request: Request, code: str, pk: uuid.UUID) -> HttpResponseBase:
    """Send the file under a name that says nothing. It is opened twice: not a byte leaves of one that was changed."""
    case = load_case(request.actor, code)
    require_thawed(request.actor)
    file = queries.load_file(case, pk, by=request.actor, why="file downloaded")
    try:
        for _piece in queries.content_of(file):
            pass
    except Tampered:
        return _refuse(request, case)
    return _attachment(file)


def _refuse(request: Request, case: Case) -> HttpResponse:
    """Say that what is stored is not what was kept, here and to the coordinators, to these once a day."""
    by, what = request.actor, f"evidence:download {case.code}"
    raise_alert(AlertKind.TAMPERED, by=by, detail=what, once=by.mark(f"tampered {what} {today(by)}"))
    messages.error(request, _("This file does not open: what is stored is not what was kept. The coordinators know."))
    return redirect("evidence:files", code=case.code)


def _attachment(file: FileRow) -> StreamingHttpResponse:
    name = f"file-{secrets.token_hex(4)}.{FileType(file.body.mime).ending}"
    headers: dict[str, Any] = {
        "Content-Length": str(file.body.size),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": _INERT,
    }
    return StreamingHttpResponse(queries.content_of(file), content_type=file.body.mime, headers=headers)


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None
