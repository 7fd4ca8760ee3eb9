"""Names and stories, sealed. `open` and `seal` are the only doors; `SealedField` declares what is behind them."""

from cases.vault.fields import Holder, Sealed, SealedField

__all__ = ["Holder", "NoKey", "Sealed", "SealedField", "give_case_key", "new_case_key", "open", "open_many", "seal"]


def __getattr__(name: str) -> object:
    """Load the doors on first use: models declare sealed fields before the app registry is ready."""
    from cases.vault import doors  # noqa: PLC0415

    if name in __all__:
        return getattr(doors, name)
    raise AttributeError(name)
