"""Where people are led once they are in: never to another site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cases.access.actor import Actor
from cases.access.permissions import Permission


def home(actor: Actor) -> str:
    """Return where a person's day begins."""
    return reverse("access:operator") if actor.can(Permission.PLATFORM_MANAGE) else "/"


def destination(request: HttpRequest, otherwise: str) -> str:
    """Return the address the person was on the way to, when it is one of ours."""
    target = request.GET.get("next", "")
    return target if is_ours(target) else otherwise


def is_ours(target: str) -> bool:
    """Tell whether an address is a path of this site: nothing else is ever redirected to."""
    return target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
