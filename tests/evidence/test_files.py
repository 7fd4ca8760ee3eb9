"""The files of a case, through its pages: added, described by two people, deleted, sent; and how much a case holds."""

import hashlib
import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import vault
from cases.access import freezing
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.evidence import actions, rules, upload
from cases.evidence.models import CaseFile, Chunk, FileBody, FileDetails, FileKind
from cases.evidence.receiving import LARGEST, Received, Receiver, receive
from cases.keys.stream import PIECE
from cases.people.actions import Stale
from cases.people.models import Case
from cases.timeline.models import Entry
from tests import factories
from tests.evidence import samples
from tests.evidence.samples import document, file_on, photo, picture
from tests.factories import TODAY, Group, Person
from tests.people.between import agreed_case, share


def upload_to(client: Client, case: Case, data: bytes, *, name: str = "photo.jpg", **fields: Any) -> Any:
    url = f"/cases/{case.code}/files/new/"
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return client.post(url, {"file": file, "kind": "", **fields})


def body_of(row: CaseFile, by: Person) -> FileBody:
    body: FileBody = vault.open(CaseFile.objects.get(pk=row.pk).body, by=by.actor, why="test")
    return body


def downloaded(client: Client, row: CaseFile) -> Any:
    return client.get(f"/cases/{row.case.code}/files/{row.pk}/download/")


def story_of(case: Case, by: Person) -> list[Any]:
    rows = Entry.objects.filter(case=case).order_by("number")
    return [vault.open(row.body, by=by.actor, why="test") for row in rows]


def told_to_audit(group: Group) -> list[str]:
    key = group.coordinator.actor.keyring.audit_pair.private
    return [log.read(event, key).detail for event in Event.objects.filter(team_id=group.team.pk)]


# Adding ---------------------------------------------------------------------------------------------


def test_a_photo_is_added_in_two_presses_and_described_next(team: Group, case: Case) -> None:
    answer = upload_to(team.activist.client(), case, photo(), kind="military_id")
    row = CaseFile.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.code}/files/{row.pk}/about/"
    body = body_of(row, team.activist)
    assert body.details == FileDetails(kind=FileKind.MILITARY_ID)
    assert (body.name, body.mime, body.added_on) == ("photo.jpg", "image/jpeg", TODAY)
    assert body.digest == hashlib.sha256(photo()).digest()
    assert [entry.data for entry in story_of(case, team.activist)][1:] == [{"act": "added", "kind": "military_id"}]
    assert "file added" in told_to_audit(team)


def test_the_page_of_a_case_counts_its_files_and_leads_to_them(team: Group, case: Case) -> None:
    for _file in range(2):
        file_on(case, by=team.activist)
    page = team.activist.client().get(case.get_absolute_url()).content.decode()
    assert "2 files" in page
    assert f'href="/cases/{case.code}/files/"' in page


def test_the_name_a_file_had_is_kept_but_shown_on_its_own_page_only(team: Group, case: Case) -> None:
    row = file_on(case, by=team.activist, name="Иванов паспорт.jpg")
    client = team.activist.client()
    for path in ("", "files/"):
        assert "Иванов" not in client.get(f"/cases/{case.code}/{path}").content.decode()
    assert "Иванов паспорт.jpg" in client.get(f"/cases/{case.code}/files/{row.pk}/").content.decode()


def test_the_form_without_a_file_says_what_is_missing(team: Group, case: Case) -> None:
    client = team.activist.client()
    for sent in ({"kind": "photo"}, {"file": "a word", "kind": ""}):
        answer = client.post(f"/cases/{case.code}/files/new/", sent)
        assert answer.context["form"].errors == {"file": ["Choose a file."]}


def test_the_same_form_twice_is_one_file_and_another_photo_of_the_same_name_is_another(team: Group, case: Case) -> None:
    client, ticket = team.activist.client(), str(uuid.uuid4())
    first = upload_to(client, case, photo(), ticket=ticket)
    assert upload_to(client, case, photo(), ticket=ticket).headers["Location"] == first.headers["Location"]
    assert CaseFile.objects.count() == 1
    assert Chunk.objects.count() == 1
    assert upload_to(client, case, picture("PNG"), ticket=ticket).headers["Location"] != first.headers["Location"]
    assert CaseFile.objects.count() == 2


def test_only_the_file_of_the_form_is_taken(team: Group, case: Case) -> None:
    url = f"/cases/{case.code}/files/new/"
    files = [SimpleUploadedFile(f"{number}.png", picture("PNG", size=(10 + number, 9))) for number in range(3)]
    team.activist.client().post(url, {"other": files[0], "file": files[1:], "kind": ""})
    (row,) = CaseFile.objects.all()
    assert body_of(row, team.activist).name == "1.png"


