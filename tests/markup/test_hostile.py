"""Nothing that an author writes puts anything on a page that the lists do not allow."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import place_images, render
from articles.markup.sanitize import clean
from tests.markup.safety import faults

DIALECTS = ("commonmark", "python-markdown")

VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script>alert(1)",
    """[x]({{ "javascript:alert(1)" | url }})""",
    """<a href="{{ 'x' | url }}" onclick="alert(1)">x</a>""",
    """{% highlight html" onclick="alert(1) %}\n<script>alert(1)</script>\n{% endhighlight %}""",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='https://ok.example'></textarea><script>alert(1)</script></iframe>",
    "<iframe><!--</iframe><img src=x onerror=alert(1)>--></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=data:text/html,hi>",
    "<video src=x onerror=alert(1)><source src=javascript:alert(1)></video>",
    "<audio src='javascript:alert(1)' autoplay></audio>",
    "<form action=//evil.example><input name=x><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "- <input type=password name=p>\n- <input type=checkbox checked onclick=alert(1)> x",
    "<isindex action=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style=position:fixed;inset:0>over all</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=https://ok.example target=_blank rel=opener onclick=alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](java&#x09;script:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](y.png "a\\" onerror=\\"alert(1)")',
    '![" onerror="alert(1)](y.png)',
    "[x](https://ok.example 'a\" onclick=\"alert(1)')",
    '```python" onmouseover="alert(1)\nx\n```',
    "```python title='<script>alert(1)</script>'\nx\n```",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "```\n<?code 0?>\n```\n\n<?code 0?> <?more?> <!--?code 1?-->",
    "<?code 99?>",
    "# <img src=x onerror=alert(1)>",
    '# x {#a"onclick="alert(1)}',
    "# x {#<script>}",
    "## __proto__\n\n## constructor\n\n## location",
    ":::note[<img src=x onerror=alert(1)>]\n<script>alert(1)</script>\n:::",
    '!!! note "<script>alert(1)</script>"\n    x',
    '!!! x" onclick="alert(1) "y"\n    z',
    "> [!NOTE] <svg onload=alert(1)>\n> x",
    "x[^<script>]\n\n[^<script>]: <img src=x onerror=alert(1)>",
    '| <img src=x onerror=alert(1)> " onclick="alert(1) |\n|---|\n| <script>alert(1)</script> |',
    "<a id=cookie name=cookie></a><img name=getElementById><form id=document>",
    "<div id=x></div><div id=x></div><a name=x></a>\n\n# x\n\n# x",
    "<sup class=footnote-ref><a href=#fn-1 id=x>1</a></sup><section class=footnotes><ol><li id=fn-1>x</ol></section>",
    "<div class='callout highlight \" onclick=alert(1)'>x</div>",
    "<a class=permalink href=//evil.example aria-label='Click'>#</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><p title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script>-->",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!DOCTYPE x [<!ENTITY e '<script>alert(1)</script>'>]>&e;",
    '<p title="--><img src=x onerror=alert(1)>">',
    "<x-y onclick=alert(1)>z</x-y>",
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table background=javascript:alert(1)><tr><td background='javascript:alert(1)'>x</table>",
    "<q cite=javascript:alert(1)>x</q><blockquote cite='data:x,y'>z</blockquote>",
    "<html><head><script>alert(1)</script></head><body onload=alert(1)>x</body></html>",
    "<b>" * 100 + "<script>alert(1)</script>",
    "\ud800<script\udfff>alert(1)</script>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<<script>alert(1)//<</script>",
    '<a href="https://ok.example/""onclick=alert(1)">x</a>',
    '<img alt="<!--" src="a.png"><img alt="--><script>alert(1)</script>" src="b.png">',
    '*[HTML]: " onmouseover="alert(1)\n\nHTML',
    'x {: onclick="alert(1)" style="color:red" id="y" }',
    "# FAQ\n\n## <script>alert(1)</script>Is it?\n\n<img src=x onerror=alert(1)>\n\n**Q: <b onclick=alert(1)>x</b>?** A: <svg onload=alert(1)>",  # noqa: E501
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("vector", VECTORS)
def test_attack_leaves_nothing_forbidden(vector: str, dialect: str) -> None:
    """A known attack gives only allowed elements, attributes and addresses, in the body and in answers."""
    rendered = render(vector, dialect=dialect, title="x")

    assert faults(rendered.html) == []
    assert [faults(question.answer_html) for question in rendered.faq if faults(question.answer_html)] == []
    # What a browser builds of sanitised HTML is what the sanitiser saw: cleaning again changes nothing.
    assert clean(rendered.html) == rendered.html


@pytest.mark.parametrize("dialect", DIALECTS)
def test_attacks_together_leave_nothing_forbidden(dialect: str) -> None:
    """One attack does not open the door for the next."""
    # Those that open raw text swallow what follows in the parser as in a browser, hence one text for each order.
    for vectors in (VECTORS, VECTORS[::-1]):
        rendered = render("\n\n".join(vectors), dialect=dialect)

        assert faults(rendered.html) == []


def test_copies_of_overlapping_elements_have_no_id() -> None:
    """Where tags overlap a browser copies the outer one into the inner, and only the first may keep its id."""
    html = clean('<i id="a">x<p>y</i>z</p> id="a"')

    assert html == '<i id="a">x</i><p><i>y</i>z</p> id="a"'


def test_faults_are_found() -> None:
    """The check of these tests sees what it should."""
    hostile = '<p onclick="x"><script></script><a href="java\tscript:x"></a><input type="text">'

    found = faults(hostile + '<b id="a"></b><i id="a"></i><!-- c -->')

    assert len(found) == 6


_MARKDOWN = """``` ~~~ # ##_ >_ -_ -_[x]_ 1._ *_ |
|-|-| [ ] ( ) ![ ]( [^1] [^1]:_ :::note[ :::
!!!_tip_" >_[!NOTE]_ {# } {:_ ** ~~ ` &lt; &#x3c; FAQ Q:_ A:_ is_it? <!--more-->
{{ }} {%_highlight_js_%} {%_endhighlight_%} ____ _"""
_HTML = """< > </ /> <!-- --> <? ?> & ; " ' = script style svg math iframe_src= img_src= a_href= div_id=
p_class= details summary table td section_class=footnotes li_id=fn-1 sup_class=footnote-ref select
textarea title noscript template form input_type=checkbox_ javascript: data: https://e.example
//e.example x.png onerror= onclick= alert(1) style= name= id= text <?more?> <?code_0?>"""
_PIECES = st.sampled_from(
    [piece.replace("_", " ") for piece in f"{_MARKDOWN} {_HTML}".split()] + ["\n", "\n\n", "\t", "\0", "é"]
)


@given(st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(DIALECTS))
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_syntax_is_safe(body: str, dialect: str) -> None:
    """Random pieces of Markdown and HTML never get anything forbidden onto the page, or crash."""
    rendered = render(body, dialect=dialect)

    assert faults(rendered.html) == []
    assert clean(rendered.html) == rendered.html
    assert [faults(question.answer_html) for question in rendered.faq if faults(question.answer_html)] == []


@given(st.text(max_size=300), st.sampled_from(DIALECTS))
@settings(max_examples=150, deadline=None)
def test_any_text_is_safe(body: str, dialect: str) -> None:
    """Arbitrary characters, lone surrogates and controls among them, never get anything forbidden onto the page."""
    rendered = render(body, dialect=dialect)

    assert faults(rendered.html) == []


@given(st.lists(_PIECES, max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_placing_images_keeps_html_safe(body: str) -> None:
    """Whatever becomes of the images, the HTML stays as safe as it was."""
    rendered = render(body + "\n\n![a](x.png) <img src=x.png alt='\"><script>'>")

    placed = place_images(rendered.html, dict.fromkeys(image.src for image in rendered.images))

    assert faults(placed) == []
    assert clean(placed) == placed
