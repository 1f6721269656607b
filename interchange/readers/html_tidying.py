"""What many programs mark up in many ways, in the one way that HTML has for it: code, captions, players, lists.

First in the text, for what a sanitiser would drop; then in the tree that came of it.
"""

import re
from collections.abc import Iterator
from html import escape, unescape

from articles.markup.tree import Element, classes, is_element, make, unwrap

from .html_meaning import tree_text
from .html_tables import say_alignment

_LANGUAGE = re.compile(
    r"(?:brush:\s*|\blang(?:uage)?[-:]\s*|\b(?:highlight-)?source-(?!code\b))([\w+#-]+)", re.IGNORECASE
)
_SAID_LANGUAGE = re.compile(
    r"(<(?:pre|code|div|figure)\b[^<>]*?)\sdata-(?:enlighter-|code-block-)?lang(?:uage)?=([\"'])([\w+#-]+)\2",
    re.IGNORECASE,
)
# As classes of their own, which highlight.js takes for what they are.
_NAMES = """bash c cpp c++ clojure csharp cs css diff dockerfile elixir erlang go groovy haskell html ini java
    javascript js json jsx kotlin lua makefile matlab objectivec objc perl php powershell python r ruby rust scala scss
    sh shell sql swift toml ts tsx typescript vim xml yaml yml"""
_PROGRAMS = frozenset(_NAMES.split())
# Of people, not of programs.
_PEOPLES = "en de fr es it pt nl sv da fi pl ru uk ja zh ko ar he tr fa el hu ro"
_HUMAN = frozenset(_PEOPLES.split())
_LIST_STYLES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
                "upper-roman": "I"}  # fmt: skip
