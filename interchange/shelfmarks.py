"""The slugs that articles have on the site, and those that articles to come will get."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from articles.document.fields import Moment
from articles.slugs import Numbering, free_slug

from .readers.parts import Names


@dataclass(frozen=True)
class Shelfmarks:
    """What the site knows of articles: the slug of each that came from a file, by the file's key; and all slugs.

    `parts` are those of items in files that hold many, by the item's name: "post-12" of "export.xml#post-12".
    `is_version` tells whether a document of a title and a date is a version of the article at a slug.
    """

    known: Mapping[str, str]
    parts: Mapping[str, str]
    slugs: frozenset[str]
    is_version: Callable[[str, str, Moment | None], bool]
    # The slugs of those that readers see.
    shown: frozenset[str] = frozenset()

    def of_items(self, names: Sequence[str]) -> list[str]:
        """The slugs of a file's items, which are called so in their order; "" for those that are not here."""
        # Where two are called alike, the second is named with a number behind it.
        called = Names("", most=len(names))
        return [self.parts.get(called.give(name).removeprefix("#"), "") if name else "" for name in names]


def placed(
    wanted: Sequence[tuple[str, str, str, Moment | None]], known: Sequence[str], site: Shelfmarks
) -> list[str]:
    """The slugs of articles that ask for (slug, title, language, date) in this order, some `known` already."""
    mine = set(known) - {""}
    taken, others = set(site.slugs) | mine, site.slugs - mine
    numbering = Numbering()
    found = []
    for (slug, title, language, date), given in zip(wanted, known, strict=True):
        is_here = slug in others and site.is_version(slug, title, date)
        if given or is_here:
            found.append(given or slug)
        else:
            least = numbering.least(slug, taken.__contains__)
            found.append(free_slug(slug, taken, language, least=least))
        taken.add(found[-1])
    return found
