"""What a permalink rule may know of a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType

from articles.document import Document
from articles.document.values import as_text, terms_in

from ..naming import PathFacts, suffix_of

_INDEX = frozenset({"index", "_index"})


@dataclass(frozen=True)
class Page:
    """A post: `path` is relative to the folder in which its site begins; keys of `data` are in lower case."""

    path: str
    title: str = ""
    date: date | datetime | None = None
    # From the frontmatter, or else from the path.
    language: str = ""
    author: str = ""
    category: str = ""
    # The name without the language in it: "post" of "post.de.md".
    name: str = ""
    data: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def folders(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts[:-1]

    @property
    def is_index(self) -> bool:
        """Whether the file stands for the folder that it lies in."""
        return self.name.lower() in _INDEX

    def text(self, *keys: str) -> str:
        """What the frontmatter says under the first of `keys` that has a text; "" for none."""
        for key in keys:
            text = (as_text(self.data.get(key)) or "").strip()
            if text and not isinstance(self.data.get(key), bool):
                return text
        return ""

    def terms(self, *keys: str) -> list[str]:
        """The terms listed under `keys`, all of them."""
        return [term.strip() for key in keys for term in terms_in(self.data.get(key)) if term.strip()]

    def below(self, *folders: str) -> tuple[str, ...] | None:
        """The folders of the post after `folders`; None when it does not lie there."""
        return self.folders[len(folders) :] if self.folders[: len(folders)] == folders else None


def _name(where: PurePosixPath, facts: PathFacts) -> str:
    if where.suffix == ".lr":
        return "index"
    stem = where.name[: len(where.name) - len(suffix_of(where.name))]
    return stem.removesuffix(f".{facts.language}") if facts.language else stem


def page_of(
    document: Document,
    path: str,
    facts: PathFacts,
    *,
    title: str = "",
    inherited: Mapping[str, object] = MappingProxyType({}),
) -> Page:
    """The page of a document at `path`, from which `facts` were read.

    `title` and what is `inherited` from its site hold where it says nothing itself.
    """
    fields = document.fields
    where = PurePosixPath(path)
    data = {str(key).lower(): value for key, value in document.data.items()}
    if not fields.category and (category := inherited.get("category")):
        data["category"] = category
    return Page(
        path=path,
        title=fields.title or title,
        date=fields.date or facts.date,
        language=fields.language or facts.language,
        author=fields.authors[0].name if fields.authors else "",
        category=fields.category,
        name=_name(where, facts),
        data=data,
    )
