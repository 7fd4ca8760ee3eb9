"""The words for what the pages of a stay keep as codes."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.base.forms import DATE_FAULTS, Word
from cases.countries.daycount import Doubt
from cases.countries.profile import StayRule
from cases.people.dossier import PermitKind
from cases.stay.answers import Decider, Gap, Missing
from cases.stay.contradictions import Wrong
from cases.stay.doors import Reply
from cases.stay.leave_by import Step
from cases.stay.pairing import IN_THE_CASE, Misfit, Unpaired
from cases.stay.planner import Danger
from cases.stay.stamps import MOST_LINES, Fault, Unread
from cases.stay.transit import Notice, Role
from cases.templatetags.display import country

GAPS: Final[dict[Gap, Word]] = {
    Gap.NO_PROFILE: _("Nobody has described this country yet, so its rule of stay is not known."),
    Gap.VISA_NEEDED: _("This country asks for a visa: the stay ends when the visa or the permit says."),
    Gap.RULE_NOT_KNOWN: _("How long one may stay in this country is not known."),
    Gap.ENTRY_NOT_KNOWN: _("Ask for the day of entry: without it nothing can be counted."),
    Gap.LEFT: _("By the entries and exits in the case, the person is not in the country."),
}
DOUBTS: Final[dict[Doubt | Missing, Word]] = {
    Doubt.INEXACT_DATE: _("A date is not exact: the reading that ends the stay earlier counts."),
    Doubt.EXIT_UNKNOWN: _("An exit is missing: every day until the next entry counts as a day of stay."),
    Doubt.EXIT_BEFORE_ENTRY: _("An exit lies before its entry and is not counted: correct it."),
    Doubt.RULE_UNCONFIRMED: _("The country's rule is not confirmed by two sources."),
    Doubt.COUNTING_UNKNOWN: _("How the days are counted is not known: all days of the past year count."),
    Doubt.TWO_READINGS: _("The rule can be read in two ways: the one that ends the stay earlier counts."),
    Missing.ENTRY_UNKNOWN: _("Of a stay there, the day of entry is not known: its days are not counted."),
    Missing.PERMIT_INCOMPLETE: _("Of a permit or visa, the first or the last day is missing: it is not counted."),
    Missing.VISA_DAYS_UNKNOWN: _("A visa may allow fewer days than it is valid for: look at what is printed on it."),
    Missing.RULE_MAY_HAVE_CHANGED: _("A change of the country's rule was announced: check it first."),
}
DECIDED_BY: Final[dict[Decider, Word]] = {
    Decider.RULE: _("the country's rule, counted from the entries in the case"),
    Decider.PERMIT: _("a permit"),
    Decider.TOLD: _("the day entered in the case"),
    Decider.REFUSAL: _("the day to leave by after a refusal"),
}
PERMITS: Final[dict[PermitKind, Word]] = {
    PermitKind.PERMIT: _("Permit to stay"),
    PermitKind.EXTENSION: _("Extension"),
    PermitKind.VISA: _("Visa"),
    PermitKind.REGISTRATION: _("Registration"),
}
WRONG: Final[dict[Wrong, Word]] = {
    Wrong.NO_COUNTRY: _("Which country?"),
    Wrong.NO_KIND: _("What kind of paper is it?"),
    Wrong.LEFT_BEFORE_ENTRY: _("They cannot have left before they entered."),
    Wrong.OVERLAP: _("This overlaps line %(line)d: nobody is in two countries, or twice in one, at once."),
    Wrong.ENDS_BEFORE_START: _("The last day cannot be before the first."),
    Wrong.BEFORE_REFUSAL: _("This is before the refusal."),
    Wrong.LEAVE_BEFORE_EFFECT: _("This is before the refusal takes effect. One of the two days is wrong."),
    Wrong.SAME_COUNTRY: _("A journey leads from one country to another."),
    Wrong.DAYS_OUT_OF_ORDER: _("This day is before that of the line above."),
}
UNREAD: Final[dict[Unread, Word]] = {
    Unread.NO_DAY: _("no day is found. Write for example: 12.03.2024 in KZ"),
    Unread.TOO_OLD: _("this year cannot be right."),
    Unread.FUTURE: _("this day has not come yet."),
    Unread.MANY_DAYS: _("too many days for one stamp. Write one stamp a line, or “12.03.2024 – 01.05.2024 KZ”."),
    Unread.EXIT_BEFORE_ENTRY: _("the exit is before the entry."),
    Unread.NO_WAY: _("in or out? Write “in” or “out”, or an arrow: → KZ, KZ →"),
    Unread.NO_COUNTRY: _("which country? Write its name or its two letters."),
    Unread.UNKNOWN_BORDER: _("“%(said)s” is no country or border post known here. Write the country beside it."),
    Unread.TWO_COUNTRIES: _("two countries are named. Which one is it? An arrow between them tells: GE → AM"),
    Unread.OTHER_SIDE: _("“%(said)s” lies in another country than the one named."),
    Unread.LONG_LINE: _("this line is too long for one stamp."),
    Unread.MANY_LINES: _("at most %(most)d stamps at a time: leave the rest for a second time."),
}
UNPAIRED: Final[dict[Unpaired, Word]] = {
    Unpaired.EXIT_WITHOUT_ENTRY: _("an exit without an entry before it. Add the line of the entry; a month is enough."),
    Unpaired.EXIT_FROM_ELSEWHERE: _("an exit from a country where the person was not: they had entered another one."),
}
REPLIES: Final[dict[Reply, Word]] = {
    Reply.FREE: _("without a visa"),
    Reply.VISA: _("visa needed"),
    Reply.NOT_WITH_THIS: _("not with this paper"),
    Reply.EXPIRED: _("expired"),
    Reply.UNKNOWN: _("not known"),
}
REPLY_TONES: Final[dict[Reply, str]] = {
    Reply.FREE: "good",
    Reply.VISA: "warn",
    Reply.NOT_WITH_THIS: "bad",
    Reply.EXPIRED: "bad",
    Reply.UNKNOWN: "quiet",
}
# What consulates say to a passport that should carry their visa.
CONSULATES: Final[dict[Reply, Word]] = {
    Reply.FREE: _("visa possible"),
    Reply.NOT_WITH_THIS: _("no visa into it"),
    Reply.EXPIRED: _("expired"),
    Reply.UNKNOWN: _("not known"),
    Reply.VISA: _("not known"),
}
CERTIFICATE: Final = _("Asylum seeker's certificate")
LAST_DAY: Final = _("Last lawful day")
STEPS: Final[dict[Step, Word]] = {
    Step.REFUSED: _("Refused"),
    Step.APPEAL_ENDS: _("Appeal possible until"),
    Step.EFFECTIVE: _("Takes effect"),
    Step.LEAVE_BY: _("Leave by"),
}
DANGERS: Final[dict[Danger, Word]] = {
    Danger.BORDER_MAY_REFUSE: _("A border may refuse the way out or the way back, whatever the count says."),
    Danger.EXIT_REFUSED: _("They were refused exit before: at the border they may be held."),
    Danger.WANTED: _(
        "They are on a wanted list that border guards of several countries see: an exit may end in arrest."
    ),
    Danger.WANTED_NOT_CHECKED: _("Nobody has looked at the wanted lists within 90 days: look before any border."),
    Danger.HANDS_OVER: _("This country has handed people over to Russia: its border is where they are found."),
    Danger.OVERSTAYED: _("The stay is over on that day: the exit may cost a fine, arrest or a ban on coming back."),
    Danger.REFUSED_STAY: _("A refusal is on record: coming back may be barred."),
    Danger.ASYLUM_PENDING: _("An asylum claim is pending: leaving may end it. Ask the lawyer first."),
    Danger.PERMIT_MAY_LAPSE: _("A permit may lapse with the exit: what is counted for the return is the rule alone."),
    Danger.NO_PAPER_BACK: _("By what is known, no paper they hold lets them in again without a visa."),
    Danger.PAPERS_UNKNOWN: _("Not all their papers are known: which one lets them in again has to be asked."),
}
BY_RULE: Final[dict[StayRule | None, Word]] = {
    StayRule.ROLLING: _(
        "Days spent stay used until the window has moved past them: a short trip abroad renews nothing."
    ),
    StayRule.PER_ENTRY: _("By the rule, the days begin anew with each entry."),
    StayRule.PER_YEAR: _("By the rule, the days begin anew each January; a trip abroad renews nothing."),
    StayRule.CONTINUOUS_WITHIN_WINDOW: _(
        "The days in a row begin anew after a full day abroad; those of the window do not."
    ),
    StayRule.CONTINUOUS_WITHOUT_PERMIT: _("The days in a row begin anew after a full day abroad."),
    None: _("How days are counted is not known: all days of the past year are taken as used."),
}
ROLES: Final[dict[Role, Word]] = {Role.ORIGIN: _("From"), Role.VIA: _("Via"), Role.TO: _("To")}
NOTICES: Final[dict[Notice, Word]] = {
    Notice.RUSSIA: _("This is Russia itself."),
    Notice.HANDS_OVER: _(
        "People were taken there for Russia within 24 months: a danger even for two hours in its airport."
    ),
    Notice.HANDED_OVER: _("A hand-over to Russia is on record, though not of late: a danger even in its airport."),
    Notice.LISTS_SHARED: _("Its border guards may see Russia's wanted lists, and the person is on one."),
    Notice.EXIT_MAY_BE_REFUSED: _("The way out was refused before."),
    Notice.NOT_RESEARCHED: _("Whether people are handed over from there was not researched."),
    Notice.NOT_DESCRIBED: _("Nobody has described this country: nothing is known of its dangers or visas."),
    Notice.TRANSIT_VISA_UNKNOWN: _("Whether a transit visa is needed is not known: ask the airline."),
}


def unread(fault: Fault) -> str:
    """Say what is wrong with a line, naming it."""
    if fault.kind is Unread.WRONG_DAY:
        said = str(DATE_FAULTS.get(fault.said, DATE_FAULTS["not_a_date"]))
    else:
        said = str(UNREAD[fault.kind]) % {"said": fault.said, "most": MOST_LINES}
    return _line(fault.line, said)


def misfit(found: Misfit) -> str:
    """Say why a crossing fits nowhere, naming its line and the one it contradicts."""
    said = str(UNPAIRED[found.kind])
    if found.kind is Unpaired.EXIT_FROM_ELSEWHERE:
        where = (
            gettext("by the case")
            if found.other == IN_THE_CASE
            else gettext("in line %(line)d") % {"line": found.other}
        )
        said = f"{said} ({where})"
    if found.country:
        said = f"{country(found.country)}: {said}"
    return _line(found.line, said)


def _line(line: int, said: str) -> str:
    return gettext("Line %(line)d: %(said)s") % {"line": line, "said": said}
