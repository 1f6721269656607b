"""The seam: Markdown in one of two dialects to raw HTML.

What comes out is neither safe nor ours yet; everything that gives both dialects the same look
happens afterwards, on the HTML, once for both.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from html import escape
from typing import Any

import comrak
import markdown

from articles.markup import formulas

DIALECTS = ("commonmark", "python-markdown")


def to_html(body: str, dialect: str) -> str:
    """Turn `body` into raw, unsafe HTML. `dialect` is one of `DIALECTS`; anything else is a ValueError."""
    try:
        engine = _ENGINES[dialect]
    except KeyError:
        raise ValueError(f"unknown dialect {dialect!r}: expected one of {', '.join(DIALECTS)}") from None
    return engine(body)


def without_raw_html(body: str) -> str:
    """CommonMark to HTML that is well-formed XML and the engine's own throughout.

    A comment stands for raw HTML, and an empty address for a dangerous one; such a body is for `to_html`.
    """
    return _with_formulas(body, raw_html=False)


_Options = tuple[comrak.ExtensionOptions, comrak.ParseOptions, comrak.RenderOptions]


def _commonmark_options(*, raw_html: bool, math: bool) -> _Options:
    extension = comrak.ExtensionOptions()
    for name in ("table", "strikethrough", "autolink", "tasklist", "footnotes", "description_lists"):
        setattr(extension, name, True)
    extension.cjk_friendly_emphasis = True
    extension.math_dollars = math
    parse = comrak.ParseOptions()
    parse.relaxed_tasklist_matching = False
    output = comrak.RenderOptions()
    output.unsafe_ = raw_html  # raw HTML is Markdown; sanitising is the last step and not this one
    output.full_info_string = True
    return extension, parse, output


# By whether raw HTML is written out, and whether there are formulas.
_COMMONMARK = {
    (raw_html, math): _commonmark_options(raw_html=raw_html, math=math)
    for raw_html in (False, True)
    for math in (False, True)
}


# GitHub's dialect strikes out what is between any two tildes, and `3~4 days, 5~6 hours` says from where to where.
_FROM_TO = re.compile(r"(?<=[\w%°℃)\]”’」』])~(?=[\w(\[“‘「『$+-])")
# A character that nobody writes, in their place; in addresses it is in percent signs.
_TILDE = "\U0010fffd"
_TILDE_QUOTED = "%F4%8F%BF%BD"


def _render(body: str, options: _Options) -> str:
    if "~" not in body or _TILDE in body or _TILDE_QUOTED in body:
        return comrak.render_markdown(body, *options)
    html = comrak.render_markdown(_FROM_TO.sub(_TILDE, body), *options)
    return html.replace(_TILDE, "~").replace(_TILDE_QUOTED, "~")


def _with_formulas(body: str, *, raw_html: bool) -> str:
    marked = formulas.mark(body)
    if marked is None:
        return _render(body, _COMMONMARK[raw_html, False])
    return formulas.show(_render(marked, _COMMONMARK[raw_html, True]))


def _commonmark(body: str) -> str:
    return _with_formulas(body, raw_html=True)


def _write_fence(
    source: str, language: str | None, _class: str, hints: dict[str, str], *_: object, **__: object
) -> str:
    """Write a fence as CommonMark does, the highlighter's hints in `data-meta`."""
    meta = escape(
        " ".join(f'{key}="{value}"' if value != key else f"{{{key}}}" for key, value in hints.items())
    )
    name = escape(language or "")
    return f'<pre><code class="language-{name}" data-meta="{meta}">{escape(source)}\n</code></pre>'


def _accept_hints(_language: str, written: dict[str, Any], hints: dict[str, str], *_: object) -> bool:
    """Hand everything in a fence's header on; a word without a value stands for itself."""
    hints.update({key: str(value) if isinstance(value, str) else key for key, value in written.items()})
    return True


_EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
_EXTENSION_CONFIGS: dict[str, dict[str, Any]] = {
    "tables": {"use_align_attribute": True},
    "pymdownx.superfences": {
        "relaxed_headers": True,
        "custom_fences": [{"name": "*", "class": "", "format": _write_fence, "validator": _accept_hints}],
    },
    "pymdownx.tilde": {"subscript": False},
}


class _PythonMarkdown(threading.local):
    """An engine for each thread, as it keeps state between blocks; built when first needed."""

    engine: markdown.Markdown | None = None


_of_this_thread = _PythonMarkdown()


def _python_markdown(body: str) -> str:
    engine = _of_this_thread.engine
    if engine is None:
        engine = markdown.Markdown(
            output_format="html", extensions=_EXTENSIONS, extension_configs=_EXTENSION_CONFIGS
        )
    # One that breaks off in the middle of a list would take the next text for a part of that list, whatever
    # `reset` does: only an engine that comes through is used again.
    _of_this_thread.engine = None
    html = engine.reset().convert(body)
    _of_this_thread.engine = engine
    return html


_ENGINES: dict[str, Callable[[str], str]] = {"commonmark": _commonmark, "python-markdown": _python_markdown}
