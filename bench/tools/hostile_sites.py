"""Blogs whose settings, data and posts are made so that reading them never ends."""

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from .hostile_files import INNOCENT, MB, Maker, filled, written

# What regular expressions, parsers of brackets and engines may try again and again, each a run of 120,000 characters.
_UNITS = (
    *"#*_`~-=+|<>[](){}!&\\/:.,;'\"%$^@?0aé🙂",
    " ", "\t", "\n", " \n", "\n\n", "\u3000", "\r", "\x00", "a ", "a\n", "- ", "- x\n", "1. ", "> ", "    ", "***",
    "* * ", "![", "](", "[](", "![](", "[[", "![[", "]]", "[a][", "[^", "[^a]: ", "[a]: b\n", "<a", "<a ", "<a href=",
    '<a href="', "</", "<!", "<!--", "<![CDATA[", "<?", "<p>", "<div>", "<b>", "<table><tr><td>", "<ul><li>", "<svg>",
    "<img src=", "<img src=x>", "<pre>", "<h1>", "&#", "&amp;", "&lt;", "http://", "https://a/", "www.", "a@b.", "//",
    "```", "``", "~~~\n", "{{", "{{<", "{{% ", "{% ", "{% a %}", "{%raw%}", "{:", "{#", "{.a}", "<%", "<% ", "[caption",
    "[a", "[/a]", '[a b="', "[gallery]", "[vc_row]", "<!-- wp:a -->", "<!-- wp:a {", "import a from '", "<A b={", "{/*",
    "export const a = {", '\\"', "\\'", "$$", "$", "\\(", "::: a\n", ":::", "!!! a\n", "# a\n", "#a ", "a\n===\n",
    "a | b\n", "|-|\n", ".. a::\n\n", ".. ", "`a <", "::\n\n ", "a:: ", ": ", ":a: ", "a: b\n", "---\n", "+++\n",
    "...\n", "title: a\n", "2020-01-01 ", "by A, ", "A B\n\n", "TITLE: a\n", "-----\n", "--------\n", "\ue020", "(((",
    "\u202e", "q&a: ", "Q: ", "a?\n\n",
)  # fmt: skip
_RUN = 120_000
_HEAD = "---\ntitle: A {}\ndate: 2020-01-01\n---\n"
_POST_HERE = "content/_posts/2020-01-01-innocent.md"


def _runs() -> list[str]:
    return [unit * (_RUN // len(unit)) for unit in _UNITS]


def site(name: str, unit: str = "", size: int = 0, *, head: str = "", tail: str = "") -> Maker:
    """A blog with an ordinary post and a file of settings or data that is nothing but `unit`, after `head`."""

    def make(folder: Path) -> Path:
        filled(name, unit or " ", size, head=head, tail=tail)(folder)
        written(folder / _POST_HERE, [INNOCENT])
        return folder

    return make


def runs_in_posts(suffix: str, head: str = _HEAD, settings: str = "") -> Maker:
    """A post for each run, in a site with those settings."""

    def make(folder: Path) -> Path:
        if settings:
            (folder / settings).write_text("")
        for number, run in enumerate(_runs()):
            written(folder / f"content/posts/2020-01-02-p{number}{suffix}", [head.format(number), run])
        written(folder / _POST_HERE, [INNOCENT])
        return folder

    return make


def runs_in_frontmatter(folder: Path) -> Path:
    """A run in the frontmatter of a post: as it is, as a text, and in TOML."""
    for number, run in enumerate(_runs()):
        written(folder / f"a{number}.md", [f"---\ntitle: A {number}\n", run, "\n---\nText\n"])
        written(folder / f"b{number}.md", ["+++\n", run, f'\ntitle = "A {number}"\n+++\nText\n'])
    written(folder / "innocent.md", [INNOCENT])
    return folder


def runs_in_wordpress(folder: Path) -> Path:
    """A run in the text of each post, and in its title, tags and custom fields."""
    items = "".join(
        f"<item><title>Post {number} {text[:5000]}</title><link>https://old.example/{number}/</link>"
        f'<category domain="post_tag" nicename="x">{text[:5000]}</category><wp:post_type>post</wp:post_type>'
        f"<wp:post_id>{number}</wp:post_id><wp:status>publish</wp:status><content:encoded>{text}</content:encoded>"
        f"<wp:postmeta><wp:meta_key>a</wp:meta_key><wp:meta_value>{text[:9000]}</wp:meta_value></wp:postmeta></item>\n"
        for number, text in enumerate(escape(run.replace("\0", "")) for run in _runs())
    )
    head = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
        "<channel><title>B</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>\n"
    )
    return written(folder / "export.xml", [head, items, "</channel></rss>"])


def runs_in_feed(folder: Path) -> Path:
    entries = "".join(
        f"<entry><id>urn:{number}</id><title>Post {number}</title><updated>2020-01-02T03:04:05Z</updated>"
        f'<link href="{text[:3000]}"/><content type="html">{text}</content></entry>\n'
        for number, text in enumerate(escape(run.replace("\0", ""), {'"': "&quot;"}) for run in _runs())
    )
    return written(
        folder / "feed.xml",
        ['<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>', entries, "</feed>"],
    )


def runs_in_ghost(folder: Path) -> Path:
    posts = [
        {
            "id": f"{number}-{key}",
            "title": f"Post {number}",
            "slug": f"p{number}{key}",
            key: run,
            "status": "published",
        }
        for number, run in enumerate(_runs())
        for key in ("html", "lexical", "mobiledoc")
    ]
    data = {"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": posts}}]}
    return written(folder / "ghost.json", [json.dumps(data)])


def runs_in_movabletype(folder: Path) -> Path:
    entries = (
        f"TITLE: Post {number}\nDATE: 01/02/2020 03:04:05 AM\n-----\nBODY:\n{run}\n-----\n--------\n"
        for number, run in enumerate(_runs())
    )
    return written(folder / "export.txt", ["AUTHOR: A\n", *entries])


def runs_in_substack(folder: Path) -> Path:
    """A page for each run; and what the table says of its post."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(
        ["post_id", "post_date", "is_published", "email_sent_at", "type", "audience", "title", "subtitle"]
    )
    with zipfile.ZipFile(folder / "substack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, run in enumerate(_runs()):
            rows.writerow(
                [
                    f"{number}.a",
                    "2020-01-02T03:04:05.000Z",
                    "true",
                    "",
                    "type",
                    "everyone",
                    f"P {number}",
                    run[:9000],
                ]
            )
            archive.writestr(f"posts/{number}.a.html", run)
        archive.writestr("posts.csv", table.getvalue())
    return folder / "substack.zip"


def runs_in_medium(folder: Path) -> Path:
    head = '<html><body><article class="h-entry"><h1 class="p-name">A</h1><section data-field="body">'
    with zipfile.ZipFile(folder / "medium.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.html", "x")
        for number, run in enumerate(_runs()):
            archive.writestr(f"posts/2020-01-02_A-{number:012x}.html", head + run)
    return folder / "medium.zip"


def export_of_ours(folder: Path) -> Path:
    """`site.yaml` of 100 MB, and a history that is none."""
    filled("site.yaml", "- x\n", 100 * MB, head="version: 1\nredirects:\n")(folder)
    written(folder / "history/innocent/revisions.yaml", ["- {number: 1, of: &a [*a]}\n"])
    written(folder / "articles/innocent.md", [INNOCENT])
    return folder
