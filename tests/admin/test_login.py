"""The desk's door: guessing passwords takes for ever, and keeps nobody out who works here."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin.throttle import ADDRESS, BROWSER, COOKIE, NAME, PAIR, network_of
from articles.models import LoginThrottle
from tests import factories

from . import pages

HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"
PASSWORD = "a good password"

pytestmark = pytest.mark.django_db


def try_to_log_in(
    password: str = PASSWORD, *, name: str = "eve", address: str = HOME, client: Client | None = None
) -> Any:
    return (client or Client()).post(
        "/admin/login/", {"username": name, "password": password, "next": "/admin/"}, REMOTE_ADDR=address
    )


def guess(times: int, *, name: str = "eve", address: str = HOME, client: Client | None = None) -> list[int]:
    """The statuses of so many wrong passwords."""
    statuses = []
    for number in range(times):
        response = try_to_log_in(f"wrong {number}", name=name, address=address, client=client)
        statuses.append(response.status_code)
    return statuses


def test_guesses_are_refused_after_a_few(editor: User) -> None:
    """The sixth is not looked at, though it be right, and says how long to wait; then there is one more."""
    with time_machine.travel(factories.days(0), tick=False) as clock:
        assert guess(PAIR.burst) == [200] * PAIR.burst
        refused = try_to_log_in()

        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "180"
        assert "Too many attempts. Wait 3 minutes, then try again." in pages.text(refused)
        clock.shift(PAIR.interval - timedelta(seconds=1))
        assert try_to_log_in().status_code == 429
        clock.shift(timedelta(seconds=1))
        assert guess(2) == [200, 429]
        clock.shift(PAIR.interval)
        assert try_to_log_in().status_code == 302


def test_refusals_are_logged_for_who_watches(editor: User, caplog: pytest.LogCaptureFixture) -> None:
    guess(PAIR.burst + 1)

    ours = [record.getMessage() for record in caplog.records if record.name == "articles.admin.login"]
    assert ours[0] == f"Failed to log in: 'eve' from {HOME}"
    assert ours[-1] == f"Refused without a look at the password: 'eve' from {HOME}"


def test_others_behind_the_same_address_get_in(editor: User, publisher: User) -> None:
    guess(PAIR.burst + 1, name="eve")

    assert try_to_log_in(name="pam").status_code == 302


def test_success_forgives_slips(editor: User) -> None:
    """Somebody who remembers at the last moment may slip as often again."""
    guess(PAIR.burst - 1)
    assert try_to_log_in().status_code == 302

    assert guess(PAIR.burst) == [200] * PAIR.burst


def test_logging_in_many_times_is_no_guessing(editor: User) -> None:
    statuses = {try_to_log_in().status_code for _ in range(NAME.burst + ADDRESS.burst)}

    assert statuses == {302}


def test_guesses_from_many_addresses_are_counted_together(editor: User) -> None:
    statuses = [guess(1, address=f"192.0.2.{number}")[0] for number in range(NAME.burst + 1)]

    assert statuses == [*[200] * NAME.burst, 429]


def test_guesses_at_many_names_from_one_address_are_counted_together(editor: User) -> None:
    statuses = [guess(1, name=f"name{number}")[0] for number in range(ADDRESS.burst + 1)]

    assert statuses == [*[200] * ADDRESS.burst, 429]
    assert try_to_log_in(address=ELSEWHERE).status_code == 302


def test_known_browser_is_not_kept_out_by_others(editor: User) -> None:
    """Whoever logged in here before gets in, however many guess at the name or from the address."""
    known = Client()
    assert try_to_log_in(client=known).status_code == 302
    known.post("/admin/logout/")
    guess(PAIR.burst + 1)
    for number in range(NAME.burst):
        guess(1, address=f"192.0.2.{number}")
    assert try_to_log_in().status_code == 429

    assert try_to_log_in(client=known).status_code == 302


def test_known_browser_guesses_no_better(editor: User, publisher: User) -> None:
    """It is counted by itself, and is known for the name that logged in with it alone."""
    known = Client()
    try_to_log_in(client=known)
    assert guess(BROWSER.burst + 1, client=known) == [*[200] * BROWSER.burst, 429]

    assert guess(PAIR.burst + 1, name="pam", client=known) == [*[200] * PAIR.burst, 429]


@pytest.mark.parametrize("cookie", ["", "x", "WyJldmUiLCJ4Il0:1t:AAAA"])
def test_forged_cookie_makes_no_known_browser(editor: User, cookie: str) -> None:
    client = Client()
    client.cookies[COOKIE] = cookie

    assert guess(PAIR.burst + 1, client=client)[-1] == 429


def test_names_and_addresses_are_not_kept(editor: User) -> None:
    """What is stored says nothing to who reads the database, and goes when its time has passed."""
    guess(3)
    assert LoginThrottle.objects.count() == 3
    assert not any("eve" in row.key or HOME in row.key for row in LoginThrottle.objects.all())

    with time_machine.travel(factories.days(1)):
        guess(1, name="pam", address=ELSEWHERE)

    assert LoginThrottle.objects.count() == 3


def test_reading_costs_no_question_about_it() -> None:
    factories.article("Read")

    with CaptureQueriesContext(connection) as captured:
        Client().get("/articles/read/")

    assert not [query for query in captured.captured_queries if "loginthrottle" in query["sql"]]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_what_an_address_is_counted_as(address: str, network: str) -> None:
    assert network_of(address) == network
