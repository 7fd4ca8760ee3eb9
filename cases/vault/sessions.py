"""Sessions whose cookie is the key: the row id and the key of the payload both derive from it.

Whoever holds the table holds neither cookie nor content; whoever changes a row makes it an empty session.
"""

import secrets
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from cases.base import clock
from cases.keys import envelope
from cases.keys.derive import digest, hkdf
from cases.vault.models import StoredSession

_STEP = 256


class SessionStore(SessionBase):
    """Django's session interface over `StoredSession`."""

    def load(self) -> dict[str, Any]:
        """Return the payload, or an empty session for a cookie that opens nothing."""
        key = self.session_key
        row = StoredSession.objects.filter(id=_row_id(key), expires_at__gt=clock.now()).first() if key else None
        if row is None or key is None:
            self._session_key = None
            return {}
        try:
            data = envelope.unlock(_payload_key(key), bytes(row.body), _place(key))
        except envelope.Tampered:
            self._session_key = None
            return {}
        return msgspec.msgpack.decode(data, type=dict[str, Any])

    def exists(self, session_key: str | None) -> bool:
        """Tell whether the cookie names a row."""
        return bool(session_key) and StoredSession.objects.filter(id=_row_id(session_key or "")).exists()

    def create(self) -> None:
        """Start a session under a fresh cookie."""
        self._session_key = secrets.token_urlsafe(32)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Seal and store the payload for another idle period."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        key = self.session_key
        values = {
            "body": envelope.lock(_payload_key(key), msgspec.msgpack.encode(data), _place(key), epoch=0, step=_STEP),
            "expires_at": clock.now() + timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        }
        if must_create:
            try:
                with transaction.atomic():
                    StoredSession.objects.create(id=_row_id(key), **values)
            except IntegrityError as error:
                raise CreateError from error
        elif not StoredSession.objects.filter(id=_row_id(key)).update(**values):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session."""
        key = session_key or self.session_key
        if key:
            StoredSession.objects.filter(id=_row_id(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the rows past their time."""
        StoredSession.objects.filter(expires_at__lte=clock.now()).delete()

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and len(key or "") == 43


def _row_id(cookie: str) -> bytes:
    return digest(b"casetracker/session-id" + cookie.encode())


def _payload_key(cookie: str) -> bytes:
    return hkdf(cookie.encode(), "casetracker/session")


def _place(cookie: str) -> envelope.Place:
    return envelope.Place("vault.StoredSession", "body", _row_id(cookie).hex(), "")
