"""Highlighted code: Pygments' tokens as spans with classes, the hints of a fence's header obeyed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from articles.markup import lexing
from articles.markup.palette import TOKEN_CLASSES
from articles.markup.proof import has_odd_characters

MAX_HIGHLIGHTED = 200_000
"""Longer blocks, in characters, are shown plain: nobody reads them for their colours."""

MAX_REMEMBERED = 20_000
"""Characters of a block whose HTML is kept for the next time."""
MAX_HINTS = 500
"""Characters of a fence's header that are read."""

_PLAIN = frozenset({"", "text", "plain", "plaintext", "txt", "none", "output", "nohighlight"})
# What authors write and Pygments calls otherwise.
_SYNONYMS = {
    "env": "bash",
    "dotenv": "bash",
    "jsonc": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "djangotemplate": "html+django",
    "jinja2": "html+jinja",
    "htmldjango": "html+django",
    "py3": "python",
    "shell-session": "console",
    "terminal": "console",
    "vue": "html",
    "svelte": "html",
    "hbs": "handlebars",
    "viml": "vim",
    "gitignore": "text",
    "proto3": "protobuf",
    "golang": "go",
}
_BRACED = re.compile(r"\{([\d,\s-]+)\}")
_HINT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|\[([^\]]*)\]|([^\s,}]+))""")
_BARE_LINENOS = re.compile(
    r"(?:^|[\s{])(?:linenos|linenums|showLineNumbers|line-numbers|numberLines)(?![\w=])", re.IGNORECASE
)
_LANGUAGE = re.compile(r"\{?\s*\.?([\w+#./*-]+)")
_FILE = re.compile(r"\s*\[([^\[\]]+)\](?:\s|\Z)")
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
# What VuePress has behind a language and a colon.
_FLAGS = ("line-numbers", "no-line-numbers", "v-pre", "no-v-pre")
_PARTED = "\0"
_END = "</code></pre></div>"
_INLINE_LANGUAGE = re.compile(r"(?::::|#!)[ \t]*([\w+#.-]+)([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code as its author meant it."""

    source: str  # ends in a line feed, or is empty
    language: str = ""  # as written, in lower case
    title: str = ""
    marked: frozenset[int] = field(default=frozenset())  # numbers of the lines to stress, from 1
    first_number: int | None = None  # None: the lines are not numbered


def read_code(source: str, language: str, hints: str, *, inline_language: bool = False) -> Code:
    """Understand a fence: its content, the first word of its header and the rest of it.

    With `inline_language` the first line may name the language, as Python-Markdown has it: `:::python`.
    """
    source, language, hints = source.rstrip("\n"), language[:MAX_HINTS], hints[:MAX_HINTS]
    if inline_language and not language:
        named = _INLINE_LANGUAGE.match(source + "\n")
        # A shebang with a path stays part of the code, as in CodeHilite.
        if named and "/" not in named[0]:
            language, hints, source = named[1], named[2], source[named.end() :]
    if "{" in language:
        language, _, glued = language.partition("{")
        hints = f"{{{glued} {hints}"
    if not language and hints.lstrip().startswith("{."):
        named = _LANGUAGE.match(hints.lstrip())
        language = named[1] if named else ""
    language, title, flag = _parted(language)
    hints = f"{hints} {flag}" if flag else hints
    if not hints:
        return Code(source + "\n" if source else "", _name(language), title)
    options = {
        match[1].lower(): next(filter(None, match.groups()[1:]), "") for match in _HINT.finditer(hints)
    }
    braced = _BRACED.search(hints)
    marked = options.get("hl_lines") or options.get("hl_line") or (braced[1] if braced else "")
    return Code(
        source=source + "\n" if source else "",
        language=_name(language),
        title=options.get("title")
        or options.get("filename")
        or options.get("name")
        or title
        or _bracketed(hints),
        marked=_numbers(marked),
        first_number=_first_number(options, hints),
    )


def _parted(language: str) -> tuple[str, str, str]:
    """`js:src/app.js`, as Qiita, Zenn and Gatsby have it, and VuePress' `js:line-numbers`: (language, title, flag)."""
    name, _, rest = language.partition(":")
    if rest.startswith(_FLAGS):
        return name, "", rest
    return name, rest.removeprefix("title="), ""


def _bracketed(hints: str) -> str:
    """The name of a file as VitePress and Nuxt have it: `ts [nuxt.config.ts]`."""
    found = _FILE.match(hints)
    return found[1].strip() if found else ""


def _name(language: str) -> str:
    return language.strip("{}.,:").lower()


