"""Formulas in TeX are shown character by character as they are written; prices and variables of a shell are none."""

import time
from html import unescape

import pytest

from articles.markup import render


def shown(body: str) -> str:
    return render(body).html


def code(formula: str) -> str:
    """How a formula of one line is shown."""
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<code>{escaped}</code>"


@pytest.mark.parametrize(
    "formula",
    [
        *(
            "$a_1*b*c_2$",
            "$x^2$",
            r"$\alpha < \beta & \gamma$",
            r"$\{x\}$",
            "${x}_1$",
            r"$a\\b$",
            r"$a\$b_1$",
        ),
        *(
            "$$a_1*b*c_2$$",
            r"$$\frac{a}{b} \\ c$$",
            "$$a = b$$",
            "$$ x_1 $$",
            "$$a*b*c$$",
            "$`a_1`$",
            "$<b>_1$",
        ),
        "$[a](b)_1$",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "Let {}, so.", "**Let** {} ($5)", "- {}", "> so {}", "日本{}は", "# {}\n\n{}"]
)
def test_a_formula_is_shown_as_it_is_written(formula: str, around: str) -> None:
    assert code(formula) in shown(around.format(*[formula] * around.count("{}")))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "$5 and $6",
            "US$5 *or* AU$ 6",
            "$10_000 to $20_000",
            "$a b$",
            "$$",
            "$$$",
            "$$ and $$$",
            "a$b_1$c",
        ),
        *(
            "$HOME_DIR/$OTHER_X",
            "${A_1}/${B_1}",
            "$ a_1 $",
            "$a_1\n$b_1 c",
            r"\$a_1\$",
            "$A_1 and $B_1",
            "$$a\n\nb_1$$",
        ),
        *(
            "[x](/a$b_1$c)",
            "`$a_1$`",
            "`$$a_1$$` and $5",
            "```\n$a_1$\n$$\n- b_1\n$$\n```",
            "    $a_1$",
            "<p>$a_1*b*$</p>",
        ),
    ],
)
def test_what_is_no_formula_stays(text: str) -> None:
    """It is rendered as without the rule: a body with a formula elsewhere has it just so."""
    alone = shown(text)
    assert alone + "\n<p><code>$x_1$</code></p>" == shown(f"{text}\n\n$x_1$")
    assert "\U0010fffc" not in alone + shown(f"{text}\n\n$x_1$")
    assert "<code>$a_1*" not in alone


def test_prices_keep_their_emphasis_beside_a_formula() -> None:
    assert shown("US$5 *or* AU$ 6, $x_1$") == "<p>US$5 <em>or</em> AU$ 6, <code>$x_1$</code></p>"


@pytest.mark.parametrize(
    "lines",
    [
        ["a &= b_1*c* \\\\", "  &= \\frac{1}{2}"],
        ["a_1", "=", "b_1"],
        ["a_1", "- b", "+ c", "* d"],
        ["# a_1", "1. b"],
        ["a_1", "---", "b"],
    ],
)
def test_a_block_keeps_its_lines(lines: list[str]) -> None:
    """Emphasis, lists, rules and headings begin in none of them."""
    html = shown("\n".join(["Before:", "", "$$", *lines, "$$", "", "Behind *it*."]))
    _, formula, behind = (each.removeprefix("<p>").removesuffix("</p>") for each in html.split("\n"))
    assert unescape(formula) == f"<code>{'<br>'.join(['$$', *(line.strip() for line in lines), '$$'])}</code>"
    assert behind == "Behind <em>it</em>."


@pytest.mark.parametrize(
    "piece",
    [
        "$a_",
        "$$a_ ",
        "$a_1$ ",
        "`$a_1`$ ",
        "\\$a_",
        "$$a_\n",
        "$$a_1\n- b$$ ",
        "$a_1$$b_1$",
        "> $$a_\n",
        "[$a_1](<$",
        "<a $a_1$",
    ],
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    body = piece * (300_000 // len(piece))
    began = time.process_time()
    shown(body)
    assert time.process_time() - began < 5


def test_what_stands_for_dollar_signs_may_be_written() -> None:
    """A text with that very character is rendered without formulas, and keeps it."""
    assert shown("$x_1$ \U0010fffc") == "<p>$x_1$ \U0010fffc</p>"


def test_a_formula_is_read_and_found_as_text() -> None:
    assert "$a_1*b*c$" in render("Let $a_1*b*c$ be.").text
