"""The categories, tags and other terms of one post of WordPress.

An article has one category and any number of tags; here it is chosen, and what has no place is told.
"""

import re
from collections.abc import Iterator, Mapping

from .wordpress_site import Site
from .xml_pieces import Node

# In these the most common plugins keep which category of several is the main one.
_PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat")
_OWN_TAXONOMIES = frozenset(
    {"category", "post_tag", "tag", "author", "nav_menu", "language", "post_translations"}
)


def category_and_tags(node: Node, meta: Mapping[str, str], site: Site) -> tuple[str, list[str]]:
    """The category and the tags. Of several categories the primary or most special one is it; the rest are tags."""
    categories: dict[str, str] = {}
    tags: dict[str, None] = {}
    for each in node.all("category"):
        domain, name = each.attributes.get("domain", ""), " ".join(each.text.split())
        nicename = each.attributes.get("nicename") or name
        if domain == "category" and name:
            categories[nicename] = name
        elif domain in {"post_tag", "tag"} and name:
            tags[name] = None
    if not any(each.attributes.get("domain") for each in node.all("category")):
        # The very first exports gave no more than names.
        categories = {
            each.text.strip(): each.text.strip() for each in node.all("category") if each.text.strip()
        }
    chosen = _main(categories, meta, site)
    rest = [name for nicename, name in categories.items() if nicename != chosen]
    main = categories.get(chosen, "")
    return main, [name for name in dict.fromkeys([*tags, *rest]) if name != main or name in tags]


def categories_above(node: Node, site: Site) -> list[str]:
    """The names of categories that the post is in only by one of theirs, the nearest first."""
    own = {
        each.attributes.get("nicename"): " ".join(each.text.split())
        for each in node.all("category")
        if each.attributes.get("domain") == "category"
    }
    above = dict.fromkeys(parent for nicename in own if nicename for parent in _ancestors(nicename, site))
    names = [site.categories.get(each, (each, ""))[0] for each in above if each not in own]
    return [name for name in names if name not in own.values()]


def other_terms(node: Node) -> dict[str, list[str]]:
    """The terms of taxonomies that mean nothing here, by taxonomy."""
    found: dict[str, list[str]] = {}
    for each in node.all("category"):
        domain = each.attributes.get("domain", "")
        if domain and domain not in _OWN_TAXONOMIES and each.text.strip():
            found.setdefault(domain, []).append(each.text.strip())
    return found


def _main(categories: Mapping[str, str], meta: Mapping[str, str], site: Site) -> str:
    primary = next((site.terms.get(meta.get(key, "")) for key in _PRIMARY if meta.get(key)), None)
    if primary in categories:
        return str(primary)
    above = {parent for nicename in categories for parent in _ancestors(nicename, site)}
    special = [each for each in categories if each not in above]
    named = [each for each in special if each.lower() != "uncategorized"]
    return next(iter(named or special), "")


def _ancestors(nicename: str, site: Site) -> Iterator[str]:
    seen = {nicename}
    while True:
        nicename = site.categories.get(nicename, ("", ""))[1]
        if not nicename or nicename in seen:
            return
        seen.add(nicename)
        yield nicename


def language_of(node: Node) -> str:
    """The language that a plugin for several (Polylang, WPML) says a post is in; "" where none does."""
    said = next((each for each in node.all("category") if each.attributes.get("domain") == "language"), None)
    nicename = said.attributes.get("nicename", "") if said else ""
    found = re.fullmatch(r"(?:pll_)?([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)", nicename)
    return found[1].replace("_", "-") if found else ""
