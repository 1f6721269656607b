"""WordPress exports (WXR 1.0 to 1.2): posts as items; of everything else, what it is and why it is no article.

The file is read twice, record by record: first for what posts refer to (authors, categories, uploads, each other's
addresses), then for the posts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from articles.document import AuthorRef, ImageRef, Problem

from ..items import Context, Item, Moved, NoItem
from .crosslinks import relink_themselves
from .html import plain_text, to_markdown
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
    in_zone,
    rejected,
    remarks_on,
    title_or,
)
from .wordpress_site import (
    POST_TYPES,
    RECORDS,
    Site,
    content_of,
    meta_of,
    naive,
    old_slugs,
    slug_of,
    survey,
)
from .wordpress_text import read_content
from .xml_pieces import HostileXML, Node, Parsed, Piece, Pieces, namespaces_of, parse_piece

_STATUSES = {
    "publish": "",
    "future": "scheduled",
    "draft": "draft",
    "pending": "review",
    "private": "draft",
    "": "",
}
_NEVER_WRITTEN = {
    "trash": ("trashed", "It was in the trash."),
    "auto-draft": ("auto-draft", "An empty draft that WordPress made by itself."),
}
_OTHER_TYPES = {
    "page": ("page", "A page of the old site, not a post."),
    "attachment": (
        "attachment",
        "An uploaded file; posts that show it bring it along when it is found under --media.",
    ),
    "nav_menu_item": ("menu-item", "An entry of a menu of the old site."),
    "revision": ("revision", "An earlier version of a post."),
    "wp_block": ("shared-block", "A block that posts share; it was put into those that use it."),
}
_NO_ZONE = ("date-zone-unknown", "The export names no time zone for the date; this site's own was taken.")
_NEAREST_ZONE = (
    "date-zone-guessed",
    "The export names no time zone for the date; that of the nearest post which has one was taken.",
)
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description",
                 "_genesis_description", "_seopress_titles_desc")  # fmt: skip
_CANONICALS = (
    "_yoast_wpseo_canonical",
    "rank_math_canonical_url",
    "_genesis_canonical_uri",
    "_seopress_robots_canonical",
)
_NOINDEX = {"_yoast_wpseo_meta-robots-noindex": "1", "_genesis_noindex": "1", "_seopress_robots_index": "yes"}
_PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat")
# Fields in which WordPress and its most common plugins keep what concerns nobody but themselves.
_MACHINERY = re.compile(
    r"_(?:edit_l|wp_|encl|ping|oembed|thumbnail_id|yoast_|genesis_|seopress_|aioseo|publicize|wpas_|jetpack|elementor|et_|"
    r"vc_|wpb_|dp_|menu_item|wxr_|last_|happyforms|primary_|heateor|monsterinsights|rest_|trash|sd_|wpcom|crdt)"
)
_OWN_TAXONOMIES = frozenset({"category", "post_tag", "tag", "post_format", "author", "nav_menu", "language"})


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The items of an export, in the order of the file, and last a line for the file itself."""
    try:
        export = _Export(path, _site(open_file, context), context)
        with open_file() as stream:
            pieces = Pieces(stream, RECORDS)
            for piece in pieces:
                if piece.name == "item":
                    yield export.part(piece, namespaces_of(pieces.head))
        yield export.closing(pieces)
    except HostileXML as error:
        yield rejected(path, "xml-entities", str(error))


def _site(open_file: Opener, context: Context) -> Site:
    """What all exports of the source say of the site together: uploads may be in another file than posts."""
    known = context.shared.get("wordpress")
    if not isinstance(known, Site):
        context.shared["wordpress"] = known = survey(open_file, *context.others)
        known.addresses.settle(context.placing)
    return known


