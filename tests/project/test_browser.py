"""The whole site in a real browser, as its people use it: an author, an editor, a publisher and a reader."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .running_site import RunningSite
from .visitor import Visit

pytestmark = pytest.mark.browser

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
DESK_PAGES = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/add/",
    "/admin/articles/category/",
    "/admin/articles/image/",
]
READER_PAGES = ["/", "/articles/sqlite-in-production/", "/search/?q=sqlite", "/archive/", "/no/such/page/"]


def test_from_the_first_draft_to_the_reader(people: dict[str, str], visit: Visit) -> None:
    """An author drafts and submits, an editor improves, a publisher publishes; then a staged edit waits its turn."""
    ann, ed, pia, reader = (visit() for _ in range(4))
    for who, name in ((ann, "ann"), (ed, "ed"), (pia, "pia")):
        who.log_in(name, people[name])

    # The author writes. She may submit, and nothing offers her to publish.
    page = ann.goto("/admin/articles/article/add/")
    page.get_by_label("Title", exact=True).fill("A kettle that whistles")
    page.get_by_label("Text, in Markdown").fill("It *whistles* when the water boils.\n\n## Why\n\nSteam.\n")
    ann.press("Save draft")
    address = urlsplit(page.url).path
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    ann.press("Submit for review")
    assert reader.goto("/articles/a-kettle-that-whistles/").title().startswith("Not found")

    # The editor improves the text and may not publish either.
    page = ed.goto(address)
    body = page.get_by_label("Text, in Markdown")
    body.fill(body.input_value().replace("Steam.", "Steam, forced through a narrow gap."))
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    ed.press(
        "Save draft" if page.get_by_role("button", name="Save draft", exact=True).count() else "Save changes"
    )

    # The publisher publishes, and the reader reads.
    pia.goto(address)
    pia.press("Publish")
    page = reader.goto_changed("/articles/a-kettle-that-whistles/", "forced through a narrow gap")
    expect(page.get_by_role("heading", level=1)).to_have_text("A kettle that whistles")
    expect(page.locator("em", has_text="whistles").first).to_be_visible()

    # An edit of the live article is staged until it is published.
    page = pia.goto(address)
    body = page.get_by_label("Text, in Markdown")
    body.fill(body.input_value().replace("narrow gap", "thin slit"))
    pia.press("Save changes")
    expect(reader.goto("/articles/a-kettle-that-whistles/").get_by_text("narrow gap")).to_be_visible()
    pia.press("Publish changes")
    reader.goto_changed("/articles/a-kettle-that-whistles/", "thin slit")

    unexpected = [text for who in (ann, ed, pia, reader) for text in who.complaints if "404" not in text]
    assert unexpected == []


def test_password_of_the_first_run(running_site: RunningSite, visit: Visit) -> None:
    """The account that the first run printed opens the desk, and a wrong password does not."""
    stranger = visit()
    page = stranger.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()

    stranger.log_in("editor", running_site.password)

    expect(page.get_by_role("link", name=re.compile("Articles")).first).to_be_visible()
    assert stranger.complaints == []


def test_reading_without_scripts(visit: Visit) -> None:
    """A reader whose browser runs no scripts goes from the front page to an article, searches and pages on."""
    reader = visit(java_script_enabled=False)
    page = reader.goto("/")
    page.get_by_role("main").locator("a[href^='/articles/']").first.click()
    expect(page).to_have_url(re.compile(r"/articles/[\w-]+/$"))

    page = reader.goto("/search/")
    page.get_by_role("main").get_by_role("searchbox").fill("sqlite")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=sqlite$"))
    expect(page.get_by_role("main").locator("mark").first).to_be_visible()

    page = reader.goto("/articles/")
    page.locator("a[href*='page=2']").first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?page=2$"))
    assert reader.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_accessible(people: dict[str, str], visit: Visit, scheme: str, size: str) -> None:
    """axe finds nothing on the main pages of readers and of the desk, and nothing is wider than the window."""
    anybody = visit(viewport=SIZES[size], color_scheme=scheme)
    violations, wide = {}, []

    def look(path: str) -> None:
        page = anybody.goto(path)
        found = Axe().run(page).response["violations"]
        if found:
            violations[path] = [(each["id"], each["nodes"][0]["html"][:160]) for each in found]
        if page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"):
            wide.append(path)

    for path in [*READER_PAGES, "/admin/login/"]:
        look(path)
    anybody.log_in("pia", people["pia"])
    for path in DESK_PAGES:
        look(path)

    assert violations == {}
    assert wide == []
