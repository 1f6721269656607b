"""What is typed at the desk is not lost: not by a closed tab, an ended session, a silent server or another editor."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .visitor import Visit, Visitor

pytestmark = pytest.mark.browser

ADD = "/admin/articles/article/add/"
KEPT = "Not saved. A copy is kept in this browser."


@pytest.fixture
def ed(people: dict[str, str], visit: Visit) -> Visitor:
    """An editor who is logged in."""
    editor = visit()
    editor.log_in("ed", people["ed"])
    return editor


def body(page: Page) -> object:
    return page.get_by_label("Text, in Markdown")


def state(page: Page) -> object:
    return page.locator("[data-save-state]")


def offer(page: Page) -> object:
    return page.locator(".message", has_text="Text that was not saved")


def write_draft(who: Visitor, title: str) -> str:
    """A saved draft with the text "First line.". Returns the path of its form."""
    page = who.goto(ADD)
    page.get_by_label("Title", exact=True).fill(title)
    body(page).fill("First line.\n")
    who.press("Save draft")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    return urlsplit(page.url).path


def come_back(who: Visitor, path: str) -> Page:
    """Close the page as a crash does, without a question, and open `path` in a new one."""
    who.page.close()
    who.open_page()
    return who.goto(path)


def test_text_of_a_closed_page_is_offered_again(ed: Visitor) -> None:
    path = write_draft(ed, "About tides")
    body(ed.page).fill("First line.\n\nAn hour of work.\n")
    expect(state(ed.page)).to_have_text(KEPT)

    page = come_back(ed, "/admin/")
    expect(
        page.get_by_role("region", name="Not saved yet").get_by_role("link", name="About tides")
    ).to_be_visible()
    page = ed.goto(path)
    expect(body(page)).to_have_value("First line.\n")
    offer(page).get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_role("dialog").locator("ins")).to_have_text("An hour of work.")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    offer(page).get_by_role("button", name="Put it back").click()

    expect(body(page)).to_have_value("First line.\n\nAn hour of work.\n")
    expect(offer(page)).to_have_count(0)
    ed.press("Save draft")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/change/$"))
    page = come_back(ed, path)
    expect(state(page)).to_have_text("Revision 2")
    expect(offer(page)).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk.copy.'))") == []
    assert ed.complaints == []


def test_text_of_a_new_article_is_kept_too(ed: Visitor) -> None:
    """Under the title that it has so far; put aside for good only by who wrote it, and that can be undone."""
    page = ed.goto(ADD)
    page.get_by_label("Title", exact=True).fill("Never saved")
    expect(state(page)).to_have_text(KEPT)

    page = come_back(ed, ADD)
    expect(offer(page)).to_contain_text("“Never saved”")
    offer(page).get_by_role("button", name="Discard it").click()
    page.get_by_role("button", name="Undo").click()
    expect(offer(page)).to_be_visible()
    offer(page).get_by_role("button", name="Discard it").click()

    page = come_back(ed, ADD)
    expect(state(page)).to_have_text("")
    expect(offer(page)).to_have_count(0)


def test_leaving_with_unsaved_text_is_asked_about(ed: Visitor) -> None:
    page = ed.goto(ADD)
    body(page).press_sequentially("x")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.get_by_role("link", name="Articles").click()

    expect(page).to_have_url(re.compile(f"{ADD}$"))
    assert asked == ["beforeunload"]


def test_session_that_ended_meanwhile(ed: Visitor, people: dict[str, str]) -> None:
    """The text stays on the page; after logging in elsewhere, the same button saves it."""
    write_draft(ed, "About sessions")
    page = ed.page
    body(page).fill("Written after the session had ended.\n")
    ed.context.clear_cookies()

    page.get_by_role("button", name="Save draft", exact=True).click()

    note = page.get_by_role("alert")
    expect(note).to_contain_text("You are logged out.")
    with ed.context.expect_page() as opened:
        note.get_by_role("link", name="log in in a new tab").click()
    login = opened.value
    login.get_by_label("Username").fill("ed")
    login.get_by_label("Password").fill(people["ed"])
    login.get_by_role("button", name="Log in").click()
    expect(login).to_have_url(re.compile(r"/admin/$"))
    login.close()
    ed.press("Save draft")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(body(page)).to_have_value("Written after the session had ended.\n")


def test_server_that_does_not_answer(ed: Visitor) -> None:
    write_draft(ed, "About outages")
    page = ed.page
    body(page).fill("Written in a tunnel.\n")
    ed.context.set_offline(True)

    page.get_by_role("button", name="Save draft", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("The server does not answer just now")
    expect(body(page)).to_have_value("Written in a tunnel.\n")
    ed.context.set_offline(False)
    ed.press("Save draft")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_what_others_saved_meanwhile_stays(ed: Visitor, visit: Visit, people: dict[str, str]) -> None:
    """A copy goes back with the revision that it was begun from: the two texts are merged, none is overwritten."""
    path = write_draft(ed, "About merging")
    body(ed.page).fill("First line.\n\nMiddle.\n\nLast line.\n")
    ed.press("Save draft")
    body(ed.page).fill("First line.\n\nMiddle.\n\nLast line, by Ed.\n")
    expect(state(ed.page)).to_have_text(KEPT)
    ed.page.close()
    pia = visit()
    pia.log_in("pia", people["pia"])
    pia.goto(path)
    body(pia.page).fill("First line, by Pia.\n\nMiddle.\n\nLast line.\n")
    pia.press("Save draft")

    ed.open_page()
    page = ed.goto(path)
    expect(offer(page)).to_contain_text("It was begun from revision 2")
    offer(page).get_by_role("button", name="Put it back").click()
    ed.press("Save draft")

    expect(page.get_by_text("Revision 4 has their changes and yours.")).to_be_visible()
    expect(body(page)).to_have_value("First line, by Pia.\n\nMiddle.\n\nLast line, by Ed.\n")


def test_text_of_a_page_that_is_still_open_is_not_offered(ed: Visitor) -> None:
    """Nor does a second page write over its copy; it is offered when that page ends."""
    path = write_draft(ed, "About two tabs")
    first = ed.page
    body(first).fill("In the first tab.\n")
    expect(state(first)).to_have_text(KEPT)

    ed.open_page()
    second = ed.goto(path)
    body(second).fill("In the second tab.\n")
    expect(state(second)).to_have_text(KEPT)
    expect(offer(second)).to_have_count(0)
    first.close()

    offer(second).get_by_role("button", name="Put it back").click()
    expect(body(second)).to_have_value("In the first tab.\n")
    page = come_back(ed, path)
    expect(offer(page)).to_have_count(2)


def test_text_is_offered_to_its_writer_alone(ed: Visitor, people: dict[str, str]) -> None:
    path = write_draft(ed, "About secrets")
    body(ed.page).fill("Only for Ed.\n")
    expect(state(ed.page)).to_have_text(KEPT)
    ed.context.clear_cookies()
    ed.page.close()
    ed.open_page()

    ed.log_in("pia", people["pia"])
    expect(ed.page.get_by_role("region", name="Not saved yet")).to_have_count(0)
    page = ed.goto(path)

    expect(state(page)).to_have_text("Revision 1")
    expect(offer(page)).to_have_count(0)


def test_text_of_the_document_view_leads_there(ed: Visitor) -> None:
    path = write_draft(ed, "About documents")
    source = path.replace("/change/", "/source/")
    page = ed.goto(source)
    text = page.get_by_label("The whole document")
    text.fill(text.input_value() + "Typed into the document.\n")
    expect(state(page)).to_have_text(KEPT)

    page = come_back(ed, path)
    offer(page).get_by_role("link", name="Go to where it was written").click()
    offer(page).get_by_role("button", name="Put it back").click()

    expect(page.get_by_label("The whole document")).to_have_value(re.compile("Typed into the document"))


def test_refused_text_is_kept_until_it_is_saved(ed: Visitor) -> None:
    """A form that comes back with an error is not saved, and goes on with the same copy."""
    path = write_draft(ed, "About errors")
    page = ed.page
    body(page).fill("Refused at first.\n")
    page.get_by_text("Address", exact=True).click()
    page.get_by_label("Canonical address").fill("nonsense")
    ed.press("Save draft")
    expect(page.get_by_role("alert").first).to_contain_text("An address begins with")
    expect(state(page)).to_have_text(KEPT)

    page = come_back(ed, path)
    expect(offer(page)).to_have_count(1)


def test_browser_that_keeps_nothing_says_so(people: dict[str, str], visit: Visit) -> None:
    ed = visit()
    ed.page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
    ed.log_in("ed", people["ed"])
    page = ed.goto(ADD)

    body(page).fill("Kept nowhere.")

    expect(state(page)).to_have_text("Not saved. This browser keeps no copy.")


def test_form_without_scripts(people: dict[str, str], visit: Visit) -> None:
    """Nothing of this stands in the way of a browser that runs no scripts."""
    ed = visit(java_script_enabled=False)
    ed.log_in("ed", people["ed"])

    path = write_draft(ed, "About plain forms")

    assert re.fullmatch(r"/admin/articles/article/\d+/change/", path)
