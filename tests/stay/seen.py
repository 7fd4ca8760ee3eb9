"""Cases with a stay, and what their pages say."""

import re
from typing import Any, Final

from cases.base.dates import PartialDate
from cases.people.models import Case
from cases.risk.facts import Facts, Paper, PaperKind
from tests.factories import Group, case
from tests.stay.conftest import TODAY

FACTS: Final = Facts(
    entered_on=PartialDate(2026, 9, 1),
    papers=(Paper(kind=PaperKind.INTERNAL), Paper(kind=PaperKind.FIVE_YEAR, expires_on=PartialDate(2027, 1, 10))),
)


def logged(team: Group, **dossier: Any) -> Case:
    """A case of the team's activist."""
    return case(team.activist, on=TODAY, **{"facts": FACTS, **dossier})


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def url(row: Case, page: str = "") -> str:
    """The address of a page of its stay."""
    return f"/cases/{row.code}/stay/{page}"
