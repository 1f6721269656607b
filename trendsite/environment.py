"""Reads the environment, and says which variable cannot be read."""

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):  # type: ignore[misc]  # django-environ has no types
    """django-environ's reader whose refusals name the variable."""

    def get_value(self, var: str, *arguments: Any, **options: Any) -> Any:
        try:
            return super().get_value(var, *arguments, **options)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{var}={os.environ.get(var, '')!r} cannot be read: {error}."
            ) from error
