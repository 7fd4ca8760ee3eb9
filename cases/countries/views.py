"""Pages about countries: what each offers and threatens, and what to do there when somebody is detained."""

from dataclasses import dataclass
from datetime import date
from unicodedata import normalize
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_countries import countries

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.base.dates import PartialDate
from cases.countries import catalogue, history, overlay, queries, sheet, upkeep, words
from cases.countries.fact import Confidence, in_force, value_of
from cases.countries.profile import Profile, StayTerms, is_old
from cases.templatetags.display import country


@dataclass(frozen=True, slots=True)
class Row:
    """One country in the list."""

    code: str
    name: str
    tier: sheet.Line
    prospect: sheet.Line
    stay: str
    stay_doubt: words.Word
    internal_passport: sheet.Line
    five_year_passport: sheet.Line
    cases: int
    link: str
    newest: PartialDate | None
    stale: bool


@require_safe
@requires(Permission.COUNTRY_VIEW)
def index(request: Request) -> HttpResponse:
    """List the countries: those people reach without a visa, and those that ask for one."""
    on, counts = today(request.actor), queries.cases_by_country(request.actor)
    profiles = queries.profiles_for(_team(request)).values()
    rows = sorted((_row(profile, on, counts) for profile in profiles), key=_where_we_are_first)
    visa = {profile.code for profile in profiles if value_of(profile.visa_required, on)}
    described = {row.code for row in rows}
    context = {
        "title": _("Countries"),
        "intro": _("What each country offers and threatens: with its source, its age, and how sure it is."),
        "open_rows": [row for row in rows if row.code not in visa],
        "visa_rows": [row for row in rows if row.code in visa],
        "undescribed": [(code, count) for code, count in counts.items() if code not in described],
        "counted": request.actor.membership is not None,
        "refused": _refused(request),
    }
    return render(request, "countries/index.html", context)


@require_safe
@requires(Permission.COUNTRY_VIEW)
def show(request: Request, code: str) -> HttpResponse:
    """Show one country; one without a profile still has the checklist that holds everywhere."""
    code, on = _code(code), today(request.actor)
    profile = queries.profile_for(_team(request), code)
    context = {
        "title": country(code),
        "code": code,
        "sheet": sheet.sheet(profile, on, catalogue.get(code)) if profile else None,
        "steps": [(step, words.CALLS[step.call]) for step in catalogue.detention_checklist(code)],
        "cases": _cases(queries.cases_by_country(request.actor).get(code, 0)),
        "counted": request.actor.membership is not None,
        "may_edit": request.actor.can(Permission.COUNTRY_EDIT),
        "fields": [(field, words.FIELDS[field]) for field in overlay.KINDS],
    }
    return render(request, "countries/show.html", context)


@require_safe
@requires(Permission.COUNTRY_VIEW)
def told(request: Request, code: str) -> HttpResponse:
    """Show every value a country ever had here: ours, and what the team recorded and withdrew."""
    code, on, team = _code(code), today(request.actor), _team(request)
    newer = queries.recorded(team, code) if team else []
    ours = queries.shipped_or_blank(code)
    context = {
        "title": _("%(country)s: every value") % {"country": country(code)},
        "intro": _("What counts today, what did before, and who says so. Nothing is ever deleted."),
        "code": code,
        "back": reverse("countries:show", args=[code]),
        "chapters": history.chapters(ours, overlay.lay_over(ours, newer), newer, on),
        "may_edit": request.actor.can(Permission.COUNTRY_EDIT),
    }
    return render(request, "countries/history.html", context)


@require_safe
@requires(Permission.COUNTRY_VIEW)
def book(request: Request) -> HttpResponse:
    """Say of all countries what has to be checked again, for whoever keeps the book."""
    on, counts = today(request.actor), queries.cases_by_country(request.actor)
    profiles = queries.profiles_for(_team(request)).values()
    rows = [upkeep.state(profile, on, counts.get(profile.code, 0), catalogue.get(profile.code)) for profile in profiles]
    context = {
        "title": _("What has to be checked"),
        "intro": _("Older than 180 days, perhaps changed, not verified, or not known. Our cases come first."),
        "rows": sorted(rows, key=lambda row: (-row.cases, -row.doubtful, normalize("NFKD", country(row.code)))),
        "counted": request.actor.membership is not None,
        "refused": _refused(request),
    }
    return render(request, "countries/book.html", context)


def _refused(request: Request) -> tuple[str, ...]:
    """Return what is wrong with our files, for those who can do something about it."""
    told = request.actor.can(Permission.COUNTRY_EDIT) or request.actor.can(Permission.PLATFORM_MANAGE)
    return catalogue.shelf().refused if told else ()


def _code(code: str) -> str:
    if code.upper() not in countries:
        raise Http404
    return code.upper()


def _team(request: Request) -> UUID | None:
    return request.actor.membership.team_id if request.actor.membership else None


def _row(profile: Profile, on: date, counts: dict[str, int]) -> Row:
    terms, newest, here = profile.stay_terms(on), profile.newest(), counts.get(profile.code, 0)
    return Row(
        code=profile.code,
        name=country(profile.code),
        tier=sheet.tier(profile, on),
        prospect=sheet.prospect(profile, on),
        stay=words.terms(terms) if terms else "",
        stay_doubt=_doubt(profile, terms, on) if terms else "",
        internal_passport=sheet.line(profile, "internal_passport_accepted", on),
        five_year_passport=sheet.line(profile, "nonbiometric_passport_accepted", on),
        cases=here,
        link=_cases(here),
        newest=newest,
        stale=is_old(newest, on),
    )


def _cases(count: int) -> str:
    return ngettext("%(n)d open case of ours", "%(n)d open cases of ours", count) % {"n": count}


def _doubt(profile: Profile, terms: StayTerms, on: date) -> words.Word:
    """Say why the length of stay is not to be relied on as it stands."""
    rows = (in_force(profile.visa_required, on), in_force(profile.stay_days, on))
    if any(row and row.may_have_changed_since and row.may_have_changed_since <= on for row in rows):
        return _("may have changed")
    return "" if terms.confidence is Confidence.CONFIRMED else words.GRADES[terms.confidence]


def _where_we_are_first(row: Row) -> tuple[int, str]:
    """Sort by our cases, then by name, with "Émirats" among the other E's."""
    return -row.cases, normalize("NFKD", row.name)
