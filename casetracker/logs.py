"""Logs that cannot hold a name: a message is its fixed text and its numbers, an error is its type and its place."""

import logging
import traceback
from collections.abc import ItemsView, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter
from gunicorn.glogging import Logger

_ROOT = Path(__file__).resolve().parent.parent


class Scrubbed(logging.Formatter):
    """Database errors, paths and forms put values into messages and tracebacks; neither is written as it is."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = f"{when} {record.levelname} {record.name}: {_fixed_text(record)}"
        return f"{line} [{_error(record.exc_info)}]" if record.exc_info else line


def _fixed_text(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not record.args:
        return record.msg
    try:
        return str(record.msg % _numbers(record.args))
    except (TypeError, ValueError, KeyError):
        return record.msg


def _numbers(args: tuple[object, ...] | Mapping[str, object]) -> Any:
    if isinstance(args, Mapping):
        return {key: _number(value) for key, value in args.items()}
    return tuple(_number(value) for value in args)


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else "…"


def _error(exc_info: tuple[Any, ...] | Any) -> str:
    """Name the error, its causes and the lines it came through, outermost first."""
    kind, error, trace = exc_info
    if error is None:
        return "no error"
    parts = [f"{kind.__module__}.{kind.__qualname__} at {_places(trace)}"]
    if (cause := error.__cause__ or error.__context__) is not None:
        parts.append(_error((type(cause), cause, cause.__traceback__)))
    return " from ".join(parts)


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT) and ".venv" not in frame.filename]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in [*ours, *frames[-1:]])


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
