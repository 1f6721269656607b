"""What blocks show that keep their content in their settings: Divi 5, Advanced Custom Fields, makers of own blocks."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from articles.markup.sanitize import EMBEDS, normalise

_FIELDS = re.compile(r"(?:acf|lazyblock|genesis-custom-blocks|block-lab|carbon-fields|meta-box)/")
_ELEMENT = re.compile(
    r"<(?:p|h[1-6]|ul|ol|table|blockquote|figure|img|br|div|a|strong|em|b|i|pre|iframe)\b", re.IGNORECASE
)
_BLOCK = re.compile(r"<(?:p|h[1-6]|ul|ol|table|blockquote|figure|div|pre)\b", re.IGNORECASE)
# Style sheets, data and addresses are no prose.
_MACHINE = re.compile(r"\s*(?:[\[{]|https?://\S*\s*\Z|(?:[\w-]+[ ]?:[^;:]+;\s*)+\Z)")
_LEVEL = re.compile(r"h[1-6]")
_DEEPEST = 12


def shown_by(name: str, says: Mapping[str, object]) -> str:
    """The HTML of what the settings of a block show; "" where they hold no content."""
    if name.startswith("divi/"):
        parts = _of_divi(name, says, says, _DEEPEST)
    elif _FIELDS.match(name):
        data = says.get("data")
        parts = _of_fields(data if isinstance(data, Mapping) else says)
    elif "/" in name:
        # Of what only its maker knows, texts that are marked up as such.
        parts = (value for value in says.values() if isinstance(value, str) and _BLOCK.search(value))
    else:
        return ""
    return "\n\n".join(parts)


def _of_fields(fields: Mapping[str, object]) -> Iterator[str]:
    """Texts of fields; of single words nobody can tell whether they are choices that somebody made in a menu."""
    for key, value in fields.items():
        if isinstance(value, str) and not key.startswith("_") and _is_prose(value):
            yield _paragraph(value)


def _is_prose(value: str) -> bool:
    return bool(_ELEMENT.search(value)) or (len(value.split()) > 1 and not _MACHINE.match(value))


def _of_divi(name: str, says: Mapping[str, object], value: object, depth: int) -> Iterator[str]:
    """`innerContent` of whatever part of the module: {"desktop": {"value": a text, a picture or a link}}."""
    if not isinstance(value, Mapping) or not depth:
        return
    for key, inside in value.items():
        if key == "innerContent" and isinstance(inside, Mapping):
            screens = [inside["desktop"]] if "desktop" in inside else list(inside.values())[:1]
            for screen in screens:
                if isinstance(screen, Mapping):
                    yield from _shown(name, says, screen.get("value"))
        else:
            yield from _of_divi(name, says, inside, depth - 1)


def _shown(name: str, says: Mapping[str, object], value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        level = _heading_level(name, says)
        yield (
            f"<{level}>{normalise(value)}</{level}>"
            if level and not _BLOCK.search(value)
            else _paragraph(value)
        )
        return
    if not isinstance(value, Mapping):
        return
    said = {key: each for key, each in value.items() if isinstance(each, str) and each.strip()}
    address = said.get("linkUrl") or said.get("url", "")
    if source := said.get("src", ""):
        if name.endswith(("/video", "/audio")):
            yield f'<p><a href="{escape(source)}">{escape(source, quote=False)}</a></p>'
        else:
            yield f'<p><img src="{escape(source)}" alt="{escape(said.get("alt", ""))}"></p>'
    elif text := said.get("text", ""):
        yield f'<p><a href="{escape(address)}">{normalise(text)}</a></p>' if address else _paragraph(text)


def _heading_level(name: str, says: Mapping[str, object]) -> str:
    if not name.endswith("/heading"):
        return ""
    found = _LEVEL.search(str(says.get("title", "")))
    return found[0] if found else "h2"


def _paragraph(text: str) -> str:
    """The text, each of its elements closed, as it is if it has blocks or a player of its own, else as a paragraph."""
    text = normalise(text)
    return text if _BLOCK.search(text) or any(f"<{each}" in text for each in EMBEDS) else f"<p>{text}</p>"
