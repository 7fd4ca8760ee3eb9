"""Ways through procedures: every stage can be reached, by moves the procedure lists."""

from datetime import date
from random import Random

import pytest

from cases.applications.catalogue import procedures
from cases.applications.procedure import Procedure
from cases.applications.workflow import find, next_moves, openings
from cases.demo.journeys import journey

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("procedure", procedures().values(), ids=lambda procedure: procedure.id)
def test_every_stage_is_reached_by_listed_moves(procedure: Procedure) -> None:
    dice = Random(1)  # noqa: S311
    for stage in procedure.stages:
        way = journey(procedure, stage, dice, today=TODAY)
        assert way is not None
        here = ""
        for number, step in enumerate(way.steps):
            known = find(next_moves(procedure, here) if number else openings(procedure), step.move)
            assert known is not None
            here = known.to or here
        assert here == stage == way.stage
