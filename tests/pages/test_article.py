"""An article's own page."""

import pytest
from django.test import Client

from articles.models import Article, Author
from tests import factories

from .markup import get, hrefs

pytestmark = pytest.mark.django_db

LONG = """\
First.

## One

Text.

### One and a half

Text.

## Two

```python
print("hello")
```
"""


def test_page_shows_what_the_document_says(client: Client) -> None:
    made = factories.article(
        "On *time* & space",
        description="A standfirst.",
        date="2026-03-01 10:00:00",
        updated="2026-04-02",
        authors=["Ada Writer", "Bo Editor"],
        category="Physics",
        tags=["clocks", "maps"],
    )

    soup = get(client, made.get_absolute_url())

    assert soup.h1.get_text() == "On *time* & space"
    assert soup.select_one(".standfirst").get_text() == "A standfirst."
    assert [time["datetime"][:10] for time in soup.select(".article-meta time")] == [
        "2026-03-01",
        "2026-04-02",
    ]
    assert [link.get_text() for link in soup.select(".article-byline a")] == ["Ada Writer", "Bo Editor"]
    assert {"/categories/physics/", "/tags/clocks/", "/tags/maps/"} <= set(hrefs(soup))
    assert "1\xa0min\xa0read" in soup.select_one(".article-meta").get_text()


def test_page_has_one_heading_of_the_first_level(client: Client) -> None:
    made = factories.article("A title", "# A title\n\n# Another\n\nText.\n")

    assert len(get(client, made.get_absolute_url()).find_all("h1")) == 1


def test_update_on_the_day_of_publication_is_not_news(client: Client) -> None:
    made = factories.article(date="2026-03-01 10:00:00", updated="2026-03-01 18:00:00")

    assert "Updated" not in get(client, made.get_absolute_url()).get_text()


def test_contents_name_two_levels_and_lead_to_the_headings(client: Client) -> None:
    made = factories.article(body=LONG)

    soup = get(client, made.get_absolute_url())

    links = soup.select("contents-list a")
    assert [link.get_text() for link in links] == ["One", "One and a half", "Two"]
    assert all(soup.find(id=link["href"].removeprefix("#")) for link in links)


def test_page_without_headings_has_no_contents(client: Client) -> None:
    made = factories.article(body="Just text.")

    assert get(client, made.get_absolute_url()).select_one("contents-list") is None


def test_neighbours_are_the_next_in_time(client: Client) -> None:
    """Hidden articles are skipped, and those of one moment have an order."""
    moment = factories.days(-5)
    older = factories.article("Older", date=factories.days(-9))
    one = factories.article("One", date=moment)
    two = factories.article("Two", date=moment)
    factories.draft("Hidden", date=factories.days(-4))
    newer = factories.article("Newer", date=factories.days(-3))

    def neighbours(article: Article) -> tuple[str | None, str | None]:
        soup = get(client, article.get_absolute_url())
        links = (soup.select_one(".neighbours a[rel=prev]"), soup.select_one(".neighbours a[rel=next]"))
        return tuple(link and link["href"] for link in links)

    assert neighbours(older) == (None, one.get_absolute_url())
    assert neighbours(one) == (older.get_absolute_url(), two.get_absolute_url())
    assert neighbours(two) == (one.get_absolute_url(), newer.get_absolute_url())
    assert neighbours(newer) == (two.get_absolute_url(), None)


def test_no_article_is_its_own_neighbour() -> None:
    """Published again between two queries of its own page, an article must not come after itself."""
    article = factories.article("One", date=factories.days(-2))
    Article.objects.update(date=factories.days(-1))

    assert list(Article.objects.neighbours_of(article)) == []


