"""Ghost exports: JSON of the database's tables, with or without `db` around them, or posts as the API gives them.

Read twice, as a stream: first who wrote, which tags there are and which post has which; then the posts.
"""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

from articles.document import AuthorRef, ImageRef, Problem
from articles.slugs import slug_for

from ..items import Context, Item, NoItem, Note
from .crosslinks import relink_markdown, relink_themselves, slug_linked
from .ghost_card_kinds import bookmark, without_gates
from .ghost_cards import Cards, is_readable, sole_markdown
from .ghost_database import (
    Database,
    flat,
    is_page,
    moment,
    old_paths,
    said_in,
    said_title,
    shows_nothing,
    text_of,
)
from .ghost_markup import full_size, settled, without_furniture
from .ghost_settings import ROUTES, Facts
from .html import plain_text, says_same, to_markdown
from .html_preparing import dropped_from
from .json_records import NoRecord, Record, UnreadableJSON, entries, records
from .parts import (
    Names,
    Opener,
    Part,
    Parts,
    addresses_in,
    compose,
    described,
    digest_of,
    finished,
    ignored,
    rejected,
    remarks_on,
    title_or,
)

_TABLES = ("settings", "posts", "users", "tags", "posts_tags", "posts_authors", "posts_meta", "authors")
_HOST = "__GHOST_URL__"
_STATUSES = {"published": "", "draft": "draft", "scheduled": "scheduled", "sent": "draft"}
# What is read, and what only Ghost's own database and letters need.
_READ_KEYS = """title slug html mobiledoc lexical markdown plaintext excerpt custom_excerpt meta_description image
locale feature_image feature_image_alt feature_image_caption featured page type status visibility canonical_url url
language published_at updated_at created_at author author_id authors tags primary_author primary_tag
id uuid post_id comment_id created_by updated_by published_by newsletter_id newsletter email email_only email_segment
email_recipient_filter send_email_when_published show_title_and_feature_image access comments count reading_time amp
tiers post_revisions revision"""
_READ = frozenset(_READ_KEYS.split())
# Of other keys, and characters of one.
_MOST_KEPT, _LONGEST_KEPT = 100, 10_000
_BOOKMARK = re.compile(r"<figure\b[^<>]*kg-bookmark-card[^<>]*>(?:(?!<figure\b).)*?</figure>", re.DOTALL)
_CARD_COMMENT = re.compile(r"<!--\s*kg-card-(?:begin|end):[^<>]*?-->")


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The posts of an export, in the order of the file, and last a line for the file itself."""
    database = Database()
    names = Names(path)
    count = others = 0
    told: list[Problem] = []
    try:
        with open_file() as stream:
            for table, record in records(stream, dict.fromkeys(_TABLES, True)):
                database.note(table, record)
        database.settings.note_routes(context.sibling(ROUTES))
        database.settle(context.placing)
        context = replace(context, language=context.language.saying(database.settings.language, "The export"))
        with open_file() as stream:
            wanted = {name: name == "posts" for name in _TABLES}
            for _, entry in entries(stream, wanted, told):
                if isinstance(entry, NoRecord):
                    others += 1
                    yield rejected(names.give(f"entry-{others}"), *entry.why_not)
                    continue
                count += 1
                post = flat(entry)
                yield _part(
                    names.give(f"post-{post.get('id') or post.get('slug') or count}"), post, database, context
                )
    except UnreadableJSON as error:
        yield rejected(path, "json-unreadable", str(error))
    else:
        notes = (*map(_note_on_author, database.users.values()), *map(_note_on_tag, database.tags.values()))
        said = f"A Ghost export: {count} posts and pages, {len(database.users)} authors.{described(notes)}"
        yield replace(ignored(path, "export", said), notes=notes, warnings=tuple(told))


def _part(path: str, post: Record, database: Database, context: Context) -> Part | NoItem:
    if is_page(post):
        return ignored(path, "page", "A page of the old site, not a post.")
    if shows_nothing(post):
        return ignored(path, "empty", "There is neither a title nor a text.")
    size = 4 * sum(len(value) for value in post.values() if isinstance(value, str))
    digest = digest_of(database.digest(post), context.language.digest)
    reading = _Post(path, post, database, context)
    return Part(path, digest, size, reading.read, reading.rehearse)


class _Post:
    """One post on its way to an item."""

    def __init__(self, path: str, post: Record, database: Database, context: Context) -> None:
        meta = database.meta_of.get(str(post.get("id")), {})
        self.path = path
        self.post = {**{key: value for key, value in meta.items() if key != "id"}, **said_in(post)}
        self.database = database
        self.context = context
        self.warnings: list[Problem] = []

    def read(self) -> Item | NoItem:
        body = self._body()
        status = self._status()
        date = moment(self.post.get("published_at"))
        if date is None and text_of(self.post, "status") in {"", "published"}:
            date = moment(self.post.get("created_at"))
        updated = moment(self.post.get("updated_at"))
        category, tags = self._tags()
        slug = text_of(self.post, "slug")
        values: dict[str, object] = {
            "title": title_or(said_title(self.post), body, self.warnings, name=text_of(self.post, "slug")),
            "description": self._description(),
            "date": date,
            "updated": updated if updated and date and updated > date else None,
            "category": category,
            "tags": tags,
            "authors": self._authors(),
            "image": self._image(),
            "slug": slug,
            "aliases": (aliases := self._aliases(date)),
            "status": status,
            "featured": text_of(self.post, "featured").lower() in {"1", "true"},
            "canonical": self.database.addresses.canonical(
                self._address(text_of(self.post, "canonical_url")), aliases
            ),
            "language": text_of(self.post, "locale")
            or self.context.language.of(f"{said_title(self.post)}\n{body}"),
        }
        document = compose(values, body, unknown=self._unknown())
        site = self.database.addresses
        return finished(self.path, document, self.context, self.warnings, hosts=site.hosts, site=site)

    def rehearse(self) -> None:
        """Look up what reading it will look up."""
        number = str(self.post.get("id"))
        self.database.users.get(str(self.post.get("author_id")))
        for _, author in self.database.authors_of.get(number, ()):
            self.database.users.get(author)
        for _, tag in self.database.tags_of.get(number, ()):
            self.database.tags.get(tag)
        html = text_of(self.post, "html") or text_of(self.post, "lexical") or text_of(self.post, "mobiledoc")
        for address in addresses_in(html, _HOST):
            new = self.database.addresses.readdress(full_size(address))
            self.database.addresses.is_unseen(slug_linked(new))
            self.database.addresses.title_at(address)

    def _aliases(self, date: datetime | None) -> list[str]:
        """Where the post was, by the site's settings and as Ghost has it without any."""
        number = str(self.post.get("id"))
        users = [
            self.database.users.get(each) for _, each in sorted(self.database.authors_of.get(number, ()))
        ]
        author = next(filter(None, users), None) or self.database.users.get(
            str(self.post.get("author_id")), {}
        )
        tags = [self.database.tags.get(each) for _, each in sorted(self.database.tags_of.get(number, ()))]
        slugs = tuple(
            text_of(tag, "slug") for tag in tags if tag and not text_of(tag, "name").startswith("#")
        )
        facts = Facts(text_of(self.post, "slug"), number, date, text_of(author, "slug"), slugs)
        paths = [
            self.database.settings.path(facts),
            *map(self.database.addresses.path_of, old_paths(self.post)),
        ]
        return list(dict.fromkeys(filter(None, paths)))

    def _warn(self, code: str, message: str, key: str | None = None) -> None:
        self.warnings.append(Problem(code, message, field=key))

    def _address(self, address: str) -> str:
        return address.replace(_HOST, "") or ("/" if address else "")

    # -- The text

    def _plain(self) -> str:
        """The text without any markup, where nothing else is left of it."""
        text = text_of(self.post, "plaintext")
        kept = [
            name
            for name in ("lexical", "mobiledoc")
            if (said := text_of(self.post, name)) and not is_readable(said)
        ]
        if kept:
            left = "its plain text was taken" if text else "nothing is left of its text"
            self._warn("text-unreadable", f"What the editor kept ({kept[0]}) can't be read; {left}.")
        return text

    def _body(self) -> str:
        unresolved: set[str] = set()
        if (markdown := self._markdown()) is not None:
            text = relink_markdown(self._address(markdown), self.database.addresses, unresolved)
            self._name_unresolved(unresolved)
            return text
        cards = Cards()
        html = (
            text_of(self.post, "html")
            or cards.lexical(text_of(self.post, "lexical"))
            or cards.mobiledoc(text_of(self.post, "mobiledoc"))
        )
        if not html:
            return self._plain()
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
        self._name_unresolved(unresolved)
        return relink_themselves(converted.markdown, self.database.addresses)

    def _markdown(self) -> str | None:
        """The Markdown of a post that was written in it, where it shows here what Ghost showed: `#Heading` was one, and
        each line stood by itself.
        """
        markdown = sole_markdown(text_of(self.post, "mobiledoc"))
        if markdown is None and not text_of(self.post, "mobiledoc") and not text_of(self.post, "lexical"):
            # Before there were cards.
            markdown = text_of(self.post, "markdown") or None
        html = _CARD_COMMENT.sub("", text_of(self.post, "html"))
        if markdown is None or not html.strip() or "[^" in markdown:
            # Footnotes are marked up otherwise, and are footnotes here as they were there.
            return markdown
        return markdown if says_same(markdown, html) else None

    def _name_unresolved(self, links: set[str]) -> None:
        if links:
            named = ", ".join(sorted(links)[:5]) + (", …" if len(links) > 5 else "")
            self._warn(
                "link-leads-nowhere", f"Links inside of the old site that lead to none of its posts: {named}."
            )

    def _description(self) -> str:
        return plain_text(text_of(self.post, "custom_excerpt") or text_of(self.post, "meta_description"))

    def _image(self) -> ImageRef | None:
        source = full_size(self._address(text_of(self.post, "feature_image") or text_of(self.post, "image")))
        if not source:
            return None
        caption = plain_text(text_of(self.post, "feature_image_caption"))
        return ImageRef(source, text_of(self.post, "feature_image_alt"), caption)

    # -- What became of it, whose it is, what it is about

    def _status(self) -> str:
        written = text_of(self.post, "status") or "published"
        visibility = text_of(self.post, "visibility") or "public"
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
            listed = [flat(each) if isinstance(each, dict) else {"name": each} for each in embedded if each]
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
            listed = [flat(each) if isinstance(each, dict) else {"name": each} for each in embedded if each]
        public: dict[str, None] = {}
        internal: dict[str, None] = {}
        for tag in filter(None, listed):
            name = text_of(tag, "name") or text_of(tag, "slug")
            hidden = name.startswith("#") or text_of(tag, "visibility") == "internal"
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
        read = _READ - {"meta_description"} if text_of(self.post, "custom_excerpt") else _READ
        others = [
            key for key, value in self.post.items() if key not in read and value and text_of(self.post, key)
        ]
        others = others[:_MOST_KEPT]
        kept = {
            key: self._address(text)
            for key in others
            if len(text := text_of(self.post, key)) <= _LONGEST_KEPT
        }
        if long := [key for key in others if key not in kept]:
            self._warn("field-left-out", f"Too long to be kept: {', '.join(long)}.", "ghost")
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


def _author(user: Record) -> AuthorRef:
    name, slug = text_of(user, "name"), text_of(user, "slug")
    return AuthorRef(name, slug="" if slug == slug_for(name) else slug)


def _note_on_author(user: Record) -> Note:
    said = {"bio": plain_text(text_of(user, "bio")), "url": text_of(user, "website")}
    portrait = text_of(user, "profile_image") or text_of(user, "image")
    return Note("authors", text_of(user, "name"), text_of(user, "slug"), said, portrait.replace(_HOST, ""))


def _note_on_tag(tag: Record) -> Note:
    """A tag may be the first of a post, which is its category."""
    said = plain_text(text_of(tag, "description") or text_of(tag, "meta_description"))
    return Note("categories", " ".join(text_of(tag, "name").split()), values={"description": said})


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
