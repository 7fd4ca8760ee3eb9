"""Who may do what: one line per address, its name, what it is about, who may read it and who may post to it.

A role that is not named is refused (403); what is out of scope is not there (404), whoever asks; strangers are led to
the login page. `None` means that the address does not speak this method at all (405).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.security.world import ACTIVIST, CASEWORKER, COORDINATOR, MARK, OPERATOR, STRANGER, About

Who = frozenset[str] | None

ANYBODY: Final = frozenset({ACTIVIST, CASEWORKER, COORDINATOR, OPERATOR, STRANGER})
LOGGED_IN: Final = ANYBODY - {STRANGER}
TEAM: Final = LOGGED_IN - {OPERATOR}
MEMBERS: Final = frozenset({CASEWORKER, COORDINATOR})
LEAD: Final = frozenset({COORDINATOR})
PLATFORM: Final = frozenset({OPERATOR})
PEOPLE: Final = TEAM | PLATFORM
CASE, APPLICATION, DATE, NOTHING = About.CASE, About.APPLICATION, About.DATE, About.NOTHING


@dataclass(frozen=True)
class Row:
    """One address. `extra` completes its arguments, `data` is posted, `answers` are other answers than 200 and 302.

    With `own`, those with whom another team shares the thing are refused: only the team it belongs to decides. With
    `proven`, passphrase and code are asked for again ten minutes after they were given. What `gives` something away
    (names, files, keys, a way in) stops while the team is frozen.
    """

    name: str
    about: About
    get: Who
    post: Who
    extra: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    answers: frozenset[int] = frozenset({200, 302})
    own: bool = False
    proven: bool = False
    gives: bool = False


PROGRAMME: Final = {"name": "de_humanitarian"}
NONE_TO_SHOW = frozenset({404})  # nobody here is connecting an authenticator, or the deputy

TABLE: Final = (
    Row("healthz", NOTHING, ANYBODY, ANYBODY),
    Row("access:login", NOTHING, ANYBODY, ANYBODY),
    Row("access:logout", NOTHING, None, LOGGED_IN),
    Row("access:language", NOTHING, None, ANYBODY, data={"language": "fr"}),
    Row("access:join", About.LINK, ANYBODY, ANYBODY),
    Row("access:enrol", NOTHING, LOGGED_IN, LOGGED_IN),
    Row("access:enrol_picture", NOTHING, LOGGED_IN, None, answers=NONE_TO_SHOW),
    Row("access:waiting", NOTHING, LOGGED_IN, None),
    Row("access:account", NOTHING, LOGGED_IN, None),
    Row("access:wake", NOTHING, ANYBODY, ANYBODY),
    Row("access:recover", NOTHING, ANYBODY, ANYBODY),
    Row("access:lock", NOTHING, ANYBODY, ANYBODY),
    Row("access:prove", NOTHING, LOGGED_IN, LOGGED_IN),
    Row("access:change_passphrase", NOTHING, LOGGED_IN, LOGGED_IN),
    Row("access:authenticator", NOTHING, LOGGED_IN, LOGGED_IN, proven=True),
    Row("access:choose_pin", NOTHING, LOGGED_IN, LOGGED_IN, proven=True),
    Row("access:remove_pin", NOTHING, None, LOGGED_IN),
    Row("access:end_all", NOTHING, LOGGED_IN, LOGGED_IN),
    Row("access:card", NOTHING, LOGGED_IN, LOGGED_IN, proven=True),
    Row("access:card_paper", NOTHING, LOGGED_IN, LOGGED_IN, proven=True),
    Row("access:switch", About.PLACE, None, LOGGED_IN),
    Row("access:draft", About.DRAFT, LOGGED_IN, None),
    Row("access:discard", About.DRAFT, None, LOGGED_IN),
    Row("access:team", NOTHING, TEAM, TEAM),
    Row("access:invite", NOTHING, None, LEAD, data={"role": "activist"}, gives=True),
    Row("access:cancel_link", About.OPEN_LINK, None, LEAD),
    Row("access:member", About.COLLEAGUE, LEAD, None),
    Row("access:renewal_link", About.COLLEAGUE, LEAD, LEAD, proven=True, gives=True),
    Row("access:deputy", About.COLLEAGUE, LEAD, LEAD, proven=True, gives=True),
    Row("access:take_note", About.COLLEAGUE, None, LEAD),
    Row("access:step_in", NOTHING, MEMBERS, MEMBERS, answers=NONE_TO_SHOW, proven=True),
    Row("access:freeze", NOTHING, LEAD, LEAD),
    Row("access:thaw", NOTHING, LEAD, LEAD, proven=True),
    Row("access:paper_key", NOTHING, LEAD, LEAD, proven=True, gives=True),
    Row("access:paper_key_paper", NOTHING, LEAD, LEAD, proven=True),
    Row("access:paper_key_drill", NOTHING, LEAD, LEAD),
    Row("access:paper_key_recover", NOTHING, LOGGED_IN, LOGGED_IN),
    Row("access:unlock", About.COLLEAGUE, None, LEAD, proven=True),
    Row("access:operator", NOTHING, PLATFORM, PLATFORM, data={"name": "falcon", "zone": "Asia/Almaty"}),
    Row("access:founding_link", About.UNFOUNDED, None, PLATFORM),
    Row("access:rescue_link", About.FOUNDED, PLATFORM, PLATFORM, proven=True),
    Row("team:leave", NOTHING, TEAM, TEAM, proven=True),
    Row("team:keys", NOTHING, LEAD, None),
    Row("team:renew_keys", NOTHING, None, LEAD, data={"reason": "a doubt"}, proven=True),
    Row("team:go_on", NOTHING, None, LEAD),
    Row("team:admit", About.WAITING, LEAD, LEAD, proven=True, gives=True),
    Row("team:decline", About.WAITING, LEAD, LEAD),
    Row("team:role", About.COLLEAGUE, LEAD, LEAD, data={"role": "caseworker"}, proven=True),
    Row("team:remove", About.COLLEAGUE, LEAD, LEAD, data={"reason": "left"}, proven=True),
    Row("team:renew", About.RENEWAL, ANYBODY, ANYBODY, answers=frozenset({200, 302, 403})),
    Row("people:list", NOTHING, TEAM, None),
    Row("people:new", NOTHING, TEAM, TEAM, data={"category": "deserter", "country": "KZ"}),
    Row("people:logged", CASE, TEAM, None),
    Row("people:edit", CASE, TEAM, TEAM),
    Row("people:name", CASE, TEAM, TEAM, gives=True),
    Row("tasks:contact", CASE, TEAM, TEAM),
    Row("tasks:check_in", CASE, MEMBERS, MEMBERS),
    Row("tasks:end_check_in", CASE, None, MEMBERS),
    Row("tasks:silent", NOTHING, TEAM, None),
    Row("tasks:feed", About.FEED, ANYBODY, None, gives=True),
    Row("tasks:calendar", NOTHING, TEAM, TEAM, proven=True),
    Row("tasks:end_calendar", NOTHING, None, TEAM),
    Row("tasks:reminder", NOTHING, TEAM, TEAM, proven=True),
    Row("tasks:end_reminder", NOTHING, None, TEAM),
    Row("tasks:hand_over", NOTHING, LEAD, None),
    Row("tasks:hand_over_go", NOTHING, None, LEAD),
    Row("people:note", CASE, TEAM, TEAM),
    Row("applications:stage", CASE, TEAM, TEAM, own=True),
    Row("people:assign", CASE, MEMBERS, MEMBERS, own=True),
    Row("people:reveal", CASE, None, TEAM, gives=True),
    Row("people:by_code", NOTHING, MEMBERS, MEMBERS),
    Row("people:take_keys", NOTHING, None, MEMBERS),
    Row("people:access", CASE, MEMBERS, MEMBERS, own=True),
    Row("people:take", About.GRANT, MEMBERS, MEMBERS, own=True),
    Row("people:restrict", CASE, LEAD, LEAD, own=True, proven=True),
    Row("people:open_again", CASE, LEAD, LEAD, own=True, proven=True),
    Row("people:share", CASE, LEAD, LEAD, own=True, proven=True, gives=True),
    Row("people:end_share", About.SHARE, LEAD, LEAD, own=True),
    Row("people:shared", NOTHING, MEMBERS, None),
    Row("people:offer", About.OFFER, LEAD, None),
    Row("people:accept", About.OFFER, None, LEAD, gives=True),
    Row("people:refuse", About.OFFER, LEAD, LEAD),
    Row("people:give_back", About.RECEIVED, LEAD, LEAD),
    Row("evidence:files", CASE, TEAM, None),
    Row("evidence:new_file", CASE, TEAM, TEAM),
    Row("evidence:file", About.FILE, TEAM, None),
    Row("evidence:describe", About.FILE, TEAM, TEAM),
    Row("evidence:delete", About.FILE, TEAM, TEAM, own=True),
    Row("evidence:download", About.FILE, TEAM, None, gives=True),
    Row("evidence:new_testimony", CASE, TEAM, TEAM),
    Row("evidence:testimony", About.TESTIMONY, TEAM, None),
    Row("evidence:change_testimony", About.TESTIMONY, TEAM, TEAM),
    Row("oversight:audit", NOTHING, LEAD, None),
    Row("oversight:days", NOTHING, LEAD, None),
    Row("oversight:seen", CASE, LEAD, None),
    Row("oversight:mark_seen", About.ALERT, None, LEAD),
    Row("oversight:allow", About.ALERT, None, LEAD),
    Row("overview:home", NOTHING, LOGGED_IN, None),
    Row("overview:case", CASE, TEAM, None),
    Row("overview:risk_history", CASE, TEAM, None),
    Row("overview:dashboard", NOTHING, TEAM, None),
    Row("applications:list", NOTHING, TEAM, TEAM),
    Row("applications:procedures", NOTHING, TEAM, TEAM),
    Row("applications:procedure", NOTHING, TEAM, TEAM, extra={"name": "fr_appeal_cnda"}),
    Row("applications:application", APPLICATION, TEAM, TEAM),
    Row("applications:move", APPLICATION, MEMBERS, MEMBERS, extra={"name": "dossier_sent"}),
    Row("applications:step", APPLICATION, MEMBERS, MEMBERS),
    Row("applications:undo", APPLICATION, MEMBERS, MEMBERS),
    Row("applications:papers", APPLICATION, MEMBERS, MEMBERS),
    Row("applications:vetting", APPLICATION, LEAD, LEAD, own=True),
    Row("applications:correct", APPLICATION, MEMBERS, MEMBERS),
    Row("applications:note", APPLICATION, TEAM, TEAM),
    Row("applications:add_usual", APPLICATION, None, MEMBERS, data={"task": "papers_missing"}),
    Row("applications:details", APPLICATION, MEMBERS, MEMBERS),
    Row("applications:new", CASE, MEMBERS, MEMBERS),
    Row("applications:new_date", CASE, MEMBERS, MEMBERS),
    Row("applications:dates", NOTHING, TEAM, TEAM),
    Row("applications:month", NOTHING, TEAM, None),
    Row("applications:date", DATE, TEAM, TEAM),
    Row("applications:meet", DATE, TEAM, TEAM),
    Row("applications:confirm", DATE, MEMBERS, MEMBERS),
    Row("applications:put_off", DATE, MEMBERS, MEMBERS),
    Row("applications:assign", DATE, MEMBERS, MEMBERS, own=True),
    Row("applications:waive", DATE, LEAD, LEAD, own=True),
    Row("routes:programmes", NOTHING, TEAM, None),
    Row("routes:programme", NOTHING, TEAM, None, extra=PROGRAMME),
    Row("routes:change_programme", NOTHING, MEMBERS, MEMBERS, extra=PROGRAMME),
    Row("routes:next", NOTHING, MEMBERS, MEMBERS, extra=PROGRAMME),
    Row("routes:open_next", NOTHING, None, MEMBERS, extra=PROGRAMME),
    Row("stay:compare", NOTHING, LOGGED_IN, None),
    Row("stay:countries", CASE, TEAM, None),
    Row("routes:referrals", NOTHING, MEMBERS, None),
    Row("routes:new_referral", NOTHING, MEMBERS, MEMBERS),
    Row("routes:referral", About.REFERRAL, MEMBERS, None),
    Row("routes:add", About.REFERRAL, MEMBERS, MEMBERS),
    Row("routes:submit", About.REFERRAL, MEMBERS, MEMBERS),
    Row("routes:end_referral", About.REFERRAL, MEMBERS, MEMBERS),
    Row("routes:paper", About.REFERRAL, MEMBERS, None),
    Row("routes:item", About.REFERRED, MEMBERS, MEMBERS),
    Row("routes:result", About.REFERRED, MEMBERS, MEMBERS),
    Row("routes:take_out", About.REFERRED, None, MEMBERS),
    Row("routes:board", CASE, TEAM, None),
    Row("routes:way", CASE, TEAM, None, extra=PROGRAMME),
    Row("routes:decide", CASE, MEMBERS, MEMBERS, extra=PROGRAMME, own=True),
    Row("stay:stay", CASE, TEAM, TEAM),
    Row("stay:edit", CASE, TEAM, TEAM),
    Row("stay:stamps", CASE, TEAM, TEAM),
    Row("stay:leave_by", CASE, None, MEMBERS, data={"place": "0"}),
    Row("watch:list", NOTHING, MEMBERS, None),
    Row("watch:week", NOTHING, MEMBERS, None),
    Row("watch:bulk", NOTHING, None, LEAD),
    Row("watch:print", NOTHING, None, MEMBERS, data={"names": "1"}, proven=True, gives=True),
    Row("watch:again", NOTHING, MEMBERS, MEMBERS),
    Row("watch:calibration", NOTHING, LEAD, LEAD),
    Row("watch:weights", NOTHING, MEMBERS, None),
    Row("watch:propose_weights", NOTHING, LEAD, LEAD),
    Row("watch:preview_weights", NOTHING, None, MEMBERS, answers=NONE_TO_SHOW),
    Row("watch:refuse_weights", NOTHING, None, MEMBERS),
    Row("watch:withdraw_weights", NOTHING, LEAD, LEAD),
    Row("watch:incidents", NOTHING, TEAM, None),
    Row("watch:new_incident", NOTHING, MEMBERS, MEMBERS),
    Row("watch:incident", About.INCIDENT, TEAM, None),
    Row("watch:withdraw_incident", About.INCIDENT, MEMBERS, MEMBERS),
    Row("watch:newer", About.COUNTRY, MEMBERS, MEMBERS, extra={"field": "stay_days"}),
    Row("watch:withdraw_newer", About.VALUE, MEMBERS, MEMBERS),
    Row("watch:assessment", CASE, TEAM, None),
    Row("watch:review", CASE, MEMBERS, MEMBERS, own=True),
    Row("watch:override", CASE, LEAD, LEAD, own=True),
    Row("watch:lift", CASE, None, LEAD, own=True),
    Row("watch:ask_lowering", CASE, LEAD, LEAD, own=True),
    Row("watch:answer_lowering", CASE, MEMBERS, MEMBERS, own=True, answers=frozenset({200, 302, 404})),
    Row("watch:withdraw_lowering", CASE, None, LEAD, own=True),
    Row("watch:detained", CASE, TEAM, TEAM),
    Row("watch:tick", CASE, None, TEAM, data={"item": "lawyer", "done": "1"}),
    Row("watch:end", CASE, LEAD, LEAD, own=True),
    Row("search:search", NOTHING, MEMBERS, MEMBERS, data={"text": MARK}, gives=True),
    Row("countries:index", NOTHING, LOGGED_IN, None),
    Row("countries:book", NOTHING, LOGGED_IN, None),
    Row("countries:show", About.COUNTRY, LOGGED_IN, None),
    Row("countries:history", About.COUNTRY, LOGGED_IN, None),
    Row("admin:index", NOTHING, LOGGED_IN, LOGGED_IN),
    Row("admin:cases_case_changelist", NOTHING, TEAM, TEAM),
    Row("admin:cases_standing_changelist", NOTHING, TEAM, TEAM),
    Row("admin:cases_assessment_changelist", NOTHING, TEAM, TEAM),
    Row("admin:cases_application_changelist", NOTHING, TEAM, TEAM),
    Row("admin:cases_deadline_changelist", NOTHING, TEAM, TEAM),
    Row("admin:cases_team_changelist", NOTHING, PEOPLE, PEOPLE),
    Row("admin:cases_user_changelist", NOTHING, PEOPLE, PEOPLE),
    Row("admin:cases_membership_changelist", NOTHING, TEAM, TEAM),
)
