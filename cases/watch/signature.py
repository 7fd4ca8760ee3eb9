"""What a coordinator signs with a review, and whether a stored review still is what was signed."""

from uuid import UUID

import msgspec

from cases.keys import pairs
from cases.watch.models import Review, ReviewBody


def statement(case: UUID, number: int, body: ReviewBody) -> bytes:
    """Return the bytes to sign: which review of which case, and everything it says."""
    said = msgspec.structs.replace(body, signature=b"")
    return b"review|" + case.bytes + number.to_bytes(4, "big") + msgspec.msgpack.encode(said)


def holds(row: Review, body: ReviewBody, verify_key: bytes) -> bool:
    """Tell whether the review carries a coordinator's signature over what it says."""
    return pairs.is_signed(verify_key, statement(row.case_id, row.number, body), body.signature)
