"""One file's bytes -> an item: the document as its author wrote it, with what only its path knows added to it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import PurePosixPath

from articles.document import AuthorRef, Document, Fields, Problem, parse, repair
from articles.document.problem import Severity

from ..items import Context, Item, Moved, NoItem
from ..merge_marks import UNFINISHED, unresolved_merge
from ..naming import PathFacts, suffix_of
from . import html_documents, ikiwiki, jsx, lektor, restructured_header, textile_links
from .bundles import bundle_picture
from .crosslinks import relink
from .former import moved_to, old_paths, own_slug, said_by_rule, with_aliases
from .leftovers import leftovers
from .local_times import is_to_come, local_time, settle_times
from .nikola import with_frontmatter
from .no_posts import has_title, no_article, why
from .older_markdown import is_python_markdown, with_blank_lines_around_html, with_spaced_headings
from .other_headers import with_header
from .own_keys import own_picture, own_title, said_by_key
from .own_marks import with_common_marks
from .own_ways import in_common_words, is_understood, with_split_terms, without_ghost_url
from .path_facts import facts_in
from .plaintext import ListingPage, looks_like_markdown, read_plaintext
from .publish_dates import Embargo, dated_by_site, embargo_of, in_sites_order
from .rough_dates import rough_date
from .site_variables import with_variables
from .standing import held_back
from .titles import title_of

# Raised by one whenever the same bytes would be read differently, so that a second import looks again.
READER_VERSION = 19
MAX_DOCUMENT_BYTES = 5 * 1024 * 1024

# What XML feeds and PostgreSQL can't hold (https://www.w3.org/TR/xml/#charsets); tab and line ends stay.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_ASCII_CONTROLS = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))
# Programs to which a folder called `_posts` means nothing.
_WITHOUT_FOLDERS = frozenset({"hugo", "zola"})
_ABOUT_AUTHORS = frozenset({".md", ".mdx", ".json", ".yml", ".yaml", ".toml"})
# Why a document is a draft that had no address: its site said so, or nobody knows what was said.
_NEVER_SHOWN = frozenset({"status-from-site", "status-from-unknown"})


def read(data: bytes, context: Context) -> Item | NoItem:
    """The article in `data`. Never raises on content: what can't be imported says why."""
    original = parse(data)
    document = headed(original, context)
    merging = unresolved_merge(original.text) if "<<<<<<< " in original.text else None
    if nothing := _no_text(document, merging, context):
        return nothing
    document, warnings = _clean(document, context)
    warnings += (_unfinished(merging, "warning"),) if merging else ()
    if errors := [problem for problem in document.problems if problem.severity == "error"]:
        return NoItem(context.path, "rejected", errors[0], (*warnings, *errors[1:]))
    facts = facts_in(context)
    if nothing := _nothing(document, facts, context):
        return nothing
    document, filled = _filled_in(document, context)
    warnings += tuple(filled)
    if context.own_layout:
        # An export of ours is complete, and its file names are slugs and nothing else.
        facts = PathFacts(slug=PurePosixPath(context.path).stem)
    elif _is_plain_text(document, context):
        try:
            document, remarks = read_plaintext(document.text, name=facts.slug)
        except ListingPage:
            if context.status == "keep":
                return NoItem(context.path, "ignored", _LISTING)
        else:
            warnings += remarks
    elif convert := _converter(context):
        document, told = convert(document)
        warnings += tuple(told)
    if not context.own_layout:
        document, remarks = _in_common_markdown(document, context)
        warnings += remarks
    document, chosen = in_sites_order(document, context.clock, facts.date)
    facts = dated_by_site(facts, document, context.clock)
    document, settled = settle_times(document, context.clock)
    embargo = None if context.own_layout else embargo_of(document, context.clock)
    warnings = (*_without_settled(warnings, settled), *chosen, *settled)
    warnings = _still_overruled(warnings, document, embargo) if chosen or embargo else warnings
    document, lost = relink(document, context.links, context.to_drafts)
    document, mended = without_ghost_url(document)
    language = document.fields.language
    # Before anything is added: the lines that warnings name are those of the file.
    warnings += (*_unsaid(document), *leftovers(document), *lost, *mended)
    document, additions = _complete(document, facts, context)
    if not context.own_layout:
        document = with_blank_lines_around_html(document, context.flavour, is_mdx=_is_mdx(context))
    document, slug = own_slug(document, facts, context)
    # Last of all: its old address has the terms in it as they are written.
    document, split = with_split_terms(document, context.flavour)
    dead = tuple(each for each, new in context.links.items() if not new) if lost else ()
    # A picture may be what a flag says.
    taken = {("value-unreadable", each.field) for each in additions if each.code == "image-from-key"}
    warnings = tuple(each for each in warnings if (each.code, each.field) not in taken)
    every = (*warnings, *_undated(document, facts), *additions, *split)
    item = Item(context.path, document, original, slug, context.modified, every, dead=dead, embargo=embargo)
    return replace(item, language=language)


