"""What is signed with a review and with a fall from critical, and whether what is stored still is that."""

from uuid import UUID

import msgspec

from cases.keys import pairs
from cases.watch.models import Lowering, LoweringBody, Review, ReviewBody


def statement(case: UUID, number: int, body: ReviewBody) -> bytes:
    """Return the bytes to sign: which review of which case, and everything it says."""
    said = msgspec.structs.replace(body, signature=b"")
    return b"review|" + case.bytes + number.to_bytes(4, "big") + msgspec.msgpack.encode(said)


def holds(row: Review, body: ReviewBody, verify_key: bytes) -> bool:
    """Tell whether the review carries a coordinator's signature over what it says."""
    return pairs.is_signed(verify_key, statement(row.case_id, row.number, body), body.signature)


def asked(row: Lowering, body: LoweringBody) -> bytes:
    """Return what the first person signs: the case, the request and its reason."""
    said = msgspec.structs.replace(
        body, signature=b"", answered_on=None, answered_by="", agreed=None, answer="", second_signature=b""
    )
    return _lowering(b"lowering|", row, said)


def answered(row: Lowering, body: LoweringBody) -> bytes:
    """Return what the second one signs: the signed request, and the answer."""
    return _lowering(b"answer|", row, msgspec.structs.replace(body, second_signature=b""))


def _lowering(kind: bytes, row: Lowering, said: LoweringBody) -> bytes:
    return kind + row.case_id.bytes + row.pk.bytes + msgspec.msgpack.encode(said)
