"""Production's own settings, but for static files, which come from their source: nothing is collected first."""

from casetracker.settings import *  # noqa: F403

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
