"""Blogs of VuePress, VitePress and Nuxt Content: where their posts lay, and where their pictures are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article

from ..factories import picture
from .conftest import Files, bring_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

POST = "---\ntitle: A\ndate: 2020-01-02\n---\nText.\n"


def old_paths(slug: str) -> set[str]:
    return set(Article.objects.get(slug=slug).redirects.values_list("path", flat=True))


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({".vuepress/config.js": "module.exports = {}", "posts/a.md": POST}, "/posts/a.html"),
        ({"docs/.vuepress/config.js": "module.exports = { base: '/b/' }", "docs/blog/a.md": POST}, "/b/blog/a.html"),
        ({".vuepress/config.js": "module.exports = { permalink: '/:year/:month/:slug' }", "a.md": POST}, "/2020/01/a"),
        ({".vuepress/config.ts": "export default {}", "_posts/2020-01-02-a.md": "---\ntitle: A\n---\nText.\n"},
         "/2020/01/02/a"),
        ({".vuepress/config.js": "x = { dirname: '_posts', itemPermalink: '/p/:slug' }", "_posts/a.md": POST}, "/p/a"),
        ({".vuepress/config.yml": "title: X\n", "a.md": POST.replace("---\nT", "permalink: /:day/:slug.html\n---\nT")},
         "/02/a.html"),
        ({".vitepress/config.mts": "export default { base: '/x/', srcDir: './pages' }", "pages/posts/a.md": POST},
         "/x/posts/a.html"),
        ({"nuxt.config.ts": "export default {}", "content/2.blog/1.a.md": POST}, "/blog/a"),
    ],
)  # fmt: skip
def test_old_addresses(source: Callable[[Files], Path], files: Files, path: str) -> None:
    """Addresses follow the settings' patterns, else the files' places."""
    bring_in(source(files))
    assert old_paths("a") == {path}


def test_pictures_in_the_folder_that_is_served(source: Callable[[Files], Path]) -> None:
    """`/x.png` lies in `public` of VuePress' hidden folder; its other folders are not looked at."""
    post = POST.replace("Text.", "![x](/x.png)")
    files: Files = {
        ".vuepress/config.js": "module.exports = {}",
        ".vuepress/public/x.png": picture(40, 30),
        ".vuepress/theme/readme-of-theme.md": POST,
        "a.md": post,
    }
    imported = bring_in(source(files))
    assert imported.results["a.md"] == "created"
    assert ".vuepress/theme/" in imported.results
    assert "/media/images/x-" in Article.objects.get().html


def test_numbers_before_names_are_an_order(source: Callable[[Files], Path]) -> None:
    """Nuxt's `2.blog/1.hello.md` is `/blog/hello`; the first page of all is no post."""
    files: Files = {
        "nuxt.config.ts": "export default {}",
        "content/1.index.md": "# Home\n",
        "content/2.blog/1.hello.md": "---\ntitle: Hello\ndate: 2022-01-02\n---\nSee [it](/blog/second-one).\n",
        "content/2.blog/2.second-one.md": "---\ndate: 2022-01-03\n---\nText.\n",
    }
    imported = bring_in(source(files))
    assert imported.results["content/1.index.md"] == "ignored"
    assert "/articles/second-one/" in Article.objects.get(slug="hello").html
    assert Article.objects.get(slug="second-one").title == "Second one"
