"""Pages about risk: the list, one case's assessment, reviews and overrides."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.access import drafts
from cases.access.actor import today
from cases.access.freezing import require_thawed
from cases.access.guard import Request, ask_again, requires
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.models import Case
from cases.people.needtoknow import may_decide
from cases.people.queries import colleagues, handles, load_case, load_own_case
from cases.risk import actions as risk
from cases.risk.facts import Direction, Override
from cases.templatetags.display import day
from cases.watch import actions, queries, riskpage
from cases.watch.forms import AtRiskForm, BulkForm, OverrideForm, ReviewForm
from cases.watch.lowering import seconds
from cases.watch.lowering_views import may_answer
from cases.watch.queries import PAGE, PRINTED, Row

LONGEST_PART: Final = 4  # digits


@require_safe
@requires(Permission.RISK_LIST)
def index(request: Request) -> HttpResponse:
    """List the cases at risk, the most urgent first; with `?print=1` as a page made for paper."""
    people = handles(request.actor)
    form = _filter(request, request.GET, people)
    if request.GET.get("print"):
        return _paper(request, form, request.GET, why="at-risk list, print", names=False)
    after = request.GET.get("after", "")
    found = queries.listed(request.actor, today(request.actor), form.cleaned_data, after=after, limit=PAGE)
    rows = queries.opened(found[:PAGE], by=request.actor, on=today(request.actor), why="at-risk list")
    context = {
        "title": _("At risk"),
        "intro": _("Ranked by the cautious band of this week. A band opens everything behind it."),
        "filter_form": form,
        "rows": rows,
        "some_wait": any(row.waits for row in rows),
        "narrowed": any(value for name, value in form.cleaned_data.items() if name != "sort"),
        "after": queries.key_of(found[PAGE - 1], form.cleaned_data) if len(found) > PAGE else None,
        "people": people if request.actor.can(Permission.ADMIN_BULK) else (),
        "paper": _paper_url(request.GET, 1),
    }
    return render(request, "watch/list.html", context)


@require_POST
@requires(Permission.RISK_LIST)
def print_names(request: Request) -> HttpResponseBase:
    """Show the list for paper with legal names, once, and leave a trace of who took them."""
    form, names = _filter(request, request.POST, handles(request.actor)), bool(request.POST.get("names"))
    if names:
        require_thawed(request.actor)
        if asked := ask_again(request):
            return asked
        drafts.forget_sent(request, by=request.actor)
    return _paper(request, form, request.POST, why="at-risk list, print with names", names=names)


def _paper(request: Request, form: AtRiskForm, data: QueryDict, *, why: str, names: bool) -> HttpResponse:
    part, on = _part(data), today(request.actor)
    skip = (part - 1) * PRINTED
    found = queries.listed(request.actor, on, form.cleaned_data, limit=PRINTED, skip=skip)
    rows: list[Row] = queries.opened(found[:PRINTED], by=request.actor, on=on, why=why)
    if names:
        log.record(EventKind.EXPORTED, by=request.actor, cases=[row.case.pk for row in rows], detail=why)
    context = {
        "title": _("At risk"),
        "form": form,
        "rows": rows,
        "names": names,
        "part": part,
        "previous": _paper_url(data, part - 1) if part > 1 else "",
        "next": _paper_url(data, part + 1) if len(found) > PRINTED else "",
        "back": reverse("watch:list"),
    }
    return render(request, "watch/paper.html", context)


def _filter(request: Request, data: QueryDict, people: Iterable[tuple[str, str]]) -> AtRiskForm:
    form = AtRiskForm(data, countries=queries.countries(request.actor), people=people)
    form.is_valid()
    return form


def _part(data: QueryDict) -> int:
    """Return which part of the list is printed; nonsense is the first."""
    part = data.get("part", "")
    return max(int(part), 1) if part.isdecimal() and len(part) <= LONGEST_PART else 1


def _paper_url(data: QueryDict, part: int) -> str:
    query = {name: value for name in AtRiskForm.base_fields if (value := data.get(name))}
    query |= {"print": "1"} | ({"part": str(part)} if part > 1 else {})
    return f"{reverse('watch:list')}?{urlencode(query)}"


@require_POST
@requires(Permission.ADMIN_BULK)
def bulk(request: Request) -> HttpResponse:
    """Mark the ticked cases for review, or give them to a colleague: all of them, or none when one is refused."""
    form, back = (
        BulkForm(request.POST),
        f"{reverse('watch:list')}?{QueryDict(request.POST.get('query', '')).urlencode()}",
    )
    cases = queries.chosen_cases(request.actor, request.POST.getlist("case"))
    if not form.is_valid() or not cases:
        messages.warning(request, _("Tick at least one case first."))
        return redirect(back)
    try:
        with transaction.atomic():
            _do(request, cases, form.cleaned_data)
    except Refused as refusal:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": refusal})
    else:
        done = ngettext("Done for %(n)d case.", "Done for %(n)d cases.", len(cases))
        messages.success(request, done % {"n": len(cases)})
    return redirect(back)


def _do(request: Request, cases: list[Case], chosen: dict[str, Any]) -> None:
    actor, on = request.actor, today(request.actor)
    to = next((member for member in colleagues(actor) if str(member.user_id) == chosen["to"]), None)
    if chosen["to"] and to is None:
        raise Refused(_("This person is not in the team."))
    for case in cases:
        try:
            if chosen["act"] == "assign":
                people.assign(case=case, to=to, by=actor, on=on)
            else:
                risk.call_for_review(case=case, by=actor, on=on)
        except Refused as refusal:
            raise Refused(f"{case.code}: {refusal}") from refusal


# One case -------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.CASE_VIEW)
def assessment(request: Request, code: str) -> HttpResponse:
    """Explain where a case stands, what is unknown, what comes, and who looked."""
    case, on = load_case(request.actor, code), today(request.actor)
    own = bool(may_decide(request.actor, case))
    page = riskpage.load(case, by=request.actor, on=on)
    context = {
        "title": _("Risk of %(code)s") % {"code": case.code},
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "case": case,
        "page": page,
        "review_form": ReviewForm(on=on),
        "may_review": own and request.actor.can(Permission.RISK_REVIEW),
        "may_sign": own and request.actor.can(Permission.RISK_SIGN),
        "may_answer": own and request.actor.can(Permission.RISK_REVIEW) and may_answer(request, page),
        "alone": own and page.may_fall and not seconds(case, request.actor, _first(request, page)),
    }
    return render(request, "watch/assessment.html", context)


def _first(request: Request, page: riskpage.RiskPage) -> str:
    """Return who asks for the case to fall, or would."""
    return page.request.body.asked_by if page.request else request.actor.user.handle


@requires(Permission.RISK_REVIEW)
def review(request: Request, code: str) -> HttpResponse:
    """Record a review."""
    case, on = load_own_case(request.actor, code), today(request.actor)
    form = ReviewForm(_posted(request), on=on)
    if form.is_valid():
        due = actions.review(case=case, **form.cleaned_data, by=request.actor, on=on)
        messages.success(request, _("Reviewed. The next review is due on %(day)s.") % {"day": day(due)})
        return redirect("watch:assessment", code=case.code)
    return _form_page(request, case, form, _("Review the risk of %(code)s"), _("Record the review"))


@requires(Permission.RISK_SIGN)
def override(request: Request, code: str) -> HttpResponse:
    """Hold the band of a case up or down for a time."""
    case, on = load_own_case(request.actor, code), today(request.actor)
    form = OverrideForm(_posted(request), on=on)
    if form.is_valid():
        ticket = form.cleaned_data.pop("ticket")
        said = Override(**form.cleaned_data, by=request.actor.user.handle, set_on=on)
        actions.override(case=case, said=said, by=request.actor, on=on, ticket=ticket)
        messages.success(request, _("The override is in force."))
        return redirect("watch:assessment", code=case.code)
    return _form_page(request, case, form, _("Override the band of %(code)s"), _("Set the override"))


@require_POST
@requires(Permission.RISK_SIGN)
def lift(request: Request, code: str) -> HttpResponse:
    """End an override early."""
    case = load_own_case(request.actor, code)
    if request.POST.get("direction") in set(Direction):
        direction = Direction(request.POST["direction"])
        actions.lift(case=case, direction=direction, by=request.actor, on=today(request.actor))
        messages.success(request, _("The override was lifted."))
    return redirect("watch:assessment", code=case.code)


def _posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(request: Request, case: Case, form: Any, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title % {"code": case.code},
        "submit_label": submit,
        "cancel_url": reverse("watch:assessment", args=[case.code]),
    }
    return render(request, "layouts/form.html", context)
