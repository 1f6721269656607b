"""The site's own templates, with an `{% include %}` that remembers.

An article's teaser stands on some ten pages, the site's header on all of them. In a build of the whole site each is
rendered once for each different thing that it shows, which takes three quarters of the time away. What a partial shows
is said here; the tests compare every page with the live site's, byte by byte.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Library, Node
from django.template.backends.django import DjangoTemplates
from django.template.base import Parser, Token
from django.template.loader_tags import IncludeNode, do_include
from django.urls import reverse
from django.utils.safestring import SafeString

register = Library()

_Key = Callable[[Any], Hashable]


def _entry(context: Any) -> Hashable:
    article, subject = context["article"], context.get("subject")
    # An entry does not name the category that the whole list is of.
    is_filed_there = subject is not None and article.category == subject.filed
    return article.pk, is_filed_there, context.get("part"), context.get("title"), context.get("summary")


def _authors(context: Any) -> Hashable:
    return tuple(author.pk for author in context["authors"])


def _article(context: Any) -> Hashable:
    pk: int = context["article"].pk
    return pk


def _address(context: Any) -> Hashable:
    # The header marks the page that one is on, if it leads there.
    path = context["request"].path
    return path if path in _marked() else ""


@cache
def _marked() -> set[str]:
    return {
        reverse(f"articles:{name}") for name in ("home", "article_list", "category_list", "archive", "search")
    }


# What decides how each of these partials looks.
_KEYS: dict[str, _Key] = {
    "partials/entry.html": _entry,
    "partials/card.html": _article,
    "partials/author_box.html": _authors,
    "partials/byline.html": _authors,
    "partials/header.html": _address,
    "partials/footer.html": lambda context: None,
}


# The name in a page's context of what was rendered already.
MEMORY = "remembered_partials"


class RememberingInclude(IncludeNode):
    """An include that looks into the memory of the page's context first."""

    def render(self, context: Context) -> SafeString:
        name = self.template.resolve(context)
        memory: Any = context.get(MEMORY)
        describe = _KEYS.get(name) if isinstance(name, str) and memory is not None else None
        if describe is None or memory is None:
            return super().render(context)
        with context.push(**{key: value.resolve(context) for key, value in self.extra_context.items()}):
            key = (name, describe(context))
        if key not in memory:
            memory[key] = super().render(context)
        rendered: SafeString = memory[key]
        return rendered


@register.tag("include")
def remembering_include(parser: Parser, token: Token) -> Node:
    made = do_include(parser, token)
    return RememberingInclude(
        made.template, extra_context=made.extra_context, isolated_context=made.isolated_context
    )


class Templates:
    """The templates of the settings' first engine, rendered as they would be there."""

    def __init__(self) -> None:
        parameters: dict[str, Any] = {**settings.TEMPLATES[0], "NAME": "static_site"}
        del parameters["BACKEND"]
        options = parameters["OPTIONS"]
        parameters["OPTIONS"] = {**options, "builtins": [*options.get("builtins", []), __name__]}
        self._engine = DjangoTemplates(parameters)
        self._memory: dict[Hashable, SafeString] = {}

    def render(self, name: str, context: dict[str, Any], request: HttpRequest) -> bytes:
        template = self._engine.get_template(name)
        return template.render({**context, MEMORY: self._memory}, request).encode()
