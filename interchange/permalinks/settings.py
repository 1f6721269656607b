"""A generator's settings, as far as they can be read without running it.

TOML, YAML and JSON are data. Python's settings (Pelican) are read as the values that are assigned in them, and those of
JavaScript (Docusaurus, Astro, Eleventy) searched for `key: "text"`; what is computed in either says nothing here.
"""

import ast
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from ..archives import Entry
from ..data_files import UnreadableData, read_data

# Settings are a few kilobytes; what is longer is something else.
LONGEST = 512 * 1024
# Scripts are searched again and again, and Python takes five hundred times as much memory to read one as it is long.
_LONGEST_SCRIPT = 128 * 1024
# More rules of one kind are in no settings: each is asked about each file. fnmatch remembers as many patterns.
MOST_RULES = 250
_SCRIPTS = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".mts"})
# What reading settings may raise.
_DAMAGES = (OSError, ValueError, RecursionError, MemoryError, SyntaxError)
# No address is longer; texts that are added to themselves could fill the memory.
_LONGEST_TEXT = 2000
# What is in quotes is no comment: patterns of files such as "**/*.md" look like one. What is never closed goes on to
# the end, so that nothing is looked at twice.
TEXT = r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?|`[^`\\]*(?:\\.[^`\\]*)*`?"
_COMMENTS = re.compile(rf"(?P<text>{TEXT})|/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*", re.DOTALL)
# What MkDocs' settings have of Python's: names of functions, and of variables.
_PYTHON_TAG = re.compile(r"(?<=[\s\[,])!(?:!python/[\w/]+(?::[\w.]+)?|ENV|relative)(?=[\s\],}]|\Z)")
_PAIR = re.compile(
    r"""(?<![\w$.])(['"]?)(?P<key>[A-Za-z_]\w*)\1\s*:\s*(?P<quote>['"`])(?P<text>(?:(?!(?P=quote))[^$\\\n])*)(?P=quote)"""
)
_FLAG = re.compile(r"""(?<![\w$.])(['"]?)(?P<key>[A-Za-z_]\w*)\1\s*:\s*(?P<flag>true|false)\b""")


def read_settings(entry: Entry) -> Mapping[str, Any]:
    """What a file of settings says; {} for one that can't be read. Of a script {name: [values in their order]}."""
    try:
        return _read(entry)
    except _DAMAGES:
        return {}


def why_unread(entry: Entry) -> str:
    """Why a file of settings can't be read, in a few words; "" for one that can."""
    try:
        _read(entry)
    except _DAMAGES as error:
        return " ".join(str(error).split())[:200] or "it is nested too deeply"
    return ""


def _read(entry: Entry) -> Mapping[str, Any]:
    """Raises one of _DAMAGES."""
    suffix = PurePosixPath(entry.path).suffix.lower()
    most = _LONGEST_SCRIPT if suffix in _SCRIPTS else LONGEST
    if entry.refusal is not None or not entry.size:
        return {}
    if entry.size > most:
        raise UnreadableData(f"it is longer than {most // 1024} KB")
    found = _parsed(entry.read().decode("utf-8-sig", "replace"), suffix)
    return found if isinstance(found, Mapping) else {}


def _parsed(text: str, suffix: str) -> object:
    match suffix:
        case ".py":
            return _assigned(text)
        case _ if suffix in _SCRIPTS:
            return written(text)
        case _:
            return read_data(_PYTHON_TAG.sub("", text) if "!" in text else text, suffix)


def _assigned(text: str) -> dict[str, Any]:
    """The names at the top of a Python module to which plain values are given; `A + "x"` of known texts is one."""
    values: dict[str, Any] = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and (known := _value(value, values)) is not None:
                values[target.id] = known
    return values


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left, known), _value(node.right, known)
        if not isinstance(left, str) or not isinstance(right, str) or len(left) + len(right) > _LONGEST_TEXT:
            return None
        return left + right
    if isinstance(node, ast.Dict):
        # What is computed in a table says nothing; that it has such a key does.
        keys = [each.value if isinstance(each, ast.Constant) else None for each in node.keys]
        pairs = zip(keys, node.values, strict=True)
        return {key: _value(each, known) for key, each in pairs if isinstance(key, str | int)}
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def without_comments(script: str) -> str:
    return _COMMENTS.sub(lambda found: found["text"] or "", script)


def written(text: str) -> dict[str, list[Any]]:
    """Every `key: "text"` and `key: true` of a script, comments aside: {key: [values in their order]}."""
    plain = without_comments(text)
    found: dict[str, list[Any]] = {}
    pairs = [(each.start(), each["key"], each["text"]) for each in _PAIR.finditer(plain)]
    flags = [(each.start(), each["key"], each["flag"] == "true") for each in _FLAG.finditer(plain)]
    for _, key, value in sorted([*pairs, *flags], key=lambda each: each[0]):
        found.setdefault(key, []).append(value)
    return found


def text_of(entry: Entry) -> str:
    """A script's text; "" for one that can't be read."""
    try:
        return (
            entry.read().decode("utf-8", "replace")
            if entry.size <= _LONGEST_SCRIPT and not entry.refusal
            else ""
        )
    except OSError:
        return ""


def text_in(settings: Mapping[str, Any], *keys: str) -> str:
    """The first text under one of `keys`, whatever their case; "" for none."""
    lower = {str(key).lower(): value for key, value in settings.items()}
    for key in keys:
        value = lower.get(key.lower())
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def table_in(settings: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table under `key`, whatever its case; {} for none."""
    value = next((each for name, each in settings.items() if str(name).lower() == key.lower()), None)
    return {str(name): each for name, each in value.items()} if isinstance(value, Mapping) else {}


def flag_in(settings: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    value = next((each for name, each in settings.items() if str(name).lower() == key.lower()), default)
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, bool) else default
