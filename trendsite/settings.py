"""Settings of the site, read from the environment.

Real environment variables win over `.env`; `.env.example` lists every name with its default. One module serves
development, tests and production: what differs is in the environment, never in a second settings file.
"""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext

from trendsite.environment import Environment
from trendsite.safety import is_loopback, refuse_unsafe

# Lets `ListView[Article]` and `QuerySet[Article]` be written as they are typed, at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment()
env.read_env(BASE_DIR / ".env")

# -- Identity ---------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SITE_NAME = env.str("SITE_NAME", default="Trendsite")
SITE_TAGLINE = env.str("SITE_TAGLINE", default="Notes on building for the web with Python")
# Without a trailing slash: absolute addresses are SITE_URL + path.
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
_site = urlsplit(SITE_URL)
_secure = _site.scheme == "https"
_loopback_hosts = ["127.0.0.1", "localhost", "[::1]"] if is_loopback(_site.hostname or "") else []
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=list(dict.fromkeys([_site.hostname or "", *_loopback_hosts]))
)
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")

refuse_unsafe(debug=DEBUG, secret_key=SECRET_KEY, site_url=SITE_URL, allowed_hosts=ALLOWED_HOSTS)

# -- Applications -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "trendsite.apps.TrendsiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "taggit",
    "edge",
    "articles",
    "interchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trendsite.middleware.SamePolicy",
    "edge.compression.GZipTextMiddleware",
    "trendsite.middleware.ConditionalRequests",
    "trendsite.middleware.DeskSession",
    "django.middleware.common.CommonMiddleware",
    "trendsite.middleware.DeskCsrf",
    "trendsite.middleware.DeskAccount",
    "trendsite.middleware.DeskMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.middleware.RedirectFallbackMiddleware",
    "edge.outage.OutageMiddleware",
]

ROOT_URLCONF = "trendsite.urls"
WSGI_APPLICATION = "trendsite.wsgi.application"

# -- Server -----------------------------------------------------------------------------------------------------

SERVER_HOST = env.str("HOST", default="127.0.0.1")
SERVER_PORT = env.int("PORT", default=8000)
SERVER_WORKERS = env.int("WORKERS", default=1)
# How many requests each process works on at once; the rest wait.
SERVER_THREADS = env.int("THREADS", default=8)
ACCESS_LOG = env.bool("ACCESS_LOG", default=False)
# One thread per process claims what follows the going live of scheduled articles. Any number of processes may.
RUN_SCHEDULER = env.bool("RUN_SCHEDULER", default=True)
SCHEDULER_SECONDS = env.float("SCHEDULER_SECONDS", default=5.0)

# -- Commands ---------------------------------------------------------------------------------------------------

# The priority of those that take minutes (imports, exports, builds), as `nice` counts it: 0 is that of the server.
COMMAND_NICENESS = env.int("COMMAND_NICENESS", default=19)

# -- Page cache -------------------------------------------------------------------------------------------------

# Off while templates are being worked on: a change of a file purges nothing.
EDGE_CACHE = env.bool("EDGE_CACHE", default=not DEBUG)
EDGE_CACHE_BYTES = env.int("EDGE_CACHE_BYTES", default=64 * 1024 * 1024)
# Leave Surrogate-Key, Cache-Tag and their lifetimes in responses, for a CDN in front that purges by them.
EDGE_SHOW_KEYS = env.bool("EDGE_SHOW_KEYS", default=False)
# How many pages each process makes before somebody asks for them: at its start, and after a purge those that were read.
EDGE_WARM = env.int("EDGE_WARM", default=0)
# Where pages are kept on disk, for a restart while the database is away. Empty: nowhere.
EDGE_SNAPSHOTS = env.str("EDGE_SNAPSHOTS", default=str(VAR_DIR / "edge-cache"))

# The readers' pages are Jinja2's, compiled to Python; the desk's are Django's, like those of the admin below them.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "reader"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "articles.templating.environment",
            "context_processors": ["articles.context_processors.site"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "desk"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context_processors.site",
            ],
        },
    },
]

# -- Database ---------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'trendsite.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_database = DATABASES["default"]
# The server answers from a bounded pool of long-lived threads, so each keeps its connection.
_database["CONN_MAX_AGE"] = None
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # A transaction that begins as a reader and turns writer cannot wait for the lock; IMMEDIATE waits at its start.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A statement that is kept holds its parameters too: with long lists of them, 128 take 12 MB of an import.
        "cached_statements": 32,
        # An article is a row of 30 KB, and larger pages are fewer to write. Files that are there keep theirs.
        "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA temp_store=MEMORY;",
        **_database.get("OPTIONS", {}),
    }
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    _database["CONN_HEALTH_CHECKS"] = True
    # A server that does not even refuse, or that can no longer be reached, must not hold every thread for minutes.
    _database["OPTIONS"] = {
        "connect_timeout": 3,
        "tcp_user_timeout": 5_000,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        **_database.get("OPTIONS", {}),
    }

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# -- Accounts and security --------------------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

SECURE_SSL_REDIRECT = _secure
# Load balancers ask for these over plain http, inside the private network.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUST_FORWARDED_PROTO", default=False) else None
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Who is logged in is nothing that pages for readers should be told.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        # Pictures inside an imported body may live elsewhere; everything the site itself shows is its own.
        "img-src": ["'self'", "data:", "https:"],
        "media-src": ["'self'", "https:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# -- Language and time ------------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True

# -- Files ------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
# What `collectstatic` makes; served from here with hashed names when DEBUG is off.
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "trendsite.static_storage.HashedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# -- Taggit -----------------------------------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True

# -- Mail and logs ----------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"noreply@{_site.hostname}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Bots ask every address for every host; each would be a traceback. They are answered 400.
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}
