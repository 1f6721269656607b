"""Somebody who visits the running site with a browser of their own."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from .running_site import RunningSite

# Seconds within which every process of a site shows what was published by another.
KNOWN_WITHIN = 1


class Visitor:
    """Somebody with a browser of their own. What goes wrong in it is kept in `complaints`."""

    def __init__(self, context: BrowserContext, site: RunningSite) -> None:
        self.site = site
        self.context = context
        self.complaints: list[str] = []
        context.set_default_timeout(15_000)
        self.open_page()

    def open_page(self) -> None:
        """A new page in the same browser."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("request", lambda request: self._watch(request.url))

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.netloc != urlsplit(self.site.url).netloc:
            self.complaints.append(f"{self.page.url} asks {url}")

    def goto(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def goto_changed(self, path: str, text: str) -> Page:
        """Open a page that was changed just now, again and again until it shows `text` or has to."""
        known_from = time.monotonic() + KNOWN_WITHIN
        while True:
            asked = time.monotonic()
            page = self.goto(path)
            if asked > known_from or page.get_by_text(text).count():
                expect(page.get_by_text(text)).to_be_visible()
                return page

    def log_in(self, name: str, password: str) -> None:
        page = self.goto("/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(f"{self.site.url}/admin/")

    def press(self, button: str) -> None:
        """Press a button of the editor that saves or moves the article along."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()


# Makes a visitor; the arguments are those of Playwright's `new_context`.
Visit = Callable[..., Visitor]
