"""Where people are led once they are in: never to another site, and past the forms that were kept for them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from cases.access import accounts, devices, drafts, sessions
from cases.access.actor import Actor
from cases.access.models import User
from cases.access.permissions import Permission


def let_in(request: HttpRequest, user: User, private_key: bytes, *, first: str = "") -> HttpResponse:
    """Begin a session and lead on, to `first` if there is such a page; the language chosen on the way in stays."""
    chosen = get_language() or ""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES and chosen != user.language:
        accounts.set_language(user=user, language=chosen)
    actor = sessions.start(request, user, private_key)
    response = lead_on(request, actor, first)
    devices.remember(request, response, user)
    return response


def lead_on(request: HttpRequest, actor: Actor, first: str = "") -> HttpResponse:
    """Offer what was kept, and go where the person was going."""
    drafts.offer(request, drafts.of(actor.user).first())
    return HttpResponseRedirect(first or destination(request, home(actor)))


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
