"""The procedure files: all load, hang together, and a broken one is refused by name and reason."""

from pathlib import Path

import pytest

from cases.applications import catalogue
from cases.applications.catalogue import CatalogueError, load, procedures, vocabulary
from cases.applications.procedure import Procedure
from cases.applications.workflow import ends, next_moves, openings

ALL = sorted(procedures().values(), key=lambda procedure: procedure.id)
each_procedure = pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.id)

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
    assert {event for rule in procedure.deadlines for event in rule.events()} <= emitted


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


@pytest.mark.parametrize("destination", ["FR", "DE", "UNHCR"])
def test_the_most_used_destinations_name_the_documents_asked_for(destination: str) -> None:
    assert all(procedure.documents for procedure in ALL if procedure.destination == destination)


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
    with pytest.raises(CatalogueError) as refused:
        load_text(tmp_path, WELL_FORMED.replace(right, wrong, 1))
    assert str(refused.value).startswith("xx_test.toml: ")
    assert reason in str(refused.value)


def test_a_file_without_sources_is_refused(tmp_path: Path) -> None:
    bare = WELL_FORMED[: WELL_FORMED.index("[[deadlines]]")].replace("notes", "sources = []\nnotes", 1)
    with pytest.raises(CatalogueError, match="no sources"):
        load_text(tmp_path, bare)


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"^bad\.toml: "):
        load(tmp_path)
