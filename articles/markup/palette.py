"""The colours of highlighted code, on light and on dark, and the stylesheet made of them.

Each of our two Pygments styles names a colour for the same few roles. `highlight_css` writes the rules once,
over custom properties that hold the colour for each scheme; every colour keeps 4.5:1 on the background
of code and on that of stressed lines (WCAG 2.2, 1.4.3), which the tests compute.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType

from pygments.style import Style
from pygments.token import (
    STANDARD_TYPES,
    Comment,
    Error,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    Token,
    _TokenType,
)

# What a token is to a reader; those without a role have the colour of the text.
_ROLES: dict[_TokenType, str] = {
    Comment: "comment",
    Comment.Preproc: "keyword",
    Keyword: "keyword",
    Keyword.Constant: "constant",
    Keyword.Type: "type",
    Operator.Word: "keyword",
    Literal: "constant",
    Literal.Date: "constant",
    Number: "constant",
    String: "string",
    String.Doc: "comment",
    String.Escape: "escape",
    String.Interpol: "escape",
    String.Regex: "escape",
    String.Symbol: "constant",
    Name.Attribute: "attribute",
    Name.Builtin: "builtin",
    Name.Class: "type",
    Name.Constant: "constant",
    Name.Decorator: "attribute",
    Name.Entity: "escape",
    Name.Exception: "type",
    Name.Function: "function",
    Name.Label: "attribute",
    Name.Namespace: "type",
    Name.Tag: "tag",
    Name.Variable: "variable",
    Generic.Deleted: "deleted",
    Generic.Error: "deleted",
    Generic.Heading: "function",
    Generic.Inserted: "inserted",
    Generic.Output: "comment",
    Generic.Prompt: "comment",
    Generic.Subheading: "function",
    Generic.Traceback: "deleted",
    Error: "deleted",
}
_EMPHASIS: dict[_TokenType, str] = {
    Comment: "italic",
    Comment.Preproc: "noitalic",
    String.Doc: "italic",
    Generic.Emph: "italic",
    Generic.Strong: "bold",
    Generic.Heading: "bold",
    Generic.Output: "noitalic",
}


def _styles(text: str, colours: dict[str, str]) -> dict[_TokenType, str]:
    """Pygments' table for a scheme: `{Comment: "italic #5c6370"...}`."""
    tokens = dict.fromkeys([*_ROLES, *_EMPHASIS])
    return {Token: text} | {
        token: f"{_EMPHASIS.get(token, '')} {colours.get(_ROLES.get(token, ''), '')}".strip()
        for token in tokens
    }


class LightStyle(Style):
    """Code on a light page."""

    name = "trendsite-light"
    background_color = "#f6f7f9"
    highlight_color = "#e7ecf5"
    styles = _styles(
        "#24292f",
        {
            "comment": "#5a6472",
            "keyword": "#a3195b",
            "constant": "#8a3f00",
            "string": "#1a6632",
            "escape": "#0f6674",
            "function": "#5a32a3",
            "type": "#7a4a00",
            "builtin": "#0b5cad",
            "attribute": "#0b5cad",
            "tag": "#a3195b",
            "variable": "#8a3f00",
            "deleted": "#b01c2e",
            "inserted": "#1a6632",
        },
    )


class DarkStyle(Style):
    """Code on a dark page."""

    name = "trendsite-dark"
    background_color = "#14171c"
    highlight_color = "#232a36"
    styles = _styles(
        "#dfe3ea",
        {
            "comment": "#98a2b3",
            "keyword": "#ff8fb8",
            "constant": "#f6b26b",
            "string": "#9bd49f",
            "escape": "#7fd4de",
            "function": "#c6acff",
            "type": "#ecc97d",
            "builtin": "#82bdff",
            "attribute": "#82bdff",
            "tag": "#ff8fb8",
            "variable": "#f6b26b",
            "deleted": "#ff938a",
            "inserted": "#9bd49f",
        },
    )


SCHEMES = MappingProxyType({"light": LightStyle, "dark": DarkStyle})

_STYLED = {token: name for token, name in STANDARD_TYPES.items() if token in _ROLES or token in _EMPHASIS}
TOKEN_CLASSES = frozenset(_STYLED.values())
"""The classes that a highlighted token can have: `k` for a keyword, `s` for a string... Pygments' own names."""


def highlight_css() -> str:
    """The stylesheet for highlighted code, as it stands in `static/css/highlight.css`.

    The page's `color-scheme` decides between light and dark (`css/tokens.css`), so that paper always has the light.
    """
    return "\n".join(
        [
            "/* Highlighted code. Written by articles.markup.highlight_css(); change the colours there. */",
            _rule(":root", _properties()),
            _rule(".highlight", ["background: var(--code-background)", "color: var(--code-text)"]),
            _rule(".highlight .line", ["display: block"]),
            _rule(".highlight .hll", ["background: var(--code-stressed)"]),
            _rule(
                ".highlight [data-line]::before",
                [
                    "color: var(--code-comment)",
                    "content: attr(data-line)",
                    "display: inline-block",
                    "min-width: 2.5em",
                    "padding-inline-end: 1em",
                    "text-align: end",
                    "user-select: none",
                ],
            ),
            *_token_rules(),
            "",
        ]
    )


def _rule(selector: str, declarations: list[str]) -> str:
    return "\n".join([f"{selector} {{", *(f"  {declaration};" for declaration in declarations), "}"])


def _colour(style: type[Style], token: _TokenType) -> str:
    return f"#{style.style_for_token(token)['color']}"


def _properties() -> list[str]:
    """One property for each role and ground: its colour on a light page and on a dark one."""
    roles = {role: token for token, role in reversed(_ROLES.items())}
    light, dark = _colours(LightStyle, roles), _colours(DarkStyle, roles)
    return [f"--code-{name}: light-dark({light[name]}, {dark[name]})" for name in light]


def _colours(style: type[Style], roles: dict[str, _TokenType]) -> dict[str, str]:
    return {
        "background": style.background_color,
        "stressed": style.highlight_color,
        "text": _colour(style, Token),
        **{role: _colour(style, token) for role, token in sorted(roles.items())},
    }


def _token_rules() -> list[str]:
    """One rule for all the classes of a role, then those of bold and italic."""
    selectors: defaultdict[str, list[str]] = defaultdict(list)
    for token, name in _STYLED.items():
        declared = f"color: var(--code-{_ROLES[token]})" if token in _ROLES else ""
        emphasis = _EMPHASIS.get(token)
        if declared:
            selectors[declared].append(f".highlight .{name}")
        if emphasis == "italic":
            selectors["font-style: italic"].append(f".highlight .{name}")
        elif emphasis == "bold":
            selectors["font-weight: 600"].append(f".highlight .{name}")
    return [_rule(",\n".join(sorted(names)), [declared]) for declared, names in selectors.items()]
