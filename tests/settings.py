"""The site's own settings under a fixed environment, so that no developer's `.env` changes what the suite sees.

`TEST_DATABASE_URL` chooses the database; `make test` runs the suite once for each.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_media = tempfile.mkdtemp(prefix="trendsite-tests-")
atexit.register(shutil.rmtree, _media, ignore_errors=True)
os.environ.update(
    DEBUG="off",
    SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnop",
    SITE_URL="http://localhost",
    SITE_NAME="Trendsite",
    ALLOWED_HOSTS="localhost,testserver,127.0.0.1",
    TIME_ZONE="UTC",
    LANGUAGE_CODE="en",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", f"sqlite:///{_media}/tests.sqlite3"),
    MEDIA_ROOT=_media,
    CACHE_URL="locmemcache://",
    EMAIL_URL="memorymail://",
    COMMAND_NICENESS="10",
)

from trendsite.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come straight from their sources, through the same middleware that serves the collected ones.
STATIC_ROOT = Path(_media) / "static"
STATIC_ROOT.mkdir()
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# A file, because threads share a database in memory by another kind of locking than the one that is deployed.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{_media}/test.sqlite3"}  # noqa: F405
else:
    # A server that was set up without a locale makes ASCII databases unless told otherwise.
    DATABASES["default"]["TEST"] = {"CHARSET": "UTF8", "TEMPLATE": "template0"}  # noqa: F405
