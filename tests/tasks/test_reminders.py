"""Reminders: a real mail server takes them; once a day, and nothing in them but how much is due."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from io import StringIO
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.applications.deadline_actions import add_date
from cases.applications.work import DateKind
from cases.base import clock
from cases.tasks import reminders
from cases.tasks.models import Reminder
from cases.tasks.reminders import Result
from tests import factories
from tests.factories import TODAY, Group, Person
from tests.people.conftest import NOON

ADDRESS = "stork@example.org"


class Post:
    """A mail server on loopback: what it took, and whether it takes anything."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.refuses: set[str] = set()
        self.in_hand = threading.Event()

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuses:
            return "451 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope)
        self.in_hand.set()
        return "250 OK"

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(envelope.content, policy=default) for envelope in self.taken]


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    made = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(made, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "post@cases.example.org"
    yield made
    server.stop()


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return factories.group("Almaty")


def busy(team: Group, person: Person, *days: int, address: str = ADDRESS) -> None:
    """Somebody who asked to be reminded, with dates so many days from today."""
    row = factories.case(team.coordinator, alias="Журавль", legal_name="Иван Тестов")
    factories.assign(row, person, by=team.coordinator)
    for ahead in days:
        day = TODAY + timedelta(days=ahead)
        add_date(case=row, kind=DateKind.TASK, text="Позвонить Ивану", day=day, by=team.coordinator.actor)
    reminders.keep(address=address, by=person.actor)


def remind() -> str:
    said = StringIO()
    call_command("remind", stdout=said)
    return said.getvalue()


def test_the_mail_says_how_much_and_nothing_else(team: Group, post: Post) -> None:
    busy(team, team.caseworker, 0, -3, 1)
    assert remind() == "1 sent, 0 with nothing to send.\n"
    (mail,) = post.mails
    assert mail["To"] == ADDRESS
    assert mail["From"] == "post@cases.example.org"
    assert mail["Subject"] == "Something is due"
    assert mail.get_content().splitlines() == ["2 things are due. Log in."]  # type: ignore[attr-defined]
    whole = post.taken[0].content.decode()
    for word in ("Almaty", "Иван", "Журавль", "caseworker", "http", socket.gethostname()):
        assert word not in whole
    assert mail["Message-ID"].endswith("@cases.example.org>")


def test_it_is_in_the_language_of_its_reader(team: Group, post: Post) -> None:
    team.caseworker.user.language = "ru"
    team.caseworker.user.save()
    busy(team, team.caseworker, 0)
    remind()
    assert "Something" not in post.mails[0]["Subject"]


def test_twice_late_and_the_next_day(team: Group, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    busy(team, team.caseworker, 0)
    remind()
    assert remind() == "0 sent, 1 with nothing to send.\n"
    assert len(post.taken) == 1
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=3))
    remind()
    assert len(post.taken) == 2
    assert Reminder.objects.get().sent_on == TODAY + timedelta(days=3)


def test_nothing_due_sends_nothing_and_keeps_the_day_open(team: Group, post: Post) -> None:
    busy(team, team.caseworker, 1)
    remind()
    assert post.taken == []
    assert Reminder.objects.get().sent_on is None


def test_colleagues_dates_are_theirs(team: Group, post: Post) -> None:
    busy(team, team.caseworker, 0)
    reminders.keep(address="heron@example.org", by=team.coordinator.actor)
    remind()
    assert [envelope.rcpt_tos for envelope in post.taken] == [[ADDRESS]]


def test_a_refused_mail_stays_unsent_and_the_others_go_out(team: Group, post: Post) -> None:
    busy(team, team.caseworker, 0)
    busy(team, team.coordinator, 0, address="heron@example.org")
    post.refuses = {ADDRESS}
    with pytest.raises(CommandError, match="1 not taken") as failed:
        remind()
    assert ADDRESS not in str(failed.value)
    assert [envelope.rcpt_tos for envelope in post.taken] == [["heron@example.org"]]
    post.refuses = set()
    assert remind() == "1 sent, 1 with nothing to send.\n"
    assert len(post.taken) == 2


def test_a_server_that_is_away_leaves_everything_unsent(
    team: Group, post: Post, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    busy(team, team.caseworker, 0)
    right = settings.EMAIL_PORT
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
        with pytest.raises(CommandError, match="1 not taken"):
            remind()
    assert Reminder.objects.get().sent_on is None
    assert ADDRESS not in caplog.text
    settings.EMAIL_PORT = right
    assert remind().startswith("1 sent")


def test_a_crash_after_the_mail_sends_one_more_rather_than_none(
    team: Group, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(team, team.caseworker, 0)
    send = EmailMessage.send

    def crash(mail: Any, **kwargs: Any) -> int:
        send(mail, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailMessage, "send", crash)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        reminders.send_all()
    monkeypatch.undo()
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert reminders.send_all()[Result.SENT] == 1
    assert len(post.taken) == 2


def test_who_left_or_is_locked_hears_nothing(team: Group, post: Post) -> None:
    busy(team, team.caseworker, 0)
    team.caseworker.user.locked = True
    team.caseworker.user.save()
    assert remind() == "0 sent, 1 with nothing to send.\n"


def test_without_a_server_nothing_is_sent_and_the_page_says_so(team: Group, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    busy(team, team.caseworker, 0)
    assert "SMTP_HOST is not set" in remind()
    client = team.caseworker.client()
    assert "This server sends no mail" in client.get("/account/reminder/").content.decode()
    client.post("/account/reminder/", {"address": "new@example.org"})
    assert Reminder.objects.get().address == ADDRESS


def test_an_address_is_given_changed_and_forgotten(team: Group, post: Post) -> None:
    client = team.caseworker.client()
    assert client.post("/account/reminder/", {"address": ADDRESS}).status_code == 302
    assert Reminder.objects.get().address == ADDRESS
    wrong = client.post("/account/reminder/", {"address": "nobody"})
    assert "invalid-feedback" in wrong.content.decode()
    injected = client.post("/account/reminder/", {"address": "a@example.org\r\nBcc: b@example.org"})
    assert injected.status_code == 200
    assert Reminder.objects.get().address == ADDRESS
    client.post("/account/reminder/end/")
    assert not Reminder.objects.exists()


def test_giving_an_address_asks_for_passphrase_and_code_again(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = team.caseworker.client()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=11))
    for path in ("/account/reminder/", "/account/calendar/"):
        assert client.get(path)["Location"].startswith("/account/prove/")


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_mail(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the row locked by the first, whose mail is on its way, and passes it by."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    team = factories.group()
    busy(team, team.caseworker, 0)
    goes_on, send = threading.Event(), EmailMessage.send

    def slowly(mail: Any, **kwargs: Any) -> int:
        sent: int = send(mail, **kwargs)
        goes_on.wait(10)
        return sent

    monkeypatch.setattr(EmailMessage, "send", slowly)
    found: list[dict[Result, int]] = []

    def run() -> None:
        found.append(reminders.send_all())
        connection.close()

    first = threading.Thread(target=run)
    first.start()
    assert post.in_hand.wait(10)
    second = reminders.send_all()
    goes_on.set()
    first.join()
    assert second[Result.SENT] == 0
    assert found[0][Result.SENT] == 1
    assert len(post.taken) == 1
