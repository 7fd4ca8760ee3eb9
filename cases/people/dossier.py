"""What a group knows about one person: the dossier, under the case's key, and the card, under the team's."""

from datetime import date
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
from cases.countries.daycount import Permit, Visit
from cases.risk.facts import Facts

SCHEMA_VERSION = 1


class ContactChannel(StrEnum):
    """Ways to reach a person, or to have heard from them."""

    SIGNAL = "signal"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    ELEMENT = "element"
    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in_person"
    THIRD_PERSON = "third_person"
    OTHER = "other"


class Consent(StrEnum):
    """Answer to one question of consent. Unknown is the absence of an answer."""

    YES = "yes"
    NO = "no"


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """One stay in a country: entry, and exit once the person has left."""

    country: str
    entered_on: PartialDate | None = None
    left_on: PartialDate | None = None
    paper: str = ""
    through: str = ""  # the border posts, as stamps name them


class PermitKind(StrEnum):
    """What a paper about a stay is. A registration is a duty done: it allows no day more."""

    PERMIT = "permit"
    EXTENSION = "extension"
    VISA = "visa"
    REGISTRATION = "registration"


class PermitPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of a country about a stay there, both days included."""

    kind: PermitKind
    country: str
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    days: int | None = None  # of stay within that time, where it allows fewer
    paper: str = ""  # the passport it stands in
    note: str = ""

    @property
    def allows(self) -> Permit | None:
        """The time for which it allows a stay; None for a registration, and while a day is not known."""
        if self.kind is PermitKind.REGISTRATION or self.starts is None or self.ends is None:
            return None
        return Permit(self.starts, self.ends, self.days)


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal of asylum, permit or visa, and the clock that it starts; a day nobody knows stays open."""

    country: str
    refused_on: PartialDate | None = None
    appeal_ends_on: PartialDate | None = None
    effective_on: PartialDate | None = None
    leave_by: PartialDate | None = None
    note: str = ""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a planned journey, with the country whose airport or road lies between."""

    origin: str = ""
    via: str = ""
    to: str = ""
    on: PartialDate | None = None
    paper: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach the person safely."""

    channel: ContactChannel | None = None
    address: str = ""
    rules: str = ""  # when, how, what never to say
    code_word: str = ""
    every_days: int | None = None  # agreed rhythm; None means the team's default for the band


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """What the person consented to, and its limits."""

    to_services: Consent | None = None
    to_disclosure: Consent | None = None
    limits: str = ""
    asked_on: PartialDate | None = None


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """Family or others who travel along or are leaned on at home."""

    relation: str
    where: str = ""
    at_risk: bool | None = None
    note: str = ""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person wants to go, and what links them to it."""

    destination: str = ""
    links: str = ""


class RouteChoice(StrEnum):
    """What was decided of a way to protection."""

    CHOSEN = "chosen"
    NOT_NOW = "not_now"
    IMPOSSIBLE = "impossible"


class RouteDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about one way: who made it, when, and why. A later one about the same way takes its place."""

    procedure: str
    choice: RouteChoice
    reason: str
    by: str
    on: date


class Dossier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The typed record of a case. Empty text and None mean unknown."""

    version: int = SCHEMA_VERSION
    alias: str = ""
    legal_name: str = ""
    other_spellings: tuple[str, ...] = ()
    born_on: PartialDate | None = None
    region: str = ""
    languages: tuple[str, ...] = ()
    interpreter: bool | None = None
    city: str = ""
    contact: Contact = Contact()
    unit: str = ""
    story: str = ""
    health: str = ""
    wanted_checked_by: str = ""
    charges_note: str = ""
    pursuit_note: str = ""
    detention_note: str = ""
    stays: tuple[Stay, ...] = ()
    permits: tuple[PermitPaper, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    journeys: tuple[Leg, ...] = ()
    relatives: tuple[Relative, ...] = ()
    wishes: tuple[Wish, ...] = ()
    routes: tuple[RouteDecision, ...] = ()
    eu_traces: str = ""  # visas and fingerprints in the EU, which decide who is responsible
    consent: Permission = Permission()
    notes: str = ""
    facts: Facts = Facts()
    last_contact_on: date | None = None
    logged_on: date | None = None
    logged_by: str = ""

    @property
    def told_stays(self) -> tuple[Stay, ...]:
        """Every stay with a day of entry, in order; of the present one, the facts alone may tell."""
        facts = self.facts
        stays = [stay for stay in self.stays if stay.entered_on]
        if facts.country and facts.entered_on and not any(_begins(stay, facts) for stay in stays):
            stays.append(Stay(country=facts.country, entered_on=facts.entered_on))
        return tuple(sorted(stays, key=lambda stay: stay.entered_on.earliest() if stay.entered_on else date.min))

    @property
    def all_stays(self) -> tuple[Stay, ...]:
        """Every stay in order; who entered elsewhere has left, about then, where no exit is told."""
        stays = self.told_stays
        return tuple(_ended(stay, stays[place + 1 :]) for place, stay in enumerate(stays))

    def visits(self, country: str | None) -> tuple[Visit, ...]:
        """Return the stays in one country, as the day count takes them."""
        return tuple(
            Visit(stay.entered_on, stay.left_on)
            for stay in self.all_stays
            if stay.entered_on and stay.country == country
        )

    def permits_of(self, country: str | None) -> tuple[Permit, ...]:
        """Return what allows a stay in one country."""
        allowed = (permit.allows for permit in self.permits if permit.country == country)
        return tuple(permit for permit in allowed if permit)

    def leave_by(self, country: str | None) -> PartialDate | None:
        """Return the earliest day by which a refusal there makes the person leave."""
        days = (refusal.leave_by for refusal in self.refusals if refusal.country == country and refusal.leave_by)
        return min(days, key=PartialDate.earliest, default=None)

    @property
    def assessed(self) -> Facts:
        """The facts with what stays, permits and refusals say of the country they are in: what the engine takes."""
        here = self.facts.country
        return msgspec.structs.replace(
            self.facts, visits=self.visits(here), permits=self.permits_of(here), leave_by=self.leave_by(here)
        )


def _begins(stay: Stay, facts: Facts) -> bool:
    return stay.country == facts.country and stay.entered_on == facts.entered_on


def _ended(stay: Stay, later: tuple[Stay, ...]) -> Stay:
    elsewhere = next((next_one for next_one in later if next_one.country != stay.country), None)
    if stay.left_on or elsewhere is None or elsewhere.entered_on is None:
        return stay
    return msgspec.structs.replace(stay, left_on=msgspec.structs.replace(elsewhere.entered_on, about=True))


class Card(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What lists and name search need: small, and under the team's key."""

    alias: str = ""
    names: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
