"""Nothing that a person typed reaches a log, whatever failed."""

import logging
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory

from casetracker.logs import Scrubbed, SilentReport

MARKER = "Рамиль-9931"


def line(message: object, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return Scrubbed().format(logging.LogRecord("cases", logging.ERROR, __file__, 1, message, args, info))


def test_a_message_keeps_its_text_and_numbers_only() -> None:
    assert line("Saved %s in %d rows after %.1f s", MARKER, 3, 0.25).endswith(
        "ERROR cases: Saved … in 3 rows after 0.2 s"
    )


def test_named_arguments_are_scrubbed_alike() -> None:
    assert line("%(name)s has %(count)d", {"name": MARKER, "count": 2}).endswith("… has 2")


def test_arguments_that_do_not_fit_leave_the_bare_text() -> None:
    assert line("Only %d", MARKER).endswith("ERROR cases: Only %d")


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (f"Invalid HTTP_HOST header: '{MARKER}'. You may need to add it.", "Invalid HTTP_HOST header"),
        (f"Invalid request from ip=127.0.0.1: Invalid HTTP request line: '{MARKER}'", "Invalid request from ip"),
        (f"Unsafe redirect to URL with protocol '{MARKER}'", "Unsafe redirect to URL with protocol "),
        ("The number of parameters exceeded settings.MOST", "The number of parameters exceeded settings.MOST"),
    ],
)
def test_what_others_put_into_their_messages_is_cut_off(message: str, written: str) -> None:
    assert line(message).endswith(f"ERROR cases: {written}")


def test_an_exception_in_place_of_a_message_is_its_type() -> None:
    assert line(ValueError(MARKER)).endswith("ERROR cases: ValueError")


@pytest.mark.django_db
def test_a_database_error_is_its_type_and_the_lines_it_came_through() -> None:
    with pytest.raises(DatabaseError, match=MARKER) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid", [MARKER])
    written = line("Internal Server Error: %s", f"/cases/{MARKER}/", error=raised.value)
    assert MARKER not in written
    assert "DataError at tests/project/test_logs.py:" in written
    assert "from InvalidTextRepresentation at" in written


def test_a_report_of_an_error_holds_no_values() -> None:
    request = RequestFactory().post("/", {"name": MARKER}, headers={"cookie": f"session={MARKER}"})
    report = SilentReport()
    assert report.is_active(request)
    assert not report.get_post_parameters(request)
    assert not report.get_safe_cookies(request)
    assert not report.get_safe_request_meta(request)
    assert not report.get_safe_settings()
    assert not list(report.get_traceback_frame_variables(request, SimpleNamespace(f_locals={"name": MARKER})))
