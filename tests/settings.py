"""The product's own settings, with a cheap key derivation and static files straight from their source."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgresql://owner@/casetracker")  # tests/conftest.py names the server
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ["DEBUG"] = "1"

from casetracker.settings import *  # noqa: F403  # the environment comes first

DEBUG = False
KDF_COST = "8,1,1"
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
