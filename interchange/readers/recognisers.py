"""What the lines of a scraped page are: its date, its summary, its contents list, what the site put around it.

Each recogniser looks for what pages commonly say, never for one site's own words.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from articles.document.dates import parse_date

# Lines that a site prints on every page. The whole line has to be one of these.
_CHROME = re.compile(
    r"""(?:
      start\ typing\ and\ press\ enter\ to\ search | type\ (?:above|here)\ (?:and|to)\ .{0,40}search.{0,20}
    | (?:skip|jump)\ to\ (?:the\ )?(?:main\ )?(?:content|navigation) | toggle\ (?:navigation|menu|search|dark\ mode)
    | (?:back|return|scroll)\ to\ (?:the\ )?top | menu | search(?:\ for)?:? | close | home | print | loading\W*
    | (?:share|tweet|pin|like)(?:\ (?:this|on|via|it)\b.{0,40})? | share\ this:? | copy\ link | link\ copied\W*
    | (?:read|see|find|discover)\ more\ (?:in|on|at|from|about)\ .{1,80}
    | (?:read|view|see)\ (?:more|all)(?:\ posts?)?\W*
    | (?:log|sign)\ ?(?:in|up|out)(?:\ .{0,40})? | (?:subscribe|follow\ us)(?:\ .{0,60})? | enter\ your\ e-?mail.{0,40}
    | (?:leave|post|write)\ a\ (?:comment|reply) | \d*\ ?(?:comments?|replies|shares|views|likes) | no\ comments.{0,20}
    | (?:previous|next)\ (?:post|article)s?:?.{0,100} | advertisement | sponsored(?:\ content)?
    | .{0,40}all\ rights\ reserved.{0,40} | (?:©|\(c\)|copyright)\ .{0,80} | .{0,60}\ uses?\ cookies.{0,80}
    | accept(?:\ all)?(?:\ cookies)? | privacy\ policy.{0,60} | \d{1,3}\ ?(?:min(?:ute)?s?)\ read
    )\W*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_UP = re.compile(
    r"(?:\((?:up|top|back to top)\)|[↑⬆]\ufe0f?(?:\s*(?:up|top|back to top)\b)?)\s*", re.IGNORECASE
)
_DATED = re.compile(
    r"""(?P<kind>(?:last\ )?(?:updated|modified|edited|revised)|published|posted|date|written|first\ published)
        (?:\ on|\ at)?\s*:?\s+(?P<rest>.+)\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(?:too long[;,]? didn[’']?t read|tl\s?[;:]?\s?dr|summary|abstract|in short|in brief|the short version)"
    r"\s*(?::|\Z)\s*(?P<rest>.*)\Z",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents\W*\Z|(?:in|on) this (?:article|post|page|guide|tutorial)\W*\Z"
    r"|what(?:[’']s| is) inside\W*\Z|jump to(?: a)? section\W*\Z",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:you (?:may|might) (?:also )?(?:be interested in|like|enjoy)\b.{0,60}"
    r"|related (?:articles|posts|topics|reading|content)"
    r"|(?:check out|read|up) next|more (?:articles|posts|from)\b.{0,40}|recommended (?:reading|for you|articles)"
    r"|keep reading|see also|further reading)\W*\Z",
    re.IGNORECASE,
)
_NAMED_SECTION = re.compile(
    r"(?:introduction|conclusions?|summary|overview|background|key takeaways|references|acknowledge?ments"
    r"|final thoughts|wrapping up|next steps|prerequisites)\s*:?\Z",
    re.IGNORECASE,
)
_FAQ = re.compile(r"(?:frequently asked questions|faqs?|questions and answers|q\s?&\s?a)\W*\Z", re.IGNORECASE)
_BY = re.compile(
    r"(?:written |posted )?by:?\s+(?P<names>\S.{1,80}?)(?:\s*(?:[|·•—–]|\bon\b|,(?=\s*\w+ \d))\s*(?P<rest>.+))?\Z",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[^\W\d_][\w.’'-]*\.?)(?:\s+(?:(?:de|da|van|von|der|den|la|le|bin|al|of)\s+)*[^\W\d_][\w.’'-]*){1,3}\Z"
)
_ABOUT = re.compile(r"about (?:the )?author\s*:?\s*(?P<name>.*)\Z", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:;,]['”’\")]*\Z")
_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*•‣◦–]|\d{1,2}[.)])\s+(?P<text>\S.*)\Z")
_LINKED_HEADING = re.compile(r"\S\s#(?:\s|\Z)")


@dataclass(frozen=True)
class Biography:
    """An author as the foot of a page presents one."""

    name: str
    text: str


def is_chrome(line: str) -> bool:
    return bool(_CHROME.match(line))


def without_up(line: str) -> str:
    """The line without the "(Up)" that led from a section back to the contents."""
    return _UP.sub("", line, count=1) if _UP.match(line) else line


def dated(line: str) -> tuple[str, date | datetime] | None:
    """("updated" or "date", the date) for a line that says nothing but when something was written or changed."""
    if found := _DATED.match(line):
        moment = parse_date(found["rest"].strip(" |·•."))
        updated = found["kind"].lower().endswith(("updated", "modified", "edited", "revised"))
        return ("updated" if updated else "date", moment) if moment else None
    moment = parse_date(line.strip(" |·•")) if len(line) <= 40 and re.search(r"\D", line) else None
    return ("date", moment) if moment else None


def byline(line: str) -> tuple[tuple[str, ...], date | datetime | None] | None:
    """The names and perhaps the date of a line such as "By Ann Lee and Bo Chen | May 3, 2024"."""
    found = _BY.match(line)
    if not found:
        return None
    names = tuple(name.strip() for name in re.split(r",|\band\b|&", found["names"]) if name.strip())
    if not names or not all(is_name(name) for name in names):
        return None
    return names, parse_date((found["rest"] or "").strip())


def summary(line: str) -> str | None:
    """What follows "TL;DR:" on its line ("" when it stands alone); None for any other line."""
    found = _SUMMARY.match(line)
    return found["rest"] if found else None


def is_contents_title(line: str) -> bool:
    return bool(_CONTENTS.match(line))


def is_related_title(line: str) -> bool:
    return bool(_RELATED.match(line))


def is_faq_title(line: str) -> bool:
    return bool(_FAQ.match(line))


def is_section_title(line: str) -> bool:
    """Whether a line is the usual name of a section, for pages that list no contents."""
    return bool(_NAMED_SECTION.match(line)) or is_faq_title(line)


def is_question(line: str) -> bool:
    return line.endswith("?") and len(line) <= 250


def is_name(line: str) -> bool:
    """Whether a line can be a person's name: two to four words, each beginning with a capital letter or a particle."""
    if len(line) > 60 or not _NAME.match(line):
        return False
    particles = {"de", "da", "van", "von", "der", "den", "la", "le", "bin", "al", "of", "and"}
    return all(
        word[0].isupper() or not word[0].isalpha() or word in particles or not word.isascii()
        for word in line.split()
    )


def bullet(line: str) -> tuple[int, str] | None:
    """The indentation and the text of a list item."""
    found = _BULLET.match(line)
    return (len(found["indent"].expandtabs(4)), found["text"]) if found else None


def ends_like_prose(line: str) -> bool:
    return bool(_SENTENCE_END.search(line))


def comparable(line: str) -> str:
    """A heading as it is compared with its entry in the contents: without case, quotes, numbers and marks around it."""
    line = re.sub(r"[‘’ʼ`´]", "'", re.sub(r"[“”]", '"', line))
    line = re.sub(r"\A(?:\d+(?:\.\d+)*[.)]?\s+)", "", line)
    return " ".join(line.casefold().split()).strip(" .:#¶-–—")


def biography(lines: list[str]) -> tuple[int, Biography] | None:
    """The author presented in the last lines of a page, and how many lines that takes.

    Recognised are a name, perhaps a role, and paragraphs of which the first mentions the name; or the same under
    "About the author".
    """
    for start in range(max(0, len(lines) - 6), len(lines)):
        about = _ABOUT.match(lines[start])
        first = start + 1 if about and not about["name"] else start
        name = about["name"] if about and about["name"] else lines[first] if first < len(lines) else ""
        if about and not is_name(name):
            name = _subject(name)
            texts = lines[first:]
        else:
            texts = lines[first + 1 :]
        if name and is_name(name) and texts and _presents(name, texts):
            return len(lines) - start, Biography(name, _joined(texts))
    return None


def _subject(sentence: str) -> str:
    """The name with which a sentence such as "Ann Lee is an engineer" begins."""
    found = re.match(
        r"(?P<name>[^\W\d_][\w.’'-]+(?:\s+[^\W\d_][\w.’'-]+){1,3}?)\s+(?:is|was|has|works|writes|leads)\b",
        sentence,
    )
    return found["name"] if found else ""


def _presents(name: str, texts: list[str]) -> bool:
    """Whether the text below a name is about its bearer: a short role may come first, prose must follow."""
    prose = texts[1:] if len(texts) > 1 and len(texts[0]) <= 100 and not ends_like_prose(texts[0]) else texts
    if not prose or len(prose[0]) < 60:
        return False
    opening = prose[0][:200].casefold()
    return any(part.casefold() in opening for part in name.split() if len(part) > 2)


def _joined(texts: list[str]) -> str:
    return " ".join(
        text if ends_like_prose(text) or place == len(texts) - 1 else f"{text}."
        for place, text in enumerate(texts)
    )


def is_listing(paragraphs: list[str]) -> bool:
    """Whether a page is the list of a blog's posts: excerpts one after the other, none of them going on.

    Told by three signs together: no title at the top, nothing but single paragraphs of an excerpt's length, and
    what only lists do: "Title # Excerpt" run together, "Read more", text cut off, or the same opening again and again.
    """
    if len(paragraphs) < 5 or len(paragraphs[0]) < 140:
        return False
    excerpts = [each for each in paragraphs if 100 <= len(each) <= 900]
    if len(excerpts) < 0.8 * len(paragraphs):
        return False
    openings = Counter(" ".join(each.split()[:3]).casefold() for each in paragraphs)
    repeated = sum(number for number in openings.values() if number > 1)
    marks = sum(bool(_LINKED_HEADING.search(each[:150])) for each in paragraphs)
    cut = sum(
        each.endswith(("…", "...", "[…]", "[...]", "Read more", "Continue reading")) for each in paragraphs
    )
    return (
        repeated >= 0.3 * len(paragraphs)
        or (bool(marks) and repeated + marks >= 2)
        or cut >= 0.4 * len(paragraphs)
    )
