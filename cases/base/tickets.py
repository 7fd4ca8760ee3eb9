"""Forms that are sent twice: a hidden ticket names the row that a form writes."""

import uuid


def row_id(ticket: uuid.UUID | None, below: uuid.UUID) -> uuid.UUID:
    """Return the id of the row written for a ticket below something: always the same, and nobody else's.

    Without a ticket it is random. A ticket alone would not do: who reuses one elsewhere would meet a row out of sight.
    """
    return uuid.uuid5(below, str(ticket)) if ticket else uuid.uuid4()
