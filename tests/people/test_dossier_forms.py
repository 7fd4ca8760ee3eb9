"""The intake and edit forms: little is asked for, bad input is refused at its field, and nothing typed is lost."""

import uuid
from datetime import date
from typing import Any

import msgspec
import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict
from django.utils import translation

from cases.base.dates import PartialDate
from cases.people import intake
from cases.people.dossier import Contact, Dossier, Permission, Relative, Stay, Wish
from cases.people.dossier_forms import EditForm, IntakeForm
from cases.people.models import Case
from cases.risk.facts import (
    Article,
    Category,
    Charge,
    EarlierCharge,
    Facts,
    LeftHow,
    Paper,
    PaperKind,
    Pursuit,
    PursuitKind,
    Wanted,
    WantedCheck,
)

TODAY = date(2026, 11, 22)
LEAST = {"category": "deserter", "country": "KZ"}
FULL = Dossier(
    alias="Волк",
    legal_name="Шамиль Магомедов",
    other_spellings=("Shamil Magomedov", "Chamil"),
    born_on=PartialDate(1994, 7),
    region="Дагестан",
    languages=("Русский", "Avar"),
    interpreter=True,
    city="Алматы",
    contact=Contact(address="@volk", rules="After 20:00.\nNever the town.", code_word="снег", every_days=5),
    unit="12345",
    story="Left in May 🙂.",
    stays=(Stay(country="KZ", entered_on=PartialDate(2026, 1), left_on=PartialDate(2026, 2), paper="internal"),),
    relatives=(Relative(relation="wife", where="Kazan", at_risk=True),),
    wishes=(Wish(destination="France", links="a cousin"), Wish(destination="Germany")),
    consent=Permission(limits="No press", asked_on=PartialDate(2026)),
    facts=Facts(
        country="KZ",
        category=Category.DESERTER,
        papers=(Paper(kind=PaperKind.INTERNAL, expires_on=PartialDate(2039, 7)),),
        papers_unknown=(PaperKind.TEN_YEAR,),
        entered_on=PartialDate(2026, 5, 17),
        stay_ends_on=PartialDate(2027, about=True),
        left_how=LeftHow.FROM_FRONT,
        left_on=PartialDate(2026, 3),
        charges=(
            Charge(
                article=Article.DESERTION,
                opened_on=PartialDate(2026, 6),
                in_absentia=True,
                court="235th garrison court",
                hearing_on=PartialDate(2026, 12, 8),
                sentenced=False,
            ),
        ),
        earlier_charges=(EarlierCharge(article=Article.ABSENCE, changed_on=PartialDate(2026, 8)),),
        wanted_lists=(
            WantedCheck(level=Wanted.FEDERAL, listed=True, checked_on=PartialDate(2026, 11, 1), by="vera"),
            WantedCheck(level=Wanted.INTERSTATE, listed=False, checked_on=PartialDate(2026, 11, 3)),
        ),
        wanted=Wanted.FEDERAL,
        wanted_checked_on=PartialDate(2026, 11, 1),
        pursuit=(Pursuit(kind=PursuitKind.CALL), Pursuit(kind=PursuitKind.SUMMONS, on=PartialDate(2026, 9))),
        detained=False,
        near_base=False,
        lawyer_ready=True,
    ),
)


