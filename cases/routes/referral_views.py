"""Pages of collective referrals: all, one with its cases, adding, gathering, submitting, and what was answered."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications import programmes
from cases.applications.catalogue import procedures
from cases.applications.models import Referral, ReferralItem
from cases.base import progress
from cases.base.verdict import Refused
from cases.people import codes
from cases.people.actions import Stale
from cases.routes import referral_actions, referral_queries, referral_rules, submitting
from cases.routes.referral_forms import AddForm, BeginForm, GatherForm, ResultForm, SubmitForm
from cases.routes.views import answer


@require_safe
@requires(Permission.ROUTE_EDIT)
def index(request: Request) -> HttpResponse:
    """List the referrals."""
    context = {
        "title": _("Collective referrals"),
        "intro": _("Cases of people who agreed to it, submitted to an authority together."),
        "rows": referral_queries.referrals(request.actor),
        "after": None,
    }
    return render(request, "routes/referrals.html", context)


@requires(Permission.ROUTE_EDIT)
def new(request: Request) -> HttpResponse:
    """Begin one."""
    known = [one for one in procedures().values() if referral_rules.step_of(one)]
    form = BeginForm(request.POST or None, known=known)
    context = {"title": _("New collective referral"), "cancel_url": reverse("routes:referrals")}

    def act() -> str:
        told = form.cleaned_data
        procedure = procedures()[told["procedure"]]
        row = referral_actions.begin(procedure=procedure, by=request.actor, ticket=told["ticket"])
        return reverse("routes:referral", args=[row.pk])

    return answer(request, form, act, context, newest=lambda: 0)


@require_safe
@requires(Permission.ROUTE_EDIT)
def show(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a referral with its cases, what is gathered for each, and what was answered."""
    row = referral_queries.load_referral(request.actor, pk)
    items = referral_queries.items_of(row, request.actor)
    rows = referral_queries.opened(items, by=request.actor, why="referral")
    context = {
        "title": referral_queries.name_of(row),
        "crumb": {"url": reverse("routes:referrals"), "label": _("Collective referrals")},
        "referral": row,
        "rows": rows,
        "left": [one for one in rows if not one.body.submitted_on],
        "gate": programmes.gate(request.actor, procedures()[row.procedure]),
    }
    return render(request, "routes/referral.html", context)


