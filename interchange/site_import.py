"""The `site.yaml` of a source: taken over around its articles."""

from articles.document import Problem

from .apply import Ledger
from .archives import Entry
from .items import Line
from .media import Shelf
from .models import RunItem
from .site_file import SiteFileError, apply_filing, apply_images, apply_redirects, read_site_file
from .sources import Source


class SiteImport:
    """What a source's site file says, applied in two halves: filing before the articles, redirects after them."""

    def __init__(self, source: Source, shelf: Shelf, ledger: Ledger | None) -> None:
        self._entry: Entry | None = source.site_file
        self._beside = source.root
        self._shelf = shelf
        self._ledger = ledger
        self._site: dict[str, dict[str, object]] = {}
        self._made: dict[str, list[int]] = {}

    def begin(self) -> Line | None:
        """Take over authors, categories and series. Returns the file's line for the report; None without a file."""
        if self._entry is None:
            return None
        try:
            self._site = read_site_file(self._entry.read())
        except (SiteFileError, OSError) as error:
            problem = Problem("site-file-unreadable", str(error), severity="error")
            return Line(self._entry.path, "rejected", error=problem)
        count = {
            section: len(values) for section, values in self._site.items() if values and section != "site"
        }
        if self._ledger is not None:
            self._made = apply_filing(self._site, self._picture)
        said = ", ".join(f"{number} {section}" for section, number in count.items()) or "nothing"
        problem = Problem(
            "site-file", f"Not an article: {said}, taken over where missing here.", severity="error"
        )
        return Line(self._entry.path, "ignored", error=problem)

    def finish(self) -> None:
        """Describe the pictures that came, make the redirects, and note all that was made."""
        if self._entry is None or self._ledger is None:
            return
        apply_images(self._site)
        redirects, _ = apply_redirects(self._site, since=self._ledger.run.started)
        made = {**self._made, "redirect_keys": redirects}
        if any(made.values()):
            RunItem.objects.create(run=self._ledger.run, path=self._entry.path, result="ignored", made=made)

    def _picture(self, address: str) -> bytes | None:
        found = self._shelf.find(address, beside=self._beside)
        return found.read() if found else None
