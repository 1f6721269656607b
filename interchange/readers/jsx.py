"""Pictures that components show, as pages of Astro, Docusaurus and Next.js have them in MDX.

    import cover from './cover.png'

    <Image src={cover} alt="What it shows" />
    <img src={require('./a.png').default} style={{ width: 300 }} />

No component is run here, and readers would see none of these; where it is plain which picture is meant, the document
shows it itself.
"""

import re
from collections.abc import Mapping
from html import escape

from articles.document import Document, Problem

_SUFFIX = r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?=\Z|[?#])"
_IS_PICTURE = re.compile(_SUFFIX, re.IGNORECASE)
_IMPORT = re.compile(
    r"^(?:import[ \t]+(?P<name>\w+)[ \t]+from[ \t]+|(?:export[ \t]+)?const[ \t]+(?P<const>\w+)[ \t]*=[ \t]*require\()"
    r"(?P<mark>[\"'])(?P<path>[^\"'\n]+)(?P=mark)",
    re.MULTILINE,
)
# An expression in braces may hold others. Bounded, and each part begins with another character than its neighbours.
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}\}){0,1000}\}"
_TAG = re.compile(
    r"(?P<fence>^[ \t>]*(?P<mark>```++|~~~++)[^\n]*\n(?:.*?\n)??[ \t>]*(?P=mark)[^\n]*$)"
    r"|(?P<span>(?<!`)(?P<ticks>`++)[^\n]+?(?<!`)(?P=ticks)(?!`))"
    rf"|<(?P<name>[A-Za-z][\w.]*)(?=[\s/])(?P<said>(?:[^<>{{}}\"'`]|\"[^\"]*\"|'[^']*'|{_BRACES}){{0,2000}}?)"
    r"(?:/>|>(?:\s*</(?P=name)>)?)",
    re.MULTILINE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rf"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<braces>{_BRACES}))"
)
_CALL = re.compile(
    r"\{\s*(?:(?:require|useBaseUrl|withBase|url)\(\s*)?(?P<mark>[\"'`])(?P<text>[^\"'`$]*)(?P=mark)\s*\)?(?:\.default)?\s*\}\Z"
)
_NAME = re.compile(r"\{\s*(?P<name>\w+)(?:\.(?:src|default))?\s*\}\Z")
_SHOWS = re.compile(r"image|img|picture|figure|photo|screenshot|zoom", re.IGNORECASE)
_SIGNS = ("src=", "source=", "url=", "src =")
_MAY_SHOW = re.compile(r"<(?:[A-Z]|img\b[^<>]*\{)")


def with_pictures(document: Document) -> tuple[Document, list[Problem]]:
    """The document with such pictures as Markdown, or as HTML inside of other text; and a warning for their first."""
    body = document.body
    if not _MAY_SHOW.search(body) or not any(sign in body for sign in _SIGNS):
        return document, []
    imported = {found["name"] or found["const"]: found["path"] for found in _IMPORT.finditer(body)}
    lines: list[int] = []

    def shown(found: re.Match[str]) -> str:
        picture = _picture(found, imported) if found["name"] else ""
        if not picture:
            return found[0]
        lines.append(document.body_line + body.count("\n", 0, found.start()))
        return picture

    written = _TAG.sub(shown, body)
    if not lines:
        return document, []
    times = f", {len(lines)} of them" if len(lines) > 1 else ""
    message = f"Pictures that components showed are written as pictures{times}."
    return document.with_body(written), [Problem("jsx-picture", message, lines[0])]


def _picture(found: re.Match[str], imported: Mapping[str, str]) -> str:
    """The picture that a component shows; "" for one that shows none, or nobody knows which."""
    said = {each["name"].lower(): each for each in _ATTRIBUTE.finditer(found["said"])}
    written = next((said[name] for name in ("src", "source", "url") if name in said), None)
    if written is None:
        return ""
    if found["name"] == "img" and all(each["braces"] is None for each in said.values()):
        # HTML, which is shown as it is; braces inside of quotes are names of folders (`{static}`).
        return ""
    source = _text(written, imported)
    plain = written["braces"] is None
    if not _IS_PICTURE.search(source) or (plain and not _SHOWS.search(found["name"])):
        return ""
    alt, title = (_text(said[name], {}) if name in said else "" for name in ("alt", "title"))
    caption = _text(said["caption"], {}) if "caption" in said else title
    before, after = found.string[: found.start()], found.string[found.end() :]
    if not re.search(r"\S[^\n]*\n?[ \t]*\Z", before) and re.match(r"[ \t]*(?:\n[ \t]*\n|\n?\Z)", after):
        address = f"<{source}>" if re.search(r"[\s()]", source) else source
        below = ' "{}"'.format(caption.replace('"', '\\"')) if caption else ""
        return f"![{_escaped(alt)}]({address}{below})"
    titled = f' title="{escape(caption)}"' if caption else ""
    return f'<img src="{escape(source)}" alt="{escape(alt)}"{titled}>'


def _text(attribute: re.Match[str], imported: Mapping[str, str]) -> str:
    """What an attribute says, as far as that is plain; "" for what would have to be run."""
    if attribute["braces"] is None:
        return attribute["double"] if attribute["double"] is not None else attribute["single"]
    if call := _CALL.match(attribute["braces"]):
        return call["text"]
    name = _NAME.match(attribute["braces"])
    return imported.get(name["name"], "") if name else ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))