# -- What kind of text it is ------------------------------------------------------------------------------------


def _ignored(context: Context, code: str, message: str) -> NoItem:
    return NoItem(context.path, "ignored", why(code, message))


_LISTING = why(
    "listing-page",
    "A page that lists a blog's posts, with excerpts but no article of its own. "
    "With --status draft it is imported as a draft all the same.",
)


def _no_text(document: Document, merging: int | None, context: Context) -> NoItem | None:
    """A file that is none to be read; `merging` is the line on which git has not finished a merge in it."""
    if not document.text.strip():
        return _ignored(context, "empty", "The file is empty.")
    if _is_binary(document.text):
        return _ignored(context, "not-text", "The file is not text.")
    if merging and not context.own_layout:
        # A text from here may be about such marks, and comes back as it was.
        return NoItem(context.path, "rejected", _unfinished(merging, "error"))
    return None


def _unfinished(line: int, severity: Severity) -> Problem:
    return Problem("merge-unfinished", UNFINISHED, line, severity=severity)


def _is_binary(text: str) -> bool:
    sample = text[:4096]
    return _has_controls(sample) and len(_CONTROLS.findall(sample)) > len(sample) * 0.1


def _is_plain_text(document: Document, context: Context) -> bool:
    suffix = PurePosixPath(context.path).suffix.lower()
    return (
        suffix in {".txt", ".text"} and document.format == "none" and not looks_like_markdown(document.text)
    )


def _nothing(document: Document, facts: PathFacts, context: Context) -> NoItem | None:
    """A document of which no article comes; None for one of which one does."""
    if target := moved_to(document):
        paths = (*old_paths(document, facts, context, title=""), *document.fields.aliases)
        message = f"No article: it only sends readers on to {target}."
        return NoItem(context.path, "ignored", why("redirect-stub", message), moved=Moved(paths, target))
    reason = no_article(document, context)
    return NoItem(context.path, "ignored", reason) if reason else None


# -- Cleaning ---------------------------------------------------------------------------------------------------


def _clean(document: Document, context: Context) -> tuple[Document, tuple[Problem, ...]]:
    """The document with mojibake mended and control characters gone, and the warnings that say so."""
    warnings = [problem for problem in document.problems if problem.severity == "warning"]
    # What looks like mojibake in a text from here was written so, and comes back as it was.
    repaired = document if context.own_layout else repair(document)
    if repaired is not document:
        warnings += [problem for problem in repaired.problems if problem not in document.problems]
        document = repaired
    if _has_controls(document.text) and (found := _CONTROLS.search(document.text)):
        names = sorted({f"U+{ord(character):04X}" for character in _CONTROLS.findall(document.text)})
        line = document.text.count("\n", 0, found.start()) + 1
        message = f"Control characters that feeds and databases can't hold were removed: {', '.join(names)}."
        warnings.append(Problem("control-characters-removed", message, line))
        document = parse(_CONTROLS.sub("", document.text))
        known = {each.code for each in warnings}
        warnings += [
            each for each in document.problems if each.severity == "warning" and each.code not in known
        ]
    return document, tuple(warnings)


def _has_controls(text: str) -> bool:
    """Whether there are any: told many times faster than by looking for them."""
    data = text.encode()
    return len(data.translate(None, _ASCII_CONTROLS)) < len(data) or "\ufffe" in text or "\uffff" in text


def _without_settled(warnings: tuple[Problem, ...], settled: Sequence[Problem]) -> tuple[Problem, ...]:
    """The warnings without those of dates that could be read once the zone was known."""
    fields = {each.field for each in settled}
    return tuple(each for each in warnings if each.code != "date-unreadable" or each.field not in fields)


def _still_overruled(
    warnings: tuple[Problem, ...], document: Document, embargo: Embargo | None
) -> tuple[Problem, ...]:
    """The warnings without those of dates that count after all: by the site's order, or as embargoes."""
    overruled = {each.field for each in document.problems if each.code == "key-overruled"}
    if embargo and (is_to_come(embargo.until) or is_to_come(document.fields.date)):
        overruled.discard(embargo.key)
    return tuple(each for each in warnings if each.code != "key-overruled" or each.field in overruled)


def _undated(document: Document, facts: PathFacts) -> list[Problem]:
    """A warning for a file's name that begins with no date, where nothing else says one."""
    if not facts.impossible or document.fields.date is not None:
        return []
    message = f"The file's name says {facts.impossible}, which is no date."
    return [Problem("date-unreadable", message, field="date")]


