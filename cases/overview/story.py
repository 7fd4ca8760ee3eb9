"""The words that the timeline needs of every slice below the overview."""

from functools import cache

from cases.applications.catalogue import procedures
from cases.applications.rows import move_name, stage_name
from cases.applications.workflow import find
from cases.evidence.words import KINDS, STATES
from cases.people import intake
from cases.people.models import Stage
from cases.people.words import CHANNELS
from cases.risk.models import BandChoice
from cases.stay import sections
from cases.templatetags.display import localized
from cases.timeline import wording
from cases.timeline.models import EntryBody


def sentence(body: EntryBody) -> str:
    """Return what an entry of a timeline tells."""
    return wording.sentence(body, _words())


@cache
def _words() -> wording.Words:
    return wording.Words(
        channels={channel.value: word for channel, word in CHANNELS.items()},
        stages={stage.value: stage.label for stage in Stage},
        items=intake.labels() | intake.labels(sections.SECTIONS),
        bands={band.value: band.label for band in BandChoice},
        files={kind.value: word for kind, word in KINDS.items()},
        testimonies={state.value: word for state, word in STATES.items()},
        procedure=_procedure,
        move=_move,
    )


def _procedure(name: str) -> str:
    procedure = procedures().get(name)
    return localized(procedure.name) if procedure else ""


def _move(name: str, move: str, stage: str) -> str:
    procedure = procedures().get(name)
    known = find(procedure.moves, move) if procedure else None
    return move_name(known) if known else stage_name(stage)
