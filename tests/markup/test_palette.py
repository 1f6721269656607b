"""The stylesheet of highlighted code: as generated, and readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pygments.style import Style
from pygments.token import STANDARD_TYPES

from articles.markup import highlight_css, render
from articles.markup.palette import SCHEMES, TOKEN_CLASSES

STYLESHEET = Path(__file__).parents[2] / "static" / "css" / "highlight.css"


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_defined() -> None:
    """Black on white is 21:1, and the border of what passes is where it should be."""
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_can_be_read(scheme: str) -> None:
    """Each token keeps 4.5:1 on the background of code and on that of a stressed line."""
    style: type[Style] = SCHEMES[scheme]

    unreadable = [
        (str(token), background)
        for token in STANDARD_TYPES
        for background in (style.background_color, style.highlight_color)
        if _contrast(f"#{style.style_for_token(token)['color']}", background) < 4.5
    ]

    assert unreadable == []


def test_backgrounds_are_those_of_the_site() -> None:
    """The colours were chosen for these backgrounds."""
    assert {name: style.background_color for name, style in SCHEMES.items()} == {
        "light": "#f6f7f9",
        "dark": "#14171c",
    }


def test_stylesheet_on_file_is_the_generated_one() -> None:
    """After a change of the colours:

    python -c "from articles.markup import highlight_css; print(highlight_css(), end='')" > static/css/highlight.css
    """
    assert STYLESHEET.read_text(encoding="utf-8") == highlight_css()


def test_every_colour_is_given_for_both_schemes() -> None:
    """What the rules use is defined once, with a colour for light and one for dark."""
    css = highlight_css()

    defined = re.findall(r"(--[\w-]+): light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);", css)

    assert len(defined) == len(set(defined))
    assert set(defined) == set(re.findall(r"var\((--[\w-]+)\)", css))


def test_every_class_of_a_token_has_a_rule() -> None:
    """What the highlighter writes, the stylesheet knows; tokens that look like text have no class."""
    css = highlight_css()

    assert {name for name in TOKEN_CLASSES if f".highlight .{name}" not in css} == set()
    assert "<code>x, y\n</code>" in render("```python\nx, y\n```").html
