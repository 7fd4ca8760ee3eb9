"""The reviewed files of the ways: complete, sourced, and refused when they are wrong."""

from pathlib import Path

import pytest

from cases.applications.catalogue import procedures
from cases.base.datafile import BadFile
from cases.routes.catalogue import load, load_precedents, precedents, routes
from cases.routes.rules import DESTINATIONS

GOOD = """
procedure = "fr_visa_asylum"
precedents = ["cnda_2023"]

[[requirements]]
check = "link"
why = { en = "Links", ru = "Связи", fr = "Liens" }
confidence = "one_source"
sources = ["senat"]

[[sources]]
id = "senat"
title = "Senat"
date = "2025-06-05"
"""


def test_every_way_to_protection_has_its_file_unless_its_law_is_over() -> None:
    ways = {name for name, one in procedures().items() if one.kind in DESTINATIONS}
    assert ways - set(routes()) == {"fr_asylum_pre_pact"}
    assert set(routes()) <= ways


def test_the_ruling_of_2023_asks_for_proof_of_the_call_up() -> None:
    ruling = precedents()["cnda_2023"]
    assert (ruling.on, ruling.proof_check, ruling.confidence) == ("2023-07-20", "call_up_proof", "confirmed")
    assert "cnda_2023" in routes()["fr_visa_asylum"].precedents


def test_every_ruling_is_used() -> None:
    assert {name for route in routes().values() for name in route.precedents} == set(precedents())


def test_addresses_are_the_publishers_own() -> None:
    known = {source.url for one in routes().values() for source in one.sources if source.url}
    copies = ("conflictwatcher", "headtopics", "menafn", "brics24", "europesays", "tanikomadagascar", "fantasticsearch")
    assert not [url for url in known for copy in copies if copy in url]


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ('"senat"]', '"other"]', "link: unknown source other"),
        ('sources = ["senat"]', "", "link: no source"),
        ('"one_source"', '"confirmed"', "link: confirmed needs two sources"),
        ("cnda_2023", "nonsense", "unknown ruling nonsense"),
        ('procedure = "fr_visa_asylum"', 'procedure = "de_asylum"', "is no procedure of the file's name"),
        ('"link"', '"charm"', "charm"),
        ("precedents", 'submitted_by = "nowhere"\nprecedents', "no step leads to nowhere"),
    ],
)
def test_a_wrong_file_is_refused_by_name_with_the_reason(tmp_path: Path, was: str, becomes: str, reason: str) -> None:
    (tmp_path / "fr_visa_asylum.toml").write_text(GOOD)
    assert list(load(tmp_path, {"cnda_2023"}, procedures())) == ["fr_visa_asylum"]
    (tmp_path / "fr_visa_asylum.toml").write_text(GOOD.replace(was, becomes))
    with pytest.raises(BadFile, match=r"fr_visa_asylum\.toml") as error:
        load(tmp_path, {"cnda_2023"}, procedures())
    assert reason in str(error.value)


def test_a_ruling_without_its_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "precedents.toml"
    text = '{ en = "x", ru = "x", fr = "x" }'
    file.write_text(
        f'sources = []\n[[precedents]]\nid = "a"\non = "2023"\ncourt = {text}\nspeaks = "for"\nsaid = {text}\n'
        'confidence = "one_source"\nsources = ["b"]\n'
    )
    with pytest.raises(BadFile, match="a: unknown source b"):
        load_precedents(file)
