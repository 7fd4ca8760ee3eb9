"""For who cannot simply log in: the PIN after a pause, a forgotten passphrase, a device in the wrong hands."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.access import pin, recovery, sessions
from cases.access.account_forms import LockForm, PinForm, RecoverForm
from cases.access.actor import Actor
from cases.access.guard import Request, Visit, proven, public, requires
from cases.access.landing import destination, lead_on, let_in
from cases.access.permissions import Permission
from cases.access.queries import members
from cases.access.throttle import Busy
from cases.base.verdict import Refused
from cases.keys import passphrase


@public
def wake(request: Visit) -> HttpResponse:
    """Ask for the PIN of a session that was idle; whoever has none, or is awake in another tab, is led on."""
    if request.actor is not None or pin.sleeper(request.session) is None:
        return redirect(destination(request, "/"))
    if "end" in request.POST:
        sessions.leave(request)
        return redirect("access:login")
    form = PinForm(request.POST or None)
    if form.is_valid():
        try:
            woken = sessions.wake(request, form.cleaned_data["pin"])
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        else:
            if isinstance(woken, Actor):
                return lead_on(request, woken)
            if woken is None:
                return redirect(destination(request, "/"))
            if not woken.tries:
                return redirect(f"{reverse('access:login')}?over=1")
            form.refuse(woken.tries)
    context = {
        "title": _("Your PIN"),
        "intro": _("Half an hour has passed without a click."),
        "form": form,
        "kept": request.GET.get("kept") == "1",
    }
    return render(request, "access/wake.html", context)


@public
def recover(request: Visit) -> HttpResponse:
    """Set a new passphrase with the recovery card and a code, and go in."""
    form = RecoverForm(request.POST or None, demo=settings.DEMO, initial={"suggested": passphrase.generate()})
    if form.is_valid():
        given = form.cleaned_data
        try:
            found = recovery.recover(
                handle=given["handle"],
                key=given["key_code"],
                code=given.get("code", ""),
                chosen=given["passphrase"],
            )
        except Busy as busy:
            form.refuse_busy(busy.minutes)
        else:
            if found is not None:
                messages.success(request, _("Your new passphrase is set. Make a new card now: this one was typed."))
                return let_in(request, *found, first=reverse("access:card"))
            form.refuse()
    context = {
        "title": _("A new passphrase"),
        "intro": _("With your recovery card and a code."),
        "form": form,
        "suggested": form["suggested"].value(),
        "submit_label": _("Set the passphrase and go in"),
    }
    return render(request, "access/recover.html", context)


@public
def lock(request: Visit) -> HttpResponse:
    """Lock an account by the code of its card. The answer is the same whatever was typed."""
    form = LockForm(request.POST or None)
    locked = form.is_valid()
    if locked:
        recovery.lock(handle=form.cleaned_data["handle"], code=form.cleaned_data["lock_code"])
    context = {"title": _("Lock an account"), "form": form, "locked": locked, "submit_label": _("Lock it")}
    return render(request, "access/lock.html", context)


@require_POST
@requires(Permission.TEAM_MANAGE)
@proven
def unlock(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Open a colleague's locked account, after hearing their voice."""
    row = get_object_or_404(members(request.actor), pk=pk)
    try:
        recovery.unlock(membership=row, by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Unlocked. They log in as before."))
    return redirect("access:team")
