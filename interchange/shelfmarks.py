"""The slugs that articles have on the site, and those that they and articles to come will have after an import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from articles.document.fields import Moment
from articles.slugs import Numbering, free_slug

from .readers.addresses import Asking
from .readers.parts import Names
from .site_before import Shelved


@dataclass(frozen=True)
class Shelfmarks:
    """What the site knows of articles: those that came from files, by the file's key; and all slugs.

    `parts` are those of items in files that hold many, by the item's name: "post-12" of "export.xml#post-12".
    `is_version` tells whether a document of a title and a date is a version of the article at a slug, `moves` whether
    an article whose file asks for a slug goes there, `renamed` of which file that has gone a document is a version.
    """

    known: Mapping[str, Shelved]
    parts: Mapping[str, Shelved]
    slugs: frozenset[str]
    is_version: Callable[[str, str, Moment | None], bool]
    moves: Callable[[Shelved, str], bool]
    renamed: Callable[[Asking], Shelved | None]
    # The slugs of those that readers see.
    shown: frozenset[str] = frozenset()

    def of_files(self, keys: Sequence[str], wanted: Sequence[Asking]) -> list[Shelved | None]:
        """What is known of files with these keys, which ask so; None for those that are not here."""
        return [self.known.get(key) or self.renamed(asking) for key, asking in zip(keys, wanted, strict=True)]

    def of_items(self, names: Sequence[str]) -> list[Shelved | None]:
        """What is known of a file's items, which are called so in their order; None for those that are not here."""
        # Where two are called alike, the second is named with a number behind it.
        called = Names("", most=len(names))
        return [self.parts.get(called.give(name).removeprefix("#")) if name else None for name in names]


def placed(wanted: Sequence[Asking], known: Sequence[Shelved | None], site: Shelfmarks) -> list[str]:
    """The slugs of articles that are brought in this order, some `known` already: as importing gives them."""
    mine = {each.slug for each in known if each}
    taken, others = set(site.slugs) | mine, site.slugs - mine
    numbering = Numbering()
    found: list[str] = []
    displaced: list[int] = []
    for asking, shelved in zip(wanted, known, strict=True):
        if shelved is not None:
            slug = shelved.slug
            goes = asking.is_said or shelved.follows
            if goes and asking.slug != slug and site.moves(shelved, asking.slug):
                taken.discard(slug)
                slug, numbering = free_slug(asking.slug, taken), Numbering()
                if slug != asking.slug:
                    displaced.append(len(found))
        elif not asking.slug or (
            asking.slug in others and site.is_version(asking.slug, asking.title, asking.date)
        ):
            slug = asking.slug
        else:
            least = numbering.least(asking.slug, taken.__contains__)
            slug = free_slug(asking.slug, taken, asking.language, least=least)
        found.append(slug)
        taken.add(slug)
    for place in displaced:
        # The one that was there has left by now, perhaps (see `displaced`).
        if (slug := wanted[place].slug) not in taken:
            taken.discard(found[place])
            taken.add(slug)
            found[place] = slug
    return found
