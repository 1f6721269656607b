"""The tables of a Ghost export that its posts refer to."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from articles.document.dates import parse_date
from articles.inline import inline_text

from .addresses import LinkedHosts, OldSite, Placing, host_of
from .ghost_cards import Cards
from .ghost_settings import GhostSettings
from .json_records import Record, UnreadableJSON
from .lookups import Table
from .parts import digest_of

# About what a row takes in memory beside its texts, and what all rows but the posts may take.
_ROW_BYTES = 600
_MOST_BYTES = 96 * 1024 * 1024


class _GhostSite(OldSite):
    """A link names a post by its slug, in whatever folder the settings of the time had it."""

    by_last_part = True


@dataclass
class Database:
    """What the posts refer to."""

    users: Table[str, Record] = field(default_factory=Table)
    tags: Table[str, Record] = field(default_factory=Table)
    tags_of: Table[str, list[tuple[int, str]]] = field(default_factory=Table)
    authors_of: Table[str, list[tuple[int, str]]] = field(default_factory=Table)
    meta_of: Table[str, Record] = field(default_factory=Table)
    addresses: OldSite = field(default_factory=_GhostSite)
    settings: GhostSettings = field(default_factory=GhostSettings)
    _links: LinkedHosts = field(default_factory=LinkedHosts)
    _slugs: set[str] = field(default_factory=set)
    _size: int = 0

    def note(self, table: str, record: Record) -> None:
        """Remember a row. Raises UnreadableJSON when there are more than fit into memory."""
        if table != "posts":
            self._size += _ROW_BYTES + sum(len(value) for value in record.values() if isinstance(value, str))
            if self._size > _MOST_BYTES:
                raise UnreadableJSON(
                    f"What it says of tags, authors and posts' meta data takes more than {_MOST_BYTES // 2**20} MB."
                )
        post = str(record.get("post_id", ""))
        if table == "posts":
            self._note_post(flat(record))
        elif table == "settings":
            self.settings.note(record)
        elif table == "posts_tags":
            tag = number_in(record.get("sort_order")), str(record.get("tag_id"))
            self.tags_of.setdefault(post, []).append(tag)
        elif table == "posts_authors":
            author = number_in(record.get("sort_order")), str(record.get("author_id"))
            self.authors_of.setdefault(post, []).append(author)
        elif table == "posts_meta":
            self.meta_of[post] = record
        else:
            known = self.tags if table == "tags" else self.users
            known[str(record.get("id"))] = record

    def settle(self, placing: Placing) -> None:
        """Find out where the site was, which exports of Ghost 0 to 3 do not say, and where its posts will be."""
        for host in self._links.found_at(self._slugs):
            self.addresses.add_host(f"https://{host}/")
        self.addresses.settle(placing)
        # They are as long as the export, and nothing that a post is read by.
        self._links, self._slugs = LinkedHosts(), set()

    def _note_post(self, post: Record) -> None:
        if not is_page(post) and not shows_nothing(post):
            self.addresses.add_host(text_of(post, "url"))
            number = post.get("id") or post.get("slug")
            name = f"post-{number}" if number else ""
            title, date = inline_text(text_of(post, "title")), moment(post.get("published_at"))
            self._slugs.add(text_of(post, "slug"))
            self._links.note(text_of(post, "html") or text_of(post, "lexical") or text_of(post, "mobiledoc"))
            public = text_of(post, "visibility") in {"", "public"}
            unseen = not public or text_of(post, "status") not in {"", "published", "scheduled"}
            slug = text_of(post, "slug")
            self.addresses.add(slug, old_paths(post), name=name, title=title, date=date, unseen=unseen)

    def digest(self, post: Record) -> str:
        """Changes when anything does that a post is read by."""
        number = str(post.get("id"))
        tags = [self.tags.get(tag) for _, tag in sorted(self.tags_of.get(number, ()))]
        authors = [self.users.get(author) for _, author in sorted(self.authors_of.get(number, ()))]
        hosts = sorted(self.addresses.hosts)
        said = [tags, authors, self.meta_of.get(number), self.settings.digest, hosts]
        # The texts one by one: written as one JSON, a post of a megabyte would take twenty.
        texts = sorted((name, value) for name, value in post.items() if isinstance(value, str))
        rest = {name: value for name, value in post.items() if not isinstance(value, str)}
        return digest_of(json.dumps([rest, said], sort_keys=True, default=str), *chain.from_iterable(texts))


def said_title(post: Record) -> str:
    """The title; Ghost calls so what has none."""
    title = inline_text(text_of(post, "title"))
    return "" if title == "(Untitled)" else title


def shows_nothing(post: Record) -> bool:
    """Whether a post has neither a title nor a text, as its editors leave one in which nothing was written."""
    if said_title(post) or any(text_of(post, name).strip() for name in ("html", "plaintext", "markdown")):
        return False
    cards = Cards()
    html = cards.lexical(text_of(post, "lexical")) or cards.mobiledoc(text_of(post, "mobiledoc"))
    return html.strip() in {"", "<p></p>"}


def flat(record: Record) -> Record:
    """A record as Ghost's own migration tools write it, `{url, data: {...}}`, as any other."""
    data = record.get("data")
    return {**data, "url": record.get("url")} if isinstance(data, dict) and "title" not in record else record


def old_paths(post: Record) -> list[str]:
    """Where the post was: Ghost's usual address, and the one that the export gives."""
    paths = [f"/{post['slug']}/"] if text_of(post, "slug") else []
    return list(dict.fromkeys([*paths, *([text_of(post, "url")] if host_of(text_of(post, "url")) else [])]))


def is_page(post: Record) -> bool:
    return text_of(post, "type") == "page" or text_of(post, "page").lower() in {"1", "true"}


def said_in(record: Record) -> Record:
    return {key: value for key, value in record.items() if value not in (None, "")}


def text_of(record: Record, key: str) -> str:
    value = record.get(key)
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def number_in(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def moment(value: Any) -> datetime | None:
    """A time as Ghost writes it: milliseconds, an ISO date, or MySQL's form; all in UTC."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    if isinstance(value, (int, float)) or str(value).removeprefix("-").isdecimal():
        # Before 1970 they are negative.
        seconds = float(value)
        try:
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    found = parse_date(str(value))
    if not isinstance(found, datetime):
        return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
