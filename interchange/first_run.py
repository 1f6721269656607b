"""What an empty site gets at its first start: the articles of `content/`, and one account to edit them with."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction

from articles.models import Article

from .importing import Outcome, run_import

USERNAME = "editor"
GROUP = "Publisher"
# No character that could be taken for another one when it is read off a screen.
CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 5


@dataclass(frozen=True)
class FirstRun:
    """What was made. `imported` is None where articles were there already; `password` exists nowhere else."""

    imported: Outcome | None
    username: str
    password: str


def first_run(announce: Callable[[FirstRun], object]) -> bool:
    """Fill a site that nobody has an account on, and call `announce` with what was made. Returns whether it did.

    Everything is one transaction, so an interrupted first run leaves nothing and is simply repeated. `announce` is
    called before the commit: were it the other way round, an interruption between the two would leave an account
    whose password nobody has seen.
    """
    with transaction.atomic():
        if User.objects.exists():
            return False
        imported = None if Article.objects.exists() else import_sample_content()
        password = random_password()
        user = User.objects.create_user(USERNAME, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name=GROUP))
        announce(FirstRun(imported, USERNAME, password))
    return True


def import_sample_content() -> Outcome | None:
    """Import `content/`; None if an operator has removed it."""
    folder = Path(settings.BASE_DIR) / "content"
    return run_import([folder]) if folder.is_dir() else None


def random_password() -> str:
    """A password of about 99 bits that a person can type, such as `k7mq2-xw9ft-3hznp-vb6ra`."""
    groups = ("".join(secrets.choice(CHARACTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)