def _numbers(text: str) -> frozenset[int]:
    """`1, 3-5` as {1, 3, 4, 5}; a range that runs away is cut."""
    numbers: set[int] = set()
    for first, last in _RANGE.findall(text)[:100]:
        start = int(first)
        numbers.update(range(start, min(int(last or first), start + 1000) + 1))
    return frozenset(numbers)


def _first_number(options: dict[str, str], hints: str) -> int | None:
    for name in (
        "linenostart",
        "startline",
        "start",
        "linenums",
        "linenos",
        "showlinenumbers",
        "line-numbers",
    ):
        value = options.get(name, "")
        if value.isdigit() and len(value) < 7:
            return int(value)
        if value.lower() in {"true", "table", "inline", "yes"}:
            return int(options["linenostart"]) if options.get("linenostart", "").isdigit() else 1
    return 1 if _BARE_LINENOS.search(hints) else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A block's HTML: a `<div class="highlight">` that names its language in `data-lang`."""

    begin: str
    inside: str
    """Escaped text and spans, each of which has one of our classes and is closed on its line or at its end."""
    is_clean: bool
    """Whether nothing in the text of `inside` is such that a sanitiser would write it otherwise."""

    @property
    def html(self) -> str:
        return f"{self.begin}{self.inside}{_END}"

    @property
    def frame(self) -> str:
        """The HTML without what is known to be clean of it."""
        return self.begin + _END if self.is_clean else self.html


def show(code: Code) -> Shown:
    """The HTML of `code`. The last ones are remembered: while a text is written, all but one block are as before."""
    return _remembered(code) if len(code.source) <= MAX_REMEMBERED else _show(code)


def _show(code: Code) -> Shown:
    lexer = _lexer(code.language)
    if lexer is not None and len(code.source) <= MAX_HIGHLIGHTED:
        html = _spans(lexer, code.source)
    else:
        html = escape(code.source, quote=False)
    if code.marked or code.first_number is not None:
        html = _lines(html, code)
    title = f'<div class="code-title">{escape(code.title, quote=False)}</div>' if code.title else ""
    begin = f'<div class="highlight"{_named(code.language)}>{title}<pre tabindex="0"><code>'
    return Shown(begin, html, is_clean=not has_odd_characters(code.source))


_remembered = lru_cache(maxsize=256)(_show)


@cache
def _known_languages() -> frozenset[str]:
    """Every alias of Pygments' own lexers; asking Pygments for others would search the installation for plugins."""
    return frozenset(alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


@cache
def _named_lexer(alias: str) -> Lexer:
    return get_lexer_by_name(alias, stripnl=False)


def _lexer(language: str) -> Lexer | None:
    """The lexer for a language as authors call it, or None: then the code is plain."""
    alias = _SYNONYMS.get(language, language)
    if alias in _PLAIN or alias not in _known_languages():
        return None
    return _named_lexer(alias)


@lru_cache(maxsize=256)
def _named(language: str) -> str:
    """The attributes that name a language: as its author calls it, and as a reader does (`js` is JavaScript)."""
    lexer = _lexer(language)
    label = language if lexer is None or language in _SYNONYMS else str(lexer.name)
    return f' data-lang="{escape(language)}" data-label="{escape(label)}"' if language else ""


@cache
def _open_tag(token: _TokenType) -> str:
    """Of a span for a token, with the class of its nearest ancestor that has a colour; "" if none has."""
    kind: _TokenType | None = token
    while kind is not None and STANDARD_TYPES.get(kind, "") not in TOKEN_CLASSES:
        kind = kind.parent
    return "" if kind is None else f'<span class="{STANDARD_TYPES[kind]}">'


def _spans(lexer: Lexer, source: str) -> str:
    """The tokens of `source`, neighbours of one class in one span, no span over the end of a line."""
    texts, open_tags = lexing.runs(lexer, source, _open_tag)
    # Escaped all at once. No text has the character that parts them.
    texts = escape(_PARTED.join(texts), quote=False).split(_PARTED)
    return "".join(
        [
            text if not tag else f"{tag}{text}</span>" if "\n" not in text else _over_lines(tag, text)
            for tag, text in zip(open_tags, texts, strict=False)
        ]
    )


def _over_lines(tag: str, text: str) -> str:
    return "\n".join(f"{tag}{line}</span>" if line else "" for line in text.split("\n"))


def _lines(html: str, code: Code) -> str:
    """Each line in a span of its own, where some are stressed or all are numbered."""
    lines = html.removesuffix("\n").split("\n")
    return "".join(_line(line, number, code) for number, line in enumerate(lines, 1))


def _line(html: str, number: int, code: Code) -> str:
    name = "line hll" if number in code.marked else "line"
    shown = f' data-line="{code.first_number + number - 1}"' if code.first_number is not None else ""
    return f'<span class="{name}"{shown}>{html}\n</span>'
