"""Documents and texts for the property tests."""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"

# One document for each way of writing frontmatter, none of them broken.
DOCUMENTS = {
    path.stem: path.read_text("utf-8")
    for path in sorted(GOLDEN.glob("*.md"))
    if path.stem not in {"broken", "pelican", "eleventy"}
} | {
    "flow": "---\ntags: [a, 'b']\ncategories: [x, y]\nzebra: &z stripes\nother: *z\ntitle: >-\n  Old\n---\nBody\n",
    "crlf": "---\r\ntitle: Old\r\nkeep: 'this'\r\n---\r\nBody\r\n",
    "empty": "---\n---\nBody",
    "indented": "---\n  title: |+\n    Old\n\n  summary: |\n    Two\n    lines\n\n  # said below\n---\nBody\n",
    "json-line": '{"title": "Old", "published": false}\nBody\n',
    "none": "# Old\n\nBody\n",
}
PELICAN = (GOLDEN / "pelican.md").read_text("utf-8")

# Texts that a careless writer of YAML, TOML or JSON gets wrong.
NASTY = [
    *(
        "Yes",
        "no",
        "on",
        "y",
        "~",
        "null",
        "2025",
        "1.0",
        "007",
        "0x1f",
        "1e3",
        "2025-01-01",
        "12:30",
        "=",
        "<<",
    ),
    *(
        "---",
        "...",
        "+++",
        ";;;",
        "- x",
        "-",
        "@x",
        "%x",
        "`x`",
        "*x",
        "&x y",
        "!x y",
        "? x",
        "| x",
        "> x",
        "#b",
    ),
    *(
        "a: b",
        "a #b",
        "a:",
        ":",
        "key: |",
        "[a",
        "{a}",
        "a, b",
        "{{ x }}",
        "<b>x</b>",
        "https://example.org/#x",
    ),
    *('"quoted"', "'quoted'", "it's", 'said "hi"', "back\\slash", "\\", '"', "'", "''", '"""', "'''", "it’s"),
    *("tab\tin", "line\nbreak", "two\n\nparagraphs\n", "\r\n", "\r", "\0", "bell\x07", "nel\x85", "ls\u2028"),
    *("x" * 3000, "👋 emoji", "trailing ", " leading", "\ufeffbom", "\ueffe", "\ufffe", "日本"),
]
