"""Runs programs that stop when we do, however that comes about."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE_SECONDS: Final = 20
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


def leave_in_order() -> None:
    """On Ctrl-C or TERM, leave through every `with` and `finally`, with status 0."""
    for number in _SIGNALS:
        signal.signal(number, _leave)


def run(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a program to its end and return its status; it does not hear the terminal's Ctrl-C, only ours."""
    process = subprocess.Popen(
        command, env=dict(environment), start_new_session=True, preexec_fn=outlived_by_none(signal.SIGTERM)
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def outlived_by_none(number: signal.Signals) -> Callable[[], object] | None:
    """Return what a child calls before it begins, so that Linux tells it when we are killed outright."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, number)


def _leave(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:  # an impatient second Ctrl-C does not cut the first one short
        signal.signal(number, signal.SIG_IGN)
    sys.exit(0)
