"""Forms that came too early or too late: sealed to their owner, offered again after login or step-up."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from cases.access.actor import Actor
from cases.access.devices import device_of
from cases.access.models import Draft, User
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.keys import envelope

DAYS_KEPT: Final = 14
SENT_AGAIN: Final = "kept_draft"  # the hidden field by which a form says which draft it came from
_OFFERED: Final = "draft_offered"
_STEP: Final = 1024
_KEPT_PER_USER: Final = 5
_SECRETS: Final = (
    "passphrase", "again", "suggested", "current", "code", "key_code", "lock_code", "paper_key", "pin", "pin_again"
)  # fmt: skip
_NEVER: Final = ("csrfmiddlewaretoken", *_SECRETS, SENT_AGAIN)


class DraftBody(msgspec.Struct, frozen=True):
    """Where the form was going, and what it said."""

    path: str
    at: datetime
    fields: list[tuple[str, str]]
    unproven: bool = False  # it came before passphrase and code, not after the session

    def readable(self) -> list[tuple[str, list[str]]]:
        """Return what was typed under the fields' names; what is empty is left out."""
        typed: dict[str, list[str]] = {}
        for name, value in self.fields:
            if value.strip():
                typed.setdefault(name.replace("_", " ").replace("-", " "), []).append(value)
        return list(typed.items())


def keep(request: HttpRequest) -> Draft | None:
    """Keep the posted form for the owner of this browser; None when there is no owner, or nothing was typed."""
    device, fields = device_of(request), _fields(request)
    if device is None or not any(value.strip() for _, value in fields):
        return None
    return _store(device.user, DraftBody(path=request.get_full_path(), at=clock.now(), fields=fields))


def keep_unproven(request: HttpRequest, *, by: Actor) -> Draft:
    """Keep what was posted before passphrase and code were given, even the press of a button alone."""
    body = DraftBody(path=request.get_full_path(), at=clock.now(), fields=_fields(request), unproven=True)
    return _store(by.user, body)


def of(user: User) -> QuerySet[Draft]:
    """Return the user's drafts, newest day first."""
    oldest = clock.now().date() - timedelta(days=DAYS_KEPT)
    return Draft.objects.filter(user=user, day__gte=oldest).order_by("-day", "pk")


def read(draft: Draft, *, by: Actor) -> DraftBody:
    """Open one of the actor's own drafts."""
    raw = envelope.unbox(by.keyring.private_key, bytes(draft.body), _place(draft))
    log.record(EventKind.OPENED, by=by, detail="kept form")
    return msgspec.msgpack.decode(raw, type=DraftBody)


def offer(request: HttpRequest, draft: Draft | None) -> None:
    """Have the next pages offer the draft, until it is opened or thrown away."""
    if draft is not None:
        request.session[_OFFERED] = str(draft.pk)


def stop_offering(request: HttpRequest) -> None:
    """The person has seen it; the account page still lists it."""
    request.session.pop(_OFFERED, None)


def offered(request: HttpRequest) -> dict[str, Any]:
    """Give templates `draft`: where the offered draft is opened, and thrown away (a context processor)."""
    session = getattr(request, "session", None)
    pk = session.get(_OFFERED) if session is not None else None
    if not pk:
        return {}
    return {"draft": {"url": reverse("access:draft", args=[pk]), "discard_url": reverse("access:discard", args=[pk])}}


def settle(request: HttpRequest, response: HttpResponseBase, *, by: Actor) -> None:
    """Forget the draft that a form was sent again from, once the page it went to has taken it."""
    if request.method == "POST" and response.status_code == 302:
        forget_sent(request, by=by)


def forget_sent(request: HttpRequest, *, by: Actor) -> None:
    """The same for a page that has taken a form and answers with what was asked for, not with a redirect."""
    if sent := request.POST.get(SENT_AGAIN):
        for draft in of(by.user):
            if str(draft.pk) == sent:
                draft.delete()


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values if name not in _NEVER]


def _store(user: User, body: DraftBody) -> Draft:
    draft = Draft(user=user, day=clock.now().date())
    draft.body = envelope.box(bytes(user.public_key), msgspec.msgpack.encode(body), _place(draft), epoch=0, step=_STEP)
    draft.save(force_insert=True)
    _forget_old(user, newest=draft)
    return draft


def _forget_old(user: User, *, newest: Draft) -> None:
    kept = list(of(user).exclude(pk=newest.pk).values_list("pk", flat=True)[: _KEPT_PER_USER - 1])
    Draft.objects.filter(user=user).exclude(pk__in=[newest.pk, *kept]).delete()


def _place(draft: Draft) -> envelope.Place:
    return envelope.Place("access.Draft", "body", str(draft.pk), "")
