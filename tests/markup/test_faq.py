"""Questions and answers, in all the ways that authors write them."""

from __future__ import annotations

import pytest

from articles.markup import Question, render


def _asked(body: str, **options: str) -> list[tuple[str, str]]:
    return [(item.question, item.answer_text) for item in render(body, **options).faq]


@pytest.mark.parametrize(
    "title",
    [
        "FAQ",
        "FAQs",
        "F.A.Q.",
        "Faq:",
        "❓ FAQ ❓",
        "Frequently Asked Questions",
        "Frequently asked questions (FAQ)",
        "FAQ about releases",
        "**Frequently Asked Questions**",
        "Common questions",
        "Questions and Answers",
        "Q&A",
        "Häufig gestellte Fragen",
        "常见问题",
    ],
)
@pytest.mark.parametrize("level", ["#", "##", "####"])
def test_section_is_known_by_its_title(title: str, level: str) -> None:
    """Any of the usual titles, at any level, begins a section of questions."""
    assert _asked(f"text\n\n{level} {title}\n\n{level}# Is it?\n\nYes.") == [("Is it?", "Yes.")]


@pytest.mark.parametrize("title", ["Questions", "Is this a FAQ?", "A question of style", "Answers", "Faqir"])
def test_other_titles_begin_no_section(title: str) -> None:
    """A heading that only sounds like it leaves its section alone, unless it is called `Questions`."""
    expected = [("Is it?", "Yes.")] if title == "Questions" else []

    assert _asked(f"## {title}\n\n### Is it?\n\nYes.") == expected


@pytest.mark.parametrize(
    "section",
    [
        "### Is it?\n\nYes.\n\n### Why?\n\nBecause.",
        "### 1. Is it?\n\nYes.\n\n### 2. Why?\n\nBecause.",
        "**Is it?**\n\nYes.\n\n**Why?**\n\nBecause.",
        "**Is it?**\nYes.\n\n**Why?**\nBecause.",
        "**Is it?** Yes.\n\n**Why?** Because.",
        "**Is it?**  \nYes.\n\n**Why?** \\\nBecause.",
        "**Q: Is it?**\n\nA: Yes.\n\n**Q: Why?**\n\nA: Because.",
        "Q: Is it?\nA: Yes.\n\nQ: Why?\nA: Because.",
        "Q: Is it?\n\nA: Yes.\n\nQ: Why?\n\nA: Because.",
        "**Q:** Is it?  \n**A:** Yes.\n\n**Q:** Why?  \n**A:** Because.",
        "**Q1.** Is it?\n\n**A1.** Yes.\n\n**Q2.** Why?\n\n**A2.** Because.",
        "Question: Is it?\n\nAnswer: Yes.\n\nQuestion: Why?\n\nAnswer: Because.",
        "<details><summary>Is it?</summary>Yes.</details>\n<details><summary>Why?</summary>\n\nBecause.</details>",
        "- **Is it?** Yes.\n- **Why?** Because.",
        "1. **Is it?**\n\n   Yes.\n\n2. **Why?**\n\n   Because.",
        "Is it?\n: Yes.\n\nWhy?\n: Because.",
        "Is it?\n\nYes.\n\nWhy?\n\nBecause.",
        "### General\n\n#### Is it?\n\nYes.\n\n### Other\n\n#### Why?\n\nBecause.",
        "<div>\n\n### Is it?\n\nYes.\n\n### Why?\n\nBecause.\n\n</div>",
    ],
)
def test_questions_are_read_in_every_style(section: str) -> None:
    """However the questions are marked, the same pairs come out."""
    assert _asked(f"## FAQ\n\nAn introduction.\n\n{section}\n\n## After\n\n### Is it not?\n\nNo.") == [
        ("Is it?", "Yes."),
        ("Why?", "Because."),
    ]


def test_headings_of_the_same_level_belong_to_the_section_while_they_ask() -> None:
    """Some authors do not indent their questions; the first heading that asks nothing ends them."""
    assert _asked("## FAQ\n\n## Is it?\n\nYes.\n\n## Conclusion\n\nDone.\n\n## Is it over?\n\nNo.") == [
        ("Is it?", "Yes.")
    ]


def test_paragraph_in_bold_can_be_the_title() -> None:
    """A section without a heading is found as well."""
    assert _asked("**FAQ**\n\n**Is it?** Yes.") == [("Is it?", "Yes.")]


def test_question_without_an_answer_is_left_out() -> None:
    """What nobody answered is no pair."""
    assert _asked("## FAQ\n\n### Is it?\n\n### Why?\n\nBecause.") == [("Why?", "Because.")]


def test_answer_keeps_its_markup_without_ids_and_footnotes() -> None:
    """The answer's HTML may stand beside the body: blocks and code are there, ids and marks are not."""
    body = (
        "## FAQ\n\n### Is it?\n\nSee *this*[^1]:\n\n#### Detail\n\n```python\nprint(1)\n```\n\n- a\n\n[^1]: x"
    )

    (item,) = render(body).faq

    assert item == Question(
        "Is it?",
        "<p>See <em>this</em>:</p><h4>Detail</h4>"
        '<div class="highlight" data-lang="python" data-label="Python"><pre tabindex="0"><code>'
        '<span class="nb">print</span>(<span class="m">1</span>)\n</code></pre></div><ul>\n<li>a</li>\n</ul>',
        "See this: Detail print(1) a",
    )


def test_plain_question_within_an_answer_is_no_question() -> None:
    """Where questions are marked, a paragraph that happens to ask belongs to the answer."""
    assert _asked("## FAQ\n\n### Is it?\n\nWho knows?\n\nNobody.") == [("Is it?", "Who knows? Nobody.")]


def test_python_markdown_gives_the_same() -> None:
    """The section is read after the seam, for both dialects."""
    assert _asked("FAQ\n---\n\n### Is it?\n\nYes.", dialect="python-markdown") == [("Is it?", "Yes.")]
