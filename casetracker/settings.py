"""Settings, from the environment. Without DEMO or DEBUG this is production, and a missing secret stops the start."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from casetracker import env

BASE_DIR = Path(__file__).resolve().parent.parent

# What kind of installation this is ---------------------------------------------------------------

DEBUG = env.flag("DEBUG")  # a developer's machine
DEMO = env.flag("DEMO")  # invented cases, known passphrase, no second factor
SECURE = env.flag("SECURE")  # people reach us over https; off only for an onion address, which encrypts by itself

SECRET_KEY = env.required(
    "SECRET_KEY", "It signs form tokens and must be random, secret and kept across restarts.", "$(openssl rand -hex 48)"
)
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")

if DEMO and (SECURE or DEBUG):
    env.refuse("DEMO excludes SECURE and DEBUG: a demonstration has a public passphrase and never serves people.")
if not (DEMO or DEBUG):
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        env.refuse("ALLOWED_HOSTS must name the hosts people type, for example ALLOWED_HOSTS=cases.example.org.")
    if not SECURE and not all(host.endswith(".onion") for host in ALLOWED_HOSTS):
        env.refuse("Without SECURE, passphrases would travel in clear. Set SECURE=1 behind a proxy that speaks https.")

# Parts --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cases.apps.CasesConfig",  # first: its templates and commands replace those of the others
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "django_filters",
    "pgtrigger",
    "csp",
]

MIDDLEWARE = [
    "casetracker.middleware.Headers",  # outermost, so that an error page has the headers too
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cases.access.middleware.ActorMiddleware",
    "cases.access.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "casetracker.urls"
WSGI_APPLICATION = "casetracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cases.overview.context.navigation",
                "cases.access.drafts.offered",
                "cases.access.freezing.banner",
                "cases.watch.context.detained",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "cases.base.renderer.Renderer"

# Database: this role can use the tables and nothing else; manage.py takes MIGRATION_DATABASE_URL for `migrate` -------

DATABASES = {
    "default": env.database(
        env.required(
            "DATABASE_URL", "Case Tracker keeps everything in PostgreSQL.", "postgresql://app:secret@db/casetracker"
        )
    )
    | {"ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}
# Pages want few rows of many, and at once: helper processes and compiled plans start too late to be of use, and a look
# into an index costs what the next row of the table does, as both are in memory.
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1"
)
APP_ROLE = "app"  # whom the migrations grant rows to (casetracker/roles.sql)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts and sessions ------------------------------------------------------------------------------

AUTH_USER_MODEL = "cases.User"
AUTHENTICATION_BACKENDS = ["cases.access.backend.VaultBackend"]
PASSWORD_HASHERS = ["cases.access.hasher.VaultHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []  # the vault has its own rule
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "/"
KDF_COST = env.text("KDF_COST", "65536,3,4")  # Argon2id: KiB, passes, lanes (RFC 9106, second choice)
READS_PER_HOUR = env.text("READS_PER_HOUR", "60,200")  # dossiers: an activist, a member (cases/audit/reading.py)

SESSION_ENGINE = "cases.vault.sessions"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# Lax, not Strict: a link to a case in a chat must find its reader logged in, and must not make a second form token.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

CSRF_FAILURE_VIEW = "cases.access.views.stale_form"

# Languages and time -----------------------------------------------------------------------------------

LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("fr", _("French"))]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "cases" / "locale"]
COUNTRIES_OVERRIDE = {  # the names our country profiles use
    "AE": _("United Arab Emirates"),
    "KG": _("Kyrgyzstan"),
    "TR": _("Turkey"),
    "US": _("United States"),
}
TIME_ZONE = "UTC"  # a team has its own
USE_TZ = True

# Reminders by mail: off until a server is named that takes them ----------------------------------------------------

EMAIL_HOST = env.text("SMTP_HOST")
EMAIL_PORT = int(env.text("SMTP_PORT", "587"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("SMTP_USER"), env.text("SMTP_PASSWORD")
SMTP_TLS = env.text("SMTP_TLS", "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_TLS == "starttls", SMTP_TLS == "implicit"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM")

if SMTP_TLS not in {"starttls", "implicit", "off"}:
    env.refuse("SMTP_TLS is starttls, implicit, or off where the mail server is on this machine.")
if EMAIL_HOST and "@" not in DEFAULT_FROM_EMAIL:
    env.refuse("With SMTP_HOST, MAIL_FROM must be the address that reminders come from, for example post@example.org.")

# Headers ----------------------------------------------------------------------------------------------

SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer, browsers send `Origin: null` and our own forms fail
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What people send: held in memory, never in a plain temporary file --------------------------------------------------

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# 100 kB of Cyrillic is 600 kB once encoded; a field that is too long must meet its form, not a bare 400.
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Static files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "cases" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # ours only, no package's scripts
STATIC_ROOT = BASE_DIR / "var" / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has business with them
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Logs: what went wrong and where, never with which values -------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"scrubbed": {"()": "casetracker.logs.Scrubbed"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "scrubbed"},
        "nothing": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.db.backends": {"handlers": ["nothing"], "level": "CRITICAL", "propagate": False},  # would hold the SQL
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "casetracker.logs.SilentReport"
