"""Which document of a source is meant by a link in another one, and where it will be found here.

The book is made of all the documents before the first link is followed, and only when a document has a link that may
lead to another: most sources are read once and not twice. It holds a few words of each, whatever their length.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote

from django.urls import Resolver404, resolve

from articles.document.encoding import in_utf8
from articles.models.redirect import normalise_path, spellings, spellings_by_query
from articles.old_queries import number_in

from .archives import Entry
from .document_names import ends_in, stems, words_of
from .items import Context
from .link_targets import Target, read_link
from .naming import composed, suffix_of
from .readers import textile_links
from .readers.addresses import Asking
from .readers.crosslinks import candidates, crosslinks, may_link, slug_linked
from .readers.glances import Glance
from .readers.html_documents import SUFFIXES as HTML_SUFFIXES
from .readers.restructured_header import SUFFIXES as RST_SUFFIXES
from .readers.restructured_header import destinations
from .shelfmarks import Shelfmarks, placed
from .sources import DOCUMENT_SUFFIXES, MEDIA_SUFFIXES, Source
from .vaults import Vault

# What a document is at the least; anything else that a link names is a file, and no article.
_PAGES = frozenset({"", ".html", ".htm", ".php", ".aspx"})
_DOCUMENTS = DOCUMENT_SUFFIXES | RST_SUFFIXES


@dataclass(frozen=True)
class Listed:
    """What the book holds of one document."""

    path: str
    key: str
    asking: Asking
    old_paths: tuple[str, ...]
    # Where it sends readers on to, when it does nothing else.
    stub: str = ""
    # Whether readers will not see it.
    unseen: bool = False

    @property
    def title(self) -> str:
        return self.asking.title


class AddressBook:
    """The documents of `source`, each read as `wish` completes its context, known by the `key` of their files.

    `site` is asked once, when the first link is followed; so is `glances`, for those documents of which something is
    seen, in their order.
    """

    def __init__(
        self,
        source: Source,
        *,
        site: Callable[[], Shelfmarks],
        key: Callable[[str], str],
        wish: Callable[[Context], Context],
        glances: Callable[[Iterable[tuple[Entry, Context]]], Iterator[tuple[Entry, Glance]]],
    ) -> None:
        self._source = source
        self._site = site
        self._key = key
        self._wish = wish
        self._glances = glances
        rule = source.rule
        self._hosts = frozenset({rule.host} - {""}) if rule else frozenset()
        self._hints = tuple(host.encode() for host in self._hosts)
        self._vault = Vault(source.tree)
        # Where articles are found here; posts were there too, only if a rule says so.
        self._own = () if rule else ("/articles/",)

    # -- Links --------------------------------------------------------------------------------------------------

    def linked(self, context: Context, data: bytes) -> Context:
        """The context of a document with what its links to others are to become: {as written: replacement}.

        A link that leads nowhere is replaced by "".
        """
        if context.own_layout:
            return context
        data = in_utf8(data)
        suffix = suffix_of(context.path)
        if suffix in RST_SUFFIXES:
            text, written_there = "", destinations(data.decode())
        elif suffix == textile_links.SUFFIX:
            text, written_there = "", textile_links.destinations(data.decode())
        elif may_link(data, self._hints):
            text = data.decode()
            written_there = candidates(text, self._hosts)
        else:
            return context
        found = (each for each in written_there if not each.startswith(self._own))
        targets = {written: read_link(written, self._hosts) for written in found}
        wanted = {
            written: target for written, target in targets.items() if target and self._may_be_meant(target)
        }
        if not wanted:
            return context
        changed = {}
        really = {link.written for link in crosslinks(text)} if text else written_there
        for written in sorted(really & set(wanted)):
            new = self._replacement(wanted[written], context)
            if new is not None and new != written:
                changed[written] = new
        if not changed:
            return context
        to_drafts = (written for written, new in changed.items() if slug_linked(new) in self._unseen)
        return replace(context, links=changed, to_drafts=frozenset(to_drafts))

    def _may_be_meant(self, target: Target) -> bool:
        """Whether a link can lead to a document at all, as far as that is plain: a picture is none."""
        if target.kind in {"here", "picture"}:
            return True
        return PurePosixPath(target.path).suffix.lower() not in MEDIA_SUFFIXES

    def finds_now(self, dead: Sequence[str], path: str) -> bool:
        """Whether one of the links in the document at `path` that led nowhere may lead to a document by now."""
        for written in dead:
            target = read_link(written, self._hosts)
            if target is not None and target.kind == "picture" and self._vault.path_of(target.path, path):
                return True
            # The file's name tells most of them apart without the book, but says nothing of a number.
            if target is None or not (
                target.query or words_of(PurePosixPath(target.path).stem) in self._names
            ):
                continue
            if self._meant(target, path) is not None:
                return True
        return False

    @cached_property
    def _names(self) -> set[str]:
        suffixes = (*DOCUMENT_SUFFIXES, *HTML_SUFFIXES, *RST_SUFFIXES)
        found = (each.path for each in self._source.tree if each.path.lower().endswith(suffixes))
        return {words_of(stem) for path in found for stem in stems(path)}

    def _replacement(self, target: Target, context: Context) -> str | None:
        """What is to stand in the link's place; "" when it leads nowhere, None when it is to stay as it is."""
        if target.kind == "here":
            return target.path if target.shape == "address" else target.written_with(target.path, "")
        if target.kind == "picture":
            return self._vault.written(target, context.path)
        found = self._meant(target, context.path)
        if found is None:
            return "" if self._is_lost(target, context.path) else None
        if found.stub:
            return self._after_stub(found, target)
        return target.written_with(f"/articles/{self.slugs[found.path]}/", found.title)

    def _after_stub(self, stub: Listed, target: Target) -> str | None:
        """A document that only sends readers on is left out on the way."""
        end = self.end_of(stub.stub, stub.path)
        if isinstance(end, Listed):
            return target.written_with(f"/articles/{self.slugs[end.path]}/", end.title)
        return target.written_with(end, stub.title) if end else ""

    def end_of(self, address: str, beside: str) -> "Listed | str":
        """Where readers end who follow `address` in the file `beside`, past other stubs.

        A document, an address elsewhere, or "".
        """
        for _ in range(10):
            target = read_link(address, self._hosts)
            if target is None:
                return address if re.match(r"https?://", address) else ""
            found = self._meant(target, beside)
            if found is None:
                return ""
            if not found.stub:
                return found
            address, beside = found.stub, found.path
        return ""

    def _is_lost(self, target: Target, beside: str) -> bool:
        """Whether a link that leads to no document should have done so."""
        suffix = PurePosixPath(target.path).suffix.lower()
        if target.kind == "title":
            # Double brackets are anybody's, but in a vault of notes they are links.
            return self._source.tree.is_vault
        if target.kind != "path" or target.is_whole:
            return not target.is_whole
        if target.query or suffix in _DOCUMENTS - {".txt", ".text"}:
            return True
        if suffix not in _PAGES and suffix[1:].isalnum() and len(suffix) < 6:
            return False
        if "/" not in target.path and not suffix:
            # A single word in brackets may be code.
            return False
        return not self._is_file(target.path, beside) and not _is_page_here(target.path)

    def _is_file(self, path: str, beside: str) -> bool:
        names = [path.lstrip("/"), posixpath.normpath(posixpath.join(posixpath.dirname(beside), path))]
        return any(name in self._source.tree for name in names)

    # -- Which document -----------------------------------------------------------------------------------------

    def _meant(self, target: Target, beside: str) -> Listed | None:
        match target.kind:
            case "file":
                return self._by_file(target.path, beside)
            case "name":
                return self._by_name(target.path, beside)
            case "slug" | "title":
                find = self._by_slug if target.kind == "slug" else self._by_title
                return find(target.path, beside) or self._by_name(target.path, beside)
        suffix = PurePosixPath(target.path).suffix.lower()
        if suffix in _DOCUMENTS:
            return self._by_file(target.path, beside)
        if target.path.startswith("/"):
            return self._by_address(target.path, target.query)
        return self._beside(target.path, beside)

    def _by_file(self, path: str, beside: str) -> Listed | None:
        """The document at `path`, from its folder or from where the site's content begins."""
        folder = posixpath.dirname(beside)
        plain = path.lstrip("/")
        names = [] if path.startswith("/") else [posixpath.normpath(posixpath.join(folder, path))]
        content = self._source.rule.content if self._source.rule else ("",)
        names += [f"{self._source.root}{base}{plain}" for base in ("", *content)]
        for name in names:
            for candidate in (name, f"{name.rstrip('/')}/index.md"):
                if found := self._at(candidate):
                    return found
        return None

    def _by_name(self, path: str, beside: str) -> Listed | None:
        """The document that ends in `path`, with or without suffix, and nothing else does; the nearest counts."""
        suffix = PurePosixPath(path).suffix.lower()
        if found := self._by_file(path, beside):
            return self._in_language(found, beside)
        stem = path.removesuffix(PurePosixPath(path).suffix) if suffix in _DOCUMENTS else path
        parts = [part for part in composed(stem.lower()).split("/") if part not in {"", ".", ".."}]
        near = self._by_stem.get(parts[-1], []) if parts else []
        return self._only([each for each in near if ends_in(each.path, parts)], beside)

    def _by_title(self, name: str, beside: str) -> Listed | None:
        """Wikis name a page by its file's name or its title, whatever their case."""
        return self._only(self._by_words.get(words_of(name), []), beside)

    def _by_slug(self, slug: str, beside: str) -> Listed | None:
        """The document that asks for a slug."""
        return self._only(self._by_wanted.get(slug, []), beside)

    def _by_address(self, path: str, query: str = "") -> Listed | None:
        """The document that was found at `path`, or there by `query`; without a rule the one whose place is like it."""
        # A template may add the folder in which the site lies: {{ "/x" | relative_url }}.
        prefix = self._source.rule.prefix if self._source.rule else ""
        known = (path, f"{prefix}/{path.lstrip('/')}")
        asked = [spelling for each in known for spelling in spellings_by_query(each, query)]
        # The number of a post is the same in every folder.
        asked += spellings_by_query("/", query) if number_in(query) else []
        plain = [spelling for each in known for spelling in spellings(each)] if path.strip("/") else []
        for spelling in dict.fromkeys([*asked, *plain]):
            if found := self._by_old_path.get(spelling):
                return found
        parts = [
            part
            for part in re.sub(r"\.html?\Z", "", composed(path.lower())).split("/")
            if part and part != "index"
        ]
        if not parts or (self._source.rule and self._source.rule.origin):
            return None
        like = [each for each in self._by_stem.get(parts[-1], ()) if ends_in(each.path, parts)]
        if len(parts) == 1:
            like = [each for each in like if "/" not in each.path.removeprefix(self._source.root)]
        return self._only(like, "")

    def _beside(self, path: str, beside: str) -> Listed | None:
        """A path from the page: of the address that it had, or among the files beside it."""
        here = self._listed.get(beside)
        for old in here.old_paths if here else ():
            base = old if old.endswith("/") else posixpath.dirname(old)
            if found := self._by_address(posixpath.normpath(posixpath.join("/", base, path))):
                return found
        name = posixpath.normpath(posixpath.join(posixpath.dirname(beside), re.sub(r"\.html?\Z", "", path)))
        return next((found for each in sorted(_DOCUMENTS) if (found := self._at(name + each))), None)

    def _in_language(self, found: Listed, beside: str) -> Listed:
        """The version of a document in the language of the one `beside`, if there is one."""
        language = self._source.translations.get(beside, "")
        where = PurePosixPath(found.path)
        return self._listed.get(f"{where.with_suffix('')}.{language}{where.suffix}", found)

    def _only(self, found: Sequence[Listed], beside: str) -> Listed | None:
        """The one document; of one in several languages, that in the language of the document `beside`."""
        languages = self._source.translations
        alike = [each for each in found if languages.get(each.path) == languages.get(beside)]
        originals = [each for each in found if each.path not in languages]
        return next((each[0] for each in (found, alike, originals) if len(each) == 1), None)

    # -- The book -----------------------------------------------------------------------------------------------

    @cached_property
    def _listed(self) -> dict[str, Listed]:
        """The articles and the stubs among the documents, by path, in the order in which they are imported."""
        found = (each for each in self._source.files() if not each.export)
        documents = ((each.entry, self._wish(each.context)) for each in found if each.context is not None)
        return {
            entry.path: Listed(
                entry.path,
                self._key(entry.identity),
                Asking("", seen.slug, seen.title[:200], seen.date, seen.language, seen.is_said),
                seen.old_paths,
                stub=seen.target,
                unseen=seen.unseen,
            )
            for entry, seen in self._glances(documents)
        }

    def _at(self, path: str) -> Listed | None:
        """The document at `path`, in whichever form its letters are."""
        return self._listed.get(path) or (None if path.isascii() else self._composed.get(composed(path)))

    @cached_property
    def _composed(self) -> dict[str, Listed]:
        return {composed(path): each for path, each in self._listed.items() if not path.isascii()}

    @cached_property
    def slugs(self) -> dict[str, str]:
        """The slug that each article has or will get, by path."""
        articles = [each for each in self._listed.values() if not each.stub]
        site = self._site()
        wanted = [each.asking for each in articles]
        found = placed(wanted, site.of_files([each.key for each in articles], wanted), site)
        return {each.path: slug for each, slug in zip(articles, found, strict=True)}

    @cached_property
    def _unseen(self) -> set[str]:
        """The slugs of articles that readers do not see, and will not after this import."""
        found = (self.slugs[each.path] for each in self._listed.values() if each.unseen and not each.stub)
        return set(found) - self._site().shown

    def placing(self, posts: Sequence[Asking]) -> list[str]:
        """The same for the posts in the source's exports, which are known by the names of their items."""
        site = self._site()
        return placed(posts, site.of_items([post.name for post in posts]), site)

    @cached_property
    def _by_wanted(self) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for each in self._listed.values():
            found.setdefault(each.asking.slug, []).append(each)
        return found

    @cached_property
    def _by_stem(self) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for each in self._listed.values():
            for stem in dict.fromkeys(stems(each.path)):
                found.setdefault(stem, []).append(each)
        return found

    @cached_property
    def _by_words(self) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for each in self._listed.values():
            for words in dict.fromkeys((words_of(PurePosixPath(each.path).stem), words_of(each.title))):
                found.setdefault(words, []).append(each)
        return found

    @cached_property
    def _by_old_path(self) -> dict[str, Listed]:
        """By the paths at which they were found; where two claim one, the first. An article goes before a stub."""
        found: dict[str, Listed] = {}
        for each in sorted(self._listed.values(), key=lambda listed: bool(listed.stub)):
            for path in each.old_paths:
                found.setdefault(spellings(unquote(path))[0], each)
                query = path.partition("?")[2].partition("#")[0]
                if query and (named := normalise_path(path)) != "/":
                    found.setdefault(named, each)
                if number_in(query):
                    found.setdefault(normalise_path(f"/?{query}"), each)
        return found


def _is_page_here(path: str) -> bool:
    """Whether this site has pages of that kind itself: a feed, a list, the search."""
    try:
        resolve(path if path.endswith("/") or "." in posixpath.basename(path) else f"{path}/")
    except Resolver404:
        return False
    return True
