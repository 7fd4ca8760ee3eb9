"""The words for what routes keep as codes: requirements, what is known of them, decisions."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.base.forms import Word
from cases.people.dossier import RouteChoice
from cases.routes.gathering import Result
from cases.routes.judging import Answer
from cases.routes.route import Check, Speaks

CHECKS: Final[dict[Check, Word]] = {
    Check.CONSENT: _("Consent to passing details on"),
    Check.PASSPORT: _("Passport"),
    Check.VETTING: _("Check for part in war crimes"),
    Check.LINK: _("Links with the country"),
    Check.CALL_UP_PROOF: _("Proof of the call-up"),
    Check.DANGER_AT_HOME: _("Danger in Russia, with papers"),
    Check.DANGER_HERE: _("Danger where they stay"),
    Check.IN_COUNTRY: _("Being in the country"),
    Check.WITHIN_A_YEAR: _("Within a year of arrival"),
    Check.WITHIN_FIVE_DAYS: _("Within five days"),
    Check.EU_TRACES: _("No other EU state responsible"),
    Check.CONSULATE: _("Consulate that takes the file"),
    Check.PUBLIC: _("Publicly known"),
    Check.STATES_FIRST: _("No state that decides first"),
    Check.RECOGNISED: _("Recognised as a refugee"),
    Check.TWO_CATEGORIES: _("Two submission categories"),
}
ANSWERS: Final[dict[Answer, Word]] = {
    Answer.MET: _("there"),
    Answer.LACKING: _("lacking"),
    Answer.UNKNOWN: _("not known"),
}
TONES: Final = {Answer.MET: "good", Answer.LACKING: "bad", Answer.UNKNOWN: "warn"}
# What is not known is said as the question to ask.
SAID: Final[dict[str, Word]] = {
    "consent_given": _("Agreed to our work and to passing details on."),
    "consent_refused": _("Did not agree. Nothing is passed on."),
    "consent_not_asked": _("Do they agree that we pass details on, and to whom?"),
    "papers_not_asked": _("Which passports are there, and until when?"),
    "no_passport": _("No travel passport is held."),
    "passport_expired": _("The travel passport has run out."),
    "five_year_refused": _("Only a five-year passport, which this country does not accept."),
    "five_year_unsure": _("Does this country accept the five-year passport?"),
    "passport_until_when": _("Until when is the passport valid?"),
    "passport_ends_soon": _("The passport is valid, but runs out within six months."),
    "passport_valid": _("The passport is valid."),
    "vetted": _("Checked: nothing stands against it."),
    "vetting_doubt": _("Checked: a doubt remains."),
    "vetting_kept": _("The coordinators keep what is known of it: ask one of them."),
    "not_vetted": _("Has somebody checked the story for part in war crimes?"),
    "link_told": _("Links are on record."),
    "link_not_asked": _("Relatives, language, studies, somebody who would receive them?"),
    "call_up_on_file": _("A summons, order or military ID is among the files."),
    "call_up_no_paper": _("No summons, order or military ID is among the files."),
    "danger_on_file": _("A summons or court paper is among the files."),
    "danger_no_paper": _("A criminal case or a wanted notice is told, but no paper about it is among the files."),
    "no_danger_known": _("No criminal case and no wanted notice is known."),
    "danger_not_asked": _("Is there a criminal case, a summons, a search, a wanted notice?"),
    "files_unsorted": _("Which of the files is it? Some have no kind yet."),
    "danger_here_told": _("Police, a border or pursuers where they stay are on record."),
    "danger_here_not_asked": _("Were they stopped, visited, followed or refused exit where they stay?"),
    "danger_here_none": _("Nothing has happened to them where they stay, as far as they say."),
    "is_there": _("They are in the country."),
    "is_elsewhere": _("They are in another country."),
    "entry_not_known": _("On which day did they enter?"),
    "entry_not_exact": _("On which day exactly did they enter?"),
    "in_time": _("There is still time."),
    "year_over": _("More than a year has passed. Exceptions are a question for a lawyer."),
    "five_days_over": _("More than five days since the entry. When did they learn of the danger?"),
    "traces_told": _("EU visas or fingerprints are on record: which state is responsible?"),
    "traces_not_asked": _("Any visa, permit or fingerprints in the EU?"),
    "consulate_not_known": _("Which consulate takes the file, and can they reach it?"),
    "is_public": _("Spoke in public under their name or face."),
    "not_public": _("Did not speak in public."),
    "public_not_asked": _("Did they speak in public under their name or face?"),
    "states_not_known": _("Is there a state here whose procedure is fair enough that UNHCR leaves it to it?"),
    "is_refugee": _("UNHCR has recognised them."),
    "refugee_pending": _("UNHCR has not recognised them, or not yet."),
    "refugee_not_asked": _("Has UNHCR decided about them? No such application is on record."),
    "categories_not_known": _("Under which two categories would UNHCR submit them?"),
}
SPEAKS: Final[dict[Speaks, Word]] = {
    "for": _("speaks for it"),
    "against": _("speaks against it"),
    "open": _("leaves it open"),
}
SPEAK_TONES: Final[dict[Speaks, str]] = {"for": "good", "against": "bad", "open": "neutral"}
CONFIDENCES: Final[dict[str, Word]] = {
    "confirmed": _("two sources"),
    "one_source": _("one source, check"),
    "unverified": _("general knowledge: check"),
}
CHOICES: Final[dict[RouteChoice, Word]] = {
    RouteChoice.CHOSEN: _("This is the way"),
    RouteChoice.NOT_NOW: _("Not now"),
    RouteChoice.IMPOSSIBLE: _("Impossible"),
}
CHOICE_TONES: Final = {RouteChoice.CHOSEN: "good", RouteChoice.NOT_NOW: "neutral", RouteChoice.IMPOSSIBLE: "bad"}
RESULTS: Final[dict[Result, Word]] = {
    Result.ACCEPTED: _("Accepted"),
    Result.REFUSED: _("Refused"),
    Result.DEFERRED: _("Put off"),
    Result.NO_ANSWER: _("No answer"),
}
RESULT_TONES: Final = {
    Result.ACCEPTED: "good",
    Result.REFUSED: "bad",
    Result.DEFERRED: "warn",
    Result.NO_ANSWER: "neutral",
}
