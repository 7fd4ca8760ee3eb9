"""A server whose first requests come all at once does not crash over the types of its records."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Eight threads open the same kind of record for the first time, at a switch of threads for every few bytecodes.
FIRST_REQUESTS = """
import sys, threading
import casetracker.wsgi
import msgspec
from cases.base.dates import PartialDate
from cases.people.dossier import Contact, ContactChannel, Dossier, Stay
from cases.risk.facts import Article, Charge, Facts, Paper, PaperKind
facts = Facts(papers=(Paper(kind=PaperKind.INTERNAL),), charges=(Charge(article=Article.ABSENCE),))
stay = Stay(country="KZ", entered_on=PartialDate(2024, 5))
raw = msgspec.msgpack.encode(Dossier(facts=facts, stays=(stay,), contact=Contact(channel=ContactChannel.SIGNAL)))
sys.setswitchinterval(1e-6)
ready = threading.Barrier(8)
def open_some():
    ready.wait()
    for _ in range(20):
        msgspec.msgpack.decode(raw, type=Dossier)
threads = [threading.Thread(target=open_some) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_first_requests_that_come_at_once_do_not_crash_the_server() -> None:
    for _ in range(6):  # without the build at start, two of three crash
        command = [sys.executable, "-c", FIRST_REQUESTS]
        assert subprocess.run(command, check=False, cwd=ROOT, env=dict(os.environ)).returncode == 0
