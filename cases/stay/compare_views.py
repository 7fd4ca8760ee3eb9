"""The pages that put countries side by side, for anybody and for one person."""

from collections.abc import Iterable, Mapping
from unicodedata import normalize

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import vault
from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.countries import queries
from cases.countries.profile import Profile
from cases.people.dossier import Dossier
from cases.people.queries import load_case
from cases.stay import compare
from cases.templatetags.display import country


@require_safe
@requires(Permission.COUNTRY_VIEW)
def countries(request: Request) -> HttpResponse:
    """Put countries side by side."""
    known = queries.profiles_for(request.actor.membership.team_id if request.actor.membership else None)
    chosen = _chosen(request, known)
    context = {
        **_table(request, known, chosen),
        "title": _("Countries side by side"),
        "intro": _("What each offers and threatens. What nobody knows is no sign of safety."),
        "lines": compare.lines([known[code] for code in chosen], today(request.actor)) if chosen else [],
    }
    return render(request, "stay/compare.html", context)


@require_safe
@requires(Permission.CASE_VIEW)
def countries_for(request: Request, code: str) -> HttpResponse:
    """Put countries side by side for the papers and past stays of one person."""
    case, on = load_case(request.actor, code), today(request.actor)
    dossier: Dossier = vault.open(case.dossier, by=request.actor, why="countries for one person")
    known = queries.profiles_for(case.team_id)
    chosen = _chosen(request, known) or _at_first(dossier, known)
    context = {
        **_table(request, known, chosen),
        "title": _("Countries for %(code)s") % {"code": case.code},
        "intro": _("For the papers and past stays of this person, as of today. A border may refuse all the same."),
        "crumb": {"url": case.get_absolute_url(), "label": case.code},
        "lines": compare.lines_for(dossier, [known[code] for code in chosen], known, on) if chosen else [],
        "papers_unknown": dossier.facts.papers is None,
    }
    return render(request, "stay/compare_for.html", context)


def _table(request: Request, known: Mapping[str, Profile], chosen: Iterable[str]) -> dict[str, object]:
    names = sorted(((code, country(code)) for code in known), key=lambda one: normalize("NFKD", one[1]))
    picked = list(chosen)
    return {
        "offered": [(code, name, code in picked) for code, name in names],
        "chosen": [(code, country(code)) for code in picked],
        "most": compare.MOST,
        "too_many": len(set(request.GET.getlist("c"))) > compare.MOST,
    }


def _chosen(request: Request, known: Mapping[str, Profile]) -> list[str]:
    """Return the countries asked for, each once, in their order; of what nobody described nothing can be compared."""
    asked = dict.fromkeys(code.upper() for code in request.GET.getlist("c"))
    return [code for code in asked if code in known][: compare.MOST]


def _at_first(dossier: Dossier, known: Mapping[str, Profile]) -> list[str]:
    """Return where the person is, where they want to go, and where they have been."""
    wished = (wish.destination for wish in dossier.wishes)
    told = [dossier.facts.country, *wished, *(stay.country for stay in reversed(dossier.told_stays))]
    return [code for code in dict.fromkeys(told) if code and code in known][: compare.MOST]
