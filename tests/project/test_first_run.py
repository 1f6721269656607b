"""What a stranger finds after the first `make run`."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from articles.models import Article
from interchange import first_run as module
from interchange.first_run import FirstRun, first_run, random_password
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the sample articles out where a test is about the account."""
    monkeypatch.setattr(module, "import_sample_content", lambda: None)


def run() -> str:
    out = io.StringIO()
    call_command("first_run", stdout=out)
    return out.getvalue()


def test_empty_site(client: Client) -> None:
    """An empty site gets the sample articles and an account that the printed password opens."""
    printed = run()

    password = re.search(r"password: +(\S+)", printed)
    assert password
    assert Article.objects.live().count() >= 12
    assert "0 conflicts, 0 rejected" in printed
    assert "http://localhost/admin/" in printed
    assert client.login(username="editor", password=password[1])
    assert client.get("/admin/").status_code == 200


def test_account(no_content: None) -> None:
    """The account may publish and is no superuser; nothing but a hash of its password is stored."""
    made: list[FirstRun] = []

    first_run(made.append)

    user = User.objects.get()
    assert [group.name for group in user.groups.all()] == ["Publisher"]
    assert user.is_staff
    assert not user.is_superuser
    assert user.has_perm("articles.publish_article")
    assert user.check_password(made[0].password)
    assert made[0].password not in user.password


def test_second_run(no_content: None) -> None:
    """The next start makes nothing and says nothing."""
    run()

    assert run() == ""
    assert User.objects.count() == 1


def test_articles_are_there_already() -> None:
    """A site that was filled by an import gets an account, and none of the sample articles."""
    factories.article("Mine")

    printed = run()

    assert Article.objects.count() == 1
    assert "content/" not in printed
    assert "password:" in printed


def test_accounts_are_there_already() -> None:
    """A site whose operator made an account is left as it is, even without an article."""
    factories.user("operator")

    assert run() == ""
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption at the last moment leaves nothing; the next run does it all."""
    monkeypatch.setattr(module, "import_sample_content", lambda: factories.article("Sample") and None)

    def interrupt(made: FirstRun) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        first_run(interrupt)
    assert not Article.objects.exists()
    assert not User.objects.exists()
    made: list[FirstRun] = []
    assert first_run(made.append) is True

    assert Article.objects.count() == 1
    assert User.objects.get().check_password(made[0].password)


def test_without_content(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """An operator who has deleted content/ still gets an account."""
    settings.BASE_DIR = tmp_path

    assert "password:" in run()


def test_passwords() -> None:
    """Passwords differ, and can be read off a screen without mistaking a character."""
    passwords = {random_password() for _ in range(50)}

    assert len(passwords) == 50
    assert all(re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", each) for each in passwords)
    assert not set("".join(passwords)) & set("ilo01")
