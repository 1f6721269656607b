"""Files of a folder that is kept in step which people have renamed: known by what they say."""

from collections import defaultdict
from functools import cached_property

from articles.document import Document, parse

from .checkout import Checkout
from .renames import marks_of

# A folder with more new files than this has not been edited by hand: of those only the very same bytes count.
_MOST_NEW = 500


class MovedFiles:
    """The `new` documents of a folder, each read once, that others may have become."""

    def __init__(self, files: Checkout, new: set[str]) -> None:
        self._files = files
        self._new = new

    def take(self, sha256: str, before: Document | None) -> str:
        """The new file with the very bytes of one that is missing, or else the only one with the identity, or the title
        and date, of what that said `before`; "" if there is none. It is no other one's from then on.
        """
        same = [path for path in self._by_digest[sha256] if path in self._new]
        if not same and before is not None and len(self._by_path) <= _MOST_NEW:
            wanted = marks_of(before)
            alike = [path for path in sorted(self._new) if wanted & self._marks[path]]
            same = alike if len(alike) == 1 else []
        self._new -= set(same[:1])
        return same[0] if same else ""

    @cached_property
    def _by_path(self) -> dict[str, str]:
        return {path: self._files.digest(path) for path in sorted(self._new)}

    @cached_property
    def _by_digest(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path, sha256 in self._by_path.items():
            found[sha256].append(path)
        return found

    @cached_property
    def _marks(self) -> dict[str, set[str]]:
        return {path: marks_of(parse(self._files.read(path))) for path in self._by_path}
