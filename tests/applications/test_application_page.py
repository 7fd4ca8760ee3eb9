"""The page of an application: links to others of the case, documents, vetting, refusals, steps in two clicks."""

import re
from datetime import date
from html import unescape
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import vault
from cases.access import rotation
from cases.access.actor import Actor
from cases.applications import actions, queries
from cases.applications.catalogue import procedures
from cases.applications.deadline_actions import add_date
from cases.applications.models import Application, ApplicationBody, Move
from cases.applications.work import DateKind, RefusalReason, Vetting, VettingState
from cases.audit.models import Event
from cases.base.verdict import Refused
from cases.keys.envelope import Tampered
from cases.keys.keyring import Withheld
from cases.people import actions as people
from cases.people.dossier import Dossier, Relative
from cases.people.models import Case
from tests import factories
from tests.applications import desk
from tests.applications.desk import body_of, dates, told
from tests.evidence import samples
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    return factories.case(team.caseworker, alias="Lotus")


@pytest.fixture
def client(team: Group) -> Client:
    return team.caseworker.client()


@pytest.fixture
def refused(team: Group, case: Case) -> Application:
    row = desk.opened(case, "fr_asylum_pact", "lodged", "2026-07-01", by=team.caseworker)
    desk.moved(row, "rejected", "2026-11-02", by=team.caseworker)
    return Application.objects.get(pk=row.pk)


def page_of(client: Client, url: str) -> str:
    return unescape(client.get(url).content.decode())


