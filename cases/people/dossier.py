"""What a group knows about one person: the dossier, under the case's key, and the card, under the team's."""

from datetime import date
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
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
    relatives: tuple[Relative, ...] = ()
    wishes: tuple[Wish, ...] = ()
    eu_traces: str = ""  # visas and fingerprints in the EU, which decide who is responsible
    consent: Permission = Permission()
    notes: str = ""
    facts: Facts = Facts()
    last_contact_on: date | None = None
    logged_on: date | None = None
    logged_by: str = ""


class Card(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What lists and name search need: small, and under the team's key."""

    alias: str = ""
    names: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
