"""A made-up blog as Ghost exports it: tables of its database, with or without `db` around them, or its API's posts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from text_unidecode import unidecode

from .moving_markup import html_of, lexical, mobiledoc
from .moving_posts import Block, Blog, Person, Picture, Post, Term
from .moving_truth import Truth, iso, item, links, pictures, shown

_HOST = "__GHOST_URL__"
_INTERNAL = Term("#internal", "hash-internal")
_SPACE = UUID("7f1e2ae0-8d4a-4f0c-9a53-0c6f0d1d8f11")


@dataclass(frozen=True)
class Kind:
    """`around` is what is around the tables: "db", as today, "", as Ghost 0 had it, or "api" for posts as its API gives
    them, with their tags and authors inside.
    """

    around: str = "db"


def write(blog: Blog, path: Path, kind: Kind = Kind()) -> Iterator[Truth]:
    """Write the blog into a file; yields the truth of every item, and last that of the file."""
    with path.open("w", encoding="utf-8") as stream:
        writer = _Writer(blog, kind)
        stream.write(writer.head())
        for post in blog.posts():
            record, truth = writer.post(post)
            stream.write(
                ("" if post.number == 1 else ",\n") + json.dumps(record, ensure_ascii=post.number % 2 == 0)
            )
            yield truth
        stream.write(writer.foot())
    yield Truth("", "ignored", "export")


class _Writer:
    def __init__(self, blog: Blog, kind: Kind) -> None:
        self.blog = blog
        self.kind = kind
        self._tags: dict[Term, str] = {}
        self._tagged: list[dict[str, Any]] = []
        self._written: list[dict[str, Any]] = []

    def head(self) -> str:
        if self.kind.around == "api":
            return '{"posts": ['
        meta = f'"meta": {{"exported_on": {int(self.blog.now.timestamp() * 1000)}, "version": "5.75.0"}}'
        tables = f'{{{meta}, "data": {{"posts": ['
        return f'{{"db": [{tables}' if self.kind.around else tables

    def foot(self) -> str:
        """What else is in the database, after the posts."""
        if self.kind.around == "api":
            return "]}"
        tables = {
            "posts_tags": self._tagged,
            "posts_authors": self._written,
            "tags": [self._tag(term) for term in self._tags],
            "users": [self._user(person) for person in self.blog.people],
            "settings": [
                {"id": _id("setting", 1), "key": "permalinks", "value": "/:slug/"},
                {"id": _id("setting", 2), "key": "title", "value": self.blog.name},
            ],
            "roles": [{"id": _id("role", 1), "name": "Owner"}],
        }
        rest = "".join(
            f',\n"{name}": {json.dumps(rows, ensure_ascii=False)}' for name, rows in tables.items()
        )
        return f"]{rest}}}}}" + ("]}" if self.kind.around else "")

    def _tag(self, term: Term) -> dict[str, Any]:
        hidden = term.name.startswith("#")
        return {"id": self._tags[term], "name": term.name, "slug": self._tags[term], "description": None,
                "visibility": "internal" if hidden else "public"}  # fmt: skip

    def _user(self, person: Person) -> dict[str, Any]:
        return {"id": _id("user", person.login), "name": person.name, "slug": person.login,
                "email": f"{person.login}@mail.example", "bio": None, "profile_image": None}  # fmt: skip

    def post(self, post: Post) -> tuple[dict[str, Any], Truth]:
        number = _id("post", post.number)
        terms = [*post.categories, *post.tags]
        if post.number % 30 == 0:
            terms.insert(0, _INTERNAL)
        blocks = [_on_ghost(block, self.blog) for block in post.blocks]
        record: dict[str, Any] = {
            "id": number,
            "uuid": str(uuid5(_SPACE, number)),
            "title": post.title or "(Untitled)",
            "slug": self._slug(post),
            **self._texts(post, blocks),
            "comment_id": number,
            "feature_image": _on_host(post.picture.address, self.blog) if post.picture else None,
            "featured": int(post.sticky),
            "type": "page" if post.state in {"trash", "auto-draft"} else "post",
            "status": _STATUSES.get(post.state, "published"),
            "locale": None,
            "visibility": {"private": "members", "password": "paid"}.get(post.state, "public"),
            "email_recipient_filter": "all",
            **self._dates(post),
            "custom_excerpt": post.excerpt or None,
            "codeinjection_head": None,
            "custom_template": None,
            "canonical_url": None,
            "newsletter_id": None,
        }
        if self.kind.around == "api":
            record["tags"] = [{**self._named(term), "name": term.name} for term in terms]
            record["authors"] = [self._user(person) for person in post.authors]
        else:
            for place, term in enumerate(terms):
                row = {
                    "id": _id("pt", f"{number}{place}"),
                    "post_id": number,
                    "tag_id": self._named(term)["id"],
                }
                self._tagged.append({**row, "sort_order": place})
            for place, person in enumerate(post.authors):
                row = {
                    "id": _id("pa", f"{number}{place}"),
                    "post_id": number,
                    "author_id": _id("user", person.login),
                }
                self._written.append({**row, "sort_order": place})
        return record, self._truth(post, number, blocks, terms)

    def _named(self, term: Term) -> dict[str, str]:
        known = self._tags.setdefault(term, f"tag-{len(self._tags)}")
        return {"id": known, "slug": known}

    def _slug(self, post: Post) -> str:
        return slug_of(self.blog, post.number)

    def _link(self, target: str | int) -> str:
        return target if isinstance(target, str) else f"{_HOST}/{slug_of(self.blog, target)}/"

    def _texts(self, post: Post, blocks: list[Block]) -> dict[str, str | None]:
        """In the formats of its editors, with or without the HTML that was made of it."""
        html = html_of(blocks, self._link)
        editor = post.number % 3
        return {
            "mobiledoc": mobiledoc(blocks, self._link) if editor == 1 else None,
            "lexical": lexical(blocks, self._link) if editor == 2 else None,
            "html": None if editor and post.number % 2 else html or None,
            "plaintext": None,
        }

    def _dates(self, post: Post) -> dict[str, Any]:
        moment = post.instant or self.blog.now
        written: Any = f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}.000Z"
        if post.when == "mail":
            written = int(moment.timestamp() * 1000)
        elif post.when == "local":
            written = f"{moment.year:04}-{moment:%m-%d %H:%M:%S}"
        published = None if post.when == "none" or _is_draft(post) else written
        if post.when == "impossible" and not _is_draft(post):
            published = "0000-00-00 00:00:00"
        return {"created_at": written, "updated_at": written, "published_at": published}

    def _truth(self, post: Post, number: str, blocks: list[Block], terms: list[Term]) -> Truth:
        name = f"post-{number}"
        if post.state in {"trash", "auto-draft"}:
            return Truth(name, "ignored", "page")
        if not post.title and not blocks:
            return Truth(name, "ignored", "empty")
        public = [term.name for term in terms if term is not _INTERNAL]
        said = ["status-hidden"] if post.state in {"private", "password"} else []
        if _INTERNAL in terms:
            said.append("internal-tag")
        waits_for_nothing = post.state == "future" and post.when in {"none", "impossible"}
        if waits_for_nothing:
            # When it was begun says nothing of when it is to be seen.
            said.append("date-missing")
        truth = Truth(name, "created", text=shown(blocks), said=tuple(said))
        status = {"publish": "published", "future": "scheduled"}.get(post.state, "draft")
        status = "draft" if waits_for_nothing else status
        is_seen = status == "published"
        return replace(
            truth,
            # What other programs escaped on the way to Ghost is read as it was meant.
            title=" ".join(unescape(post.title).split()) or "*",
            instant="" if _is_draft(post) or waits_for_nothing else iso(post.instant),
            status=status,
            authors=tuple(person.name for person in post.authors),
            category=public[0] if public else "",
            tags=tuple(dict.fromkeys(public)),
            description=post.excerpt,
            picture=_on_host(post.picture.address, self.blog).removeprefix(_HOST) if post.picture else "",
            pictures=tuple(address.removeprefix(_HOST) for address in pictures(blocks)),
            old_paths=(f"/{self._slug(post)}/",) if is_seen else (),
            links=tuple(
                item(f"post-{_id('post', to)}") if isinstance(to, int) else to for to in links(blocks)
            ),
            featured=post.sticky,
        )


_STATUSES = {"future": "scheduled", "draft": "draft", "pending": "draft"}


def slug_of(blog: Blog, number: int) -> str:
    """As Ghost makes slugs: in Latin letters. Some posts share one, as in exports that were put together."""
    title, _ = blog.title_and_slug(number)
    plain = "".join(each if each.isalnum() else "-" for each in unidecode(title).lower())
    slug = "-".join(filter(None, plain.split("-")))[:150].strip("-") or "untitled"
    return slug if number % 12 == 0 else f"{slug}-{number}"


def _is_draft(post: Post) -> bool:
    return post.state in {"draft", "pending"}


def _on_ghost(block: Block, blog: Blog) -> Block:
    return replace(block, address=_on_host(block.address, blog)) if isinstance(block, Picture) else block


def _on_host(address: str, blog: Blog) -> str:
    return address.replace(f"{blog.home}/wp-content/uploads", f"{_HOST}/content/images")


def _id(kind: str, number: object) -> str:
    """Twenty-four figures, as its database has them."""
    return uuid5(_SPACE, f"{kind}{number}").hex[:24]
