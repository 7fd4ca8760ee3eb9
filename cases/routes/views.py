"""What the pages of routes have in common: doing what a form asks once, and showing it again when that is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access.guard import Request
from cases.applications.forms import SendOnce
from cases.base.verdict import Refused
from cases.people.actions import Stale


def answer(
    request: Request,
    form: SendOnce,
    act: Callable[[], str],
    context: dict[str, Any],
    *,
    newest: Callable[[], int],
    template: str = "layouts/form.html",
) -> HttpResponse:
    """Do what a valid form asks and go where that leads; otherwise show the form with everything typed in it.

    `newest` tells which version stands now, when somebody else was faster.
    """
    if request.method == "POST" and form.is_valid():
        try:
            url = act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Stale:
            form.refuse_stale(newest())
        else:
            messages.success(request, _("Saved."))
            return redirect(url)
    return render(request, template, context | {"form": form})
