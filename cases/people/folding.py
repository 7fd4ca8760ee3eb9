"""Folds names so that one person's spellings meet, in Cyrillic or Latin, whichever authority wrote them down.

A folded name is spelt by sound in a-z and č, š, ž: й, и, ы and y are one letter, е, ё and э another, doubled letters
one. What is left of the difference is small, and the distance between spellings bridges it.
"""

import re
import unicodedata

from anyascii import anyascii

# Letters that would lose their sound with their mark; ж, ц, ч, ш, щ of ISO 9, Polish, Turkish, Romanian.
_MARKED = str.maketrans(
    {"š": "š", "ş": "š", "ș": "š", "ž": "ž", "ż": "ž", "č": "č", "ç": "č", "ţ": "ц", "ț": "ц", "ŝ": "šč"}
    | {"û": "iu", "â": "ia", "ə": "a", "æ": "a", "ł": "l", "đ": "d"}
)
# Base letters: a mark has gone before, so й reads и, ё reads е, ї reads і. Loud and soft signs and palochka are mute.
_LETTERS = dict(zip("абвгдезиклмнопрстуфыэіјєґ", "abvgdeziklmnoprstufieiieg", strict=True)) | {
    **dict.fromkeys("жђџҷҹӂҗ", "ž"),
    **dict.fromkeys("чћҽҿ", "č"),
    **dict.fromkeys("ъьӏ", ""),
    **dict(zip("әӕғҕӷҝқҡҟҳһӽңҥөүұҙѕҫљњԥҧҭ", "aagggg" + "kkkххх" + "nnouuzzslnppt", strict=True)),
    "ш": "š",
    "щ": "šč",
    "ю": "iu",
    "я": "ia",
    "ҵ": "ц",
    "ւ": "u",  # Armenian, in ու
}
# Unambiguous runs of Latin letters. ц and х stand for themselves until the readings below are done with c and h.
_RUNS = (
    dict.fromkeys(("schtsch", "shtch", "chtch", "shch", "stch", "szcz"), "šč")
    | dict.fromkeys(("dsch", "dzh", "dj", "dž", "zh"), "ž")
    | dict.fromkeys(("tsch", "tch", "cz"), "č")
    | dict.fromkeys(("sch", "sh", "sz"), "š")
    | {"kh": "х", "ts": "ц", "tz": "ц", "ct": "kt", "gh": "g", "ph": "f", "th": "t", "ou": "u", "w": "v", "q": "k"}
    | {"gue": "ge", "gui": "gi", "guy": "gi"}
)
_RUN = re.compile("|".join(sorted(_RUNS, key=len, reverse=True)))
_MERGED = (
    (re.compile("[yi]+"), "i"),
    (re.compile("i[eo]"), "e"),
    (re.compile(r"(?<=[oe])f+\b"), "v"),  # Petroff
    (re.compile(r"(?<=in)e\b"), ""),  # Poutine
    (re.compile(r"(?<=a)h\b"), ""),  # Abdullah
    (re.compile(r"([^\W\d])\1+"), r"\1"),
)
_JOINED = re.compile(r"(?<=\w)[-\u2010-\u2015](?=\w)|['`\u00b4\u02b0-\u02ff\u2018-\u201f\u2032-\u2036]")
# Palochka as it is typed where keyboards have none.
_TYPED_PALOCHKA = re.compile("(?<=[\u0400-\u04ff])[1il|]")


# How each way of writing sounds the letters that differ between ways of writing; ch before c and h.
_PASSPORT = {"ch": "č", "j": "i", "c": "ц", "x": "ks", "h": "х"}  # and ISO 9
_READINGS = (
    _PASSPORT,
    _PASSPORT | {"j": "ž", "c": "k"},  # English
    _PASSPORT | {"ch": "š", "j": "ž", "c": "k"},  # French
    _PASSPORT | {"ch": "х"},  # German, Polish, Czech
    _PASSPORT | {"j": "ž", "c": "ž", "x": "х"},  # Turkish, Azerbaijani
    _PASSPORT | {"h": "g"},  # Ukrainian; Dagestani names, where Hasan is Gasan
    _PASSPORT | {"j": "ž", "x": "х"},  # Uzbek, Tatar in Latin letters
    _PASSPORT | {"j": "х", "c": "k"},  # Spanish
)


def fold(name: str) -> str:
    """Return the folded form; folding it again changes nothing. A name with a letter never folds to nothing."""
    return _fold(name, _PASSPORT)


def query_variants(text: str) -> list[str]:
    """Return what somebody who typed `text` may have meant, the likeliest first: at most one form for each reading."""
    return list(dict.fromkeys(_fold(text, reading) for reading in _READINGS))


def _fold(name: str, reading: dict[str, str]) -> str:
    folded = _sound(name, reading)
    while (again := _sound(folded, _PASSPORT)) != folded:  # letters that met may sound as one
        folded = again
    return folded or _plain(name).strip()


def _sound(name: str, reading: dict[str, str]) -> str:
    """Spell a name by sound, once."""
    text = _RUN.sub(lambda run: _RUNS[run[0]], _latin(name))
    for letters, sound in reading.items():
        text = text.replace(letters, sound)
    text = text.replace("ц", "c").replace("х", "h")
    for pattern, merged in _MERGED:
        text = pattern.sub(merged, text)
    return " ".join(text.split())


def _latin(name: str) -> str:
    """Write a name in Latin letters and blanks, without marks other than those that carry a sound."""
    text = _TYPED_PALOCHKA.sub("", _JOINED.sub("", _plain(name))).translate(_MARKED)
    return "".join(_letter(char) for char in _unmarked(text))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).replace("ı", "i")


def _unmarked(text: str) -> str:
    """Take the marks off, but for those of the letters the folded alphabet has."""
    return "".join(
        char
        if char in "čšž"
        else "".join(part for part in unicodedata.normalize("NFD", char) if unicodedata.category(part) != "Mn")
        for char in text
    )


def _letter(char: str) -> str:
    if char in "čšžцх" or "a" <= char <= "z" or "0" <= char <= "9":
        return char
    if char in _LETTERS:
        return _LETTERS[char]
    if char.isalpha():
        return "".join(letter for letter in anyascii(char).lower() if "a" <= letter <= "z")
    return "" if unicodedata.category(char) in ("Cf", "Mn", "Lm") else " "
