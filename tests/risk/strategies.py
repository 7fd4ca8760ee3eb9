"""Random cases that could exist: facts that do not contradict each other, countries, incidents, days."""

from datetime import date

from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.risk.country import CountryRisk, Incident
from cases.risk.facts import (
    LISTS,
    Article,
    Band,
    Category,
    Charge,
    Direction,
    EarlierCharge,
    EntryManner,
    Facts,
    LeftHow,
    Override,
    Paper,
    PaperKind,
    Pursuit,
    PursuitKind,
    RankBand,
    Service,
    Wanted,
    WantedCheck,
)

TODAY = date(2026, 11, 22)

yes_no = st.one_of(st.none(), st.booleans())
past_days = st.dates(date(2022, 2, 24), TODAY)
coming_days = st.dates(date(2026, 6, 1), date(2028, 6, 1))


def partial(days: st.SearchStrategy[date]) -> st.SearchStrategy[PartialDate]:
    """A day, or only its month, or only its year."""
    return st.builds(
        lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), days, st.sampled_from([1, 2, 3, 3, 3])
    )


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), strategy)


def several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return maybe(st.lists(strategy, max_size=3).map(tuple))


papers = st.builds(Paper, kind=st.sampled_from(PaperKind), expires_on=maybe(partial(coming_days)))
charges = st.builds(
    Charge,
    article=st.sampled_from(Article),
    opened_on=maybe(partial(past_days)),
    in_absentia=yes_no,
    court=st.sampled_from(["", "garrison court"]),
    hearing_on=maybe(partial(coming_days)),
    sentenced=yes_no,
    sentence=st.sampled_from(["", "", "six years"]),
)
earlier_charges = st.lists(
    st.builds(EarlierCharge, article=st.sampled_from(Article), changed_on=maybe(partial(past_days))), max_size=2
).map(tuple)
wanted_lists = st.lists(
    st.builds(WantedCheck, level=st.sampled_from(LISTS), listed=yes_no, checked_on=maybe(partial(past_days))),
    min_size=1,
    max_size=3,
    unique_by=lambda check: check.level,
).map(tuple)

# Wanted lists are told list by list, or as the highest one and a day, as rows from before hold them.
_wanted = st.one_of(
    st.fixed_dictionaries({"wanted_lists": wanted_lists}),
    st.fixed_dictionaries({"wanted": st.sampled_from([None, *Wanted]), "wanted_checked_on": maybe(partial(past_days))}),
)
signs = st.builds(Pursuit, kind=st.sampled_from(PursuitKind), on=maybe(partial(past_days)))
overrides = st.builds(
    Override,
    direction=st.sampled_from(Direction),
    band=st.sampled_from(Band),
    until=coming_days,
    reason=st.just("seen on site"),
    by=st.just("vera"),
    set_on=st.dates(date(2026, 10, 1), date(2027, 2, 1)),
)

# What service, rank and way of leaving go together with each group of people.
_RUNAWAYS = [Category.DESERTER, Category.ABSENT, Category.REFUSER]
_SERVED = [Service.MOBILISED, Service.CONTRACT, Service.CONSCRIPT]
_services = st.one_of(
    st.fixed_dictionaries(
        {
            "category": st.sampled_from([*_RUNAWAYS, Category.OTHER]),
            "service": st.sampled_from([None, *_SERVED]),
            "rank_band": st.sampled_from([None, *RankBand]),
            "left_how": st.sampled_from([None, *LeftHow]),
        }
    ),
    st.fixed_dictionaries(
        {
            "category": st.sampled_from([*_RUNAWAYS, Category.OTHER]),
            "service": st.just(Service.OFFICER),
            "rank_band": st.sampled_from([None, RankBand.JUNIOR_OFFICER, RankBand.SENIOR_OFFICER]),
            "left_how": st.sampled_from([None, *LeftHow]),
        }
    ),
    st.fixed_dictionaries(
        {
            "category": st.sampled_from([Category.EVADER, Category.OBJECTOR, Category.RELATIVE]),
            "service": st.sampled_from([Service.NEVER_SERVED, Service.RESERVIST]),
            "rank_band": st.none(),
            "left_how": st.sampled_from([None, LeftHow.BEFORE_CALL_UP]),
        }
    ),
)

_rest = st.fixed_dictionaries(
    {
        "papers": several(papers),
        "papers_unknown": st.sets(st.sampled_from(PaperKind), max_size=2).map(tuple),
        "entry_manner": st.sampled_from([None, *EntryManner]),
        "stay_ends_on": maybe(partial(coming_days)),
        "sensitive_service": yes_no,
        "charges": several(charges),
        "earlier_charges": earlier_charges,
        "pursuit": several(signs),
        "detained": yes_no,
        "extradition_approved": yes_no,
        "exit_refused": yes_no,
        "stopped_before": yes_no,
        "public_profile": yes_no,
        "north_caucasus": yes_no,
        "near_base": yes_no,
        "watched_city": yes_no,
        "traceable": yes_no,
        "host_national": yes_no,
        "asylum_pending": yes_no,
        "certificate_until": maybe(partial(coming_days)),
        "interim_measure": yes_no,
        "interim_measure_until": maybe(partial(coming_days)),
        "lawyer_ready": yes_no,
        "exit_papers_granted": yes_no,
        "travel_on": maybe(partial(coming_days)),
        "check_in_by": maybe(partial(coming_days)),
        "overrides": st.lists(overrides, max_size=2).map(tuple),
        "reviewed_on": st.sampled_from([None, TODAY]),
    }
)

facts = st.builds(lambda service, wanted, rest: Facts(**service, **wanted, **rest), _services, _wanted, _rest)

countries = st.builds(
    CountryRisk,
    code=st.sampled_from(["KZ", "AM", "TR", "FR"]),
    removals=maybe(st.lists(coming_days, max_size=3).map(tuple)),
    cis_legal_assistance=yes_no,
    russian_base=yes_no,
)

incidents = st.lists(
    st.builds(Incident, id=st.uuids().map(str), on=st.dates(date(2026, 4, 1), TODAY), near=yes_no), max_size=3
).map(tuple)
