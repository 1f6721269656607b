"""Whole texts in both dialects, compared with what they should become.

`golden/NAME.md` is rendered with the `arguments` of `golden/NAME.json`; the HTML is in `NAME.html`, everything
else in the JSON. `UPDATE_GOLDEN=1 pytest tests/markup/test_golden.py` writes them anew: read the difference.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from articles.markup import Rendered, render

GOLDEN = Path(__file__).parent / "golden"
SOURCES = sorted(GOLDEN.glob("*.md"))


def _rest(rendered: Rendered) -> dict[str, Any]:
    """All but the HTML, as JSON has it."""
    fields = asdict(rendered)
    del fields["html"]
    for problem in fields["problems"]:
        del problem["line"], problem["field"]
    plain: dict[str, Any] = json.loads(json.dumps(fields))
    return plain


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_text_becomes_what_is_on_file(source: Path) -> None:
    """Every kind of block and inline markup gives the HTML and the facts that were agreed on."""
    expected = json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))

    rendered = render(source.read_text(encoding="utf-8"), **expected["arguments"])

    html, rest = source.with_suffix(".html"), _rest(rendered)
    if os.environ.get("UPDATE_GOLDEN"):
        html.write_text(rendered.html, encoding="utf-8")
        written = json.dumps(
            {"arguments": expected["arguments"], "rendered": rest}, indent=2, ensure_ascii=False
        )
        source.with_suffix(".json").write_text(written + "\n", encoding="utf-8")
        pytest.skip("written anew")
    assert rendered.html == html.read_text(encoding="utf-8")
    assert rest == expected["rendered"]


def test_there_are_texts_in_both_dialects() -> None:
    """The texts on file were found, for each dialect several."""
    dialects = [source.stem.startswith("python-markdown") for source in SOURCES]

    assert dialects.count(True) >= 3
    assert dialects.count(False) >= 6
