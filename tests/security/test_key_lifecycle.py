"""T14: whatever happens in the life of two teams, in whatever order, each opens exactly what they should.

`KEY_LIVES=1000` plays so many lives; the suite plays as many as fit in half a minute.
"""

import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.security.life import Life

LIVES = int(os.environ.get("KEY_LIVES", "25"))
STEPS = 24
# Making a failing life short takes minutes: only where somebody asked for many lives.
PHASES = tuple(Phase) if "KEY_LIVES" in os.environ else (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.django_db
def test_each_opens_exactly_what_they_should_whatever_happens() -> None:
    rules = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=PHASES,
    )
    run_state_machine_as_test(Life, settings=rules)


# The machine is only worth what it notices ------------------------------------------------------------------


def _a_caseworker_leaves(life: Life) -> None:
    life.somebody_leaves(team=0, by=0, who=1, alone=False)
    life.a_case_is_logged(team=0, by=0, restricted=False)


def _an_activist_leaves(life: Life) -> None:
    life.somebody_leaves(team=0, by=0, who=2, alone=False)
    life.cases_get_their_keys(team=0, by=0, batches=100)


def _an_activist_loses_the_passphrase(life: Life) -> None:
    life.somebody_lost_passphrase_and_card(team=0, by=0, who=2)
    life.somebody_is_let_in_or_turned_away(team=0, by=0, who=0, comes_in=True)


def _a_shared_case_and_somebody_leaves(life: Life) -> None:
    life.a_case_is_shared_or_taken_back(case=0, by=0)
    life.somebody_leaves(team=1, by=0, who=1, alone=False)
    life.cases_get_their_keys(team=1, by=0, batches=100)
    life.cases_get_their_keys(team=0, by=0, batches=100)


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "the roots stay": (_a_caseworker_leaves, "cases.team.actions._renew_roots", lambda row, **_given: row.save()),
    "the cases stay": (_an_activist_leaves, "cases.vault.rotation.mark", lambda _cases: None),
    "nothing comes back": (_an_activist_loses_the_passphrase, "cases.vault.holders.give_again", lambda _to, by: 0),
    "others are not told": (_a_shared_case_and_somebody_leaves, "cases.vault.rotation.mark", lambda _cases: None),
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_it_notices(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    story, name, broken = FAULTS[fault]
    for stands in (True, False):
        with transaction.atomic():
            life = Life()
            if not stands:
                monkeypatch.setattr(name, broken)
            story(life)
            if stands:
                life.world.check()
            else:
                with pytest.raises(AssertionError):
                    life.world.check()
            life.undo()
