"""The catalogues of translations: collected from the sources, checked to be complete, compiled. No system gettext.

Django's own template reader turns templates into something Babel's Python extractor understands, as `makemessages`
does for xgettext.
"""

import io
import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "cases" / "locale"
LANGUAGES = ("ru", "fr")  # the texts themselves are English
_SOURCES = (("cases", "*.py"), ("casetracker", "*.py"), ("templates", "*.html"), ("templates", "*.txt"))
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_HEADER = "# Texts of Case Tracker. Collected by `make messages`, checked by `make check`."
_PERCENT = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def collect() -> Catalog:
    """Return every text of the sources that is marked for translation."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path in _paths():
        for _, found, _, context in extract("python", _as_python(path), keywords=_KEYWORDS):
            catalog.add(found, context=context)
    return catalog


def update(language: str) -> None:
    """Bring a language's file up to date: new texts empty, unused ones gone, nothing guessed."""
    catalog = load(language)
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=118, omit_header=False, no_location=True, sort_output=True, ignore_obsolete=True)
    path = _po(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


def compile_all() -> None:
    """Write the files Django reads, next to their sources."""
    for language in LANGUAGES:
        compiled = _po(language).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with compiled.open("wb") as target:
            write_mo(target, load(language))


def problems() -> Iterator[str]:
    """Yield one line for each text that is missing, unsure, unused or has other placeholders than the English one."""
    wanted = {_key(message): message for message in collect() if message.id}
    for language in LANGUAGES:
        present = {_key(message): message for message in load(language) if message.id}
        yield from (f"{language}: not in the file: {key[1]!r}" for key in wanted.keys() - present.keys())
        yield from (f"{language}: no longer used: {key[1]!r}" for key in present.keys() - wanted.keys())
        for message in present.values():
            yield from (f"{language}: {fault}: {message.id!r}" for fault in _faults(message))


def load(language: str) -> Catalog:
    """Return a language's catalogue, empty when there is none yet."""
    path = _po(language)
    if not path.exists():
        return Catalog(locale=language, project="Case Tracker", header_comment=_HEADER, charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def _paths() -> Iterator[Path]:
    for folder, pattern in _SOURCES:
        yield from sorted(path for path in (ROOT / folder).rglob(pattern) if "migrations" not in path.parts)


def _as_python(path: Path) -> io.BytesIO:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of the markup is indented as markup is, not as Python is.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    return io.BytesIO(text.encode())


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message) -> Iterator[str]:
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if message.fuzzy:
        yield "marked as unsure"
    if not texts or not all(texts):
        yield "not translated"
        return
    originals = (message.id,) if isinstance(message.id, str) else message.id
    allowed = _placeholders(originals)
    if any(not _placeholders([text]) <= allowed for text in texts) or allowed != _placeholders(texts):
        yield "placeholders differ"


def _placeholders(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        found.update(match.group(0) for match in _PERCENT.finditer(text.replace("%%", "")))
        if "{" in text:
            found.update(f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name)
    return found
