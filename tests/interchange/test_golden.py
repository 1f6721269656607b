# ruff: noqa: E501
"""The whole report of a small blog, held against a golden file: results, addresses, warnings and their lines.

After a change that is meant, write the file anew:  GOLDEN=write pytest tests/interchange/test_golden.py
"""

import json
import os
from pathlib import Path

import pytest

from tests.factories import picture

from .conftest import bring_in, put
from .pages import ESSAY, GUIDE, LISTING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

GOLDEN = Path(__file__).parent / "golden" / "blog.jsonl"
BLOG = {
    "blog/content/posts/2021-03-04-yaml.md": "---\ntitle: In YAML\ntags: [a, b]\nmood: calm\n---\n![Alt](pic.png)\n\n![Gone](gone.png)\n",
    "blog/content/posts/pic.png": picture(40, 30),
    "blog/content/posts/toml.md": '+++\ntitle = "In TOML"\ndate = 2021-03-05T10:00:00+02:00\n+++\nText {{< figure src="x" >}}\n',
    "blog/content/posts/json.md": '{"title": "In JSON", "date": "2021-03-06", "draft": true}\n\nText\n',
    "blog/content/posts/pelican.md": "Title: In headers\nDate: 2021-03-07 08:00\nCategory: Notes\n\nText\n",
    "blog/content/posts/bundle/index.md": "---\ntitle: A bundle\ndate: 31 March 2021\n---\nText\n",
    "blog/content/posts/twice/yaml.md": "---\ntitle: The same name\ndate: 2021-03-08\n---\nText\n",
    "blog/content/posts/impossible.md": "---\ntitle: No such day\ndate: 2021-02-30\nupdated: 2021-03-09\n---\nText\n",
    "blog/content/posts/2021/05/folders.md": "# By its folders\n\nText\n",
    "blog/content/posts/mojibake.md": "---\ntitle: Itâ€™s here\ndate: 2021-03-10\n---\nIâ€™m, youâ€™re, weâ€™ve: itâ€™s â€” plain.\n",
    "blog/content/posts/broken.md": "---\ntitle: &again [*again]\n---\nText\n",
    "blog/content/posts/stub.md": "---\nredirect: /posts/yaml/\n---\n",
    "blog/content/posts/_index.md": "---\ntitle: All posts\n---\n",
    "blog/content/posts/empty.md": "",
    "blog/content/about.md": "---\ntitle: About\ntype: page\n---\nText\n",
    "blog/README.md": "# The blog's repository\n",
    "blog/hugo.toml": "title = 'x'\n",
    "blog/themes/x/layout.html": "<html>",
    "scraped/001.txt": GUIDE,
    "scraped/002.txt": ESSAY,
    "scraped/003.txt": LISTING,
}  # fmt: skip


def test_the_report_of_a_small_blog(tmp_path: Path) -> None:
    """Every file once, with what became of it and why."""
    imported = bring_in(put(tmp_path / "source", BLOG))
    report = [json.dumps(line.as_json(), ensure_ascii=False) for line in imported.lines.values()]
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text("\n".join(report) + "\n", encoding="utf-8")
    assert report == GOLDEN.read_text(encoding="utf-8").splitlines()
