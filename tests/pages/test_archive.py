"""The archive by year and month."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import factories

from .markup import get, hrefs, titles

pytestmark = pytest.mark.django_db


def test_archive_counts_each_month_and_year(client: Client) -> None:
    for day in ("2023-05-30", "2023-05-01", "2023-01-07", "2021-12-31"):
        factories.article(date=day)

    soup = get(client, "/archive/")

    years = [" ".join(year.get_text(" ", strip=True).split()) for year in soup.select(".year")]
    assert years == ["2023 3 May 2 articles January 1 article", "2021 1 December 1 article"]
    assert {"/archive/2023/", "/archive/2023/05/", "/archive/2021/12/"} <= set(hrefs(soup))


def test_year_and_month_list_their_own(client: Client) -> None:
    factories.article("May", date="2023-05-30")
    factories.article("January", date="2023-01-01")
    factories.article("Before", date="2022-12-31")

    assert titles(get(client, "/archive/2023/")) == ["May", "January"]
    assert titles(get(client, "/archive/2023/05/")) == ["May"]
    assert titles(get(client, "/archive/2022/12/")) == ["Before"]


@pytest.mark.parametrize(
    "path", ["/archive/2020/", "/archive/2023/06/", "/archive/2023/13/", "/archive/0999/", "/archive/12023/"]
)
def test_empty_period_has_no_page(client: Client, path: str) -> None:
    factories.article(date="2023-05-30")
    factories.article(date=factories.tomorrow())

    get(client, path, status=404)


def test_months_are_those_of_the_sites_time_zone(client: Client, settings: Settings) -> None:
    """What is published at half past midnight in Auckland belongs to the new month, though UTC has the old one."""
    settings.TIME_ZONE = "Pacific/Auckland"
    local = datetime(2023, 6, 1, 0, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    with timezone.override("Pacific/Auckland"):
        factories.article("Early in June", date=local)

        soup = get(client, "/archive/2023/06/")

        assert titles(soup) == ["Early in June"]
        assert "/archive/2023/06/" in hrefs(get(client, "/archive/"))
        get(client, "/archive/2023/05/", status=404)
