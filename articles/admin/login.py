"""Logging in to the desk."""

import logging
from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from .throttle import Attempt

_log = logging.getLogger(__name__)


class LoginForm(AdminAuthenticationForm):
    """Django's own, for whoever has not tried too often. `wait` is how long somebody who has must wait."""

    wait: timedelta | None = None

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if self.request is None or not name or not password:
            return super().clean()
        address = self.request.META.get("REMOTE_ADDR", "")
        attempt = Attempt(self.request, name)
        self.wait = attempt.spend()
        if self.wait:
            _log.warning("Refused without a look at the password: %r from %s", name, address)
            raise ValidationError(
                f"Too many attempts. Wait {_in_words(self.wait)}, then try again.", code="throttled"
            )
        try:
            cleaned = super().clean()
        except ValidationError:
            _log.warning("Failed to log in: %r from %s", name, address)
            raise
        attempt.succeeded()
        return cleaned


def _in_words(wait: timedelta) -> str:
    seconds = ceil(wait.total_seconds())
    number, unit = (seconds, "second") if seconds < 60 else (ceil(seconds / 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"
