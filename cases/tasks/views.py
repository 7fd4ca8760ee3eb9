"""Pages of signs of life: hearing from somebody, what was agreed, and who is silent."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import vault
from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.applications.views import answer
from cases.people.dossier import Contact
from cases.people.forms import ContactForm
from cases.people.queries import handles, load_case
from cases.people.words import CHANNELS
from cases.tasks import checkins, silence
from cases.tasks.forms import CheckInForm, SilentForm


@requires(Permission.CASE_CONTACT)
def contact(request: Request, code: str) -> HttpResponse:
    """Record that the person was heard from, with the agreed way and code word at hand."""
    case, on = load_case(request.actor, code), today(request.actor)
    if request.method == "POST":  # which opens nothing to be shown: who has read too much is heard all the same
        dossier, agreed = None, Contact()
        form = ContactForm(request.POST, on=on)
    else:
        dossier = vault.open(case.dossier, by=request.actor, why="contact")
        agreed = dossier.contact
        form = ContactForm(on=on, initial={"day": on, "channel": agreed.channel})
    if form.is_valid():
        checkins.hear(case=case, **form.cleaned_data, by=request.actor, on=on)
        messages.success(request, _("Contact recorded."))
        return redirect(case)
    context = {
        "form": form,
        "title": _("Log a contact with %(code)s") % {"code": case.code},
        "cancel_url": case.get_absolute_url(),
        "agreed": agreed,
        "channel": CHANNELS[agreed.channel] if agreed.channel else "",
        "dossier": dossier,
    }
    return render(request, "tasks/contact.html", context)


@requires(Permission.APPLICATION_EDIT)
def check_in(request: Request, code: str) -> HttpResponse:
    """Agree on signs of life: the way, the word, the rhythm and the first day."""
    case, on = load_case(request.actor, code), today(request.actor)
    agreed = vault.open(case.dossier, by=request.actor, why="signs of life").contact
    every = agreed.every_days or 7
    now = {"channel": agreed.channel, "code_word": agreed.code_word, "every": every}
    form = CheckInForm(
        request.POST or None, on=on, version=case.version, initial=now | {"first": on + timedelta(days=every)}
    )

    def act() -> str:
        told = form.cleaned_data
        checkins.agree(
            case=case,
            said=form.agreement,
            version=told["version"],
            ticket=told["ticket"],
            by=request.actor,
            on=on,
        )
        return f"{case.get_absolute_url()}#contact"

    context = {
        "title": _("Signs of life of %(code)s") % {"code": case.code},
        "intro": _(
            "Each is awaited on its day, on the list of whoever follows the case, and after two days on the "
            "coordinators' too. Logging a contact closes it and sets the next."
        ),
        "cancel_url": case.get_absolute_url(),
    }
    return answer(request, form, act, context, row=case)


@require_POST
@requires(Permission.APPLICATION_EDIT)
def end_check_in(request: Request, code: str) -> HttpResponse:
    """Await no sign of life on a day any more."""
    case = load_case(request.actor, code)
    checkins.end(case=case, by=request.actor, on=today(request.actor))
    messages.success(request, _("Saved."))
    return redirect(case)


@require_safe
@requires(Permission.CASE_VIEW)
def silent(request: Request) -> HttpResponse:
    """List those nobody has heard from for too long."""
    actor, on = request.actor, today(request.actor)
    form = SilentForm(request.GET, people=handles(actor))
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    rows, after = silence.page(chosen, request.GET.get("after", ""), by=actor, on=on)
    context = {
        "title": _("Silent"),
        "intro": _("Not heard from for longer than agreed; where nothing is agreed, for longer than the band allows."),
        "filter_form": form,
        "chosen": chosen,
        "rows": rows,
        "after": after,
    }
    return render(request, "tasks/silent.html", context)
