"""What a team knows newer about a country: filled in, looked at with the cases it moves, and only then stored."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries import countries

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.progress import Ask, Page, stream
from cases.countries import actions, overlay, queries, sheet, words
from cases.countries.forms import NewerForm
from cases.countries.models import TeamValue
from cases.countries.overlay import Newer, lay_over
from cases.countries.profile import Profile
from cases.templatetags.display import country, day
from cases.watch import country_actions, country_moves
from cases.watch.country_moves import Change


@transaction.non_atomic_requests
@requires(Permission.COUNTRY_EDIT)
def newer(request: Request, code: str, field: str) -> HttpResponseBase:
    """Take a newer value of one field: it is shown with what it moves, and stored once somebody has seen that."""
    ours, on = _ours(code, field), today(request.actor)
    standing = queries.standing(request.actor.own_team.pk, ours.code)
    form = NewerForm(request.POST or None, on=on, field=field, profile=ours, standing=standing)
    if form.is_valid():
        ticket = form.cleaned_data["ticket"]
        row = actions.draft(code=ours.code, said=form.said, by=request.actor, on=on, ticket=ticket)
        new = queries.newer(row)
        if form.refuse_misfits(new):
            change = _change(ours, standing, overlay.succeeded(standing, new), _looked_at(new, on))
            return _record(request, row, change)
    context = {
        "form": form,
        "title": _("%(country)s: what is newer?") % {"country": country(ours.code)},
        "intro": _("Public law only: this is not sealed, and names nobody. Next you see which cases it moves."),
        "submit_label": _("See what it moves"),
        "cancel_url": _url(ours.code),
        "lines": sheet.told(lay_over(ours, standing), ours, field, on),
        "label": words.FIELDS[field],
    }
    return render(request, "countries/newer.html", context)


@transaction.non_atomic_requests
@requires(Permission.COUNTRY_EDIT)
def withdraw(request: Request, code: str, pk: uuid.UUID) -> HttpResponseBase:
    """Stop counting a recorded value: what that moves is shown first."""
    row = get_object_or_404(TeamValue, pk=pk, team=request.actor.own_team)
    if row.country.code != code.upper():
        raise Http404
    ours, on = queries.shipped_or_blank(row.country.code), today(request.actor)
    standing = queries.standing(row.team_id, ours.code)
    left = [one for one in standing if one.id != row.pk]
    refused = row.withdrawn_on is not None or overlay.fits(ours, left) is not None
    if request.method == "POST" and not refused:
        change = _change(ours, standing, left, _looked_at(queries.newer(row), on))
        return _withdraw(request, row, change)
    context = {
        "title": _("Withdraw this value?"),
        "intro": _("It stays in the history and counts no more. First you see which cases that moves."),
        "submit_label": _("See what it moves"),
        "cancel_url": _url(ours.code),
        "code": ours.code,
        "line": sheet.recorded(queries.newer(row), ours, on),
        "withdrawn": row.withdrawn_on,
        "refused": refused,
    }
    return render(request, "countries/withdraw.html", context)


def _record(request: Request, row: TeamValue, change: Change) -> HttpResponseBase:
    def store(seen: str) -> None:
        country_actions.record(row=row, by=request.actor, seen=seen)

    label = words.FIELDS[row.field]
    page = Page(
        title=_("What this moves: %(value)s") % {"value": label},
        intro=_intro(change),
        done=_("Nothing is stored yet. Look at the cases, then record the value."),
        back=reverse("watch:newer", args=[row.country.code, row.field]),
        label=_("Cancel"),
        ask=Ask(fields={**_typed(request), "seen": _state(row)}, label=_("Record this value")),
    )
    return _stored(request, store, _("Recorded. The cases of this country wait for a new assessment.")) or stream(
        request, country_moves.told(change, by=request.actor), page
    )


def _withdraw(request: Request, row: TeamValue, change: Change) -> HttpResponseBase:
    def store(seen: str) -> None:
        country_actions.withdraw(row=row, by=request.actor, on=today(request.actor), seen=seen)

    label = words.FIELDS[row.field]
    page = Page(
        title=_("What withdrawing moves: %(value)s") % {"value": label},
        intro=_intro(change),
        done=_("Nothing is changed yet. Look at the cases, then withdraw the value."),
        back=_url(row.country.code),
        label=_("Cancel"),
        ask=Ask(fields={"seen": _state(row)}, label=_("Withdraw"), danger=True),
    )
    return _stored(request, store, _("Withdrawn. The cases of this country wait for a new assessment.")) or stream(
        request, country_moves.told(change, by=request.actor), page
    )


def _stored(request: Request, store: Callable[[str], None], said: str) -> HttpResponseBase | None:
    """Store what somebody has seen the moves of; None when they have yet to be seen, or to be seen again."""
    if "seen" not in request.POST:
        return None
    try:
        store(request.POST["seen"])
    except country_actions.Meanwhile:
        messages.warning(request, _("Somebody of your team recorded another value meanwhile. Look again."))
        return None
    messages.success(request, said)
    return redirect("watch:again")


def _ours(code: str, field: str) -> Profile:
    code = code.upper()
    if code not in countries or field not in overlay.KINDS:
        raise Http404
    return queries.shipped_or_blank(code)


def _change(ours: Profile, before: Iterable[Newer], after: Iterable[Newer], on: date) -> Change:
    return Change(lay_over(ours, before), lay_over(ours, after), on)


def _looked_at(one: Newer, on: date) -> date:
    """Return the day for which the moves are shown: today, or the first day of a value that is yet to come."""
    return max(on, one.first)


def _intro(change: Change) -> str:
    return _("Last lawful day and band of each open case, as of %(day)s: now, and with this value.") % {
        "day": day(change.on)
    }


def _typed(request: Request) -> dict[str, str]:
    return {name: request.POST[name] for name in request.POST if name not in ("csrfmiddlewaretoken", "seen")}


def _state(row: TeamValue) -> str:
    return country_actions.state(row.team_id, row.country.code)


def _url(code: str) -> str:
    return reverse("countries:show", args=[code])
