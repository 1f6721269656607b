"""`manage.py first_run`: fill an empty site and say how to log in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from interchange.first_run import FirstRun, first_run


class Command(BaseCommand):
    help = (
        "Import content/ into an empty site and create an editor's account, whose password is printed once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        first_run(self._announce)

    def _announce(self, made: FirstRun) -> None:
        if made.imported is not None:
            self.stdout.write(f"==> Importing content/: {made.imported.summary()}")
        self.stdout.write(
            "==> Creating an account for the editors' desk. Its password is shown this once and kept nowhere:\n\n"
            f"      address:   {settings.SITE_URL}{reverse('admin:index')}\n"
            f"      name:      {made.username}\n"
            f"      password:  {made.password}\n\n"
            f"    To choose another: .venv/bin/python manage.py changepassword {made.username}"
        )
        self.stdout.flush()
