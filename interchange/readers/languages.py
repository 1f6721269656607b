"""The language of a whole site, for posts that name none and are in another than that of the site here."""

import re
from dataclasses import dataclass, replace

from ..naming import is_language

# Languages in letters of their own, by the beginnings of the letters' names; all others are in Latin ones.
_SCRIPTS = {
    "ar fa ur ps sd ug ku": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "he yi": "\u0590-\u05ff",
    "ru uk be bg sr mk kk ky mn tg": "\u0400-\u052f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "zh ja": "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff",
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "th": "\u0e00-\u0e7f",
    "hi mr ne sa": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "gu": "\u0a80-\u0aff",
    "pa": "\u0a00-\u0a7f",
    "si": "\u0d80-\u0dff",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
    "am": "\u1200-\u137f",
}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_OWN = {code: re.compile(f"[{letters}]") for codes, letters in _SCRIPTS.items() for code in codes.split()}
_LETTER = re.compile(r"[^\W\d_]")
# These are written in Latin letters too, by many.
_BOTH = frozenset({"sr", "kk", "mn", "ku", "uz", "az"})
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SAMPLE = 2000


@dataclass(frozen=True)
class SiteLanguage:
    """The language that a site says it is in: its code, "" for none, and the file that says so; and the one here."""

    code: str = ""
    origin: str = ""
    here: str = ""

    @property
    def digest(self) -> str:
        """Changes with what posts without a language get."""
        return self.code if self.differs else ""

    @property
    def differs(self) -> bool:
        """Whether it is another language than that of the site here; the same one elsewhere is no other."""
        return bool(self.code) and _first(self.code) != _first(self.here)

    def beside(self, here: str) -> "SiteLanguage":
        return replace(self, here=here)

    def saying(self, code: str, origin: str) -> "SiteLanguage":
        """The same for a site of which `origin` says that it is in the language `code`, whatever that is."""
        return replace(self, code=plain_code(code), origin=origin)

    def of(self, text: str) -> str:
        """The language to note of a text: "" where it is that of the site here, or can't be that of the text.

        Many sites declare the language in which their program came.
        """
        return self.code if self.differs and _may_be(self.code, text[:_SAMPLE]) else ""

    def of_folder(self, path: str, text: str) -> str:
        """The language that a folder in `path` is named after, if the text is in letters that it has for its own.

        Names such as `no` and `it` may be words.
        """
        for folder in path.split("/")[:-1]:
            own = (
                _OWN.get(_first(folder))
                if is_language(folder) and _first(folder) != _first(self.here)
                else None
            )
            if own is not None and own.search(text[:_SAMPLE]) and _may_be(folder, text[:_SAMPLE]):
                return plain_code(folder)
        return ""


def plain_code(code: str) -> str:
    """`pt_BR` as `pt-BR`; "" for what names no language."""
    plain = code.strip().replace("_", "-")
    return plain if _CODE.fullmatch(plain) and is_language(_first(plain)) else ""


def _first(code: str) -> str:
    return re.split("[-_]", code.lower())[0]


def _may_be(code: str, text: str) -> bool:
    """Whether a text is in the letters of a language; one without letters is in any."""
    latin, letters = len(_LATIN.findall(text)), len(_LETTER.findall(text))
    own = _OWN.get(_first(code))
    if own is None:
        return 2 * latin >= letters
    # The signs of some alphabets are no letters to Python.
    theirs = len(own.findall(text))
    others = max(0, letters - latin - theirs)
    # Texts about programs are full of Latin words, and one of their own letters may be a whole word.
    return theirs >= others and (_first(code) in _BOTH or 5 * theirs >= latin)
