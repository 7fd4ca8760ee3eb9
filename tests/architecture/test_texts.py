"""The interface is complete in every language."""

import pytest
from babel.messages.catalog import Catalog

from casetracker import texts


def test_every_text_is_translated_in_every_language() -> None:
    assert list(texts.problems()) == []


def test_collect_finds_texts_of_python_and_of_templates() -> None:
    found = {message.id for message in texts.collect()}
    assert "Conscientious objector" in found
    assert any("Log out" in text for text in found if isinstance(text, str))


@pytest.mark.parametrize(
    ("translation", "fault"),
    [("", "not translated"), ("%(wrong)s jours", "placeholders differ"), ("%(n)s jours", None)],
)
def test_problems_names_gaps_and_wrong_placeholders(
    monkeypatch: pytest.MonkeyPatch, translation: str, fault: str | None
) -> None:
    catalog = Catalog(locale="fr")
    catalog.add("%(n)s days", translation)
    monkeypatch.setattr(texts, "LANGUAGES", ("fr",))
    monkeypatch.setattr(texts, "collect", lambda: catalog)
    monkeypatch.setattr(texts, "load", lambda language: catalog)
    assert list(texts.problems()) == ([f"fr: {fault}: '%(n)s days'"] if fault else [])


def test_a_text_marked_as_unsure_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Cases", "Dossiers", flags=["fuzzy"])
    monkeypatch.setattr(texts, "LANGUAGES", ("fr",))
    monkeypatch.setattr(texts, "collect", lambda: catalog)
    monkeypatch.setattr(texts, "load", lambda language: catalog)
    assert list(texts.problems()) == ["fr: marked as unsure: 'Cases'"]
