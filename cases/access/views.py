"""In and out: login, logout, the language, the first code, the teams and the kept forms of one person."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import accounts, codes, drafts, sessions
from cases.access.actor import Reach
from cases.access.forms import EnrolForm, LoginForm
from cases.access.guard import Request, Visit, public, requires
from cases.access.landing import home, is_ours, let_in
from cases.access.models import User
from cases.access.permissions import Permission
from cases.access.queries import memberships_of
from cases.access.throttle import Busy


@public
def login(request: Visit) -> HttpResponse:
    """Handle, passphrase and code; then to where the person was going, past the forms that were kept for them."""
    form = LoginForm(request.POST or None, demo=settings.DEMO)
    if form.is_valid():
        try:
            user = authenticate(request, **form.cleaned_data)
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        else:
            if isinstance(user, User):
                return let_in(request, user, user.unlocked)
            form.refuse()
    told = {name: request.GET.get(name) == "1" for name in ("kept", "over")}
    context = {"title": _("Log in"), "submit_label": _("Log in"), "form": form, **told}
    return render(request, "access/login.html", context)


@require_POST
@requires(Permission.ACCOUNT, reach=Reach.ENROLLING)
def logout(request: Request) -> HttpResponse:
    """End the session, and have the browser drop what it kept of it. The device stays known: see `devices`."""
    sessions.end(request)
    response = redirect("access:login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public
@require_POST
def language(request: Visit) -> HttpResponse:
    """Change the language: of the browser, and of the account for whoever is logged in."""
    chosen, target = request.POST.get("language", ""), request.POST.get("next", "")
    response = HttpResponseRedirect(target if is_ours(target) else "/")
    if chosen in dict(settings.LANGUAGES):
        if request.actor is not None:
            accounts.set_language(user=request.actor.user, language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


@requires(Permission.ACCOUNT, reach=Reach.ENROLLING)
def enrol(request: Request) -> HttpResponse:
    """Connect an authenticator: show its secret, take one code."""
    if request.actor.reach is not Reach.ENROLLING:
        return redirect(home(request.actor))
    secret = request.session.setdefault(codes.WAITING, codes.new_secret())
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        if accounts.enrol(secret=secret, code=form.cleaned_data["code"], by=request.actor):
            del request.session[codes.WAITING]
            return redirect(home(request.actor))
        form.refuse()
    context = {"title": _("Your first code"), "form": form, "secret": codes.spelled(secret)}
    return render(request, "access/enrol.html", context)


@require_safe
@requires(Permission.ACCOUNT, reach=Reach.ENROLLING)
def enrol_picture(request: Request) -> HttpResponse:
    """The secret as a picture to point an authenticator at."""
    secret = request.session.get(codes.WAITING)
    if not secret:
        raise Http404
    return HttpResponse(codes.picture(secret), content_type="image/png")


@require_POST
@requires(Permission.ACCOUNT)
def switch(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Work in another of the own teams."""
    place = get_object_or_404(memberships_of(request.actor.user), pk=pk)
    sessions.switch(request, place)
    messages.success(request, _("You now work in team %(team)s.") % {"team": place.team.name})
    return redirect(home(request.actor))


@require_safe
@requires(Permission.ACCOUNT)
def draft(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What was typed when a session had ended, and a form that sends it to where it was going."""
    row = get_object_or_404(drafts.of(request.actor.user), pk=pk)
    body = drafts.read(row, by=request.actor)
    drafts.stop_offering(request)
    context = {"title": _("A form that was kept"), "row": row, "body": body, "typed": body.readable()}
    return render(request, "access/draft.html", {**context, "sent_again": drafts.SENT_AGAIN})


@require_POST
@requires(Permission.ACCOUNT)
def discard(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Throw a kept form away."""
    get_object_or_404(drafts.of(request.actor.user), pk=pk).delete()
    drafts.stop_offering(request)
    messages.success(request, _("The kept form was thrown away."))
    return redirect("access:account")


@public
def stale_form(request: Visit, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django names the fault
    """Answer a form whose token is no longer ours, and keep what it said for the owner of this browser."""
    kept = drafts.keep(request)
    if kept is not None and request.actor is not None:
        drafts.offer(request, kept)
    return render(request, "403_csrf.html", {"kept": kept is not None}, status=403)
