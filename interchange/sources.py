"""What is at this path? A source: its tree, the program it was written for, and what each file in it is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal

from articles.document import AuthorRef, Problem

from . import flavours
from .archives import STREAMED_SUFFIXES, Entry, Tree, is_archive, open_tree
from .flavours import recognise, sites_in
from .histories import HISTORY_FOLDER
from .items import Context, Note
from .naming import called_after_folders, facts_of, suffix_of
from .neighbours import DOCUMENTS, Neighbours
from .other_files import what_it_is
from .own_layout import ARTICLES_FOLDER
from .pages import POSTS_FOLDERS, Pages
from .permalinks.docusaurus import DocusaurusRule
from .permalinks.hugo import HugoRule
from .permalinks.pelican import PelicanRule
from .permalinks.rule import Rule
from .permalinks.rules import NAMES_OF_SETTINGS, rule_of
from .permalinks.settings import why_unread
from .readers.html_documents import SUFFIXES as HTML_SUFFIXES
from .readers.html_documents import is_post
from .readers.languages import SiteLanguage
from .readers.local_times import Clock
from .readers.markdown import MAX_DOCUMENT_BYTES
from .readers.parts import MAX_DEPTH
from .readers.references import IMAGE_SUFFIXES
from .readers.restructured_header import SUFFIXES as RST_SUFFIXES
from .readers.restructured_header import is_of_a_blog
from .recognition import EXPORTS, export_kind, is_bottomless, why_unreadable
from .site_clock import clock_of
from .site_facts import Said, SiteFacts
from .site_language import language_of_site
from .site_links import Linked, links_of, supposed_rule
from .translations import DOCUSAURUS, translations, translations_of_pelican
from .unread_exports import unread_export

_MEDIA = ".mp3 .mp4 .m4a .m4v .mov .ogg .oga .ogv .wav .webm .pdf .woff .woff2 .ttf .otf .eot"
DOCUMENT_SUFFIXES = DOCUMENTS
OWN_FLAVOUR, SITE_FILE = flavours.OWN_FLAVOUR, flavours.SITE_FILE
# Programs whose documents in reStructuredText are posts; elsewhere those are that say a date.
_RESTRUCTURED = frozenset({"pelican", "nikola"})
_HEAD_BYTES = 2048
MEDIA_SUFFIXES = IMAGE_SUFFIXES | frozenset(_MEDIA.split())
_BROKEN_RULES = frozenset(
    {
        "unsafe-path",
        "archive-bomb",
        "encrypted",
        "same-name",
        "file-too-large",
        "unreadable",
        "compression-unknown",
        "json-unreadable",
    }
)


@dataclass(frozen=True)
class Found:
    """One file of a source: something to read in `context`, or the reason why no article comes of it."""

    entry: Entry
    context: Context | None = None
    reason: Problem | None = None
    # The kind of an export that holds many items (see `recognition.EXPORTS`); "" for a file that is one itself.
    export: str = ""

    @property
    def result(self) -> Literal["ignored", "rejected"]:
        """Rejected is what breaks a rule; what merely is no article is ignored."""
        broken = self.reason is not None and self.reason.code in _BROKEN_RULES
        return "rejected" if broken and suffix_of(self.entry.path) not in MEDIA_SUFFIXES else "ignored"


@dataclass(frozen=True)
class Source:
    """An opened source. `root` is the folder in which its site begins: "" or ending in "/"."""

    path: Path
    tree: Tree
    flavour: str
    root: str
    # Its path as the operator gave it.
    given: str = ""
    # What alone is to be read: "markdown" or a kind of export; "auto" for whatever is there.
    wanted: str = "auto"
    # Reads the links of documents.
    linked: Linked = field(default=links_of, compare=False)
    # The tree of which it is a part, where it is one.
    beside: Tree | None = field(default=None, compare=False)

    @property
    def everything(self) -> Tree:
        """All that lies at its path, other sites included."""
        return self.beside or self.tree

    @property
    def name(self) -> str:
        """The whole source's own name, which a page bundle at its root takes for its slug."""
        return self.root.rstrip("/").rpartition("/")[2] or self.tree.name

    def files(self) -> Iterator[Found]:
        """Every entry exactly once, in the order of their paths."""
        for entry in self.tree:
            if entry.refusal is not None:
                yield Found(entry, reason=entry.refusal)
            elif kind := self._kind_of_export(entry):
                yield self._export(entry, kind)
            elif is_bottomless(entry):
                yield Found(
                    entry, reason=_why("json-unreadable", f"It is nested deeper than {MAX_DEPTH} levels.")
                )
            elif reason := self._reason_to_ignore(entry):
                yield Found(entry, reason=why_unreadable(entry) or reason)
            else:
                yield Found(entry, context=self._context(entry))

    def _kind_of_export(self, entry: Entry) -> str:
        """Which kind of export a file is; one that was asked for is read as that, whatever it looks like."""
        alone = len(self.tree.entries) == 1 and suffix_of(entry.path) in STREAMED_SUFFIXES
        return self.wanted if alone and self.wanted in EXPORTS else export_kind(entry)

    def _export(self, entry: Entry, kind: str) -> Found:
        named = EXPORTS[kind][0]
        if self.wanted not in {"auto", kind}:
            return Found(entry, reason=_why("other-format", f"{named}; --format asks for others."))
        if kind == "feed" and self.wanted == "auto" and self._pages.has_texts:
            why = "A feed, which repeats what the documents beside it say; import it by itself."
            return Found(entry, reason=_why("feed", why))
        context = replace(
            self._context(entry),
            sibling=lambda path: self._beside(entry, path),
            others=tuple(each.open for each in self._exports[kind] if each is not entry),
            shared=self._shared,
        )
        return Found(entry, context=context, export=kind)

    @cached_property
    def _exports(self) -> dict[str, list[Entry]]:
        """The source's exports, by their kind."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.tree:
            if entry.refusal is None and (kind := self._kind_of_export(entry)):
                found[kind].append(entry)
        return found

    @cached_property
    def _shared(self) -> dict[str, object]:
        """One place for what readers find out about the source as a whole."""
        return {}

    def _beside(self, entry: Entry, path: str) -> bytes | None:
        """The content of another file, by its path from the folder of `entry`; of one that is no document the
        beginning, which is too long as well."""
        folder = entry.path.rpartition("/")[0]
        other = self.tree.find(f"{folder}/{path}" if folder else path)
        if other is None:
            return None
        try:
            with other.open() as stream:
                return stream.read(MAX_DOCUMENT_BYTES + 1)
        except OSError:
            return None

    @property
    def site_file(self) -> Entry | None:
        """The `site.yaml` of an export of ours."""
        return self.tree.find(self.root + SITE_FILE) if self.flavour == OWN_FLAVOUR else None

    def _context(self, entry: Entry) -> Context:
        return Context(
            path=entry.path,
            source=self.name,
            flavour=self.flavour,
            root=self.root,
            is_vault=self.tree.is_vault,
            own_layout=self.flavour == OWN_FLAVOUR,
            page=self._pages.reason(entry),
            page_though_dated=self._pages.holds_though_dated(entry),
            said=Said() if self.flavour == OWN_FLAVOUR else self._facts.of(entry.path),
            modified=entry.modified,
            rule=self.rule,
            by_folder=entry.path.rpartition("/")[0] in self._telling_folders,
            translation=self.translations.get(entry.path, ""),
            clock=self.clock,
            language=self._language_at(entry.path),
            pictures=self._neighbours.pictures(entry),
            header=self._neighbours.header(entry),
        )

    @cached_property
    def _pages(self) -> Pages:
        return Pages(
            self.tree,
            self.flavour,
            self.root,
            facts=self._facts,
            rule=self.rule,
            folders=self._telling_folders,
        )

    @cached_property
    def _telling_folders(self) -> frozenset[str]:
        """The folders that say what their documents are about."""
        if self.flavour in {OWN_FLAVOUR, "middleman"}:
            # Middleman's settings say how its files are called.
            return frozenset()
        return called_after_folders(
            each.path for each in self.tree if suffix_of(each.path) in DOCUMENT_SUFFIXES
        )

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.tree, self.flavour)

    @cached_property
    def translations(self) -> dict[str, str]:
        """The language of each document that is a translation of another one here, by path."""
        if self.flavour == OWN_FLAVOUR:
            return {}
        suffixes = DOCUMENT_SUFFIXES | RST_SUFFIXES
        documents = [each for each in self.tree if suffix_of(each.path) in suffixes]
        found = translations((each.path for each in documents), *self._languages, self._translated)
        if isinstance(self.rule, PelicanRule):
            beginnings = [(each.path, _head_of(each)) for each in documents]
            found |= translations_of_pelican(beginnings, self.rule)
        return found

    def _language_at(self, path: str) -> SiteLanguage:
        code = next((code for folder, code in self._languages[1].items() if path.startswith(folder)), "")
        return self.language.saying(code, self.rule.origin) if code and self.rule else self.language

    @cached_property
    def _languages(self) -> tuple[str, dict[str, str]]:
        """The language of the originals, and the folders that settings give to one each."""
        default = getattr(self.rule, "language", "") or "en"
        named = self.rule.languages if isinstance(self.rule, HugoRule) else {}
        # Two languages in one folder are told by the names of the files.
        alone = [folder for folder in named.values() if folder and list(named.values()).count(folder) == 1]
        by_folder = {f"{self.root}{folder}/": code for code, folder in named.items() if folder in alone}
        return default, dict(sorted(by_folder.items(), key=lambda each: -len(each[0])))

    @cached_property
    def _translated(self) -> Mapping[str, str]:
        """The folders of the posts of which there are translations in each of Docusaurus' folders for such."""
        if not isinstance(self.rule, DocusaurusRule):
            return DOCUSAURUS
        return {blog.plugin: blog.folder for blog in self.rule.blogs}

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What the source's files of data say of its authors."""
        return () if self.flavour == OWN_FLAVOUR else tuple(map(_note_on, self._facts.everybody()))

    @cached_property
    def clock(self) -> Clock:
        """By which clock the source's dates are meant that name no zone."""
        return clock_of(self.tree, self.flavour, self.root)

    @cached_property
    def language(self) -> SiteLanguage:
        """The language that the site's settings name."""
        return language_of_site(self.tree, self.flavour, self.root)

    @cached_property
    def rule(self) -> Rule | None:
        """Where the source's posts had their addresses; None where that isn't known.

        What settings say is certain. Without them, links from post to post tell more than a generator's default.
        """
        if self.flavour == OWN_FLAVOUR:
            return None
        rule = rule_of(self.tree, self.flavour, self.root)
        if rule is not None and rule.origin:
            return rule
        documents = [each for each in self.tree if suffix_of(each.path) in DOCUMENT_SUFFIXES]
        return supposed_rule(documents, self.root, linked=self.linked) or rule

    @cached_property
    def _facts(self) -> SiteFacts:
        content = self.rule.folders if self.flavour == "hugo" and isinstance(self.rule, HugoRule) else ()
        return SiteFacts(self.tree, flavour=self.flavour, root=self.root, content=content)

    def _reason_to_ignore(self, entry: Entry) -> Problem | None:
        where = entry.path.removeprefix(self.root)
        is_document = suffix_of(where) in DOCUMENT_SUFFIXES and not self._is_template(where)
        if not is_document and not self._is_post_in_other_markup(entry):
            return self._kind_of_other(entry, PurePosixPath(where))
        if self.wanted not in {"auto", "markdown"}:
            return _why("other-format", "A document; --format asks for exports.")
        if reason := self._no_post_of_its_own(entry):
            return reason
        folder = where.partition("/")[0]
        if self.flavour == OWN_FLAVOUR and folder != ARTICLES_FOLDER:
            return _beside_articles(folder)
        if entry.size > MAX_DOCUMENT_BYTES:
            limit = MAX_DOCUMENT_BYTES // 2**20
            size = f"{entry.size / 2**20:,.1f}"
            return _why("file-too-large", f"{size} MB is over the limit of {limit} MB for a document.")
        return None

    def _is_template(self, where: str) -> bool:
        """Whether Ruby fills in a document elsewhere than on a blog of Middleman's."""
        return where.lower().endswith(".erb") and self.flavour != "middleman"

    def _no_post_of_its_own(self, entry: Entry) -> Problem | None:
        """Why a document is none although it could be: it stands for others, or another one for it."""
        if entry.path.rpartition("/")[2].lower().startswith("_index."):
            return _why("section-page", "Hugo's and Zola's page for a whole section, not an article.")
        made = self._neighbours.output(entry)
        if made and (suffix_of(made.path) not in HTML_SUFFIXES or self._is_post_in_other_markup(made)):
            return _why("source-of-post", f"The post is what was made of it: {made.path.rpartition('/')[2]}.")
        return None

    def _is_post_in_other_markup(self, entry: Entry) -> bool:
        """Whether a file is a post in HTML, as `is_post` tells, or in reStructuredText."""
        suffix = suffix_of(entry.path)
        if suffix in HTML_SUFFIXES and self.flavour != OWN_FLAVOUR:
            folders = set(entry.path.split("/")[:-1])
            return is_post(_head_of(entry), self.flavour, among_posts=bool(POSTS_FOLDERS & folders))
        if suffix not in RST_SUFFIXES or self.flavour == OWN_FLAVOUR:
            return False
        return self.flavour in _RESTRUCTURED or is_of_a_blog(_head_of(entry)) or self._is_dated(entry)

    def _is_dated(self, entry: Entry) -> bool:
        """Whether a document's path names a day, as Tinkerer's do: `2013/05/06/hello.rst`."""
        facts = facts_of(entry.path, root=self.root)
        return facts.date is not None and facts.day_known

    def _kind_of_other(self, entry: Entry, where: PurePosixPath) -> Problem:
        """What a file is that can't be a document, by its name."""
        suffix = where.suffix.lower()
        if companion := self._companion(where):
            return companion
        if suffix in MEDIA_SUFFIXES:
            return _why("media", "A media file; articles that show it bring it along.")
        if is_archive(where.name):
            return _why("archive-inside", "An archive inside the source; import it by itself.")
        if where.name in NAMES_OF_SETTINGS and (why := why_unread(entry)):
            return _why("settings-unread", f"Settings that can't be read: {why}. The posts are read without.")
        return unread_export(entry) or what_it_is(suffix)

    def _companion(self, where: PurePosixPath) -> Problem | None:
        """What a file is that is read with others."""
        if self.flavour == OWN_FLAVOUR and str(where) == SITE_FILE:
            return _why("site-file", "What articles are filed under; it was taken over with them.")
        if where.suffix.lower() == ".html" and self.tree.find(f"{self.root}posts.csv"):
            return _why("text-of-post", "Belongs to the posts that posts.csv lists.")
        if self._neighbours.is_metadata(self.root + str(where)):
            return _why("metadata", "What Nikola notes about the document beside it; it was read with that.")
        return None


