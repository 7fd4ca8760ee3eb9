"""The own account: an overview, step-up, passphrase, authenticator, PIN, and ending all sessions."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import accounts, codes, drafts, logins, newphrase, pin, sessions, spare, stepup
from cases.access.account_forms import ChangePassphraseForm, ChoosePinForm, ProveForm
from cases.access.forms import EnrolForm
from cases.access.guard import Request, proven, requires
from cases.access.landing import destination, home
from cases.access.permissions import Permission
from cases.access.queries import memberships_of
from cases.access.roles import ROLES
from cases.access.throttle import Busy
from cases.keys import passphrase

FEW_CODES: Final = 3


@require_safe
@requires(Permission.ACCOUNT)
def account(request: Request) -> HttpResponse:
    """Language, teams, kept forms, what proves this person, and where they are logged in."""
    actor = request.actor
    user = actor.user
    left = spare.left(user, actor.keyring.private_key)
    context = {
        "title": _("Account"),
        "drafts": drafts.of(user),
        "offered": [code for code, _name in settings.LANGUAGES],
        "places": [(place, ROLES[place.role_name].title) for place in memberships_of(user)],
        "has_card": user.recovery_box is not None,
        "codes_left": left,
        "few_codes": left <= FEW_CODES,
        "has_pin": user.pin_box is not None,
        "logins": logins.of(actor, sessions.login_of(request)),
    }
    return render(request, "access/account.html", context)


@requires(Permission.ACCOUNT)
def prove(request: Request) -> HttpResponse:
    """Step-up: passphrase and code, then on to the page that asked for them."""
    form = ProveForm(request.POST or None, demo=settings.DEMO)
    if form.is_valid():
        given = form.cleaned_data
        try:
            wrong = stepup.wrong_part(passphrase=given["passphrase"], code=given.get("code", ""), by=request.actor)
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        else:
            if not wrong:
                sessions.prove(request)
                return HttpResponseRedirect(destination(request, home(request.actor)))
            form.refuse(wrong)
    context = {
        "title": _("Is it you?"),
        "intro": _("The next page is about keys, people or exports, so it asks for passphrase and code once more."),
        "form": form,
    }
    return render(request, "layouts/narrow.html", context)


@requires(Permission.ACCOUNT)
def change_passphrase(request: Request) -> HttpResponse:
    """Set another passphrase; every other session of the person ends."""
    form = ChangePassphraseForm(request.POST or None, demo=settings.DEMO, initial={"suggested": passphrase.generate()})
    if form.is_valid() and _changed(request, form):
        messages.success(request, _("Your passphrase is changed. Every other session of yours has ended."))
        return redirect("access:account")
    context = {
        "title": _("Change the passphrase"),
        "form": form,
        "suggested": form["suggested"].value(),
        "submit_label": _("Change it"),
    }
    return render(request, "access/new_passphrase.html", context)


@requires(Permission.ACCOUNT)
@proven
def authenticator(request: Request) -> HttpResponse:
    """Connect another authenticator; the one before it ends with the first right code of the new one."""
    secret = request.session.setdefault(codes.WAITING, codes.new_secret())
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        if accounts.enrol(secret=secret, code=form.cleaned_data["code"], by=request.actor):
            del request.session[codes.WAITING]
            messages.success(request, _("The new authenticator is connected. Codes of the old one count no more."))
            return redirect("access:account")
        form.refuse()
    context = {"title": _("Another authenticator"), "form": form, "secret": codes.spelled(secret)}
    return render(request, "access/enrol.html", context)


@requires(Permission.ACCOUNT)
@proven
def choose_pin(request: Request) -> HttpResponse:
    """Choose the PIN that wakes an idle session; a demonstration has none."""
    if settings.DEMO:
        raise Http404
    form = ChoosePinForm(request.POST or None)
    if form.is_valid():
        try:
            pin.choose(digits=form.cleaned_data["pin"], by=request.actor)
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        else:
            sessions.refresh_cold(request)
            messages.success(request, _("The PIN is set. It is asked for after half an hour without a click."))
            return redirect("access:account")
    context = {
        "title": _("A PIN for pauses"),
        "intro": _(
            "After half an hour without a click, six digits let you go on for up to ten hours after your login, "
            "in this browser only. After five wrong ones the session ends."
        ),
        "form": form,
        "submit_label": _("Set the PIN"),
    }
    return render(request, "layouts/narrow.html", context)


@require_POST
@requires(Permission.ACCOUNT)
def remove_pin(request: Request) -> HttpResponse:
    """Do without a PIN: idle sessions end for good."""
    pin.remove(by=request.actor)
    sessions.refresh_cold(request)
    messages.success(request, _("The PIN is removed. After half an hour without a click, log in again."))
    return redirect("access:account")


@requires(Permission.ACCOUNT)
def end_all(request: Request) -> HttpResponse:
    """End every session of the person, in every browser."""
    if request.method == "POST":
        sessions.end_all(request)
        return redirect("access:login")
    context = {
        "title": _("End all your sessions?"),
        "intro": _("Every browser in which you are logged in is logged out with its next click, this one too."),
        "submit_label": _("End all sessions"),
        "danger": True,
        "cancel_url": reverse("access:account"),
    }
    return render(request, "layouts/confirm.html", context)


def _changed(request: Any, form: ChangePassphraseForm) -> bool:
    given = form.cleaned_data
    try:
        user, wrong = newphrase.change(
            current=given["current"], code=given.get("code", ""), chosen=given["passphrase"], by=request.actor
        )
    except Busy as busy:
        form.refuse_busy(busy.minutes)
        return False
    if wrong:
        form.refuse(wrong)
        return False
    sessions.outlive(request, user)
    return True
