"""What an item's path says of it, where its program has its own ways of naming files."""

from dataclasses import replace

from ..items import Context
from ..naming import PathFacts, as_bundle, facts_of, place_of
from ..permalinks.jekyll import JekyllRule
from ..permalinks.middleman import MiddlemanRule


def facts_in(context: Context) -> PathFacts:
    """The facts in an item's path."""
    path = place_of(context.path, context.flavour)
    path = as_bundle(path) if context.by_folder else path
    facts = facts_of(path, source=context.source, root=_beginning(path, context))
    if isinstance(context.rule, MiddlemanRule):
        told = context.rule.told_by(context.path.removeprefix(context.root)).get("title", "")
        facts = replace(facts, slug=told or facts.slug)
    *folders, name = path.removeprefix(context.root).split("/")
    # Themes of Astro publish from such folders.
    parts = {"astro": [name], "docusaurus": [*folders, name]}.get(context.flavour, [])
    if any(part.startswith("_") for part in parts):
        return replace(facts, draft=True, slug=facts.slug.lstrip("_"))
    return facts


def _beginning(path: str, context: Context) -> str:
    """The folder in which the site's content begins: Jekyll's may lie deeper (`collections_dir`)."""
    sources = context.rule.sources if isinstance(context.rule, JekyllRule) else ()
    folders = (f"{context.root}{each}/" for each in sources)
    return next((each for each in folders if path.startswith(each)), context.root)
