"""Pages about who of the team may know of a case."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.access.actor import today
from cases.access.guard import Request, proven, requires
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.forms import BaseForm
from cases.base.verdict import Refused
from cases.people import access_actions, codes, ended, knowers, needtoknow
from cases.people.access_forms import CodeForm, GiveForm, ReasonForm, RestrictForm
from cases.people.models import Case
from cases.people.queries import load_own_case
from cases.people.sharing_queries import standing


@requires(Permission.CASE_ACCESS)
def access(request: Request, code: str) -> HttpResponse:
    """Say who sees the case and why, and give it to a colleague."""
    case, on = _own(request, code), today(request.actor)
    ended.take_keys(case, by=request.actor)
    form = GiveForm(posted(request), on=on, members=knowers.candidates(case, by=request.actor))
    if done(request, form, partial(access_actions.give, case=case, by=request.actor, on=on), _("Access given.")):
        return redirect("people:access", code=case.code)
    may_name = needtoknow.may_name(request.actor, case)
    context = {
        "title": _("Who sees %(code)s") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "form": form if may_name else None,
        "refusal": may_name.reason,
        "members": knowers.by_role(case, by=request.actor),
        "knowers": knowers.by_grant(case, by=request.actor),
        "shares": standing(case),
        "may_restrict": bool(needtoknow.may_restrict(request.actor, case)),
        "may_share": bool(needtoknow.may_share(request.actor, case)),
    }
    return render(request, "people/access.html", context)


@requires(Permission.CASE_ACCESS)
def take(request: Request, code: str, pk: uuid.UUID) -> HttpResponse:
    """Take the case from somebody who was given it."""
    case, on = _own(request, code), today(request.actor)
    grant, back = knowers.grant_of(case, pk), redirect("people:access", code=case.code)
    if grant is None:  # taken meanwhile, perhaps by the same form sent twice
        messages.info(request, _("This access has been taken already."))
        return back
    form = ReasonForm(posted(request), on=on)
    act = partial(access_actions.take, case=case, user=grant.user, by=request.actor, on=on)
    if done(request, form, act, _("Access taken. The case has a new key.")):
        return back
    context = {
        "form": form,
        "title": _("Take %(code)s from %(who)s") % {"code": case.code, "who": grant.user.handle},
        "intro": _("The case gets a new key. What they have read, they have read."),
        "submit_label": _("Take it away"),
        "cancel_url": back.url,
        "danger": True,
    }
    return render(request, "layouts/form.html", context)


@requires(Permission.CASE_ACCESS)
def by_code(request: Request) -> HttpResponse:
    """Give access to a case whose code somebody reads out, without opening the case."""
    on = today(request.actor)
    form = CodeForm(posted(request), on=on, members=knowers.activists(request.actor))
    case = _meant(request, form.cleaned_data.pop("code")) if form.is_valid() else None
    if case is not None:
        act = partial(access_actions.give, case=case, by=request.actor, on=on)
        if done(request, form, act, _("Access to %(code)s given.") % {"code": case.code}):
            return redirect("people:by_code")
    elif form.is_valid():
        form.refuse_code()
        log.record_failure(EventKind.DENIED, by=request.actor, detail="access by code")
    context = {
        "form": form,
        "title": _("Give access by code"),
        "intro": _("An activist on the phone reads you the code of a case. Give it only to a voice you know."),
        "submit_label": _("Give access"),
        "cancel_url": reverse("people:list"),
    }
    return render(request, "layouts/form.html", context)


@require_POST
@requires(Permission.CASE_ACCESS)
def take_keys(request: Request) -> HttpResponse:
    """Give new keys to the cases to which somebody's access has ended."""
    cases = ended.waiting(request.actor)[: ended.AT_ONCE]
    n = sum(ended.take_keys(case, by=request.actor) for case in cases)
    messages.success(request, ngettext("%(n)d case has a new key.", "%(n)d cases have new keys.", n) % {"n": n})
    return redirect("overview:home")


@requires(Permission.CASE_RESTRICT)
@proven
def restrict(request: Request, code: str) -> HttpResponse:
    """Close the case to all but coordinators and named people."""
    case, on = _own(request, code), today(request.actor)
    if case.restricted and request.method != "POST":
        return redirect("people:access", code=case.code)
    form = RestrictForm(posted(request), on=on, members=knowers.nameable(request.actor), known=knowers.known(case))
    act = partial(access_actions.restrict, case=case, by=request.actor, on=on)
    if done(request, form, act, _("Restricted. The case has a new key, which only these people hold.")):
        return redirect("people:access", code=case.code)
    context = {
        "form": form,
        "title": _("Restrict %(code)s") % {"code": case.code},
        "intro": _(
            "From then on only coordinators and the people you name see this case. "
            "Others find it in no list and no search."
        ),
        "submit_label": _("Restrict the case"),
        "cancel_url": reverse("people:access", args=[case.code]),
    }
    return render(request, "layouts/form.html", context)


@requires(Permission.CASE_RESTRICT)
@proven
def open_again(request: Request, code: str) -> HttpResponse:
    """Open a restricted case to the team's members again."""
    case, on = _own(request, code), today(request.actor)
    if not case.restricted and request.method != "POST":
        return redirect("people:access", code=case.code)
    form = ReasonForm(posted(request), on=on)
    act = partial(access_actions.open_again, case=case, by=request.actor, on=on)
    if done(request, form, act, _("The case is open to the team again.")):
        return redirect("people:access", code=case.code)
    context = {
        "form": form,
        "title": _("Open %(code)s to the team") % {"code": case.code},
        "intro": _("All caseworkers and coordinators will see this case again. Activists keep what they were given."),
        "submit_label": _("Open it to the team"),
        "cancel_url": reverse("people:access", args=[case.code]),
    }
    return render(request, "layouts/form.html", context)


def posted(request: Request) -> QueryDict | None:
    """Return what was posted, or nothing for a page that is opened."""
    return request.POST if request.method == "POST" else None


def done(request: Request, form: BaseForm, act: Callable[..., Any], said: str) -> bool:
    """Do what a valid form asks and say so; tell whether it was done. A refusal stands in the form."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, said)
    return True


def _own(request: Request, code: str) -> Case:
    return load_own_case(request.actor, code, lock=request.method == "POST")


def _meant(request: Request, typed: str) -> Case | None:
    meant = codes.normalise(typed)
    found = Case.objects.visible_to(request.actor).select_for_update().filter(code=meant)
    return found.first() if codes.CODE.match(meant) else None
