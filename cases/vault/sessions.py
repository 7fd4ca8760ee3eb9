"""Sessions whose cookie is the key: the row id and the key of the payload both derive from it.

Whoever holds the table holds neither cookie nor content; whoever changes a row makes it an empty session. Beside the
row of a session there may be a cold one, which stays when the session ends by idleness; `access.pin` says what for.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class _Slot:
    """One of the two rows a cookie leads to."""

    name: str
    cookie: str

    @property
    def id(self) -> bytes:
        return digest(f"casetracker/{self.name}-id{self.cookie}".encode())

    def lock(self, data: bytes) -> bytes:
        return envelope.lock(self._key, data, self._place, epoch=0, step=_STEP)

    def unlock(self, body: bytes | memoryview | None) -> bytes | None:
        """Return what the row says; None when there is none, or it is not what was stored here."""
        try:
            return None if body is None else envelope.unlock(self._key, bytes(body), self._place)
        except envelope.Tampered:
            return None

    @property
    def _key(self) -> bytes:
        return hkdf(self.cookie.encode(), f"casetracker/{self.name}")

    @property
    def _place(self) -> envelope.Place:
        return envelope.Place("vault.StoredSession", "body", self.id.hex(), "")


class SessionStore(SessionBase):
    """Django's session interface over `StoredSession`."""

    _cold: bytes | None = None
    _ended = False

    def load(self) -> dict[str, Any]:
        """Return the payload, or an empty session for a cookie that opens nothing."""
        if self.session_key is None:
            return {}
        hot, cold = _slots(self.session_key)
        rows = StoredSession.objects.filter(id__in=(hot.id, cold.id), expires_at__gt=clock.now())
        bodies = {bytes(row.id): row.body for row in rows}
        data = hot.unlock(bodies.get(hot.id))
        if data is not None:
            return msgspec.msgpack.decode(data, type=dict[str, Any])
        self._cold = cold.unlock(bodies.get(cold.id))
        if self._cold is None:
            self._session_key = None
        return {}

    def exists(self, session_key: str | None) -> bool:
        """Tell whether the cookie names a row."""
        return bool(session_key) and StoredSession.objects.filter(id=_slots(session_key or "")[0].id).exists()

    def create(self) -> None:
        """Start a session under a fresh cookie."""
        self._cold = None
        self._session_key = secrets.token_urlsafe(32)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Seal and store the payload for another idle period."""
        if self.session_key is None or self._cold is not None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        hot, _cold = _slots(self.session_key)
        values = {
            "body": hot.lock(msgspec.msgpack.encode(data)),
            "expires_at": clock.now() + timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        }
        if must_create:
            try:
                with transaction.atomic():
                    StoredSession.objects.create(id=hot.id, **values)
            except IntegrityError as error:
                raise CreateError from error
        elif not StoredSession.objects.filter(id=hot.id).update(**values):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session, and what a PIN could have woken."""
        if key := session_key or self.session_key:
            StoredSession.objects.filter(id__in=[slot.id for slot in _slots(key)]).delete()

    def flush(self) -> None:
        """End the session; the browser is told to drop the cookie."""
        super().flush()
        self._cold, self._ended = None, True

    def is_empty(self) -> bool:
        """Let Django drop the cookie of a session that was ended here, and of no other.

        A request that was under way while another tab changed the cookie would take the new one from the browser.
        """
        return super().is_empty() and self._ended

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the rows past their time."""
        StoredSession.objects.filter(expires_at__lte=clock.now()).delete()

    # The cold row ---------------------------------------------------------------------------------------

    @property
    def cold(self) -> bytes | None:
        """What the cold row says, when it is all that is left of the session."""
        self._get_session()  # type: ignore[attr-defined]
        return self._cold

    def keep_cold(self, content: bytes, *, until: datetime) -> None:
        """Store what stays when this session ends by idleness, or replace it."""
        slot = _slots(self._cookie)[1]
        row = StoredSession(id=slot.id, body=slot.lock(content), expires_at=until)
        StoredSession.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["body", "expires_at"]
        )

    def hold_cold(self) -> bytes | None:
        """Return what the cold row says now, and let no other tab change it until this transaction ends."""
        slot = _slots(self._cookie)[1]
        row = StoredSession.objects.select_for_update().filter(id=slot.id, expires_at__gt=clock.now()).first()
        self._cold = slot.unlock(row.body) if row else None
        return self._cold

    def drop_cold(self) -> None:
        """Let nothing stay when this session ends."""
        self._cold = None
        StoredSession.objects.filter(id=_slots(self._cookie)[1].id).delete()

    def fall_asleep(self) -> None:
        """End the session by idleness: only the cold row stays, if there is one."""
        StoredSession.objects.filter(id=_slots(self._cookie)[0].id).delete()
        self._session_cache = self.load()
        self.modified = False

    @property
    def _cookie(self) -> str:
        if self.session_key is None:
            raise LookupError("no cookie")
        return self.session_key

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and len(key or "") == 43


def _slots(cookie: str) -> tuple[_Slot, _Slot]:
    """The row of the session, and the cold one."""
    return _Slot("session", cookie), _Slot("cold", cookie)
