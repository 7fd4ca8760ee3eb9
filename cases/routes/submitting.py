"""A collective referral submitted, a case a line: what the growing page does, and goes on with after any stop."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.applications.models import ReferralItem
from cases.base.progress import Steps
from cases.base.verdict import Refused
from cases.routes import referral_actions, rules


def steps(items: Sequence[ReferralItem], day: date, *, by: Actor, on: date) -> Steps:
    """Submit one case after the other; one that is refused holds up none of the others."""
    for item in items:
        yield f"{item.case.code}: {_result(item, day, by=by, on=on)}"
        by.renew()
        if not rules.may_edit(by):
            raise PermissionDenied


def _result(item: ReferralItem, day: date, *, by: Actor, on: date) -> str:
    try:
        now = referral_actions.submit(item=item, day=day, by=by, on=on)
    except Refused as refusal:
        return _("not submitted. %(why)s") % {"why": refusal}
    return _("submitted") if now else _("submitted before")
