"""Every fact goes from the dossier to the form and back unchanged, and not known never turns into no."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.people import intake
from cases.people.dossier import Dossier, Relative, Stay
from cases.people.items import Held, HeldPaper, Item
from cases.people.rows import MOST_ROWS, Rows
from cases.risk.facts import (
    Article,
    Charge,
    EarlierCharge,
    Facts,
    Paper,
    PaperKind,
    Pursuit,
    PursuitKind,
    Wanted,
    WantedCheck,
)
from tests.base.test_dates import partials

papers = st.lists(
    st.builds(Paper, kind=st.sampled_from(PaperKind), expires_on=st.none() | partials()),
    unique_by=lambda paper: paper.kind,
)
charges = st.lists(
    st.builds(
        Charge,
        article=st.sampled_from(Article),
        opened_on=st.none() | partials(),
        in_absentia=st.none() | st.booleans(),
        sentenced=st.none() | st.booleans(),
    ),
    max_size=5,
)


def item(name: str) -> Item:
    return next(one for one in intake.items() if one.name == name)


def through_the_form(one: Item, dossier: Dossier) -> Dossier:
    """Show the item, read back what was shown as a browser would send it, and put it into an empty dossier."""
    shown = one.show(one.get(dossier))
    fields = one.fields(one.count(shown))
    sent = {name: field.prepare_value(shown.get(name)) for name, field in fields.items()}
    cleaned = {name: field.clean("" if sent[name] is None else str(sent[name])) for name, field in fields.items()}
    return one.put(Dossier(facts=Facts(country=dossier.facts.country)), one.read(cleaned))


OPTIONAL = [one.name for one in intake.items() if one.name not in ("country", "category")]


@pytest.mark.parametrize("name", OPTIONAL)
def test_an_empty_dossier_comes_back_empty(name: str) -> None:
    one = item(name)
    assert through_the_form(one, Dossier()) == Dossier()
    assert one.tell(one.get(Dossier())) == []


@given(papers, st.sets(st.sampled_from(PaperKind)))
def test_each_paper_is_held_or_not_or_unknown(held: list[Paper], unasked: set[PaperKind]) -> None:
    kept = [paper for paper in held if paper.kind not in unasked]
    known = len(unasked) < len(PaperKind)
    facts = Facts(
        papers=tuple(sorted(kept, key=lambda paper: list(PaperKind).index(paper.kind))) if known else None,
        papers_unknown=tuple(kind for kind in PaperKind if kind in unasked) if known else (),
    )
    before, after = Dossier(facts=facts), Dossier()
    for one in intake.items():
        if isinstance(one, HeldPaper):
            shown = through_the_form(one, before)
            after = one.put(after, one.get(shown))
    assert after == before


def test_one_known_paper_leaves_the_others_unknown() -> None:
    dossier = item("paper_internal").put(Dossier(), Held(True))
    assert dossier.facts.papers == (Paper(kind=PaperKind.INTERNAL),)
    assert set(dossier.facts.papers_unknown) == set(PaperKind) - {PaperKind.INTERNAL}


def test_a_paper_with_a_day_is_held() -> None:
    one = item("paper_ten_year")
    assert one.read({"paper_ten_year": None, "paper_ten_year_until": PartialDate(2030)}) == Held(
        True, PartialDate(2030)
    )


@given(st.none() | charges.map(tuple))
def test_charges_come_back_and_none_is_not_unknown(known: tuple[Charge, ...] | None) -> None:
    dossier = Dossier(facts=Facts(charges=known))
    assert through_the_form(item("charges"), dossier) == dossier


def test_a_bare_yes_means_a_charge_nobody_knows_more_about() -> None:
    one = item("charges")
    assert one.read({"charges": True}) == (Charge(article=Article.OTHER),)
    assert one.read({"charges": False}) == ()
    assert one.read({"charges": None}) is None


def test_a_row_with_a_day_alone_is_kept() -> None:
    one = item("pursuit")
    assert one.read({"pursuit": None, "pursuit_0_on": PartialDate(2026)}) == (
        Pursuit(kind=PursuitKind.OTHER, on=PartialDate(2026)),
    )


def test_no_and_a_filled_row_contradict_each_other() -> None:
    one = item("charges")
    assert isinstance(one, Rows)
    assert one.contradicts({"charges": False, "charges_0_article": Article.ABSENCE})
    assert not one.contradicts({"charges": None, "charges_0_article": Article.ABSENCE})
    assert not one.contradicts({"charges": False, "charges_0_article": None})


def test_an_answer_of_no_fills_a_row_of_relatives() -> None:
    one = item("relatives")
    assert one.read({"relatives_1_at_risk": False}) == (Relative(relation="", at_risk=False),)


def test_blank_rows_between_filled_ones_are_dropped() -> None:
    one = item("wishes")
    cleaned = {f"wishes_{row}_destination": text for row, text in enumerate(["France", "", "Germany"])}
    assert [wish.destination for wish in one.read(cleaned)] == ["France", "Germany"]


@given(st.lists(st.text(max_size=12), max_size=30))
def test_no_field_name_asks_for_endless_rows(names: list[str]) -> None:
    longer = f"charges_{'9' * 5_000}_article"  # than Python makes a number of
    asked = [*(f"charges_{name}_article" for name in names), "charges_999999_article", "charges_²_article", longer]
    assert item("charges").count(asked) <= MOST_ROWS


@pytest.mark.parametrize("rows", [MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1])
def test_every_row_that_is_shown_is_read(rows: int) -> None:
    one = item("wishes")
    shown = one.fields(rows)
    assert len(one.read(dict.fromkeys(shown, "France"))) == len(shown) / 2 == min(rows, MOST_ROWS)


def test_earlier_stays_are_those_in_this_country() -> None:
    here = Stay(country="KZ", entered_on=PartialDate(2025, 1), left_on=PartialDate(2025, 3))
    elsewhere = Stay(country="GE", entered_on=PartialDate(2024))
    present = Stay(country="KZ", entered_on=PartialDate(2026))
    dossier = Dossier(stays=(elsewhere, here, present), facts=Facts(country="KZ", entered_on=PartialDate(2026)))
    one = item("stays")
    (shown,) = one.get(dossier)
    assert (shown.country, shown.entered_on) == ("", here.entered_on)
    assert one.put(dossier, (shown,)).stays == (elsewhere, here)


VALUES: list[tuple[str, Any, list[str]]] = [
    ("alias", "Волк", ["Волк"]),
    ("languages", ("Русский", "Tatar"), ["Русский, Tatar"]),
    ("interpreter", False, ["no"]),
    ("entered_on", PartialDate(2026, 5, about=True), ["about May 2026"]),
    ("every_days", 7, ["7"]),
    ("country", "KZ", ["Kazakhstan"]),
    (
        "wanted_federal",
        WantedCheck(level=Wanted.FEDERAL, listed=True, checked_on=PartialDate(2026, 5, 3), by="vera"),
        ["yes, looked at 3 May 2026, vera"],
    ),
    ("wanted_federal", WantedCheck(level=Wanted.FEDERAL), []),
    (
        "earlier_charges",
        (EarlierCharge(article=Article.ABSENCE, changed_on=PartialDate(2026, 8)),),
        ["337, August 2026"],
    ),
    ("rules", "After 20:00.\nNever the town.", ["After 20:00.", "Never the town."]),
    ("charges", (), ["none"]),
    (
        "charges",
        (Charge(article=Article.ABSENCE, opened_on=PartialDate(2025), sentenced=True),),
        ["337, absence without leave, 2025, sentenced"],
    ),
    (
        "charges",
        (
            Charge(
                article=Article.DESERTION,
                in_absentia=True,
                court="garrison court",
                hearing_on=PartialDate(2026, 12, 8),
                sentence="six years",
            ),
        ),
        ["338, desertion, in absentia, garrison court, hearing 8 Dec 2026, six years"],
    ),
    ("paper_internal", Held(True), ["yes"]),
    ("paper_internal", Held(True, PartialDate(2030, 2)), ["yes, valid until February 2030"]),
    ("paper_internal", Held(False), ["no"]),
    (
        "relatives",
        (Relative(relation="wife", where="Kazan", at_risk=False, note="pregnant"),),
        ["wife, Kazan, pregnant"],
    ),
]


@pytest.mark.parametrize(("name", "value", "words"), VALUES)
def test_what_is_known_is_told_in_words(name: str, value: Any, words: list[str]) -> None:
    assert item(name).tell(value) == words
