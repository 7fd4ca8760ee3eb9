"""Pages of applications and dates, as people use them in a browser without scripts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.actor import today
from cases.applications.deadline_actions import add_date
from cases.applications.models import Application, Move
from cases.applications.work import DateKind
from cases.people.models import Case
from tests import factories
from tests.applications import desk
from tests.factories import Group

pytestmark = pytest.mark.django_db
STEP = {"told_by": "lawyer", "note": ""}


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    return factories.case(team.caseworker, alias="Lotus")


@pytest.fixture
def row(team: Group, case: Case) -> Application:
    """A refusal in Germany, told a while ago."""
    return desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)


@pytest.fixture
def client(team: Group) -> Client:
    return team.caseworker.client()


def move_url(row: Application, name: str) -> str:
    return reverse("applications:move", args=[row.pk, name])


def errors(page: str) -> int:
    return page.count("invalid-feedback")


def test_a_case_without_applications_is_told_what_to_do_next(client: Client) -> None:
    assert "An application is opened from the page of its case." in client.get("/applications/").content.decode()
    assert "Nothing is due in the next 30 days" in client.get("/deadlines/").content.decode()


def test_choosing_a_procedure_and_opening_it(team: Group, client: Client, case: Case) -> None:
    url = reverse("applications:new", args=[case.code])
    chosen = client.get(url).content.decode()
    assert "?procedure=fr_visa_asylum" in chosen
    assert "frozen since 1 May 2025" in chosen
    form = client.get(f"{url}?procedure=fr_visa_asylum").content.decode()
    assert "In preparation" in form
    answer = client.post(
        f"{url}?procedure=fr_visa_asylum", STEP | {"move": "draft", "on_day": "11.2025", "lawyer": "Me D."}
    )
    opened = Application.objects.get()
    assert answer.headers["Location"] == opened.get_absolute_url()
    page = client.get(opened.get_absolute_url()).content.decode()
    for shown in (case.code, "Lotus", "Visa for asylum", "November 2025", "Me D.", "The lawyer", "Referral ready"):
        assert shown in page


def test_a_day_of_another_law_is_refused_at_the_field_and_nothing_is_lost(client: Client, case: Case) -> None:
    url = f"{reverse('applications:new', args=[case.code])}?procedure=fr_asylum_pre_pact"
    typed = STEP | {"move": "registered", "on_day": "12.06.2026", "note": "Письмо", "reference": "№ 7"}
    page = client.post(url, typed).content.decode()
    assert "On that day another law applied" in page
    assert "Письмо" in page
    assert "№ 7" in page
    assert not Application.objects.exists()


def test_a_step_takes_two_clicks(client: Client, row: Application) -> None:
    page = client.get(row.get_absolute_url()).content.decode()
    assert move_url(row, "rejected") in page
    form = client.get(move_url(row, "rejected"))
    assert "This step starts a clock" in form.content.decode()
    fields = form.context["form"]
    shown = {name: fields[name].value() for name in ("on_day", "told_by", "version", "ticket")}
    answer = client.post(move_url(row, "rejected"), {**shown, "on_day": fields["on_day"].value(), "note": ""})
    assert answer.status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Action in the administrative court" in page
    assert "check with a lawyer" in page
    assert "The law has changed: check every date" in page


@pytest.mark.parametrize("typed", ["30.02.2026", "soon", "", "17.05.24", "2200", "x" * 9_000, "\0", "🜚"])
def test_a_day_that_is_none_is_refused_at_the_field_with_what_was_typed(
    client: Client, row: Application, typed: str
) -> None:
    page = client.post(move_url(row, "rejected"), STEP | {"on_day": typed, "note": "Kept"}).content.decode()
    assert errors(page) == 1
    assert "Kept" in page
    assert Application.objects.get().stage == "lodged"


def test_a_day_to_come_is_refused_at_the_field(team: Group, client: Client, row: Application) -> None:
    tomorrow = today(team.caseworker.actor) + timedelta(days=1)
    page = client.post(move_url(row, "rejected"), STEP | {"on_day": tomorrow.isoformat()}).content.decode()
    assert "This day has not come yet." in page


def test_a_day_before_the_last_step_asks_for_an_explanation(client: Client, row: Application) -> None:
    early = STEP | {"on_day": "01.08.2025"}
    page = client.post(move_url(row, "rejected"), early).content.decode()
    assert "This is before the last step" in page
    assert client.post(move_url(row, "rejected"), early | {"note": "Lodged earlier than we knew"}).status_code == 302


@pytest.mark.parametrize("note", ["п" * 100_000, "a\0b", "\u202e\u202d\u200b"])
def test_a_strange_note_never_breaks_the_page(client: Client, row: Application, note: str) -> None:
    answer = client.post(move_url(row, "rejected"), STEP | {"on_day": "2026", "note": note})
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize("field", ["ticket", "version"])
@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, ""])
def test_a_hidden_field_that_was_tampered_with_never_breaks_the_page(
    client: Client, row: Application, field: str, value: str
) -> None:
    answer = client.post(move_url(row, "rejected"), STEP | {"on_day": "2026", field: value})
    assert answer.status_code in (200, 302)


def test_an_application_is_not_made_after_the_step_it_stands_at(client: Client, case: Case) -> None:
    url = f"{reverse('applications:new', args=[case.code])}?procedure=fr_asylum_pre_pact"
    form = client.get(url).context["form"]
    typed = STEP | {"move": form.fields["move"].choices[1][1][-1][0], "on_day": "10.11.2025", "made_on": "12.2025"}
    answer = client.post(url, typed)
    assert list(answer.context["form"].errors) == ["made_on"]
    assert client.post(url, typed | {"made_on": "11.2025"}).status_code == 302


def test_the_same_form_sent_twice_moves_once(client: Client, row: Application) -> None:
    typed = STEP | {"on_day": "10.11.2025", "ticket": str(uuid4()), "version": "1"}
    for _ in range(2):
        assert client.post(move_url(row, "rejected"), typed).status_code == 302
    assert Move.objects.count() == 2


def test_a_stale_form_shows_itself_again_and_can_then_be_saved(team: Group, client: Client, row: Application) -> None:
    typed = STEP | {"on_day": "10.11.2025", "version": "1", "note": "Mine"}
    desk.moved(row, "interview_scheduled", "2025-10-01", by=team.coordinator)
    answer = client.post(move_url(row, "interviewed"), typed)
    page = answer.content.decode()
    assert "Somebody changed this while you were writing" in page
    assert "Mine" in page
    assert Application.objects.get().stage == "interview_scheduled"
    again = typed | {"version": answer.context["form"]["version"].value()}
    assert client.post(move_url(row, "interviewed"), again).status_code == 302


def test_a_step_that_is_no_longer_next_leads_back_to_the_application(client: Client, row: Application) -> None:
    answer = client.get(move_url(row, "appeal_granted"), follow=True)
    assert "this step is no longer next" in answer.content.decode()
    assert client.get(move_url(row, "nonsense")).status_code == 404
    page = client.post(move_url(row, "appeal_granted"), STEP | {"on_day": "2026"}).content.decode()
    assert "no longer possible from where the application stands" in page


def test_an_end_over_an_open_date_asks_why_it_no_longer_matters(
    team: Group, client: Client, case: Case, row: Application
) -> None:
    add_date(
        case=case, kind=DateKind.TASK, text="Bring photos", day=factories.TODAY, by=team.caseworker.actor,
        application=row,
    )  # fmt: skip
    form = client.get(move_url(row, "withdrawn")).content.decode()
    assert "Bring photos" in form
    assert "BAMF decision" not in form, "this one ends by itself"
    assert errors(client.post(move_url(row, "withdrawn"), STEP | {"on_day": "2026"}).content.decode()) == 1
    typed = STEP | {"on_day": "2026", "leftover": "He left for France"}
    assert client.post(move_url(row, "withdrawn"), typed).status_code == 302
    assert Application.objects.get().closed


def test_a_correction_shows_in_the_history_and_not_in_the_picture(
    team: Group, client: Client, row: Application
) -> None:
    desk.moved(row, "granted_refugee", "2025-12-01", by=team.caseworker)
    url = reverse("applications:correct", args=[row.pk])
    assert errors(client.post(url, STEP | {"stage": "lodged", "on_day": "2025"}).content.decode()) == 1
    client.post(url, STEP | {"stage": "lodged", "on_day": "2025-12-02", "note": "Another file"})
    answer = client.get(row.get_absolute_url())
    assert "Corrected to: Lodged" in answer.content.decode()
    steps = answer.context["sheet"].steps()
    assert [step.label for step in steps if step.state != "next"] == ["Lodged"]


def test_our_work_stands_beside_the_stage(client: Client, row: Application) -> None:
    url = reverse("applications:details", args=[row.pk])
    typed = {"work_state": "with_lawyer", "reference": "AZ 12/26", "lawyer": "Frau K.", "note": ""}
    assert client.post(url, typed | {"version": "1"}).status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert "With the lawyer" in page
    assert "AZ 12/26" in page
    assert "Somebody changed this" in client.post(url, typed | {"version": "1"}).content.decode()


def test_an_activist_reads_and_notes_but_finds_no_button_to_move(team: Group) -> None:
    case = factories.case(team.activist, alias="Fox")
    row = desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    client = team.activist.client()
    page = client.get(row.get_absolute_url()).content.decode()
    assert move_url(row, "rejected") not in page
    assert client.get(move_url(row, "rejected")).status_code == 403
    note = STEP | {"on_day": "2026", "note": "They rang"}
    assert client.post(reverse("applications:note", args=[row.pk]), note).status_code == 302
    assert "They rang" in client.get(row.get_absolute_url()).content.decode()


def test_what_usually_follows_is_offered(team: Group, client: Client, row: Application, case: Case) -> None:
    desk.moved(row, "transfer_pending", "2026-09-01", by=team.caseworker)
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"{reverse('applications:new', args=[case.code])}?procedure=eu_ammr" in page


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_every_page_speaks_the_readers_language(team: Group, client: Client, row: Application, language: str) -> None:
    type(team.caseworker.user).objects.filter(pk=team.caseworker.user.pk).update(language=language)
    words = {"en": "Lodged", "ru": "Ходатайство подано", "fr": "Introduite"}
    assert words[language] in client.get("/applications/").content.decode()
    assert words[language] in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("query", ["destination=XX", "stage=%00", "assignee=me%27--", "state=zz", "after=%00_x"])
def test_a_filter_that_makes_no_sense_is_left_out(client: Client, row: Application, query: str) -> None:
    answer = client.get(f"/applications/?{query}")
    assert answer.status_code == 200
    assert row.get_absolute_url() in answer.content.decode()
    assert client.get(f"/deadlines/?{query}&day=soon&when=x").status_code == 200
