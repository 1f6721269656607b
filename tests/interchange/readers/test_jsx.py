"""Pictures that components of MDX show become the document's own."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.jsx import with_pictures
from tests.factories import picture

from ..conftest import Files, bring_in, codes

HEAD = "---\ntitle: A\n---\n"


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ('<Image src={cover} alt="A cup" />', "![A cup](./cup.png)"),
        (
            "<Image\n  src={cover}\n  alt={'A [tea] cup'}\n  widths={[320, 640]}\n/>",
            r"![A \[tea\] cup](./cup.png)",
        ),
        ("<Picture src={cover.src} alt='' formats={['avif']}></Picture>", "![](./cup.png)"),
        ("<img src={require('./a.png').default} style={{ width: 300 }} />", "![](./a.png)"),
        ("<Zoom src={useBaseUrl('/img/b.png')} alt=\"b\"/>", "![b](/img/b.png)"),
        ('<Figure src="/x/c.webp" alt="c" caption=\'In "it"\' />', '![c](/x/c.webp "In \\"it\\"")'),
        ('<Image src={spaced} alt="s" />', "![s](<../two words.jpg>)"),
        ('Text <Image src={cover} alt="a & b" /> more', 'Text <img src="./cup.png" alt="a &amp; b"> more'),
        ("<div>\n<Image src={cover} />\n</div>", '<div>\n<img src="./cup.png" alt="">\n</div>'),
    ],
)
def test_a_component_that_plainly_shows_a_picture_is_that_picture(written: str, becomes: str) -> None:
    imports = (
        "import cover from './cup.png';\nimport spaced from \"../two words.jpg\"\nimport B from './B.jsx'\n\n"
    )
    document, told = with_pictures(parse(f"{HEAD}{imports}{written}\n"))
    assert document.body == f"{imports}{becomes}\n"
    assert [(each.code, each.line) for each in told] == [("jsx-picture", 8 + written.startswith("<div>"))]


@pytest.mark.parametrize(
    "text",
    [
        "<Video src={film} />",
        "<Image src={unknown} />",
        "<Image src={`/img/${name}.png`} />",
        '<Youtube src="abc.png" />',
        '<img src="plain.png" alt="stays">',
        '<img src="{static}/images/a&b.png" alt="stays">',
        "```jsx\n<Image src={cover} />\n```",
        "`<Image src={cover} />`",
    ],
)
def test_anything_else_stays(text: str) -> None:
    """What would have to be run, what HTML shows by itself, and examples in code."""
    document = parse(f"{HEAD}import film from './film.mp4'\nimport cover from './cup.png'\n\n{text}\n")
    assert with_pictures(document) == (document, [])


@pytest.mark.parametrize(
    "text",
    [
        "<I src={" * 5000,
        "`" * 30_000 + "<I src={",
        "<I src=" + "{a" * 3000,
        "<I src={a}" + ' x="y"' * 9000,
        "```\n" * 9000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    with_pictures(parse(f"{HEAD}{text} src={{ {{"))
    assert time.process_time() - begun < 2


@pytest.mark.django_db
def test_the_pictures_come_along(source: Callable[[Files], Path]) -> None:
    """Beside the document, and in the folders to which such sites give a name."""
    post = (
        "---\ntitle: A\npubDate: 2020-01-02\nimage: '@/images/head.png'\n---\n"
        "import cover from '~/assets/cup.png'\n\n<Image src={cover} alt='A cup' />\n"
    )
    pictures = {"src/assets/cup.png": picture(8, 8), "src/images/head.png": picture(9, 8)}
    imported = bring_in(source({"astro.config.mjs": "", "src/content/blog/a.mdx": post, **pictures}))
    article = Article.objects.get()
    assert article.image is not None
    assert "![A cup](/media/" in article.latest_revision.text  # type: ignore[union-attr]
    assert codes(imported["src/content/blog/a.mdx"]) == {"jsx-picture", "jsx-hidden"}
