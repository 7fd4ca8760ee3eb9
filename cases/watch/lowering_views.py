"""Pages on which two people let a case fall from critical."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.verdict import Refused
from cases.people.models import Case
from cases.people.queries import load_own_case
from cases.watch import lowering, lowering_actions, riskpage, rules
from cases.watch.forms import AnswerForm, LoweringForm


@requires(Permission.RISK_SIGN)
def ask(request: Request, code: str) -> HttpResponse:
    """Ask a second person to let a case fall."""
    case, on = load_own_case(request.actor, code), today(request.actor)
    form = LoweringForm(request.POST if request.method == "POST" else None, on=on)
    if form.is_valid():
        try:
            lowering_actions.ask(case=case, **form.cleaned_data, by=request.actor, on=on)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. The case stays critical until a second person agrees."))
            return redirect("watch:assessment", code=case.code)
    context = {
        "title": _("Let %(code)s fall from critical?") % {"code": case.code},
        "intro": _("Nobody decides this alone. Your reason is signed, and a second person answers."),
        "submit_label": _("Ask a second person"),
        "alone": not lowering.seconds(case, request.actor, request.actor.user.handle),
    }
    return _form_page(request, case, form, context)


@requires(Permission.RISK_REVIEW)
def answer(request: Request, code: str) -> HttpResponse:
    """Agree that a case falls, or refuse."""
    case, on = load_own_case(request.actor, code), today(request.actor)
    form = AnswerForm(request.POST if request.method == "POST" else None, on=on)
    if form.is_valid() and _answered(request, case, form):
        return redirect("watch:assessment", code=case.code)
    page = riskpage.load(case, by=request.actor, on=on)
    if page.request is None and not form.is_bound:
        raise Http404
    context = {
        "title": _("May %(code)s fall from critical?") % {"code": case.code},
        "submit_label": _("Answer"),
        "page": page,
    }
    return _form_page(request, case, form, context)


def _answered(request: Request, case: Case, form: AnswerForm) -> bool:
    """Carry the answer out and say what came of it; what forbids it stands on the form."""
    try:
        held = lowering_actions.answer(case=case, **form.cleaned_data, by=request.actor, on=today(request.actor))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if not held:
        messages.warning(request, _("The request had lapsed: the facts say something else now. Nothing was lowered."))
    elif form.cleaned_data["agreed"]:
        messages.success(request, _("You agreed. The case was assessed anew and fell."))
    else:
        messages.success(request, _("You refused. The case stays critical."))
    return True


@require_POST
@requires(Permission.RISK_SIGN)
def withdraw(request: Request, code: str) -> HttpResponse:
    """Take a request back."""
    case = load_own_case(request.actor, code)
    lowering_actions.withdraw(case=case, by=request.actor, on=today(request.actor))
    messages.success(request, _("Taken back. The case stays critical."))
    return redirect("watch:assessment", code=case.code)


def may_answer(request: Request, page: riskpage.RiskPage) -> bool:
    """Tell whether this person may be the second."""
    body = page.request and page.request.body
    return bool(body and rules.can_answer(body.asked_by, request.actor.user.handle))


def _form_page(request: Request, case: Case, form: Any, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "case": case, "cancel_url": reverse("watch:assessment", args=[case.code])}
    return render(request, "watch/lowering.html", context)
