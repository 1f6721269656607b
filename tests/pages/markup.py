"""Reading the pages that tests ask for."""

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client


def page(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def get(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """The page at `path`, which must answer with `status`."""
    response = client.get(path)
    assert response.status_code == status, path
    return page(response)


def hrefs(soup: BeautifulSoup) -> list[str]:
    return [link["href"] for link in soup.find_all("a", href=True)]


def titles(soup: BeautifulSoup) -> list[str]:
    """What the lists on a page name, in order."""
    links = soup.select(".teaser-title a, .ledger a")
    return [link.get_text(strip=True) for link in links]
