"""Which encoding bytes are in that are not UTF-8 and do not say it: told by what the letters come to.

East Asian encodings are told by how common the characters are; alphabets by which letters are frequent in texts and by
capitals where words begin; of the encodings for Latin letters, by signs that would stand inside of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

_SAMPLE = 32_768  # bytes
_FEWEST = 3  # characters beyond ASCII from which something can be told
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")

# encoding -> the letters that make up most of a text
_ALPHABETS: Final = {
    "cp1251": "оеаинтсрвлкмдпуії",
    "koi8-r": "оеаинтсрвлкмдпу",
    "iso8859-5": "оеаинтсрвлкмдпу",
    "cp866": "оеаинтсрвлкмдпу",
    "cp1253": "αοιετσνηυρπκμλςάίό",
    "cp1255": "יוהלאתרבמשנםע",
    "cp1256": "اليمونرتبةعدسفهك",
    "cp874": "านรอกเงมยลวดทส่้ีัิ",
}
_PLAIN = 0.62  # of the letters are such, where the encoding is right
_ALONE = 0.6  # of the words with a letter beyond ASCII have no other, where the script is not Latin


def guess(data: bytes) -> str:
    """Return the codec that reads `data` best; "" for Windows-1252, which reads everything."""
    sample = data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    found = _east_asian(sample) or _alphabet(sample) or _latin(sample)
    return found if found and _reads(data, found) else ""


def _reads(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""


# -- East Asia --------------------------------------------------------------------------------------------------


def _level(codec: str, first: int, last: int) -> Callable[[str], bool]:
    """A test for the characters that an encoding lists first, by their first byte: those in daily use."""

    def is_common(character: str) -> bool:
        try:
            return first <= character.encode(codec)[0] <= last
        except UnicodeEncodeError:
            return False

    return is_common


_EAST_ASIAN: Final = {
    "gb18030": _level("gb2312", 0xB0, 0xD7),
    "big5": _level("big5", 0xA4, 0xC6),
    "cp932": _level("cp932", 0x88, 0x97),
    "euc_jp": _level("euc_jp", 0xB0, 0xCF),
    "cp949": _level("euc_kr", 0xB0, 0xC8),
}


# What no text does long without.
_FREQUENT: Final = {
    "gb18030": "的一是不了在人有我他这中大来上国个到说们为子和你地出也时年得就那要下以会自过对可里后多能好都没于发成",
    "big5": "的一是不了在人有我他這中大來上國個到說們為子和你地出也時年得就那要下以會自過對可裡後多能好都沒於發成",
    "cp932": "のにはをたがでてとしれさいるなもかますこりっ、。",
    "euc_jp": "のにはをたがでてとしれさいるなもかますこりっ、。",
    "cp949": "이다는을가의에하고로은를도지한서사기자리어해",
}


def _east_asian(sample: bytes) -> str:
    scores = {codec: _commonness(_reads(sample, codec), codec) for codec in _EAST_ASIAN}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0.8 else ""


def _commonness(text: str, codec: str) -> float:
    """How much of a text beyond ASCII is in daily use where the encoding is: 1 for all of it."""
    is_common = _EAST_ASIAN[codec]
    beyond = [character for character in text if character > "\x7f"]
    if len(beyond) < _FEWEST:
        return 0
    kana = sum("\u3041" <= each <= "\u30fe" for each in beyond)
    hangul = sum("\uac00" <= each <= "\ud7a3" for each in beyond)
    marks = sum("\u3000" <= each <= "\u303f" or "\uff01" <= each <= "\uff5e" for each in beyond)
    japanese, korean = codec in {"cp932", "euc_jp"}, codec == "cp949"
    ideographs = sum("\u4e00" <= each <= "\u9fff" and is_common(each) for each in beyond)
    score = ideographs + marks * 0.9
    if korean:
        score = sum("\uac00" <= each <= "\ud7a3" and is_common(each) for each in beyond) + marks * 0.9
    elif japanese:
        # A Japanese text has kana; the same bytes may be ideographs in Chinese encodings.
        score = score + kana if kana * 8 >= len(beyond) else 0
    elif kana * 8 >= len(beyond) or hangul:
        score -= kana
    frequent = sum(map(set(_FREQUENT[codec]).__contains__, beyond))
    return (score + 0.3 * frequent) / len(beyond)


# -- Alphabets --------------------------------------------------------------------------------------------------


def _alphabet(sample: bytes) -> str:
    # Many a language has a word of one or two letters beyond ASCII: "à", "și".
    words = [word for word in _WORD.findall(sample) if max(word) > 0x7F and len(word) > 2]
    alone = sum(min(word) > 0x7F for word in words)
    if sum(map(len, words)) < _FEWEST or alone < _ALONE * len(words):
        return ""
    scores = {codec: _likeness(words, codec) for codec in _ALPHABETS}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > _PLAIN else ""


def _likeness(words: Iterable[bytes], codec: str) -> float:
    """How much of the words is made of frequent letters, less what has capitals or signs within."""
    frequent = set(_ALPHABETS[codec])
    letters, capitals, score = 0, 0, 0.0
    for word in words:
        text = word.decode(codec, "replace")
        letters += len(text)
        score += sum(each.lower() in frequent for each in text)
        score -= sum(not (each.isalpha() or each in frequent) for each in text)
        score -= sum(one.islower() and other.isupper() for one, other in pairwise(text))
        capitals += text[:1].isupper()
    if _ALPHABETS[codec][0].upper() != _ALPHABETS[codec][0] and not capitals:
        # Sentences begin with one, where there are any.
        score *= 0.8
    return score / letters if letters else 0


# -- Latin letters ----------------------------------------------------------------------------------------------

_LATIN: Final = ("cp1252", "cp1250", "iso8859-2", "cp1254")


def _latin(sample: bytes) -> str:
    words = [word for word in _WORD.findall(sample) if max(word) > 0x7F and min(word) <= 0x7F]
    signs = {codec: _signs(words, codec) for codec in _LATIN}
    best = min(_LATIN, key=signs.__getitem__)
    if best == "cp1252":
        text = b" ".join(words).decode("cp1252", "replace").lower()
        best = "cp1254" if _is_turkish(text) else "cp1250" if _is_central_european(text) else ""
    return best


def _signs(words: Iterable[bytes], codec: str) -> int:
    """How many signs stand between letters; the quotes and dashes around words aside."""
    texts = (word.decode(codec, "replace").strip("‘’“”„«»–—…¡¿°²³ªº©®™\xa0") for word in words)
    return sum(not each.isalpha() and each not in "’‘­·–—" for text in texts for each in text)


def _is_turkish(text: str) -> bool:
    """Tell ğ, ı and ş, which Windows-1252 shows as ð, ý and þ: no Icelandic text does without æ, á and í."""
    return sum(map(text.count, "ýþð")) > 1 and "ý" in text and not set("æáíó") & set(text)


def _is_central_european(text: str) -> bool:
    """Tell Czech by ø, ì or è beside š or ž, and Hungarian by õ or û beside ö or ü and á."""
    found = set(text)
    czech = found & set("øìèù") and found & set("šž")
    hungarian = found & set("õû") and found & set("öü") and found & set("áí")
    return bool(czech or hungarian)