@require_safe
@requires(Permission.ROUTE_EDIT)
def paper(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show the list for paper: codes, and nothing that names anybody."""
    row = referral_queries.load_referral(request.actor, pk)
    rows = referral_queries.opened(
        referral_queries.items_of(row, request.actor), by=request.actor, why="referral, print"
    )
    context = {"title": referral_queries.name_of(row), "rows": rows, "referral": row}
    return render(request, "routes/referral_paper.html", context)


@requires(Permission.ROUTE_EDIT)
def add(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Put cases in; those that cannot be are named with the reason, and the others are in."""
    row = referral_queries.load_referral(request.actor, pk)
    free = referral_queries.candidates(row, request.actor)
    form = AddForm(request.POST or None, free=free)
    if form.is_valid() and not _added(request, row, form):
        messages.success(request, _("Saved."))
        return redirect("routes:referral", pk=row.pk)
    context = {
        "title": _("Put cases in"),
        "intro": referral_queries.name_of(row),
        "form": form,
        "cancel_url": reverse("routes:referral", args=[row.pk]),
        "submit_label": _("Put in"),
    }
    return render(request, "layouts/form.html", context)


def _added(request: Request, row: Referral, form: AddForm) -> int:
    """Put in what can be; say at the form what cannot, and return how many that are."""
    refused = 0
    for typed in form.chosen:
        code = codes.normalise(typed)
        case = referral_queries.case_by_code(request.actor, code)
        try:
            if case is None:
                raise Refused(_("no such case"))
            referral_actions.add(referral=row, case=case, by=request.actor, on=today(request.actor))
        except Refused as refusal:
            refused += 1
            form.add_error("codes", f"{code}: {refusal}")
    return refused


@transaction.non_atomic_requests
@requires(Permission.ROUTE_EDIT)
def submit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Ask for the day, then submit every case while the page grows, with a result for each."""
    actor, on = request.actor, today(request.actor)
    row = referral_queries.load_referral(actor, pk)
    form = SubmitForm(request.POST or None, on=on, version=row.version, initial={"day": on})
    url, name = reverse("routes:referral", args=[row.pk]), referral_queries.name_of(row)
    items = referral_queries.items_of(row, actor)
    if form.is_valid() and _sent(request, row, form, items):
        page = progress.Page(
            title=_("Submitting together"),
            intro=name,
            done=_("Every case has been seen to. Those that were refused can follow once that is mended."),
            back=url,
            label=_("To the referral"),
        )
        return progress.stream(request, submitting.steps(items, form.cleaned_data["day"], by=actor, on=on), page)
    context = {
        "title": _("Submit together"),
        "intro": name,
        "form": form,
        "items": items,
        "cancel_url": url,
        "submit_label": _("Submit"),
    }
    return render(request, "routes/submit.html", context)


def _sent(request: Request, row: Referral, form: SubmitForm, items: list[ReferralItem]) -> bool:
    """Mark the referral as submitted, or say at the form why not."""
    told = form.cleaned_data
    if not items:
        form.add_error(None, _("There is no case in it."))
        return False
    try:
        referral_actions.send(referral=row, day=told["day"], version=told["version"], by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Stale:
        form.refuse_stale(Referral.objects.values_list("version", flat=True).get(pk=row.pk))
    else:
        return True
    return False


@requires(Permission.ROUTE_EDIT)
def end(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Say that no more is expected."""
    row = referral_queries.load_referral(request.actor, pk)
    url = reverse("routes:referral", args=[row.pk])
    if request.method == "POST":
        try:
            referral_actions.end(referral=row, by=request.actor)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect(url)
    context = {
        "title": _("Is this referral over?"),
        "intro": _("Its cases and their applications go on as they are; only the referral leaves the top of the list."),
        "submit_label": _("It is over"),
        "cancel_url": url,
    }
    return render(request, "layouts/confirm.html", context)


# One case of it -----------------------------------------------------------------------------------------


@requires(Permission.ROUTE_EDIT)
def item(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Keep what is gathered for one case."""
    row = referral_queries.load_item(request.actor, pk)
    shown, dossier = referral_queries.opened_whole(row, by=request.actor)
    form = GatherForm(request.POST or None, body=shown.body, version=row.version)
    url = reverse("routes:referral", args=[row.referral_id])
    context = {
        "title": row.case.code,
        "intro": referral_queries.name_of(row.referral),
        "cancel_url": url,
        "one": shown,
        "limits": dossier.consent.limits,
        "crumb": {"url": url, "label": referral_queries.name_of(row.referral)},
    }

    def act() -> str:
        told = form.cleaned_data
        referral_actions.gather(
            item=row, have=told["have"], note=told["note"], version=told["version"], by=request.actor
        )
        return url

    return answer(request, form, act, context, newest=lambda: _version(row), template="routes/item.html")


@requires(Permission.ROUTE_EDIT)
def result(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Record what the authority answered about one case."""
    row = referral_queries.load_item(request.actor, pk)
    (shown,) = referral_queries.opened([row], by=request.actor, why="referral")
    form = ResultForm(request.POST or None, body=shown.body, version=row.version, on=today(request.actor))
    url = reverse("routes:referral", args=[row.referral_id])
    context = {
        "title": _("What was answered?"),
        "intro": f"{row.case.code} · {referral_queries.name_of(row.referral)}",
        "cancel_url": url,
    }

    def act() -> str:
        told = form.cleaned_data
        referral_actions.answer(
            item=row,
            result=told["result"],
            answered_on=told["answered_on"],
            version=told["version"],
            by=request.actor,
        )
        return url

    return answer(request, form, act, context, newest=lambda: _version(row))


@require_POST
@requires(Permission.ROUTE_EDIT)
def take_out(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take a case out again."""
    row = referral_queries.load_item(request.actor, pk)
    try:
        referral_actions.take_out(item=row, by=request.actor, on=today(request.actor))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Taken out."))
    return redirect("routes:referral", pk=row.referral_id)


def _version(row: ReferralItem) -> int:
    return ReferralItem.objects.values_list("version", flat=True).get(pk=row.pk)
