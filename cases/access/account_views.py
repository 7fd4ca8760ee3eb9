"""The life of one account: step-up, passphrase, recovery card, authenticator, PIN and sessions."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.access import sessions, stepup
from cases.access.forms import ProveForm
from cases.access.guard import Request, requires
from cases.access.landing import destination, home
from cases.access.permissions import Permission
from cases.access.throttle import Busy


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
