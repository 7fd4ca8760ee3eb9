"""Names and stories, sealed. `open` and `seal` are the only doors; `SealedField` declares what is behind them."""

from cases.vault.casekeys import (
    NoKey,
    give_case_key,
    holding,
    new_case_key,
    outdated_shares,
    share_case_key,
    signed,
    tags_of,
)
from cases.vault.doors import open, open_many, pick, seal  # noqa: A004 the vault's word
from cases.vault.fields import Holder, Sealed, SealedField

__all__ = [
    "Holder",
    "NoKey",
    "Sealed",
    "SealedField",
    "give_case_key",
    "holding",
    "new_case_key",
    "open",
    "open_many",
    "outdated_shares",
    "pick",
    "seal",
    "share_case_key",
    "signed",
    "tags_of",
]
