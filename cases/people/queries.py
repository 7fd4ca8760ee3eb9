"""Reading cases: one by its code, or a page of them."""

from django.db.models import QuerySet
from django.http import Http404

from cases.access.actor import Actor
from cases.people import codes
from cases.people.models import Case


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Return the cases the actor may see, with what every page shows of them."""
    return Case.objects.visible_to(actor).select_related("assignee", "standing", "team")


def load_case(actor: Actor, code: str) -> Case:
    """Return the case with this code. One that does not exist and one out of scope are the same 404."""
    case = cases_of(actor).filter(code=codes.normalise(code)).first()
    if case is None:
        raise Http404
    return case
