"""Documents with frontmatter and a body of HTML, as Jekyll's importers write them."""

import re
from html import escape

from articles.document import Document, Problem

from .html import to_markdown
from .parts import remarks_on

SUFFIXES = frozenset({".html", ".htm"})
# Liquid makes code of it, wherever it stands.
_CODE = re.compile(
    r"\{%-?[ \t]*highlight\b[ \t]*(?P<language>[\w+#-]*)[^{}%\n]*%\}"
    r"(?P<code>(?:(?!\{%-?[ \t]*highlight\b).)*?)\{%-?[ \t]*endhighlight[ \t]*-?%\}",
    re.DOTALL,
)


def in_markdown(document: Document) -> tuple[Document, list[Problem]]:
    """The document with its body as Markdown, and what the report says of that. For a process that can be killed."""
    converted = to_markdown(_CODE.sub(_as_element, document.body), here=True)
    return document.with_body(f"{converted.markdown.strip()}\n"), remarks_on(converted)


def _as_element(found: re.Match[str]) -> str:
    language = f' class="language-{found["language"]}"' if found["language"] else ""
    return f"<pre><code{language}>{escape(found['code'].strip(chr(10)), quote=False)}</code></pre>"