def sent(form: IntakeForm | EditForm) -> dict[str, str]:
    """Return what a browser sends back when nobody changed anything."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def intake_form(**typed: str) -> IntakeForm:
    data = QueryDict(mutable=True)
    data.update(LEAST | typed)
    return IntakeForm(data, on=TODAY)


def edit_form(data: dict[str, str] | None, dossier: Dossier, case: Case) -> EditForm:
    return EditForm(data, case=case, dossier=dossier, on=TODAY)


@pytest.fixture
def case() -> Case:
    return Case(pk=uuid.uuid4(), code="K7F-3QX", country="KZ", category="deserter")


def test_category_and_country_are_enough() -> None:
    form = intake_form()
    assert form.is_valid(), form.errors
    assert form.result == Dossier(facts=Facts(country="KZ", category=Category.DESERTER))


def test_category_and_country_are_needed() -> None:
    form = IntakeForm({}, on=TODAY)
    assert set(form.errors) == {"category", "country"}


def test_a_full_dossier_survives_the_form(case: Case) -> None:
    form = edit_form(sent(edit_form(None, FULL, case)), FULL, case)
    assert form.is_valid(), form.errors
    assert form.result == FULL
    assert form.changed_items == []


def test_a_full_dossier_can_be_typed_from_nothing(case: Case) -> None:
    names = EditForm(case=case, dossier=FULL, on=TODAY, names=True)
    form = IntakeForm(sent(edit_form(None, FULL, case)) | sent(names), on=TODAY)
    assert form.is_valid(), form.errors
    assert form.result == FULL


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"alias": "Во\0лк"}, "alias"),
        ({"legal_name": "x" * 100_000}, "legal_name"),
        ({"story": "ы" * 100_000}, "story"),
        ({"born_on": "x" * 100_000}, "born_on"),
        ({"other_spellings": ",".join("abcdefghijklmnopqrstuvwxyz")}, "other_spellings"),
        ({"entered_on": "31.02.2026"}, "entered_on"),
        ({"entered_on": "01.12.2026"}, "entered_on"),
        ({"entered_on": "05.2026", "stay_ends_on": "04.2026"}, "stay_ends_on"),
        ({"charges_0_article": "338", "charges_0_opened_on": "2027"}, "charges_0_opened_on"),
        ({"charges": "no", "charges_0_article": "338"}, "charges"),
        ({"pursuit": "no", "pursuit_2_on": "2026"}, "pursuit"),
        ({"paper_five_year_until": "2050"}, "paper_five_year_until"),
        ({"paper_ten_year_until": "0"}, "paper_ten_year_until"),
        ({"stays_0_entered_on": "05.2026", "stays_0_left_on": "01.2026"}, "stays_0_left_on"),
        ({"every_days": "-3"}, "every_days"),
        ({"every_days": "9" * 5_000}, "every_days"),
        ({"country": "XX"}, "country"),
        ({"category": "\0"}, "category"),
        ({"detained": "maybe"}, "detained"),
        ({"wanted_federal": "everywhere"}, "wanted_federal"),
        ({"wanted_federal_on": "2030"}, "wanted_federal_on"),
        ({"charges_0_hearing_on": "soon"}, "charges_0_hearing_on"),
        ({"relatives_0_where": "z" * 500}, "relatives_0_where"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_bad_input_is_refused_at_its_field_and_stays_there(typed: dict[str, str], field: str, language: str) -> None:
    with translation.override(language):
        form = intake_form(**typed)
        assert list(form.errors) == [field]
        for name, value in typed.items():
            assert form[name].value() == value
        assert f'id="id_{field}_error"' in render_crispy_form(form)


@pytest.mark.parametrize("text", ["🙂", "👨\u200d👩\u200d👧", "Ёжик", "李雷", "Ўткир", "محمد"])
def test_names_in_any_script_and_emoji_are_kept(text: str) -> None:
    form = intake_form(alias=text, legal_name=text, story=text)
    assert form.is_valid()
    assert (form.result.alias, form.result.legal_name, form.result.story) == (text, text, text)


def test_marks_that_nobody_sees_are_taken_out_of_names() -> None:
    form = intake_form(legal_name="\u202eИван\u200b Тестов\u2066")
    assert form.is_valid()
    assert form.result.legal_name == "Иван Тестов"


def test_more_rows_than_shown_are_read() -> None:
    rows = {f"charges_{row}_article": "337" for row in range(6)}
    form = intake_form(**rows)
    assert form.is_valid()
    assert form.result.facts.charges is not None
    assert len(form.result.facts.charges) == 6


def test_a_full_list_offers_one_row_more(case: Case) -> None:
    charges = tuple(Charge(article=Article.ABSENCE) for _ in range(4))
    dossier = msgspec.structs.replace(FULL, facts=msgspec.structs.replace(FULL.facts, charges=charges))
    assert "charges_4_article" in edit_form(None, dossier, case).fields


def test_a_form_sent_twice_with_other_words_gets_a_ticket_of_its_own() -> None:
    form = intake_form(ticket=str(uuid.UUID(int=7)))
    assert form.is_valid()
    form.renew("K7F-3QX")
    assert form["ticket"].value() != str(uuid.UUID(int=7))
    assert "K7F-3QX" in form.non_field_errors()[0]
    assert form["country"].value() == "KZ"


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_the_empty_form_is_light(language: str) -> None:
    with translation.override(language):
        assert len(render_crispy_form(IntakeForm(on=TODAY)).encode()) < 54_000


def test_a_row_sealed_before_lists_were_told_apart_opens_shows_and_survives(case: Case) -> None:
    """Hearings, courts and lists came later: what was stored before has none of them."""
    old = {
        "version": 1,
        "alias": "Волк",
        "wanted_checked_by": "vera",
        "facts": {
            "country": "KZ",
            "category": "deserter",
            "charges": [{"article": "337", "opened_on": {"year": 2026, "month": 6}, "sentenced": False}],
            "wanted": "federal",
            "wanted_checked_on": {"year": 2026, "month": 11, "day": 1},
        },
    }
    opened = msgspec.msgpack.decode(msgspec.msgpack.encode(old), type=Dossier)
    form = edit_form(None, opened, case)
    assert (form["wanted_federal"].value(), form["wanted_interstate"].value()) == ("yes", "no")
    assert (form["wanted_federal_on"].value(), form["wanted_federal_by"].value()) == ("01.11.2026", "vera")
    unchanged = edit_form(sent(form), opened, case)
    assert unchanged.is_valid(), unchanged.errors
    assert unchanged.result == opened

    changed_since = edit_form(sent(form) | {"wanted_interstate": "yes", "wanted_interstate_by": "oleg"}, opened, case)
    assert changed_since.is_valid(), changed_since.errors
    facts = changed_since.result.facts
    assert facts.wanted is Wanted.INTERSTATE
    assert [(check.level, check.listed, check.by) for check in facts.wanted_lists] == [
        (Wanted.FEDERAL, True, "vera"),
        (Wanted.INTERSTATE, True, "oleg"),
        (Wanted.INTERNATIONAL, False, "vera"),
    ]


@pytest.mark.parametrize(
    ("typed", "wanted", "checked"),
    [
        ({"wanted_federal": "no", "wanted_federal_on": "01.11.2026"}, None, None),
        (
            {f"wanted_{level}": "no" for level in ("federal", "interstate", "international")}
            | {"wanted_federal_on": "03.11.2026", "wanted_interstate_on": "01.11.2026"}
            | {"wanted_international_on": "05.11.2026"},
            Wanted.NONE,
            PartialDate(2026, 11, 1),
        ),
        ({"wanted_federal": "yes", "wanted_international": "yes"}, Wanted.INTERNATIONAL, None),
    ],
    ids=["one of three", "all clean, since the oldest look", "the highest"],
)
def test_what_is_typed_of_three_lists_says_one_thing_of_all(
    typed: dict[str, str], wanted: Wanted | None, checked: PartialDate | None
) -> None:
    form = intake_form(**typed)
    assert form.is_valid(), form.errors
    assert (form.result.facts.wanted, form.result.facts.wanted_checked_on) == (wanted, checked)


def test_two_people_look_at_two_lists(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"wanted_international": "no"}
    theirs = edit_form(sent(edit_form(None, FULL, case)) | {"wanted_interstate": "yes"}, FULL, case)
    assert theirs.is_valid()
    form = edit_form(mine, theirs.result, case)
    assert form.is_valid(), form.errors
    listed = {check.level: check.listed for check in form.result.facts.wanted_lists}
    assert listed == {Wanted.FEDERAL: True, Wanted.INTERSTATE: True, Wanted.INTERNATIONAL: False}


# Two people edit one case ----------------------------------------------------------------------------


def changed(dossier: Dossier, **typed: Any) -> Dossier:
    for name, value in typed.items():
        item = next(one for one in intake.items() if one.name == name)
        dossier = item.put(dossier, value)
    return dossier


def test_what_each_of_two_people_changed_is_kept(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"city": "Астана"}
    now = changed(FULL, alias="Лиса", charges=())
    form = edit_form(mine, now, case)
    assert form.is_valid(), form.errors
    assert form.result == changed(now, city="Астана")
    assert form.changed_items == ["city"]


def test_an_item_both_changed_comes_back_with_both_versions(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"city": "Астана", "unit": "777"}
    now = changed(FULL, city="Шымкент", region="Чечня")
    form = edit_form(mine, now, case)
    assert list(form.errors) == ["city"]
    assert "Шымкент" in form.errors["city"][0]
    assert form["city"].value() == "Астана"
    assert (form["unit"].value(), form["region"].value()) == ("777", "Чечня")

    second = edit_form(sent(form), now, case)
    assert second.is_valid(), second.errors
    assert second.result == changed(now, city="Астана", unit="777")


def test_a_whole_list_is_one_item(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"charges_1_article": "337"}
    now = changed(FULL, charges=(*(FULL.facts.charges or ()), Charge(article=Article.BORDER)))
    form = edit_form(mine, now, case)
    assert "322" in form.errors["charges"][0]
    assert form["charges_1_article"].value() == "337"


def test_a_conflict_survives_a_mistake_elsewhere(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"city": "Астана", "entered_on": "gestern"}
    form = edit_form(mine, changed(FULL, city="Шымкент"), case)
    assert set(form.errors) == {"city", "entered_on"}
    assert form["entered_on"].value() == "gestern"


def test_a_form_that_lost_its_digests_asks_about_every_difference(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"city": "Астана", "seen": "\u0436" * 900}
    assert list(edit_form(mine, FULL, case).errors) == ["city"]


def test_what_was_not_sent_is_left_alone(case: Case) -> None:
    form = edit_form({"alias": "Лиса", "seen": str(edit_form(None, FULL, case)["seen"].value())}, FULL, case)
    assert form.is_valid(), form.errors
    assert form.result == changed(FULL, alias="Лиса")


def test_somebody_in_detention_is_not_released_by_an_edit(case: Case) -> None:
    held = changed(FULL, detained=True)
    form = EditForm({"detained": "no", "alias": "Лиса"}, case=case, dossier=held, on=TODAY, held=True)
    assert "detained" not in form.fields
    form.is_valid()
    assert form.result.facts.detained is True


NAMES = {"legal_name", "other_spellings", "born_on"}


def test_names_on_file_are_not_in_the_form_and_are_not_lost(case: Case) -> None:
    opened = edit_form(None, FULL, case)
    assert NAMES.isdisjoint(opened.fields)
    assert "Магомедов" not in render_crispy_form(opened)
    form = edit_form(sent(opened) | {"city": "Астана"}, FULL, case)
    assert form.is_valid(), form.errors
    assert form.result == changed(FULL, city="Астана")


def test_names_are_corrected_apart_from_the_rest(case: Case) -> None:
    opened = EditForm(case=case, dossier=FULL, on=TODAY, names=True)
    assert set(opened.fields) == {*NAMES, "seen"}
    data = sent(opened) | {"legal_name": "Шамиль Алиев"}
    form = EditForm(data, case=case, dossier=FULL, on=TODAY, names=True)
    assert form.is_valid(), form.errors
    assert form.result == changed(FULL, legal_name="Шамиль Алиев")


def test_a_name_typed_while_somebody_else_entered_one_is_asked_about(case: Case) -> None:
    nameless = changed(FULL, legal_name="", other_spellings=(), born_on=None)
    mine = sent(edit_form(None, nameless, case)) | {"legal_name": "Шамиль Алиев", "unit": "777"}
    form = edit_form(mine, FULL, case)
    assert list(form.errors) == ["legal_name"]
    second = edit_form(sent(form), FULL, case)
    assert second.is_valid(), second.errors
    assert second.result == changed(FULL, legal_name="Шамиль Алиев", unit="777")


def test_a_name_entered_meanwhile_disturbs_no_other_edit(case: Case) -> None:
    nameless = changed(FULL, legal_name="", other_spellings=(), born_on=None)
    mine = sent(edit_form(None, nameless, case)) | {"unit": "777"}
    form = edit_form(mine, changed(FULL, region="Чечня"), case)
    assert form.is_valid(), form.errors
    assert form.result == changed(FULL, region="Чечня", unit="777")


def test_moving_on_keeps_the_stay_in_the_country_that_was_left(case: Case) -> None:
    mine = sent(edit_form(None, FULL, case)) | {"country": "AM", "entered_on": "10.2026", "stay_ends_on": ""}
    form = edit_form(mine, FULL, case)
    assert form.is_valid(), form.errors
    left = Stay(country="KZ", entered_on=PartialDate(2026, 5, 17), left_on=PartialDate(2026, 10, about=True))
    assert form.result.stays == (*FULL.stays, left)


def test_a_wrong_country_can_be_corrected_without_a_journey(case: Case) -> None:
    form = edit_form(sent(edit_form(None, FULL, case)) | {"country": "KG"}, FULL, case)
    assert form.is_valid(), form.errors
    assert form.result.stays == FULL.stays
