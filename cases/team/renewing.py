"""New keys for the cases of a team, a batch a line: what the growing page does, and goes on with after any stop."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.base.progress import Steps
from cases.vault import rotation


def steps(by: Actor) -> Steps:
    """Do a batch for each line. Whoever loses session, place or role in between stops before the next."""
    done, total = 0, rotation.left(by)
    while count := rotation.go_on(by=by):
        done += count
        yield _("%(done)s of %(total)s cases have new keys") % {"done": done, "total": max(done, total)}
        by.renew()
        if not by.can(Permission.TEAM_KEYS):
            raise PermissionDenied
