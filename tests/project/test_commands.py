"""The commands that an operator types."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.access.models import User

pytestmark = pytest.mark.django_db


def test_the_new_operator_can_log_in_with_what_was_shown() -> None:
    shown = StringIO()
    call_command("create_operator", "keeper", stdout=shown)
    passphrase = shown.getvalue().splitlines()[0].removeprefix("Passphrase of keeper: ")
    operator = User.objects.get(handle="keeper")
    assert operator.is_operator
    assert not operator.memberships.exists()
    answer = Client().post("/login/", {"handle": "keeper", "passphrase": passphrase, "code": ""})
    assert answer.status_code == 302


@pytest.mark.parametrize("handle", ["taken", "Not A Handle", "x" * 31])
def test_a_handle_that_cannot_be_used_changes_nothing(handle: str) -> None:
    call_command("create_operator", "taken", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("create_operator", handle)
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["createsuperuser", "changepassword"])
def test_commands_that_would_orphan_keys_are_gone(name: str) -> None:
    with pytest.raises(CommandError):
        call_command(name)