def open_source(path: Path, wanted: str = "auto") -> Source:
    """The source at `path`, of which only what is `wanted` is read (a value of --format).

    Raises `archives.UnreadableSource`. Close its tree after use.
    """
    tree = open_tree(path)
    flavour, root = recognise(tree)
    return Source(path.resolve(), tree, flavour, root, given=str(path), wanted=wanted)


def parted(source: Source) -> list[Source]:
    """The source by itself, or the sites that lie side by side in it, each a source of its own."""
    sites = sites_in(source.tree)
    if len(sites) == 1:
        return [source]
    whole = source.tree
    return [
        replace(source, tree=each.tree, flavour=each.flavour, root=each.root, beside=whole) for each in sites
    ]


def _head_of(entry: Entry) -> str:
    """The beginning of a file's text; "" for one that can't be read."""
    try:
        with entry.open() as stream:
            return stream.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return ""


def _note_on(author: AuthorRef) -> Note:
    said = {"bio": author.bio, "url": author.url}
    return Note("authors", author.name, author.slug, said, author.image)


def _beside_articles(folder: str) -> Problem:
    """Why a document in another folder of an export of ours is no article."""
    if folder == HISTORY_FOLDER:
        return _why("history", "A text that an article had; it comes with the article's history.")
    return _why("not-an-article", f"Only {ARTICLES_FOLDER}/ holds articles in an export of this kind.")


def _why(code: str, message: str) -> Problem:
    return Problem(code, message, severity="error")
