"""How generators make a part of an address from a title or a file's name."""

import re
import unicodedata

from text_unidecode import unidecode  # type: ignore[import-untyped]  # that by which slugs are made

from articles.slugs import slugify

_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_HUGO_SIGNS = frozenset("./\\_#+~-@")
_JEKYLL = {
    # Everything but letters, marks and decimal digits, and in "pretty" what may stand in a path besides.
    "default": "",
    "pretty": "._~!$&'()+,;=@",
}
_HEXO_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
_CONTROLS = re.compile(r"[\x00-\x1f]")


def hugo_path(text: str, *, lower: bool = True, accents: bool = True) -> str:
    """Hugo's sanitised path (`helpers.PathSpec.MakePathSanitized`): spaces are hyphens, most signs go."""
    if not accents:
        bare = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize(
            "NFC", "".join(sign for sign in bare if unicodedata.category(sign) != "Mn")
        )
    kept: list[str] = []
    hyphen = False
    for place, sign in enumerate(text):
        if _is_kept(text, place, sign):
            if hyphen and sign != "-" and kept[-1] != "-":
                kept.append("-")
            hyphen = False
            kept.append(sign)
        elif kept and sign.isspace():
            hyphen = True
    path = "".join(kept)
    return path.lower() if lower else path


def _is_kept(text: str, place: int, sign: str) -> bool:
    if sign in _HUGO_SIGNS or unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd":
        return True
    return sign == "%" and bool(_HEX.match(text, place + 1))


def jekyll_slug(text: str, mode: str = "default", *, cased: bool = False) -> str:
    """Jekyll's `Utils.slugify`, modes "default" and "pretty"."""
    signs = _JEKYLL[mode]
    kept = "".join(
        sign if sign in signs or _is_word(sign) else "\0" for sign in unicodedata.normalize("NFC", text)
    )
    slug = re.sub("\0+", "-", kept)
    slug = re.sub(r"^-|-$", "", slug)
    return slug if cased else slug.lower()


def _is_word(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd"


def hexo_slug(text: str, case: int = 0) -> str:
    """Hexo's `slugize`; `case` is its `filename_case`: 1 for lower case, 2 for upper."""
    bare = unicodedata.normalize("NFD", text)
    plain = "".join(sign for sign in bare if unicodedata.category(sign) != "Mn" or not _is_latin_mark(sign))
    slug = _HEXO_SPECIAL.sub("-", _CONTROLS.sub("", unicodedata.normalize("NFC", plain))).strip("-")
    return slug.lower() if case == 1 else slug.upper() if case == 2 else slug


def _is_latin_mark(sign: str) -> bool:
    """The marks above and below Latin letters; those of other scripts belong to their words."""
    return "\u0300" <= sign <= "\u036f"


def ascii_slug(text: str) -> str:
    """Letters a to z, digits and hyphens: what Pelican and Zola make of a text in any script."""
    slug: str = slugify(text)
    return slug


def latin_letters(text: str) -> str:
    """A text in any script in letters of ASCII, its signs and spaces as they are."""
    return str(unidecode(text))


def pelican_slug(text: str) -> str:
    """Pelican's default: signs are left out, not made hyphens; then ASCII in lower case."""
    words = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKC", text)).strip())
    slug: str = slugify(words, regex_pattern=r"[^-a-z0-9_]+")
    return slug


def zola_safe(text: str) -> str:
    """Zola's `slugify.paths = "safe"`: only what file systems and addresses can't hold is left out."""
    kept = re.sub(r"[<>:\"/|?*#\n\r\\()\[\]\x00-\x1f]", "", text)
    return re.sub(r"\s+", "_", kept.strip().rstrip("."))
