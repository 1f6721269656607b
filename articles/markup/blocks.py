"""Block syntax that the engines do not know, rewritten line by line into syntax that they do.

- callouts: `!!! note "Title"` for CommonMark; for both dialects what is set in colons (see `containers`)
- tabs of Material for MkDocs, `=== "Title"`, as their titles in bold and what is behind them
- the hints of a fence's header, for Python-Markdown
- the end of the excerpt as MDX writes it, `{/* truncate */}`
- callouts that a template engine would have set (see `notices`), and what themes set words apart with (`theme_tags`);
  Zola's in the signs of Hugo's (`zola_tags`), and so the components of MDX that are for the same (`components`)
- texts that Liquid keeps for later (`captures`)
- Jekyll's and Hugo's `highlight`, Hexo's `codeblock`, diagrams, as fences; Hexo's `blockquote` and Hugo's `quote`
- addresses of links and images that a template engine would have filled in (see `liquid`)
- pictures and players that a template engine would have set (see `pictures` and `players`)
- kramdown's attributes (`{: .wide}`) and its place for the contents, and pandoc's attributes of pictures and links
  (`{width=50%}`), which CommonMark would show: dropped
- the imports and exports with which an MDX document begins: dropped
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from articles.markup import (
    captures,
    components,
    containers,
    notices,
    pictures,
    players,
    theme_tags,
    zola_tags,
)
from articles.markup.containers import close_html, open_html
from articles.markup.highlight import read_code
from articles.markup.liquid import fill_addresses

_PREFIX = r"(?:[ \t>]|[*+-][ \t]|\d{1,9}[.)][ \t])*"
_FENCE = re.compile(rf"{_PREFIX}(`{{3,}}(?=[^`]*$)|~{{3,}})")
_FENCE_END = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*$")
# A fence's header that says more than `key="value"`, which is all that Python-Markdown's fences understand.
_FOREIGN_HINTS = re.compile(r"((?:`{3,}|~{3,})[ \t]*)([\w+#.-]+)[ \t]*([ {][^`\n]*)$", re.MULTILINE)
_BANGS = re.compile(r'( {0,3})!!! ?([\w-]+(?: +[\w-]+)*)(?: +"(.*)")?[ \t]*$')
_TAB = re.compile(r"( *)===[!+]{0,2} +\"([^\"\n]+)\"[ \t]*$")
_MDX_MORE = re.compile(r"[ \t]*\{/\*\s*truncate\s*\*/\}[ \t]*$")
# Not in one expression with `){`: one that begins with a certain character is looked for many times faster.
_BRACES = re.compile(r"\{[:/{%]")
DIAGRAMS = "mermaid|plantuml|chart|echarts|flowchart|graphviz"
"""Tags around what a program draws from: it is shown as the code that it is."""
_LIQUID_CODE = re.compile(
    r"([ \t]*)(?:\{%-? *highlight +([\w+#.-]+)([^%}]*)%\}"
    r"|\{\{[<%] *highlight +[\"']?([\w+#.-]+)[\"']?([^{}]*)[>%]\}\}"
    r"|\{%-? *(?:codeblock|code)(?: ([^%}]*))?%\}"
    rf"|\{{%-? *({DIAGRAMS})\b[^%}}]*%\}}|\{{\{{[<%] *({DIAGRAMS})\b[^{{}}]*[>%]\}}\}})[ \t]*$"
)
_LIQUID_CODE_END = re.compile(
    rf"[ \t]*(?:\{{%-? *end(?:highlight|codeblock|code|{DIAGRAMS}) *-?%\}}"
    rf"|\{{\{{[<%] */ *(?:highlight|{DIAGRAMS}) *[>%]\}}\}})[ \t]*$"
)
_HAS_CODE = re.compile(
    rf"\{{%-? *end(?:highlight|codeblock|code|{DIAGRAMS}|(?:block|pull|center)?quote|cq) *-?%\}}"
    rf"|\{{\{{[<%] */ *(?:highlight|{DIAGRAMS}|(?:block)?quote) *[>%]\}}\}}"
)
_CODE_LANGUAGE = re.compile(r"\blang:([\w+#.-]+)")
# Behind the last three there are words only about how they look.
_QUOTE = re.compile(
    r"[ \t]*(?:\{%-? *(?:(?:block)?quote(?: ([^%}]*))?|(?:pullquote|centerquote|cq)(?: [^%}]*)?)%\}"
    r"|\{\{[<%] *(?:block)?quote\b([^{}]*)[>%]\}\})[ \t]*$"
)
_QUOTE_END = re.compile(
    r"[ \t]*(?:\{%-? *end(?:(?:block|pull|center)?quote|cq) *-?%\}"
    r"|\{\{[<%] */ *(?:block)?quote *[>%]\}\})[ \t]*$"
)
_QUOTE_ON_A_LINE = re.compile(
    r"[ \t]*\{%-? *(?P<name>(?:pull|center)quote|cq)(?: [^%}]*)?%\}(?P<said>[^\n]*?)\{%-? *end(?P=name) *-?%\}[ \t]*$"
)
_QUOTED_FROM = re.compile(r"\b(?:author|cite|source|by|caption|attr)[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)')")
_LIQUID_RAW = re.compile(r"[ \t]*\{%-? *(?:end)?raw *-?%\}[ \t]*$")
_LIQUID_FENCE = "~~~~~~~~"  # longer than any in the code that it may hold
_KRAMDOWN = re.compile(r"[ \t>]*\{:[^{}]*\}[ \t]*$")
# What pandoc has behind pictures and links: `![x](y){#id .wide width=50%}`.
_ATTRIBUTE = r"(?:[.#][\w-]+|[\w-]+=(?:\"[^\"{}\n]*\"|[^\s{}\"]+))"
_KRAMDOWN_SPAN = re.compile(
    rf"(?<=[>)\]*_`])(?:\{{:[ ]?[^{{}}\n]*\}})+|(?<=\))\{{[ ]?{_ATTRIBUTE}(?:[ ]{{1,3}}{_ATTRIBUTE}){{0,9}}[ ]?\}}"
)
# A list of one item, in whose place kramdown puts the table of contents; here every article has its own.
_ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}[.)])[ \t]")
_CONTENTS = re.compile(r" {0,3}\{:[^{}]*\btoc\b[^{}]*\}[ \t]*$")
# What an MDX document needs from others, before its text begins.
_MODULES = re.compile(
    r"\A(?:[ \t]*\n|import[ ](?:[\w*{][^\n]*[ ]from[ ])?(['\"])[^'\"\n]+\1[ \t]*;?[ \t]*(?:\n|\Z)"
    r"|export[ ](?:const|let|var)[ ]\w+[ ]=[^\n]*;[ \t]*(?:\n|\Z))+"
)


def prepare(body: str, dialect: str) -> str:
    """`body` with the blocks above in the syntax of `dialect`. Lines end in a line feed."""
    if body.lstrip().startswith(("import ", "export ")):
        body = _MODULES.sub("", body)
    if components.may_be_in(body):
        body = "\n".join(components.rewrite(body.split("\n"), _Fences()))
    if _BRACES.search(body):
        body = _rewrite_tags(body)
    if "=" in body and '== "' in body:
        body = "\n".join(_rewrite_tabs(body.split("\n")))
    if _BRACES.search(body) or "){" in body or "@[" in body or (" =" in body and "![" in body):
        body = "\n".join(_rewrite_braces(body.split("\n"), dialect))
    if dialect == "python-markdown" and _FOREIGN_HINTS.search(body):
        body = "\n".join(_rewrite_hints(body.split("\n")))
    if "!!!" in body and dialect == "commonmark":
        body = "\n".join(_rewrite_bangs(body.split("\n")))
    if notices.may_be_in(body):
        body = "\n".join(notices.rewrite(body.split("\n"), _Fences()))
    if ":::" in body:
        body = "\n".join(containers.rewrite(body.split("\n"), _Fences(), dialect))
    return body


class _Fences:
    """Tells which lines are inside of fenced code, told line by line."""

    def __init__(self) -> None:
        self._open = ""

    @property
    def is_open(self) -> bool:
        return bool(self._open)

    def hold(self, line: str) -> bool:
        """Whether `line`, the next one, is code or a fence."""
        if self._open:
            end = _FENCE_END.match(line)
            if end and end[1].startswith(self._open):
                self._open = ""
            return True
        start = _FENCE.match(line)
        if start:
            self._open = start[1]
        return start is not None


def _rewrite_liquid(lines: list[str], fences: _Fences) -> Iterator[str]:
    """Blocks of code and quotations as Markdown has them, without the tags that keep Liquid away from code."""
    indent: str | None = None
    source: str | None = None
    ends = [number for number, line in enumerate(lines) if _QUOTE_END.match(line)]
    last = ends[-1] if ends else -1
    for number, line in enumerate(lines):
        if indent is not None:
            is_end = _LIQUID_CODE_END.match(line)
            if not _LIQUID_RAW.match(line):
                yield f"{indent}{_LIQUID_FENCE}" if is_end else line
            indent = None if is_end else indent
            continue
        is_code = fences.hold(line)
        start = None if is_code else _LIQUID_CODE.match(line)
        if start:
            indent = start[1]
            yield f"{indent}{_LIQUID_FENCE} {_language(start)}".rstrip()
        elif source is None and number < last and not is_code and (quote := _QUOTE.match(line)):
            source = ", ".join("".join(each) for each in _QUOTED_FROM.findall(quote[2] or ""))
            source = source or (quote[1] or "").strip(" -")
        elif source is None and not is_code and (quote := _QUOTE_ON_A_LINE.match(line)):
            yield from (f"> {quote['said'].strip()}", "")
        elif source is not None and _QUOTE_END.match(line):
            yield from (">", f"> — {source}") if source else ()
            yield ""
            source = None
        else:
            yield line if source is None else f"> {line}"


def _language(start: re.Match[str]) -> str:
    """What the header of a fence says in the place of a tag: a language, and perhaps hints."""
    if start[7] or start[8]:
        return start[7] or start[8]
    if start[2] or start[4]:
        return f"{start[2] or start[4]} {(start[3] or start[5] or '').strip(' -')}"
    found = _CODE_LANGUAGE.search(start[6] or "")
    return found[1] if found else ""


def _rewrite_braces(lines: list[str], dialect: str) -> Iterator[str]:
    fences = _Fences()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if fences.hold(line):
            yield line
        elif _MDX_MORE.match(line):
            yield "<!-- truncate -->"
        elif dialect != "commonmark":
            yield _fill(line)
        elif not (_KRAMDOWN.match(line) or (_ITEM.match(line) and _CONTENTS.match(following))):
            yield _fill(_without_attributes(line) if "{:" in line or "){" in line else line)


def _fill(line: str) -> str:
    line = pictures.without_size(line)
    if not any(sign in line for sign in players.SIGNS):
        return line
    return fill_addresses(players.show(pictures.show(line)))


def _without_attributes(line: str) -> str:
    """`line` without kramdown's and pandoc's attributes of links, emphasis and code: `[a](b){: target="_blank"}`."""
    for each in reversed(list(pictures.outside_of_code(line, _KRAMDOWN_SPAN))):
        line = line[: each.start()] + line[each.end() :]
    return line


def _rewrite_hints(lines: list[str]) -> Iterator[str]:
    """The hints of other systems' fences, ```` ```js {1,3} title=app.js ````, as Python-Markdown has them."""
    fences = _Fences()
    for line in lines:
        was_open = fences.is_open
        start = _FOREIGN_HINTS.search(line) if fences.hold(line) and not was_open else None
        if start is None:
            yield line
            continue
        code = read_code("", start[2], start[3])
        hints = {
            "hl_lines": " ".join(map(str, sorted(code.marked))),
            "title": code.title.replace('"', "'"),
            "linenums": "" if code.first_number is None else str(code.first_number),
        }
        written = "".join(f' {name}="{value}"' for name, value in hints.items() if value)
        yield f"{line[: start.start()]}{start[1]}{start[2]}{written}"


