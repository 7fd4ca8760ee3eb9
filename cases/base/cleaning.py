"""Text as people type or paste it, freed of marks that hide, reorder or join what a reader sees."""

import unicodedata

# Zero-width and bidirectional marks: invisible, and able to make one name look like another. Format characters that
# shape visible text (the joiner inside an emoji) stay where they do that.
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_KEPT_CONTROLS = frozenset("\n\t\0")  # a NUL is refused by the field, which can say so; it is not swallowed here


def clean(text: str) -> str:
    """Return the text in NFC with plain line ends, without control, zero-width and direction marks.

    Half a character, which UTF-8 cannot write, becomes a question mark.
    """
    text = text.encode("utf-8", "replace").decode()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (char for place, char in enumerate(text) if _is_kept(text, place, char))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_kept(text: str, place: int, char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cc":
        return char in _KEPT_CONTROLS
    if category != "Cf" and char != "\u034f":  # the grapheme joiner calls itself a mark
        return True
    return char in (_JOINER, _NON_JOINER) and _shapes(text, place, char)


def _shapes(text: str, place: int, char: str) -> bool:
    """A joiner counts where it holds an emoji together; a non-joiner between letters of scripts that connect."""
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if not before or not after:
        return False
    if char == _JOINER:
        return _is_pictorial(before) and _is_pictorial(after)
    return all(unicodedata.bidirectional(side) == "AL" for side in (before, after))


def _is_pictorial(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char in "\ufe0f\u2640\u2642"
