"""Which of the two databases keeps the index."""

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection

from . import postgres, sqlite
from .entries import Entry
from .query import Query


class Backend(Protocol):
    """What `sqlite` and `postgres` both offer; see there."""

    def replace(self, entries: Sequence[Entry]) -> None: ...
    def remove(self, article_ids: Sequence[int]) -> None: ...
    def clear(self) -> None: ...
    def optimise(self) -> None: ...
    def settle(self) -> None: ...
    def ranked(
        self, query: Query, among: tuple[str, Sequence[Any]], *, limit: int, offset: int
    ) -> tuple[list[int], int]: ...


def backend() -> Backend:
    """The one of the site's database."""
    return postgres if connection.vendor == "postgresql" else sqlite
