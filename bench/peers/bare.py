"""No program: comrak, Pygments, nh3 and an insert into SQLite, one post after the other on one processor.

What an import of the same posts costs beyond that is what it does besides.
"""

import re
import shutil
import sqlite3
import sys
from html import unescape
from pathlib import Path

import comrak
import nh3
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

_CODE = re.compile(r'<pre><code class="language-([\w+-]+)">(.*?)</code></pre>', re.DOTALL)
# As many in a transaction as an import writes.
_TOGETHER = 200


def command() -> list[str] | None:
    return [sys.executable, str(Path(__file__).resolve()), "posts", "site.sqlite3"]


def prepare(site: Path, posts: Path) -> None:
    shutil.copytree(posts, site / "posts")


def main(posts: Path, database: Path) -> None:
    extensions = comrak.ExtensionOptions()
    for name in ("autolink", "footnotes", "strikethrough", "table", "tasklist"):
        setattr(extensions, name, True)
    output = comrak.RenderOptions()
    output.unsafe_ = True
    attributes = {name: {*values, "class"} for name, values in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes |= {name: {"class"} for name in ("code", "div", "pre", "span")}
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE posts (name TEXT, text TEXT, html TEXT)")
        for number, path in enumerate(sorted(posts.iterdir()), start=1):
            text = path.read_text(encoding="utf-8")
            body = text.split("---\n", 2)[2]
            html = comrak.render_markdown(body, extensions, comrak.ParseOptions(), output)
            safe = nh3.clean(_CODE.sub(_highlighted, html), attributes=attributes)
            connection.execute("INSERT INTO posts VALUES (?, ?, ?)", (path.name, text, safe))
            if number % _TOGETHER == 0:
                connection.commit()


def _highlighted(found: re.Match[str]) -> str:
    shown: str = highlight(unescape(found[2]), get_lexer_by_name(found[1]), HtmlFormatter())
    return shown


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
