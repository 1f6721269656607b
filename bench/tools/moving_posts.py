"""A blog that is made up, as a model: what its author meant, before any program wrote it down in its own way.

`Blog(seed).post(n)` is the same post each time, so that nobody has to keep twenty thousand of them.
"""

import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Literal
from urllib.parse import quote, unquote_to_bytes
from zoneinfo import ZoneInfo

from .moving_words import LANGUAGES, SPICES, Language, Writer, names

LONG = 800_000
"""Bytes of the longest posts."""

Look = Literal["", "strong", "em", "code", "link"]
_LOOKS: tuple[Look, ...] = ("strong", "em", "code", "link")
When = Literal["both", "utc", "local", "none", "impossible", "mail"]
State = Literal["publish", "future", "draft", "pending", "private", "password", "trash", "auto-draft"]


@dataclass(frozen=True)
class Run:
    """Words of one look. A link leads to `target`: an address, or the number of another post."""

    text: str
    look: Look = ""
    target: str | int = ""


@dataclass(frozen=True)
class Text:
    """A paragraph, a heading or a quotation; `kind` is the element of HTML."""

    runs: tuple[Run, ...]
    kind: str = "p"


@dataclass(frozen=True)
class Listing:
    items: tuple[tuple[Run, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Code:
    text: str
    language: str = ""


@dataclass(frozen=True)
class Picture:
    address: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Rule:
    pass


Block = Text | Listing | Code | Picture | Table | Rule


@dataclass(frozen=True)
class Person:
    name: str
    login: str


@dataclass(frozen=True)
class Term:
    name: str
    slug: str
    parent: str = ""


@dataclass(frozen=True)
class Post:
    """One post. `instant` is in UTC, None where its author's program has none; `when` says how that is written down."""

    number: int
    language: str
    title: str
    slug: str
    instant: datetime | None
    when: When
    state: State
    authors: tuple[Person, ...]
    categories: tuple[Term, ...]
    tags: tuple[Term, ...]
    picture: Picture | None
    blocks: tuple[Block, ...]
    excerpt: str = ""
    old_slugs: tuple[str, ...] = ()
    sticky: bool = False
    comments: int = 0
    features: frozenset[str] = field(default_factory=frozenset)


_HOSTILE_TITLES = (
    "Tom & Jerry <3 “cheese” — 50 % & more",
    "null",
    "true",
    "404",
    "2020-01-01",
    "- not a list",
    "# not a heading",
    "> not a quotation",
    "key: value",
    '"quoted" all through',
    "'single'",
    "[a] {b} (c)",
    "C:\\new\\table",
    "*stars* and _lines_ and `ticks`",
    "![no](picture) [no](link)",
    "a | b | c",
    "1. first",
    "&amp; is an entity, &lt;b&gt; too",
    "<div> is an element",
    "ends with a backslash \\",
    "%41 is no A",
    "…",
    "!",
    "@",
    "~",
    "0",
    "🎉",
    "No.\u00a01",
    "{{ template }} {% tag %}",
    "[gallery] is a shortcode",
)
_CODE = (
    'if (a < b && c > d) {\n    print("]]>");\n}',
    "# not a heading\n* not a list\n\n    deeper\n",
    "<?php echo '<b>&amp;</b>'; ?>",
    "SELECT *\nFROM `posts`\nWHERE title LIKE '%<!--more-->%'",
)
# How often there is a paragraph, a heading, a list, a quotation, a picture, code, a table, a rule.
_SHARES = (55, 13, 8, 6, 8, 4, 3, 3)
# Languages of which some posts were stored in the wrong encoding once.
_DAMAGED = frozenset({"de", "fr", "es", "pt", "ru", "bg", "uk"})


class Blog:
    """`size` posts of a site whose clock is that of `zone`; `now` parts what is published from what waits."""

    def __init__(self, name: str, size: int, *, zone: str = "UTC", now: datetime | None = None) -> None:
        self.name = name
        self.size = size
        self.zone = ZoneInfo(zone)
        self.zone_name = zone
        self.now = now or datetime.now(UTC).replace(microsecond=0)
        self.home = f"https://{name}.example"

    # -- People and terms

    @cached_property
    def people(self) -> list[Person]:
        found = [
            name for language in LANGUAGES for name in names(language)[: 16 if self.size < 5000 else None]
        ]
        return [Person(name, f"user{number}") for number, name in enumerate(found)]

    @cached_property
    def categories(self) -> list[Term]:
        """Four of each language, of which one has two others inside it, and one of those another."""
        found: list[Term] = []
        for language in LANGUAGES:
            top, left, right, below = (
                f"{language.words[place]} {language.words[place + 3]}" for place in (0, 1, 2, 4)
            )
            slugs = [_percent(f"{each} {language.code}") for each in (top, left, right, below)]
            found += [Term(top, slugs[0]), Term(left, slugs[1], slugs[0]), Term(right, slugs[2], slugs[0])]
            found.append(Term(below, slugs[3], slugs[2]))
        return found

    @lru_cache(maxsize=64)  # noqa: B019 (a blog lives as long as the program)
    def tags(self, language: Language) -> list[Term]:
        """Some three thousand over all languages, of one and two words, two of which differ only by their case."""
        words = sorted({word for word in language.words if len(word) > 1})
        pairs = [f"{one} {two}" for one, two in zip(words, words[7:], strict=False)]
        triples = [f"{one} {two}" for one, two in zip(words, words[3:], strict=False)]
        every = [*words, *pairs, *triples, words[0].upper(), unicodedata.normalize("NFD", words[1])]
        return [Term(name, _percent(f"{name}-{language.code}")) for name in dict.fromkeys(every)]

    # -- Posts

    def posts(self) -> Iterator[Post]:
        return (self.post(number) for number in range(1, self.size + 1))

    def title_and_slug(self, number: int) -> tuple[str, str]:
        """Cheap, for links from other posts. A tenth of the slugs are of others as well."""
        writer = Writer(number, salt=f"{self.name}:title")
        dice = writer.dice
        chance = dice.random()
        if chance < 0.02:
            title = dice.choice(_HOSTILE_TITLES)
        elif chance < 0.025:
            title = ""
        elif chance < 0.03:
            title = f"{writer.words(90, 120)}"[:500].strip()
        elif chance < 0.08:
            title = f"{writer.words(2, 6)} {dice.choice(SPICES)}"
        elif chance < 0.1:
            title = unicodedata.normalize("NFD", writer.words(3, 8))
        elif chance < 0.13:
            # Titles that others have too, up to their case and form.
            title = dice.choice(
                ("Café", "CAFÉ", "Cafe\u0301", "café", "Hello world!", "Hello World!", "Links")
            )
        else:
            title = writer.words(3, 9)
        slug = _percent(title)[:190]
        # As WordPress cuts them: by whole characters.
        while "%" in slug and not _decodes(slug):
            slug = slug[: slug.rindex("%")]
        slug = slug.rstrip("-")
        chance = dice.random()
        if slug and chance < 0.05:
            return title, slug
        if chance < 0.1:
            # What several posts are called, as in exports of several sites that were put together.
            return title, _percent(dice.choice(dice.choice(LANGUAGES).words))
        return title, f"{slug}-{number}".lstrip("-")

    def post(self, number: int) -> Post:
        title, slug = self.title_and_slug(number)
        writer = Writer(number, salt=f"{self.name}:title")
        language, dice = writer.language, random.Random(f"{self.name}:post:{number}")
        text = Writer(number, salt=f"{self.name}:title")
        text.dice = random.Random(f"{self.name}:text:{number}")
        when, instant = self._when(number, dice)
        state = self._state(instant, dice)
        categories = self._categories(language, dice)
        tags = tuple(dict.fromkeys(dice.choices(self.tags(language), k=dice.choice((0, 1, 2, 3, 5)))))
        people = tuple(dict.fromkeys(dice.choices(self.people, k=dice.choice((1, 1, 1, 1, 2, 3)))))
        features = frozenset(
            name for name in ("more", "nextpage", "controls", "gallery", "caption", "embed", "shortcode")
            if dice.random() < 0.04
        )  # fmt: skip
        # A post as a whole was stored in the wrong encoding: nothing in it is right then.
        if language.code in _DAMAGED and number % 40 == 9:
            title, features, text.spicy = writer.words(4, 8), features | {"damaged"}, 0
        picture = self.picture(number, 0, text) if dice.random() < 0.4 else None
        blocks = tuple(self._blocks(number, text))
        excerpt = text.sentence() if dice.random() < 0.15 else ""
        before = _percent(text.words(2, 3))
        renamed = tuple(f"{before}-{number}-{each}" for each in range(dice.choice((0,) * 8 + (1, 2))))
        return Post(
            number, language.code, title, slug, instant, when, state, people, categories, tags, picture, blocks,
            excerpt, renamed, dice.random() < 0.01, dice.choice((0, 0, 0, 1, 3)), features,
        )  # fmt: skip

    def _when(self, number: int, dice: random.Random) -> tuple[When, datetime | None]:
        begin, end = datetime(2003, 1, 1, tzinfo=UTC), self.now - timedelta(days=2)
        seconds = dice.randrange(int((end - begin).total_seconds()))
        instant = begin + timedelta(seconds=seconds)
        chance = dice.random()
        if chance < 0.01:
            instant = self.now + timedelta(days=dice.randint(20, 900), seconds=dice.randrange(86_400))
        elif chance < 0.012:
            instant = datetime(dice.choice((2101, 2500, 9998)), 6, 1, 12, 30, 5, tzinfo=UTC)
        elif chance < 0.016:
            instant = datetime(dice.choice((1969, 1923, 1865, 1582, 1000)), 2, 3, 4, 5, 6, tzinfo=UTC)
        elif chance < 0.024:
            # The hours around a change of clocks, either way.
            instant = self._change_of_clocks(instant) + timedelta(minutes=dice.randint(-150, 150))
        chance = dice.random()
        for share, when in (
            (0.02, "utc"),
            (0.02, "local"),
            (0.005, "none"),
            (0.005, "impossible"),
            (0.01, "mail"),
        ):
            chance -= share
            if chance < 0:
                if when == "local" and self.near_change(instant):
                    return "both", instant
                return when, instant  # type: ignore[return-value]
        return "both", instant

    def _change_of_clocks(self, near: datetime) -> datetime:
        """The next moment at which the site's clock is put forward or back; `near` where that is never done."""
        day = timedelta(days=1)
        for step in range(370):
            here = near + step * day
            if here.astimezone(self.zone).utcoffset() != (here + day).astimezone(self.zone).utcoffset():
                for minute in range(0, 1440, 30):
                    moment = here + timedelta(minutes=minute)
                    if moment.astimezone(self.zone).utcoffset() != here.astimezone(self.zone).utcoffset():
                        return moment
        return near

    def near_change(self, moment: datetime) -> bool:
        """Whether the clock was changed around a moment, so that a time without a zone is anybody's guess."""
        if not datetime(2003, 1, 1, tzinfo=UTC) < moment < self.now:
            return True
        offsets = {
            (moment + timedelta(days=day)).astimezone(self.zone).utcoffset() for day in range(-20, 21, 2)
        }
        return len(offsets) > 1

    def _state(self, instant: datetime | None, dice: random.Random) -> State:
        if instant and instant > self.now:
            return "future"
        chance = dice.random()
        rare: tuple[State, ...] = ("draft", "pending", "private", "password", "trash", "auto-draft")
        for state, share in zip(rare, (0.03, 0.01, 0.01, 0.01, 0.01, 0.005), strict=True):
            chance -= share
            if chance < 0:
                return state
        return "publish"

    def _categories(self, language: Language, dice: random.Random) -> tuple[Term, ...]:
        own = [term for term in self.categories if term.slug.endswith(f"-{language.code.lower()}")]
        chance = dice.random()
        if chance < 0.1 or not own:
            return ()
        if chance < 0.75:
            return (dice.choice(own),)
        # With the one above it, or another one beside.
        chosen = dice.choice(own)
        others = [term for term in own if term.slug == chosen.parent] or [dice.choice(own)]
        return tuple(dict.fromkeys([*others, chosen]))

    def picture(self, number: int, place: int, text: Writer) -> Picture:
        """Some are called in their author's script, as they lie on servers: percent-encoded."""
        name = f"photo-{number}-{place}.jpg"
        if text.dice.random() < 0.2:
            name = f"{quote(text.dice.choice(text.language.words))}-{number}-{place}.jpg"
        caption = text.words(3, 8) if text.dice.random() < 0.4 else ""
        alt = text.words(2, 5) if text.dice.random() < 0.6 else ""
        return Picture(f"{self.home}/wp-content/uploads/2019/05/{name}", alt, caption)

    def _blocks(self, number: int, text: Writer) -> Iterator[Block]:
        chance = text.dice.random()
        if chance < 0.01:
            return
        if chance < 0.02:
            yield self.picture(number, 1, text)
            return
        if number % 2000 == 7:
            size = 0
            while size < LONG:
                yield (block := self._paragraph(text, 8, 14))
                size += sum(len(run.text.encode()) for run in block.runs)
            return
        yield self._paragraph(text)
        for place in range(1, text.dice.randint(2, 9)):
            yield self._block(number, place, text)

    def _block(self, number: int, place: int, text: Writer) -> Block:
        dice = text.dice
        (kind,) = dice.choices(("p", "h", "list", "quote", "picture", "code", "table", "rule"), _SHARES)
        if kind == "picture":
            return self.picture(number, place, text)
        if kind in {"h", "list", "quote"}:
            return self._block_of_words(kind, text)
        if kind == "code":
            return Code(dice.choice(_CODE), dice.choice(("", "php", "sql")))
        if kind == "table":
            return Table(
                tuple((text.words(1, 3), text.words(1, 3), str(dice.randint(1, 999))) for _ in range(3))
            )
        return Rule() if kind == "rule" else self._paragraph(text)

    def _block_of_words(self, kind: str, text: Writer) -> Block:
        if kind == "h":
            return Text((Run(text.words(2, 6)),), text.dice.choice(("h2", "h2", "h3", "h4")))
        if kind == "list":
            items = tuple(self._runs(text, 1) for _ in range(text.dice.randint(2, 5)))
            return Listing(items, text.dice.random() < 0.4)
        return Text(self._runs(text, 2), "blockquote")

    def _paragraph(self, text: Writer, least: int = 2, most: int = 5) -> Text:
        return Text(self._runs(text, text.dice.randint(least, most)))

    def _runs(self, text: Writer, sentences: int) -> tuple[Run, ...]:
        found: list[Run] = []
        for place in range(sentences):
            lead = " " if place else ""
            if text.dice.random() < 0.7:
                found.append(Run(lead + text.sentence()))
                continue
            words = text.words(1, 3)
            before, after = text.words(3, 6) + " ", f" {text.sentence()}"
            (look,) = text.dice.choices(_LOOKS, (7, 7, 3, 13))
            target: str | int = ""
            if look == "link":
                is_here = text.dice.random() < 0.6
                elsewhere = f"https://elsewhere.example/a?b={text.dice.randint(1, 99)}&c=2"
                target = text.dice.randint(1, self.size) if is_here else elsewhere
            found += [Run(lead + before), Run(words, look, target), Run(after)]
        return tuple(found)


def damaged(text: str) -> str:
    """UTF-8 that was taken for Windows-1252 and stored again."""
    data = text.encode()
    return "".join(bytes([each]).decode("cp1252", "ignore") or chr(each) for each in data)


def _percent(text: str) -> str:
    """A slug as WordPress makes it: small letters, hyphens, other scripts percent-encoded."""
    kept = "".join(each if unicodedata.category(each)[0] in "LMN" else "-" for each in text.lower())
    return quote("-".join(filter(None, kept.split("-")))).lower()


def _decodes(slug: str) -> bool:
    """Whether no character of another script has been cut in its midst."""
    try:
        unquote_to_bytes(slug).decode()
    except ValueError:
        return False
    return not re.search(r"%.?\Z", slug)
