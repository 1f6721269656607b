"""The site's settings, read by a fresh Python in a copy of the package with an environment of the test's own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import trendsite

GOOD_KEY = "k3Yq-0w9vB7xTz1LmN4pRs6uWf8hJd2c"
PRINT_SETTINGS = """
import json, trendsite.settings as settings
names = [name for name in vars(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


class Checkout:
    """A copy of the settings in an empty folder, so that no developer's `.env` is read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(Path(trendsite.__file__).parent, root / "trendsite")

    def start(self, **environment: str) -> subprocess.CompletedProcess[str]:
        minimal = {"PATH": os.environ["PATH"], **environment}
        command = [sys.executable, "-c", PRINT_SETTINGS]
        return subprocess.run(
            command, cwd=self.root, env=minimal, capture_output=True, text=True, check=False
        )

    def settings(self, **environment: str) -> dict[str, object]:
        done = self.start(**environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_no_secret_key(checkout: Checkout) -> None:
    """Without SECRET_KEY the site does not start, and says how to get one."""
    done = checkout.start()

    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr
    assert "make setup" in done.stderr


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"SECRET_KEY": "too-short-Xy9"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "django-insecure-" + GOOD_KEY}, "SECRET_KEY is too easy to guess"),
        ({"ALLOWED_HOSTS": "example.org,*"}, "ALLOWED_HOSTS may not contain '*'"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"SITE_URL": "http://example.org"}, "SITE_URL is plain http (http://example.org)"),
        ({"SITE_URL": "example.org"}, "SITE_URL must be an address such as https://example.org"),
        ({"SITE_URL": "https://example.org/blog"}, "SITE_URL must end after the host"),
    ],
)
def test_unsafe(checkout: Checkout, environment: dict[str, str], complaint: str) -> None:
    """Each unsafe setting alone stops the site, with a message that names it."""
    done = checkout.start(**{"SECRET_KEY": GOOD_KEY, **environment})

    assert done.returncode != 0
    assert complaint in done.stderr


def test_all_problems_in_one_message(checkout: Checkout) -> None:
    """Whoever deploys hears of everything that is wrong at once, not one thing a try."""
    done = checkout.start(SECRET_KEY="weak", ALLOWED_HOSTS="*", SITE_URL="http://example.org")

    assert done.returncode != 0
    assert done.stderr.count("\n  - ") == 3


@pytest.mark.parametrize("name", ["PORT", "WORKERS", "THREADS", "SCHEDULER_SECONDS"])
def test_unreadable_value(checkout: Checkout, name: str) -> None:
    """A value of the wrong kind is refused by the variable's name."""
    done = checkout.start(**{"SECRET_KEY": GOOD_KEY, name: "many"})

    assert done.returncode != 0
    assert f"{name}='many' cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("nonsense", "DATABASE_URL='nonsense' names no database"),
        (
            "mysql://me:hush@localhost/site",
            "DATABASE_URL='mysql://me:...@localhost/site' names no database",
        ),
        ("postgres://me:hush@localhost", "DATABASE_URL='postgres://me:...@localhost' names no database"),
        ("sqlite://", "DATABASE_URL='sqlite://' names no database"),
        (
            "postgres://me:hush@localhost:many/site",
            "DATABASE_URL='postgres://me:...@localhost:many/site' cannot be",
        ),
    ],
)
def test_unusable_database(checkout: Checkout, address: str, complaint: str) -> None:
    """An address that names no database a site can use is refused, and its password not shown."""
    done = checkout.start(SECRET_KEY=GOOD_KEY, DATABASE_URL=address)

    assert done.returncode != 0
    assert complaint in done.stderr
    assert "hush" not in done.stderr


def test_an_empty_address_is_none(checkout: Checkout) -> None:
    """As a container's settings write what is left as it is."""
    settings = checkout.settings(SECRET_KEY=GOOD_KEY, DATABASE_URL="")

    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_debug_tolerates_what_is_only_unsafe(checkout: Checkout) -> None:
    """A developer's machine may have a weak key; it may not have none."""
    assert checkout.settings(DEBUG="on", SECRET_KEY="dev")["DEBUG"] is True
    assert checkout.start(DEBUG="on").returncode != 0


def test_defaults_serve_this_machine_only(checkout: Checkout) -> None:
    """With nothing but a key, production mode runs on loopback over plain http, closed to every other host."""
    settings = checkout.settings(SECRET_KEY=GOOD_KEY)

    assert settings["DEBUG"] is False
    assert settings["SITE_URL"] == "http://127.0.0.1:8000"
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_environment_wins_over_dotenv(checkout: Checkout) -> None:
    """`.env` is read, and real environment variables win over it."""
    (checkout.root / ".env").write_text(
        f"SECRET_KEY={GOOD_KEY}\nSITE_NAME=From the file\nTIME_ZONE=Europe/Berlin\n"
    )

    settings = checkout.settings(SITE_NAME="From the environment")

    assert settings["SECRET_KEY"] == GOOD_KEY
    assert settings["SITE_NAME"] == "From the environment"
    assert settings["TIME_ZONE"] == "Europe/Berlin"


@pytest.mark.parametrize(
    ("site_url", "secure"),
    [("https://example.org", True), ("http://127.0.0.1:8000", False), ("http://[::1]", False)],
)
@pytest.mark.parametrize("debug", ["on", "off"])
def test_https_follows_site_url(checkout: Checkout, site_url: str, secure: bool, debug: str) -> None:
    """The redirect, HSTS and secure cookies follow the scheme of SITE_URL, and DEBUG has no say in it."""
    settings = checkout.settings(SECRET_KEY=GOOD_KEY, SITE_URL=site_url, DEBUG=debug)

    assert settings["SECURE_SSL_REDIRECT"] is secure
    assert settings["SESSION_COOKIE_SECURE"] is secure
    assert settings["CSRF_COOKIE_SECURE"] is secure
    assert bool(settings["SECURE_HSTS_SECONDS"]) is secure


def test_env_example_lists_every_name() -> None:
    """`.env.example` names every variable that the settings and the server read, and none that nobody would."""
    root = Path(trendsite.__file__).parent
    example = (root.parent / ".env.example").read_text()
    source = "".join(path.read_text() for path in root.glob("*.py"))

    read = set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", source))

    assert {"SECRET_KEY", "THREADS", "ALLOWED_HOSTS"} <= read
    # uvicorn reads the last one itself.
    assert set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE)) == read | {"FORWARDED_ALLOW_IPS"}
