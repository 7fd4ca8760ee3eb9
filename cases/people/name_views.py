"""A person's name: shown once on request, or corrected; each time with a trace, on a restricted case with a reason."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import vault
from cases.access.actor import today
from cases.access.freezing import require_thawed
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.people.access_forms import RevealForm
from cases.people.access_views import posted
from cases.people.dossier import Dossier
from cases.people.dossier_forms import NameForm
from cases.people.models import Case
from cases.people.queries import load_case
from cases.people.views import keep


@require_POST
@requires(Permission.CASE_REVEAL)
def reveal(request: Request, code: str) -> HttpResponse:
    """Show the name, once, and leave a trace of who looked."""
    case = load_case(request.actor, code)
    reason = RevealForm(request.POST if "reason" in request.POST else None)
    if case.restricted and not reason.is_valid():
        return _ask(request, case, reason)
    said = reason.cleaned_data["reason"] if case.restricted else ""
    context = {
        "title": _("Name of %(code)s") % {"code": case.code},
        "case": case,
        "dossier": _open(request, case, said),
        "reason": said,
    }
    return render(request, "people/revealed.html", context)


@requires(Permission.CASE_REVEAL)
def name(request: Request, code: str) -> HttpResponse:
    """Correct what names the person; opening the page is revealing it."""
    case = load_case(request.actor, code, lock=request.method == "POST")
    reason = RevealForm(request.POST if "reason" in request.POST else None)
    if case.restricted and not reason.is_valid():
        return _ask(request, case, reason)
    said = reason.cleaned_data["reason"] if case.restricted else ""
    dossier = _open(request, case, said)
    form = NameForm(_corrected(request), case=case, dossier=dossier, on=today(request.actor), reason=said)
    if form.is_valid():
        keep(request, case, form)
        return redirect(case)
    context = {
        "form": form,
        "title": _("Name of %(code)s") % {"code": case.code},
        "cancel_url": case.get_absolute_url(),
    }
    return render(request, "layouts/form.html", context)


def _ask(request: Request, case: Case, form: RevealForm) -> HttpResponse:
    """Ask for the reason first; the answer is posted to the same address."""
    context = {
        "form": form,
        "title": _("Name of %(code)s") % {"code": case.code},
        "intro": _("This case is restricted. Say why you need the name; it is shown on the next page."),
        "submit_label": _("Show the name"),
        "cancel_url": case.get_absolute_url(),
    }
    return render(request, "layouts/form.html", context)


def _open(request: Request, case: Case, reason: str) -> Dossier:
    require_thawed(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="reveal name")
    detail = f"name revealed: {reason}" if reason else "name revealed"
    log.record(EventKind.OPENED, by=request.actor, cases=[case.pk], detail=detail)
    return dossier


def _corrected(request: Request) -> QueryDict | None:
    """Return a corrected name; the reason alone, posted first, is none."""
    data = posted(request)
    return data if data and "seen" in data else None
