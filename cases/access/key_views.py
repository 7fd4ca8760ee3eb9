"""The team's paper key: made, put on paper, tried, and used when no coordinator is left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access import once, paperkey, sessions
from cases.access.actor import Reach
from cases.access.guard import Request, proven, requires
from cases.access.permissions import Permission
from cases.access.team_forms import PaperKeyForm
from cases.base.verdict import Refused


@requires(Permission.TEAM_KEYS)
@proven
def paper_key(request: Request) -> HttpResponse:
    """Make the paper key. It waits in the sealed session until a coordinator says that it is on paper."""
    team = request.actor.own_team
    if request.method == "POST":
        if once.see_paper(request, team) is None:
            once.keep_paper(request, paperkey.make(by=request.actor))
        return redirect("access:paper_key_paper")
    context = {
        "title": _("Paper key"),
        "has_key": team.recovery_public is not None,
        "submit_label": _("Make the paper key"),
        "cancel_url": reverse("access:team"),
    }
    return render(request, "access/paper_key.html", context)


@requires(Permission.TEAM_KEYS)
@proven
def paper_key_paper(request: Request) -> HttpResponse:
    """Show the paper key until it is on paper, and then never again."""
    written = once.see_paper(request, request.actor.own_team)
    if written is None:
        return redirect("access:paper_key")
    if request.method == "POST":
        once.drop_paper(request)
        messages.success(request, _("Now try it: type it from the paper."))
        return redirect("access:paper_key_drill")
    return render(request, "access/paper_key_paper.html", {"title": _("Paper key"), "written": written})


@requires(Permission.TEAM_KEYS)
def paper_key_drill(request: Request) -> HttpResponse:
    """Try the paper key. It opens the team's keys in memory, and nothing of them is shown."""
    form, works = PaperKeyForm(request.POST or None), False
    if form.is_valid():
        try:
            paperkey.drill(key=form.cleaned_data["paper_key"], by=request.actor)
            works = True
        except Refused as refusal:
            form.add_error("paper_key", str(refusal))
    context = {
        "title": _("Try the paper key"),
        "intro": _("Type it from the paper. Nothing is shown and nothing changes; the audit notes that it was tried."),
        "form": PaperKeyForm() if works else form,
        "works": works,
        "submit_label": _("Try it"),
    }
    return render(request, "access/paper_key_drill.html", context)


@requires(Permission.ACCOUNT, reach=Reach.WAITING)
def paper_key_recover(request: Request) -> HttpResponse:
    """Become coordinator with the paper key, where a person waits or works."""
    form = PaperKeyForm(request.POST or None)
    if form.is_valid():
        try:
            place = paperkey.recover(key=form.cleaned_data["paper_key"], by=request.actor)
        except Refused as refusal:
            form.add_error("paper_key", str(refusal))
        else:
            sessions.switch(request, place)
            messages.success(
                request, _("You are coordinator now, and everybody in the team sees it. Make a new paper key soon.")
            )
            return redirect("access:team")
    context = {
        "title": _("Use the paper key"),
        "intro": _(
            "For when no coordinator of your team can log in any more. It makes you coordinator, with all the team's "
            "keys; everybody in the team is told."
        ),
        "form": form,
        "submit_label": _("Become coordinator"),
    }
    return render(request, "layouts/narrow.html", context)
