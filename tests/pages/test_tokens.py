"""The colours of the design, computed: WCAG 2.2, 1.4.3 (text) and 1.4.11 (borders that matter)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
}
GROUNDS = ("paper", "surface")
TEXT = [
    (text, ground) for text in ("ink", "ink-soft", "muted", "accent", "accent-strong") for ground in GROUNDS
]
TONES = [
    (text, f"{tone}-soft")
    for tone in ("note", "tip", "important", "warning", "danger")
    for text in (tone, "ink", "ink-soft", "accent")
]
OTHERS = [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("ink", "marker"),
    ("accent-strong", "accent-soft"),
]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [*TEXT, *TONES, *OTHERS])
def test_text_can_be_read(text: str, ground: str, scheme: str) -> None:
    assert contrast(COLOURS[text][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
def test_edges_of_what_can_be_used_are_seen(ground: str, scheme: str) -> None:
    """The border of an input and of an empty checkbox."""
    assert contrast(COLOURS["line-strong"][scheme], COLOURS[ground][scheme]) >= 3
