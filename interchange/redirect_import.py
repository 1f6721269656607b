"""Old addresses that a source only sends on: stubs, and the rules of its host, kept as redirects of this site.

They are made when all articles of the source are there, and so their lines are the last of its report.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from articles.document import Problem
from articles.document.values import storable
from articles.models import Article, Redirect
from articles.models.redirect import is_target, normalise_path, spellings

from .address_book import AddressBook, Listed
from .apply import Ledger
from .items import Line, Moved
from .models import RunItem
from .readers.redirects import may_redirect, read_redirects
from .sources import Source

_ARTICLES = "/articles/"


@dataclass
class _Noted:
    """A file and what it sends on; `line` is its line if nothing can be made of it, `is_stub` a single page."""

    line: Line
    moved: list[Moved]
    is_stub: bool = True
    made: list[int] = field(default_factory=list)


def _storable(moved: Moved) -> Moved:
    """The same without what is no character, which databases can't hold."""
    return Moved(tuple(str(storable(path)) for path in moved.paths), str(storable(moved.target)))


class RedirectImport:
    """The redirects of one source. Without a ledger it is a plan, and nothing is written."""

    def __init__(self, source: Source, book: AddressBook, ledger: Ledger | None) -> None:
        self._source = source
        self._book = book
        self._ledger = ledger
        self._noted: list[_Noted] = []

    def takes(self, line: Line, moved: Moved | None = None) -> bool:
        """Whether the file of `line` holds redirects; the line comes with `lines` then.

        `moved` is what was read in it already.
        """
        found = [_storable(each) for each in ([moved] if moved else self._in_file(line.source))]
        is_stub = moved is not None or line.source.lower().endswith((".html", ".htm"))
        if found:
            self._noted.append(_Noted(line, found, is_stub=is_stub))
        return bool(found)

    def _in_file(self, path: str) -> list[Moved]:
        entry = self._source.tree.find(path)
        if entry is None or not may_redirect(path, entry.size):
            return []
        try:
            moved = read_redirects(path.removeprefix(self._source.root), entry.read())
        except OSError:
            return []
        rule = self._source.rule
        prefix = rule.prefix if rule and path.lower().endswith((".html", ".htm")) else ""
        return [Moved(tuple(f"{prefix}{old}" for old in each.paths), each.target) for each in moved]

    def lines(self) -> Iterator[Line]:
        """Make the redirects, and say of each file what was made of it."""
        for noted in self._noted:
            yield self._settled(noted)

    def _settled(self, noted: _Noted) -> Line:
        kept: list[tuple[str, str]] = []
        count = 0
        with transaction.atomic():
            for moved in noted.moved:
                target = self._target(moved.target, noted)
                for old in moved.paths:
                    count += 1
                    if target is not None and self._keep(normalise_path(old)[:1000], target, noted):
                        kept.append((old, target if isinstance(target, str) else target.get_absolute_url()))
            if noted.made and self._ledger is not None:
                made = {"redirect_keys": noted.made}
                RunItem.objects.create(
                    run=self._ledger.run, path=noted.line.source, result="ignored", made=made
                )
        return _said(noted, kept, count)

    def _target(self, written: str, noted: _Noted) -> "Article | str | None":
        """Where readers end: an article, or for a stub an address elsewhere; None for what is not here."""
        end = self._book.end_of(written, noted.line.source)
        if isinstance(end, Listed):
            slug = self._book.slugs[end.path]
            return Article.objects.filter(slug=slug).first() or (
                Article(slug=slug) if self._ledger is None else None
            )
        if end and noted.is_stub and is_target(end):
            return end
        path = normalise_path(end or written)
        found = (
            Redirect.objects.filter(path__in=spellings(path))
            .exclude(article=None)
            .select_related("article")
            .first()
        )
        if found is not None:
            return found.article
        slug = path.removeprefix(_ARTICLES)
        return Article.objects.filter(slug=slug).first() if path.startswith(_ARTICLES) else None

    def _keep(self, path: str, target: "Article | str", noted: _Noted) -> bool:
        """Whether `path` leads to `target` now: what leads elsewhere already stays as it is."""
        known = Redirect.objects.filter(path=path).select_related("article").first()
        if known is not None:
            return known.target == (target if isinstance(target, str) else target.get_absolute_url())
        own = (
            path.startswith(_ARTICLES) and Article.objects.filter(slug=path.removeprefix(_ARTICLES)).exists()
        )
        if path == "/" or own:
            return False
        to = {"url": target[:2000]} if isinstance(target, str) else {"article": target}
        redirect = Redirect(path=path, **to)
        if isinstance(target, str) and redirect.leads_back():
            return False
        if self._ledger is not None:
            redirect.save()
            noted.made.append(redirect.pk)
        return True


def _said(noted: _Noted, kept: list[tuple[str, str]], count: int) -> Line:
    """The line of a file, by what was kept of it."""
    line = noted.line
    if noted.is_stub and kept:
        old = ", ".join(dict.fromkeys(path for path, _ in kept))
        message = f"No article: {old} only sent readers on, and does so here: to {kept[0][1]}."
        return _ignored(line, "redirect-kept", message)
    if noted.is_stub:
        target = noted.moved[0].target
        why = (
            "whose own address is not known"
            if not noted.moved[0].paths
            else f"and {target} is none of the articles"
        )
        return _ignored(line, "redirect-stub", f"No article: it only sends readers on to {target}, {why}.")
    message = f"Redirects: {len(kept)} of {count} lead to articles and were kept."
    return _ignored(line, "redirect-kept" if kept else "redirects", message)


def _ignored(line: Line, code: str, message: str) -> Line:
    error = Problem(code, message, line.error.line if line.error else None, severity="error")
    return Line(line.source, "ignored", warnings=line.warnings, error=error)
