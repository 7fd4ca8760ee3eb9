"""The procedure files: all load, hang together, and a broken one is refused by name and reason."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from cases.applications import catalogue
from cases.applications.catalogue import load, procedures, vocabulary
from cases.applications.procedure import Procedure
from cases.applications.workflow import ends, next_moves, openings
from cases.base.datafile import BadFile

ALL = sorted(procedures().values(), key=lambda procedure: procedure.id)
SOURCED_DOCUMENTS = {"eu_ammr", "eu_dublin_iii"}  # they follow from what the regulation asks about
each_procedure = pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.id)

# The deadlines as they were researched, before the files were written: procedure, deadline, value, unit, counting, whom
# it binds, how sure. Copied from the research by hand, not from the files.
RESEARCHED = """
fr_visa_asylum consulate_decision - - calendar authority one_source
fr_asylum_pre_pact register 3 days working authority confirmed
fr_asylum_pre_pact file_late_90 90 days calendar applicant one_source
fr_asylum_pre_pact ofpra_form 21 days calendar applicant confirmed
fr_asylum_pre_pact ofpra_decision 6 months calendar authority one_source
fr_asylum_pact register 5 days calendar authority unverified
fr_asylum_pact lodge 21 days calendar applicant unverified
fr_asylum_pact decision_regular 6 months calendar authority unverified
fr_asylum_pact decision_accelerated 3 months calendar authority one_source
fr_asylum_pact decision_inadmissibility 2 months calendar authority confirmed
fr_appeal_cnda legal_aid 15 days calendar applicant confirmed
fr_appeal_cnda appeal 1 months calendar applicant confirmed
fr_appeal_cnda cnda_ruling 5 months calendar authority one_source
fr_appeal_cnda cassation 2 months calendar applicant one_source
fr_reexamination inadmissibility_38_1_e 10 days working authority one_source
eu_dublin_iii transfer 6 months calendar authority one_source
eu_ammr take_charge_request 2 months calendar authority one_source
eu_ammr transfer_decision 2 weeks calendar authority one_source
eu_ammr appeal_transfer 1 weeks calendar applicant one_source
eu_ammr transfer 6 months calendar authority one_source
eu_ammr detained_request 2 weeks calendar authority one_source
de_asylum decision 6 months calendar authority one_source
de_asylum appeal 2 weeks calendar applicant one_source
de_asylum appeal_urgent 1 weeks calendar applicant one_source
nl_asylum decision 6 months calendar authority one_source
es_asylum admissibility 1 months calendar authority one_source
es_asylum border_decision 4 days calendar authority one_source
es_asylum silence 6 months calendar authority one_source
es_asylum reposicion 1 months calendar applicant one_source
lt_asylum decision 6 months calendar authority one_source
fi_asylum appeal 30 days calendar applicant one_source
ca_asylum rad_notice 15 days calendar applicant unverified
us_asylum file_one_year 1 years calendar applicant confirmed
unhcr_rsd appeal 30 days calendar applicant one_source
unhcr_resettlement emergency_departure 7 days calendar authority one_source
unhcr_resettlement urgent_departure 6 weeks calendar authority unverified
unhcr_resettlement normal_departure 12 months calendar authority unverified
kz_asylum file 5 days calendar applicant confirmed
kz_asylum file_irregular 1 days calendar applicant one_source
kz_asylum fingerprints 3 days calendar applicant one_source
kz_asylum certificate 3 months calendar applicant one_source
kz_asylum decision 3 months calendar authority one_source
kz_asylum leave 30 days calendar applicant one_source
extradition_defence am_request_papers 72 hours calendar authority one_source
"""

WELL_FORMED = """
id = "xx_test"
destination = "FR"
kind = "visa"
regime = "any"
confidence = "confirmed"
name = { en = "Test", ru = "Проба", fr = "Essai" }
authorities = [{ en = "Office", ru = "Бюро", fr = "Bureau" }]
path = ["draft", "granted"]
other = ["closed"]
moves = [
  { to = "draft" },
  { from = ["draft"], to = "granted" },
  { from = ["*"], to = "closed" },
]
notes = { en = "n", ru = "n", fr = "n" }

[[deadlines]]
id = "answer"
label = { en = "Answer", ru = "Ответ", fr = "Réponse" }
who = "authority"
span = { value = 1, unit = "months" }
from_event = "draft"
counted_from = { en = "start", ru = "начала", fr = "le début" }
met_by = ["granted"]
confidence = "one_source"
sources = ["law"]

