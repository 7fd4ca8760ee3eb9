"""Every shipped profile holds what it promises, and a wrong file is refused by name and reason."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import CheckMessage, run_checks

from cases.base.datafile import BadFile
from cases.base.text import Text
from cases.countries import catalogue
from cases.countries.fact import Confidence, Source, Value
from cases.countries.profile import Profile
from tests import factories

CODES = [
    *("AE", "AM", "AR", "AZ", "BY", "CA", "DE", "EE", "FI", "FR", "GE", "IL", "KG", "KZ"),
    *("LT", "LV", "MD", "ME", "MN", "NO", "PL", "RS", "TH", "TJ", "TR", "US", "UZ"),
]

# A given name and a surname look like two capitalised words; these do too and are none.
NO_NAMES = {"Supreme Court", "Human Rights", "European Court", "Freedom House", "Ben Gurion"}
NO_NAMES |= {"Minsk Convention", "Refugee Convention", "Residence Act"}
FIRST_WORDS = r"\b(?:The|In|Of|Eleven) "

GOOD = """
code = "KZ"
name = { en = "Kazakhstan", ru = "Казахстан", fr = "Kazakhstan" }
stay_rule = [{ value = "rolling", confidence = "confirmed", sources = ["one", "two"] }]
stay_days = [{ value = 90, confidence = "one_source", sources = ["one"] }]
stay_window_days = [{ value = 180, confidence = "one_source", sources = ["one"] }]
[sources]
one = { title = "One", url = "https://example.org/one", date = "2024-05" }
two = { title = "Two" }
"""


def load(folder: Path, text: str, name: str = "KZ") -> Profile:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return catalogue.load(folder)[name]


class TestShippedProfiles:
    def test_all_27_countries_are_there(self) -> None:
        assert [profile.code for profile in catalogue.all()] == CODES

    def test_an_undescribed_country_is_none(self) -> None:
        assert catalogue.get("VN") is None

    @pytest.mark.parametrize("profile", catalogue.all(), ids=lambda profile: profile.code)
    def test_every_text_is_written_in_three_languages(self, profile: Profile) -> None:
        for text in texts(profile):
            assert all(part.strip() for part in (text.en, text.ru, text.fr))
            assert any("а" <= letter <= "я" for letter in text.ru.lower())
            assert not any("а" <= letter <= "я" for letter in (text.en + text.fr).lower())

    @pytest.mark.parametrize("profile", catalogue.all(), ids=lambda profile: profile.code)
    def test_no_event_or_note_names_a_private_person(self, profile: Profile) -> None:
        told = re.sub(FIRST_WORDS, "", " ".join(text.en for text in told_of(profile)))
        assert set(re.findall(r"[A-Z][a-z]+ [A-Z][a-z]+", told)) - NO_NAMES == set()

    def test_the_same_key_means_the_same_source_everywhere(self) -> None:
        seen: dict[str, Source] = {}
        for profile in catalogue.all():
            for key, source in profile.sources.items():
                assert seen.setdefault(key, source) == source

    def test_links_lead_to_publishers_and_never_to_reprints(self) -> None:
        reprints = ("reprint", "Guardian report", "copy)")
        linked = [source for profile in catalogue.all() for source in profile.sources.values() if source.url]
        assert [source.title for source in linked if any(word in source.title for word in reprints)] == []

    def test_the_record_of_kazakhstan(self) -> None:
        kazakhstan = catalogue.get("KZ")
        assert kazakhstan is not None
        terms = kazakhstan.stay_terms(date(2026, 11, 22))
        assert terms is not None
        assert (terms.rule, terms.days, terms.window_days) == ("rolling", 90, 180)
        assert kazakhstan.stay_terms(date(2023, 1, 26)) is None  # the rule holds since 27 January 2023

    @pytest.mark.parametrize(
        ("code", "fields"),
        [
            ("AM", ("stay_rule", "stay_window_days", "csto", "eaeu", "asylum_prospect")),
            ("TH", ("asylum_prospect", "stay_days", "stay_rule", "csto", "eaeu")),
            ("ME", ("visa_required", "extradition_basis", "csto", "eaeu")),
            ("KZ", ("registration_days", "csto", "eaeu")),
        ],
    )
    def test_what_was_never_verified_says_so(self, code: str, fields: tuple[str, ...]) -> None:
        profile = catalogue.get(code)
        assert profile is not None
        for field in fields:
            assert [row.confidence for row in getattr(profile, field)] == [Confidence.UNVERIFIED]


class TestRefusals:
    def test_a_good_file_loads(self, tmp_path: Path) -> None:
        assert load(tmp_path, GOOD).stay_days[0].value == 90

    @pytest.mark.parametrize(
        ("old", "new", "line", "reason"),
        [
            ('code = "KZ"', 'code = "KG"', 2, "named KZ but its code is KG"),
            ('code = "KZ"', 'code = "Kz"', 2, "code"),
            ("value = 90", "value = 0", 5, "stay_days"),
            ("value = 90", "value = 180", 4, "no limit"),
            ('"rolling"', '"sometimes"', 4, "stay_rule"),
            ('"rolling", confidence = "confirmed", sources = ["one", "two"]', '"rolling"', 4, "confidence"),
            (
                'confidence = "confirmed", sources = ["one", "two"]',
                'confidence = "confirmed", sources = ["one"]',
                4,
                "2 source",
            ),
            ('confidence = "one_source", sources = ["one"]', 'confidence = "one_source"', 5, "1 source"),
            ('sources = ["one", "two"]', 'sources = ["one", "three"]', 4, "three"),
            ('sources = ["one", "two"]', 'sources = ["one", "one"]', 4, "twice"),
            ('date = "2024-05"', 'date = "May 2024"', 8, "not_a_date"),
            ('date = "2024-05"', 'date = "2024-13"', 8, "month_out_of_range"),
            ("https://example.org/one", "example.org/one", 8, "url"),
            ('two = { title = "Two" }', 'two = { title = " " }', 9, "a source needs a title"),
            ('two = { title = "Two" }', 'two = { title = "Two" }\nidle = { title = "Idle" }', 10, "idle"),
            ('two = { title = "Two" }', 'two = { title = "Two" }\nteam-1 = { title = "Own" }', 10, "team-"),
            ("[sources]", "stay = 90\n[sources]", 7, "stay"),
            (', fr = "Kazakhstan"', "", 3, "fr"),
            ("stay_window_days =", "extended_stay_days =", 4, "stay_window_days"),
            (
                "stay_days = [{ value = 90,",
                "stay_days = [{ value = 90, valid_from = 2024-02-01, valid_to = 2024-01-01,",
                5,
                "valid_to",
            ),
            ("[sources]", "[sources", 7, "Expected ']'"),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_name_the_line_and_the_reason(
        self, tmp_path: Path, old: str, new: str, line: int, reason: str
    ) -> None:
        assert old in GOOD
        with pytest.raises(BadFile) as refused:
            load(tmp_path, GOOD.replace(old, new))
        assert str(refused.value).startswith(f"KZ.toml, line {line}: ")
        assert reason in str(refused.value)

    def test_a_code_that_is_no_country_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match="QQ is no ISO 3166"):
            load(tmp_path, GOOD.replace("KZ", "QQ"), "QQ")

    def test_two_rows_for_the_same_day_are_refused(self, tmp_path: Path) -> None:
        row = '{ value = 90, confidence = "one_source", sources = ["one"] }'
        later = row.replace("value = 90", "value = 60, valid_from = 2024-01-01")
        with pytest.raises(BadFile, match="stay_days: two rows"):
            load(tmp_path, GOOD.replace(row, f"{row}, {later}"))

    def test_a_history_of_two_rows_is_read_by_day(self, tmp_path: Path) -> None:
        row = '{ value = 90, confidence = "one_source", sources = ["one"] }'
        earlier = row.replace("value = 90", "value = 90, valid_to = 2023-12-31")
        later = row.replace("value = 90", "value = 60, valid_from = 2024-01-01")
        profile = load(tmp_path, GOOD.replace(row, f"{earlier}, {later}"))
        days = [terms.days for day in (date(2023, 12, 31), date(2024, 1, 1)) if (terms := profile.stay_terms(day))]
        assert days == [90, 60]

    def test_a_file_that_is_not_utf8_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "KZ.toml").write_bytes(b"\xff\xfe")
        with pytest.raises(BadFile, match=r"^KZ\.toml, line 1: "):
            catalogue.load(tmp_path)

    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match="no profile"):
            catalogue.load(tmp_path)


class TestChecklist:
    def test_a_country_without_a_profile_has_the_steps_for_every_country(self) -> None:
        steps = catalogue.detention_checklist("VN")
        assert [step.id for step in steps][:2] == ["coordinator", "lawyer"]
        assert "european-court" not in {step.id for step in steps}

    @pytest.mark.parametrize(
        ("code", "there"), [("GE", True), ("AM", True), ("FR", True), ("KZ", False), ("BY", False)]
    )
    def test_the_european_court_is_offered_only_where_it_is_open(self, code: str, *, there: bool) -> None:
        assert ("european_court" in {step.call for step in catalogue.detention_checklist(code)}) is there

    def test_a_step_of_the_country_replaces_the_default_one(self) -> None:
        steps = {step.id: step for step in catalogue.detention_checklist("KZ")}
        assert "KIBHR" in steps["local-group"].label.en
        assert "lawyer" in steps

    @pytest.mark.parametrize("code", CODES)
    def test_steps_come_by_urgency(self, code: str) -> None:
        hours = [step.within_hours for step in catalogue.detention_checklist(code)]
        assert hours == sorted(hours)
        assert hours[0] == 1


def texts(profile: Profile) -> list[Text]:
    """Every text of a profile and its checklist."""
    found = [profile.name, *(step.label for step in catalogue.detention_checklist(profile.code))]
    for _, fact in profile.facts():
        parts: list[Any] = [getattr(fact, name, None) for name in ("value", "note", "what", "text")]
        found += [part for part in parts if isinstance(part, Text)]
    return found


def told_of(profile: Profile) -> Iterator[Text]:
    """What is told of events, without the names of groups and treaties."""
    for rows in (profile.removals, profile.ways_out):
        yield from (row.what for row in rows)
    yield from (row.text for row in (*profile.notes, *profile.asylum_steps))
    yield from (row.note for row in profile.asylum_prospect if row.note)


def test_the_profiles_are_plain_toml() -> None:
    for path in catalogue.PROFILES.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["code"] == path.stem


def test_a_row_holds_on_its_first_and_last_day() -> None:
    row = Value(value=1, confidence=Confidence.UNVERIFIED, valid_from=date(2024, 1, 1), valid_to=date(2024, 1, 31))
    held = [row.holds(day) for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1))]
    assert held == [False, True, True, False]


class TestStart:
    """What the application does with a wrong file when it starts: `ready` is what Django calls then."""

    @pytest.fixture
    def files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        """A folder of profiles of its own, and one for the copies beside it."""
        folder = tmp_path / "profiles"
        folder.mkdir()
        (folder / "KZ.toml").write_text(GOOD, encoding="utf-8")
        monkeypatch.setattr(catalogue, "PROFILES", folder)
        monkeypatch.setattr(catalogue, "KEPT", tmp_path / "kept")
        catalogue.shelf.cache_clear()
        yield folder
        catalogue.shelf.cache_clear()

    def start(self) -> None:
        catalogue.shelf.cache_clear()
        apps.get_app_config("cases").ready()

    def spoil(self, files: Path, old: str = "value = 90", new: str = "value = 0") -> None:
        (files / "KZ.toml").write_text(GOOD.replace(old, new), encoding="utf-8")

    def test_a_first_start_with_a_wrong_file_is_refused(self, files: Path) -> None:
        self.spoil(files)
        with pytest.raises(BadFile, match=r"^KZ\.toml, line 5: "):
            self.start()

    def test_a_file_spoilt_while_we_run_changes_nothing(self, files: Path) -> None:
        self.start()
        self.spoil(files)
        assert catalogue.catalogue()["KZ"].stay_days[0].value == 90

    def test_after_a_good_start_the_last_good_copy_serves_and_says_so_loudly(
        self, files: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.start()
        self.spoil(files)
        self.start()
        assert catalogue.catalogue()["KZ"].stay_days[0].value == 90
        assert [(row.levelname, row.getMessage()[:17]) for row in caplog.records] == [("ERROR", "KZ.toml, line 5: ")]

    def test_the_copy_is_of_the_last_good_start_and_never_of_a_wrong_file(self, files: Path) -> None:
        self.start()
        self.spoil(files, new="value = 60")
        self.start()
        for _again in range(2):
            self.spoil(files)
            self.start()
            assert catalogue.catalogue()["KZ"].stay_days[0].value == 60

    def test_every_command_that_checks_refuses_meanwhile(self, files: Path) -> None:
        self.start()
        assert self.found() == []
        self.spoil(files)
        self.start()
        (wrong,) = self.found()
        assert wrong.msg.startswith("KZ.toml, line 5: ")
        assert wrong.is_serious()  # so `check` and `migrate` stop with it

    def found(self) -> list[CheckMessage]:
        return [message for message in run_checks() if message.id == "cases.E001"]

    def test_a_corrected_file_serves_again(self, files: Path) -> None:
        self.start()
        self.spoil(files)
        self.start()
        self.spoil(files, new="value = 45")
        self.start()
        assert catalogue.catalogue()["KZ"].stay_days[0].value == 45
        assert catalogue.shelf().refused == ()

    def test_a_copy_that_this_version_cannot_read_is_none(self, files: Path) -> None:
        self.start()
        (catalogue.KEPT / "KZ.toml").write_text("code = 1", encoding="utf-8")
        self.spoil(files)
        with pytest.raises(BadFile, match=r"^KZ\.toml, line 5: "):
            self.start()

    def test_where_nobody_may_write_it_starts_without_a_copy(self, files: Path) -> None:
        catalogue.KEPT.write_text("a file stands in the way", encoding="utf-8")
        self.start()
        assert catalogue.catalogue()["KZ"].stay_days[0].value == 90

    @pytest.mark.django_db
    def test_whoever_keeps_the_book_is_told_on_the_pages(self, files: Path) -> None:
        group = factories.group()
        self.start()
        self.spoil(files)
        self.start()
        for path in ("/countries/", "/countries/check/"):
            assert "KZ.toml, line 5" in group.coordinator.client().get(path).content.decode()
            assert "KZ.toml" not in group.activist.client().get(path).content.decode()
