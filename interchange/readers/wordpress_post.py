"""One post of a WordPress export on its way to an item: its text, its dates, and what is known of it."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from articles.document import AuthorRef, ImageRef, Problem
from articles.document.dates import parse_date
from articles.inline import inline_text

from ..items import Context, Item, NoItem
from .addresses import host_of
from .crosslinks import relink_themselves, slug_linked
from .feed_markup import players
from .html import Converted, plain_text, to_markdown
from .parts import addresses_in, compose, finished, in_zone, remarks_on, title_or
from .text_notes import with_footnotes
from .wordpress_site import Site, all_meta, called_by, content_of, meta_of, naive, old_slugs, slug_of
from .wordpress_terms import categories_above, category_and_tags, language_of, other_terms
from .wordpress_text import footnotes_in, read_content
from .xml_pieces import Parsed, Piece

_STATUSES = {
    "publish": "",
    "future": "scheduled",
    "draft": "draft",
    "pending": "review",
    "private": "draft",
    "": "",
}
_UNSEEN = frozenset({"draft", "pending", "private"})
# Plugins by which a post shows a picture that is on another server.
_PICTURES_ELSEWHERE = ("fifu_image_url", "_thumbnail_ext_url", "_nelioefi_url")
_NO_ZONE = ("date-zone-unknown", "The export names no time zone for the date; this site's own was taken.")
_NEAREST_ZONE = (
    "date-zone-guessed",
    "The export names no time zone for the date; that of the nearest post which has one was taken.",
)
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description",
                 "_genesis_description", "_seopress_titles_desc", "_headspace_description", "_su_description",
                 "_wds_metadesc", "advanced_seo_description")  # fmt: skip
# What people wrote for search engines and for those who share a post, and what else describes it.
_FOR_OTHERS = frozenset(
    {
        *_DESCRIPTIONS,
        *("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title", "_genesis_title"),
        *("_seopress_titles_title", "_yoast_wpseo_opengraph-title", "_yoast_wpseo_opengraph-description"),
        *("_yoast_wpseo_twitter-title", "_yoast_wpseo_twitter-description"),
        *("_headspace_page_title", "_su_title", "_wds_title"),
    }
)
_TEMPLATE = re.compile(r"%[\w-]+%")
_CANONICALS = (
    "_yoast_wpseo_canonical",
    "rank_math_canonical_url",
    "_genesis_canonical_uri",
    "_seopress_robots_canonical",
)
_NOINDEX = {"_yoast_wpseo_meta-robots-noindex": "1", "_genesis_noindex": "1", "_seopress_robots_index": "yes"}
# Fields in which WordPress and its most common plugins keep what concerns nobody but themselves.
_MACHINERY = re.compile(
    r"_(?:edit_l|wp_|encl|ping|oembed|thumbnail_id|yoast_|genesis_|seopress_|aioseo|publicize|wpas_|jetpack|elementor|et_|"
    r"vc_|wpb_|dp_|elasticsearch_|original_|menu_item|wxr_|last_|happyforms|primary_|heateor|monsterinsights|rest_|trash|sd_|wpcom|crdt)"
)


# What galleries show, and which shared block stands somewhere.
_NUMBERS = re.compile(r"\bids\\?[\"']?[=:]\s*\\?[\"'\[]?([\d,\s]+)")
_SHARED = re.compile(r"<!-- wp:block \{\"ref\":\"?(\d+)")

# Of custom fields, in characters: of one, and of all.
_LONGEST_FIELD = 10_000
_LONGEST_FIELDS = 40_000


class Post:
    """One post on its way to an item."""

    def __init__(
        self,
        path: str,
        parsed: Parsed,
        piece: Piece,
        *,
        site: Site,
        context: Context,
        nearest: datetime | None = None,
    ) -> None:
        self.path = path
        self.line = piece.line
        self.comments = piece.passed_over
        self.node = parsed.node
        self.site = site
        self.context = context
        # When it was, by the clock of the site: UTC, and only where it doesn't say so itself.
        self.nearest = nearest
        self.meta = meta_of(parsed.node)
        self.enclosures = all_meta(parsed.node, "enclosure")
        self.meta.pop("enclosure", None)
        self.warnings: list[Problem] = []
        self.gates: list[str] = []
        if piece.fault:
            self._warn(
                "xml-repaired", "The item is not closed; what is there of it was read.", line=piece.line
            )
        elif parsed.mended:
            line, said = parsed.mended[0]
            self._warn("xml-repaired", f"Not well-formed XML; read as far as it goes: {said}.", line=line)

    def read(self) -> Item | NoItem:
        body = self._body()
        category, tags = category_and_tags(self.node, self.meta, self.site)
        title = title_or(inline_text(self.node.said("title")), body, self.warnings, name=slug_of(self.node))
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
            "canonical": self._canonical(),
            "language": language_of(self.node) or self.context.language.of(f"{title}\n{body}"),
            "noindex": any(self.meta.get(key) == value for key, value in _NOINDEX.items()),
        }
        unknown = self._unknown()
        self._count_comments()
        document = compose(values, body, unknown=unknown)
        return finished(
            self.path,
            document,
            self.context,
            self.warnings,
            slug=called_by(self.node),
            hosts=self.site.addresses.hosts,
            line=self.line,
            site=self.site.addresses,
        )

    def rehearse(self) -> None:
        """Look up what reading it will look up."""
        self._authors()
        self._image()
        category_and_tags(self.node, self.meta, self.site)
        categories_above(self.node, self.site)
        text = content_of(self.node)
        shown = [picture for ids in _NUMBERS.findall(text) for picture in self.site.pictures(ids, "")]
        if "[gallery" in text:
            shown += self.site.pictures("", self.node.said("wp:post_id"))
        for block in _SHARED.findall(text):
            self.site.blocks.get(block)
        for address in addresses_in(text).union(picture.address for picture in shown):
            self.site.addresses.is_unseen(slug_linked(self._readdressed(address, set())))
            self.site.addresses.title_at(address)

    def _warn(self, code: str, message: str, *, line: int | None = None, key: str | None = None) -> None:
        self.warnings.append(Problem(code, message, line, key))

    # -- The text

    def _body(self) -> str:
        number = self.node.said("wp:post_id")
        missing: dict[str, None] = {}
        content = read_content(
            content_of(self.node),
            lambda ids: self.site.pictures(ids, number, missing),
            self.site.blocks,
            footnotes_in(self.meta.get("footnotes", "")),
        )
        self.gates = content.gates
        if content.notes:
            self.meta.pop("footnotes", None)
        unresolved: set[str] = set()

        def converted_html(html: str) -> Converted:
            return to_markdown(html, lambda address: self._readdressed(address, unresolved))

        converted = converted_html(content.html + self._enclosures(content.html))
        self.warnings += [*content.problems, *remarks_on(converted)]
        markdown = with_footnotes(
            converted.markdown, content.notes, lambda html: converted_html(html).markdown
        )
        if missing:
            named = ", ".join(list(missing)[:10]) + (", …" if len(missing) > 10 else "")
            self._warn("image-unknown", f"It shows uploads that are not in the export: {named}.")
        if unresolved:
            named = ", ".join(sorted(unresolved)[:5]) + (", …" if len(unresolved) > 5 else "")
            self._warn(
                "link-leads-nowhere", f"Links to the old site that lead to none of its posts: {named}."
            )
        return relink_themselves(markdown, self.site.addresses)

    def _readdressed(self, address: str, unresolved: set[str]) -> str:
        return self.site.addresses.readdress(
            self.site.upload(address), unresolved, base=self.node.said("link")
        )

    def _enclosures(self, html: str) -> str:
        """Players for the files that feeds took along, a podcast's episodes, which the text does not show."""
        files = []
        for said in self.enclosures:
            address, _, rest = said.partition("\n")
            address, kind = address.strip(), rest.strip().rpartition("\n")[2].strip().partition("/")[0]
            if host_of(address) and address not in html:
                files.append((address, kind))
                self._warn("enclosure-left", f"The file that goes with it stays where it is: {address}.")
        return players(files, html)

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
            there = self.nearest
            self._warn(*(_NO_ZONE if there is None else _NEAREST_ZONE), key="date")
        elif here is None and there is None and written and not written.startswith("0000"):
            # Other programs that write such exports have other forms: a day, or a time with its offset.
            other = parse_date(written)
            if other is None:
                self._warn("date-unreadable", f"“{written}” is no date.", key="date")
            elif isinstance(other, datetime) and other.tzinfo is None:
                self._warn(*_NO_ZONE, key="date")
            return other
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
        if self.gates and written not in _UNSEEN:
            named = ", ".join(f"[{each}]" for each in self.gates)
            self._warn(
                "status-hidden",
                f"Parts of it were for some readers only ({named}), for which there is no place here; kept as a draft.",
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
        """The paths that the post had: the last one, those before it was renamed, and the short one by its number."""
        path = self.site.addresses.path_of(self.node.said("link"))
        paths = [path] if path else []
        if path and "?" not in path:
            folder = path.rstrip("/").rpartition("/")[0]
            end = "/" if path.endswith("/") else ""
            paths += [f"{folder}/{slug}{end}" for slug in old_slugs(self.node)]
        if self.node.said("wp:status") in _UNSEEN:
            # Nobody but its author was shown it by its number.
            return list(dict.fromkeys(each for each in paths if "?" not in each))
        return list(dict.fromkeys([*paths, *self.site.first_paths(self.node)]))

    def _canonical(self) -> str:
        said = next((self.meta[key] for key in _CANONICALS if self.meta.get(key)), "")
        own = [self.site.addresses.path_of(self.node.said("link")), *self._aliases()]
        return self.site.addresses.canonical(said, own)

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

    def _image(self) -> ImageRef | None:
        number = self.meta.get("_thumbnail_id", "")
        elsewhere = [self.meta.pop(key, "") for key in _PICTURES_ELSEWHERE]
        words = self.meta.pop("fifu_image_alt", "")
        upload = self.site.uploads.get(number)
        if upload is None and (address := next(filter(host_of, elsewhere), "")):
            return ImageRef(address, words)
        if number in {"", "0", "-1"}:
            return None
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
            if value and (not _is_of_plugins(key) or self._says_more(key, value))
        }
        # What page builders keep there is longer than a frontmatter may be.
        long = [key for key, value in fields.items() if len(value) > _LONGEST_FIELD]
        room = _LONGEST_FIELDS
        for key, value in fields.items():
            if key not in long:
                room -= len(key) + len(value)
                if room < 0:
                    long.append(key)
        for key in long:
            del fields[key]
        left = sorted(
            key
            for key in self.meta
            if key.startswith("_") and not _MACHINERY.match(key) and key not in _FOR_OTHERS
        )
        terms = other_terms(self.node)
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
        if long:
            self._warn(
                "field-left-out", f"Custom fields that are too long were left out: {', '.join(sorted(long))}."
            )
        if left:
            self._warn(
                "field-left-out", f"Fields that plugins keep for themselves were left out: {', '.join(left)}."
            )
        above = categories_above(self.node, self.site)
        if above:
            self._warn(
                "category-parents",
                "Categories have no others inside them here; those above its own are kept under "
                f"“category_parents”: {', '.join(above)}.",
                key="category_parents",
            )
        kept = {"custom_fields": fields, "custom_terms": terms, "category_parents": above}
        return {key: value for key, value in kept.items() if value}

    def _says_more(self, key: str, value: str) -> bool:
        """Whether it is a title or a description beside the post's own; templates (`%%title%%`) are none."""
        own = {inline_text(self.node.said("title")), self._description()}
        return key in _FOR_OTHERS and not _TEMPLATE.search(value) and plain_text(value) not in own

    def _count_comments(self) -> None:
        if number := self.comments:
            what = "comment was" if number == 1 else "comments were"
            self._warn("comments-left", f"{number} {what} not imported.")


def _is_of_plugins(key: str) -> bool:
    return key.startswith(("_", "rank_math_")) or key in _FOR_OTHERS


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
