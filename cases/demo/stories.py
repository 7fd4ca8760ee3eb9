"""The stories of 300 invented cases in two teams: told anew on the same day, they are the same."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Final

import msgspec

from cases.applications.catalogue import procedures
from cases.applications.repetition import Rhythm, RhythmUnit
from cases.applications.work import DateKind
from cases.base.dates import PartialDate
from cases.demo.circumstances import KINDS, Draw
from cases.demo.dossiers import bare, dossier, phrases
from cases.demo.evidence import evidence
from cases.demo.happenings import happenings
from cases.demo.journeys import Journey, journey
from cases.demo.plot import Appointment, Awaited, Desk, Detention, Story
from cases.demo.travels import stamps, with_papers
from cases.people.models import Stage
from cases.risk.facts import Article, Charge, Facts, Wanted

SEED: Final = "2024-10-16"
_LONGEST_AGO: Final = 420

DESKS: Final = (
    Desk(
        team="Almaty",
        zone="Asia/Almaty",
        coordinator="coordinator",
        caseworker="caseworker",
        activist="activist",
        countries={"KZ": 114, "KG": 24, "UZ": 10, "MN": 9, "TR": 10, "AE": 6, "TH": 5, "RS": 4}
        | {"FR": 16, "DE": 10, "US": 4, "CA": 3, "ES": 3, "NO": 2, "FI": 2},
    ),
    Desk(
        team="Yerevan",
        zone="Asia/Yerevan",
        coordinator="coordinator-b",
        caseworker="coordinator-b",
        activist="activist-b",
        countries={"AM": 30, "GE": 18, "RS": 7, "ME": 5, "TR": 5, "AZ": 2, "IL": 2, "AR": 2, "LT": 3, "LV": 2, "PL": 2},
    ),
)
_SEIZED: Final = {
    "Almaty": {
        "KZ": (9, "городской отдел полиции", "Остановили при проверке документов на вокзале, увезли. Адвокат выехал."),
        "KG": (
            31,
            "airport, transit zone",
            "Stopped at passport control, the flight left without him. Sent the agreed word.",
        ),
    },
    "Yerevan": {
        "AM": (14, "Gyumri, street", "Taken from the street by men in uniform, neighbours saw Russian plates.")
    },
}
_AT_HAND: Final = (
    *("fr_visa_asylum",) * 9,
    *("unhcr_rsd", "unhcr_resettlement", "de_humanitarian") * 3,
    "extradition_defence",
)
_THERE: Final = {
    "KZ": (*("kz_asylum",) * 6, *_AT_HAND),
    "FR": (
        *("fr_asylum_pact", "fr_asylum_pre_pact") * 3,
        "fr_appeal_cnda",
        "fr_appeal_cnda",
        "fr_reexamination",
        "eu_ammr",
    ),
    "DE": (*("de_asylum",) * 4, "eu_ammr", "eu_dublin_iii"),
} | {place: (f"{place.lower()}_asylum",) for place in ("US", "CA", "ES", "NO", "FI", "LT", "LV", "NL")}
_SAFE: Final = frozenset(_THERE) - {"KZ"}


def stories(desk: Desk, today: date) -> Iterator[Story]:
    """Tell the stories of a team as they stand on a day."""
    chance = Random(f"{SEED} {desk.team}")  # noqa: S311 invented people need no secrecy
    teller = _Teller(desk, today, chance)
    places = [place for place, number in desk.countries.items() for _ in range(number)]
    chance.shuffle(places)
    return (teller.tell(place) for place in places)


class _Teller:
    """Tells one story after the other: no alias comes twice, and every stage of every procedure has its turn."""

    def __init__(self, desk: Desk, today: date, chance: Random) -> None:
        self._desk, self._today, self._chance = desk, today, chance
        words = phrases()["aliases"].split()
        self._aliases = iter(chance.sample(words, len(words)))
        self._stages = {name: cycle(chance.sample(own.stages, len(own.stages))) for name, own in procedures().items()}
        self._taken = {place: Detention(today, *said) for place, said in _SEIZED[desk.team].items()}

    def tell(self, place: str) -> Story:
        """Tell the next story."""
        journeys = tuple(self._journeys(place))
        draw = Draw(self._chance, place, self._logged(journeys), self._today)
        (kind,) = draw.chance.choices(KINDS, [kind.weight for kind in KINDS])
        little = not journeys and place not in _SAFE and draw.often(18)
        alias = next(self._aliases)
        known = (bare if little else dossier)(draw, kind, alias)
        known = msgspec.structs.replace(known, facts=_agreeing(draw, known.facts, journeys))
        first, told = (known, ()) if little else happenings(draw, known, safe=place in _SAFE)
        if not little and (taken := self._taken.pop(place, None)):
            told = (*told, taken)
        restricted = draw.often(4)
        return Story(
            logged_by=self._desk.coordinator if restricted else self._logger(draw),
            logged_on=draw.logged,
            country=place,
            category=kind.category,
            dossier=with_papers(first, place, journeys),
            stamps=stamps(first, self._apart(draw, f"{alias} stamps").chance),
            restricted=restricted,
            assignee=self._assignee(draw),
            stage=_stage(draw, journeys),
            happenings=told,
            journeys=journeys,
            kept_up=draw.often(85),
            dates=() if little else (*_dates(draw), *_repeated(self._apart(draw, f"{alias} again"))),
            awaited=None if little or place in _SAFE else _awaited(self._apart(draw, f"{alias} signs")),
            evidence=() if little else evidence(self._apart(draw, alias)),
        )

    def _apart(self, draw: Draw, alias: str) -> Draw:
        """Return dice of their own, so that what is drawn with them changes nothing else of the stories."""
        own = Random(f"{SEED} {self._desk.team} {alias}")  # noqa: S311
        return Draw(own, draw.country, draw.logged, draw.today)

    def _journeys(self, place: str) -> Iterator[Journey]:
        """Draw applications: everybody in a safe country has one, most of those on the way, some two."""
        number = self._chance.choice((1, 1, 1, 2) if place in _SAFE else (0, 0, 1, 1, 1, 1, 2))
        routes = _THERE.get(place, _AT_HAND)
        for name in dict.fromkeys(self._chance.choices(routes, k=number)):
            way = journey(
                procedures()[name],
                next(self._stages[name]),
                self._chance,
                today=self._today,
                notes=phrases()["told"]["notes"],
            )
            if way:
                yield way

    def _logged(self, journeys: Sequence[Journey]) -> date:
        """Most cases are months old; one with applications was there before the first move."""
        ago = self._chance.choice((0, 1, 3, 8, 15, 22, 30, 41, 55, 70, 83)) + self._chance.randint(0, 6)
        if self._chance.random() < 0.6:
            ago = self._chance.randint(85, _LONGEST_AGO)
        begun = [way.steps[0].on - timedelta(days=self._chance.randint(0, 20)) for way in journeys]
        return min([self._today - timedelta(days=max(0, ago - 1)), *begun])

    def _logger(self, draw: Draw) -> str:
        return draw.one((self._desk.activist, self._desk.caseworker, self._desk.caseworker, self._desk.coordinator))

    def _assignee(self, draw: Draw) -> str:
        """Nobody yet for the newest; then mostly the caseworker."""
        if (draw.today - draw.logged).days < 3 or draw.often(6):
            return ""
        return draw.one((*(self._desk.caseworker,) * 5, *(self._desk.activist,) * 2, self._desk.coordinator))


def _agreeing(draw: Draw, facts: Facts, journeys: Sequence[Journey]) -> Facts:
    """Make the facts agree with the applications: a visa in hand, a claim pending, a notice to be defended against."""
    for way in journeys:
        if way.procedure == "fr_visa_asylum" and way.stage in ("granted", "laissez_passer_issued"):
            leaving = PartialDate.of(draw.today + timedelta(days=draw.chance.randint(4, 30)))
            facts = msgspec.structs.replace(facts, exit_papers_granted=True, travel_on=leaving)
        if way.procedure.endswith("_asylum") and way.procedure[:2] == draw.country.lower():
            facts = msgspec.structs.replace(facts, asylum_pending=not way.over)
        if way.procedure == "extradition_defence" and not way.over:
            charges = facts.charges or (Charge(article=Article.DESERTION),)
            facts = msgspec.structs.replace(facts, stopped_before=True, wanted=Wanted.INTERSTATE, charges=charges)
    return facts


def _stage(draw: Draw, journeys: Sequence[Journey]) -> Stage:
    ends = {way.stage for way in journeys}
    if "travelled" in ends or (draw.country in _SAFE and draw.often(70)):
        return Stage.SAFE
    if ends & {"granted", "laissez_passer_issued"} and draw.often(60):
        return Stage.TRAVELLING
    return Stage.CLOSED if draw.often(3) else Stage.ACTIVE


def _dates(draw: Draw) -> Iterator[Appointment]:
    if draw.often(22):
        due = draw.day(draw.today - timedelta(days=4), draw.today + timedelta(days=20))
        yield Appointment(DateKind.TASK, due, draw.one(phrases()["assigned"]["tasks"]))
    if draw.often(14):
        due = draw.day(draw.today, draw.today + timedelta(days=25))
        yield Appointment(DateKind.APPOINTMENT, due, draw.one(phrases()["assigned"]["appointments"]))


def _repeated(draw: Draw) -> Iterator[Appointment]:
    """A few have something to be done again and again."""
    if draw.often(5):
        due = draw.day(draw.today - timedelta(days=3), draw.today + timedelta(days=10))
        rhythm = Rhythm(draw.one((1, 1, 2)), RhythmUnit.WEEKS, due)
        yield Appointment(DateKind.TASK, due, draw.one(phrases()["assigned"]["tasks"]), rhythm)


def _awaited(draw: Draw) -> Awaited | None:
    """Some agreed to write; of those, some have not."""
    if not draw.often(9):
        return None
    first = draw.today + timedelta(days=draw.one((-5, -3, -1, 0, 1, 2, 4)))
    return Awaited(draw.one((3, 7, 7, 14)), first, draw.one(("берёза", "маяк", "сирень", "двор")))
