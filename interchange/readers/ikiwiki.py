"""What ikiwiki's pages say of themselves in directives, wherever these stand (https://ikiwiki.info/ikiwiki/directive/)."""

import re

from yaml import safe_dump

SUFFIX = ".mdwn"

_QUOTED = r'"""(?:(?!""").)*"""|\'\'\'(?:(?!\'\'\').)*\'\'\'|"[^"]*"'
_BARE = r"[^\s\"'\]=]+"
_PAIR = rf"\w+=(?:{_QUOTED}|{_BARE})|{_QUOTED}|{_BARE}"
_DIRECTIVE = re.compile(
    rf"(?:(?m:^)|(?<=\]\])) {{0,3}}\[\[!(?P<name>meta|tag|img)\s+(?P<said>(?:{_PAIR})(?:\s+(?:{_PAIR}))*)\s*\]\]"
    r"(?P<end>(?:[ \t]*\r?\n)?)",
    re.DOTALL,
)
_SAID = re.compile(rf"(?:(?P<key>\w+)=)?(?P<value>{_QUOTED}|{_BARE})", re.DOTALL)
# Code, which begins and ends with a line of its own.
_CODE = re.compile(r"^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)|\Z)", re.DOTALL | re.MULTILINE)
_NAMES = {"redir": "redirect"}


def with_frontmatter(text: str) -> str:
    """A page with what its directives `meta` and `tag` say as YAML above it, and pictures as Markdown has them.

    "" for one without any of these.
    """
    said: dict[str, object] = {}
    tags: list[str] = []
    code = [found.span() for found in _CODE.finditer(text)]

    def read(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in code):
            return found[0]
        pairs = [(each["key"] or "", _unquoted(each["value"])) for each in _SAID.finditer(found["said"])]
        if found["name"] == "img":
            alt = dict(pairs).get("alt", "")
            return f"![{alt}]({next((value for key, value in pairs if not key), '')}){found['end']}"
        if found["name"] == "tag":
            tags.extend(value.replace("_", " ") for key, value in pairs if not key)
        else:
            # What stands behind the first pair tells how that is meant: its order among others, its title.
            said.update((_NAMES.get(key, key), value) for key, value in pairs[:1] if key)
        return ""

    rest = _DIRECTIVE.sub(read, text)
    if rest == text:
        return ""
    fields = said | ({"tags": list(dict.fromkeys(tags))} if tags else {})
    head = f"---\n{safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n\n" if fields else ""
    return head + rest.lstrip("\r\n")


def _unquoted(value: str) -> str:
    for mark in ('"""', "'''", '"'):
        if value.startswith(mark) and len(value) >= 2 * len(mark):
            return value[len(mark) : -len(mark)].strip()
    return value
