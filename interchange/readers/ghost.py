"""Ghost exports: JSON of the database's tables, with or without `db` around them, or posts as the API gives them.

Read twice, as a stream: first who wrote, which tags there are and which post has which; then the posts.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from articles.document import AuthorRef, ImageRef, Problem
from articles.document.dates import parse_date
from articles.inline import inline_text
from articles.slugs import chosen_slug, slug_for

from ..items import Context, Item, NoItem, Note
from .addresses import OldSite, host_of
from .crosslinks import relink_themselves
from .ghost_card_kinds import bookmark, without_gates
from .ghost_cards import Cards, sole_markdown
from .ghost_markup import full_size, settled, without_furniture
from .html import dropped_from, plain_text, to_markdown
from .json_records import Record, UnreadableJSON, records
from .parts import (
    Names,
    Opener,
    Part,
    Parts,
    compose,
    described,
    digest_of,
    finished,
    ignored,
    rejected,
    remarks_on,
    title_or,
)

_TABLES = ("posts", "users", "tags", "posts_tags", "posts_authors", "posts_meta", "authors")
_HOST = "__GHOST_URL__"
_STATUSES = {"published": "", "draft": "draft", "scheduled": "scheduled", "sent": "draft"}
_KEPT_KEYS = """meta_title og_title og_description og_image twitter_title twitter_description twitter_image
custom_template email_subject codeinjection_head codeinjection_foot"""
_KEPT = tuple(_KEPT_KEYS.split())
_BOOKMARK = re.compile(r"<figure\b[^<>]*kg-bookmark-card[^<>]*>(?:(?!<figure\b).)*?</figure>", re.DOTALL)
_CARD_COMMENT = re.compile(r"<!--\s*kg-card-(?:begin|end):[^<>]*?-->")

# About what a row takes in memory beside its texts, and what all rows but the posts may take.
_ROW_BYTES = 600
_MOST_BYTES = 96 * 1024 * 1024


@dataclass
class _Database:
    """What the posts refer to."""

    users: dict[str, Record] = field(default_factory=dict)
    tags: dict[str, Record] = field(default_factory=dict)
    tags_of: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    authors_of: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    meta_of: dict[str, Record] = field(default_factory=dict)
    addresses: OldSite = field(default_factory=OldSite)
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
            self._note_post(_flat(record))
        elif table == "posts_tags":
            self.tags_of[post].append((_number(record.get("sort_order")), str(record.get("tag_id"))))
        elif table == "posts_authors":
            self.authors_of[post].append((_number(record.get("sort_order")), str(record.get("author_id"))))
        elif table == "posts_meta":
            self.meta_of[post] = record
        else:
            known = self.tags if table == "tags" else self.users
            known[str(record.get("id"))] = record

    def _note_post(self, post: Record) -> None:
        if not _is_page(post):
            self.addresses.add_host(_text(post, "url"))
            slug = chosen_slug(_text(post, "slug")) or slug_for(_text(post, "title"))
            number = post.get("id") or post.get("slug")
            name = f"post-{number}" if number else ""
            self.addresses.add(slug, _old_paths(post), name=name, title=inline_text(_text(post, "title")))

    def digest(self, post: Record) -> str:
        """Changes when anything does that a post is read by."""
        number = str(post.get("id"))
        tags = [self.tags.get(tag) for _, tag in sorted(self.tags_of.get(number, ()))]
        authors = [self.users.get(author) for _, author in sorted(self.authors_of.get(number, ()))]
        said = [post, tags, authors, self.meta_of.get(number)]
        return digest_of(json.dumps(said, sort_keys=True, default=str))


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The posts of an export, in the order of the file, and last a line for the file itself."""
    database = _Database()
    names = Names(path)
    count = 0
    told: list[Problem] = []
    try:
        with open_file() as stream:
            for table, record in records(stream, dict.fromkeys(_TABLES, True)):
                database.note(table, record)
        database.addresses.settle(context.placing)
        with open_file() as stream:
            wanted = {name: name == "posts" for name in _TABLES}
            for _, record in records(stream, wanted, told):
                post = _flat(record)
                count += 1
                yield _part(
                    names.give(f"post-{post.get('id') or post.get('slug') or count}"), post, database, context
                )
    except UnreadableJSON as error:
        yield rejected(path, "json-unreadable", str(error))
    else:
        notes = (*map(_note_on_author, database.users.values()), *map(_note_on_tag, database.tags.values()))
        said = f"A Ghost export: {count} posts and pages, {len(database.users)} authors.{described(notes)}"
        yield replace(ignored(path, "export", said), notes=notes, warnings=tuple(told))


def _part(path: str, post: Record, database: _Database, context: Context) -> Part | NoItem:
    if _is_page(post):
        return ignored(path, "page", "A page of the old site, not a post.")
    if not _text(post, "title") and not any(
        _text(post, name) for name in ("html", "mobiledoc", "lexical", "plaintext")
    ):
        return ignored(path, "empty", "There is neither a title nor a text.")
    size = 4 * sum(len(value) for value in post.values() if isinstance(value, str))
    return Part(path, database.digest(post), size, lambda: _Post(path, post, database, context).read())


