"""The pictures that documents name: found in the source or under --media, brought into the media folder once."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from django.db.models import Q

from articles.document import Document, Problem
from articles.imaging import HASH_DIGITS, MAX_BYTES, ImageRefused
from articles.inline import inline_text
from articles.models import Image
from articles.slugs import chosen_slug, slug_for

from .archives import Entry, Tree
from .entries import Member
from .items import Item
from .naming import composed, suffix_of
from .newcomers import Newcomers
from .readers.addresses import host_of
from .readers.embedded import decoded, shortened, size_of_embedded, suffix_of_embedded
from .readers.references import IMAGE_SUFFIXES, Reference, rename

# Where generators keep what they serve as it is, below the folder in which a site begins.
_SERVED_FROM = (
    "",
    "static/",
    "public/",
    "assets/",
    "source/",
    "content/",
    "src/",
    "media/",
    "images/",
    "img/",
    ".vuepress/public/",
    "src/public/",
)

_STORED = re.compile(rf"-[0-9a-f]{{{HASH_DIGITS}}}(?=\.\w+\Z)")

# source as written -> [identity, fingerprint, new name], the name being "" for a picture that is refused
FoundMedia = dict[str, list[str]]

# Why a picture may be refused today and taken tomorrow, though its file stays the same.
_PASSING = frozenset({"image-unreadable", "image-too-costly"})


@dataclass
class Brought:
    """What was done about the pictures of one document."""

    document: Document
    found: FoundMedia = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    # The keys of pictures that came for this document, first of all; to be discarded if it can't be written after all.
    new: list[int] = field(default_factory=list)
    newcomers: Newcomers | None = None
    # Links that lead to no document of the source: one may come.
    dead: tuple[str, ...] = ()

    def discard(self) -> None:
        """Pictures that came for nothing do not stay: see `Newcomers.finish`."""
        if self.newcomers is not None:
            self.newcomers.release(self.new)

    def settle(self) -> None:
        """The pictures are noted with the article, in the same transaction."""
        if self.newcomers is not None:
            self.newcomers.settle(self.new)

    def as_json(self) -> dict[str, object]:
        noted: dict[str, object] = {"found": self.found, "missing": self.missing}
        return {**noted, "dead": list(self.dead)} if self.dead else noted


class Shelf:
    """The pictures that one source can offer: its own tree and the folders given with --media. Without `newcomers` none
    can be stored.
    """

    def __init__(
        self, tree: Tree, root: str, extra: Iterable[Tree] = (), newcomers: Newcomers | None = None
    ) -> None:
        self._tree = tree
        self._root = root
        self.newcomers = newcomers
        self._extra = list(extra)
        self._own_names = _by_name([tree])
        # Obsidian looks for a name alone in the whole vault.
        self._is_vault = tree.is_vault
        self._extra_names = _by_name(self._extra)

    def fingerprint(self, identity: str) -> str | None:
        entry = self._by_identity.get(identity)
        return entry.fingerprint if entry is not None else None

    @cached_property
    def _by_identity(self) -> dict[str, Entry]:
        """For what an earlier import found: the first one asks for none."""
        trees = (self._tree, *self._extra)
        return {entry.identity: entry for each in trees for entry in each if not entry.refusal}

    def find(self, path: str, *, beside: str) -> Entry | None:
        """The file that `path` means in a document at the path `beside`; None when it is not there."""
        for candidate in self._candidates(path, beside):
            if entry := self._tree.find(candidate):
                return entry
        wanted = _parts(composed(path))
        if not wanted:
            return None
        for tree in self._extra:
            if entry := tree.find("/".join(wanted)):
                return entry
        # A file of the source itself must match completely; whoever names a folder with --media means what is in it.
        least = len(wanted) if self._is_vault else max(2, len(wanted))
        return _best(self._own_names, wanted, at_least=least) or _best(self._extra_names, wanted, at_least=1)

    def _candidates(self, path: str, beside: str) -> Iterable[str]:
        folder = posixpath.dirname(beside)
        if not path.startswith("/"):
            yield _inside(posixpath.join(folder, path))
            # Hexo's folder of a post's own files: `foo/` beside `foo.md`.
            yield _inside(posixpath.join(folder, PurePosixPath(beside).stem, path))
            yield _inside(posixpath.join(folder, "images", PurePosixPath(path).name))
        plain = path.lstrip("/")
        for served in _SERVED_FROM:
            yield _inside(f"{self._root}{served}{plain}")


def bring(
    item: Item,
    wanted: Sequence[Reference],
    shelf: Shelf,
    *,
    known: FoundMedia | None = None,
) -> Brought:
    """Bring along the pictures that the document of `item` names, the `wanted`; name them as they are stored here.

    `known` is what an earlier import of the file found: a picture that is out of reach this time stays as it was.
    Where the shelf has no newcomers nothing is written, and pictures that are new keep their names. A picture that is
    nowhere, or refused, becomes a warning. Nothing is noted of one that stands in the document itself.
    """
    brought = Brought(item.document, dead=item.dead, newcomers=shelf.newcomers)
    here = Image.objects.for_sources({reference.source for reference in wanted}) if wanted else {}
    names: dict[str, str] = {}
    for reference in wanted:
        source = reference.source
        if source in names or source in brought.missing:
            continue
        if reference.is_embedded:
            name, _ = _stored(_embedded(source, item), reference, brought)
            names[source] = name or source
            continue
        entry = shelf.find(reference.path, beside=item.path)
        if entry is not None:
            name, is_settled = _stored(entry, reference, brought)
            names[source] = name or source
            if is_settled:
                brought.found[source] = [entry.identity, entry.fingerprint, name]
            else:
                brought.missing.append(source)
        elif known and source in known and known[source][2]:
            names[source] = known[source][2]
            brought.found[source] = known[source]
        elif source not in here:
            brought.missing.append(source)
            if _is_picture(reference):
                message = f"The picture “{source}” was found neither in the source nor under --media."
                if host_of(source):
                    message += " It is still fetched from the old site."
                brought.warnings.append(Problem("image-missing", message, reference.line))
    if renamed := {old: new for old, new in names.items() if old != new}:
        brought.document = rename(item.document, renamed, item.hosts)
    return brought


def unseen(media: dict[str, object], shelf: Shelf, *, beside: str) -> bool:
    """Whether what an earlier import noted about a file's pictures no longer holds: one came, or one changed."""
    found = media.get("found") or {}
    missing = media.get("missing") or []
    for identity, fingerprint, _ in found.values():  # type: ignore[attr-defined]
        if shelf.fingerprint(identity) not in {None, fingerprint}:
            return True
    wanted = [Reference(source, None, hosts=frozenset({host_of(source)})) for source in missing]  # type: ignore[attr-defined]
    return any(shelf.find(reference.path, beside=beside) for reference in wanted)