[[sources]]
id = "law"
title = "The law"
date = "2024"
"""


def load_text(folder: Path, text: str, name: str = "xx_test.toml") -> dict[str, Procedure]:
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def test_there_are_21_procedures() -> None:
    assert len(ALL) == 21


@each_procedure
def test_every_stage_can_be_reached_and_every_file_can_come_to_an_end(procedure: Procedure) -> None:
    reached: set[str] = set()
    ahead = {move.to for move in openings(procedure) if move.to}
    while ahead:
        reached |= ahead
        ahead = {move.to for stage in ahead for move in next_moves(procedure, stage) if move.to} - reached
    assert reached == set(procedure.stages)
    assert ends(procedure)


@each_procedure
def test_every_event_a_deadline_waits_for_is_set_off_by_some_move(procedure: Procedure) -> None:
    emitted = {event for move in procedure.moves for event in move.events}
    assert {event for rule in procedure.deadlines for _field, event in rule.events()} <= emitted


@each_procedure
def test_every_deadline_can_be_closed_by_what_happens(procedure: Procedure) -> None:
    assert all(rule.ended_by for rule in procedure.deadlines)


@each_procedure
def test_no_address_of_a_copy_is_given_as_the_source(procedure: Procedure) -> None:
    copies = (
        "typepad",
        "ytvideo",
        "conflictwatcher",
        "42mag",
        "tricoteuses",
        "migrationpact",
        "fantasticsearch",
        "paperzz",
    )
    assert not [source.url for source in procedure.sources if any(copy in source.url for copy in copies)]
    assert all(source.url.startswith("https://") for source in procedure.sources if source.url)


@each_procedure
def test_every_file_says_that_moves_are_ours_and_no_legal_advice(procedure: Procedure) -> None:
    head = (catalogue.HERE / "procedures" / f"{procedure.id}.toml").read_text(encoding="utf-8").splitlines()[0]
    assert "NOT LEGAL ADVICE" in head
    assert "OURS" in head


@each_procedure
def test_every_procedure_names_the_documents_asked_for_and_says_that_it_is_general_knowledge(
    procedure: Procedure,
) -> None:
    assert procedure.documents
    if procedure.id not in SOURCED_DOCUMENTS:
        assert "general knowledge" in procedure.notes.en


def test_the_44_researched_deadlines_stand_in_the_files_as_they_were_found() -> None:
    wanted = [line.split() for line in RESEARCHED.split("\n") if line]
    assert len(wanted) == 44
    for procedure, rule_id, value, unit, counting, who, confidence in wanted:
        rule = procedures()[procedure].rule(rule_id)
        assert rule, (procedure, rule_id)
        assert (rule.who, rule.confidence) == (who, confidence), (procedure, rule_id)
        span = rule.span
        assert (span is None) == (value == "-"), (procedure, rule_id)
        if span:
            assert [str(span.value), span.unit, span.counting] == [value, unit, counting], (procedure, rule_id)
    extra = {(one.id, rule.id) for one in ALL for rule in one.deadlines} - {(row[0], row[1]) for row in wanted}
    assert extra == {("eu_ammr", "take_charge_request_after_hit")}, "told in a note of the research"


@each_procedure
def test_every_source_of_a_deadline_and_every_link_leads_somewhere(procedure: Procedure) -> None:
    assert all(procedure.source(source) for rule in procedure.deadlines for source in rule.sources)
    assert all(link.procedure in procedures() and link.when in procedure.stages for link in procedure.links)


@pytest.mark.parametrize(
    ("before", "since", "day"),
    [
        ("fr_asylum_pre_pact", "fr_asylum_pact", date(2026, 6, 12)),
        ("eu_dublin_iii", "eu_ammr", date(2026, 7, 1)),
    ],
)
def test_of_two_laws_the_day_of_the_act_chooses_exactly_one(before: str, since: str, day: date) -> None:
    old, new = procedures()[before].regime, procedures()[since].regime
    for act in (day - timedelta(days=400), day - timedelta(days=1), day, day + timedelta(days=400)):
        assert old.admits(act) is (act < day)
        assert new.admits(act) is not old.admits(act)


def test_refusal_leads_to_the_appeal_and_a_visa_to_asylum() -> None:
    links = {(procedure.id, link.when, link.procedure) for procedure in ALL for link in procedure.links}
    assert ("fr_asylum_pact", "rejected", "fr_appeal_cnda") in links
    assert ("fr_visa_asylum", "granted", "fr_asylum_pact") in links


def test_every_stage_and_kind_in_use_has_a_name_and_no_name_is_left_over() -> None:
    words = vocabulary()
    assert {stage for procedure in ALL for stage in procedure.stages} == set(words.stages)
    assert {procedure.kind for procedure in ALL} == set(words.kinds)
    assert {procedure.destination for procedure in ALL} == set(words.destinations)


def test_a_well_formed_file_loads(tmp_path: Path) -> None:
    assert set(load_text(tmp_path, WELL_FORMED)) == {"xx_test"}


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('to = "granted"', 'to = "gone"', "move gone names the unknown stage gone"),
        ('{ from = ["draft"], to = "granted" },', "", "stage granted cannot be reached"),
        ('{ to = "draft" },', "", "no move opens it"),
        ('from_event = "draft"', 'from_event = "dreft"', "deadline answer: no move emits dreft"),
        ('sources = ["law"]', "sources = []", "deadline answer: no source"),
        ('sources = ["law"]', 'sources = ["lore"]', "deadline answer: unknown source lore"),
        ('span = { value = 1, unit = "months" }', "", "deadline answer: neither a span nor a reminder"),
        ('confidence = "one_source"', "", "missing required field `confidence`"),
        ('confidence = "confirmed"', 'confidence = "sure"', "Invalid enum value 'sure'"),
        ('unit = "months"', 'unit = "moons"', "Invalid enum value 'moons'"),
        ('regime = "any"', 'regime = "since_2026-06-12"', "regime since_2026-06-12"),
        ('regime = "any"', 'regime = "from_2026-06-31"', "regime from_2026-06-31"),
        ('destination = "FR"', 'destination = "ZZ"', "destination ZZ has no name"),
        ('other = ["closed"]', 'other = ["closed", "closed"]', "stage closed is listed twice"),
        ('other = ["closed"]', 'other = ["closed", "limbo"]', "stage limbo has no name"),
        ('{ to = "draft" },', '{ to = "draft" }, { to = "draft" },', "move draft is listed twice"),
        ('{ to = "draft" },', '{ to = "draft", id = "start" },', "move start: an id of its own needs a label"),
        ('id = "xx_test"', 'id = "other"', "the id is other, not the file's name"),
        ('name = { en = "Test", ru = "Проба", fr = "Essai" }', 'name = { en = "Test" }', "missing required field `ru`"),
        ('kind = "visa"', 'kind = "visa"\ncolour = "red"', "unknown field `colour`"),
        ('kind = "visa"', "kind = ", "Invalid value"),
        (
            'kind = "visa"',
            'kind = "visa"\nlinks = [{ when = "draft", procedure = "nowhere" }]',
            "unknown procedure nowhere",
        ),
        ('kind = "visa"', 'kind = "visa"\nlinks = [{ when = "limbo", procedure = "xx_test" }]', "unknown stage limbo"),
        (
            'span = { value = 1, unit = "months" }',
            'reminder = { value = 1, unit = "months" }\n'
            'extensions = [{ after = "granted", span = { value = 2, unit = "months" } }]',
            "without a span there is nothing to extend",
        ),
        (
            'met_by = ["granted"]',
            'suspension = { starts = "draft", ends = "granted", only_before = "aid" }',
            "unknown deadline aid",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, right: str, wrong: str, reason: str
) -> None:
    assert right in WELL_FORMED
    with pytest.raises(BadFile) as refused:
        load_text(tmp_path, WELL_FORMED.replace(right, wrong, 1))
    assert re.match(r"xx_test\.toml, line \d+: ", str(refused.value))
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("right", "wrong", "text_there"),
    [
        ('to = "granted"', 'to = "gone"', 'to = "gone"'),
        ('other = ["closed"]', 'other = ["closed", "limbo"]', "limbo"),
        ('from_event = "draft"', 'from_event = "dreft"', "dreft"),
        ('sources = ["law"]', 'sources = ["lore"]', "lore"),
        ('regime = "any"', 'regime = "since_2026-06-12"', "since_2026"),
        ('confidence = "confirmed"', 'confidence = "sure"', "sure"),
        ('unit = "months"', 'unit = "moons"', "moons"),
        ('kind = "visa"', "kind = ", "kind = "),
        ('kind = "visa"', 'kind = "visa"\nlinks = [\n{ when = "draft", procedure = "nowhere" }\n]', "nowhere"),
        ('id = "xx_test"', 'id = "other"', "other"),
    ],
)
def test_the_line_named_is_the_one_with_the_mistake(tmp_path: Path, right: str, wrong: str, text_there: str) -> None:
    text = WELL_FORMED.replace(right, wrong, 1)
    with pytest.raises(BadFile) as refused:
        load_text(tmp_path, text)
    found = re.search(r"line (\d+)", str(refused.value))
    assert found
    assert text_there in text.split("\n")[int(found[1]) - 1]


def test_of_several_mistakes_each_is_said_with_its_line(tmp_path: Path) -> None:
    text = WELL_FORMED.replace('destination = "FR"', 'destination = "ZZ"').replace('["law"]', '["lore"]')
    with pytest.raises(BadFile, match=r"line 3: destination ZZ has no name; line \d+: deadline answer: unknown source"):
        load_text(tmp_path, text)


def test_a_file_without_sources_is_refused(tmp_path: Path) -> None:
    bare = WELL_FORMED[: WELL_FORMED.index("[[deadlines]]")].replace("notes", "sources = []\nnotes", 1)
    with pytest.raises(BadFile, match="no sources"):
        load_text(tmp_path, bare)


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadFile, match=r"^bad\.toml, line 1: "):
        load(tmp_path)
