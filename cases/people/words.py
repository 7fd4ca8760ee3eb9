"""The words for what a dossier keeps as codes, in the order people choose from them."""

from functools import cache
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cases.base.forms import Word
from cases.countries import catalogue
from cases.people.dossier import Consent, ContactChannel
from cases.risk.facts import Article, EntryManner, LeftHow, PaperKind, PursuitKind, RankBand, Service, Wanted

CHANNELS: Final[dict[ContactChannel, Word]] = {
    ContactChannel.SIGNAL: "Signal",
    ContactChannel.TELEGRAM: "Telegram",
    ContactChannel.WHATSAPP: "WhatsApp",
    ContactChannel.ELEMENT: "Element (Matrix)",
    ContactChannel.EMAIL: _("E-mail"),
    ContactChannel.PHONE: _("Phone call"),
    ContactChannel.IN_PERSON: _("In person"),
    ContactChannel.THIRD_PERSON: _("Through somebody they trust"),
    ContactChannel.OTHER: _("Another way"),
}
CONSENTS: Final[dict[Consent, Word]] = {Consent.YES: _("yes"), Consent.NO: _("no")}
PAPERS: Final[dict[PaperKind, Word]] = {
    PaperKind.INTERNAL: _("Internal passport"),
    PaperKind.FIVE_YEAR: _("International passport, five years"),
    PaperKind.TEN_YEAR: _("International passport, ten years, biometric"),
    PaperKind.OTHER: _("Another paper to travel with"),
}
ENTRIES: Final[dict[EntryManner, Word]] = {
    EntryManner.REGULAR: _("Through a border post"),
    EntryManner.IRREGULAR: _("Outside a border post"),
}
SERVICES: Final[dict[Service, Word]] = {
    Service.OFFICER: _("Officer"),
    Service.MOBILISED: _("Mobilised"),
    Service.CONTRACT: _("Contract soldier"),
    Service.CONSCRIPT: _("Conscript"),
    Service.RESERVIST: _("Reservist"),
    Service.NEVER_SERVED: _("Never served"),
}
RANKS: Final[dict[RankBand, Word]] = {
    RankBand.SOLDIER: _("Private or sailor"),
    RankBand.SERGEANT: _("Sergeant or warrant officer"),
    RankBand.JUNIOR_OFFICER: _("Junior officer, up to captain"),
    RankBand.SENIOR_OFFICER: _("Senior officer, major and above"),
}
LEAVINGS: Final[dict[LeftHow, Word]] = {
    LeftHow.FROM_FRONT: _("From the front"),
    LeftHow.FROM_UNIT: _("From the unit, away from the front"),
    LeftHow.FROM_LEAVE: _("Did not return from leave or hospital"),
    LeftHow.BEFORE_CALL_UP: _("Left before being called up"),
    LeftHow.DISCHARGED: _("Lawfully discharged"),
    LeftHow.OTHER: _("In another way"),
}
ARTICLES: Final[dict[Article, Word]] = {
    Article.ABSENCE: _("337, absence without leave"),
    Article.DESERTION: _("338, desertion"),
    Article.REFUSAL: _("332, refusing an order"),
    Article.EVASION: _("328, draft evasion"),
    Article.SHAMMING: _("339, shamming or self-harm"),
    Article.SURRENDER: _("352.1, voluntary surrender"),
    Article.TREASON: _("275, treason"),
    Article.FAKES: _("207.3, “fakes” about the army"),
    Article.DISCREDITING: _("280.3, “discrediting” the army"),
    Article.EXTREMISM: _("Extremism or terrorism"),
    Article.BORDER: _("322, illegal border crossing"),
    Article.OTHER: _("Another one, or not known which"),
}
# For further lists in the same form: the words of the first weigh too much on a bad line to stand there again.
ARTICLE_NUMBERS: Final[dict[Article, Word]] = {
    article: word if article in (Article.EXTREMISM, Article.OTHER) else article.value
    for article, word in ARTICLES.items()
}
WANTED_ON: Final[dict[Wanted, Word]] = {
    Wanted.FEDERAL: _("On the federal wanted list (Russia)"),
    Wanted.INTERSTATE: _("On the interstate list (CIS)"),
    Wanted.INTERNATIONAL: _("On the international list (Interpol)"),
}
PURSUITS: Final[dict[PursuitKind, Word]] = {
    PursuitKind.VISIT_TO_FAMILY: _("Visit to the family"),
    PursuitKind.CALL: _("Calls or messages"),
    PursuitKind.FOLLOWER: _("Being followed or photographed"),
    PursuitKind.SUMMONS: _("Summons"),
    PursuitKind.OTHER: _("Something else, or not known what"),
}


def country_options() -> list[Any]:
    """List every country in two groups: those described here and Russia, where most people are, and the others."""
    return _country_options(get_language() or "en")


@cache
def _country_options(_language: str) -> list[Any]:
    near = {"RU", *(profile.code for profile in catalogue.all())}
    named = [(code, str(name)) for code, name in countries]
    return [
        ("", _("Choose")),
        (_("Described here"), [option for option in named if option[0] in near]),
        (_("Other countries"), [option for option in named if option[0] not in near]),
    ]