def initial(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


# Steps


@pytest.mark.parametrize("start", ["/", "/applications/", "case"])
def test_a_step_is_stored_with_the_second_click(team: Group, client: Client, start: str) -> None:
    case = factories.case(team.caseworker, alias="Fox", on=TODAY)
    row = desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    page = page_of(client, case.get_absolute_url() if start == "case" else start)
    (url,) = re.findall(rf'href="({re.escape(row.get_absolute_url())}step/)"', page)  # the first click
    answer = client.post(url, initial(client, url) | {"move": "interview_scheduled"})  # the second: one of its buttons
    assert answer.status_code == 302
    assert Application.objects.get().stage == "interview_scheduled"


def test_the_page_of_steps_offers_exactly_what_may_come_next(client: Client, refused: Application) -> None:
    page = page_of(client, f"{refused.get_absolute_url()}step/")
    assert set(re.findall(r'name="move" value="(\w+)"', page.replace("\n", " "))) == {
        "appeal_pending",
        "withdrawn",
        "closed",
    }


def test_each_button_of_one_form_is_an_act_of_its_own(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    url = f"{row.get_absolute_url()}step/"
    sent = initial(client, url)
    client.post(url, sent | {"move": "interview_scheduled"})
    again = client.post(url, sent | {"move": "interview_scheduled"})
    assert again.status_code in (200, 302)
    assert Move.objects.count() == 2
    other = client.post(url, sent | {"move": "interviewed", "version": "2"})
    assert other.status_code == 302
    assert Application.objects.get().stage == "interviewed"


@pytest.mark.parametrize("move", ["", "nonsense", "appeal_granted", "\0"])
def test_a_step_nobody_offered_is_refused_and_nothing_typed_is_lost(
    client: Client, refused: Application, move: str
) -> None:
    url = f"{refused.get_absolute_url()}step/"
    answer = client.post(url, initial(client, url) | {"move": move, "note": "Письмо"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Choose what happened" in page
    assert "Письмо" in page


def test_an_end_over_open_dates_asks_once_more(team: Group, client: Client, refused: Application) -> None:
    url = f"{refused.get_absolute_url()}step/"
    add_date(
        case=refused.case, kind=DateKind.TASK, text="Bring photos", day=TODAY, by=team.caseworker.actor,
        application=refused,
    )  # fmt: skip
    page = unescape(client.post(url, initial(client, url) | {"move": "withdrawn"}).content.decode())
    assert "Bring photos" in page
    answer = client.post(url, initial(client, url) | {"move": "withdrawn", "leftover": "He left"})
    assert answer.status_code == 302


def test_a_letter_known_by_its_postmark_makes_no_firm_date(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "fr_asylum_pre_pact", "pre_registered", "2026-03-02", by=team.caseworker)
    url = reverse("applications:move", args=[row.pk, "registered"])
    sent = initial(client, url) | {"on_day": "12.03.2026", "postmark": "on"}
    assert client.post(url, sent).status_code == 302
    deadline, body = dates(row, team.caseworker)["ofpra_form"]
    assert (deadline.due_on, body.firmness) == (date(2026, 4, 2), "check")
    assert "when it arrived is not known" in page_of(client, row.get_absolute_url())


# Refusals


def test_a_refusal_asks_why_and_the_page_says_it(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    url = reverse("applications:move", args=[row.pk, "rejected"])
    assert initial(client, url)["refusal"] == RefusalReason.UNKNOWN
    client.post(url, initial(client, url) | {"refusal": "ties"})
    assert "No link with the country" in page_of(client, row.get_absolute_url())
    assert [(one.reason, one.count) for one in queries.refusals(team.caseworker.actor)] == [("ties", 1)]
    assert "refusal" not in initial(client, reverse("applications:move", args=[row.pk, "appeal_pending"]))


def test_why_it_was_refused_can_be_told_later(team: Group, client: Client, refused: Application) -> None:
    url = reverse("applications:details", args=[refused.pk])
    client.post(url, initial(client, url) | {"refusal": "security"})
    assert "Doubt about security" in page_of(client, refused.get_absolute_url())
    assert [(one.reason, one.count) for one in queries.refusals(team.caseworker.actor)] == [("security", 1)]


def test_taking_a_step_back_is_offered_asks_why_and_is_told(client: Client, refused: Application) -> None:
    url = reverse("applications:undo", args=[refused.pk])
    assert url in page_of(client, refused.get_absolute_url())
    assert "What was wrong" in page_of(client, url)
    assert client.post(url, initial(client, url)).status_code == 200, "without a reason"
    assert client.post(url, initial(client, url) | {"note": "Another file"}).status_code == 302
    page = page_of(client, refused.get_absolute_url())
    assert "Taken back." in page
    assert Application.objects.get().stage == "lodged"
    assert url not in page, "only the step that opened it is left"


# Appeals


def test_a_refusal_opens_its_appeal_with_the_day_it_was_notified(
    team: Group, client: Client, refused: Application
) -> None:
    page = page_of(client, refused.get_absolute_url())
    (url,) = re.findall(r'href="(/cases/[^"]+procedure=fr_appeal_cnda[^"]*)"', page)
    assert "Open the appeal" in page
    sent = initial(client, url)
    assert (sent["on_day"], sent["move"]) == ("02.11.2026", "decision_notified")
    answer = client.post(url, sent)
    appeal = Application.objects.get(procedure="fr_appeal_cnda")
    assert answer.headers["Location"] == appeal.get_absolute_url()
    assert dates(appeal, team.caseworker)["legal_aid"][0].due_on == date(2026, 11, 17)
    assert body_of(appeal, team.caseworker).follows == refused.pk
    assert "Appeal against:" in (shown := page_of(client, appeal.get_absolute_url()))
    assert refused.get_absolute_url() in shown
    back = page_of(client, refused.get_absolute_url())
    assert "Appealed:" in back
    assert appeal.get_absolute_url() in back
    assert "Open the appeal" not in back


def test_an_accelerated_refusal_opens_the_appeal_with_the_shorter_time(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "fr_asylum_pact", "lodged", "2026-07-01", by=team.caseworker)
    desk.moved(row, "accelerated", "2026-07-10", by=team.caseworker)
    desk.moved(row, "rejected", "2026-11-02", by=team.caseworker)
    (way,) = queries.sheet(queries.load_application(team.caseworker.actor, row.pk), by=team.caseworker.actor).onward_to
    sent = initial(client, way.url)
    assert sent["move"] == "fast_decision_notified"
    client.post(way.url, sent)
    appeal = Application.objects.get(procedure="fr_appeal_cnda")
    assert dates(appeal, team.caseworker)["appeal"][0].due_on == date(2026, 11, 7)


def test_an_application_of_another_case_is_not_followed(team: Group, client: Client, refused: Application) -> None:
    other = factories.case(team.caseworker, alias="Reed")
    url = f"{reverse('applications:new', args=[other.code])}?procedure=fr_appeal_cnda&after={refused.pk}"
    assert "It goes on from another application" not in page_of(client, url)
    with pytest.raises(Refused):
        actions.open_application(
            case=other,
            procedure=procedures()["fr_appeal_cnda"],
            report=told("decision_notified", "2026-11-02"),
            follows=refused,
            by=team.caseworker.actor,
            on=TODAY,
        )
    assert client.get(f"{url}&after=nonsense").status_code == 200


# The law of the day


def test_the_list_of_procedures_is_narrowed_to_the_law_of_the_day(team: Group, client: Client, case: Case) -> None:
    url = reverse("applications:new", args=[case.code])
    page = page_of(client, f"{url}?day=11.06.2026")
    assert "procedure=fr_asylum_pre_pact&day=11.06.2026" in page
    assert "procedure=fr_asylum_pact&" not in page
    assert initial(client, f"{url}?procedure=fr_asylum_pre_pact&day=11.06.2026")["on_day"] == "11.06.2026"
    assert "procedure=fr_asylum_pact" in page_of(client, f"{url}?day=soon"), "what is no day narrows nothing"


# Family


def test_relatives_of_the_case_are_chosen_and_a_name_taken_off_the_case_stays(
    team: Group, client: Client, case: Case
) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    url = reverse("applications:details", args=[row.pk])
    assert "family" not in client.get(url).context["form"].fields
    _relatives(case, (Relative(relation="wife", where="Almaty"), Relative(relation="son")), team.caseworker.actor)
    assert "wife, Almaty" in page_of(client, url)
    client.post(url, initial(client, url) | {"family": ["wife, Almaty"]})
    assert "wife, Almaty" in page_of(client, row.get_absolute_url())
    _relatives(case, (), team.caseworker.actor)
    client.post(url, initial(client, url) | {"note": "n"})
    assert body_of(row, team.caseworker).family == ("wife, Almaty",)
    assert client.post(url, initial(client, url) | {"family": ["stranger"]}).status_code == 200


def _relatives(case: Case, relatives: tuple[Relative, ...], by: Actor) -> None:
    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, relatives=relatives)

    people.amend(case=Case.objects.get(pk=case.pk), change=change, by=by, on=TODAY, why="test")


# Documents


def test_documents_are_asked_had_translated_and_named_in_our_words(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    file = samples.file_on(case, by=team.caseworker)
    page = page_of(client, row.get_absolute_url())
    assert "0 of 7" in page
    assert "Two identity photographs" in page
    url = reverse("applications:papers", args=[row.pk])
    sent = initial(client, url) | {
        "paper_0_state": "translated",
        "paper_0_file": str(file.pk),
        "paper_5_state": "asked",
        "own_0_text": "Letter of the host",
        "own_0_state": "missing",
    }
    assert client.post(url, sent).status_code == 302
    page = page_of(client, row.get_absolute_url())
    for shown in ("1 of 8", "Letter of the host", "We have it, translated", f"/files/{file.pk}/"):
        assert shown in page
    kept = body_of(row, team.caseworker).papers
    assert [(paper.document, paper.text, paper.state) for paper in kept] == [
        ("account", "", "translated"),
        ("photographs", "", "asked"),
        ("", "Letter of the host", "missing"),
    ]
    cleared = initial(client, url) | {"own_0_text": ""}
    client.post(url, cleared)
    assert len(body_of(row, team.caseworker).papers) == 2


def test_a_file_of_another_case_cannot_be_named(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    other = samples.file_on(factories.case(team.caseworker, alias="Reed"), by=team.caseworker)
    url = reverse("applications:papers", args=[row.pk])
    answer = client.post(url, initial(client, url) | {"paper_0_file": str(other.pk)})
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()


# Vetting


def vetted(row: Application, team: Group, note: str = "Named in a report on Bucha") -> None:
    known = Vetting(VettingState.CONCERNS, TODAY, team.coordinator.user.handle, note)
    actions.vet(application=row, vetting=known, by=team.coordinator.actor)


def test_only_coordinators_open_vetting_though_caseworkers_hold_the_key_of_the_case(
    team: Group, client: Client, case: Case
) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    url = reverse("applications:vetting", args=[row.pk])
    coordinator = team.coordinator.client()
    sent = initial(coordinator, url) | {"state": "concerns", "note": "Named in a report"}
    assert coordinator.post(url, sent).status_code == 302
    assert "Named in a report" in page_of(coordinator, row.get_absolute_url())
    page = page_of(client, row.get_absolute_url())
    assert "Kept by the coordinators" in page
    assert "Named in a report" not in page
    assert "Concerns" not in page
    assert client.get(url).status_code == 403
    body: ApplicationBody = body_of(row, team.caseworker)
    assert body.vetting
    assert b"Named" not in body.vetting.raw
    with pytest.raises(Withheld):
        vault.open_for_leads(row, "vetting", body.vetting, Vetting, by=team.caseworker.actor, why="test")
    with pytest.raises(Refused):
        actions.vet(
            application=row, vetting=Vetting(VettingState.CLEARED, TODAY, "x"), by=team.caseworker.actor
        )  # fmt: skip


def test_every_opening_of_vetting_is_in_the_audit(team: Group, case: Case) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    vetted(row, team)
    by, body = team.coordinator.actor, body_of(row, team.coordinator)
    before = Event.objects.count()
    assert queries.vetting_of(row, body, by=by)
    assert Event.objects.count() == before + 1


def test_vetting_opens_under_the_roots_that_came_after(team: Group, case: Case) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    vetted(row, team)
    rotation.begin(by=team.coordinator.actor, why="test")
    known = queries.vetting_of(row, body_of(row, team.coordinator), by=team.coordinator.actor)
    assert known
    assert known.note == "Named in a report on Bucha"


def test_a_box_put_into_another_application_does_not_open(team: Group, case: Case) -> None:
    row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    other = desk.opened(case, "de_humanitarian", "ngo_recommendation", "2024-11-01", by=team.caseworker)
    vetted(row, team)
    body = body_of(row, team.coordinator)
    with pytest.raises(Tampered):
        queries.vetting_of(other, body, by=team.coordinator.actor)


def test_an_old_record_without_the_newer_fields_still_opens(team: Group, case: Case) -> None:
    old = msgspec.msgpack.encode({"details": {"reference": "7"}, "last_on": {"year": 2026}, "events": {}})
    body = msgspec.msgpack.decode(old, type=ApplicationBody)
    assert (body.details.reference, body.papers, body.family, body.vetting, body.refusals) == ("7", (), (), None, ())


def test_several_applications_of_a_case_stand_beside_each_other(team: Group, client: Client, case: Case) -> None:
    for procedure, move in (("fr_visa_asylum", "draft"), ("de_asylum", "lodged"), ("us_asylum", "not_filed")):
        desk.opened(case, procedure, move, "2026-11-01", by=team.caseworker)
    page = page_of(client, case.get_absolute_url())
    for row in Application.objects.all():
        assert f"{row.get_absolute_url()}step/" in page


def test_what_must_have_arrived_says_when_to_post_it(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-02", by=team.caseworker)
    deadline, _ = dates(row, team.caseworker)["appeal"]
    assert deadline.due_on == date(2026, 11, 16)  # five working days before: 13, 12, (11 is a holiday), 10, 9 and 6
    assert "post it by 6 Nov 2026" in page_of(client, row.get_absolute_url())
    assert "6 Nov 2026" in page_of(client, deadline.get_absolute_url())


def test_a_prolonged_time_says_its_whole_length(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "fr_asylum_pre_pact", "lodged", "2026-01-15", by=team.caseworker)
    desk.moved(row, "prolonged", "2026-07-01", by=team.caseworker)
    deadline, _ = dates(row, team.caseworker)["ofpra_decision"]
    assert deadline.due_on == date(2027, 4, 15)
    assert "Time limit: 15 months" in " ".join(page_of(client, row.get_absolute_url()).split())


def test_a_date_opened_again_says_how_it_had_ended(team: Group, client: Client, case: Case) -> None:
    row = desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    desk.moved(row, "rejected", "2026-11-10", by=team.caseworker)
    url = reverse("applications:undo", args=[row.pk])
    client.post(url, initial(client, url) | {"note": "Another file"})
    deadline, _ = dates(row, team.caseworker)["decision"]
    assert "Closed before, then opened again" in page_of(client, deadline.get_absolute_url())


def test_the_list_costs_as_many_queries_whatever_its_length(
    team: Group, client: Client, case: Case, django_assert_max_num_queries: Any
) -> None:
    desk.opened(case, "de_asylum", "lodged", "2026-11-01", by=team.caseworker)
    client.get("/applications/")
    with CaptureQueriesContext(connection) as one:
        client.get("/applications/")
    for procedure, move in (("fr_visa_asylum", "draft"), ("us_asylum", "not_filed"), ("nl_asylum", "lodged")):
        desk.opened(case, procedure, move, "2026-11-01", by=team.caseworker)
    with django_assert_max_num_queries(len(one)):
        client.get("/applications/")
