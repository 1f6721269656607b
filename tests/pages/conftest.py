"""A small publication with everything in it, for tests that look at pages as readers do."""

from pathlib import Path

import pytest

from articles import imaging
from articles.models import Article
from articles.views.base import PAGE_SIZE
from tests import factories

SPECIMEN = (Path(__file__).parent / "specimen.md").read_text(encoding="utf-8")
LONG_TITLE = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and "
    "https://example.com/a/very/long/address/without/any/place/to/break_0123456789_0123456789_0123456789"
)
# One of every kind of page.
PAGES = [
    "/",
    "/articles/",
    "/articles/?page=2",
    "/articles/specimen/",
    "/articles/arabic/",
    "/articles/long-words/",
    "/articles/short/",
    "/categories/",
    "/categories/text-and-type/",
    "/tags/",
    "/tags/typography/",
    "/authors/",
    "/authors/ada-writer/",
    "/series/a-series/",
    "/archive/",
    "/archive/2024/",
    "/archive/2024/05/",
    "/search/",
    "/search/?q=specimen",
    "/search/?q=nothing-like-it",
    "/no/such/page/",
    "/articles/gone/",
]


@pytest.fixture
def publication(transactional_db: None) -> Article:
    """Publish what PAGES show. Returns the article that uses every mark the renderer knows."""
    picture = imaging.ingest(factories.picture(900, 600), name="picture.png")
    filed = {
        "category": "Text and Type",
        "tags": ["typography", "css", "a tag of remarkable length, for a tag"],
    }
    author = {"name": "Ada Writer", "bio": "Writes about writing.", "url": "https://ada.example/"}
    series = {"series": "A series"}
    specimen = factories.article(
        "A specimen of everything: every mark the renderer knows, on one long page",
        SPECIMEN.replace("/media/PICTURE", picture.url),
        slug="specimen",
        description="Headings, lists, tables, callouts, footnotes, figures and code.",
        date="2024-05-06",
        updated="2024-06-01",
        authors=[author, "Bo Editor"],
        image={"src": picture.url, "alt": "A field of blue", "caption": "Blue, as far as one can see."},
        featured=True,
        **filed,
        **series,
    )
    factories.article(
        "الخطوط العربية على الويب",
        "فقرة أولى فيها كلمة `code`.\n\n## عنوان\n\n- عنصر\n\n```python\nprint(1)\n```\n\n> [!NOTE]\n> ملاحظة.\n",
        slug="arabic",
        language="ar",
        date="2024-05-05",
        **filed,
    )
    factories.article(
        LONG_TITLE,
        f"`{'identifier_' * 12}` and {LONG_TITLE}",
        slug="long-words",
        date="2024-05-04",
        **filed,
        **series,
    )
    factories.article("Short", "Brief.", slug="short", date="2024-05-03")
    factories.article("Gone", slug="gone", status="withdrawn")
    factories.articles(PAGE_SIZE, "Brief.", category="Other things", authors=["Bo Editor"])
    return specimen
