"""Models and migrations say the same."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    """`makemigrations` would have nothing to write."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_deployment_checks_pass() -> None:
    """Django's own checks find nothing wrong with the site's settings, models, admin and URLs."""
    call_command("check", "--fail-level", "WARNING")
