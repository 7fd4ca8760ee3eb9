"""Two teams, an operator and a stranger; and one of each thing an address can be about, with who has it in scope."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http.cookies import SimpleCookie
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from cases.access import accounts, links
from cases.access.models import Draft, Grant, Invite, Team
from cases.access.roles import RoleName
from cases.applications import actions as applications
from cases.applications import deadline_actions as dates
from cases.applications.catalogue import procedures
from cases.applications.work import DateKind, Report, ToldBy
from cases.audit import alerts
from cases.audit.models import Alert, AlertKind
from cases.base.dates import PartialDate
from cases.countries import actions as countries
from cases.people.models import Case
from cases.routes import referral_actions as referrals
from cases.tasks import feeds
from cases.watch import actions as watch
from cases.watch import incident_actions as incidents
from tests import factories
from tests.evidence import samples
from tests.factories import TODAY, Person
from tests.people.between import AGREED, agreed_case, offer, share

ACTIVIST, CASEWORKER, COORDINATOR, OPERATOR, STRANGER = "activist", "caseworker", "coordinator", "operator", "stranger"
EVERYWHERE: Final = frozenset({ACTIVIST, CASEWORKER, COORDINATOR, "activist-b", "coordinator-b", OPERATOR, STRANGER})
NOWHERE = UUID(int=0)
MARK: Final = "Щхыпотаённый"  # stands in every text that is sealed about somebody
RECORDS: Final = {"audit_event", "audit_reading", "vault_session", "access_attempt", "access_draft"}  # of a refusal
_WRITE: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


class About(Enum):
    """What an address is about."""

    NOTHING = "nothing"
    CASE = "case"
    APPLICATION = "application"
    DATE = "date"
    FILE = "file"
    TESTIMONY = "testimony"
    COUNTRY = "country"
    VALUE = "value"
    PLACE = "a membership of one's own"
    DRAFT = "a kept form of one's own"
    COLLEAGUE = "somebody else of the team"
    WAITING = "somebody who waits"
    UNFOUNDED = "a team without keys"
    FOUNDED = "a team with keys"
    LINK = "a link of an invitation"
    OPEN_LINK = "an invitation nobody has used"
    RENEWAL = "a link to new keys"
    ALERT = "an alert of the team"
    GRANT = "a person's access to a case"
    SHARE = "another team's access to a case"
    RECEIVED = "the same, for that team"
    OFFER = "a case that another team offers"
    INCIDENT = "an incident the team wrote down"
    FEED = "the calendar of the activist"
    REFERRAL = "cases put together for an authority"
    REFERRED = "one of those cases"


@dataclass(frozen=True)
class Thing:
    """One thing: the arguments of its address, who has it in scope, and who of them only because it is shared."""

    name: str
    kwargs: dict[str, Any]
    scope: frozenset[str]
    guests: frozenset[str] = frozenset()


def role_of(who: str) -> str:
    """The role of somebody, in whichever team."""
    return who.removesuffix("-b")


class World:
    """Everybody, logged in, and everything."""

    def __init__(self) -> None:
        self.group, self.other = factories.group(), factories.group()
        self.people: dict[str, Person] = {
            ACTIVIST: self.group.activist,
            CASEWORKER: self.group.caseworker,
            COORDINATOR: self.group.coordinator,
            "activist-b": self.other.activist,
            "coordinator-b": self.other.coordinator,
            OPERATOR: factories.operator(),
        }
        self.things = {About.NOTHING: [Thing("", {}, EVERYWHERE)], **self._of_people(), **self._of_cases()}
        self.things |= self._between() | self._referred()
        self._cookies: dict[str, dict[str, str]] = {}

    def log_in(self) -> None:
        """Log everybody in, anew for each module: a session grows old."""
        self._cookies = {who: _cookies(person.client()) for who, person in self.people.items()}

    def client(self, who: str, **options: Any) -> Client:
        """A browser in which somebody is logged in."""
        client = Client(raise_request_exception=False, **options)
        client.cookies = SimpleCookie(self._cookies.get(who, {}))
        return client

    def ask(self, who: str, method: str, url: str, data: dict[str, str]) -> Any:
        """One request, whose effects are undone; the answer has learnt which tables it `wrote` to."""
        return send(self.client(who), method, url, data)

    def _of_people(self) -> dict[About, list[Thing]]:
        person, coordinator = self.group.activist, self.group.coordinator
        client = person.client()
        del client.cookies[settings.SESSION_COOKIE_NAME]
        client.post("/team/invite/", {"note": "typed when the session had ended"})
        place, colleague = (one.user.memberships.get() for one in (person, self.group.caseworker))
        waiting = factories.newcomer(RoleName.ACTIVIST, by=coordinator).user.memberships.get()
        unfounded = Team.objects.create(name="unfounded", zone="UTC")
        token = accounts.invite(role=RoleName.ACTIVIST, by=coordinator.actor)
        renewal = links.renewal_link(membership=place, by=coordinator.actor)
        said = {"country": "KZ", "day": TODAY, "kind": "raid", "acted": "both", "sure": "confirmed", "source": "news"}
        incident = incidents.record(said=said, by=coordinator.actor)
        alerts.raise_alert(AlertKind.READING, by=person.actor, detail="60 2026-11-20T08:00+00:00")
        return {
            About.PLACE: [Thing("own", {"pk": place.pk}, frozenset({ACTIVIST}))],
            About.DRAFT: [Thing("own", {"pk": Draft.objects.get().pk}, frozenset({ACTIVIST}))],
            About.COLLEAGUE: [
                Thing("the activist", {"pk": place.pk}, frozenset({COORDINATOR})),
                Thing("the caseworker", {"pk": colleague.pk}, frozenset({COORDINATOR})),
            ],
            About.WAITING: [Thing("here", {"pk": waiting.pk}, frozenset({COORDINATOR}))],
            About.UNFOUNDED: [Thing("new", {"pk": unfounded.pk}, frozenset({OPERATOR}))],
            About.INCIDENT: [Thing("incident", {"pk": incident.pk}, frozenset({ACTIVIST, CASEWORKER, COORDINATOR}))],
            About.ALERT: [Thing("raised", {"pk": Alert.objects.get().pk}, frozenset({COORDINATOR}))],
            About.FOUNDED: [Thing("theirs", {"pk": self.group.team.pk}, frozenset({OPERATOR}))],
            About.LINK: [Thing("valid", {"token": token}, EVERYWHERE)],
            About.OPEN_LINK: [Thing("here", {"pk": Invite.objects.get(renews=None).pk}, frozenset({COORDINATOR}))],
            About.RENEWAL: [Thing("of the activist", {"token": renewal}, EVERYWHERE)],
            About.FEED: [Thing("theirs", {"secret": feeds.renew(with_codes=False, by=person.actor)}, EVERYWHERE)],
            About.COUNTRY: [Thing("KZ", {"code": "KZ"}, EVERYWHERE)],
            About.VALUE: [Thing("recorded", self._value(), frozenset({ACTIVIST, CASEWORKER, COORDINATOR}))],
        }

    def _value(self) -> dict[str, Any]:
        """A newer value of a country, as the team recorded it."""
        said = {"field": "csto", "value": False, "source": "news", "source_day": "2026", "confidence": "one_source"}
        row = countries.draft(code="KZ", said=said, by=self.group.coordinator.actor, on=TODAY)
        countries.record(row=row, by=self.group.coordinator.actor)
        return {"code": "KZ", "pk": row.pk}

    def _of_cases(self) -> dict[About, list[Thing]]:
        named: dict[str, Any] = {"alias": MARK, "legal_name": MARK}
        scopes = {
            "of the activist": (factories.case(self.group.activist, **named), {ACTIVIST, CASEWORKER, COORDINATOR}),
            "of the caseworker": (agreed_case(self.group.caseworker, **named), {CASEWORKER, COORDINATOR}),
            "restricted": (factories.restricted_case(self.group.coordinator, **named), {COORDINATOR}),
        }
        below_cases = (About.CASE, About.APPLICATION, About.DATE, About.FILE, About.TESTIMONY)
        things: dict[About, list[Thing]] = {about: [] for about in below_cases}
        for name, (case, who) in scopes.items():
            for about, kwargs in self._below(case).items():
                things[about].append(Thing(name, kwargs, frozenset(who)))
        return things

    def _between(self) -> dict[About, list[Thing]]:
        """A case shared with the other team, another that is offered to it, and an activist's access to a third."""
        guests, owners = frozenset({"coordinator-b"}), frozenset({CASEWORKER, COORDINATOR})
        row = agreed_case(self.group.caseworker, alias=MARK, legal_name=MARK)
        share_of = share(row, self.other, by=self.group.coordinator)
        for about, kwargs in self._below(row).items():
            self.things[about].insert(0, Thing("shared", kwargs, owners | guests, guests))
        offered = offer(
            agreed_case(self.group.caseworker, alias=MARK, legal_name=MARK), self.other, by=self.group.coordinator
        )
        grant = Grant.objects.filter(user=self.group.activist.user).select_related("case").first()
        assert grant is not None
        kwargs = {"code": row.code, "pk": share_of.pk}
        return {
            About.GRANT: [Thing("the activist's", {"code": grant.case.code, "pk": grant.pk}, owners)],
            About.SHARE: [Thing("shared", kwargs, frozenset({COORDINATOR}) | guests, guests)],
            About.RECEIVED: [Thing("shared", {"pk": share_of.pk}, guests)],
            About.OFFER: [Thing("offered", {"pk": offered.pk}, guests)],
        }

    def _referred(self) -> dict[About, list[Thing]]:
        """A collective referral with a case of the caseworker's and a restricted one."""
        by, lead = self.group.coordinator.actor, frozenset({COORDINATOR})
        row = referrals.begin(procedure=procedures()["fr_visa_asylum"], by=by)
        cases = {
            "of the caseworker": (agreed_case(self.group.caseworker, alias=MARK), lead | {CASEWORKER}),
            "restricted": (factories.restricted_case(self.group.coordinator, alias=MARK, consent=AGREED), lead),
        }
        items = {name: referrals.add(referral=row, case=case, by=by, on=TODAY) for name, (case, _who) in cases.items()}
        return {
            About.REFERRAL: [Thing("theirs", {"pk": row.pk}, lead | {CASEWORKER})],
            About.REFERRED: [Thing(name, {"pk": item.pk}, cases[name][1]) for name, item in items.items()],
        }

    def _below(self, case: Case) -> dict[About, dict[str, Any]]:
        by = self.group.coordinator.actor
        report = Report(move="draft", on=PartialDate.of(TODAY), told_by=ToldBy.PERSON)
        procedure = procedures()["fr_visa_asylum"]
        application = applications.open_application(case=case, procedure=procedure, report=report, by=by, on=TODAY)
        date = dates.add_date(case=case, kind=DateKind.TASK, text=f"call {MARK}", day=TODAY, by=by)
        is_known = Case.objects.visible_to(self.group.activist.actor).filter(pk=case.pk).exists()
        adder = self.group.activist if is_known else self.group.coordinator
        file, testimony = samples.file_on(case, by=adder, name=f"{MARK}.jpg"), samples.statement_on(case, by=adder)
        watch.review(case=case, note=MARK, by=by, on=TODAY)
        watch.detain(case=Case.objects.get(pk=case.pk), place=MARK, actor="", note=MARK, by=by, on=TODAY)
        return {
            About.CASE: {"code": case.code},
            About.APPLICATION: {"pk": application.pk},
            About.DATE: {"pk": date.pk},
            About.FILE: {"code": case.code, "pk": file.pk},
            About.TESTIMONY: {"code": case.code, "pk": testimony.pk},
        }


def _cookies(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def send(client: Client, method: str, url: str, data: dict[str, str]) -> Any:
    """One request, whose effects are undone; the answer has learnt which tables it `wrote` to."""
    wrote: set[str] = set()

    def listen(execute: Any, sql: Any, *call: Any) -> Any:
        if found := _WRITE.match(str(sql)):
            wrote.add(found[1])
        return execute(sql, *call)

    with undone(), connection.execute_wrapper(listen):
        answer: Any = client.post(url, data) if method == "POST" else client.generic(method, url)
    answer.wrote = wrote
    return answer


def is_led_to_login(answer: Any) -> bool:
    """Tell whether a stranger, or somebody whose session ended, was sent to the login page."""
    return bool(answer.status_code == 302 and answer.headers["Location"].startswith("/login/?"))


def gives_away(answer: Any) -> list[str]:
    """What is wrong with an answer that refuses: words about somebody, or a change beside the record of refusing."""
    said = MARK in answer.content.decode() if not answer.streaming else True
    return [*(["a name"] if said else []), *sorted(answer.wrote - RECORDS)]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