def test_activists_add_to_their_cases_and_nobody_to_one_out_of_sight(team: Group) -> None:
    other = factories.case(team.caseworker)
    secret = factories.restricted_case(team.coordinator)
    assert upload_to(team.activist.client(), other, photo()).status_code == 404
    assert upload_to(team.caseworker.client(), secret, photo()).status_code == 404
    assert not CaseFile.objects.exists()
    assert upload_to(team.coordinator.client(), secret, photo()).status_code == 302


# What breaks on the way -----------------------------------------------------------------------------


def test_a_form_of_another_site_leaves_nothing(team: Group, case: Case) -> None:
    client = team.activist.client()
    client.handler.enforce_csrf_checks = True
    assert upload_to(client, case, photo()).status_code == 403
    assert not Chunk.objects.exists()


def test_with_its_token_after_the_file_the_form_is_taken(team: Group, case: Case) -> None:
    client = team.activist.client()
    client.handler.enforce_csrf_checks = True
    page = client.get(f"/cases/{case.code}/files/new/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    assert upload_to(client, case, photo(), csrfmiddlewaretoken=found[1]).status_code == 302


class _Broken(io.BytesIO):
    """A body whose sender is gone after a while."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 100_000:
            raise OSError("connection lost")
        return super().read(min(size or 65_536, 65_536))


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Receiver]]:
    """The receivers that were let go of."""
    found: list[Receiver] = []
    close = Receiver.close

    def keep(receiver: Receiver) -> None:
        close(receiver)
        found.append(receiver)

    monkeypatch.setattr(Receiver, "close", keep)
    return found  # type: ignore[return-value]


def test_an_upload_that_breaks_off_leaves_nothing(team: Group, case: Case, closed: list[Receiver]) -> None:
    client = team.activist.client(raise_request_exception=False)
    client.handler.enforce_csrf_checks = True
    before = Event.objects.count()
    sent = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + photo() + bytes(300_000)
    body = _Broken(sent)
    answer = client.generic(
        "POST",
        f"/cases/{case.code}/files/new/",
        b"in its place:",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(len(sent))},  # type: ignore[arg-type]
    )
    assert answer.status_code == 403
    assert not CaseFile.objects.exists()
    assert not Chunk.objects.exists()
    assert closed
    assert Event.objects.count() <= before + 1  # the denial


def test_a_file_without_its_end_is_no_file(team: Group, case: Case, closed: list[Receiver]) -> None:
    sent = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + photo()
    url, kind = f"/cases/{case.code}/files/new/", "multipart/form-data; boundary=x"
    answer = team.activist.client().generic("POST", url, sent, content_type=kind)
    assert answer.context["form"].errors == {"file": ["Choose a file."]}
    assert closed
    assert not Chunk.objects.exists()


def test_when_the_story_cannot_be_told_nothing_is_kept(
    team: Group, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_told: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "tell", fail)
    answer = upload_to(team.activist.client(raise_request_exception=False), case, photo())
    assert answer.status_code == 500
    assert not CaseFile.objects.exists()
    assert not Chunk.objects.exists()


def test_a_request_that_nobody_chose_by_mistake_is_not_read(
    team: Group, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    monkeypatch.setattr(Receiver, "take", lambda _self, piece: taken.append(len(piece)))
    client = team.activist.client(raise_request_exception=False)
    assert upload_to(client, case, bytes(upload.LONGEST_REQUEST)).status_code == 400
    assert taken == []


def test_a_session_that_ended_meanwhile_leaves_no_file_and_keeps_the_words(team: Group, case: Case) -> None:
    client = team.activist.client()
    del client.cookies["session"]
    answer = upload_to(client, case, photo() + bytes(6 * 1024 * 1024), kind="photo")
    assert answer.headers["Location"] == "/login/?kept=1"
    assert not Chunk.objects.exists()


# Room -----------------------------------------------------------------------------------------------


def test_a_case_has_room_for_so_many_files(team: Group, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    for _file in range(2):
        file_on(case, by=team.activist)
    answer = upload_to(team.activist.client(), case, photo())
    (error,) = answer.context["form"].errors["file"]
    assert "2 files" in error
    assert CaseFile.objects.count() == 2
    url = f"/cases/{case.code}/files/"
    told = team.activist.client().get(f"{url}new/", follow=True)
    assert told.redirect_chain == [(url, 302)]  # before they send one on a bad line
    assert "This case holds 2 files" in told.content.decode()
    with pytest.raises(Refused):
        file_on(case, by=team.activist)


def test_and_for_so_much(team: Group, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    large = b"%PDF-1.7\n" + bytes(4 * PIECE) + b"\n%%EOF"
    monkeypatch.setattr(rules, "MOST_CHUNKS", 9)
    file_on(case, by=team.activist, data=large)
    with pytest.raises(Refused, match="MB"):
        file_on(case, by=team.activist, data=large)
    file_on(case, by=team.activist)
    file_on(factories.case(team.activist), by=team.activist, data=large)


def test_the_page_says_how_full_a_case_is(team: Group, case: Case) -> None:
    file_on(case, by=team.activist)
    page = team.activist.client().get(f"/cases/{case.code}/files/").content.decode()
    assert "1 of 100 files, 1 of 200 MB." in page


# Describing -----------------------------------------------------------------------------------------

TYPED = {
    "kind": "summons",
    "issuer": "military commissariat",
    "day": "09.2022",
    "is_original": "no",
    "is_translated": "yes",
    "holder": "his sister",
    "note": "stamp hard to read",
}
DETAILS = FileDetails(
    kind=FileKind.SUMMONS,
    issuer="military commissariat",
    day=PartialDate(2022, 9),
    is_original=False,
    is_translated=True,
    holder="his sister",
    note="stamp hard to read",
)


def about(row: CaseFile) -> str:
    return f"/cases/{row.case.code}/files/{row.pk}/about/"


def opened(client: Client, url: str) -> dict[str, Any]:
    """A form as somebody has it before them."""
    form = client.get(url).context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def test_what_is_known_of_a_document_is_kept_and_shown(team: Group, case: Case) -> None:
    row, client = file_on(case, by=team.activist), team.activist.client()
    assert client.post(about(row), opened(client, about(row)) | TYPED).status_code == 302
    assert body_of(row, team.activist).details == DETAILS
    page = client.get(f"/cases/{case.code}/files/{row.pk}/").content.decode()
    for shown in ("Summons", "military commissariat", "September 2022", "copy", "his sister", "stamp hard to read"):
        assert shown in page
    assert story_of(case, team.activist)[-1].data == {"act": "described", "kind": "summons"}


def test_saved_without_a_change_writes_nothing(team: Group, case: Case) -> None:
    row, client = file_on(case, by=team.activist, issuer="court"), team.activist.client()
    before = Entry.objects.count(), CaseFile.objects.get().version
    client.post(about(row), opened(client, about(row)))
    assert (Entry.objects.count(), CaseFile.objects.get().version) == before


def test_two_people_describe_one_document_and_both_are_kept(team: Group, case: Case) -> None:
    row = file_on(case, by=team.activist)
    one, other = team.activist.client(), team.coordinator.client()
    mine, theirs = opened(one, about(row)), opened(other, about(row))
    one.post(about(row), mine | {"issuer": "court"})
    assert other.post(about(row), theirs | {"holder": "a lawyer"}).status_code == 302
    details = body_of(row, team.activist).details
    assert (details.issuer, details.holder) == ("court", "a lawyer")


def test_the_same_line_twice_is_asked_about_and_nothing_typed_is_lost(team: Group, case: Case) -> None:
    row = file_on(case, by=team.activist)
    one, other = team.activist.client(), team.coordinator.client()
    mine, theirs = opened(one, about(row)), opened(other, about(row))
    one.post(about(row), mine | {"kind": "summons"})
    answer = other.post(about(row), theirs | {"kind": "order", "note": "mine"})
    form = answer.context["form"]
    assert "Summons" in form.errors["kind"][0]
    assert (form["kind"].value(), form["note"].value()) == ("order", "mine")
    again = {field.html_name: field.value() or "" for field in form}
    assert other.post(about(row), again).status_code == 302
    assert body_of(row, team.activist).details.kind is FileKind.ORDER


def test_an_older_version_is_not_written_over_a_newer_one(team: Group, case: Case) -> None:
    row = file_on(case, by=team.activist)
    by = team.activist.actor
    actions.describe_file(file=row, details=DETAILS, version=row.version, by=by, on=TODAY)
    with pytest.raises(Stale):
        actions.describe_file(file=row, details=FileDetails(), version=row.version, by=by, on=TODAY)


def test_a_day_that_has_not_come_is_refused(team: Group, case: Case) -> None:
    row, client = file_on(case, by=team.activist), team.activist.client()
    answer = client.post(about(row), opened(client, about(row)) | {"day": "2031"})
    assert list(answer.context["form"].errors) == ["day"]


# Deleting -------------------------------------------------------------------------------------------


def test_a_deleted_file_is_gone_with_its_key_and_the_story_says_why(team: Group, case: Case) -> None:
    row, client = file_on(case, by=team.activist, kind=FileKind.PHOTO), team.activist.client()
    url = f"/cases/{case.code}/files/{row.pk}/delete/"
    assert list(client.post(url, {"reason": " "}).context["form"].errors) == ["reason"]
    assert client.post(url, {"reason": "wrong person"}).status_code == 302
    assert not CaseFile.objects.exists()
    assert not Chunk.objects.exists()
    last = story_of(case, team.activist)[-1]
    assert (last.data, last.note) == ({"act": "deleted", "kind": "photo"}, "wrong person")
    assert "File deleted: Photo" in client.get(case.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 404


def test_an_activist_deletes_no_file_of_others(team: Group, case: Case) -> None:
    row, client = file_on(case, by=team.caseworker), team.activist.client()
    url = f"/cases/{case.code}/files/{row.pk}/delete/"
    assert client.get(url).status_code == client.post(url, {"reason": "x"}).status_code == 403
    assert "delete/" not in client.get(f"/cases/{case.code}/files/{row.pk}/").content.decode()
    with pytest.raises(Refused):
        actions.delete_file(file=row, reason="x", by=team.activist.actor, on=TODAY)
    actions.delete_file(file=row, reason="x", by=team.add(RoleName.CASEWORKER).actor, on=TODAY)
    assert not CaseFile.objects.exists()


def test_a_team_that_a_case_is_shared_with_adds_and_deletes_its_own(team: Group) -> None:
    case, other = agreed_case(team.activist), factories.group()
    share(case, other, by=team.coordinator)
    theirs, ours = file_on(case, by=other.caseworker), file_on(case, by=team.activist)
    client = other.caseworker.client()
    assert b"".join(downloaded(client, ours).streaming_content)
    assert client.get(f"/cases/{case.code}/files/{ours.pk}/delete/").status_code == 403
    assert client.post(f"/cases/{case.code}/files/{theirs.pk}/delete/", {"reason": "x"}).status_code == 302


# Sending --------------------------------------------------------------------------------------------


def test_a_download_is_one_event_and_a_name_that_says_nothing(team: Group, case: Case) -> None:
    row, client = file_on(case, by=team.activist, data=document(), name="Иванов.pdf"), team.activist.client()
    before = told_to_audit(team)
    answer = downloaded(client, row)
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF-")
    assert int(answer.headers["Content-Length"]) == len(content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="file-[0-9a-f]{8}\.pdf"', answer.headers["Content-Disposition"])
    new = told_to_audit(team)
    for detail in before:
        new.remove(detail)
    assert new == ["file downloaded"]


def test_while_the_team_is_frozen_no_file_leaves(team: Group, case: Case) -> None:
    row = file_on(case, by=team.activist)
    freezing.freeze(by=team.coordinator.actor)
    answer = downloaded(team.activist.client(), row)
    assert answer.status_code == 403
    assert "frozen" in answer.content.decode()


def test_a_download_is_fetched_chunk_by_chunk(team: Group, case: Case) -> None:
    data = b"%PDF-1.7\n" + bytes(range(256)) * (3 * PIECE // 256) + b"\n%%EOF"
    row = file_on(case, by=team.activist, data=data)
    answer = downloaded(team.activist.client(), row)
    with CaptureQueriesContext(connection) as found:
        assert b"".join(answer.streaming_content) == data
    assert len([query for query in found if "evidence_chunk" in query["sql"]]) == 5


def test_the_page_of_a_case_needs_as_many_queries_for_many_files_as_for_one(team: Group, case: Case) -> None:
    client, counts = team.activist.client(), []
    for more in (1, 4):
        for _file in range(more):
            file_on(case, by=team.activist)
            samples.statement_on(case, by=team.activist)
        with CaptureQueriesContext(connection) as found:
            client.get(case.get_absolute_url())
        with CaptureQueriesContext(connection) as listed:
            client.get(f"/cases/{case.code}/files/")
        counts.append((len(found), len(listed)))
    assert counts[0] == counts[1]


def test_after_new_keys_for_the_case_its_files_open(team: Group, case: Case) -> None:
    from cases.vault.rekeying import rekey  # noqa: PLC0415

    row, pieces = file_on(case, by=team.activist), list(Chunk.objects.values_list("body", flat=True))
    rekey([case.pk], by=team.coordinator.actor, why="test")
    answer = downloaded(team.activist.client(), row)
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert list(Chunk.objects.values_list("body", flat=True)) == pieces


def test_the_largest_file_that_is_taken(team: Group, case: Case) -> None:
    start, end = b"%PDF-1.7\n", b"\n%%EOF"
    data = start + bytes(LARGEST - len(start) - len(end)) + end
    client = team.activist.client()
    assert upload_to(client, case, data).status_code == 302
    assert b"".join(downloaded(client, CaseFile.objects.get()).streaming_content) == data
    (error,) = upload_to(client, case, data + b"\n").context["form"].errors["file"]
    assert "10 MB" in error


def test_received_twice_is_sealed_under_two_keys() -> None:
    one, other = (receive([photo()]) for _ in range(2))
    assert isinstance(one, Received)
    assert isinstance(other, Received)
    assert one.stream.key != other.stream.key
