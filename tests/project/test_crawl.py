"""The sample site as readers, browsers and machines find it: every public address, followed from page to page."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from urllib.parse import urldefrag

import feedparser
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from articles.models import Article
from interchange.first_run import import_sample_content

from .crawl import CONTRACT, Page, crawl, own_path

# pytest-django makes only the databases that some test asks for.
pytestmark = pytest.mark.django_db

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
XML_TYPES = {"application/xml", "text/xml", "application/atom+xml", "application/rss+xml"}


class Crawled:
    """The whole sample site, fetched once."""

    def __init__(self) -> None:
        self.pages, self.named_by = crawl(Client())
        self.live = {article.get_absolute_url() for article in Article.objects.live()}
        self.hidden = [
            (article.slug, article.status)
            for article in Article.objects.exclude(pk__in=Article.objects.live().values("pk"))
        ]
        self.hidden_statuses = {
            slug: Client().get(f"/articles/{slug}/").status_code for slug, _ in self.hidden
        }

    @property
    def html(self) -> list[Page]:
        return [page for page in self.pages.values() if page.is_html]


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Crawled:
    """`content/` imported into an empty site and crawled, then taken back."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        import_sample_content()
        crawled = Crawled()
        transaction.set_rollback(True)
    return crawled


def test_everything_is_found(site: Crawled) -> None:
    """No link and no asset is dead: each address of the contract and each one that a page names answers 200."""
    dead = {
        url: (page.status, sorted(site.named_by.get(url, ["the contract"]))[:3])
        for url, page in site.pages.items()
        if page.status != 200
    }

    assert dead == {}


def test_every_live_article_is_reached(site: Crawled) -> None:
    """Following links alone leads to every article that readers may see."""
    assert len(site.live) >= 9
    assert site.live - set(site.pages) == set()


def test_hidden_articles_answer_honestly(site: Crawled) -> None:
    """The sample has a draft, a scheduled and a withdrawn article: 404, 404 and 410, and no page leads to them."""
    expected = {slug: 410 if status == Article.Status.WITHDRAWN else 404 for slug, status in site.hidden}

    assert {status for _, status in site.hidden} >= {"draft", "scheduled", "withdrawn"}
    assert site.hidden_statuses == expected
    assert {f"/articles/{slug}/" for slug, _ in site.hidden} & set(site.pages) == set()


def test_fragments_exist(site: Crawled) -> None:
    """A link to a place within a page of this site leads to an element with that id."""
    missing = []
    for page in site.html:
        for link in page.links():
            path, fragment = own_path(link), urldefrag(link).fragment
            target = site.pages.get(path or "")
            if (
                fragment
                and target is not None
                and target.soup is not None
                and not target.soup.find(id=fragment)
            ):
                missing.append((page.url, link))

    assert missing == []


def test_one_heading_of_the_first_level(site: Crawled) -> None:
    """Each page has exactly one `<h1>`, and it says something."""
    headings = {page.url: [h1.get_text(strip=True) for h1 in page.soup.find_all("h1")] for page in site.html}

    assert {url: found for url, found in headings.items() if len(found) != 1 or not found[0]} == {}


def test_language(site: Crawled) -> None:
    """Each page says which language it is in, as BCP 47 spells it."""
    languages = {page.url: page.soup.html.get("lang", "") for page in site.html}

    assert {url: lang for url, lang in languages.items() if not LANGUAGE.fullmatch(lang)} == {}


def test_ids_are_unique(site: Crawled) -> None:
    """No id stands twice on a page, or links and labels would mean the wrong element."""
    repeated = {}
    for page in site.html:
        counts = Counter(tag["id"] for tag in page.soup.find_all(id=True))
        if twice := [name for name, count in counts.items() if count > 1]:
            repeated[page.url] = twice

    assert repeated == {}


def test_titles_tell_pages_apart(site: Crawled) -> None:
    """Each page has a title, and no two pages the same."""
    titles = {page.url: page.soup.title.get_text(strip=True) if page.soup.title else "" for page in site.html}
    counts = Counter(titles.values())

    assert {url: title for url, title in titles.items() if not title or counts[title] > 1} == {}


def test_nothing_inline(site: Crawled) -> None:
    """No page carries a style, a script or an event handler in itself: the policy forbids them, so they would fail."""
    inline = []
    for page in site.html:
        for tag in page.soup.find_all(True):
            handlers = [name for name in tag.attrs if name.startswith("on")]
            data = tag.get("type") in {"application/ld+json", "application/json"}
            script = tag.name == "script" and not tag.get("src") and not data
            if tag.name == "style" or script or tag.has_attr("style") or handlers:
                inline.append((page.url, str(tag)[:120]))

    assert inline == []


