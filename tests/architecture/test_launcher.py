"""The embedded PostgreSQL, started for real: it answers, it is private, it stops with us, it recovers from a kill."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from casetracker.embedded import DATABASE, MAJOR, Server, superuser
from casetracker.home import Refused

ASK = "import os, psycopg2; print(psycopg2.connect(os.environ['DATABASE_URL']).server_version // 10000, flush=True)"
WAIT = "; import time; time.sleep(60)"


@pytest.fixture
def folder() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="casetracker-")).resolve()
    parent.chmod(0o755)
    yield parent / "postgres"
    links = [path.resolve() for path in parent.rglob("*") if path.is_symlink()]
    rooms = [parent, *(link for link in links if link.match("/var/lib/casetracker-*"))]  # made by root, see home.py
    assert not [process for room in rooms for process in processes(room)]
    for room in rooms:
        shutil.rmtree(room)


def processes(folder: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if any(str(folder) in part for part in command(process))]


def command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def launch(folder: Path, program: str) -> subprocess.Popen[str]:
    launcher = [
        sys.executable,
        "-m",
        "casetracker.embedded",
        "--folder",
        str(folder),
        "--",
        sys.executable,
        "-c",
        program,
    ]
    return subprocess.Popen(launcher, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str], number: signal.Signals) -> int:
    process.send_signal(number)
    process.communicate(timeout=30)
    return process.returncode


def test_it_answers_and_leaves_nothing_behind(folder: Path) -> None:
    process = launch(folder, ASK)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.strip()) == (0, str(MAJOR))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told(folder: Path, number: signal.Signals) -> None:
    process = launch(folder, ASK + WAIT)
    assert answer(process) == str(MAJOR)
    assert end(process, number) == 0


def test_a_launcher_that_is_killed_outright_loses_no_data(folder: Path) -> None:
    with Server(folder, hasty=True) as server, superuser(server.home.socket, DATABASE) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
    killed = launch(folder, ASK + WAIT)
    answer(killed)
    end(killed, signal.SIGKILL)
    with Server(folder, hasty=True) as server, superuser(server.home.socket, DATABASE) as cursor:
        cursor.execute("SELECT number FROM kept")
        assert cursor.fetchall() == [(7,)]


def test_a_server_that_was_left_running_is_ended_by_the_next_start(folder: Path) -> None:
    abandoned = Server(folder, hasty=True).__enter__()
    pid_file = abandoned.home.data / "postmaster.pid"
    left = pid_file.read_text().split()[0]
    abandoned.home.close()  # its launcher is gone, and with it the lock
    with Server(folder, hasty=True) as server:
        assert pid_file.read_text().split()[0] != left
        abandoned.__exit__()  # collects the ended process; the new server is not its to stop
        assert processes(server.home.data)


def test_a_second_launcher_is_refused_while_the_first_runs(folder: Path) -> None:
    with Server(folder, hasty=True), pytest.raises(Refused, match="already running"), Server(folder, hasty=True):
        pass


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "half").write_text("made")
    with Server(folder, hasty=True) as server:
        assert not (server.home.data / "half").exists()


def test_everything_is_private_and_no_port_is_open(folder: Path) -> None:
    with Server(folder, hasty=True) as server:
        for place in (server.home.folder, server.home.data, server.home.socket):
            assert stat.S_IMODE(place.stat().st_mode) == 0o700
        with superuser(server.home.socket, DATABASE) as cursor:
            cursor.execute("SHOW listen_addresses")
            assert cursor.fetchone() == ("",)
        assert not any(process.net_connections("tcp") for process in processes(server.home.data))


def test_folders_that_are_not_ours_keep_their_permissions(folder: Path) -> None:
    before = [parent.stat().st_mode for parent in folder.parents]
    with Server(folder, hasty=True):
        pass
    assert [parent.stat().st_mode for parent in folder.parents] == before


def test_a_path_that_is_too_long_for_a_socket_works(folder: Path) -> None:
    long = folder.parent / ("x" * 120)
    with Server(long, hasty=True) as server:
        assert len(str(server.home.socket)) < 90
        with superuser(server.home.socket, DATABASE) as cursor:
            cursor.execute("SELECT 1")


def test_the_application_cannot_change_the_structure(folder: Path) -> None:
    statements = [
        "CREATE TABLE t ()",
        "CREATE TEMP TABLE t ()",
        "CREATE SCHEMA s",
        "SET ROLE owner",
        "SET ROLE postgres",
    ]
    tries = "; ".join(f"refused({statement!r})" for statement in statements)
    program = f"""
import os, psycopg2
connection = psycopg2.connect(os.environ["DATABASE_URL"]); connection.autocommit = True
def refused(sql):
    try: connection.cursor().execute(sql); print("ALLOWED", sql)
    except psycopg2.errors.InsufficientPrivilege: print("refused")
{tries}
"""
    out, _ = launch(folder, program).communicate(timeout=60)
    assert out.split() == ["refused"] * len(statements)


def test_its_log_repeats_no_value(folder: Path) -> None:
    with Server(folder, hasty=True) as server:
        with superuser(server.home.socket, DATABASE) as cursor:
            for statement in ("SELECT 'Рамиль-9931'::int", 'SELECT * FROM "Рамиль-9931"', "SELEKT 'Рамиль-9931'"):
                with pytest.raises(Exception, match="Рамиль-9931"):
                    cursor.execute(statement)
        log = server.home.log.read_text()
    assert "9931" not in log
    assert "ready to accept connections" in log


def test_a_checkout_below_a_private_folder_works_for_root_too(folder: Path) -> None:
    private = folder.parent / "private"
    private.mkdir(mode=0o700)
    with Server(private / "var" / "postgres", hasty=True) as server:
        room = server.home.folder
        assert stat.S_IMODE(room.stat().st_mode) == 0o700
        assert room.is_relative_to(private) == (os.geteuid() != 0)
        assert room.stat().st_uid != 0
    with Server(private / "var" / "postgres", hasty=True) as server:
        assert server.home.folder == room
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_discarding_deletes_the_folder_and_nothing_beside_it(folder: Path) -> None:
    (folder.parent / "beside").write_text("kept")
    with Server(folder, hasty=True) as server:
        room = server.home.folder
    neighbours = set(room.parent.iterdir()) - {room}
    server.discard()
    assert not room.exists()
    assert not folder.is_symlink()
    assert neighbours <= set(room.parent.iterdir())
    assert (folder.parent / "beside").read_text() == "kept"