def _unsaid(document: Document) -> list[Problem]:
    """A warning for each key that nothing here understands; it stays in the document."""
    reported = {problem.field for problem in document.problems}
    return [
        Problem(
            "key-unknown",
            f"“{key}” is not understood; it stays in the document.",
            _line_of_key(document, key),
            key,
        )
        for key in document.fields.unknown
        if key not in reported and not is_understood(key, document.data)
    ]


def _line_of_key(document: Document, key: str) -> int | None:
    top = key.split(".", 1)[0]
    for number, line in enumerate(document.text.splitlines()[: document.body_line], start=1):
        if line.lstrip("\"'[ \t").startswith(top):
            return number
    return None


def headed(document: Document, context: Context) -> Document:
    """A document that says something of itself in the manner of its program, with that as frontmatter."""
    if line := lektor.line_between(document.text, suffix_of(context.path)):
        text = lektor.with_frontmatter(document.text, line)
    else:
        text = _headed(document, context) if document.format == "none" else ""
    return parse(text).noting(*document.problems) if text else document


def _headed(document: Document, context: Context) -> str:
    """The text with what Nikola says of it, there or in a file beside it, as frontmatter; "" without such a thing.

    So with what reStructuredText says of itself.
    """
    if context.header:
        return f"{context.header}{document.text}"
    if suffix_of(context.path) in html_documents.SUFFIXES:
        return html_documents.with_frontmatter(document.text)
    if suffix_of(context.path) == ikiwiki.SUFFIX:
        return ikiwiki.with_frontmatter(document.text)
    if other := with_header(document.text, context.path):
        return other
    found = with_frontmatter(document.text) if document.text.lstrip().startswith(("<!--", ".. ")) else ""
    if not found and _is_restructured(context) and document.text.strip():
        return restructured_header.with_frontmatter(document.text)
    return found


def _is_restructured(context: Context) -> bool:
    return suffix_of(context.path) in restructured_header.SUFFIXES


def _filled_in(document: Document, context: Context) -> tuple[Document, list[Problem]]:
    """A document of Jekyll's with the variables whose values are known. Its program looks at a text before all else."""
    if context.own_layout or context.flavour != "jekyll":
        return document, []
    return with_variables(document, context.said.variables)


def _in_common_markdown(document: Document, context: Context) -> tuple[Document, tuple[Problem, ...]]:
    """A document without what only the Markdown or the templates of its program understand."""
    document, shown = jsx.with_pictures(document)
    document, said = in_common_words(
        document, context.flavour, is_vault=context.is_vault, is_mdx=_is_mdx(context)
    )
    document, marked = with_common_marks(document, context.said.marks)
    document, spaced = with_spaced_headings(document, context.flavour)
    return document, (*shown, *said, *marked, *spaced)


def _is_mdx(context: Context) -> bool:
    """Docusaurus takes all of its documents for MDX, whatever their files are called."""
    return context.flavour == "docusaurus" or suffix_of(context.path) == ".mdx"


def _converter(context: Context) -> Callable[[Document], tuple[Document, list[Problem]]] | None:
    """What makes Markdown of a document's body; None for one that is Markdown."""
    if suffix_of(context.path) in html_documents.SUFFIXES:
        return html_documents.in_markdown
    # These take a while to load, and few blogs need them.
    if _is_restructured(context):
        return import_module(f"{__package__}.restructured").in_markdown  # type: ignore[no-any-return]
    if suffix_of(context.path) == textile_links.SUFFIX:
        return import_module(f"{__package__}.textile_documents").in_markdown  # type: ignore[no-any-return]
    return None


# -- Completing -------------------------------------------------------------------------------------------------


