"""Logs that cannot hold a name: a message is its fixed text and its numbers, an error is its type and its place."""

import logging
import re
import traceback
from collections.abc import ItemsView, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter
from gunicorn.glogging import Logger

_ROOT = Path(__file__).resolve().parent.parent
_VALUE: Final = re.compile(r"""[:='"“«]""")  # what stands behind one of these, somebody may have put in


class Scrubbed(logging.Formatter):
    """Database errors, paths and forms put values into messages and tracebacks; neither is written as it is."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = f"{when} {record.levelname} {record.name}: {_fixed_text(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line} [{_error(error)}]"


def _fixed_text(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not record.args:
        return _VALUE.split(record.msg, maxsplit=1)[0]
    try:
        return str(record.msg % _numbers(record.args))
    except (TypeError, ValueError, KeyError):
        return _VALUE.split(record.msg, maxsplit=1)[0]


def _numbers(args: tuple[object, ...] | Mapping[str, object]) -> Any:
    if isinstance(args, Mapping):
        return {key: _number(value) for key, value in args.items()}
    return tuple(_number(value) for value in args)


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else "…"


def _error(error: BaseException) -> str:
    """Name the error and the one it came from first, each with the lines it came through."""
    root = error
    while (cause := root.__cause__ or root.__context__) is not None:
        root = cause
    ends = (error,) if root is error else (error, root)
    return " from ".join(f"{type(end).__qualname__} at {_places(end.__traceback__)}" for end in ends)


def _places(trace: TracebackType | None) -> str:
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    ours = [(path.relative_to(_ROOT), line) for path, line in frames if path.is_relative_to(_ROOT)]
    places = [f"{path}:{line}" for path, line in ours if not path.parts[0].startswith(".")]
    return " > ".join([*places, *(f"{path.name}:{line}" for path, line in frames[-1:])])


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own lines, scrubbed alike: its error log would hold the address of a failed request."""

    def setup(self, cfg: Any) -> None:
        """Keep gunicorn's handlers and replace what they write."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Scrubbed())


class SilentReport(SafeExceptionReporterFilter):
    """No report of an error ever holds settings, variables, cookies or what was posted."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always; Django's own stops filtering while DEBUG is on."""
        return True

    def get_safe_settings(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing."""
        return {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing."""
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Nothing."""
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> ItemsView[str, Any]:
        """Nothing."""
        return {}.items()