@dataclass
class _Export:
    path: str
    site: Site
    context: Context
    kinds: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._names = Names(self.path)
        self._digest = self.site.digest

    def part(self, piece: Piece, namespaces: str) -> Part | NoItem:
        parsed = parse_piece(piece, namespaces)
        self.kinds["item"] += 1
        if parsed is None:
            path = self._names.give(f"item-{self.kinds['item']}")
            why = (
                "It is longer than any article." if piece.fault == "too-long" else "It can't be read as XML."
            )
            return rejected(
                path, "item-too-large" if piece.fault == "too-long" else "xml-unreadable", why, piece.line
            )
        node = parsed.node
        kind, number = node.said("wp:post_type"), node.said("wp:post_id")
        path = self._names.give(f"{kind or 'item'}-{number or self.kinds['item']}")
        if kind == "redirect_rule":
            return _redirect(path, meta_of(node))
        if reason := _no_post(node, kind):
            return ignored(path, *reason)
        local = naive(node.said("wp:post_date"))
        instant = self.site.instant(local) if local and not naive(node.said("wp:post_date_gmt")) else ""
        digest = digest_of(self._digest, piece.text, piece.fault, instant)
        return Part(path, digest, 4 * len(piece.text), lambda: _Post(path, parsed, piece, self).read())

    def closing(self, pieces: Pieces) -> NoItem:
        """What there is to say of the file as a whole."""
        version = f" (WXR {self.site.version})" if self.site.version else ""
        notes = tuple(self.site.notes)
        said = f"A WordPress export{version} of “{self.site.title}”: {self.kinds['item']} items.{described(notes)}"
        warnings = []
        if pieces.controls:
            names = ", ".join(sorted(pieces.controls))
            warnings.append(
                Problem(
                    "control-characters-removed",
                    f"Control characters that XML can't hold were removed: {names}.",
                )
            )
        if tags := self.site.described_tags:
            named = ", ".join(tags[:5]) + (", …" if len(tags) > 5 else "")
            warnings.append(
                Problem("field-left-out", f"Tags have no descriptions here; those of {named} were left out.")
            )
        if pieces.truncated:
            why = "The file breaks off before its end; what follows the last item is lost."
            problem = Problem("export-truncated", why, severity="error")
            return NoItem(self.path, "rejected", problem, tuple(warnings), notes=notes)
        problem = Problem("export", said, severity="error")
        return NoItem(self.path, "ignored", problem, tuple(warnings), notes=notes)


def _redirect(path: str, meta: Mapping[str, str]) -> NoItem:
    """A rule of the plugin Safe Redirect Manager."""
    old, new = meta.get("_redirect_rule_from", ""), meta.get("_redirect_rule_to", "")
    stub = ignored(path, "redirect-stub", f"A redirect of the old site, from {old} to {new}.")
    is_plain = old and new and "*" not in old and meta.get("_redirect_rule_from_regex", "0") in {"", "0"}
    return replace(stub, moved=Moved((old,), new)) if is_plain else stub


def _no_post(node: Node, kind: str) -> tuple[str, str] | None:
    """Why a record is no article: (code, message)."""
    if kind in _OTHER_TYPES:
        return _OTHER_TYPES[kind]
    if kind and kind not in POST_TYPES:
        return "not-a-post", f"Of the type “{kind}”, which is no post."
    if reason := _NEVER_WRITTEN.get(node.said("wp:status")):
        return reason
    if not node.said("title") and not content_of(node).strip():
        return "empty", "There is neither a title nor a text."
    return None


