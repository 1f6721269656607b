"""The texts of made-up posts in the markup of the programs that export them."""

import json
from collections.abc import Callable, Iterable
from html import escape

from .moving_posts import Block, Code, Listing, Picture, Rule, Run, Table, Text

Address = Callable[[str | int], str]
"""The address of another post by its number; of an address itself."""


def html_of(blocks: Iterable[Block], address: Address) -> str:
    """Plain HTML, as most programs store it."""
    return "\n".join(block_html(block, address) for block in blocks)


def runs_html(runs: Iterable[Run], address: Address) -> str:
    return "".join(_run(run, address) for run in runs)


def _run(run: Run, address: Address) -> str:
    said = escape(run.text, quote=False)
    if run.look == "link":
        return f'<a href="{escape(address(run.target))}">{said}</a>'
    return f"<{run.look}>{said}</{run.look}>" if run.look else said


def _listed(block: Listing, address: Address, form: str, begin: str = "") -> str:
    """A list, each of its items in that form."""
    kind = "ol" if block.ordered else "ul"
    items = "".join(form.format(runs_html(item, address)) for item in block.items)
    return f"<{kind}>{begin}{items}</{kind}>"


def block_html(block: Block, address: Address) -> str:
    if isinstance(block, Text):
        inner = runs_html(block.runs, address)
        inner = f"<p>{inner}</p>" if block.kind == "blockquote" else inner
        return f"<{block.kind}>{inner}</{block.kind}>"
    if isinstance(block, Listing):
        return _listed(block, address, "<li>{}</li>")
    if isinstance(block, Code):
        look = f' class="language-{block.language}"' if block.language else ""
        return f"<pre><code{look}>{escape(block.text, quote=False)}</code></pre>"
    if isinstance(block, Picture):
        return figure(block)
    if isinstance(block, Table):
        rows = [
            "<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) + "</tr>"
            for row in block.rows
        ]
        head = rows[0].replace("<td>", "<th>").replace("</td>", "</th>")
        return f"<table><thead>{head}</thead><tbody>{''.join(rows[1:])}</tbody></table>"
    return "<hr>"


def figure(picture: Picture, look: str = "") -> str:
    shown = f'<img src="{escape(picture.address)}" alt="{escape(picture.alt)}">'
    if not picture.caption:
        return f"<figure{look}>{shown}</figure>" if look else f"<p>{shown}</p>"
    return f"<figure{look}>{shown}<figcaption>{escape(picture.caption, quote=False)}</figcaption></figure>"


# -- WordPress --------------------------------------------------------------------------------------------------


def classic(blocks: Iterable[Block], address: Address) -> str:
    """As the old editor stores it: paragraphs are parted by blank lines, captions are a shortcode."""
    return "\n\n".join(_classic(block, address) for block in blocks)


def _classic(block: Block, address: Address) -> str:
    if isinstance(block, Text) and block.kind == "p":
        return runs_html(block.runs, address)
    if isinstance(block, Text) and block.kind == "blockquote":
        return f"<blockquote>{runs_html(block.runs, address)}</blockquote>"
    if isinstance(block, Code):
        return f"<pre>{escape(block.text, quote=False)}</pre>"
    if isinstance(block, Picture):
        small = block.address.replace(".jpg", "-300x225.jpg")
        shown = (
            f'<img class="alignnone size-medium wp-image-1" src="{escape(small)}" alt="{escape(block.alt)}" '
            'width="300" height="225" />'
        )
        linked = f'<a href="{escape(block.address)}">{shown}</a>'
        caption = escape(block.caption, quote=False)
        return (
            f'[caption id="attachment_1" align="alignnone" width="300"]{linked} {caption}[/caption]'
            if caption
            else linked
        )
    if isinstance(block, Listing):
        return _listed(block, address, "\t<li>{}</li>\n", "\n")
    return block_html(block, address)


def gutenberg(blocks: Iterable[Block], address: Address) -> str:
    """As the editor of blocks stores it."""
    return "\n\n".join(_gutenberg(block, address) for block in blocks)


def _gutenberg(block: Block, address: Address) -> str:
    name, said, html = _boxed(block, address)
    return f"<!-- wp:{name}{f' {said}' if said else ''} -->\n{html}\n<!-- /wp:{name} -->"


def _boxed(block: Block, address: Address) -> tuple[str, str, str]:
    """What the editor calls a block, its settings, and its HTML."""
    html = block_html(block, address)
    if isinstance(block, Text):
        return _boxed_text(block, html)
    if isinstance(block, Listing):
        item = "<!-- wp:list-item -->\n<li>{}</li>\n<!-- /wp:list-item -->"
        items = "\n\n".join(item.format(runs_html(each, address)) for each in block.items)
        kind, said = ("ol", '{"ordered":true}') if block.ordered else ("ul", "")
        return "list", said, f'<{kind} class="wp-block-list">{items}</{kind}>'
    if isinstance(block, Picture):
        return "image", '{"id":1,"sizeSlug":"large"}', figure(block, ' class="wp-block-image size-large"')
    if isinstance(block, Table):
        return "table", "", f'<figure class="wp-block-table">{html}</figure>'
    if isinstance(block, Code):
        return "code", "", html.replace("<pre>", '<pre class="wp-block-code">', 1)
    return "separator", "", '<hr class="wp-block-separator has-alpha-channel-opacity"/>'


