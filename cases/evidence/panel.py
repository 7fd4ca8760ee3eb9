"""Files and testimony as the page of a case shows them: how many, and what must come down."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.evidence.models import CaseFile, Testimony
from cases.evidence.queries import TestimonyRow
from cases.people.models import Case


@dataclass(frozen=True, slots=True)
class EvidencePanel:
    """How many files a case has, and its testimonies."""

    files: int
    testimonies: Sequence[TestimonyRow]

    @property
    def tone(self) -> str:
        """How the panel is edged."""
        return "critical" if any(one.is_still_public for one in self.testimonies) else ""


def count_files(case: Case) -> int:
    """Count the files of a case, without opening them."""
    return CaseFile.objects.filter(case=case).count()


def testimonies_of(case: Case) -> list[Testimony]:
    """Return the testimonies of a case, for the page to open with what else it opens."""
    return list(Testimony.objects.filter(case=case))
