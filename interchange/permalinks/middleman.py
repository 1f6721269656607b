"""Middleman's addresses (https://middlemanapp.com/basics/blogging/), as far as `config.rb` tells them."""

import re
from dataclasses import dataclass
from functools import cached_property

from .calendar import date_words, midnight
from .page import Page
from .rule import Rule

_SAID = re.compile(r"\.(?P<key>permalink|prefix|sources)\s*=\s*(?P<quote>[\"'])(?P<text>[^\"'\n]*)(?P=quote)")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
# Until its version 3.3 words had a colon before them.
_WORD = re.compile(r"\{(\w+)\}|:([a-z]+)")
_DIGITS = {"year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}"}


@dataclass(frozen=True, kw_only=True)
class MiddlemanRule(Rule):
    """`template` and `sources` have {year}, {month}, {day}, {title} and words of the frontmatter."""

    generator: str = "Middleman"
    template: str = "{year}/{month}/{day}/{title}.html"
    # How the files of posts are called, below the folder `blog`.
    sources: str = "{year}-{month}-{day}-{title}.html"
    blog: str = ""
    is_pretty: bool = False

    def own_paths(self, page: Page) -> list[str]:
        blog = [part for part in self.blog.split("/") if part]
        if page.date is None or page.below("source", *blog) is None:
            return []
        told = self.told_by(page.path)
        words = {
            **{key: page.text(key) for key in page.data},
            **told,
            **date_words(midnight(page.date)),
            "title": page.text("slug") or told.get("title") or re.sub(r"\.html?\Z", "", page.name),
        }
        path = _WORD.sub(lambda found: words.get(found[1] or found[2]) or found[0], self.template)
        if _WORD.search(path):
            return []
        path = re.sub(r"\.html\Z", "/", path) if self.is_pretty else path
        return ["/".join([*blog, path.lstrip("/")])]

    def told_by(self, path: str) -> dict[str, str]:
        """The words that the path of a post gives, from where its site begins; none for what is called otherwise."""
        found = self._pattern.search(path)
        return found.groupdict() if found else {}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts, seen, at = list[str](), set[str](), 0
        for word in _WORD.finditer(self.sources):
            name = word[1] or word[2]
            parts.append(re.escape(self.sources[at : word.start()]))
            parts.append(f"(?P<{name}>{_DIGITS.get(name, '[^/]+?')})" if name not in seen else f"(?P={name})")
            seen.add(name)
            at = word.end()
        rest = re.escape(re.sub(r"\.html?\Z", "", self.sources[at:]))
        return re.compile(rf"(?:\A|/){''.join(parts)}{rest}(?:\.html?)?\.[\w.]+\Z")


def middleman_rule(script: str, origin: str) -> MiddlemanRule:
    """The rule that `config.rb` gives, as far as it can be read without running it."""
    script = _COMMENT.sub("", script)
    said = {found["key"]: found["text"].lstrip("/") for found in _SAID.finditer(script)}
    return MiddlemanRule(
        origin=origin,
        template=said.get("permalink") or MiddlemanRule.template,
        sources=said.get("sources") or MiddlemanRule.sources,
        blog=said.get("prefix", "").strip("/"),
        is_pretty="activate :directory_indexes" in script,
    )
