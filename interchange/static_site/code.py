"""A fingerprint of all that decides how pages look beside their content: templates, code, settings, asset names."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import django
import jinja2
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

_SETTINGS = (
    "SITE_NAME",
    "SITE_TAGLINE",
    "SITE_URL",
    "LANGUAGE_CODE",
    "TIME_ZONE",
    "MEDIA_URL",
    "STATIC_URL",
    "ROOT_URLCONF",
)
_APPS = ("articles", "interchange")


def code_digest() -> str:
    """Changes whenever a page might look different although no article did."""
    told = blake2b(digest_size=12)
    for file in _files():
        told.update(file.name.encode())
        told.update(file.read_bytes())
    for name in _SETTINGS:
        told.update(f"{name}={getattr(settings, name, '')!r}".encode())
    # With hashed names, a changed style sheet is a changed page.
    told.update(repr(sorted(getattr(staticfiles_storage, "hashed_files", {}).items())).encode())
    told.update(f"{django.__version__} {jinja2.__version__}".encode())
    return told.hexdigest()


def _files() -> Iterator[Path]:
    engines: Any = settings.TEMPLATES
    for folder in engines[0]["DIRS"]:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
    for app in _APPS:
        yield from sorted(Path(apps.get_app_config(app).path).rglob("*.py"))
