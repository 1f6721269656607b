"""Old addresses whose query names the page: `/?p=31`."""

from urllib.parse import quote, unquote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.links import dead_links
from articles.models import Article, Redirect
from articles.models.redirect import normalise_path, spellings, written_path
from articles.old_queries import naming_query
from tests import factories


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("/", "p=31", "p=31"),
        ("/", "p=031&preview=true&utm_source=x", "p=31"),
        ("/blog/", "page_id=2", "page_id=2"),
        ("/", "attachment_id=9", "attachment_id=9"),
        ("/view.php", "id=3", "id=3"),
        ("/view.php", "z=1&utm_medium=rss&id=%C3%A9", "id=é&z=1"),
        ("/index.php", "title=A+title", "title=A title"),
        ("/", "q=node/12", "q=node/12"),
        ("/", "q=node%2F12", "q=node/12"),
        ("/", "post/2010/01/02/A-title", "post/2010/01/02/A-title"),
        ("/", "/archives/12-title.html", "archives/12-title.html"),
        ("/", "article_id=12", "article_id=12"),
        ("/", "utm_source=feed", ""),
        ("/", "q=a+word", ""),
        ("/", "p=one", ""),
        ("/", "p=0", ""),
        ("/", "page=2", ""),
        ("/", "fbclid=Iw/AR0_x-9", ""),
        ("/2020/a/", "id=3", ""),
        ("/view.php", "utm_source=feed&fbclid=2", ""),
        ("/view.php", "id=" + "x" * 2000, ""),
    ],
)
def test_what_of_a_query_names_a_page(path: str, query: str, named: str) -> None:
    """Numbers of WordPress' anywhere, what a program was asked, and at the front page what is known to name one."""
    assert naming_query(path, query) == named


def test_a_stored_path_has_the_part_of_the_query_that_names_the_page() -> None:
    assert normalise_path("https://old.example/?p=31&utm_source=feed#more") == "/?p=31"
    assert normalise_path("/blog/index.php?p=31") == normalise_path("/blog/?p=31") == "/blog?p=31"
    assert normalise_path("/a/?utm_source=feed") == "/a"


_SIGNS = st.text(alphabet="ab/?&=%#+. é1", max_size=12)


@given(st.sampled_from(["/", "/view.php", "/a%3Fb.php", "/%25.php", "/b/index.php"]), _SIGNS, st.booleans())
def test_a_path_with_a_query_is_written_as_it_is_read(path: str, query: str, is_number: bool) -> None:
    """And a request for it, however its query is encoded, is looked up under what is stored."""
    query = "p=12" if is_number else quote(query, safe="/=&+")
    stored = normalise_path(f"{path}?{query}")
    assert normalise_path(written_path(stored)) == stored
    assert stored in spellings(unquote(path), query)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("alias", "asked"),
    [
        ("/?p=31", "/?p=31"),
        ("/?p=31", "/?page_id=31&utm_source=x"),
        ("/?p=31", "/index.php?p=31"),
        ("/blog/?p=31", "/blog/?p=31"),
        ("/blog/?p=31", "/blog/index.php?p=31"),
        ("/view.php?id=3", "/view.php?id=3&print=1"),
        ("/index.php?option=show&id=3", "/index.php?id=3&option=show"),
        ("/?q=node/12", "/?q=node%2F12"),
    ],
)
def test_an_old_address_with_a_query_leads_to_the_article(client: Client, alias: str, asked: str) -> None:
    """The front page is there for all other queries."""
    factories.article("One", aliases=[alias])

    response = client.get(asked)

    assert (response.status_code, response.get("Location")) == (301, "/articles/one/")
    assert client.get("/").status_code == client.get("/?p=32").status_code == 200
    assert client.get("/view.php?id=4").status_code == client.get("/blog/?p=32").status_code == 404


@pytest.mark.django_db
def test_the_number_of_a_draft_tells_nothing(client: Client) -> None:
    article = factories.article("One", aliases=["/?p=31"])
    publishing.withdraw(article=article, by=None)
    publishing.return_to_draft(article=Article.objects.get(pk=article.pk), by=None)

    assert client.get("/?p=31").status_code == 200


@pytest.mark.django_db
def test_only_a_query_that_names_a_page_is_looked_up(client: Client, django_assert_num_queries) -> None:
    """The front page asks the database for nothing more than before."""
    factories.article("One", aliases=["/?p=31"])
    client.get("/")
    with django_assert_num_queries(1):
        assert client.get("/?p=31").status_code == 301
    with django_assert_num_queries(0):
        assert spellings("/", "utm_source=x") == ["/", "/.html"]


@pytest.mark.django_db
def test_redirects_by_a_query_make_no_circle() -> None:
    """What leads to the program itself would come back here, what leads elsewhere by it does not."""
    assert Redirect(path="/view.php", url="/view.php?id=3").leads_back()
    assert not Redirect(path="/view.php?id=3", url="/view.php?id=4").leads_back()
    assert Redirect(path="/?p=3", url="/index.php?page_id=3").leads_back()
    assert not Redirect(path="/?p=3", url="/").leads_back()


@pytest.mark.django_db
def test_a_link_to_an_old_address_with_a_query_is_not_dead() -> None:
    factories.article("One", aliases=["/view.php?id=3"])
    factories.article("Two", "[a](/view.php?id=3) [b](/view.php?id=4)")
    assert [dead.href for dead in dead_links()] == ["/view.php?id=4"]
