"""Where a document was found on the site that it comes from, and where that sends its readers on to."""

import re
from collections.abc import Sequence

from articles.document import Document
from articles.document.values import as_text
from articles.slugs import chosen_slug, slug_for

from ..items import Context
from ..naming import PathFacts, as_bundle
from ..permalinks.page import page_of

# Keys under which generators and their plugins name where a page has moved: jekyll-redirect-from, layouts of themes.
_MOVED_TO = ("redirect_to", "redirect", "redirect_url", "redirecturl", "redirectto", "redirect-to")
# Where the layout says that a page only sends on, these say where to.
_TARGETS = ("target", "target_url", "location", "link", "to", "external_url")
_REFRESH = re.compile(
    r"<meta\b[^<>]*http-equiv\s*=\s*[\"']?refresh[\"']?[^<>]*content\s*=\s*(?P<mark>[\"'])\s*\d+\s*;\s*url\s*=\s*"
    r"['\"]?(?P<target>[^\"'<>\s]+)",
    re.IGNORECASE,
)
# What stands in a page that only sends readers on.
_LONGEST_STUB = 2000
_ADDRESSES = frozenset({"permalink", "url", "path", "slug"})


def old_paths(document: Document, facts: PathFacts, context: Context, *, title: str) -> list[str]:
    """Where a post was found by its site's rule, as far as it doesn't say so itself; a draft was found nowhere."""
    is_draft = facts.draft or document.fields.status == "draft"
    if context.rule is None or context.own_layout or is_draft:
        return []
    path = (as_bundle(context.path) if context.by_folder else context.path).removeprefix(context.root)
    inherited = {key: value for key, (value, _) in context.said.values.items()}
    return context.rule.paths(page_of(document, path, facts, title=title, inherited=inherited))


def with_aliases(document: Document, paths: Sequence[str]) -> tuple[str, ...]:
    """The document's aliases with `paths` among them; those that it gives by a permalink stay the last."""
    places = document.view.places.get("aliases", ())
    addresses = {found.value for found in places if found.name.rpartition(".")[2] in _ADDRESSES}
    listed = [each for each in document.fields.aliases if each not in addresses]
    return (*listed, *paths, *(each for each in document.fields.aliases if each in addresses))


def said_by_rule(paths: Sequence[str], context: Context) -> str:
    """How it is known that a post was found at `paths`."""
    rule, named = context.rule, ", ".join(paths)
    if rule is not None and rule.origin:
        return f"It was found at {named}, as {rule.origin} says."
    return f"It was found at {named}, if {rule.supposed if rule else 'the site kept to the default'}."


def moved_to(document: Document) -> str:
    """The address to which a document only sends its readers on; "" for one that says something itself."""
    data = {str(key).lower(): value for key, value in document.data.items()}
    body = document.body.strip()
    if len(body) <= _LONGEST_STUB and (found := _REFRESH.search(body)):
        return found["target"]
    if body:
        return ""
    kinds = {(as_text(data.get(key)) or "").strip().lower() for key in ("layout", "type", "template")}
    keys = (*_MOVED_TO, *(_TARGETS if any("redirect" in kind for kind in kinds) else ()))
    for key in keys:
        value = data.get(key)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str) and first.strip():
            return first.strip()
    return ""


def refreshed_to(html: str) -> str:
    """The address to which a page of HTML sends its readers on at once; "" for any other page."""
    found = _REFRESH.search(html) if len(html) <= _LONGEST_STUB * 4 else None
    return found["target"] if found else ""


def own_slug(document: Document, facts: PathFacts, context: Context) -> tuple[Document, str]:
    """The document, and the slug that its path gives; of a translation, both with the language at the end."""
    if not context.translation:
        return document, facts.slug
    end = f"-{context.translation.lower()}"
    said = chosen_slug(document.fields.slug)
    if said and not said.endswith(end):
        document = document.replace(slug=f"{said}{end}")
    slug = facts.slug or slug_for(document.fields.title)
    return document, f"{slug}{end}"
