"""What is usually done at a stage: offered on the page of an application, taken up by ticks, each once."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cases.applications import usualtasks
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Deadline
from cases.base.datafile import BadFile
from tests import factories
from tests.applications import desk
from tests.factories import Group

TASK = """
[[tasks]]
id = "one"
{where}
within = {{ value = 1, unit = "days" }}
text = {{ en = "a", ru = "б", fr = "c" }}
"""


def ids(procedure: str, stage: str) -> list[str]:
    return [task.id for task in usualtasks.tasks_at(procedures()[procedure], stage)]


def test_a_stage_has_the_tasks_of_its_phase_and_its_own() -> None:
    assert set(ids("fr_visa_asylum", "draft")) == {"papers_missing", "visa_letter", "link_with_france"}
    assert {"prepare_interview", "interpreter", "ask_how_far"} <= set(ids("unhcr_rsd", "interview_scheduled"))
    assert "prepare_interview" not in ids("unhcr_rsd", "interviewed")


def test_every_task_is_offered_somewhere_and_the_most_urgent_first() -> None:
    offered = {task for one in procedures().values() for stage in one.stages for task in ids(one.id, stage)}
    assert offered == set(usualtasks.usual_tasks())
    assert ids("kz_asylum", "refused").index("refusal_to_lawyer") == 0


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", "line 2: one: it names neither"),
        ('stage = "dreamt"', "line 2: one: no procedure has such a stage"),
        ('phase = "dreamt"', "phase"),
        ('stage = "draft"\nagain = { every = 0, unit = "days" }', "every 0 days"),
        ('stage = "draft"\ncolour = "red"', "colour"),
    ],
)
def test_a_list_with_a_mistake_is_refused_by_file_line_and_reason(tmp_path: Path, where: str, said: str) -> None:
    file = tmp_path / "usualtasks.toml"
    file.write_text(TASK.format(where=where))
    with pytest.raises(BadFile, match=r"usualtasks\.toml, line") as refused:
        usualtasks.load(file)
    assert said in str(refused.value)


def test_an_id_is_listed_once(tmp_path: Path) -> None:
    file = tmp_path / "usualtasks.toml"
    file.write_text(TASK.format(where='stage = "draft"') * 2)
    with pytest.raises(BadFile, match="listed twice"):
        usualtasks.load(file)


# The page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def team(db: None) -> Group:
    return factories.group()


@pytest.fixture
def row(team: Group) -> Application:
    return desk.opened(factories.case(team.caseworker), "unhcr_rsd", "registered", "2026-11-10", by=team.caseworker)


@pytest.fixture
def client(team: Group) -> Client:
    return team.caseworker.client()


def taken(row: Application) -> int:
    return Deadline.objects.filter(application=row).count()


def test_after_a_move_the_page_offers_what_the_new_stage_asks(client: Client, row: Application) -> None:
    fields = {"on_day": "2026-11-19", "told_by": "authority", "note": "", "version": "1"}
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Ask how far the file is" in page
    assert "Prepare the interview" not in page
    for name in ("documents_checked", "interview_scheduled"):
        url = reverse("applications:move", args=[row.pk, name])
        row.refresh_from_db()
        assert client.post(url, fields | {"version": str(row.version)}).status_code == 302
    assert "Prepare the interview" in client.get(row.get_absolute_url()).content.decode()


def test_ticked_tasks_are_taken_up_once(client: Client, row: Application) -> None:
    before = taken(row)
    url = reverse("applications:add_usual", args=[row.pk])
    for _twice in range(2):
        assert client.post(url, {"task": ["ask_how_far", "tell_address"]}).status_code == 302
    assert taken(row) == before + 2
    page = client.get(row.get_absolute_url()).content.decode()
    assert 'value="ask_how_far"' not in page
    assert "Ask how far the file is" in page  # among the dates now


def test_a_task_taken_up_is_read_in_the_language_of_each_reader(client: Client, row: Application) -> None:
    client.post(reverse("applications:add_usual", args=[row.pk]), {"task": "tell_address"})
    client.post("/language/", {"language": "fr", "next": "/"})
    assert "S&#x27;assurer que le courrier arrive" in client.get("/deadlines/?when=all").content.decode()


def test_tasks_of_another_stage_and_no_tick_at_all_add_nothing(client: Client, row: Application) -> None:
    before, url = taken(row), reverse("applications:add_usual", args=[row.pk])
    client.post(url, {"task": ["visa_letter", "dreamt"]})
    page = client.post(url, {}, follow=True).content.decode()
    assert "Tick at least one task." in page
    assert taken(row) == before


def test_a_task_that_comes_again_does_so(team: Group, client: Client, row: Application) -> None:
    client.post(reverse("applications:add_usual", args=[row.pk]), {"task": "ask_how_far"})
    (first,) = [one for one, body in desk.dates(row, team.caseworker).values() if body.usual == "ask_how_far"]
    day = first.due_on.isoformat()  # type: ignore[union-attr]
    client.post(reverse("applications:meet", args=[first.pk]), {"day": "2026-11-20", "note": "", "version": "1"})
    (again,) = Deadline.objects.filter(application=row, done=False).exclude(pk=first.pk)
    assert again.due_on is not None
    assert (again.due_on - first.due_on).days == 30  # type: ignore[operator]
    assert again.due_on.isoformat() > day


def test_activists_are_offered_none(team: Group) -> None:
    case = factories.case(team.activist)
    row = desk.opened(case, "unhcr_rsd", "registered", "2026-11-10", by=team.caseworker)
    assert "Usual tasks" not in team.activist.client().get(row.get_absolute_url()).content.decode()
