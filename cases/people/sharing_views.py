"""Pages about sharing a case with another team, and about what other teams offer."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import vault
from cases.access.actor import today
from cases.access.guard import Request, proven, requires
from cases.access.models import TeamGrant
from cases.access.permissions import Permission
from cases.base.verdict import Refused
from cases.keys.pairs import fingerprint
from cases.people import needtoknow, sharing, sharing_queries
from cases.people.access_forms import WhyForm
from cases.people.access_views import done, posted
from cases.people.dossier import Dossier
from cases.people.queries import Row, aliases, load_own_case
from cases.people.sharing_forms import OfferForm


@requires(Permission.CASE_SHARE)
@proven
def share(request: Request, code: str) -> HttpResponse:
    """Offer the case to another team, within what the person agreed to."""
    case, on = load_own_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="sharing")
    teams = sharing_queries.receivers(case)
    form = OfferForm(posted(request), on=on, teams=teams, agreed=dossier.consent, case=case)
    act = partial(sharing.offer, case=case, by=request.actor, on=on)
    if done(request, form, act, _("Offered. Their coordinators see what you ask, and nothing else until they accept.")):
        return redirect("people:access", code=case.code)
    agreed = needtoknow.can_be_shared(dossier.consent)
    context = {
        "form": form,
        "title": _("Share %(code)s with another team") % {"code": case.code},
        "case": case,
        "refusal": agreed.reason,
        "limits": dossier.consent.limits,
        "asked_on": dossier.consent.asked_on,
        "alone": not teams,
        "submit_label": _("Offer it"),
        "cancel_url": reverse("people:access", args=[case.code]),
    }
    return render(request, "people/share.html", context)


@requires(Permission.CASE_SHARE)
def end(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Take back an offer, or stop sharing."""
    case, on = load_own_case(request.actor, code, lock=request.method == "POST"), today(request.actor)
    grant, back = sharing_queries.load_given(case, pk), redirect("people:access", code=case.code)
    if not needtoknow.can_end(grant):
        messages.info(request, needtoknow.can_end(grant).reason)
        return back
    offered = grant.state == TeamGrant.State.OFFERED
    form = WhyForm(posted(request))
    said = _("The offer is taken back.") if offered else _("No longer shared. The case has a new key.")
    if done(request, form, partial(sharing.end, grant=grant, by=request.actor, on=on), said):
        return back
    title = _("Take back the offer to team %(team)s") if offered else _("Stop sharing with team %(team)s")
    context = {
        "form": form,
        "title": title % {"team": grant.team.name},
        "intro": _("The case gets a new key. What they have read, they have read."),
        "submit_label": _("Take it back") if offered else _("Stop sharing"),
        "cancel_url": back.url,
        "danger": True,
    }
    return render(request, "layouts/form.html", context)


# What other teams offer ---------------------------------------------------------------------------------


@require_safe
@requires(Permission.CASE_ACCESS)
def index(request: Request) -> HttpResponse:
    """List offers, the cases other teams share with this one, and what became of those it offered itself."""
    actor, on = request.actor, today(request.actor)
    cases = list(sharing_queries.shared(actor, on)[: sharing_queries.MOST])
    names = aliases(cases, by=actor, why="shared cases")
    context = {
        "title": _("Between teams"),
        "offers": sharing_queries.offers(actor)[: sharing_queries.MOST],
        "rows": [Row(case, names[case.pk], on) for case in cases],
        "given": sharing_queries.given(actor)[: sharing_queries.MOST],
        "own_print": fingerprint(bytes(actor.own_team.verify_key or b"")),
        "may_answer": actor.can(Permission.CASE_SHARE),
    }
    return render(request, "people/shared.html", context)


@require_safe
@requires(Permission.CASE_SHARE)
def offer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show what another team offers and asks: no name, nothing of the story."""
    grant = sharing_queries.load_received(request.actor, pk)
    if not needtoknow.can_answer(grant):
        return _answered(request, grant)
    context = {
        "title": _("Offer of team %(team)s") % {"team": grant.giver.name},
        "crumb": {"url": reverse("people:shared"), "label": _("Between teams")},
        "offer": sharing_queries.opened(grant, by=request.actor, on=today(request.actor)),
        "handed": grant.kind == TeamGrant.Kind.HANDED,
        "print": fingerprint(bytes(grant.giver.verify_key or b"")),
    }
    return render(request, "people/offer.html", context)


@require_POST
@requires(Permission.CASE_SHARE)
def accept(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Say yes to an offer."""
    grant = sharing_queries.load_received(request.actor, pk)
    try:
        case = sharing.accept(offer=grant, by=request.actor, on=today(request.actor))
    except Refused as refusal:
        grant.refresh_from_db()
        return _answered(request, grant, str(refusal))
    messages.success(request, _("Accepted. The case is open to your team's caseworkers and coordinators."))
    return redirect(case)


@requires(Permission.CASE_SHARE)
def refuse(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Say no to an offer, and why."""
    grant = sharing_queries.load_received(request.actor, pk)
    if not needtoknow.can_answer(grant):
        return _answered(request, grant)
    form = WhyForm(posted(request))
    act = partial(sharing.refuse, offer=grant, by=request.actor, on=today(request.actor))
    if done(request, form, act, _("Refused. They will read your reason.")):
        return redirect("people:shared")
    context = {
        "form": form,
        "title": _("Refuse the offer of team %(team)s") % {"team": grant.giver.name},
        "submit_label": _("Refuse"),
        "cancel_url": reverse("people:offer", args=[grant.pk]),
    }
    return render(request, "layouts/form.html", context)


@requires(Permission.CASE_SHARE)
def give_back(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Stop working on another team's case."""
    grant = sharing_queries.load_received(request.actor, pk)
    if not needtoknow.can_give_back(grant):
        return _answered(request, grant)
    form = WhyForm(posted(request))
    act = partial(sharing.give_back, grant=grant, by=request.actor, on=today(request.actor))
    if done(request, form, act, _("Given back. Your team no longer sees the case.")):
        return redirect("people:shared")
    context = {
        "form": form,
        "title": _("Give %(code)s back to team %(team)s") % {"code": grant.case.code, "team": grant.giver.name},
        "intro": _("Your team no longer sees the case. They will read your reason."),
        "submit_label": _("Give it back"),
        "cancel_url": grant.case.get_absolute_url(),
        "danger": True,
    }
    return render(request, "layouts/form.html", context)


def _answered(request: Request, grant: TeamGrant, said: str = "") -> HttpResponse:
    """Lead to the case if it was accepted, to the list if not; tell that somebody answered."""
    messages.info(request, said or needtoknow.can_answer(grant).reason or needtoknow.can_give_back(grant).reason)
    return redirect(grant.case if grant.state == TeamGrant.State.ACCEPTED else reverse("people:shared"))
