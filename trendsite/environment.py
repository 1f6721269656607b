"""Reads the environment, and says which variable cannot be read."""

import os
import re
import warnings
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# By what django-environ makes of their schemes.
_DATABASES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
_PASSWORD = re.compile(r"(://[^:@/]*:).*@")


class Environment(environ.Env):  # type: ignore[misc]  # django-environ has no types
    """django-environ's reader whose refusals name the variable."""

    def get_value(self, var: str, *arguments: Any, **options: Any) -> Any:
        try:
            return super().get_value(var, *arguments, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{_shown(var)} cannot be read: {error}.") from error

    def database(self, var: str, default: str) -> dict[str, Any]:
        """Django's settings of the database whose address the variable holds, or `default` where it is empty."""
        address = os.environ.get(var, "").strip() or default
        try:
            with warnings.catch_warnings():
                # Of what is refused here.
                warnings.simplefilter("ignore")
                config: dict[str, Any] = self.db_url_config(address)
        except ValueError:
            # What it says may hold a part of the password.
            raise ImproperlyConfigured(
                f"{_shown(var)} cannot be read: its port must be a number, and :, /, ?, # and @ in a name or password "
                "are written as %3A, %2F, %3F, %23 and %40."
            ) from None
        if config.get("ENGINE") not in _DATABASES or config["NAME"] in {"", ":memory:"}:
            raise ImproperlyConfigured(
                f"{_shown(var)} names no database that a site can use: sqlite:///path/to/file.sqlite3, "
                "or postgres://user:password@host:5432/name."
            )
        return config


def _shown(var: str) -> str:
    """The variable and its value as a message may show it: without a password."""
    value = _PASSWORD.sub(r"\1...@", os.environ.get(var, ""))
    return f"{var}={value!r}"
