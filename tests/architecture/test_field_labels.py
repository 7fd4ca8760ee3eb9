"""No column without a decision: clear or sealed, and what it tells a thief."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import BinaryField, DateTimeField, Field, TextField

from cases.vault import SealedField

LABELS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "field_labels.toml").read_text("utf-8"))
FIELDS = {
    f"{model.__name__}.{field.name}": field
    for model in apps.get_app_config("cases").get_models()
    for field in model._meta.concrete_fields
}
# Moments to the second: sessions, tries and links come and go within two days; nothing about a case has one.
MOMENTS = {"Attempt.started_at", "Invite.expires_at", "Reading.started_at", "StoredSession.expires_at"}


def test_every_column_is_labelled_and_every_label_has_a_column() -> None:
    assert LABELS.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", LABELS)
def test_a_label_says_clear_or_sealed_and_what_it_tells(name: str) -> None:
    label = LABELS[name]
    assert label.keys() == {"label", "tells"}
    assert label["label"] in {"clear", "sealed"}
    assert label["tells"].strip()


@pytest.mark.parametrize(("name", "field"), FIELDS.items(), ids=FIELDS)
def test_what_is_called_sealed_is_made_to_hold_ciphertext(name: str, field: "Field[object, object]") -> None:
    sealed = LABELS[name]["label"] == "sealed"
    assert not sealed or isinstance(field, BinaryField)
    assert sealed or not isinstance(field, SealedField)


def test_there_is_no_clear_column_for_free_text() -> None:
    assert [name for name, field in FIELDS.items() if isinstance(field, TextField)] == []


def test_no_moment_is_kept_of_anything_about_a_case() -> None:
    assert {name for name, field in FIELDS.items() if isinstance(field, DateTimeField)} == MOMENTS


def test_nobody_elses_tables_hold_anything_about_people() -> None:
    others = {model._meta.label for model in apps.get_models() if model._meta.app_label != "cases"}
    assert others == {"admin.LogEntry", "auth.Group", "auth.Permission", "contenttypes.ContentType"}