class _Post:
    """One post on its way to an item."""

    def __init__(self, path: str, post: Record, database: _Database, context: Context) -> None:
        meta = database.meta_of.get(str(post.get("id")), {})
        self.path = path
        self.post = {**{key: value for key, value in meta.items() if key != "id"}, **_said(post)}
        self.database = database
        self.context = context
        self.warnings: list[Problem] = []

    def read(self) -> Item | NoItem:
        body = self._body()
        status = self._status()
        date = moment(self.post.get("published_at"))
        if date is None and status == "":
            date = moment(self.post.get("created_at"))
        updated = moment(self.post.get("updated_at"))
        category, tags = self._tags()
        slug = _text(self.post, "slug")
        values: dict[str, object] = {
            "title": title_or(self._title(), body, self.warnings, name=_text(self.post, "slug")),
            "description": self._description(),
            "date": date,
            "updated": updated if updated and date and updated > date else None,
            "category": category,
            "tags": tags,
            "authors": self._authors(),
            "image": self._image(),
            "slug": slug,
            "aliases": [self.database.addresses.path_of(path) for path in _old_paths(self.post)],
            "status": status,
            "featured": _text(self.post, "featured").lower() in {"1", "true"},
            "canonical": self._address(_text(self.post, "canonical_url")),
            "language": _text(self.post, "locale"),
        }
        document = compose(values, body, unknown=self._unknown())
        return finished(self.path, document, self.context, self.warnings, hosts=self.database.addresses.hosts)

    def _title(self) -> str:
        """The title; Ghost calls so what has none."""
        title = inline_text(_text(self.post, "title"))
        return "" if title == "(Untitled)" else title

    def _warn(self, code: str, message: str, key: str | None = None) -> None:
        self.warnings.append(Problem(code, message, field=key))

    def _address(self, address: str) -> str:
        return address.replace(_HOST, "") or ("/" if address else "")

    # -- The text

    def _body(self) -> str:
        markdown = sole_markdown(_text(self.post, "mobiledoc"))
        if markdown is None and not _text(self.post, "mobiledoc") and not _text(self.post, "lexical"):
            # Before there were cards, posts were written in Markdown.
            markdown = _text(self.post, "markdown") or None
        if markdown is not None:
            return self._address(markdown)
        cards = Cards()
        html = (
            _text(self.post, "html")
            or cards.lexical(_text(self.post, "lexical"))
            or cards.mobiledoc(_text(self.post, "mobiledoc"))
        )
        if not html:
            return _text(self.post, "plaintext")
        unresolved: set[str] = set()
        html, gated = without_gates(html.replace(_HOST, ""))
        settled_html = settled(_BOOKMARK.sub(_bookmark, _CARD_COMMENT.sub("", html)))
        converted = to_markdown(
            settled_html, lambda address: self.database.addresses.readdress(full_size(address), unresolved)
        )
        # Settling has dropped as well what its author put in.
        converted = replace(converted, dropped=dropped_from(without_furniture(html)))
        self.warnings += remarks_on(converted)
        if gated or cards.hidden:
            named = f": {', '.join(sorted(cards.hidden))}" if cards.hidden else ""
            self._warn("card-hidden", f"Parts that not everybody was shown were left out{named}.")
        if cards.left_out:
            self._warn(
                "card-left-out",
                f"Cards that are not known here were left out: {', '.join(sorted(cards.left_out))}.",
            )
        if unresolved:
            named = ", ".join(sorted(unresolved)[:5]) + (", …" if len(unresolved) > 5 else "")
            self._warn(
                "link-leads-nowhere", f"Links inside of the old site that lead to none of its posts: {named}."
            )
        return relink_themselves(converted.markdown, self.database.addresses)

    def _description(self) -> str:
        return plain_text(_text(self.post, "custom_excerpt") or _text(self.post, "meta_description"))

    def _image(self) -> ImageRef | None:
        source = full_size(self._address(_text(self.post, "feature_image") or _text(self.post, "image")))
        if not source:
            return None
        caption = plain_text(_text(self.post, "feature_image_caption"))
        return ImageRef(source, _text(self.post, "feature_image_alt"), caption)

    # -- What became of it, whose it is, what it is about

    def _status(self) -> str:
        written = _text(self.post, "status") or "published"
        visibility = _text(self.post, "visibility") or "public"
        if written == "sent":
            self._warn(
                "status-hidden",
                "It was sent as a newsletter and never on the site; kept as a draft.",
                "status",
            )
        elif written not in _STATUSES:
            self._warn(
                "status-unknown", f"The status “{written}” is not known here; kept as a draft.", "status"
            )
        elif visibility != "public" and written != "draft":
            why = f"It was for {visibility} only, for which there is no place here; kept as a draft."
            self._warn("status-hidden", why, "status")
            return "draft"
        return _STATUSES.get(written, "draft")

    def _authors(self) -> list[AuthorRef]:
        number = str(self.post.get("id"))
        listed = [
            self.database.users.get(author) for _, author in sorted(self.database.authors_of.get(number, ()))
        ]
        if not any(listed):
            embedded = self.post.get("authors") or [
                self.post.get("primary_author") or self.post.get("author")
            ]
            listed = [_flat(each) if isinstance(each, dict) else {"name": each} for each in embedded if each]
        if not any(listed):
            listed = [self.database.users.get(str(self.post.get("author_id")))]
        found = [_author(each) for each in listed if each]
        return list(dict.fromkeys(each for each in found if each.name))

    def _tags(self) -> tuple[str, list[str]]:
        """The primary tag, which is the category, and all public tags in their order."""
        number = str(self.post.get("id"))
        listed = [self.database.tags.get(tag) for _, tag in sorted(self.database.tags_of.get(number, ()))]
        if not any(listed):
            embedded = self.post.get("tags") or ()
            listed = [_flat(each) if isinstance(each, dict) else {"name": each} for each in embedded if each]
        public: dict[str, None] = {}
        internal: dict[str, None] = {}
        for tag in filter(None, listed):
            name = _text(tag, "name") or _text(tag, "slug")
            hidden = name.startswith("#") or _text(tag, "visibility") == "internal"
            (internal if hidden else public)[" ".join(name.split())] = None
        if internal:
            self._warn(
                "internal-tag",
                f"Internal tags, which readers never saw, were left out: {', '.join(internal)}.",
                "tags",
            )
        names = [name for name in public if name]
        return (names[0] if names else ""), names

    def _unknown(self) -> dict[str, object]:
        kept = {key: self._address(_text(self.post, key)) for key in _KEPT if _text(self.post, key)}
        injected = [key for key in kept if key.startswith("codeinjection")]
        if injected:
            self._warn(
                "code-injection",
                f"Code that was put into the page does nothing here: {', '.join(injected)}.",
                "ghost",
            )
        if kept:
            self._warn("key-unknown", f"Not understood, but kept under “ghost”: {', '.join(kept)}.", "ghost")
        return {"ghost": kept} if kept else {}


