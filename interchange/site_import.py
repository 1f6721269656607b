"""The `site.yaml` of a source: taken over around its articles."""

from django.db import transaction

from articles.document import Problem
from articles.imaging import ImageRefused
from articles.models import Image

from .apply import Ledger
from .archives import Entry
from .items import Line
from .media import Shelf, plain_name
from .models import RunItem
from .site_file import (
    SiteFileError,
    apply_filing,
    apply_images,
    apply_redirects,
    portraits_named,
    read_site_file,
)
from .sources import Source


class SiteImport:
    """What a source's site file says, applied in two halves: filing before the articles, redirects after them."""

    def __init__(self, source: Source, shelf: Shelf, ledger: Ledger | None) -> None:
        self._entry: Entry | None = source.site_file
        self._beside = source.root
        self._shelf = shelf
        self._ledger = ledger
        self._site: dict[str, dict[str, object]] = {}

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
            portraits, came = self._portraits()
            with transaction.atomic():
                self._note(self._ledger, {**apply_filing(self._site, portraits), "images": came})
                if self._shelf.newcomers is not None:
                    self._shelf.newcomers.settle(came)
        said = ", ".join(f"{number} {section}" for section, number in count.items()) or "nothing"
        problem = Problem(
            "site-file", f"Not an article: {said}, taken over where missing here.", severity="error"
        )
        return Line(self._entry.path, "ignored", error=problem)

    def finish(self) -> None:
        """Describe the pictures that came, and make the redirects."""
        if self._entry is None or self._ledger is None:
            return
        apply_images(self._site)
        with transaction.atomic():
            redirects, _ = apply_redirects(self._site, since=self._ledger.run.begun)
            self._note(self._ledger, {"redirect_keys": redirects})

    def _note(self, ledger: Ledger, made: dict[str, list[int]]) -> None:
        if self._entry is not None and any(made.values()):
            RunItem.objects.create(run=ledger.run, path=self._entry.path, result="ignored", made=made)

    def _portraits(self) -> tuple[dict[str, Image], list[int]]:
        """The pictures of authors by their addresses in the file, and the keys of those that came with it."""
        named = portraits_named(self._site)
        found = Image.objects.for_sources(named) if named else {}
        for address in named:
            if address not in found and (image := self._portrait(address)) is not None:
                found[address] = image
        newcomers = self._shelf.newcomers
        return found, [
            image.pk for image in found.values() if newcomers is not None and newcomers.claim(image)
        ]

    def _portrait(self, address: str) -> Image | None:
        entry = self._shelf.find(address, beside=self._beside)
        if entry is None or self._shelf.newcomers is None:
            return None
        name = address.rpartition("/")[2]
        try:
            with entry.aside() as file:
                return self._shelf.newcomers.store(file, name=name, label=plain_name(name))
        except ImageRefused:
            return None