_STYLED_LIST = re.compile(
    r"<ol\b(?![^<>]*\stype=)(?=[^<>]*list-style(?:-type)?\s*:\s*(lower|upper)-(alpha|latin|roman))",
    re.IGNORECASE,
)
# The players of the years of Flash, and formulas that say what they were written as.
_OBJECT = re.compile(
    r"<object\b(?:(?!<object\b).)*?</object>|<embed\b[^<>]*>(?:\s*</embed>)?", re.IGNORECASE | re.DOTALL
)
_WATCHED = (
    (
        re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie|\.googleapis)?\.com/v/([\w-]{6,20})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (
        re.compile(r"(?:https?:)?//(?:www\.)?vimeo\.com/moogaloop\.swf\?[^\"'<>]*?clip_id=(\d+)"),
        "https://vimeo.com/{}",
    ),
    (
        re.compile(r"(?:https?:)?//(?:www\.)?dailymotion\.com/swf/(?:video/)?(\w+)"),
        "https://www.dailymotion.com/video/{}",
    ),
)
_PLAYED = re.compile(r"\s(?:src|data|value)\s*=\s*[\"']((?:https?:/)?/[^\"'<>\s]+)[\"']", re.IGNORECASE)
_FORMULA = re.compile(r"<math\b(?:(?!<math\b).)*?</math\s*>", re.IGNORECASE | re.DOTALL)
_WRITTEN_AS = re.compile(
    r"<annotation\b[^<>]*encoding=[\"']application/x-tex[\"'][^<>]*>([^<]*)</annotation>", re.IGNORECASE
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_SHOW_NOTHING_EMPTY = "ul ol dl figure blockquote aside h1 h2 h3 h4 h5 h6"
# Without any of these, a span only has a style, which is not kept on the site.
_SPEAKING = frozenset({"dir", "id", "lang", "title"})
_NOTHING = frozenset(_SHOW_NOTHING_EMPTY.split())


def in_plain_html(html: str) -> str:
    """The HTML with players, formulas, languages and styles that would be lost in the form that stays."""
    if "<object" in html or "<embed" in html:
        html = _OBJECT.sub(_watched, html)
    if "<math" in html:
        html = _FORMULA.sub(_formula, html)
    if "list-style" in html:
        html = _STYLED_LIST.sub(_styled, html)
    if "<td" in html or "<th" in html:
        html = say_alignment(html)
    return _SAID_LANGUAGE.sub(r'\1 lang="\3"', html) if "data-" in html else html


def tidy(root: Element) -> None:
    """The tree with code, captions and empty elements as they are meant."""
    _drop_empty(root)
    _drop_choices(root)
    _show_empty_links(root)
    for listed in list(root.iter("ul")):
        _spread(listed)
    for paragraph in list(root.iter("p")):
        _code_of_lines(paragraph)
    for pre in list(root.iter("pre")):
        _take_out(pre)
        _simplify_code(pre)
    for box in list(root.iter("div", "dl", "table")):
        _caption(box)
    for span in [each for each in root.iter("span") if not _SPEAKING.intersection(each.keys())]:
        if not _in_code(span):
            unwrap(span)
    _drop_blank_lines(root)


# -- In the text --------------------------------------------------------------------------------------------------


def _watched(found: re.Match[str]) -> str:
    """A link to what a player of Flash showed; to the player itself, if nothing else is known."""
    for pattern, page in _WATCHED:
        if video := pattern.search(found[0]):
            return _link(page.format(video[1]))
    played = _PLAYED.search(found[0])
    if played is None or "wp-block-file__embed" in found[0]:
        return found[0]
    address = unescape(played[1])
    return _link(f"https:{address}" if address.startswith("//") else address)


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'


def _formula(found: re.Match[str]) -> str:
    written = _WRITTEN_AS.search(found[0])
    return f"<code>{escape(unescape(written[1]).strip(), quote=False)}</code>" if written else found[0]


def _styled(found: re.Match[str]) -> str:
    return f'<ol type="{_LIST_STYLES[f"{found[1]}-{found[2]}".lower()]}"'


# -- In the tree --------------------------------------------------------------------------------------------------


def _drop_empty(root: Element) -> None:
    """Lists without items, headings without words: they show nothing. Also what holds nothing but them."""
    for element in reversed(list(root.iter(*_NOTHING))):
        parent = element.getparent()
        if parent is None or len(element) or element.get("id") or (element.text or "").strip():
            continue
        _remove(element, parent)


def _drop_choices(root: Element) -> None:
    """Pictures without the list of their other sizes and formats."""
    for source in list(root.iter("source")):
        parent = source.getparent()
        if parent is not None and parent.tag not in {"audio", "video"}:
            _remove(source, parent)


def _show_empty_links(root: Element) -> None:
    """A link without words shows nothing; where it is all that a quotation has, a script would have brought them."""
    for link in list(root.iter("a")):
        address, parent = link.get("href", ""), link.getparent()
        if parent is None or len(link) or (link.text or "").strip() or link.get("id") or link.get("name"):
            continue
        quote = next(link.iterancestors("blockquote"), None)
        if quote is not None and address.startswith("http") and not tree_text(quote).strip():
            link.text = address
        elif address:
            _remove(link, parent)


def _spread(listed: Element) -> None:
    """A list of nothing but figures, as galleries were written for years: the figures, without the list's marks."""
    items = list(listed)
    if items and not (listed.text or "").strip() and all(map(_is_figure, items)):
        for item in items:
            unwrap(item)
        unwrap(listed)


def _is_figure(item: Element) -> bool:
    """Whether an item of a list is a figure and nothing else."""
    if not is_element(item) or item.tag != "li" or len(item) != 1 or (item.text or "").strip():
        return False
    inside = item[0]
    return inside.tag == "figure" and not (inside.tail or item.tail or "").strip()


def _remove(element: Element, parent: Element) -> None:
    """Without the element; the text that follows it stays."""
    before, tail = element.getprevious(), element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)


