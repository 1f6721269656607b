"""Components of MDX: what they set apart is shown as shortcodes for the same are, and nothing else is touched."""

import pytest

from articles.markup import prepare
from articles.markup.render import render


def shown(body: str) -> str:
    html = " ".join(render(body).html.split())
    for attribute in (' class="callout-title"', ' role="note"', ' class="callout callout-tip"'):
        html = html.replace(attribute, "")
    return html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            ('<Tabs groupId="os">\n  <TabItem value="npm" label="npm" default>\n\n    Use *npm*.\n\n  </TabItem>\n'
            '  <TabItem\n    value="yarn"\n    label="Yarn"\n  >\n    - a\n      - b\n  </TabItem>\n</Tabs>\n'),
            ("<p><strong>npm</strong></p> <p>Use <em>npm</em>.</p> <p><strong>Yarn</strong></p> "
            "<ul> <li>a <ul> <li>b</li> </ul> </li> </ul>"),
        ),
        ('<Admonition type="tip" title="T">a *b*</Admonition>', "<aside><p>T</p> <p>a <em>b</em></p> </aside>"),
        ("<Tip>\n\na\n\n</Tip>", "<aside><p>Tip</p> <p>a</p> </aside>"),
        ('<Callout type={"tip"}>\n  a\n</Callout>\nb', "<aside><p>Tip</p> <p>a</p> </aside> <p>b</p>"),
        ('<Accordion title="More">\na\n</Accordion>', "<details><summary>More</summary> <p>a</p> </details>"),
        (
            '<YouTube id="abcdefghijk" />',
            ('<p><a class="embed" href="https://www.youtube.com/watch?v=abcdefghijk" rel="external noopener">'
            "Video on youtube.com</a></p>"),
        ),
        ('<LinkCard title="A" href="/b/" />', '<p><a href="/b/">A</a></p>'),
        ('<Card title="A" href="/b/">\nc\n</Card>', '<p><a href="/b/">A</a></p> <p>c</p>'),
        ('See <Link to="/a/">b *c*</Link>.', '<p>See <a href="/a/">b <em>c</em></a>.</p>'),
        ("<Steps>\n\n    1. a\n    2. b\n\n</Steps>", "<ol> <li>a</li> <li>b</li> </ol>"),
        ("<Wide.Box>\n  ```\n    a\n  ```\n</Wide.Box>", "<div><pre><code> a </code></pre></div>"),
        (
            "- a\n\n  <Tip>\n    b\n  </Tip>",
            "<ul> <li> <p>a</p> <aside><p>Tip</p> <p>b</p> </aside> </li> </ul>",
        ),
    ],
)  # fmt: skip
def test_what_they_stand_for(body: str, html: str) -> None:
    html = html.replace("<div><pre>", '<div class="highlight"><pre tabindex="0">')
    assert shown(body) == html


@pytest.mark.parametrize(
    "body",
    [
        "<Tabs>\nnever closed",
        "</Tabs>",
        "`<Tip>a</Tip>`",
        "```\n<Tip>\na\n</Tip>\n```",
        "<TABLE>\n<TR>\n</TR>\n</TABLE>",
        "<Table>\n<Tr>\n</Tr>\n</Table>",
        "<Script>\nalert(1)\n</Script>",
        "<Chart data={[{a: 1}]}>\na\n</Chart>",
        "<Foo />",
        'Code:\n\n    <Window\n        Title="a">\n        <Tip>a</Tip>\n    </Window>\n',
        "Code:\n\n\t<Tip>\n\ta\n\t</Tip>\n",
        "Vec<String> and Map<String, Vec<Int>>",
        "<Foo\n```\n<Tip>\na\n</Tip>\n```",
    ],
)
def test_what_is_nothing_of_the_kind_stays(body: str) -> None:
    assert prepare(body, "commonmark") == body


def test_scripts_are_not_shown() -> None:
    assert shown("<Tabs>\n<Script>\nsecret\n</Script>\n</Tabs>\n\nb") == "<p>b</p>"


def test_many_that_are_never_closed_take_no_time() -> None:
    for piece in (
        "<Tabs>",
        "</Tabs>",
        "<Tab a",
        '<Tab a="',
        "<Tip>a</Tip>",
        "<Aa ",
        "<A1b>",
        '<Link to="a">b</Link>',
    ):
        assert isinstance(prepare(piece * 4_000, "commonmark"), str)
        assert isinstance(prepare(f"{piece}\n" * 4_000, "commonmark"), str)
    assert isinstance(prepare("<Tabs>\n" * 3_000 + "a\n" * 3_000 + "</Tabs>\n" * 3_000, "commonmark"), str)
