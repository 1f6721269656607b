"""Words in angle brackets that are no tags: `cd <path>` means what it says.

To an HTML parser they are elements. It forgets the name and, where the element is one of SVG's or one that
holds raw text, takes what follows with it; here they become text before it can.
"""

from __future__ import annotations

import re

# HTML knows these as tags; the allowlists decide what becomes of them. Others only count when they are closed.
_HTML_TAGS = """a abbr address article aside audio b bdi bdo big blockquote br button canvas caption center cite code
col colgroup dd del details dfn dir div dl dt em embed fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6
header hgroup hr i iframe img input ins kbd legend li main mark menu nav nobr object ol p picture pre q rp rt ruby s
samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video
wbr"""
_HTML = frozenset(_HTML_TAGS.split())

# Outside of <svg> and <math> they mean nothing, and the sanitiser drops what they hold.
_FOREIGN_TAGS = """animate circle clippath defs desc ellipse feblend filter foreignobject g line lineargradient marker
mask metadata mi mn mo mpath mrow ms mtext path pattern polygon polyline radialgradient rect set stop switch symbol
text textpath tspan use view"""
_FOREIGN = "|".join(_FOREIGN_TAGS.split())

_NAME = re.compile(r"</?([a-zA-Z][\w.:-]*)")
_BARE_TAG = re.compile(r"<([a-zA-Z][\w.:-]*)>")
_FOREIGN_TAG = re.compile(rf"<(?=/?(?:{_FOREIGN})\b)", re.IGNORECASE)


def show(html: str) -> str:
    """`html`, raw from the engine, with such words as text."""
    strange = {name.lower() for name in _NAME.findall(html)} - _HTML
    if not strange:
        return html
    if strange.isdisjoint({"svg", "math"}):
        html = _FOREIGN_TAG.sub("&lt;", html)
    lowered = html.lower()
    never_closed = {name for name in strange if f"</{name}" not in lowered}
    return _BARE_TAG.sub(lambda tag: f"&lt;{tag[1]}&gt;" if tag[1].lower() in never_closed else tag[0], html)