def _stored(entry: Entry, reference: Reference, brought: Brought) -> tuple[str, bool]:
    """The address of the stored picture, "" when it was refused, and whether the same file gives the same again."""
    name = posixpath.basename(entry.path)
    try:
        if entry.size > MAX_BYTES:
            raise ImageRefused("image-too-large", f"{name}: {entry.size // 2**20} MB is over the limit.")
        if brought.newcomers is None:
            digest = sha256(entry.read()).hexdigest()
            known = Image.objects.filter(Q(source_sha256=digest) | Q(sha256=digest)).first()
            return (known.url if known else reference.source), True
        told: list[str] = []
        with entry.aside() as file:
            image = brought.newcomers.store(file, name=name, label=plain_name(name), told=told)
    except (ImageRefused, OSError) as error:
        code = error.code if isinstance(error, ImageRefused) else "image-unreadable"
        brought.warnings.append(
            Problem(
                code, f"The picture “{shortened(reference.source)}” was left out: {error}", reference.line
            )
        )
        return "", code not in _PASSING
    for remark in told:
        message = f"The picture “{shortened(reference.source)}”: {remark}"
        field = None if reference.start >= 0 else "image"
        brought.warnings.append(Problem("image-reduced", message, reference.line, field=field))
    if brought.newcomers.claim(image):
        brought.new.append(image.pk)
    return image.url, True


def _embedded(source: str, item: Item) -> Entry:
    """The file of a picture that stands in a document: called like its article, for want of a name."""
    fields = item.document.fields
    called = chosen_slug(fields.slug) or chosen_slug(item.slug) or slug_for(inline_text(fields.title))
    size = size_of_embedded(source)
    return Member(
        f"{called}{suffix_of_embedded(source)}", "", size, "", open=lambda: BytesIO(decoded(source))
    )


def plain_name(name: str) -> str:
    """A stored picture's file name without the digits of its content: what it was called before it came here."""
    return _STORED.sub("", name)


def _is_picture(reference: Reference) -> bool:
    """Template tags and the like are reported elsewhere; a name without a suffix in the frontmatter may be anything."""
    return "{{" not in reference.source and (
        reference.start >= 0 or suffix_of(reference.path) in IMAGE_SUFFIXES
    )


def _by_name(trees: list[Tree]) -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = {}
    for tree in trees:
        for entry in tree:
            if not entry.refusal and suffix_of(entry.path) in IMAGE_SUFFIXES:
                index.setdefault(composed(posixpath.basename(entry.path)), []).append(entry)
    return index


def _best(index: dict[str, list[Entry]], wanted: list[str], *, at_least: int) -> Entry | None:
    """The entry whose path ends most like `wanted`; None when two do equally well and are not the same size."""
    scored = [
        (_common_end(_parts(composed(entry.path)), wanted), entry) for entry in index.get(wanted[-1], ())
    ]
    scored = [each for each in scored if each[0] >= at_least]
    if not scored:
        return None
    best = max(score for score, _ in scored)
    winners = [entry for score, entry in scored if score == best]
    return winners[0] if len({entry.fingerprint for entry in winners}) == 1 else None


def _common_end(one: list[str], other: list[str]) -> int:
    length = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        length += 1
    return length


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in {"", ".", ".."}]


def _inside(path: str) -> str:
    """`path` normalised; "" when it leads out of the tree."""
    path = posixpath.normpath(path)
    return "" if path.startswith(("..", "/")) or path == "." else path
