"""Ties each factor of the factors file to the question about the case that answers it."""

from __future__ import annotations

from collections.abc import Callable

from cases.risk import person, place, pursuit
from cases.risk.view import Reading, View

READINGS: dict[str, Callable[[View], Reading]] = {
    "detained": pursuit.detained,
    "extradition_approved": pursuit.extradition_approved,
    "exit_refused": pursuit.exit_refused,
    "wanted_abroad": pursuit.wanted_abroad,
    "wanted_federal": pursuit.wanted_federal,
    "host_record": place.host_record,
    "cis_assistance": place.cis_assistance,
    "near_base": place.near_base,
    "watched_city": place.watched_city,
    "incident": place.incident,
    "irregular_entry": place.irregular_entry,
    "stay_over": place.stay_over,
    "no_way_on": place.no_way_on,
    "stopped_before": pursuit.stopped_before,
    "pursued": pursuit.pursued,
    "silent": pursuit.silent,
    "traceable": person.traceable,
    "political_value": pursuit.charge_political,
    "wanted_back": person.wanted_back,
    "caucasus_reach": person.north_caucasus,
    "public_interest": person.public_profile,
    "host_national": person.host_national,
    "asylum_pending": person.asylum_pending,
    "interim_measure": person.interim_measure,
    "lawyer_ready": person.lawyer_ready,
    "exit_open": person.exit_open,
    "charge_political": pursuit.charge_political,
    "charge_desertion": pursuit.charge_desertion,
    "charge_absence": pursuit.charge_absence,
    "charge_ordinary": pursuit.charge_ordinary,
    "charge_evasion": pursuit.charge_evasion,
    "expected_charge": pursuit.expected_charge,
    "sentenced": pursuit.sentenced,
    "officer": person.officer,
    "secrets": person.secrets,
    "caucasus_torture": person.north_caucasus,
    "public_voice": person.public_profile,
}
