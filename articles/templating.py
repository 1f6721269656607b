"""The readers' templates: Jinja2's environment, and what they need besides its own tags and filters.

Everything is escaped. HTML that our own functions have made comes as a SafeString, which is left alone; nothing is
printed unescaped by a template. A name that is not in the context is an error, not an empty string.
"""

import json
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from http import HTTPStatus
from threading import local
from types import FunctionType, MethodType, NoneType
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, select_autoescape
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from .context_processors import site
from .covers import HEIGHT as COVER_HEIGHT
from .covers import WIDTH as COVER_WIDTH
from .models import Article
from .paths import path_in_archive, path_of, path_to
from .seo import Link
from .settled import settled
from .shown import ShownArticle, ShownAuthor, ShownImage, ShownPage, ShownShelf

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}

# Inside <script> only these could end the element or begin another; JSON has an escape for each.
_ESCAPES = [(char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029"]
# Nothing has to be escaped in a text in which none of these is; a long one is escaped as fast as searched.
_SPECIAL = re.compile("[&<>\"']").search
_SHORT = 80
_LONGEST = 500
_SAFE = {Markup, SafeString}
_VALUES = {Link, int, NoneType, ShownArticle, ShownAuthor, ShownImage, ShownShelf}
_PLAIN_CALLABLES = {FunctionType, MethodType}
_encode_json = json.JSONEncoder(ensure_ascii=False).encode


def _escaped(value: Any) -> str:
    """What `{{ value }}` prints, as `markupsafe.escape`: that makes a Markup of every string, at six times the cost."""
    kind = type(value)
    if kind is str:
        return value if len(value) < _SHORT and _SPECIAL(value) is None else escape(value)
    return value if kind in _SAFE else escape(value)


class _Context(Context):
    """What a template is rendered with. A macro that is called with values only is rendered once for all of them.

    Macros know nothing but their arguments and the environment: those that are imported are told nothing of the page,
    and those of a template itself are others in each rendering of it.
    """

    def call(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        """Call what a template calls."""
        # Jinja2 adds these for functions that want the context. Without them it looks six attributes up for each call.
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        kind = type(function)
        if kind is Macro:
            # In a text that is not escaped the same macro prints something else.
            if (
                self.eval_ctx.autoescape
                and all(map(_is_value, arguments))
                and all(map(_is_value, named.values()))
            ):
                return _rendered(function, _page.manner, arguments, *named.items())
            return function(self.eval_ctx, *arguments, **named)
        if kind in _PLAIN_CALLABLES and not hasattr(function, "jinja_pass_arg"):
            return function(*arguments, **named)
        return super().call(function, *arguments, **named)


def _is_value(value: Any) -> bool:
    """Whether `value` never changes, and what equals it is printed alike. Neither is true of records and of Markup.

    A long text is none: whoever asks for absurd addresses is not to fill the memory.
    """
    kind = type(value)
    if kind is str:
        return len(value) <= _LONGEST
    return kind in _VALUES or (kind is tuple and all(map(_is_value, value)))


class _Page(local):
    """Of the page that this thread renders: the language and the time zone in which it is written."""

    manner: Hashable = None


_page = _Page()


@settled(2_000)
def _rendered(macro: Macro, manner: Hashable, arguments: tuple[Any, ...], *named: tuple[str, Any]) -> str:
    return macro(*arguments, **dict(named))


class _Template(Template):
    """A template that is imported gives the same macros to all: none is told anything besides the environment."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        _page.manner = translation.get_language(), timezone.get_current_timezone()
        return super().render(*args, **kwargs)

    @classmethod
    def _from_namespace(cls, environment: Environment, namespace: Any, known: Any) -> Template:
        namespace["escape"] = _escaped
        # What every context begins with: a dict is copied faster than a chain of them.
        return super()._from_namespace(environment, namespace, dict(known))

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Jinja2 compares the names of all globals first, at each import of each page.
        return super()._get_default_module()


def environment(*, loader: BaseLoader, auto_reload: bool, **defaults: Any) -> Environment:
    """What the settings' TEMPLATES name as Jinja2's environment. Of Django's own `defaults` none is as strict."""
    made = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=select_autoescape(disabled_extensions=["txt"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.template_class = _Template
    made.context_class = _Context
    made.globals.update(
        article_body=article_body,
        cover_height=COVER_HEIGHT,
        cover_width=COVER_WIDTH,
        day=day,
        direction=direction,
        json_ld=json_ld,
        language_of=language_of,
        month_name=month_name,
        page_links=page_links,
        plural=plural,
        static_prefix=static_prefix,
        url=url,
        was_updated=was_updated,
    )
    # As filters of constants these are worked out when a template is compiled, not when it is rendered.
    made.filters.update(path=path_of, static=static)
    return made


def render(
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    *,
    status: int = HTTPStatus.OK,
    content_type: str = "",
) -> HttpResponse:
    """A page for readers. Like Django's own `render`, but for the search for an engine and the tokens of forms."""
    content = render_to_string(name, context, request)
    return HttpResponse(content, status=status, content_type=content_type or None)


def render_to_string(name: str, context: dict[str, Any], request: HttpRequest) -> str:
    engine: Any = engines["jinja2"]
    text: str = engine.env.get_template(name).render({**site(request), "request": request, **context})
    return text


# -- Addresses --------------------------------------------------------------------------------------------------


def url(name: str, *arguments: Any) -> str:
    """The path of one of many pages: `url("cover", slug)`, `url("archive_month", 2026, 11)`."""
    return path_in_archive(*arguments) if name.startswith("archive_") else path_to(name, *arguments)


def static_prefix() -> str:
    """The folder of the static files, for pages that must not ask for their hashed names."""
    prefix: str = settings.STATIC_URL
    return prefix


@dataclass(frozen=True)
class PageLinks:
    """Where the pages of a list are: (number, address) each, and ("…", "") for those that are left out."""

    number: int
    links: Sequence[tuple[int | str, str]]
    previous: str
    next: str


def page_links(path: str, page: Page[Any], **parameters: str) -> PageLinks:
    """The links below a list at `path`; `parameters` are kept in their addresses. The first page has no number."""

    def address(number: int) -> str:
        query = {**parameters, **({"page": str(number)} if number > 1 else {})}
        return f"{path}?{urlencode(query)}" if query else path

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        number=page.number,
        links=[(number, address(number) if isinstance(number, int) else "") for number in numbers],
        previous=address(page.number - 1) if page.has_previous() else "",
        next=address(page.number + 1) if page.has_next() else "",
    )


# -- Texts ------------------------------------------------------------------------------------------------------


def article_body(article: Article | ShownPage) -> SafeString:
    """The body's HTML. `articles.markup` sanitised it when it was published; nothing else is printed unescaped."""
    return mark_safe(article.html)  # noqa: S308


def direction(language: str) -> str:
    """`rtl` or `ltr`, by the language tag's first part."""
    return "rtl" if language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def language_of(article: Article | ShownArticle | ShownPage) -> SafeString | str:
    """The attributes `lang` and `dir` of an article that is not in the site's language, with a space before them."""
    if not article.language or article.language == settings.LANGUAGE_CODE:
        return ""
    return format_html(' lang="{}" dir="{}"', article.language, direction(article.language))


def plural(number: int) -> str:
    """What a noun ends in: `{{ n }} article{{ plural(n) }}`."""
    return "" if number == 1 else "s"


def json_ld(data: dict[str, Any]) -> SafeString:
    """`data` as JSON that may stand inside of a `<script>` element."""
    text = _encode_json(data)
    for char, written in _ESCAPES:
        text = text.replace(char, written)
    return mark_safe(text)  # noqa: S308


# -- Dates ------------------------------------------------------------------------------------------------------


def day(moment: datetime | None) -> SafeString | str:
    """A date for people in the site's language and time zone, and for machines in full."""
    if moment is None:
        return ""
    return _day(moment, timezone.get_current_timezone(), translation.get_language())


def month_name(month: date) -> str:
    return date_format(month, "F")


def was_updated(article: Article | ShownPage) -> bool:
    """Whether the article says that it was updated on a later day than it was published."""
    if article.updated is None or article.date is None:
        return False
    return timezone.localdate(article.updated) > timezone.localdate(article.date)


@settled(4_000)
def _day(moment: datetime, zone: tzinfo, language: str | None) -> SafeString:
    """`language` is what is spoken now."""
    local = timezone.localtime(moment, zone)
    words = escape(date_format(local.date(), "DATE_FORMAT"))
    return mark_safe(f'<time datetime="{local.isoformat()}">{words}</time>')  # noqa: S308