def _rewrite_bangs(lines: list[str]) -> Iterator[str]:
    """Python-Markdown's callouts, whose text is indented, as CommonMark can have them."""
    fences = _Fences()
    indents: list[str] = []  # of the callouts that are open
    for written in lines:
        line = written.replace("\t", "    ") if indents and written.startswith("\t") else written
        while indents and line.strip() and not line.startswith(f"{indents[-1]}    "):
            yield from close_html(_dedent(indents.pop(), len(indents)))
        line = _dedent(line, len(indents))
        start = None if fences.hold(line) else _BANGS.match(line)
        if start:
            yield from open_html(start[1], start[2].lower(), start[3])
            indents.append(" " * 4 * len(indents) + start[1])
        else:
            yield line
    while indents:
        yield from close_html(_dedent(indents.pop(), len(indents)))


def _rewrite_tabs(lines: list[str]) -> Iterator[str]:
    """What is behind tabs, which is indented, below their titles."""
    fences = _Fences()
    indents: list[int] = []  # of the tabs that are open
    for written in lines:
        line = written.expandtabs(4) if indents and written.startswith("\t") else written
        indent = len(line) - len(line.lstrip(" "))
        while indents and line.strip() and indent < indents[-1] + 4:
            indents.pop()
        line = _dedent(line, len(indents))
        found = None if fences.hold(line) else _TAB.match(line)
        if found:
            yield from ("", f"{found[1]}**{found[2]}**", "")
            indents.append(indent)
        else:
            yield line


def _dedent(line: str, levels: int) -> str:
    return line[4 * levels :] if line[: 4 * levels].isspace() else line


# What tells whether a kind of tags may be in a body, and what rewrites its lines then, in this order.
_REWRITERS: tuple[tuple[Callable[[str], object], Callable[[list[str], _Fences], Iterable[str]]], ...] = (
    (zola_tags.may_be_in, zola_tags.rewrite),
    (_HAS_CODE.search, _rewrite_liquid),
    (theme_tags.may_be_in, theme_tags.rewrite),
    (notices.may_have_attributes, notices.with_marks),
)


def _rewrite_tags(body: str) -> str:
    """A body with the tags of template engines, and attributes, in words that everybody knows."""
    if captures.may_be_in(body):
        body = captures.set_in_place(body, _Fences())
    for may_be_in, rewrite in _REWRITERS:
        if may_be_in(body):
            body = "\n".join(rewrite(body.split("\n"), _Fences()))
    return body
