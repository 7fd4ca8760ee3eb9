"""The pages of a stay as people use them: any day, papers, an exit thought through, the day to leave by."""

from datetime import UTC, datetime

import pytest

from cases.base import clock
from cases.people.dossier import Leg, PermitKind, Refusal
from cases.risk.facts import Facts
from cases.risk.models import Step
from cases.timeline.models import EntryKind
from tests.factories import Group
from tests.people.opened import audited, dossier, form_of, story
from tests.stay.seen import logged, url, words
from tests.stay.told import day, paper, stay

# Any day ----------------------------------------------------------------------------------------------


def test_it_answers_for_today_and_for_any_other_day(team: Group) -> None:
    row, client = logged(team), team.activist.client()
    assert "83 of 90" in words(client.get(url(row)))
    later = words(client.get(url(row), {"on_day": "2026-12-05"}))
    assert "On 5 Dec 2026" in later
    assert "6 days too long" in later


def test_a_day_that_is_none_is_said_at_its_field_and_today_is_answered(team: Group) -> None:
    answer = team.activist.client().get(url(logged(team)), {"on_day": "31.02.2026"})
    assert "This month does not have that day." in words(answer)
    assert "83 of 90" in words(answer)


def test_the_day_is_the_teams_and_not_greenwichs(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """At eleven at night in Greenwich it is tomorrow in Almaty."""
    row = logged(team)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 23, tzinfo=UTC))
    assert "84 of 90" in words(team.activist.client().get(url(row)))


def test_several_countries_are_answered_side_by_side(team: Group) -> None:
    row = logged(team, stays=(stay("GE", "2026-01-10", "2026-03-31"), stay("VN", "2025-01-01", "2025-02-01")))
    said = words(team.activist.client().get(url(row)))
    for told in ("Kazakhstan", "Georgia", "365 days by the rule", "Vietnam", "Nobody has described this country yet"):
        assert told in said


def test_opening_the_page_leaves_one_trace(team: Group) -> None:
    row = logged(team)
    team.activist.client().get(url(row))
    assert audited(team.coordinator).count("stay page") == 1


# Papers, refusals, journeys ---------------------------------------------------------------------------


def test_a_permit_typed_here_takes_the_end_of_the_stay_out_of_the_year_ahead(team: Group) -> None:
    row, client = logged(team), team.activist.client()
    before = Step.objects.filter(case=row).count()
    typed = {
        "permits_0_kind": "permit",
        "permits_0_country": "Казахстан",
        "permits_0_starts": "15.11.2026",
        "permits_0_ends": "01.12.2027",
    }
    assert client.post(url(row, "edit/"), form_of(client, url(row, "edit/")) | typed)["Location"] == url(row)
    assert dossier(row, team.activist).permits == (paper("KZ", "2026-11-15", "2027-12-01"),)
    assert "1 Dec 2027" in words(client.get(url(row)))
    assert before >= 1
    told = story(row, team.activist)[-1]
    assert (told.kind, told.data) == (EntryKind.CHANGED, {"items": ["permits"]})
    assert "Changed: Papers of a country about the stay" in words(client.get(f"/cases/{row.code}/"))


