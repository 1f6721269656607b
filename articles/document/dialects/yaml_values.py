"""Python data as YAML text: in which quotes, on one line or on several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import yaml

from ..dates import write_date
from .tree import Node
from .yaml import read

INDENT = "  "

_RESOLVER = yaml.resolver.Resolver()
_TEXT_TAG = "tag:yaml.org,2002:str"
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ueffe\ufeff\ufffe\uffff]")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def is_scalar(value: object) -> bool:
    """Tell a value that fits behind its key on one line in any style."""
    return not isinstance(value, (list, Mapping))


def entry(key: str, value: object, indent: str, *, block: bool) -> list[str]:
    """Return the lines of a key with its value; `block` gives each item of a list a line of its own."""
    name = text(key, "plain", flow=False)
    if is_scalar(value) or not value:
        return [f"{indent}{name}: {inline(value, flow=False)}"]
    if isinstance(value, list) and not block and all(map(is_scalar, value)):
        return [f"{indent}{name}: {inline(value)}"]
    return [f"{indent}{name}:", *block_lines(value, indent + INDENT)]


def block_lines(value: object, indent: str) -> list[str]:
    """Return the lines of a map or a list in block style."""
    if isinstance(value, Mapping):
        return [line for key, item in value.items() for line in entry(str(key), item, indent, block=True)]
    items = value if isinstance(value, list) else [value]
    return [line for item in items for line in item_lines(item, indent, "plain")]


def item_lines(value: object, indent: str, style: str) -> list[str]:
    """Return the lines of one item of a list in block style."""
    if isinstance(value, Mapping) and value:
        first, *rest = block_lines(value, indent + INDENT)
        return [f"{indent}- {first.lstrip()}", *rest]
    return [f"{indent}- {inline(value, style, flow=not is_scalar(value))}"]


def inline(value: object, style: str = "plain", *, flow: bool = True) -> str:
    """Return a value on one line; `flow` says that it stands between brackets."""
    if isinstance(value, Mapping):
        pairs = (f"{text(str(key), 'plain')}: {inline(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item, style) for item in value) + "]"
    return scalar(value, style, flow=flow)


def scalar(value: object, style: str, *, flow: bool, like: str = "") -> str:
    """Return a scalar in the quotes of `style`; a moment in the form of `like`."""
    if isinstance(value, date):
        written = write_date(value, like)
        return f"{style}{written}{style}" if style in {"'", '"'} else written
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return text(str(value), style, flow=flow)


def block_scalar(value: str, style: str, indent: str, newline: str) -> str | None:
    """Return a text as a `|` or `>` scalar with lines indented by `indent`; None where it cannot be one."""
    lines = value.removesuffix("\n").split("\n")
    unfit = not lines[0].strip() or lines[0][0] == " " or lines[-1] == ""
    if unfit or _UNPRINTABLE.search(value.replace("\n", "")):
        return None
    if style == ">":
        lines = [part for line in lines for part in (line, "")][:-1]
    chomping = "" if value.endswith("\n") else "-"
    written = style + chomping + newline + newline.join(indent + line if line else "" for line in lines)
    check = read(f"{indent[1:]}k: {written}{newline}")
    member = check.tree.find(("k",)) if check and not check.faults else None
    return written if member and member.node.value == value else None


def text(value: str, style: str, *, flow: bool = True) -> str:
    """Return a text as a YAML scalar in the quotes of `style`, or in those that it needs."""
    printable = not _UNPRINTABLE.search(value) and "\n" not in value
    if style == "plain":
        if printable and _may_be_plain(value, flow=flow):
            return value
        style = "'" if printable and ('"' in value or "\\" in value) and "'" not in value else '"'
    if style == "'" and printable:
        return "'" + value.replace("'", "''") + "'"
    escaped = "".join(_ESCAPES.get(character, character) for character in value)
    return '"' + _UNPRINTABLE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _may_be_plain(value: str, *, flow: bool) -> bool:
    """Tell whether a text without quotes is read as this text by us and by readers of YAML 1.1 and 1.2."""
    if not value or "\t" in value or value != value.strip() or value.startswith(("---", "...")):
        return False
    tag = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
    if tag != _TEXT_TAG or value.lower() in {"y", "n"} or _NUMBER_LIKE.match(value):
        return False
    check = read(f"k: [{value}]" if flow else f"k: {value}\n")
    if check is None or check.faults or len(check.tree.members) != 1:
        return False
    node = check.tree.members[0].node
    if flow:
        node = node.items[0] if len(node.items) == 1 else Node("list", 0, 0)
    return node.kind == "scalar" and node.style == "plain" and node.value == value
