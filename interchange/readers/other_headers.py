"""What documents say of themselves in other forms than frontmatter: in a block of code, in an object that they export,
in lines below their title, in the properties of a page of Notion's. Written as YAML's frontmatter, they are like any
other's.
"""

import json
import re
from collections.abc import Mapping

from yaml import YAMLError, safe_dump, safe_load

from articles.document.keys import MEANINGS, normal

from ..naming import is_of_notion

# Frontmatter as MDX has it: an object that the document exports, perhaps below what it imports.
_EXPORTED = re.compile(
    r"(?P<before>(?:[ \t]*(?:import\b[^\n]*|//[^\n]*)?\r?\n)*)[ \t]*export\s+(?:const|let|var)\s+"
    r"(?:meta|metadata|frontmatter|attributes|post|article|config)\s*(?::\s*\w+\s*)?=\s*(?=\{)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?P<single>(?:[^'\\\n]|\\.)*)'|`(?P<template>(?:[^`\\$]|\\.)*)`|(?P<brace>[{}])"
    r"|new\s+Date\(\s*(?P<date>\"[^\"\n]*\"|'[^'\n]*')\s*\)|(?P<comment>//[^\n]*|/\*.*?\*/)|\.\.\.[\w.]+,?",
    re.DOTALL,
)
_IMPORTED = re.compile(r"import\s+(?P<name>\w+)\s+from\s+[\"'](?P<path>[^\"'\n]+)[\"']")
_LONGEST_OBJECT = 20_000
# A page of Notion's: its title as a heading, and its properties below that, one a line.
_NOTION = re.compile(
    r"\s*# (?P<title>[^\n]+)\n(?:[ \t]*\n)+(?P<said>(?:[^\W\d_][^:\n]{0,60}: [^\n]*\n)+)(?:[ \t]*\n|\Z)"
)
# Lines below a title that say whose the text is, what it is about, and when: "Author: ...", "**Tags:** ...".
_SAID = re.compile(r"[ \t>*_-]{0,9}(?P<key>[^\W\d_][\w ]{0,30}?)[ *_]{0,4}[:：](?P<value>.*)\Z")
_RULE = re.compile(r"[ \t]{0,3}(?:-[ \t]*){3,}\Z")
_SAYING = frozenset({"authors", "tags", "date", "updated", "description", "category"})
_LINK = re.compile(r"\[(?P<name>[^\[\]]+)\]\((?P<url>[^()\s]*)\)")
_MOST_SAID = 20  # lines
# PuGo's frontmatter, a block of code at the beginning.
_TOML_BLOCK = re.compile(r"\s*```toml[ \t]*\r?\n(?P<said>.{0,20000}?)\n```[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_POST = re.compile(
    r"\s*```\{post\}(?P<date>[^\n]*)\n(?P<said>(?:(?!```)[^\n]*\n){0,50})```[ \t]*(?:\r?\n|\Z)"
)
# Frontmatter as Eleventy takes it besides: an object of JavaScript, perhaps with what makes it a module.
_SCRIPT = re.compile(
    r"\s*---(?:js|javascript)[ \t]*\r?\n\s*(?:(?:const|let|var)\s+\w+\s*=\s*|module\.exports\s*=\s*)?"
    r"(?P<object>\{.{0,20000}?\})\s*;?\s*\n---[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_KEY = re.compile(r"(?<=[{,\n])\s*(?:\w+|\"[^\"\n]*\"|'[^'\n]*'):(?=\S)")
_LINE_COMMENT = re.compile(r"(?m)^\s*//[^\n]*$")


# How a document begins that may be of one of these forms.
_BEGINNINGS = ("---j", "```toml", "```{post}", "import ", "export ", "# ")


def with_header(text: str, path: str) -> str:
    """A document with what it says of itself in one of these forms as frontmatter; "" for any other."""
    if not text.lstrip().startswith(_BEGINNINGS):
        return ""
    if is_of_notion(path):
        return _from_notion(text)
    return (
        _from_toml_block(text)
        or _from_directive(text)
        or _from_script(text)
        or _from_export(text)
        or _from_lines(text)
    )


def _from_export(text: str) -> str:
    found = _EXPORTED.match(text)
    if found is None:
        return ""
    imported = {each["name"]: each["path"] for each in _IMPORTED.finditer(found["before"])}
    parts, depth, at, limit = [], 0, found.end(), found.end() + _LONGEST_OBJECT
    for token in _TOKEN.finditer(text, at, limit):
        parts.append(_words(text[at : token.start()], imported))
        parts.append(_as_yaml(token))
        at = token.end()
        depth += {"{": 1, "}": -1}.get(token["brace"] or "", 0)
        if not depth:
            break
    if depth or not parts:
        return ""
    try:
        said = safe_load("".join(parts).replace("\t", " "))
    except (YAMLError, ValueError, RecursionError):
        return ""
    if not isinstance(said, dict) or not isinstance(said.get("title"), str):
        return ""
    rest = re.sub(r"\A[ \t]*;?[ \t]*\r?\n", "", text[at:])
    return f"---\n{safe_dump(said, allow_unicode=True, sort_keys=False)}---\n{found['before']}{rest}"


def _words(text: str, imported: Mapping[str, str]) -> str:
    """What stands between texts: names of what is imported become the paths, and every colon is one of YAML's."""
    text = re.sub(
        r"(?<=[:,\[])(\s*)(\w+)(?=\s*[,}\]\n])", lambda each: each[1] + imported.get(each[2], each[2]), text
    )
    return re.sub(r":(?=\S|\Z)", ": ", text)


def _as_yaml(token: re.Match[str]) -> str:
    if token["single"] is not None or token["template"] is not None:
        plain = re.sub(r"\\(.)", r"\1", token["single"] or token["template"] or "", flags=re.DOTALL)
        return json.dumps(plain, ensure_ascii=False)
    if token["date"]:
        return json.dumps(token["date"][1:-1], ensure_ascii=False)
    return "" if token["comment"] or token[0].startswith("...") else token[0]


def _from_notion(text: str) -> str:
    """A page that Notion exported, with its title and properties as frontmatter; "" for one without any."""
    found = _NOTION.match(text)
    if found is None:
        return ""
    pairs = (line.partition(": ") for line in found["said"].splitlines())
    said = {"title": found["title"].strip()} | {key.strip(): value.strip() for key, _, value in pairs}
    return f"---\n{safe_dump(said, allow_unicode=True, sort_keys=False, width=100_000)}---\n\n{text[found.end() :]}"


def _from_lines(text: str) -> str:
    """A document whose title has two or more such lines below it, as frontmatter; "" for any other."""
    first, *lines = text.lstrip()[:_LONGEST_OBJECT].splitlines()[: _MOST_SAID + 1] or [""]
    title = first.removeprefix("# ").strip(" \t#") if first.startswith("# ") else ""
    said: dict[str, object] = {}
    end = 0
    for number, line in enumerate(lines if title else [], start=1):
        found = _SAID.match(line)
        if found and _SAYING & {canonical for canonical, _ in MEANINGS.get(normal(found["key"]), ())}:
            if value := found["value"].strip(" \t*" if not line.lstrip(" >").startswith("_") else " \t*_"):
                said.setdefault(found["key"], _person(value))
            end = number
        elif _RULE.match(line) and end:
            end = number
            break
        elif line.strip():
            break
    if len(said) < 2:
        return ""
    rest = "".join(text.lstrip().splitlines(keepends=True)[end + 1 :])
    fields = safe_dump({"title": title, **said}, allow_unicode=True, sort_keys=False, width=100_000)
    return f"---\n{fields}---\n{rest}"


def _person(value: str) -> str | dict[str, str]:
    """An author with a link, or the text that it is."""
    link = _LINK.fullmatch(value)
    return {"name": link["name"], "url": link["url"]} if link else value


def _from_script(text: str) -> str:
    """A document with Eleventy's frontmatter in JavaScript as YAML, if it is one plain object; "" for any other."""
    found = _SCRIPT.match(text)
    if found is None:
        return ""
    plain = _KEY.sub(r"\g<0> ", _LINE_COMMENT.sub("", found["object"])).replace("\t", " ")
    try:
        said = safe_load(plain)
    except (YAMLError, ValueError, RecursionError):
        return ""
    return (
        f"---\n{safe_dump(said, allow_unicode=True, sort_keys=False)}---\n{text[found.end() :]}"
        if isinstance(said, dict)
        else ""
    )


def _from_directive(text: str) -> str:
    """A document with ABlog's directive in MyST's manner above it as frontmatter; "" for any other."""
    found = _POST.match(text)
    if found is None:
        return ""
    lines = [line.removeprefix(":").replace(":", ": ", 1) for line in (found["said"] or "").splitlines()]
    plain = "\n".join(line for line in lines if line.strip(" -"))
    try:
        said = safe_load(plain) if plain else {}
    except (YAMLError, ValueError, RecursionError):
        return ""
    if not isinstance(said, dict):
        return ""
    date = {"date": day} if (day := found["date"].strip()) else {"draft": True}
    return (
        f"---\n{safe_dump({**date, **said}, allow_unicode=True, sort_keys=False)}---\n{text[found.end() :]}"
    )


def _from_toml_block(text: str) -> str:
    """A document with PuGo's frontmatter as TOML's, if its block says a title; "" for any other."""
    found = _TOML_BLOCK.match(text)
    if found is None or not re.search(r"(?m)^\s*title\s*=", found["said"]):
        return ""
    return f"+++\n{found['said']}\n+++\n{text[found.end() :]}"