def _code_of_lines(paragraph: Element) -> None:
    """A paragraph that is nothing but `<code>` with line breaks: a block of code."""
    code = paragraph[0] if len(paragraph) == 1 else None
    if code is None or code.tag != "code" or (paragraph.text or "").strip() or (code.tail or "").strip():
        return
    if len(code) and all(is_element(each) and each.tag == "br" for each in code):
        for each in code:
            each.tail = (each.tail or "").removeprefix("\n")
        paragraph.tag = "pre"
        paragraph.text = code.tail = None


def _take_out(pre: Element) -> None:
    """A block of code without the `<code>` that somebody wrote around it."""
    around = pre.getparent()
    alone = around is not None and around.tag == "code" and len(around) == 1
    if around is not None and alone and not ((around.text or "") + (pre.tail or "")).strip():
        around.text = pre.tail = None
        unwrap(around)


def _simplify_code(pre: Element) -> None:
    """A block of code as `<pre><code class="language-…">`, in whichever of many ways it was marked up."""
    inside = {str(each.tag) for each in pre.iterdescendants("*")}
    if inside - {"code", "span", "br"}:
        return
    for line_break in pre.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    language = _language_of(pre)
    text = tree_text(pre)
    for child in list(pre):
        pre.remove(child)
    pre.text = None
    code = make("code", {"class": f"language-{language}"} if language else None, text)
    pre.append(code)


def _language_of(pre: Element) -> str:
    """The language of a block of code: it says so itself, or a box around it does that holds nothing else."""
    marked = list(pre.iter("pre", "code"))
    box = pre.getparent()
    while box is not None and len(box) == 1 and len(marked) < 6 and box.tag in {"div", "figure", "td"}:
        marked.append(box)
        box = box.getparent()
    for element in marked:
        if found := _LANGUAGE.search(element.get("class", "")):
            return found[1].lower()
        said = element.get("lang", "").lower()
        if re.fullmatch(r"[\w+#]+", said) and said not in _HUMAN:
            return said
    named = [name for element in marked if element.tag in {"pre", "code"} for name in classes(element)]
    return next((name.lower() for name in named if name.lower() in _PROGRAMS), "")


def _caption(box: Element) -> None:
    """A picture whose caption is told by a class (WordPress, Blogger) as a figure."""
    told = next((each for each in box.iter("p", "td", "dd", "span", "div") if _tells(each)), None)
    pictures = list(box.iter("img"))
    if told is None or len(pictures) != 1 or next(box.iter("figure", "figcaption"), None) is not None:
        return
    if not any(name in {"wp-caption", "tr-caption-container", "gallery-item"} for name in classes(box)):
        return
    shown = pictures[0]
    link = next(shown.iterancestors("a"), None)
    if told is box or told in shown.iterancestors("*"):
        return
    picture = make("img", {key: shown.get(key, "") for key in ("src", "alt", "title") if shown.get(key)})
    caption = make("figcaption", None, told.text or "", *_content(told))
    around = picture if link is None else make("a", {"href": link.get("href", "")}, picture)
    box.tag, box.text = "figure", None
    for child in list(box):
        box.remove(child)
    box.extend([around, caption])


def _tells(element: Element) -> bool:
    return not {"wp-caption-text", "tr-caption", "wp-caption-dd"}.isdisjoint(classes(element))


def _content(element: Element) -> Iterator[Element | str]:
    for child in list(element):
        tail, child.tail = child.tail or "", None
        yield child
        yield tail


def _drop_blank_lines(root: Element) -> None:
    """Blank lines say nothing in HTML; in Markdown they would."""
    for element in root.iter():
        if element.text and is_element(element) and "\n" in element.text and not _in_code(element):
            element.text = _BLANK_LINE.sub("\n", element.text)
        parent = element.getparent()
        if element.tail and "\n" in element.tail and parent is not None and not _in_code(parent):
            element.tail = _BLANK_LINE.sub("\n", element.tail)


def _in_code(element: Element) -> bool:
    return element.tag == "pre" or next(element.iterancestors("pre"), None) is not None
