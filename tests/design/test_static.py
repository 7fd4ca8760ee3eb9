"""The stylesheets: vendored as published, light on the wire, and nothing that the policy would block."""

import gzip
import hashlib
import re

from tests.design.places import APP_CSS, BOOTSTRAP, PRINT_CSS, STATIC

# bootstrap 5.3.9, dist/css/bootstrap.min.css of the published package. Our copy lacks its last line, which names a
# source map that is not shipped and on which a manifest storage would stumble.
PUBLISHED = "9caac977a0af0c2229abd397eee3345899c4020da2a1a0b711c1cc543fe3719d"
LAST_LINE = b"/*# sourceMappingURL=bootstrap.min.css.map */"
FIRST_VISIT_KB = 45


def test_bootstrap_is_the_published_file() -> None:
    assert hashlib.sha256(BOOTSTRAP.read_bytes() + LAST_LINE).hexdigest() == PUBLISHED


def test_bootstrap_keeps_its_licence() -> None:
    assert "MIT" in BOOTSTRAP.with_name("LICENSE").read_text()


def test_static_files_of_a_first_visit_are_light() -> None:
    files = [APP_CSS, PRINT_CSS, BOOTSTRAP]
    wire = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    wire += (STATIC / "cases" / "favicon.png").stat().st_size
    assert wire <= FIRST_VISIT_KB * 1000


def test_own_stylesheet_stays_short() -> None:
    assert len(APP_CSS.read_text().splitlines()) <= 380


def test_own_stylesheets_fetch_nothing() -> None:
    for file in (APP_CSS, PRINT_CSS):
        assert not re.search(r"url\(|@import|@font-face", file.read_text()), file


def test_only_stylesheets_pictures_and_licences_are_served() -> None:
    kinds = {file.suffix for file in STATIC.rglob("*") if file.is_file()}
    assert kinds <= {".css", ".png", ""}
