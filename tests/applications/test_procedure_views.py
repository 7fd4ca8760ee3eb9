"""The pages of procedures: all of what the files say, for people to check, in three languages."""

from html import unescape

import pytest
from django.urls import reverse

from cases.access.models import User
from cases.applications.catalogue import procedures, vocabulary
from cases.applications.chart import Chart
from cases.applications.procedure import Procedure
from tests import factories
from tests.factories import Group

ALL = sorted(procedures().values(), key=lambda procedure: procedure.id)
PAGE_BYTES = 60_000


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.mark.django_db
def test_the_list_names_every_procedure_with_its_law_and_what_is_shut(team: Group) -> None:
    page = unescape(team.activist.client().get("/procedures/").content.decode())
    for procedure in ALL:
        assert f"/procedures/{procedure.id}/" in page
        assert procedure.name.en in page
    assert "acts before 12 Jun 2026" in page
    assert "frozen since 1 May 2025" in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_each_page_shows_every_stage_move_limit_source_and_document(team: Group, language: str) -> None:
    User.objects.filter(pk=team.caseworker.user.pk).update(language=language)
    client = team.caseworker.client()
    for procedure in ALL:
        answer = client.get(reverse("applications:procedure", args=[procedure.id]))
        page = unescape(answer.content.decode())
        assert len(answer.content) < PAGE_BYTES
        for stage in procedure.stages:
            assert f'id="stage-{stage}"' in page, procedure.id
            assert vocabulary().stages[stage].label.to(language) in page
        said = [move.label for move in procedure.moves if move.label]
        said += [text for rule in procedure.deadlines for text in (rule.label, rule.counted_from, rule.note) if text]
        said += [rule.effect_if_missed for rule in procedure.deadlines if rule.effect_if_missed]
        for text in (*said, *procedure.authorities, *procedure.documents, procedure.notes):
            assert text.to(language) in page, (procedure.id, text.en)
        assert all(source.title in page for source in procedure.sources)


@pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.id)
def test_every_time_limit_is_drawn_at_a_move_that_sets_it_running(procedure: Procedure) -> None:
    chart = Chart(procedure, procedures())
    arrows = [arrow for box in chart.boxes for arrow in box.arrows] + chart.openings + chart.anywhere
    drawn = {limit.rule.id for arrow in arrows for limit in arrow.limits}
    assert drawn == {rule.id for rule in procedure.deadlines}
    assert {arrow.move.name for arrow in arrows} == {move.name for move in procedure.moves}


@pytest.mark.django_db
def test_how_sure_a_limit_is_stands_beside_it(team: Group) -> None:
    client = team.caseworker.client()
    limits = {
        (procedure.id, limit.rule.id): str(limit.certainty)
        for procedure in ALL
        for limit in Chart(procedure, procedures()).limits
    }
    assert limits["us_asylum", "file_one_year"] == "firm"
    assert limits["kz_asylum", "certificate"] == "one source, check"
    assert limits["ca_asylum", "rad_notice"] == "check with a lawyer"
    assert limits["fr_appeal_cnda", "appeal"] == "check with a lawyer", "the regime is unsettled"
    page = client.get("/procedures/fr_appeal_cnda/").content.decode()
    assert "It must have ARRIVED by then" in page
    assert "check with a lawyer" in page


@pytest.mark.django_db
def test_a_page_leads_to_what_comes_before_and_after(team: Group) -> None:
    page = team.caseworker.client().get("/procedures/fr_asylum_pact/").content.decode()
    assert 'href="/procedures/fr_visa_asylum/"' in page
    assert 'href="/procedures/fr_appeal_cnda/"' in page


@pytest.mark.django_db
def test_an_unknown_procedure_is_not_found(team: Group) -> None:
    assert team.caseworker.client().get("/procedures/xx_none/").status_code == 404
