"""What the design tests look at."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = ROOT / "cases" / "static"
APP_CSS: Final = STATIC / "cases" / "app.css"
PRINT_CSS: Final = STATIC / "cases" / "print.css"
BOOTSTRAP: Final = STATIC / "vendor" / "bootstrap-5.3" / "bootstrap.min.css"
TEMPLATES: Final = sorted((ROOT / "templates").rglob("*.html"))
