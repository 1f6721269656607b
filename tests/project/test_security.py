"""What holds for the security of the whole site, and could be lost by one line anywhere."""

import ast
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from articles.admin.throttle import COOKIE
from tests.factories import user

from .test_layers import ROOT, SOURCES, name

PASSWORD = "a long and quiet river"
# Each prints what was sanitised, escaped or marked up by our own code just before.
UNESCAPED = {
    "articles/search/results.py",
    "articles/templating.py",
}


@pytest.fixture
def editor(db: None) -> User:
    account = user("eve", group="Editor")
    account.set_password(PASSWORD)
    account.save()
    return account


def log_in(client: Client, following: str = "/admin/") -> object:
    return client.post(
        "/admin/login/", {"username": "eve", "password": PASSWORD, "next": following}, follow=False
    )


def test_html_is_printed_unescaped_in_known_places_only() -> None:
    """A new place is a decision: whoever adds one says here that its HTML is safe."""
    marking = {
        name(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "mark_safe"
    }

    assert marking == UNESCAPED


def test_templates_escape_everything() -> None:
    """Only what is no HTML is exempt (`articles.templating`), by the name of its file."""
    unescaped = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")
    templates = ROOT / "templates"

    found = {
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.*")
        if unescaped.search(path.read_text(encoding="utf-8"))
    }

    assert found == set()
    plain = [path for path in templates.rglob("*.*") if path.suffix != ".html"]
    assert [path.name for path in plain] == ["llms.txt"]


def test_nothing_but_the_server_opens_connections() -> None:
    """Imports and embeds fetch nothing, so nobody can make the site ask an address of theirs."""
    clients = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "socket"}
    importing = {
        name(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if module in clients
    }

    # One asks whether its own port is free; the other is spoken with by a pair of sockets that leads nowhere else.
    assert importing == {"trendsite/serve.py", "articles/zygote.py"}
    assert ".connect(" not in (ROOT / "articles/zygote.py").read_text(encoding="utf-8")


def test_policy_allows_nothing_inline() -> None:
    """No page is an exception, for there is one policy."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    assert not [source for sources in directives.values() for source in sources if "unsafe" in source]
    assert {source for kind in ("script-src", "style-src") for source in directives[kind]} == {"'self'"}


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_logging_in_leads_nowhere_else(client: Client, editor: User, following: str) -> None:
    """`next` is followed on this site only."""
    response = log_in(client, following)

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_cookies_belong_to_the_desk(client: Client, editor: User) -> None:
    """Browsers send them to no page for readers, scripts cannot read them, and other sites cannot use them."""
    client.get("/admin/login/")
    log_in(client)
    client.post("/admin/articles/tag/add/", {"name": "New"})

    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, COOKIE}
    for cookie in client.cookies.values():
        assert cookie["path"] == "/admin/"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
