"""The words for what a country profile keeps as codes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.base.text import Text
from cases.countries.checklist import Call
from cases.countries.fact import Confidence
from cases.countries.profile import Prospect, StayRule, StayTerms
from cases.countries.removal import Outcome, RemovalTier, Way, WhoActed, Whom

Word = str | Promise

GRADES: Final[dict[Confidence, Word]] = {
    Confidence.CONFIRMED: _("confirmed"),
    Confidence.ONE_SOURCE: _("one source"),
    Confidence.UNVERIFIED: _("unverified"),
}
SURENESS: Final[dict[Confidence, Word]] = {
    Confidence.CONFIRMED: _("confirmed by two sources"),
    Confidence.ONE_SOURCE: _("one source"),
    Confidence.UNVERIFIED: _("not verified"),
}
OWN: Final = _("recorded by your team")
SHIPPED: Final = _("in our files")
PROSPECTS: Final[dict[Prospect, Word]] = {
    Prospect.NONE: pgettext_lazy("prospect of asylum", "None"),
    Prospect.POOR: pgettext_lazy("prospect of asylum", "Poor"),
    Prospect.FAIR: pgettext_lazy("prospect of asylum", "Fair"),
    Prospect.GOOD: pgettext_lazy("prospect of asylum", "Good"),
}
TIERS: Final[dict[RemovalTier, Word]] = {
    RemovalTier.RECENT: _("Within 24 months"),
    RemovalTier.DOCUMENTED: _("Documented, not recent"),
    RemovalTier.NONE_FOUND: _("Looked for, none found"),
    RemovalTier.NOT_RESEARCHED: _("Not researched"),
}
WAYS: Final[dict[Way, Word]] = {
    Way.EXTRADITION: _("Extradition"),
    Way.ADMINISTRATIVE_EXPULSION: _("Administrative expulsion"),
    Way.PENAL_EXPULSION: _("Expulsion as a criminal penalty"),
    Way.INFORMAL_HANDOVER: _("Informal hand-over"),
    Way.ABDUCTION: _("Abduction"),
    Way.REFUSED_EXIT: _("Exit refused at the border"),
    Way.DETAINED: _("Detention"),
    Way.UNKNOWN: _("Way not known"),
}
ACTED: Final[dict[WhoActed, Word]] = {
    WhoActed.HOST_POLICE: _("The country's own authorities"),
    WhoActed.RUSSIAN_MILITARY_POLICE: _("Russian military police"),
    WhoActed.BOTH: _("Its authorities and Russian military police"),
    WhoActed.UNKNOWN: _("Who acted is not known"),
}
OUTCOMES: Final[dict[Outcome, Word]] = {
    Outcome.TO_RUSSIA: _("Taken to Russia"),
    Outcome.TO_THIRD_COUNTRY: _("Sent to a third country"),
    Outcome.PREVENTED: _("Prevented"),
    Outcome.UNKNOWN: _("Outcome not known"),
}
WHOM: Final[dict[Whom, Word]] = {
    Whom.SOLDIER: _("Soldier"),
    Whom.ACTIVIST: pgettext_lazy("whom it struck", "Activist"),
    Whom.OTHER: _("Another person"),
    Whom.MANY: _("Russians in general"),
}
CALLS: Final[dict[Call, Word]] = {
    Call.LAWYER: _("Lawyer"),
    Call.UNHCR: _("UNHCR"),
    Call.UN_COMMITTEE: _("UN committee"),
    Call.EUROPEAN_COURT: _("European Court"),
    Call.LOCAL_GROUP: _("Local group"),
    Call.CONSULATE: _("Consulate of the destination"),
    Call.FAMILY: _("Family"),
    Call.COORDINATOR: _("Coordinator"),
}
RULES: Final[dict[StayRule, Word]] = {
    StayRule.ROLLING: _("Counted back from each day"),
    StayRule.PER_ENTRY: _("Anew at each entry"),
    StayRule.PER_YEAR: _("By the year"),
    StayRule.CONTINUOUS_WITHIN_WINDOW: _("Days in a row"),
    StayRule.CONTINUOUS_WITHOUT_PERMIT: _("Days in a row without a residence permit"),
}
FIELDS: Final[dict[str, Word]] = {
    "visa_required": _("Visa needed"),
    "stay_rule": _("How days are counted"),
    "stay_days": _("Days of stay"),
    "stay_window_days": _("Within any"),
    "extended_stay_days": _("With an extension"),
    "registration_days": _("Register within"),
    "internal_passport_accepted": _("Internal passport accepted"),
    "nonbiometric_passport_accepted": _("Five-year passport accepted"),
    "extradition_basis": _("Treaty on extradition"),
    "cis_legal_assistance": _("CIS legal assistance (Minsk)"),
    "csto": _("In the CSTO"),
    "eaeu": _("In the EAEU"),
    "council_of_europe": _("In the Council of Europe"),
    "asylum_prospect": _("Prospect of asylum"),
    "documented_removals": _("Last taken to Russia"),
}
TONES: Final[dict[StrEnum, str]] = {
    Prospect.NONE: "bad",
    Prospect.POOR: "warn",
    Prospect.GOOD: "good",
    RemovalTier.RECENT: "bad",
    RemovalTier.DOCUMENTED: "warn",
    RemovalTier.NOT_RESEARCHED: "quiet",
    Outcome.TO_RUSSIA: "bad",
    Outcome.PREVENTED: "good",
}


def here(text: Text) -> str:
    """Say a text of a data file in the reader's language."""
    return text.to(get_language() or "en")


def days(count: int) -> str:
    """Say a number of days."""
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def terms(stay: StayTerms) -> str:
    """Say a rule of stay in one phrase: "90 days within any 180"."""
    allowed = {"days": days(stay.days), "window": stay.window_days}
    match stay.rule:
        case StayRule.ROLLING:
            return gettext("%(days)s within any %(window)d") % allowed
        case StayRule.PER_ENTRY:
            return gettext("%(days)s from each entry") % allowed
        case StayRule.PER_YEAR:
            return gettext("%(days)s a year") % allowed
        case StayRule.CONTINUOUS_WITHIN_WINDOW:
            return gettext("%(days)s in a row within %(window)d") % allowed
        case StayRule.CONTINUOUS_WITHOUT_PERMIT:
            return gettext("%(days)s in a row without a residence permit") % allowed
        case None:
            return gettext("%(days)s, counted in a way not known") % allowed


def value(field: str, found: object) -> str:
    """Say one value of a profile."""
    match found:
        case bool() if field == "documented_removals":
            return gettext("Documented") if found else str(TIERS[RemovalTier.NONE_FOUND])
        case bool():
            return gettext("yes") if found else gettext("no")
        case int():
            return days(found)
        case StayRule():
            return str(RULES[found])
        case Prospect():
            return str(PROSPECTS[found])
        case Text():
            return here(found)
    raise TypeError(field)
