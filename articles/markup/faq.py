"""Questions and answers, read off a section of frequently asked questions.

Authors write them as headings, as paragraphs in bold, as `Q:` and `A:`, as `<details>`, as definition
lists or as plain paragraphs that end in a question mark. The section itself stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from articles.markup.tree import Element, elements, is_element, plain

_NAMES = re.compile(
    r"\b(?:f\.a\.q|faqs?|frequently asked questions?)\b"
    r"|^(?:q ?(?:&|and|\+|/) ?as?|questions?(?: (?:and|&) answers?)?"
    r"|(?:common|popular|top|your) questions(?: answered)?)$"
    r"|^(?:häufige? (?:gestellte )?fragen|foire aux questions|questions fréquentes|preguntas frecuentes"
    r"|domande frequenti|perguntas frequentes|veelgestelde vragen|często zadawane pytania"
    r"|часто задаваемые вопросы|вопросы и ответы|常见问题|常見問題|よくある質問|자주 묻는 질문)",
    re.IGNORECASE,
)
# One of these stands in each that is in ASCII.
_IN_NAMES = ("q", "preguntas", "vragen")
_ASKS = re.compile(r"[?？][^\w?？]*$")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_Q = re.compile(r"\s*(?:Q(?:uestion)?\s*\d*\s*[:.)]|Q\d+\s*[\-–—]?)\s+", re.IGNORECASE)
_A = r"A(?:nswer)?\s*\d*\s*[:.)]\s*"
_A_IN_TEXT = re.compile(rf"\s{_A}", re.IGNORECASE)
_A_IN_HTML = re.compile(rf"(?:<br>|\n)\s*(?:<(?:strong|b|em|i)>\s*)?{_A}", re.IGNORECASE)
_A_AT_START = re.compile(rf"^(\s*(?:<p>\s*)?(?:<(?:strong|b|em|i)>)?)\s*{_A}", re.IGNORECASE)
_BOLD_AT_START = re.compile(r"^\s*<(strong|b)>.*?</\1>[\s:–—-]*(?:<br>\s*)*", re.DOTALL)
_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WRAPPERS = frozenset({"div", "ul", "ol", "dl", "section", "blockquote"})
MAX_QUESTION = 300
"""Characters; a longer paragraph is no question, whatever it ends in."""

ToHtml = Callable[[Element], str]
"""Writes the inside of an element."""


@dataclass(slots=True)
class Found:
    """A question in plain text and its answer in HTML that is not sanitised."""

    question: str
    answer: list[str] = field(default_factory=list)


def find(
    root: Element, elsewhere: Iterable[str], open_places: Callable[[], None], to_html: ToHtml
) -> list[Found]:
    """The questions of every section of frequently asked questions that have an answer.

    Where there is such a section, `open_places` is asked for the elements of what is no tree yet; `elsewhere` is what
    the headings say that are there.
    """
    if not (any(map(_is_faq_title, root.iter(*_HEADINGS, "p"))) or any(map(_names_questions, elsewhere))):
        return []
    open_places()
    found: list[Found] = []
    read_already: set[Element] = set()
    for start in root.iter(*_HEADINGS, "p"):
        if start in read_already or not _is_faq_title(start):
            continue
        blocks = list(_section(start))
        read_already.update(blocks)
        for read in (_read_marked, _read_plain):
            answered = [
                item for item in read(blocks, to_html) if item.question and "".join(item.answer).strip()
            ]
            if answered:
                found += answered
                break
    return found


def _is_faq_title(element: Element) -> bool:
    return _names_questions(plain(element) if element.tag != "p" or _is_bold(element, whole=True) else "")


def _names_questions(text: str) -> bool:
    if text.isascii() and not any(sign in text.lower() for sign in _IN_NAMES):
        return False
    return 0 < len(text) <= 100 and not _is_question(text) and _NAMES.search(_EDGES.sub("", text)) is not None


def _is_bold(block: Element, *, whole: bool = False) -> bool:
    """Whether a paragraph begins in bold, or is bold as a `whole`."""
    if (block.text or "").strip() or not len(block) or block[0].tag not in {"strong", "b"}:
        return False
    return not whole or (len(block) == 1 and not (block[0].tail or "").strip())


def _level(element: Element) -> int:
    return int(element.tag[1]) if element.tag in _HEADINGS else 7


def _is_question(text: str) -> bool:
    return len(text) <= MAX_QUESTION and _ASKS.search(text) is not None


def _tidy(question: str) -> str:
    return _NUMBER.sub("", _Q.sub("", question, count=1)).strip()


def _section(start: Element) -> Iterator[Element]:
    """The blocks below a heading, up to the next of its rank; one of its rank that asks is a part still."""
    level = _level(start)
    # A processing instruction (code to come, the excerpt's end) is passed on too: it may be in an answer.
    for block in start.itersiblings():
        rank = _level(block)
        if rank < level or (rank == level < 7 and not _is_question(plain(block))):
            return
        if block.tag != "hr" and block.get("class") != "footnotes":
            yield block


def _read_marked(blocks: list[Element], to_html: ToHtml) -> Iterator[Found]:
    """Questions that are marked as such: by heading, bold, letter, `<summary>` or `<dt>`."""
    blocks = list(_open_wrappers(blocks))
    rank = min((_level(block) for block in blocks), default=7)
    current: Found | None = None
    for block in blocks:
        asked = _ask(block, rank, to_html)
        if asked is not None:
            if current is not None:
                yield current
            current = asked
        elif current is not None:
            current.answer.append(_A_AT_START.sub(r"\1", _outer(block, to_html)))
    if current is not None:
        yield current


def _open_wrappers(blocks: Iterable[Element]) -> Iterator[Element]:
    """The blocks, those inside of a list or division in its place where it holds questions."""
    for block in blocks:
        loose = block.tag == "li" and next(elements(block), block).tag == "p"
        if (block.tag in _WRAPPERS or loose) and _holds_questions(block):
            yield from _open_wrappers(elements(block))
        else:
            yield block


def _holds_questions(block: Element) -> bool:
    return any(_looks_like_one(inner) for inner in block.iter("details", "dt", "p", "li", *_HEADINGS))


def _looks_like_one(element: Element) -> bool:
    if element.tag in {"details", "dt"} or _Q.match(plain(element)):
        return True
    asks = element if element.tag in _HEADINGS else element[0] if _is_bold(element) else None
    return asks is not None and _is_question(plain(asks))


def _outer(block: Element, to_html: ToHtml) -> str:
    """A block of an answer; items are taken out of their lists."""
    inner = to_html(block)
    if not is_element(block):
        return inner
    return inner if block.tag in {"dd", "li"} else f"<{block.tag}>{inner}</{block.tag}>"


def _ask(block: Element, rank: int, to_html: ToHtml) -> Found | None:
    """The question that `block` is or begins with, with what it holds of the answer."""
    if block.tag in _HEADINGS:
        text = plain(block)
        return Found(_tidy(text)) if _level(block) == rank or _is_question(text) else None
    if block.tag == "dt":
        return Found(_tidy(plain(block)))
    if block.tag == "details":
        summary = block.find("summary")
        return None if summary is None else Found(_tidy(plain(summary)), [_after_summary(to_html(block))])
    if block.tag in {"p", "li"}:
        return _ask_letters(block, to_html) or _ask_bold(block, to_html)
    return None


def _after_summary(html: str) -> str:
    return html.partition("</summary>")[2]


def _ask_letters(block: Element, to_html: ToHtml) -> Found | None:
    """`Q: ...`, with `A: ...` on a later line of the paragraph or in the next."""
    text = plain(block)
    if not _Q.match(text):
        return None
    asked, _, answer = to_html(block), "", ""
    parts = _A_IN_HTML.split(asked, maxsplit=1)
    if len(parts) == 2:
        question = _A_IN_TEXT.split(text, maxsplit=1)[0]
        answer = f"<p>{parts[1]}</p>"
    elif _is_bold(block) and not _is_bold(block, whole=True):
        question, answer = plain(block[0]), f"<p>{_BOLD_AT_START.sub('', asked)}</p>"
        if not _Q.sub("", question + " ").strip():
            question, answer = text, ""
    else:
        question = text
    return Found(_tidy(question), [answer]) if len(question) <= MAX_QUESTION else None


def _ask_bold(block: Element, to_html: ToHtml) -> Found | None:
    """`**Question?** Answer`, or a paragraph all in bold."""
    if not _is_bold(block):
        return None
    asked, whole = plain(block[0]), _is_bold(block, whole=True)
    if not (whole or _is_question(asked)) or len(asked) > MAX_QUESTION:
        return None
    if whole:
        return Found(_tidy(asked))
    rest = _A_AT_START.sub(r"\1", _BOLD_AT_START.sub("", to_html(block)))
    return Found(_tidy(asked), [f"<p>{rest}</p>"])


def _read_plain(blocks: list[Element], to_html: ToHtml) -> Iterator[Found]:
    """Paragraphs that are a question and nothing else, each with the blocks up to the next."""
    current: Found | None = None
    for block in blocks:
        text = plain(block) if block.tag == "p" else ""
        if _is_question(text) and not re.search(r"[.!?]\s", text):
            if current is not None:
                yield current
            current = Found(_tidy(text))
        elif current is not None:
            current.answer.append(_outer(block, to_html))
    if current is not None:
        yield current
