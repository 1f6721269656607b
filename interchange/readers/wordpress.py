"""WordPress exports (WXR 1.0 to 1.2): posts as items; of everything else, what it is and why it is no article.

The file is read twice, record by record: first for what posts refer to (authors, categories, uploads, each other's
addresses), then for the posts.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from articles.document import Problem

from ..items import Context, Item, Moved, NoItem
from .parts import Names, Opener, Part, Parts, described, digest_of, ignored, rejected
from .wordpress_post import Post
from .wordpress_site import COMMENT, RECORDS, Site, content_of, is_post, meta_of, naive, survey
from .xml_pieces import HostileXML, Node, Parsed, Piece, Pieces, namespaces_of, parse_piece

_NO_XML = "It can't be read as XML."
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


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The items of an export, in the order of the file, and last a line for the file itself."""
    try:
        export = _Export(path, _site(open_file, context), context)
        with open_file() as stream:
            pieces = Pieces(stream, RECORDS, passing=COMMENT)
            # By `map`, which has none any more once it was given: one may be large.
            yield from map(partial(export.part, pieces), filter(_is_item, pieces))
        yield export.closing(pieces)
    except HostileXML as error:
        yield rejected(path, "xml-entities", str(error))


def _is_item(piece: Piece) -> bool:
    return piece.name == "item"


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
        language = self.context.language.saying(self.site.language, "The export")
        self.context = replace(self.context, language=language)
        self._digest = digest_of(self.site.digest, language.digest)

    def part(self, pieces: Pieces, piece: Piece) -> Part | NoItem:
        namespaces = namespaces_of(pieces.head)
        parsed = parse_piece(piece, namespaces)
        self.kinds["item"] += 1
        if parsed is None:
            path = self._names.give(f"item-{self.kinds['item']}")
            why = "It is longer than any article." if piece.fault == "too-long" else _NO_XML
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
        nearest = self.site.instant(local) if local and not naive(node.said("wp:post_date_gmt")) else None
        digest = digest_of(self._digest, piece.text, piece.fault, piece.passed_over, nearest or "")
        reading = _Reading(path, piece, namespaces, self.site, self.context, nearest)
        return Part(path, digest, 4 * len(piece.text), reading.read, partial(reading.rehearse, parsed))

    def closing(self, pieces: Pieces) -> NoItem:
        """What there is to say of the file as a whole."""
        version = f" (WXR {self.site.version})" if self.site.version else ""
        notes = tuple(self.site.notes)
        said = f"A WordPress export{version} of “{self.site.title}”: {self.kinds['item']} items.{described(notes)}"
        warnings = pieces.remarks
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


@dataclass(frozen=True)
class _Reading:
    """One post on its way to an item."""

    path: str
    piece: Piece
    namespaces: str
    site: Site
    context: Context
    # When it was, in UTC, by the clock of the posts around it; None where it says so itself.
    nearest: datetime | None

    def read(self) -> Item | NoItem:
        parsed = parse_piece(self.piece, self.namespaces)
        if parsed is None:
            return rejected(self.path, "xml-unreadable", _NO_XML, self.piece.line)
        return self._post(parsed).read()

    def rehearse(self, parsed: Parsed) -> None:
        self._post(parsed).rehearse()

    def _post(self, parsed: Parsed) -> Post:
        return Post(self.path, parsed, self.piece, site=self.site, context=self.context, nearest=self.nearest)


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
    if not is_post(node, kind):
        return "not-a-post", f"Of the type “{kind}”, which is no post."
    if reason := _NEVER_WRITTEN.get(node.said("wp:status")):
        return reason
    if not node.said("title") and not content_of(node).strip():
        return "empty", "There is neither a title nor a text."
    return None