class _Post:
    """One post on its way to an item."""

    def __init__(self, path: str, parsed: Parsed, piece: Piece, export: _Export) -> None:
        self.path = path
        self.line = piece.line
        self.node = parsed.node
        self.export = export
        self.site = export.site
        self.meta = meta_of(parsed.node)
        self.warnings: list[Problem] = []
        if piece.fault:
            self._warn(
                "xml-repaired", "The item is not closed; what is there of it was read.", line=piece.line
            )
        elif parsed.mended:
            line, said = parsed.mended[0]
            self._warn("xml-repaired", f"Not well-formed XML; read as far as it goes: {said}.", line=line)

    def read(self) -> Item | NoItem:
        body = self._body()
        category, tags = self._terms()
        title = title_or(plain_text(self.node.said("title")), body, self.warnings)
        values: dict[str, object] = {
            "title": title,
            "description": self._description(),
            "date": self._moment("wp:post_date", "wp:post_date_gmt"),
            "updated": self._updated(),
            "category": category,
            "tags": tags,
            "authors": self._authors(),
            "image": self._image(),
            "slug": slug_of(self.node),
            "aliases": self._aliases(),
            "status": self._status(),
            "featured": self.node.said("wp:is_sticky") == "1",
            "canonical": next((self.meta[key] for key in _CANONICALS if self.meta.get(key)), ""),
            "noindex": any(self.meta.get(key) == value for key, value in _NOINDEX.items()),
        }
        unknown = self._unknown()
        self._count_comments()
        document = compose(values, body, unknown=unknown)
        return finished(
            self.path,
            document,
            self.export.context,
            self.warnings,
            hosts=self.site.addresses.hosts,
            line=self.line,
        )

    def _warn(self, code: str, message: str, *, line: int | None = None, key: str | None = None) -> None:
        self.warnings.append(Problem(code, message, line, key))

    # -- The text

    def _body(self) -> str:
        number = self.node.said("wp:post_id")
        content = read_content(
            content_of(self.node), lambda ids: self.site.pictures(ids, number), self.site.blocks
        )
        unresolved: set[str] = set()
        converted = to_markdown(
            content.html, lambda address: self.site.addresses.readdress(self.site.upload(address), unresolved)
        )
        self.warnings += [*content.problems, *remarks_on(converted)]
        if unresolved:
            named = ", ".join(sorted(unresolved)[:5]) + (", …" if len(unresolved) > 5 else "")
            self._warn(
                "link-leads-nowhere", f"Links to the old site that lead to none of its posts: {named}."
            )
        return relink_themselves(converted.markdown, self.site.addresses)

    def _description(self) -> str:
        if excerpt := plain_text(self.node.said("excerpt:encoded")):
            return excerpt
        return next((plain_text(self.meta[key]) for key in _DESCRIPTIONS if self.meta.get(key)), "")

    # -- When, and what became of it

    def _moment(self, local: str, instant: str) -> datetime | date | None:
        here, there = naive(self.node.said(local)), naive(self.node.said(instant))
        written = self.node.said(local)
        if there is None:
            there = _from_mail(self.node.said("pubDate"))
        if here is None and there is not None and not naive(self.node.said(instant)):
            self._warn("date-from-pubdate", "The date was taken from the item's pubDate.", key="date")
        elif here is not None and there is None:
            there = self.site.instant(here)
            self._warn(*(_NO_ZONE if there is None else _NEAREST_ZONE), key="date")
        elif here is None and there is None and written and not written.startswith("0000"):
            self._warn("date-unreadable", f"“{written}” is no date.", key="date")
        return in_zone(here, there)

    def _updated(self) -> datetime | date | None:
        written = naive(self.node.said("wp:post_modified_gmt")), naive(self.node.said("wp:post_date_gmt"))
        if written[0] is None or written[1] is None or written[0] <= written[1]:
            return None
        return in_zone(naive(self.node.said("wp:post_modified")), written[0])

    def _status(self) -> str:
        written = self.node.said("wp:status")
        if self.node.said("wp:post_password"):
            self._warn(
                "status-hidden",
                "Protected by a password, for which there is no place here; kept as a draft.",
                key="status",
            )
            return "draft"
        if written == "private":
            self._warn("status-hidden", "Private posts have no place here; kept as a draft.", key="status")
        elif written not in _STATUSES:
            self._warn(
                "status-unknown", f"The status “{written}” is not known here; kept as a draft.", key="status"
            )
        return _STATUSES.get(written, "draft")

    def _aliases(self) -> list[str]:
        """The paths that the post had: the last one, and those before it was renamed."""
        path = self.site.addresses.path_of(self.node.said("link"))
        if not path:
            return []
        folder = path.rstrip("/").rpartition("/")[0]
        end = "/" if path.endswith("/") else ""
        paths = [path, *(f"{folder}/{slug}{end}" for slug in old_slugs(self.node))]
        return list(dict.fromkeys(paths))

    # -- Whose, about what

    def _authors(self) -> list[AuthorRef]:
        names = []
        for each in self.node.all("category"):
            if each.attributes.get("domain") == "author":
                login = each.attributes.get("nicename", "").removeprefix("cap-")
                names.append(self.site.authors.get(login) or each.text.strip() or login)
        creator = self.node.said("dc:creator")
        if not names and creator:
            names = [self.site.authors.get(creator) or creator]
        return [AuthorRef(name) for name in dict.fromkeys(names) if name]

    def _terms(self) -> tuple[str, list[str]]:
        """The category and the tags. Of several categories the primary or most special one is it; the rest are tags."""
        categories: dict[str, str] = {}
        tags: dict[str, None] = {}
        for each in self.node.all("category"):
            domain, name = each.attributes.get("domain", ""), " ".join(each.text.split())
            nicename = each.attributes.get("nicename") or name
            if domain == "category" and name:
                categories[nicename] = name
            elif domain in {"post_tag", "tag"} and name:
                tags[name] = None
        if not any(each.attributes.get("domain") for each in self.node.all("category")):
            # The very first exports gave no more than names.
            categories = {
                each.text.strip(): each.text.strip()
                for each in self.node.all("category")
                if each.text.strip()
            }
        chosen = self._main_category(categories)
        rest = [name for nicename, name in categories.items() if nicename != chosen]
        main = categories.get(chosen, "")
        return main, [name for name in dict.fromkeys([*tags, *rest]) if name != main or name in tags]

    def _main_category(self, categories: dict[str, str]) -> str:
        primary = next(
            (self.site.terms.get(self.meta.get(key, "")) for key in _PRIMARY if self.meta.get(key)), None
        )
        if primary in categories:
            return str(primary)
        above = {parent for nicename in categories for parent in self._ancestors(nicename)}
        special = [each for each in categories if each not in above]
        named = [each for each in special if each.lower() != "uncategorized"]
        return next(iter(named or special), "")

    def _ancestors(self, nicename: str) -> Iterator[str]:
        seen = {nicename}
        while True:
            nicename = self.site.categories.get(nicename, ("", ""))[1]
            if not nicename or nicename in seen:
                return
            seen.add(nicename)
            yield nicename

    def _categories_above(self) -> list[str]:
        """The names of categories that the post is in only by one of theirs, the nearest first."""
        own = {
            each.attributes.get("nicename"): " ".join(each.text.split())
            for each in self.node.all("category")
            if each.attributes.get("domain") == "category"
        }
        above = dict.fromkeys(parent for nicename in own if nicename for parent in self._ancestors(nicename))
        names = [self.site.categories.get(each, (each, ""))[0] for each in above if each not in own]
        return [name for name in names if name not in own.values()]

    def _image(self) -> ImageRef | None:
        number = self.meta.get("_thumbnail_id", "")
        if number in {"", "0", "-1"}:
            return None
        upload = self.site.uploads.get(number)
        if upload is None or not upload.address:
            self._warn(
                "image-unknown",
                f"Its picture is the upload {number}, which is not in the export.",
                key="image",
            )
            return None
        return ImageRef(upload.address, upload.alt, upload.caption)

    # -- What stays behind

    def _unknown(self) -> dict[str, object]:
        """What nothing here understands: kept in the document, and named."""
        fields = {
            key: value
            for key, value in self.meta.items()
            if value and not key.startswith("_") and not key.startswith("rank_math_")
        }
        left = sorted(key for key in self.meta if key.startswith("_") and not _MACHINERY.match(key))
        terms: dict[str, list[str]] = {}
        for each in self.node.all("category"):
            domain = each.attributes.get("domain", "")
            if domain and domain not in _OWN_TAXONOMIES and each.text.strip():
                terms.setdefault(domain, []).append(each.text.strip())
        if fields:
            self._warn(
                "key-unknown",
                f"Custom fields are kept under “custom_fields”: {', '.join(fields)}.",
                key="custom_fields",
            )
        if terms:
            self._warn(
                "key-unknown",
                f"Terms of other taxonomies are kept under “custom_terms”: {', '.join(terms)}.",
                key="custom_terms",
            )
        if left:
            self._warn(
                "field-left-out", f"Fields that plugins keep for themselves were left out: {', '.join(left)}."
            )
        above = self._categories_above()
        if above:
            self._warn(
                "category-parents",
                "Categories have no others inside them here; those above its own are kept under "
                f"“category_parents”: {', '.join(above)}.",
                key="category_parents",
            )
        kept = {"custom_fields": fields, "custom_terms": terms, "category_parents": above}
        return {key: value for key, value in kept.items() if value}

    def _count_comments(self) -> None:
        if number := len(self.node.all("wp:comment")):
            what = "comment was" if number == 1 else "comments were"
            self._warn("comments-left", f"{number} {what} not imported.")


def _from_mail(text: str) -> datetime | None:
    """The moment in `Wed, 01 Jan 2020 12:00:00 +0000`, in UTC and naive; None where the zone is not plain."""
    if not re.search(r"(?<![-+\d])\d{4}\b", text):
        # PHP writes the date zero as the year -0001, which would be read as 2000.
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.year <= 1970:
        # What is not published yet has the beginning of time here.
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else None
