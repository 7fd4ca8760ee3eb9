"""The recovery card: making one, and its one appearance on a page made for paper."""

from typing import Final

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access import recovery
from cases.access.guard import Request, proven, requires
from cases.access.permissions import Permission
from cases.access.recovery import Card

_SHOWN: Final = "card"  # the name of a place in the sealed session


@requires(Permission.ACCOUNT)
@proven
def card(request: Request) -> HttpResponse:
    """Make a card. It waits in the sealed session until its owner says that it is on paper: lines break."""
    if request.method == "POST":
        if _shown(request) is None:
            request.session[_SHOWN] = msgspec.to_builtins(recovery.make_card(by=request.actor))
        return redirect("access:card_paper")
    context = {
        "title": _("Recovery card"),
        "has_card": request.actor.user.recovery_box is not None,
        "submit_label": _("Make a card"),
        "cancel_url": reverse("access:account"),
    }
    return render(request, "access/card.html", context)


@requires(Permission.ACCOUNT)
@proven
def card_paper(request: Request) -> HttpResponse:
    """Show the card until it is on paper, and then never again."""
    shown = _shown(request)
    if shown is None:
        return redirect("access:card")
    if request.method == "POST":
        del request.session[_SHOWN]
        messages.success(request, _("Keep the card where nobody looks for it, and not with this device."))
        return redirect("access:account")
    return render(request, "access/card_paper.html", {"title": _("Recovery card"), "card": shown})


def _shown(request: Request) -> Card | None:
    """The card in the session, unless another one was made since."""
    kept = request.session.get(_SHOWN)
    if kept is None:
        return None
    waiting = msgspec.convert(kept, Card)
    return waiting if recovery.is_current(waiting, request.actor.user) else None
