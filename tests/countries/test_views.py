"""The country pages: right counts over what the actor may see, every value with its word and age, constant queries."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.models import User
from cases.countries import actions, catalogue, queries, upkeep
from cases.countries.overlay import KINDS
from cases.people.models import Case, Stage
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def almaty() -> Group:
    return factories.group()


@pytest.fixture
def browser(almaty: Group) -> Client:
    return almaty.coordinator.client()


class TestCounts:
    def test_open_cases_are_counted_by_country(self, almaty: Group) -> None:
        for country in ("KZ", "KZ", "AM"):
            factories.case(almaty.caseworker, country=country)
        closed = factories.case(almaty.caseworker, country="KZ")
        Case.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED)
        assert queries.cases_by_country(almaty.coordinator.actor) == {"KZ": 2, "AM": 1}

    def test_an_activist_counts_only_their_own_cases(self, almaty: Group) -> None:
        factories.case(almaty.activist, country="KZ")
        factories.case(almaty.caseworker, country="KZ")
        assert queries.cases_by_country(almaty.activist.actor) == {"KZ": 1}

    def test_a_restricted_case_is_not_counted_for_a_caseworker_who_was_not_named(self, almaty: Group) -> None:
        factories.restricted_case(almaty.activist)
        assert queries.cases_by_country(almaty.caseworker.actor) == {}
        assert queries.cases_by_country(almaty.coordinator.actor) == {"KZ": 1}

    def test_another_team_is_not_counted(self, almaty: Group) -> None:
        factories.case(factories.group().caseworker, country="KZ")
        assert queries.cases_by_country(almaty.coordinator.actor) == {}

    def test_the_operator_reads_profiles_without_any_count(self, almaty: Group) -> None:
        factories.case(almaty.caseworker, country="KZ")
        html = factories.operator().client().get("/countries/").content.decode()
        assert "Kazakhstan" in html
        assert "/cases/?country=" not in html


class TestList:
    def test_it_names_every_country_and_links_the_cases_there(self, almaty: Group, browser: Client) -> None:
        factories.case(almaty.caseworker, country="KZ")
        html = browser.get("/countries/").content.decode()
        assert [code for code in catalogue.catalogue() if f'href="/countries/{code}/"' not in html] == []
        assert 'aria-label="1 open case of ours">1</a>' in html

    def test_cases_in_a_country_nobody_described_are_named_too(self, almaty: Group, browser: Client) -> None:
        factories.case(almaty.caseworker, country="VN")
        html = browser.get("/countries/").content.decode()
        assert '<a href="/countries/VN/">Vietnam</a>' in html

    def test_it_asks_the_database_as_often_for_many_cases_as_for_one(self, almaty: Group, browser: Client) -> None:
        factories.case(almaty.caseworker, country="KZ")
        browser.get("/countries/")
        few, many = CaptureQueriesContext(connection), CaptureQueriesContext(connection)
        with few:
            browser.get("/countries/")
        for country in ("KZ", "AM", "GE", "VN", "RS"):
            factories.case(almaty.caseworker, country=country)
        with many:
            browser.get("/countries/")
        assert len(many) == len(few)


class TestCountry:
    @pytest.mark.parametrize("language", ["en", "ru", "fr"])
    def test_every_page_shows_every_source_within_its_weight(self, almaty: Group, language: str) -> None:
        User.objects.filter(pk=almaty.coordinator.user.pk).update(language=language)
        browser = almaty.coordinator.client()
        for profile in catalogue.all():
            page = browser.get(f"/countries/{profile.code}/")
            assert page.status_code == 200
            assert len(page.content) < 60_000
            assert page.content.decode().count('<li id="source-') == len(profile.sources)

    def test_it_says_how_sure_how_old_and_on_whose_word(self, browser: Client) -> None:
        html = " ".join(browser.get("/countries/AM/").content.decode().split())
        assert "Whether the 180 days count per calendar year" in html
        assert "unverified" in html
        assert "https://oc-media.org/russia-reportedly-transfers-kidnapped-deserter-from-armenia-to-rostov/" in html
        assert "Not researched" not in html

    def test_what_nobody_knows_reads_not_known(self, browser: Client) -> None:
        html = " ".join(browser.get("/countries/CA/").content.decode().split())
        assert html.count('<span class="unknown">not known</span>') > 10

    def test_a_reprint_is_shown_without_a_link(self, browser: Client) -> None:
        html = browser.get("/countries/KZ/").content.decode()
        assert "(BBC, reprint)" in html
        assert "ukrrudprom" not in html

    def test_a_code_in_small_letters_is_the_same_page(self, browser: Client) -> None:
        assert browser.get("/countries/kz/").status_code == 200

    def test_a_country_without_a_profile_has_the_steps_for_every_country(self, browser: Client) -> None:
        html = browser.get("/countries/VN/").content.decode()
        assert "Nobody has described this country yet" in html
        assert "Call the lawyer who holds the signed power of attorney" in html

    @pytest.mark.parametrize("code", ["QQ", "KAZ", "%00", "K%20"])
    def test_what_is_no_country_is_not_found(self, browser: Client, code: str) -> None:
        assert browser.get(f"/countries/{code}/").status_code == 404

    def test_a_stranger_is_sent_to_the_login(self) -> None:
        assert Client().get("/countries/KZ/").status_code == 302


class TestBook:
    """What has to be checked, for whoever keeps the book."""

    def test_it_counts_what_is_old_unverified_and_missing_our_cases_first(self, almaty: Group, browser: Client) -> None:
        factories.case(almaty.caseworker, country="TR")
        html = " ".join(browser.get("/countries/check/").content.decode().split())
        names = re.findall(r'<th scope="row"><a href="/countries/(..)/history/">', html)
        assert sorted(names) == sorted(catalogue.catalogue())
        assert names[0] == "TR"

    def test_a_value_is_counted_for_what_it_is(self) -> None:
        canada = catalogue.get("CA")
        assert canada is not None
        state = upkeep.state(canada, date(2026, 11, 22), 0, canada)
        # By hand from CA.toml: one note and the values of its fields; only the visa is sourced, in January 2025.
        told = [row for field in KINDS for row in getattr(canada, field)]
        assert (state.own, state.overtaken, state.changed) == (0, 0, 0)
        assert state.missing == len(KINDS) - len(told)
        assert state.stale == state.facts  # nothing newer than January 2025

    def test_a_value_of_a_team_that_our_files_have_overtaken_is_named(self, almaty: Group, browser: Client) -> None:
        on = date(2023, 6, 1)
        said = {"field": "documented_removals", "value": False, "source": "News", "source_day": "2023"}
        said |= {"confidence": "one_source"}
        row = actions.draft(code="KZ", said=said, by=almaty.caseworker.actor, on=on)
        actions.record(row=row, by=almaty.caseworker.actor)
        html = browser.get("/countries/check/").content.decode()
        assert html.count("our files have read something later") == 1

    def test_it_asks_the_database_as_often_for_many_values_as_for_none(self, almaty: Group, browser: Client) -> None:
        for path in ("/countries/check/", "/countries/KZ/", "/countries/KZ/history/"):
            browser.get(path)
            few, many = CaptureQueriesContext(connection), CaptureQueriesContext(connection)
            with few:
                browser.get(path)
            for number, field in enumerate(("csto", "eaeu", "visa_required")):
                said = {"field": field, "value": True, "source": "News", "source_day": "2026"}
                said |= {"confidence": "one_source"}
                on = date(2026, 11, number + 1)
                row = actions.draft(code="KZ", said=said, by=almaty.caseworker.actor, on=on)
                actions.record(row=row, by=almaty.caseworker.actor)
            with many:
                browser.get(path)
            assert len(many) == len(few)


class TestHistory:
    @pytest.mark.parametrize("language", ["en", "ru", "fr"])
    def test_every_value_of_every_country_within_the_weight_of_a_page(self, almaty: Group, language: str) -> None:
        User.objects.filter(pk=almaty.coordinator.user.pk).update(language=language)
        browser = almaty.coordinator.client()
        paths = [*(f"/countries/{code}/history/" for code in (*catalogue.catalogue(), "VN")), "/countries/check/"]
        pages = {path: browser.get(path) for path in paths}
        assert {path for path, page in pages.items() if page.status_code != 200} == set()
        assert {path: len(page.content) for path, page in pages.items() if len(page.content) > 60_000} == {}

    def test_the_earlier_row_of_a_history_says_until_when_it_held(self, browser: Client) -> None:
        html = browser.get("/countries/KZ/history/").content.decode()
        assert "since 27 Jan 2023" in html
        assert "counts today" in html

    def test_the_operator_reads_it_and_is_offered_no_change(self) -> None:
        html = factories.operator().client().get("/countries/KZ/history/").content.decode()
        assert "/newer/" not in html
