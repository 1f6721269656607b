"""What one value of a frontmatter means, whatever shape its author gave it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from ..old_queries import naming_query
from .fields import ImageRef, Status
from .keys import IMAGE_PARTS, TERM_PARTS, normal, parts

_IMAGE_PARTS = parts(IMAGE_PARTS)
_TERM_PARTS = parts({"name": TERM_PARTS})["name"]

TRUE = frozenset({"true", "yes", "on", "y", "1"})
FALSE = frozenset({"false", "no", "off", "n", "0"})

# Gardens of notes are there for all to see, however far their plants have grown.
_WORDS: Mapping[Status, str] = {
    "draft": """draft drafts idea wip hidden private unlisted autodraft 草稿 下書き 초안 черновик entwurf brouillon
        borrador rascunho bozza""",
    "review": "review inreview pending needsreview readyforreview",
    "scheduled": "scheduled future",
    "published": """published publish public live posted complete completed done final finished seedling budding
        evergreen 已发布 发布 已發布 公開 公开 опубликовано veröffentlicht publié publicado pubblicato""",
    "withdrawn": "withdrawn archived archive unpublished trash deleted gone",
}
STATUSES: Mapping[str, Status] = MappingProxyType(
    {word: status for status, words in _WORDS.items() for word in words.split()}
)
# Keys that take an article from readers, or from its lists; and those that do where they say no.
HIDING = frozenset({"hidden", "private", "unlisted", "hideinlist", "encrypt", "encrypted", "membersonly"})
SHOWING = frozenset({"public", "listed"})
# What yes and no say under the keys that are a flag.
_FLAGS: Mapping[tuple[str, bool], Status] = MappingProxyType(
    {
        **{(name, True): "published" for name in ("published", "publish", "ispublished")},
        **{(name, False): "draft" for name in ("published", "publish", "ispublished")},
        **{(name, True): "draft" for name in ("draft", "isdraft", "wip", *HIDING)},
        **{(name, False): "draft" for name in SHOWING},
        **{(name, False): "published" for name in ("draft", "isdraft")},
        ("archived", True): "withdrawn",
    }
)


_LARGEST = 2**31 - 1  # of a number that every database holds
# What XML and databases can't hold (https://www.w3.org/TR/xml/#charsets).
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def storable(value: object) -> object:
    """Return a value, tables and lists in it too, without characters that are none: "\\u0000", half of a pair."""
    if isinstance(value, str):
        return _NO_TEXT.sub("", value)
    if isinstance(value, Mapping):
        return {key: storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value


def as_text(value: object) -> str | None:
    """Return a scalar as its author wrote it; None for what is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return value.isoformat() if isinstance(value, date) else None


def as_bool(value: object) -> bool | None:
    """Return what `value` says of yes and no in any of the usual words; None where it says neither."""
    if isinstance(value, bool):
        return value
    word = (as_text(value) or "").strip().lower()
    return True if word in TRUE else False if word in FALSE else None


def read_status(name: str, value: object) -> Status | None:
    """Return the status that the key `name` (normalised) gives with `value`; None where it says nothing of it."""
    word = normal((as_text(value) or "").strip())
    if name == "layout":
        return "draft" if word in {"draft", "drafts"} else None
    if name == "visibility":
        return STATUSES.get(word, "draft" if word else None)  # "members", "paid": not for everybody
    if name in {"status", "state", "poststatus"}:
        return STATUSES.get(word)
    flag = as_bool(value)
    return None if flag is None else _FLAGS.get((name, flag))


def is_path(text: str) -> bool:
    """Tell an old address (`/2020/05/hello.html`) from a bare slug."""
    return "/" in text.strip("/") or text.startswith("/") or "://" in text


def is_web_address(text: str) -> bool:
    """Tell an address that a browser may be sent to from one that runs (`javascript:`) or is no address at all."""
    return text.startswith(("https://", "http://"))


def is_address(text: str) -> bool:
    """Whether it is one of the web, or a path of this site."""
    return is_web_address(text) or text.startswith("/")


def is_old_address(text: str) -> bool:
    """Whether an address of an old site leads to a page of its own: by its path, or by what its query asks for
    (`/?p=31`). A template leads to none.
    """
    if not is_path(text) or "://" in text:
        return False
    path, _, query = text.partition("#")[0].partition("?")
    return bool(slug_of(text) or naming_query(path, query))