def test_related_share_tags_first_then_the_category(client: Client) -> None:
    made = factories.article(category="Physics", tags=["clocks", "maps"])
    factories.article("Nothing in common", category="Cooking", tags=["bread"])
    factories.article("Category", category="Physics", date=factories.days(-3))
    factories.article("One tag", tags=["maps"], date=factories.days(-30))
    factories.article("Two tags", tags=["maps", "clocks"], date=factories.days(-60))
    factories.draft("Hidden", category="Physics", tags=["clocks", "maps"])

    soup = get(client, made.get_absolute_url())

    related = [link.get_text() for link in soup.select("[aria-labelledby=related] .teaser-title a")]
    assert related == ["Two tags", "One tag", "Category"]


def test_series_box_lists_the_parts_and_marks_this_one(client: Client) -> None:
    factories.article("Part one", series={"name": "A series", "position": 1})
    two = factories.article("Part two", series={"name": "A series", "position": 2})
    factories.draft("Part three", series={"name": "A series", "position": 3})

    box = get(client, two.get_absolute_url()).select_one(".series-box")

    assert [part.get_text(strip=True) for part in box.select("li")] == ["Part one", "Part two"]
    assert box.select_one("[aria-current=page]").get_text() == "Part two"


def test_authors_are_introduced_at_the_end(client: Client) -> None:
    made = factories.article(authors=["Ada Writer"])
    Author.objects.filter(slug="ada-writer").update(bio="Writes.", url="https://ada.example/")

    box = get(client, made.get_absolute_url()).select_one(".author-box")

    assert "Writes." in box.get_text()
    assert box.find("a", href="https://ada.example/")


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl"), ("he-IL", "rtl")])
def test_article_in_another_language_says_so(client: Client, language: str, direction: str) -> None:
    made = factories.article(language=language)

    article = get(client, made.get_absolute_url()).select_one("article.article")

    assert (article["lang"], article["dir"]) == (language, direction)


def test_article_that_names_no_language_is_read_in_the_direction_of_its_text(client: Client) -> None:
    """Imported posts in Arabic or Hebrew seldom say that they are: the browser looks at what is written."""
    made = factories.article("مرحبا بالعالم", body="هذه هي الفقرة الأولى.\n", description="وصف قصير")

    page = get(client, made.get_absolute_url())

    assert [page.select_one(part)["dir"] for part in ("h1", ".standfirst", ".prose")] == ["auto"] * 3


def test_article_in_the_sites_language_inherits_it(client: Client) -> None:
    made = factories.article(language="en")

    soup = get(client, made.get_absolute_url())

    assert soup.html["lang"] == "en"
    assert "lang" not in soup.select_one("article.article").attrs


def test_faq_is_printed_once(client: Client) -> None:
    made = factories.article(body="Text.\n\n## FAQ\n\n### Why is it so?\n\nBecause it is.\n")

    soup = get(client, made.get_absolute_url())

    assert soup.select_one("article.article").get_text().count("Because it is.") == 1


def test_staged_edits_are_not_shown(client: Client) -> None:
    made = factories.article(body="The text that is live.")
    factories.stage(made, "A newer text.", title="A newer title")

    text = get(client, made.get_absolute_url()).get_text()

    assert "The text that is live." in text
    assert "newer" not in text


def test_page_links_to_its_document(client: Client) -> None:
    made = factories.article()

    link = get(client, made.get_absolute_url()).find("link", type="text/markdown")

    assert link["rel"] == ["alternate"]
    assert link["href"].endswith(f"/articles/{made.slug}.md")


def test_article_filed_under_nothing_has_nothing_related(client: Client) -> None:
    made = factories.article()
    factories.article()

    assert get(client, made.get_absolute_url()).select_one("[aria-labelledby=related]") is None


def test_other_parts_of_a_series_are_not_related_too(client: Client) -> None:
    """They stand in the series' own box."""
    made = factories.article(series="A series", tags=["clocks"])
    factories.article(series="A series", tags=["clocks"])

    assert get(client, made.get_absolute_url()).select_one("[aria-labelledby=related]") is None
