"""Detained now: one press to report it, the checklist with its clocks, and the end."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import vault
from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base import clock
from cases.base.verdict import Refused
from cases.countries.removal import WhoActed
from cases.people.models import Case
from cases.people.needtoknow import may_decide
from cases.people.queries import load_case, load_own_case
from cases.watch import actions, clocks, words
from cases.watch.forms import DetainForm, EndForm
from cases.watch.models import Detention, DetentionBody
from cases.watch.queries import latest, running


@requires(Permission.CASE_DETAINED)
def detained(request: Request, code: str) -> HttpResponse:
    """Report a person as detained, or see to the detention that goes on."""
    case = load_case(request.actor, code)
    row = running(case)
    if row is not None and request.method != "POST":
        return _clocks(request, case, row)
    form = DetainForm(request.POST if request.method == "POST" else None, on=today(request.actor))
    if form.is_valid():
        said = form.cleaned_data | {
            "actor": str(form.cleaned_data["actor"] or ""),
            "hours_ago": form.cleaned_data["hours_ago"] or 0,
        }
        actions.detain(case=case, **said, by=request.actor, on=today(request.actor))
        if row is not None and any(said[name] for name in ("place", "actor", "note")):
            messages.info(request, _("This was reported before. What you wrote stands in the timeline too."))
        return redirect("watch:detained", code=case.code)
    context = {
        "form": form,
        "title": _("Report %(code)s as detained") % {"code": case.code},
        "intro": _(
            "One press is enough. The case becomes critical, stands on top of every page, and the clocks start."
        ),
        "submit_label": _("Detained now"),
        "cancel_url": case.get_absolute_url(),
        "danger": True,
    }
    return render(request, "layouts/form.html", context)


def _clocks(request: Request, case: Case, row: Detention) -> HttpResponse:
    body: DetentionBody = vault.open(row.body, by=request.actor, why="detention")
    now = clock.now()
    checks = clocks.checks(body, now)
    context = {
        "title": _("%(code)s is in detention") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "body": body,
        "acted": words.ACTED.get(WhoActed(body.actor)) if body.actor else "",
        "reported": body.reported_at.astimezone(ZoneInfo(request.actor.zone)),
        "hours": clocks.hours_since(body.since, now),
        "checks": checks,
        "open": sum(check.tick is None for check in checks),
        "late": sum(check.late for check in checks),
        "may_end": request.actor.can(Permission.RISK_SIGN) and bool(may_decide(request.actor, case)),
    }
    return render(request, "watch/detained.html", context)


@require_POST
@requires(Permission.CASE_DETAINED)
def tick(request: Request, code: str) -> HttpResponse:
    """Tick an item of the checklist, or take the tick back."""
    case = load_case(request.actor, code)
    row, item = _latest(case), request.POST.get("item", "")
    body: DetentionBody = vault.open(row.body, by=request.actor, why="checklist")
    if item not in {check.item.id for check in clocks.checks(body, clock.now())}:
        raise Http404
    try:
        actions.tick(detention=row, item=item, done=request.POST.get("done") == "1", by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(case)
    return redirect(f"{reverse('watch:detained', args=[case.code])}#{item}")


@requires(Permission.RISK_SIGN)
def end(request: Request, code: str) -> HttpResponse:
    """End a detention: released, handed over, or never so."""
    case, on = load_own_case(request.actor, code), today(request.actor)
    row = _latest(case)
    if row.ended and request.method != "POST":
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None, on=on)
    if form.is_valid():
        try:
            actions.end(detention=row, **form.cleaned_data, by=request.actor, on=on)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The detention is ended. The risk was assessed anew."))
            return redirect("watch:assessment", code=case.code)
    context = {
        "form": form,
        "title": _("End the detention of %(code)s") % {"code": case.code},
        "submit_label": _("End the detention"),
        "cancel_url": reverse("watch:detained", args=[case.code]),
    }
    return render(request, "layouts/form.html", context)


def _latest(case: Case) -> Detention:
    row = latest(case)
    if row is None:
        raise Http404
    return row
