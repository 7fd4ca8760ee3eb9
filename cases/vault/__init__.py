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
from cases.vault.leads import LeadBox, may_open, open_for_leads, seal_for_leads

__all__ = [
    "Holder",
    "LeadBox",
    "NoKey",
    "Sealed",
    "SealedField",
    "give_case_key",
    "holding",
    "may_open",
    "new_case_key",
    "open",
    "open_for_leads",
    "open_many",
    "outdated_shares",
    "pick",
    "seal",
    "seal_for_leads",
    "share_case_key",
    "signed",
    "tags_of",
]