def test_no_third_party_request(site: Crawled) -> None:
    """Showing a page asks no server but this site's own."""
    foreign = [
        (page.url, source)
        for page in site.html
        for source in page.fetched()
        if own_path(source if "://" in source or source.startswith("//") else settings.SITE_URL + source)
        is None
        and not source.startswith("data:")
    ]

    assert foreign == []


def test_pictures_have_alternative_text_and_size(site: Crawled) -> None:
    """Each picture says what it shows (or, by an empty text, that it shows nothing) and reserves its place."""
    bare = [
        (page.url, str(image)[:120])
        for page in site.html
        for image in page.soup.find_all("img")
        if not image.has_attr("alt") or not image.get("width") or not image.get("height")
    ]

    assert bare == []


def test_fields_have_labels(site: Crawled) -> None:
    """Each field a reader may fill in has a name that is read aloud."""
    nameless = []
    for page in site.html:
        for control in page.soup.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
            labelled = (
                control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label")
            )
            if not labelled and not page.soup.select_one(f'label[for="{control.get("id")}"]'):
                nameless.append((page.url, str(control)[:120]))

    assert nameless == []


def test_no_cookie(site: Crawled) -> None:
    """Reading leaves no trace in the browser, so any cache may keep a page for everybody."""
    assert [page.url for page in site.pages.values() if "Set-Cookie" in page.headers] == []
    assert [
        page.url for page in site.pages.values() if "cookie" in page.headers.get("Vary", "").lower()
    ] == []


def test_policy_on_every_page(site: Crawled) -> None:
    """The content security policy is on each page, without any exception for inline code."""
    policies = {page.url: page.headers.get("Content-Security-Policy", "") for page in site.html}

    assert {url for url, policy in policies.items() if "script-src 'self'" not in policy} == set()
    assert {url for url, policy in policies.items() if "unsafe" in policy} == set()


def test_structured_data_is_json(site: Crawled) -> None:
    """Every article has structured data, and all structured data parses."""
    kinds: dict[str, set[str]] = {}
    for page in site.html:
        for script in page.soup.select('script[type="application/ld+json"]'):
            data = json.loads(script.string or "")
            nodes = data.get("@graph", [data]) if isinstance(data, dict) else data
            kinds.setdefault(page.url, set()).update(str(node["@type"]) for node in nodes)

    articles = {
        url for url, found in kinds.items() if any("Article" in kind or "Posting" in kind for kind in found)
    }
    assert site.live - articles == set()


def test_feeds_parse(site: Crawled) -> None:
    """Each feed is well-formed to a strict parser and has entries with ids, links and full text."""
    feeds = [page for url, page in site.pages.items() if url.endswith(("feed.xml", "rss.xml"))]

    assert len(feeds) > 2
    for page in feeds:
        parsed = feedparser.parse(page.body)
        assert not parsed.bozo, (page.url, parsed.get("bozo_exception"))
        assert parsed.entries, page.url
        assert all(entry.id and entry.link for entry in parsed.entries), page.url


def test_json_feeds(site: Crawled) -> None:
    """Each JSON feed is version 1.1 with items that have an id and content."""
    feeds = [page for url, page in site.pages.items() if url.endswith("feed.json")]

    assert feeds
    for page in feeds:
        feed = json.loads(page.body)
        assert feed["version"] == "https://jsonfeed.org/version/1.1", page.url
        assert all(item["id"] and item.get("content_html") for item in feed["items"]), page.url


def test_xml_is_well_formed(site: Crawled) -> None:
    """Feeds and sitemaps parse as XML."""
    documents = [page for page in site.pages.values() if page.content_type in XML_TYPES]

    assert len(documents) >= 4
    for page in documents:
        ET.fromstring(page.body)  # noqa: S314  (our own output)


def test_sitemap_lists_the_articles(site: Crawled) -> None:
    """The sitemap names every live article at its canonical address."""
    sitemap = "".join(page.text for url, page in site.pages.items() if "sitemap" in url and "news" not in url)

    assert [url for url in site.live if f"<loc>{settings.SITE_URL}{url}</loc>" not in sitemap] == []


def test_canonical_address(site: Crawled) -> None:
    """A page that names a canonical address of this site names one that answers."""
    for page in site.html:
        link = page.soup.select_one("link[rel=canonical]")
        path = own_path(str(link["href"])) if link else None
        assert path is None or path in site.pages, page.url


def test_contract(site: Crawled) -> None:
    """The crawl did begin at every address of the contract."""
    assert set(CONTRACT) <= set(site.pages)
