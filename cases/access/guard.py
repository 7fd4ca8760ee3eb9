"""Marks on views: which permission each asks for. A test refuses a URL without a mark."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from cases.access import drafts, stepup
from cases.access.actor import Actor, Reach
from cases.access.models import User
from cases.access.permissions import Permission


class Visit(HttpRequest):
    """A request of anybody: what public views are given."""

    actor: Actor | None


class Request(HttpRequest):
    """A request of somebody who is logged in: what guarded views are given."""

    actor: Actor
    user: User


type_of_view = Callable[Concatenate[Request, ...], HttpResponseBase]


def requires(
    permission: Permission, *, reach: Reach = Reach.INSIDE
) -> Callable[[type_of_view], Callable[..., HttpResponseBase]]:
    """Let only actors whose role carries `permission` reach the view; others get 403.

    A page on the way in names an earlier `reach`; the middleware leads everybody who is not that far to where they are.
    """

    def decorate(view: type_of_view) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None or not actor.can(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.reach = reach  # type: ignore[attr-defined]
        return guarded

    return decorate


def proven(view: type_of_view) -> Callable[..., HttpResponseBase]:
    """Ask for passphrase and code first, unless they were given in the last ten minutes; stands below `requires`.

    What was posted too early is kept, sealed, and offered once they were given.
    """

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask_again(request) or view(request, *args, **kwargs)

    return asked


def ask_again(request: Request) -> HttpResponseBase | None:
    """Lead to passphrase and code unless they were just given; for views of which only some requests need them."""
    if stepup.is_proven(request):
        return None
    target = request.get_full_path()
    if request.method == "POST":
        target = reverse("access:draft", args=[drafts.keep_unproven(request, by=request.actor).pk])
    return redirect(f"{reverse('access:prove')}?{urlencode({'next': target})}")


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that strangers may reach: it shows nothing about anybody."""
    marked = login_not_required(view)
    marked.permission = None  # type: ignore[attr-defined]
    return marked
