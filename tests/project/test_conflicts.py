"""A conflict between a file and an article, settled at the desk in a real browser, with the keyboard alone."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .running_site import RunningSite
from .visitor import Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
TEXT = "---\ntitle: A samovar\ndate: 2024-03-01\n---\n\nIt sings.\n\nWater boils at a hundred degrees.\n"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} can't be reached with the keyboard")


def in_step(site: RunningSite, folder: Path, *, is_so: bool) -> None:
    """Sync, and expect both sides to be the same then, or not."""
    said = site.python(
        f"from interchange.syncing import sync_content\nprint(sync_content({str(folder)!r}).ok)"
    )
    assert said.strip() == str(is_so)


def test_settled_with_the_keyboard(running_site: RunningSite, people: dict[str, str], visit: Visit) -> None:
    """Found on the desk, decided in one's own words, published; then the folder follows."""
    folder = running_site.folder / "samovars"
    running_site.manage("sync_content", str(folder))
    file = folder / "articles/a-samovar.md"
    file.write_text(TEXT)
    running_site.manage("sync_content", str(folder))
    editor, reader = visit(viewport=PHONE, color_scheme="dark"), visit()
    editor.log_in("pia", people["pia"])
    page = editor.goto("/admin/articles/article/?q=samovar")
    page.get_by_role("link", name="A samovar", exact=True).click()
    body = page.get_by_label("Text, in Markdown")
    body.fill(body.input_value().replace("It sings.", "It hums."))
    editor.press("Publish changes")
    file.write_text(file.read_text().replace("It sings.", "It whistles."))
    running_site.python(
        f"from interchange.syncing import sync_content\nassert not sync_content({str(folder)!r}).ok"
    )

    page = editor.goto("/admin/")
    tab_to(page, ".waiting-conflicts a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Settle a conflict")
    assert Axe().run(page).response["violations"] == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth")
    tab_to(page, ".clash-own summary")
    page.keyboard.press("Enter")
    tab_to(page, ".clash-own textarea")
    page.keyboard.press("Control+A")
    page.keyboard.type("It hums and whistles.")
    tab_to(page, "button[value=publish]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/change/"))

    reader.goto_changed("/articles/a-samovar/", "It hums and whistles.")
    running_site.python(
        f"from interchange.syncing import sync_content\nassert sync_content({str(folder)!r}).ok"
    )
    assert file.read_text() == TEXT.replace("It sings.", "It hums and whistles.")
    assert editor.complaints == []
