"""Where the links of a text in Textile lead, told without reading all of it: it is asked of every document."""

import re

SUFFIX = ".textile"
# `"words":address`, `!picture!:address`, `[alias]address` and links in HTML; Liquid's tags may have spaces in them.
_ADDRESS = r"(?P<{}>(?:\{{%[^{{}}\n]{{0,300}}%\}}|\{{\{{[^{{}}\n]{{0,300}}\}}\}}|[^\s\"'<>\[\]{{}}|])+)"
_LINKS = re.compile(
    rf"[\"!]:{_ADDRESS.format('behind')}|^\[[^\[\]\n]+\]{_ADDRESS.format('alias')}"
    rf"|\bhref\s*=\s*[\"']{_ADDRESS.format('href')}",
    re.MULTILINE,
)
_NO_PART = ".,;:!?)"  # what ends a sentence, and no address


def destinations(text: str) -> set[str]:
    """The addresses as the Markdown has them that the text becomes."""
    found = (next(filter(None, link.groups())) for link in _LINKS.finditer(text))
    return {written.rstrip(_NO_PART) for written in found} - {""}