def _boxed_text(block: Text, html: str) -> tuple[str, str, str]:
    if block.kind == "p":
        return "paragraph", "", html
    if block.kind == "blockquote":
        inner = html.removeprefix("<blockquote>").removesuffix("</blockquote>")
        inner = f"<!-- wp:paragraph -->\n{inner}\n<!-- /wp:paragraph -->"
        return "quote", "", f'<blockquote class="wp-block-quote">{inner}</blockquote>'
    said = "" if block.kind == "h2" else f'{{"level":{block.kind[1]}}}'
    return "heading", said, html.replace(f"<{block.kind}>", f'<{block.kind} class="wp-block-heading">', 1)


# -- Ghost ------------------------------------------------------------------------------------------------------

_FORMATS = {"strong": 1, "em": 2, "code": 16}


def lexical(blocks: Iterable[Block], address: Address) -> str:
    root = {"children": [_lexical(block, address) for block in blocks], "direction": "ltr", "format": "", "indent": 0,
            "type": "root", "version": 1}  # fmt: skip
    return json.dumps({"root": root}, ensure_ascii=False)


def _lexical(block: Block, address: Address) -> dict[str, object]:
    if isinstance(block, Text):
        kind = {"p": "paragraph", "blockquote": "quote"}.get(block.kind, "extended-heading")
        tag = {"tag": block.kind} if kind == "extended-heading" else {}
        return {"children": _nodes(block.runs, address), "direction": "ltr", "format": "", "indent": 0, "type": kind,
                "version": 1, **tag}  # fmt: skip
    if isinstance(block, Listing):
        items = [
            {"children": _nodes(item, address), "direction": "ltr", "format": "", "indent": 0, "type": "listitem",
             "value": place, "version": 1}
            for place, item in enumerate(block.items, 1)
        ]  # fmt: skip
        kind, tag = ("number", "ol") if block.ordered else ("bullet", "ul")
        return {"children": items, "direction": "ltr", "format": "", "indent": 0, "type": "list", "listType": kind,
                "start": 1, "tag": tag, "version": 1}  # fmt: skip
    if isinstance(block, Code):
        return {
            "type": "codeblock",
            "version": 1,
            "code": block.text,
            "language": block.language,
            "caption": "",
        }
    if isinstance(block, Picture):
        caption = escape(block.caption, quote=False)
        return {"type": "image", "version": 1, "src": block.address, "width": 1200, "height": 800, "title": "",
                "alt": block.alt, "caption": caption, "cardWidth": "regular", "href": ""}  # fmt: skip
    if isinstance(block, Table):
        return {"type": "html", "version": 1, "html": block_html(block, address)}
    return {"type": "horizontalrule", "version": 1}


def _nodes(runs: Iterable[Run], address: Address) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for run in runs:
        text = {"detail": 0, "format": _FORMATS.get(run.look, 0), "mode": "normal", "style": "", "text": run.text,
                "type": "extended-text", "version": 1}  # fmt: skip
        if run.look == "link":
            text = {"children": [text], "direction": "ltr", "format": "", "indent": 0, "type": "link", "version": 1,
                    "rel": None, "target": None, "title": None, "url": address(run.target)}  # fmt: skip
        found.append(text)
    return found


def mobiledoc(blocks: Iterable[Block], address: Address) -> str:
    """Version 0.3.1 (https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md)."""
    markups: list[list[object]] = []
    cards: list[list[object]] = []
    sections = [_section(block, address, markups, cards) for block in blocks]
    said = {"version": "0.3.1", "atoms": [], "cards": cards, "markups": markups, "sections": sections}
    return json.dumps(said, ensure_ascii=False)


def _section(
    block: Block, address: Address, markups: list[list[object]], cards: list[list[object]]
) -> list[object]:
    if isinstance(block, Text):
        return [1, block.kind, _markers(block.runs, address, markups)]
    if isinstance(block, Listing):
        return [
            3,
            "ol" if block.ordered else "ul",
            [_markers(item, address, markups) for item in block.items],
        ]
    cards.append(_card(block, address))
    return [10, len(cards) - 1]


def _card(block: Block, address: Address) -> list[object]:
    if isinstance(block, Code):
        return ["code", {"code": block.text, "language": block.language}]
    if isinstance(block, Picture):
        return [
            "image",
            {"src": block.address, "alt": block.alt, "caption": escape(block.caption, quote=False)},
        ]
    if isinstance(block, Rule):
        return ["hr", {}]
    return ["html", {"html": block_html(block, address)}]


def _markers(runs: Iterable[Run], address: Address, markups: list[list[object]]) -> list[list[object]]:
    found: list[list[object]] = []
    for run in runs:
        if not run.look:
            found.append([0, [], 0, run.text])
            continue
        markups.append(["a", ["href", address(run.target)]] if run.look == "link" else [run.look])
        found.append([0, [len(markups) - 1], 1, run.text])
    return found
