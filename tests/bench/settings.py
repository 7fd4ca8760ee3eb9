"""The product's settings as in production, with one page more to compare with, and a count of queries on request."""

from casetracker.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.bare.CountQueries", *MIDDLEWARE]  # noqa: F405
TEMPLATES = [TEMPLATES[0] | {"DIRS": [BASE_DIR / "templates", BASE_DIR / "tests" / "bench" / "templates"]}]  # noqa: F405
READS_PER_HOUR = "1000000,1000000"  # nobody reads as much as a measurement does
