"""Forms posted after the session had ended: sealed to the person named by the device cookie, offered after login."""

from datetime import datetime

import msgspec
from django.http import HttpRequest

from cases.access.actor import Actor
from cases.access.devices import device_of
from cases.access.models import Draft
from cases.base import clock
from cases.keys import envelope

_STEP = 1024
_KEPT_PER_USER = 5
_NEVER = ("csrfmiddlewaretoken", "passphrase", "code")


class DraftBody(msgspec.Struct, frozen=True):
    """Where the form was going, and what it said."""

    path: str
    at: datetime
    fields: list[tuple[str, str]]


def keep(request: HttpRequest) -> bool:
    """Keep the posted form for the owner of this browser; tell whether there was an owner to keep it for."""
    device = device_of(request)
    if device is None:
        return False
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in _NEVER
    ]
    draft = Draft(user=device.user, day=clock.now().date())
    body = DraftBody(path=request.path, at=clock.now(), fields=[(name, str(value)) for name, value in fields])
    draft.body = envelope.box(
        bytes(device.user.public_key), msgspec.msgpack.encode(body), _place(draft), epoch=0, step=_STEP
    )
    draft.save(force_insert=True)
    newest = Draft.objects.filter(user=device.user).order_by("-day", "pk").values("pk")[:_KEPT_PER_USER]
    Draft.objects.filter(user=device.user).exclude(pk__in=list(newest.values_list("pk", flat=True))).exclude(
        pk=draft.pk
    ).delete()
    return True


def read(draft: Draft, *, by: Actor) -> DraftBody:
    """Open one of the actor's own drafts."""
    raw = envelope.unbox(by.keyring.private_key, bytes(draft.body), _place(draft))
    return msgspec.msgpack.decode(raw, type=DraftBody)


def _place(draft: Draft) -> envelope.Place:
    return envelope.Place("access.Draft", "body", str(draft.pk), "")
