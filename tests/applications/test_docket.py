"""What moves do to deadlines: opened, met, paused and resumed as the procedure files say."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from cases.applications.catalogue import procedures
from cases.applications.daterules import Firmness
from cases.applications.docket import Close, Effect, File, Pause, Resume, Running, Start, effects
from cases.applications.workflow import entries, find, next_moves
from cases.base.dates import PartialDate, parse_partial


class Folder:
    """A file on paper: moves are made in it, and the deadlines kept by hand."""

    def __init__(self, procedure: str) -> None:
        self.procedure = procedures()[procedure]
        self.events: dict[str, PartialDate] = {}
        self.running: dict[UUID, Running] = {}

    def happens(self, name: str, on: str) -> list[Effect]:
        move = find(self.procedure.moves, name)
        assert move
        day = parse_partial(on)
        self.events |= dict.fromkeys(move.events, day)
        file = File(self.procedure, self.procedure.regime, self.events)
        found = list(effects(file, move.events, day, list(self.running.values()), frozenset()))
        for effect in found:
            self.keep(effect)
        return found

    def keep(self, effect: Effect) -> None:
        if isinstance(effect, Close):
            del self.running[effect.key]
        elif isinstance(effect, Pause):
            one = self.running[effect.key]
            self.running[effect.key] = Running(one.key, one.rule, None, effect.on, one.due_on)
        elif isinstance(effect, Resume):
            one = self.running[effect.key]
            self.running[effect.key] = Running(one.key, one.rule, effect.due_on)
        else:
            key = effect.key or uuid4()
            self.running[key] = Running(key, effect.rule, effect.due.on)

    def due(self) -> dict[str, date | None]:
        return {one.rule: one.due_on for one in self.running.values()}


def test_a_refusal_opens_the_time_for_legal_aid_and_for_the_appeal() -> None:
    appeal = Folder("fr_appeal_cnda")
    appeal.happens("decision_notified", "2026-03-02")
    assert appeal.due() == {"legal_aid": date(2026, 3, 17), "appeal": date(2026, 3, 16)}


def test_asking_for_legal_aid_in_time_stops_the_clock_and_its_decision_lets_the_rest_run() -> None:
    appeal = Folder("fr_appeal_cnda")
    appeal.happens("decision_notified", "2026-03-02")
    appeal.happens("legal_aid_requested", "2026-03-10")
    assert appeal.due() == {"appeal": None}
    appeal.happens("legal_aid_granted", "2026-05-04")
    assert appeal.due() == {"appeal": date(2026, 5, 10)}, "six of the fourteen days were left"


def test_asking_for_legal_aid_too_late_stops_nothing() -> None:
    appeal = Folder("fr_appeal_cnda")
    appeal.happens("decision_notified", "2026-03-02")
    appeal.happens("legal_aid_requested", "2026-03-18")
    assert appeal.due() == {"appeal": date(2026, 3, 16)}


def test_a_request_that_may_have_been_late_stops_nothing() -> None:
    appeal = Folder("fr_appeal_cnda")
    appeal.happens("decision_notified", "2026-03-02")
    appeal.happens("legal_aid_requested", "2026-03")
    assert appeal.due() == {"appeal": date(2026, 3, 16)}


def test_filing_meets_the_appeal_ends_the_time_for_legal_aid_and_starts_the_courts_time() -> None:
    appeal = Folder("fr_appeal_cnda")
    appeal.happens("decision_notified", "2026-03-02")
    found = appeal.happens("appeal_filed", "2026-03-12")
    assert sorted(effect.met for effect in found if isinstance(effect, Close)) == [False, True]
    assert appeal.due() == {"cnda_ruling": date(2026, 8, 12)}


def test_a_manifestly_unfounded_refusal_in_germany_leaves_one_week_not_two() -> None:
    german = Folder("de_asylum")
    german.happens("lodged", "2025-11-03")
    german.happens("manifestly_unfounded", "2026-02-10")
    assert german.due() == {"appeal_urgent": date(2026, 2, 17)}


def test_registering_and_lodging_at_one_desk_opens_no_time_to_lodge() -> None:
    asylum = Folder("fr_asylum_pact")
    asylum.happens("registered_at_desk", "2026-09-01")
    assert asylum.due() == {"decision_regular": date(2027, 3, 1)}


def test_a_time_counted_from_an_earlier_event_is_counted_from_it() -> None:
    asylum = Folder("fr_asylum_pact")
    asylum.happens("lodged", "2026-09-01")
    asylum.happens("accelerated", "2026-09-20")
    assert asylum.due()["decision_accelerated"] == date(2026, 12, 1)


def test_a_time_whose_first_day_was_never_recorded_counts_from_now_and_is_not_firm() -> None:
    asylum = Folder("fr_asylum_pact")
    (started,) = asylum.happens("accelerated", "2026-09-20")
    assert isinstance(started, Start)
    assert (started.due.on, started.due.firmness) == (date(2026, 12, 20), Firmness.CHECK)


def test_each_renewal_of_the_certificate_starts_the_same_deadline_anew() -> None:
    kazakh = Folder("kz_asylum")
    kazakh.happens("certificate_issued", "2026-01-15")
    (key,) = (one.key for one in kazakh.running.values() if one.rule == "certificate")
    kazakh.happens("certificate_renewed", "2026-04-10")
    kazakh.happens("certificate_renewed_again", "2026-07-09")
    assert kazakh.running[key].due_on == date(2026, 10, 9)


def test_a_prolonged_time_replaces_the_running_one_and_a_decision_still_ends_it() -> None:
    asylum = Folder("fr_asylum_pre_pact")
    asylum.happens("lodged", "2025-08-31")
    (key,) = asylum.running
    asylum.happens("prolonged", "2026-02-10")
    assert asylum.running[key].due_on == date(2026, 11, 30)
    asylum.happens("rejected", "2026-03-01")
    assert asylum.due() == {}


def test_prolonging_what_is_over_opens_nothing() -> None:
    asylum = Folder("fr_asylum_pre_pact")
    asylum.happens("prolonged", "2026-02-10")
    assert asylum.due() == {}


def test_posting_an_appeal_does_not_meet_a_time_that_receipt_keeps() -> None:
    appeal = Folder("fr_appeal_cnda")
    appeal.happens("decision_notified", "2026-03-02")
    appeal.happens("appeal_posted", "2026-03-15")
    assert appeal.due()["appeal"] == date(2026, 3, 16)


def test_a_step_entered_late_opens_nothing_that_has_since_been_done() -> None:
    kazakh = Folder("kz_asylum")
    kazakh.happens("filed", "2026-01-20")
    kazakh.happens("arrived_or_learned", "2026-01-15")
    assert "file" not in kazakh.due()


def test_a_second_refusal_opens_the_appeal_again() -> None:
    german = Folder("de_asylum")
    german.happens("rejected", "2026-01-05")
    german.happens("appeal_pending", "2026-01-12")
    german.happens("rejected", "2026-06-02")
    assert german.due() == {"appeal": date(2026, 6, 16)}


@given(st.sampled_from(sorted(procedures())), st.data())
def test_no_walk_through_a_procedure_leaves_two_deadlines_of_one_rule_or_one_without_a_way_out(
    procedure: str, data: st.DataObject
) -> None:
    folder = Folder(procedure)
    day = date(2026, 1, 5)
    move, stage = data.draw(st.sampled_from(entries(folder.procedure))), ""
    for _ in range(8):
        stage = move.to or stage
        folder.happens(move.name, day.isoformat())
        rules = [one.rule for one in folder.running.values()]
        assert len(rules) == len(set(rules))
        assert all((one.due_on is None) == (one.paused_on is not None) for one in folder.running.values())
        ahead = next_moves(folder.procedure, stage)
        if not ahead:
            break
        move = data.draw(st.sampled_from(ahead))
        day += timedelta(days=data.draw(st.integers(0, 90)))