def _complete(document: Document, facts: PathFacts, context: Context) -> tuple[Document, tuple[Problem, ...]]:
    """The document saying what only its path or the operator's options knew, and a warning for each addition."""
    warnings: list[Problem] = []
    values: dict[str, object] = {}
    fields = document.fields

    def add(key: str, value: object, code: str, message: str, said_by: str = "") -> None:
        values[key] = value
        warnings.append(Problem(code, message, field=said_by or key))

    if not has_title(document, context):
        own = None if context.own_layout else own_title(document)
        title, code, message = title_of(document, facts) if own is None else (own[1], *said_by_key(own[0]))
        add("title", title, code, message)
    for key, value, code, message in (*_from_path(document, facts, context), *_from_site(fields, context)):
        if key not in values:
            add(key, value, code, message)
    if fields.image is None and (picture := bundle_picture(document, context.pictures)):
        add(
            "image",
            picture,
            "image-from-bundle",
            f"Its picture is {picture.src}, by the name that it has in the bundle.",
        )
    elif fields.image is None and not context.own_layout and (found := own_picture(document)):
        message = f"“{found[0]}” is the only key that names a picture."
        add("image", found[1], "image-from-key", message, found[0])
    if isinstance(written := values.get("date"), datetime):
        values["date"] = local_time(written, context.clock) or written
    if not fields.category and context.category:
        values.setdefault("category", context.category)
    if not fields.dialect and is_python_markdown(document, context.flavour) and _converter(context) is None:
        values["dialect"] = "python-markdown"
    if context.status == "keep" and not fields.status and (why := held_back(document, facts, context)):
        add("status", "draft", *why)
    elif context.status not in {"keep", fields.status or "published"}:
        values["status"] = context.status
    held = values.get("status") == "draft" and _NEVER_SHOWN & {warning.code for warning in warnings}
    paths = [] if held else old_paths(document, facts, context, title=str(values.get("title", "")))
    if paths:
        add("aliases", with_aliases(document, paths), "alias-from-rule", said_by_rule(paths, context))
    return (document.replace(**values) if values else document), tuple(warnings)


Addition = tuple[str, object, str, str]
"""A canonical key, the value to add, and the code and message of the warning that says so."""


def _from_path(document: Document, facts: PathFacts, context: Context) -> Iterator[Addition]:
    """What the document's path and its site's settings say and the document does not."""
    fields = document.fields
    if fields.date is None and facts.date is not None:
        vague = "" if facts.day_known else " (the path names no day; the first was taken)"
        where = "key that comes first in the old site's settings" if facts.date_from == "settings" else "path"
        yield (
            "date",
            facts.date,
            f"date-from-{facts.date_from}",
            f"The date was taken from the {where}{vague}.",
        )
    elif rough := rough_date(document):
        written, day = rough
        message = f"“{written}” names no day that there is; {day} was taken."
        yield "date", day, "date-from-part", message
    elif fields.date is None and fields.updated is not None:
        yield "date", fields.updated, "date-from-updated", "The document says only when it was updated."
    if not fields.language and facts.language:
        message = "The language was taken from the file's name."
        yield "language", facts.language, "language-from-filename", message
    elif not fields.language and context.translation:
        message = "The language was taken from the folder."
        yield "language", context.translation, "language-from-folder", message
    elif not fields.language and (
        code := context.language.of_folder(context.path, fields.title + document.body)
    ):
        yield "language", code, "language-from-folder", "The language was taken from the folder."
    elif not fields.language and (code := context.language.of(f"{fields.title}\n{document.body}")):
        message = f"{context.language.origin} says it for posts that do not."
        yield "language", code, "language-from-site", message
    if not fields.category and facts.category and context.flavour not in _WITHOUT_FOLDERS:
        yield "category", facts.category, "category-from-folder", "The category was taken from the folder."


def _from_site(fields: Fields, context: Context) -> Iterator[Addition]:
    """What the site says of its posts and the document does not; names for authors that it names by keys."""
    people = context.said.people
    for key, (value, origin) in context.said.values.items():
        if not getattr(fields, key) and (key != "status" or context.status == "keep"):
            said = (
                _looked_up(value, people) or value if isinstance(value, tuple) and key == "authors" else value
            )
            yield key, said, f"{key}-from-site", f"{origin} says it for posts that do not."
    if any(context.said.tags.get(tag, tag) != tag for tag in fields.tags):
        tags = tuple(dict.fromkeys(context.said.tags.get(tag, tag) for tag in fields.tags))
        yield "tags", tags, "tags-from-site", "The tags were looked up in the site's list of them."
    if authors := _looked_up(fields.authors, people):
        yield (
            "authors",
            authors,
            "authors-from-site",
            "The authors were looked up in the site's list of them.",
        )


def _key_of(author: AuthorRef) -> str:
    """The key by which a site knows an author: Tina's documents name the file about them, `content/authors/ada.md`."""
    key = author.slug or author.name
    is_file = "/" in key and suffix_of(key) in _ABOUT_AUTHORS
    return PurePosixPath(key).stem if is_file else key


def _looked_up(authors: Sequence[AuthorRef], people: Mapping[str, AuthorRef]) -> list[AuthorRef]:
    """The authors with their names, where they are named by the keys that the site has for them; else none."""
    known = [people.get(_key_of(each)) for each in authors]
    if all(each is None or each.name == author.name for author, each in zip(authors, known, strict=True)):
        return []
    return [
        AuthorRef(each.name, url=author.url or each.url, bio=author.bio or each.bio) if each else author
        for author, each in zip(authors, known, strict=True)
    ]
