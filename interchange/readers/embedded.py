"""Pictures that stand in a text themselves, as a `data:` address (RFC 2397): notebooks write them, and editors into
which somebody has pasted one.
"""

import re
from base64 import b64decode
from binascii import Error

_BEGINS = "data:image/(?:avif|gif|jpe?g|png|webp);base64,"
_PICTURE = re.compile(_BEGINS, re.IGNORECASE)
_BASE64 = "A-Za-z0-9+/="
# Where Markdown or HTML shows one, for lines that are longer than anything else is looked for in.
_SHOWN = re.compile(
    rf"(?:\]\([ \t]*<?|\]:[ \t]*<?|\ssrc\s*=\s*[\"']?)(?P<address>{_BEGINS}[{_BASE64}]++)", re.IGNORECASE
)
# Where HTML shows one: in quotes it may be wrapped.
_SOURCE = re.compile(
    rf"(?P<before>\ssrc\s*=\s*)(?:(?P<quote>[\"'])\s*(?P<quoted>{_BEGINS}[{_BASE64}\s&#;]++)(?P=quote)"
    rf"|(?P<plain>{_BEGINS}[{_BASE64}]++))",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"\s+|&#(?:10|13|x[ad]);", re.IGNORECASE)
_STAND_IN = "https://embedded.invalid/"
_STANDS_IN = re.compile(rf"{re.escape(_STAND_IN)}(\d+)")
# What scripts replace as soon as a page is read is smaller: a transparent dot.
_LEAST_BYTES = 100
_TOLD = 40


def is_embedded(source: str) -> bool:
    """Whether an address is such a picture, and more than a dot."""
    found = _PICTURE.match(source)
    return found is not None and _bytes(source, found) >= _LEAST_BYTES


def embedded_in(text: str) -> list[tuple[int, int]]:
    """Where such addresses stand in `text`. Takes time in proportion to its length."""
    return [found.span("address") for found in _SHOWN.finditer(text) if is_embedded(found["address"])]


def set_aside(html: str) -> tuple[str, list[str]]:
    """HTML with short addresses in place of the pictures in it, and these: their text is no HTML to be read."""
    pictures: list[str] = []

    def short(found: re.Match[str]) -> str:
        address = _WRAPPED.sub("", found["quoted"] or found["plain"])
        if not is_embedded(address):
            return found[0]
        pictures.append(address)
        quote = found["quote"] or ""
        return f"{found['before']}{quote}{_STAND_IN}{len(pictures) - 1}{quote}"

    return (_SOURCE.sub(short, html), pictures) if "data:image/" in html else (html, pictures)


def put_back(text: str, pictures: list[str]) -> str:
    """What was made of such HTML, with the pictures in it again."""

    def long(found: re.Match[str]) -> str:
        number = int(found[1])
        return pictures[number] if number < len(pictures) else found[0]

    return _STANDS_IN.sub(long, text) if pictures else text


def suffix_of_embedded(source: str) -> str:
    """`.png` for `data:image/png;base64,...`."""
    return f".{source.partition('/')[2].partition(';')[0].lower()}"


def size_of_embedded(source: str) -> int:
    """About how many bytes it has."""
    found = _PICTURE.match(source)
    return _bytes(source, found) if found else 0


def decoded(source: str) -> bytes:
    """The picture's bytes. Raises OSError."""
    found = _PICTURE.match(source)
    try:
        return b64decode(source[found.end() if found else 0 :], validate=True)
    except Error as error:
        raise OSError(f"it is no base64: {error}") from error


def shortened(source: str) -> str:
    """An address for people, who can't read a picture."""
    return f"{source[:_TOLD]}…" if _PICTURE.match(source) else source


def _bytes(source: str, found: re.Match[str]) -> int:
    return (len(source) - found.end()) * 3 // 4
