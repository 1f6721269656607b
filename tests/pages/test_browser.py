"""The reader's pages in a real browser."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from articles.previews import make_token

from .conftest import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
MAX_CSS = 30 * 1024
MAX_JS = 8 * 1024
# How many characters each line of the longest paragraph holds, its last line left out.
CHARACTERS_PER_LINE = """
() => {
  const paragraphs = [...document.querySelectorAll(".prose > p")].filter((p) => !p.querySelector("a"));
  const text = paragraphs.sort((a, b) => b.textContent.length - a.textContent.length)[0].firstChild;
  const lines = [];
  const range = document.createRange();
  for (let i = 0; i < text.length; i += 1) {
    range.setStart(text, i);
    range.setEnd(text, i + 1);
    const top = Math.round(range.getBoundingClientRect().top);
    if (!lines.length || top > lines.at(-1).top + 4) lines.push({ top, count: 0 });
    lines.at(-1).count += 1;
  }
  return lines.slice(0, -1).map((line) => line.count);
}
"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def address(publication: Article, live_server: LiveServer) -> str:
    """The site's address, with everything on it."""
    return live_server.url


def test_nothing_is_wider_than_the_smallest_phone(page: Page, address: str) -> None:
    """Long words, addresses, code and tables wrap or scroll on their own."""
    page.set_viewport_size({"width": 320, "height": 640})

    widths = {}
    for path in PAGES:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in widths.items() if width > 320} == {}


@pytest.mark.parametrize(
    ("viewport", "least", "most"), [(DESK, 60, 75), (PHONE, 40, 60)], ids=["desk", "phone"]
)
def test_lines_are_of_a_readable_length(
    page: Page, address: str, viewport: dict[str, int], least: int, most: int
) -> None:
    page.set_viewport_size(viewport)
    page.goto(f"{address}/articles/specimen/")

    lines = page.evaluate(CHARACTERS_PER_LINE)

    assert len(lines) >= 2
    assert least <= sum(lines) / len(lines) <= most, lines


def test_text_begins_on_the_first_screen(page: Page, address: str) -> None:
    """With a picture, a long title, a standfirst and two authors above it."""
    page.goto(f"{address}/articles/specimen/")

    box = page.locator(".prose > p").first.bounding_box()

    assert box is not None
    assert box["y"] + box["height"] < DESK["height"]


def test_first_title_begins_high_on_the_front_page(page: Page, address: str) -> None:
    page.goto(address)

    box = page.locator(".teaser-title").first.bounding_box()

    assert box is not None
    assert box["y"] < 200


@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [("light", DESK), ("dark", DESK), ("light", PHONE)],
    ids=["light", "dark", "phone"],
)
def test_pages_are_accessible(page: Page, address: str, scheme: str, viewport: dict[str, int]) -> None:
    """axe finds nothing to complain about on any page, contrast included."""
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme)
    axe = Axe()

    found = {}
    for path in PAGES:
        page.goto(address + path)
        results = axe.run(page)
        if results.violations_count:
            found[path] = results.generate_report()

    assert found == {}


def test_preview_is_accessible(page: Page, address: str, publication: Article) -> None:
    page.goto(address + reverse("articles:preview", args=[make_token(publication)]))

    assert Axe().run(page).violations_count == 0


def test_pages_ask_nobody_else_and_say_nothing_on_the_console(page: Page, address: str) -> None:
    """No third-party request, nothing the policy blocks, no failing script."""
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    for path in PAGES:
        page.goto(address + path)

    assert [url for url in requests if not url.startswith(address)] == []
    assert [text for text in said if "status of 404" not in text and "status of 410" not in text] == []


def test_an_article_is_light(page: Page, address: str) -> None:
    sizes = {"stylesheet": 0, "script": 0}
    page.on(
        "requestfinished",
        lambda request: sizes.update(
            {request.resource_type: sizes.get(request.resource_type, 0) + len(request.response().body())}
        ),
    )

    page.goto(f"{address}/articles/specimen/", wait_until="networkidle")

    assert 0 < sizes["stylesheet"] <= MAX_CSS
    assert 0 < sizes["script"] <= MAX_JS


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_reader_chooses_the_colour_scheme(page: Page, address: str) -> None:
    """Automatic, light, dark, and round again; the choice holds on the next page, before its first paint."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    light = background(page)
    button = page.get_by_role("button", name="Colour scheme: automatic")

    button.click()
    page.get_by_role("button", name="Colour scheme: light").click()
    page.get_by_role("button", name="Colour scheme: dark").wait_for()
    dark = background(page)
    page.goto(f"{address}/archive/", wait_until="commit")

    assert light != dark
    assert background(page) == dark
    page.get_by_role("button", name="Colour scheme: dark").click()
    assert background(page) == light


def test_system_decides_without_a_choice_and_without_scripts(chromium: Browser, address: str) -> None:
    backgrounds = set()
    for scheme in ("light", "dark"):
        context = chromium.new_context(java_script_enabled=False, color_scheme=scheme)
        page = context.new_page()
        page.goto(address)
        backgrounds.add(page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor"))
        assert page.get_by_role("button", name="Colour scheme").count() == 0
        context.close()

    assert len(backgrounds) == 2


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_contents_stand_beside_the_text_or_fold_above_it(
    chromium: Browser, address: str, *, scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport=DESK)
    page = context.new_page()
    page.goto(f"{address}/articles/specimen/")
    entry = page.get_by_role("link", name="Lists and tasks", exact=True)

    assert entry.is_visible()
    page.set_viewport_size(PHONE)
    page.reload()
    assert not entry.is_visible()
    page.get_by_text("Contents", exact=True).click()
    assert entry.is_visible()

    context.close()


def test_contents_mark_the_section_being_read(page: Page, address: str) -> None:
    page.goto(f"{address}/articles/specimen/")
    current = page.locator("contents-list [aria-current]")
    assert current.count() == 0

    page.locator("#tables").evaluate("heading => heading.scrollIntoView({ behavior: 'instant' })")
    current.wait_for()

    assert current.inner_text() == "Tables"


def test_code_can_be_copied_without_its_line_numbers(
    context: BrowserContext, page: Page, address: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/articles/specimen/")
    numbered = page.locator(".highlight", has_text="const answer")

    numbered.get_by_role("button", name="Copy").click()
    numbered.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == (
        "const answer = [1, 2, 3].map((n) => n * 2);\nconsole.log(`${answer}`); // done"
    )


def test_wide_code_scrolls_by_itself_and_by_keyboard(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/articles/specimen/")
    code = page.locator(".highlight pre").first

    code.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("pre => pre.scrollLeft > 0", arg=code.element_handle())

    assert page.evaluate("scrollX") == 0


def test_keyboard_reaches_the_text_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}/articles/specimen/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_paper_has_the_article_and_nothing_around_it(page: Page, address: str) -> None:
    page.goto(f"{address}/articles/specimen/")
    page.emulate_media(media="print", color_scheme="dark")

    for part in (".site-header", ".contents", ".site-footer", "copy-code", ".permalink"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".prose > p").first.is_visible()
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.prose')).color") == "rgb(0, 0, 0)"
