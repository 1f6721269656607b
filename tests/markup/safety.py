"""What must hold of every page's HTML, read with a parser that is not the sanitiser's."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

ELEMENTS = frozenset(
    """a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var wbr""".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset(
    """abbr align alt aria-label checked cite class colspan data-label data-lang data-line datetime decoding dir
    disabled headers height href id lang loading open referrerpolicy rel reversed role rowspan scope sizes span src
    srcset start tabindex title type value width""".split()  # noqa: SIM905
)
ADDRESSES = frozenset({"href", "src", "cite"})
# As browsers read addresses: https://url.spec.whatwg.org/#concept-basic-url-parser
_BEFORE_SCHEME = re.compile(r"^[\x00-\x20]+")
_IGNORED = re.compile(r"[\t\n\r]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_CLASS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.faults.append(f"<{tag}>")
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"an attribute twice: {names}")
        for name, value in attrs:
            self._check(tag, name, value or "")
        if tag == "input" and (dict(attrs).get("type"), "disabled" in names) != ("checkbox", True):
            self.faults.append(f"an input that can be used: {attrs}")

    def _check(self, tag: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self.faults.append(f"<{tag} {name}>")
        if name in ADDRESSES:
            scheme = _SCHEME.match(_BEFORE_SCHEME.sub("", _IGNORED.sub("", value)))
            if scheme and scheme[1].lower() not in {"http", "https", "mailto"}:
                self.faults.append(f"{name}={value!r}")
        if name == "id":
            self.ids[value] += 1
        if name == "class" and not all(_CLASS.fullmatch(word) for word in value.split()):
            self.faults.append(f"class={value!r}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}>")


def faults(html: str) -> list[str]:
    """All that is forbidden in `html`, and ids that are not unique: empty when it may stand on a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    repeated = [f"id {name!r} {count} times" for name, count in reader.ids.items() if count > 1]
    return [*reader.faults, *repeated]