def test_an_untouched_form_changes_nothing(team: Group) -> None:
    papers = (paper("KZ", "2026-11-15", "2027-12", PermitKind.VISA, days=30, paper="five_year", note="№ 7"),)
    row = logged(
        team,
        stays=(
            stay("GE", "2026-01", "~2026-03-31", paper="five_year", through="Verkhny Lars"),
            stay("AM", None, "2025"),
        ),
        permits=papers,
        refusals=(Refusal(country="KZ", refused_on=day("2026-10")),),
        journeys=(Leg(origin="KZ", via="TR", to="FR", on=day("2026-12-20"), paper="five_year"),),
    )
    client = team.activist.client()
    before = dossier(row, team.activist)
    client.post(url(row, "edit/"), form_of(client, url(row, "edit/")))
    assert dossier(row, team.activist) == before


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"stays_1_country": "Xyzland", "stays_1_entered_on": "2024"}, "stays_1_country", "No country of this name"),
        ({"stays_1_entered_on": "01.05.2024"}, "stays_1_country", "Which country?"),
        ({"stays_1_country": "GE", "stays_1_entered_on": "01.12.2026"}, "stays_1_entered_on", "has not come yet"),
        (
            {"stays_1_country": "GE", "stays_1_entered_on": "01.05.2024", "stays_1_left_on": "01.04.2024"},
            "stays_1_left_on",
            "cannot have left",
        ),
        (
            {"stays_1_country": "GE", "stays_1_entered_on": "01.08.2026", "stays_1_left_on": "05.09.2026"},
            "stays_1_entered_on",
            "overlaps line 1",
        ),
        ({"permits_0_country": "KZ"}, "permits_0_kind", "What kind of paper"),
        (
            {"permits_0_kind": "visa", "permits_0_country": "FR", "permits_0_days": "0"},
            "permits_0_days",
            "greater than",
        ),
        ({"stay_ends_on": "01.08.2026"}, "stay_ends_on", "cannot end before the entry"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(
    team: Group, typed: dict[str, str], field: str, said: str
) -> None:
    row, client = logged(team), team.activist.client()
    answer = client.post(url(row, "edit/"), form_of(client, url(row, "edit/")) | typed)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert said in form.errors[field][0]
    assert all(form[name].value() == value for name, value in typed.items())
    assert dossier(row, team.activist).stays == ()


def test_two_people_at_once_lose_nothing(team: Group) -> None:
    row, mine, theirs = logged(team), team.activist.client(), team.caseworker.client()
    opened = form_of(mine, url(row, "edit/"))
    first = form_of(theirs, url(row, "edit/")) | {"permits_0_kind": "permit", "permits_0_country": "KZ"}
    theirs.post(url(row, "edit/"), first)
    journey = {"journeys_0_origin": "KZ", "journeys_0_to": "Georgia"}
    assert mine.post(url(row, "edit/"), opened | journey).status_code == 302
    kept = dossier(row, team.activist)
    assert (len(kept.permits), len(kept.journeys)) == (1, 1)
    clash = mine.post(url(row, "edit/"), opened | {"permits_0_kind": "visa", "permits_0_country": "FR"})
    assert "Meanwhile somebody changed this to: Permit to stay, Kazakhstan" in words(clash)
    assert clash.context["form"]["permits_0_country"].value() == "FR"


def test_ending_the_present_stay_says_that_they_are_no_longer_there(team: Group) -> None:
    row, client = logged(team), team.activist.client()
    client.post(url(row, "edit/"), form_of(client, url(row, "edit/")) | {"stays_0_left_on": "20.11.2026"})
    kept = dossier(row, team.activist)
    assert (kept.facts.entered_on, kept.stays) == (None, (stay("KZ", "2026-09-01", "2026-11-20"),))
    assert "the person is not in the country" in words(client.get(url(row)))


def test_a_journey_is_looked_at_leg_by_leg(team: Group) -> None:
    legs = (Leg(origin="GE", via="KZ", to="TR", on=day("2026-12-20"), paper="five_year"), Leg(via="VN", to="RU"))
    said = words(team.activist.client().get(url(logged(team, journeys=legs))))
    for told in (
        "a danger even for two hours",
        "This is Russia itself",
        "nothing is known of its dangers",
        "without a visa",
    ):
        assert told in said


def test_the_papers_say_how_far_they_reach_and_what_ends_first(team: Group) -> None:
    row = logged(team, permits=(paper("KZ", "2026-09-01", "2026-12-20"),))
    said = words(team.activist.client().get(url(row)))
    ends = said[said.index("What ends first") : said.index("How far the papers reach")]
    assert ends.index("Last lawful day") < ends.index("International passport, five years")
    assert "no visa into it" in said
    unknown = words(team.activist.client().get(url(logged(team, facts=Facts()))))
    assert "Which papers they hold is not known." in unknown