def slug_of(text: str) -> str:
    """Return the last telling segment of a permalink; "" for a template such as `/:year/:title/`."""
    if any(mark in text for mark in ("{", "}", "<", "$")) or re.search(r"(?:^|/):\w", text):
        return ""
    if not is_path(text):
        return text
    segments = [part for part in re.sub(r"\A\w+://[^/]*|[?#].*\Z", "", text).split("/") if part]
    if segments and re.fullmatch(r"index\.\w+", segments[-1]):
        segments.pop()
    return re.sub(r"\.(?:html?|md|php|aspx?)\Z", "", segments[-1]) if segments else ""


# In Latin scripts, in Chinese and in Arabic. What stands in lists in Chinese (、) is less than those.
_COMMAS = re.compile("[,，،]")


def split_terms(text: str, *, spaced: bool, pelican: bool) -> list[str]:
    """Return the terms of a tag string: split at commas of any script, in Pelican at semicolons before that, in Jekyll
    at spaces.
    """
    if pelican and ";" in text:
        terms = text.split(";")
    elif len(found := _COMMAS.split(text)) > 1 or len(found := text.split("、")) > 1:
        terms = found
    else:
        terms = text.split() if spaced else [text]
    return [term.strip() for term in terms if term.strip()]


def without_hashes(terms: list[str]) -> list[str]:
    """Return the terms of "#django #python", where each word has a hash; others as they are."""
    words = " ".join(terms).split()
    hashed = all(word.startswith("#") and word.strip("#") for word in words)
    return [word.lstrip("#") for word in words] if hashed else terms


# What Blogger's feed calls a post among its labels; programs that read feeds take it for a tag.
_KINDS = ("http://schemas.google.com/blogger/2008/kind#", "https://schemas.google.com/blogger/2008/kind#")


def terms_in(value: object) -> list[str]:
    """Return the terms of a list, however nested; of a table its name."""
    if isinstance(value, str):
        return [value] if value.strip() and not value.startswith(_KINDS) else []
    if isinstance(value, Mapping):
        name = part(value, _TERM_PARTS)
        if not name.strip() and len(value) == 1:
            # To YAML an item such as "Python: tips" is a table.
            key, said = next(iter(value.items()))
            name = f"{key}: {text}" if (text := as_text(said)) else ""
        return [name] if name.strip() else []
    if isinstance(value, (list, tuple)):
        return [term for item in value for term in terms_in(item)]
    text = as_text(value)
    return [text] if text and value is not False else []


def part(table: Mapping[str, object], names: tuple[str, ...]) -> str:
    """Return the text under the first of `names` (normalised) that the table has one for; else ""."""
    given = {normal(str(key)): value for key, value in table.items()}
    for name in names:
        text = as_text(given.get(name))
        if text and text.strip() and not isinstance(given.get(name), bool):
            return text
    return ""


def read_image(value: object) -> ImageRef | None:
    """Return the picture that a path, a table or a list of either names; None where it names none."""
    if isinstance(value, (list, tuple)):
        return next((image for image in map(read_image, value) if image), None)
    if isinstance(value, Mapping):
        nested = next((item for key, item in value.items() if normal(str(key)) in {"image", "src"}), None)
        src = part(value, _IMAGE_PARTS["src"])
        if not src and isinstance(nested, Mapping):
            src = part(nested, _IMAGE_PARTS["src"])
        if not src.strip():
            return None
        return ImageRef(src, part(value, _IMAGE_PARTS["alt"]), part(value, _IMAGE_PARTS["caption"]))
    return ImageRef(value) if isinstance(value, str) and value.strip() else None


def robots(value: object) -> list[str]:
    """Return the words for robots in a text or a list, such as "noindex, nofollow"."""
    words = value if isinstance(value, list) else [value]
    listed = ",".join(as_text(word) or "" for word in words).lower().split(",")
    return [word for each in listed if (word := "".join(each.split()))]


def whole(text: str) -> int | None:
    """Return the number that `text` counts to; None where it is none, or below zero, or more than anybody counts to."""
    try:
        number = int(text)
    except ValueError:
        return None
    return number if 0 <= number <= _LARGEST else None
