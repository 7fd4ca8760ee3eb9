"""What reaches a member outside the pages: the calendar itself, and where feed and reminder are switched on and off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access.guard import Request, proven, public, requires
from cases.access.permissions import Permission
from cases.tasks import feeds, reminders
from cases.tasks.forms import FeedForm, ReminderForm

_ONCE = "calendar_once"


@public
@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar to whoever knows its address; any other address is no page, and takes the same look-up."""
    found = feeds.find(secret)
    if found is None:
        raise Http404
    with translation.override(found[1].language):
        return HttpResponse(feeds.write(*found), content_type="text/calendar; charset=utf-8")


@requires(Permission.APPLICATION_VIEW)
@proven
def calendar(request: Request) -> HttpResponse:
    """Make an address for the own calendar; it is shown once."""
    now = feeds.of(request.actor)
    form = FeedForm(request.POST or None, initial={"with_codes": now.with_codes if now else False})
    if request.method == "POST" and form.is_valid():
        secret = feeds.renew(with_codes=form.cleaned_data["with_codes"], by=request.actor)
        request.session[_ONCE] = request.build_absolute_uri(reverse("tasks:feed", args=[secret]))
        return redirect("tasks:calendar")
    context = {
        "title": _("Calendar of due days"),
        "feed": now,
        "form": form,
        "address": request.session.pop(_ONCE, None),
        "cancel_url": reverse("access:account"),
        "submit_label": _("Make a new address") if now else _("Make an address"),
    }
    return render(request, "tasks/calendar.html", context)


@require_POST
@requires(Permission.APPLICATION_VIEW)
def end_calendar(request: Request) -> HttpResponse:
    """Let the address lead nowhere."""
    feeds.end(by=request.actor)
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("access:account")


@requires(Permission.APPLICATION_VIEW)
@proven
def reminder(request: Request) -> HttpResponse:
    """Say where to be written to when something is due; nothing stands in the mail but how much."""
    now = reminders.of(request.actor)
    form = ReminderForm(request.POST or None, initial={"address": now.address if now else ""})
    if request.method == "POST" and reminders.are_on() and form.is_valid():
        reminders.keep(address=form.cleaned_data["address"], by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("access:account")
    context = {
        "title": _("Reminder by mail"),
        "form": form,
        "is_on": reminders.are_on(),
        "kept": now,
        "cancel_url": reverse("access:account"),
    }
    return render(request, "tasks/reminder.html", context)


@require_POST
@requires(Permission.APPLICATION_VIEW)
def end_reminder(request: Request) -> HttpResponse:
    """Forget the address."""
    reminders.keep(address="", by=request.actor)
    messages.success(request, _("The address is forgotten. No reminder is sent."))
    return redirect("access:account")
