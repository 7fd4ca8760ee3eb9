"""Everything somebody can be allowed to do. Roles (see `roles`) are lists of these."""

from enum import StrEnum


class Permission(StrEnum):
    """One line each: what it lets a person do."""

    ACCOUNT = "use the own account: language, passphrase, drafts"
    CASE_VIEW = "see the cases in scope"
    CASE_LOG = "log a new case"
    CASE_EDIT = "add to and correct a case"
    CASE_CONTACT = "log a contact with the person"
    CASE_DETAINED = "report a person as detained, tick the checklist"
    CASE_ASSIGN = "assign a case and give access to it"
    CASE_REVEAL = "reveal a legal name"
    CASE_SEARCH = "search cases by name"
    APPLICATION_VIEW = "see applications and deadlines in scope"
    APPLICATION_EDIT = "open and move applications, confirm and meet deadlines"
    DEADLINE_WAIVE = "waive a deadline"
    RISK_LIST = "see the at-risk list"
    RISK_REVIEW = "review a case's risk"
    RISK_SIGN = "sign reviews, lower from critical, override a band"
    DASHBOARD_VIEW = "see counts over the cases in scope"
    COUNTRY_VIEW = "read country profiles"
    TEAM_VIEW = "see who is in the team and may do what"
    TEAM_MANAGE = "invite and admit members"
    ADMIN_VIEW = "open the admin over the clear columns"
    ADMIN_BULK = "assign and mark for review in bulk"
    PLATFORM_MANAGE = "create teams and their first links"
