"""Countries side by side: told apart way by way, and for one person with their papers and past stays."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.actor import today
from cases.base.dates import PartialDate
from cases.countries import actions
from cases.people.dossier import Stay, Wish
from cases.people.models import Case
from cases.risk.facts import Facts, Paper, PaperKind
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def client(group: Group) -> Client:
    return group.caseworker.client()


def rows(client: Client, path: str) -> dict[str, list[str]]:
    """What each row of the table says, country by country."""
    answer = client.get(path)
    assert answer.status_code == 200
    page = unescape(" ".join(answer.content.decode().split()))
    found = {}
    for row in page.split("<tbody>")[1].split('<th scope="row">')[1:]:
        label, _, rest = row.partition("</th>")
        found[label] = [_words(cell) for cell in re.findall("<td[^>]*>(.*?)</td>", rest)]
    return found


def _words(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


class TestForAnybody:
    def test_stay_record_ways_out_and_asylum_stand_side_by_side(self, client: Client) -> None:
        told = rows(client, "/countries/compare/?c=KZ&c=AM&c=GE")
        assert told["Stay"] == ["90 days within any 180", "180 days a year unverified", "365 days from each entry"]
        assert told["Taken to Russia"][0] == "Within 24 months"
        assert told["Extradition"][0].startswith("on record")
        assert told["Informal hand-over"][0] == "on record Its authorities and Russian military police"
        assert told["Exit refused at the border"][0].startswith("on record")
        assert told["Prospect of asylum"][0] == "None"
        assert told["Asylum procedure there"][1] == "not known"

    def test_what_a_team_recorded_is_compared(self, group: Group, client: Client) -> None:
        said = {
            "field": "stay_days",
            "value": 45,
            "source": "Gazette",
            "source_day": "2026",
            "confidence": "unverified",
        }
        on = today(group.caseworker.actor)
        row = actions.draft(code="KZ", said=said, by=group.caseworker.actor, on=on)
        actions.record(row=row, by=group.caseworker.actor)
        assert rows(client, "/countries/compare/?c=KZ")["Stay"] == ["45 days within any 180 unverified"]

    def test_of_many_the_first_six_are_shown_and_the_page_says_so(self, client: Client) -> None:
        path = "/countries/compare/?c=KZ&c=AM&c=GE&c=RS&c=TR&c=TH&c=MN"
        assert len(rows(client, path)["Stay"]) == 6
        assert "Only the first 6 are shown" in client.get(path).content.decode()

    @pytest.mark.parametrize("query", ["", "?c=QQ", "?c=%00", "?c=KAZ&c="])
    def test_nothing_to_compare_asks_to_choose(self, client: Client, query: str) -> None:
        answer = client.get(f"/countries/compare/{query}")
        assert answer.status_code == 200
        assert "No country is chosen" in answer.content.decode()

    def test_the_same_country_twice_is_one_column(self, client: Client) -> None:
        assert len(rows(client, "/countries/compare/?c=KZ&c=kz")["Stay"]) == 1

    @pytest.mark.parametrize("language", ["ru", "fr"])
    def test_six_countries_stay_within_the_weight_of_a_page(self, client: Client, language: str) -> None:
        client.post("/language/", {"language": language, "next": "/"})
        assert len(client.get("/countries/compare/?c=KZ&c=AM&c=GE&c=KG&c=US&c=TH").content) < 60_000

    def test_the_operator_reads_it_without_a_team(self) -> None:
        assert factories.operator().client().get("/countries/compare/?c=KZ").status_code == 200


class TestForOnePerson:
    def case(self, group: Group) -> Case:
        """In Kazakhstan for ten days, forty in the Emirates before; with an internal and a ten-year passport."""
        on = today(group.caseworker.actor)
        entered = PartialDate.of(on - timedelta(days=9))
        papers = (Paper(kind=PaperKind.INTERNAL), Paper(kind=PaperKind.TEN_YEAR, expires_on=PartialDate(2031, 5, 1)))
        come, gone = (PartialDate.of(on - timedelta(days=ago)) for ago in (100, 61))
        return factories.case(
            group.caseworker,
            on=on,
            stays=(Stay(country="AE", entered_on=come, left_on=gone),),
            wishes=(Wish(destination="FR"),),
            facts=Facts(country="KZ", entered_on=entered, papers=papers),
        )

    def test_papers_days_left_and_routes(self, group: Group, client: Client) -> None:
        told = rows(client, f"/cases/{self.case(group).code}/countries/?c=KZ&c=AE&c=GE")
        assert told["Lets in with"][0].startswith("without a visa")
        assert told["Lets in with"][2].split(" ")[:4] == ["not", "with", "this", "paper"]  # Georgia, internal passport
        assert "80 days left" in told["Stay left there today"][0]  # the tenth of 90 days
        # 40 of 90 days are used, and the first of them leaves the 180 days only after 80 more.
        assert "50 days, if they entered today" in told["Stay left there today"][1]
        assert "365 days, if they entered today" in told["Stay left there today"][2]
        assert all("Visa for asylum" in cell for cell in told["Visa routes to apply for from there"])

    def test_where_no_paper_opens_the_way_no_route_leads_on(self, group: Group, client: Client) -> None:
        case = factories.case(group.caseworker, facts=Facts(country="KZ", papers=(Paper(kind=PaperKind.INTERNAL),)))
        told = rows(client, f"/cases/{case.code}/countries/?c=KZ&c=GE")
        assert told["Visa routes to apply for from there"][1] == "no known way in"
        assert "no passport is known" in told["Visa routes to apply for from there"][0]

    def test_at_first_it_shows_where_they_are_wish_to_go_and_were(self, group: Group, client: Client) -> None:
        page = client.get(f"/cases/{self.case(group).code}/countries/").content.decode()
        assert page.index("/countries/KZ/") < page.index("/countries/FR/") < page.index("/countries/AE/")

    def test_papers_nobody_asked_about_are_no_way_in(self, group: Group, client: Client) -> None:
        case = factories.case(group.caseworker)
        page = client.get(f"/cases/{case.code}/countries/?c=GE").content.decode()
        assert "Which papers they hold is not known" in page
        assert "no known way in" in page

    def test_it_asks_as_often_for_six_countries_as_for_one(self, group: Group, client: Client) -> None:
        path = f"/cases/{self.case(group).code}/countries/"
        client.get(path)
        few, many = CaptureQueriesContext(connection), CaptureQueriesContext(connection)
        with few:
            client.get(f"{path}?c=KZ")
        with many:
            client.get(f"{path}?c=KZ&c=AM&c=GE&c=RS&c=TR&c=TH")
        assert len(many) == len(few)