def moment(value: Any) -> datetime | None:
    """A time as Ghost writes it: milliseconds, an ISO date, or MySQL's form; all in UTC."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    if isinstance(value, (int, float)) or str(value).isdecimal():
        seconds = float(value)
        try:
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    found = parse_date(str(value))
    if not isinstance(found, datetime):
        return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _author(user: Record) -> AuthorRef:
    name, slug = _text(user, "name"), _text(user, "slug")
    return AuthorRef(name, slug="" if slug == slug_for(name) else slug)


def _note_on_author(user: Record) -> Note:
    said = {"bio": plain_text(_text(user, "bio")), "url": _text(user, "website")}
    portrait = _text(user, "profile_image") or _text(user, "image")
    return Note("authors", _text(user, "name"), _text(user, "slug"), said, portrait.replace(_HOST, ""))


def _note_on_tag(tag: Record) -> Note:
    """A tag may be the first of a post, which is its category."""
    said = plain_text(_text(tag, "description") or _text(tag, "meta_description"))
    return Note("categories", " ".join(_text(tag, "name").split()), values={"description": said})


def _bookmark(found: re.Match[str]) -> str:
    """A bookmark's card as the link that it is."""
    address = re.search(r'<a\b[^<>]*\shref="([^"]*)"', found[0])
    title = re.search(r'kg-bookmark-title"[^<>]*>([^<>]*)<', found[0])
    about = re.search(r'kg-bookmark-description"[^<>]*>([^<>]*)<', found[0])
    caption = re.search(r"<figcaption[^<>]*>(.*?)</figcaption>", found[0], re.DOTALL)
    if address is None:
        return found[0]
    said = [unescape(each[1]).strip() if each else "" for each in (address, title, about)]
    return bookmark(said[0], said[1], said[2], caption[1] if caption else "")


def _flat(record: Record) -> Record:
    """A record as Ghost's own migration tools write it, `{url, data: {...}}`, as any other."""
    data = record.get("data")
    return {**data, "url": record.get("url")} if isinstance(data, dict) and "title" not in record else record


def _old_paths(post: Record) -> list[str]:
    """Where the post was: Ghost's usual address, and the one that the export gives."""
    paths = [f"/{post['slug']}/"] if _text(post, "slug") else []
    return list(dict.fromkeys([*paths, *([_text(post, "url")] if host_of(_text(post, "url")) else [])]))


def _is_page(post: Record) -> bool:
    return _text(post, "type") == "page" or _text(post, "page").lower() in {"1", "true"}


def _said(record: Record) -> Record:
    return {key: value for key, value in record.items() if value not in (None, "")}


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _number(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) else 0
