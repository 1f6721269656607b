"""Mojibake is repaired where a text plainly is mojibake, and left alone where it is the subject."""

from __future__ import annotations

import pytest

from articles.document import AuthorRef, parse, repair

SOUND = (
    "---\ntitle: \"What’s new – and “why”\"\ndescription: 'Café, naïve… 👋'\n---\n"
    "It’s here — “quoted” text 🎉, don’t miss it.\n"
)


def damaged(text: str, codec: str = "sloppy-windows-1252") -> str:
    """Return `text` as it looks when its UTF-8 was read in another encoding."""
    return text.encode().decode(codec)


@pytest.mark.parametrize("codec", ["sloppy-windows-1252", "latin-1", "macroman"])
def test_mojibake_becomes_what_was_written(codec: str) -> None:
    """Every character comes back, the undefined bytes of Windows-1252 included, and a warning says so."""
    document = parse(damaged(SOUND, codec))
    repaired = repair(document)
    assert repaired.text == SOUND
    assert [(problem.code, problem.line, problem.severity) for problem in repaired.problems] == [
        ("text-repaired", 2, "warning")
    ]


def test_mojibake_of_mojibake_is_repaired() -> None:
    """A text that was damaged twice is repaired twice."""
    assert repair(parse(damaged(damaged(SOUND)))).text == SOUND


def test_a_lost_last_byte_is_made_up_for() -> None:
    """The closing quote whose undefined byte was thrown away is still a closing quote."""
    text = damaged("“One” and “two”, it’s").replace("\x9d", "")
    assert repair(parse(text)).text == "“One” and “two”, it’s"


def test_one_word_is_enough_inside_a_word() -> None:
    """One apostrophe in the middle of a word is no quotation of mojibake."""
    assert repair(parse("We donâ€™t know.\n")).body == "We don’t know.\n"


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        "Plain ASCII.\n",
        "Mojibake is when ’ becomes â€™ and é becomes Ã©.\n",
        "Why do I see `â€™` and `Ã©` everywhere? Your charset is wrong.\n",
        "```\nâ€™ â€œ â€\x9d\n```\n",
        "What is an â€™?\n",
        "UTF-8 read as Latin-1 gives â€™ for a quote.\n",
        "« Voilà\u00a0», dit-il, à\u00a0« Noël », déjà.\n",
        "NÃO É ISSO\n",
    ],
)
def test_sound_text_stays(text: str) -> None:
    """Accents, quotes and an article about mojibake are not repaired: the same object comes back."""
    document = parse(text)
    assert repair(document) is document


def test_the_frontmatter_stays_readable() -> None:
    """What the repair does inside quotes never breaks the frontmatter around them."""
    document = parse("---\ntitle: 'It‚Äôs ‚Äúhere‚Äù' # x\nkeep: [1]\n---\nIt‚Äôs\n")
    repaired = repair(document)
    assert repaired.fields.title == "It’s “here”"
    assert list(repaired.data) == ["title", "keep"]


def test_names_that_other_documents_share_may_be_right() -> None:
    """A post that is damaged as a whole is repaired, though its author and its tags are written as they should be."""
    words = damaged("Brüderlichkeit wünschen wir uns für alle, und Größe.")
    names = "authors: [Наталья Щербаков, Ёлкин]\ntags: [Würde, größer, люди]"
    text = f"---\ntitle: {damaged('Grüße')}\n{names}\n---\n{words}\n"
    repaired = repair(parse(text))
    assert (repaired.fields.title, repaired.body) == (
        "Grüße",
        "Brüderlichkeit wünschen wir uns für alle, und Größe.\n",
    )
    assert [author.name for author in repaired.fields.authors] == ["Наталья Щербаков", "Ёлкин"]


def test_right_text_below_a_damaged_name_stays() -> None:
    """What a document says itself decides."""
    tags = f"[{damaged('Würde')}, {damaged('größer')}]"
    text = f"---\ntitle: Grüße\ntags: {tags}\n---\nLiebe Grüße an alle, für später.\n"
    assert repair(parse(text)).text == text


def test_what_yaml_escapes_is_repaired_as_well() -> None:
    """The byte 0x81 of a Cyrillic letter is a control character, which a frontmatter can hold as an escape alone."""
    title, tag, author = "Хора и се достойнство се надарени", "свест", "Василий"
    document = parse("---\n---\n" + damaged("се надарени отнасят се\n")).replace(
        title=damaged(title), tags=[damaged(tag)], authors=[AuthorRef(damaged(author))]
    )
    assert "\\x81" in document.text
    repaired = repair(document)
    assert (repaired.fields.title, list(repaired.fields.tags)) == (title, [tag])
    assert [each.name for each in repaired.fields.authors] == [author]
    assert repaired.body == "се надарени отнасят се\n"
