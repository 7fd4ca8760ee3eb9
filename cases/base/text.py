"""A text of a data file in the three languages of the interface."""

import msgspec


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text, complete in every language; a data file that leaves one out does not load."""

    en: str
    ru: str
    fr: str

    def to(self, language: str) -> str:
        """Return the text in `language` ("ru", "fr-fr", …); anything else reads English."""
        return {"ru": self.ru, "fr": self.fr}.get(language[:2], self.en)
