"""The intake form as data: sections, and for each item its place in the dossier, its words and how it is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.base.forms import Word
from cases.people import words
from cases.people.dossier import Dossier, Relative, Stay, Wish
from cases.people.items import LIST, PAST, TRI, WHEN, HeldPaper, Item, One, WantedList, Way, choice, line, number, text
from cases.people.models import Category as CategoryLabel
from cases.people.rows import Column, EarlierStays, Rows
from cases.risk.facts import (
    LISTS,
    Article,
    Category,
    Charge,
    EarlierCharge,
    PaperKind,
    Pursuit,
    PursuitKind,
)
from cases.templatetags.display import country

CATEGORIES: Final[dict[Category, Word]] = {kind: CategoryLabel(kind.value).label for kind in Category}


@dataclass(frozen=True)
class Section:
    """A part of the form, with the items asked in it."""

    anchor: str
    legend: Word
    items: tuple[Item, ...]
    intro: Word = ""


# What names the person: shown on request only, each time with a trace.
PRIVATE: Final = frozenset({"legal_name", "other_spellings", "born_on"})
COUNTRY: Final = Way(partial(forms.ChoiceField, choices=words.country_options), country)

SECTIONS: Final = (
    Section(
        "who",
        _("Who"),
        (
            One("facts.category", _("Category"), choice(CATEGORIES, _("Choose")), required=True),
            One("facts.country", _("Country they are in"), COUNTRY, required=True),
            One("alias", _("Alias"), line(60), _("What your group calls them. It shows in lists.")),
            One(
                "legal_name", _("Name in the papers"), line(120), _("In any script. Sealed, and shown only on request.")
            ),
            One("other_spellings", _("Other spellings"), LIST, _("With commas between them.")),
            One("born_on", _("Born"), PAST),
            One("city", _("Town"), line(80), _("Only as exact as needed.")),
            One("region", _("Home region"), line(120)),
            One("languages", _("Languages"), LIST, _("With commas between them.")),
            One("interpreter", _("Interpreter needed"), TRI),
        ),
    ),
    Section(
        "contact",
        _("Safe contact"),
        (
            One("contact.channel", _("Channel"), choice(words.CHANNELS)),
            One(
                "contact.address", _("Address on that channel"), line(120), _("A user name rather than a phone number.")
            ),
            One("contact.rules", _("When and how, and what never to say"), text(2_000)),
            One("contact.code_word", _("Code word"), line(60)),
            One("contact.every_days", _("Writes every … days"), number(1, 120)),
            One("facts.check_in_by", _("Next sign of life by"), WHEN),
        ),
    ),
    Section(
        "danger",
        _("Danger"),
        (
            One("facts.detained", _("Detained now"), TRI),
            One("facts.detained_on", _("Detained since"), PAST),
            One("facts.extradition_approved", _("Extradition approved"), TRI),
            One("facts.exit_refused", _("Refused exit at a border because of a notice"), TRI),
            One("facts.stopped_before", _("Stopped or visited by police in this country"), TRI),
            One("detention_note", _("More about detention, police, borders"), text()),
            Rows(
                "facts.pursuit",
                _("Somebody is looking for them"),
                Pursuit,
                (Column("kind", _("What happened"), choice(words.PURSUITS)), Column("on", _("When"), PAST)),
                2,
                _("Sign"),
                {"kind": PursuitKind.OTHER},
                asked=True,
            ),
            One("pursuit_note", _("More about these signs"), text()),
            One("facts.near_base", _("Russian military base in or near the town"), TRI),
            One("facts.watched_city", _("Face recognition or phone checks in the town"), TRI),
            One("facts.traceable", _("SIM card, bank account or address in their own name"), TRI),
            One("facts.public_profile", _("Spoke in public under their name or face"), TRI),
            One("facts.north_caucasus", _("From the North Caucasus, or a Chechen case"), TRI),
        ),
    ),
    Section(
        "stay",
        _("Papers and stay"),
        (
            *(HeldPaper("facts.papers", words.PAPERS[kind], kind) for kind in PaperKind),
            One("facts.entered_on", _("Entered the country"), PAST),
            One("facts.entry_manner", _("How they entered"), choice(words.ENTRIES)),
            One("facts.stay_ends_on", _("Last lawful day of the stay"), WHEN),
            One("facts.host_national", _("Also a citizen of this country"), TRI),
            EarlierStays(
                "stays",
                _("Earlier stays in this country, in the last twelve months"),
                Stay,
                (
                    Column("entered_on", _("Entered"), PAST),
                    Column("left_on", _("Left"), PAST),
                    Column("paper", _("With which paper"), choice(words.PAPERS)),
                ),
                2,
                _("Stay"),
                {"country": ""},
            ),
        ),
    ),
    Section(
        "service",
        _("Service"),
        (
            One("facts.service", _("Kind of service"), choice(words.SERVICES)),
            One("facts.rank_band", _("Rank"), choice(words.RANKS)),
            One("unit", _("Unit"), line(120)),
            One("facts.sensitive_service", _("Security service, signals or secrets"), TRI),
            One("facts.left_how", _("How they left the service or avoided it"), choice(words.LEAVINGS)),
            One("facts.left_on", _("Day they left"), PAST),
        ),
    ),
    Section(
        "charges",
        _("Criminal case and wanted lists"),
        (
            Rows(
                "facts.charges",
                _("Criminal case in Russia"),
                Charge,
                (
                    Column("article", _("Article"), choice(words.ARTICLES), choice(words.ARTICLE_NUMBERS)),
                    Column("opened_on", _("Opened"), PAST),
                    Column("in_absentia", _("In absentia"), TRI),
                    Column("court", _("Court"), line(80)),
                    Column("hearing_on", _("Next hearing"), WHEN, told=_("hearing %(value)s")),
                    Column("sentenced", _("Sentenced"), TRI),
                    Column("sentence", _("To what"), line(80)),
                ),
                2,
                _("Case"),
                {"article": Article.OTHER},
                asked=True,
            ),
            Rows(
                "facts.earlier_charges",
                _("What the charge was before, as 337 becomes 338"),
                EarlierCharge,
                (
                    Column("article", _("Article"), choice(words.ARTICLE_NUMBERS)),
                    Column("changed_on", _("Changed on"), PAST),
                ),
                1,
                _("Earlier charge"),
                {"article": Article.OTHER},
            ),
            One("charges_note", _("More about the case"), text()),
            *(WantedList("facts.wanted", words.WANTED_ON[level], level) for level in LISTS),
        ),
    ),
    Section(
        "protection",
        _("Protection and way out"),
        (
            One("facts.asylum_pending", _("Asylum claim pending in this country"), TRI),
            One("facts.certificate_until", _("Certificate valid until"), WHEN),
            One("facts.interim_measure", _("UN committee or European Court asked not to remove them"), TRI),
            One("facts.interim_measure_until", _("Measure holds until"), WHEN),
            One(
                "facts.lawyer_ready",
                _("Lawyer with a signed power of attorney"),
                TRI,
                _("And the number known by heart."),
            ),
            One("facts.exit_papers_granted", _("Visa or travel document granted"), TRI),
            One("facts.travel_on", _("Day of travel"), WHEN),
            One(
                "eu_traces", _("EU visas and fingerprints"), text(), _("They may decide which country is responsible.")
            ),
        ),
    ),
    Section(
        "others",
        _("Family, and wishes"),
        (
            Rows(
                "relatives",
                _("Family and others at risk with them"),
                Relative,
                (
                    Column("relation", _("Relation"), line(60)),
                    Column("where", _("Where"), line(80)),
                    Column("at_risk", _("At risk"), TRI),
                    Column("note", _("Note"), line()),
                ),
                2,
                _("Person"),
                {"relation": ""},
            ),
            Rows(
                "wishes",
                _("Where they want to go"),
                Wish,
                (Column("destination", _("Country"), line(60)), Column("links", _("Links with it"), line())),
                2,
                _("Wish"),
            ),
        ),
    ),
    Section(
        "consent",
        _("Consent"),
        (
            One("consent.to_services", _("Agrees that we work on the case"), choice(words.CONSENTS)),
            One("consent.to_disclosure", _("Agrees that we pass details on"), choice(words.CONSENTS)),
            One("consent.limits", _("Limits: to whom, what never"), text()),
            One("consent.asked_on", _("Day they were asked"), PAST),
        ),
    ),
    Section(
        "story",
        _("Story, health, notes"),
        (
            One("story", _("Story"), text(20_000, 5)),
            One("health", _("Health"), text()),
            One("notes", _("Notes"), text()),
        ),
    ),
)


# What was asked before, and may stand in the timeline.
FORMER: Final[dict[str, Word]] = {
    "wanted": _("On a wanted list"),
    "wanted_checked_on": _("Day this was checked"),
    "wanted_checked_by": _("Checked by"),
}


def items(sections: Iterable[Section] = SECTIONS) -> Iterator[Item]:
    """Yield every item of the form."""
    for section in sections:
        yield from section.items


def section_of(fact: str) -> Section | None:
    """Return the section in which a fact of the risk engine is asked."""
    paths = {item.path: section for section in SECTIONS for item in section.items}
    return paths.get(f"facts.{fact}")


def labels(sections: Iterable[Section] = SECTIONS) -> dict[str, Word]:
    """Return the label of every item by its name, for the timeline's "changed"."""
    return FORMER | {item.name: item.label for item in items(sections)}


def same(one: Dossier, other: Dossier) -> bool:
    """Tell whether two dossiers say the same about everything the form asks."""
    return all(item.get(one) == item.get(other) for item in items())
