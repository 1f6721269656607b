"""Where posts were found by the rules of their generators: settings and files in, old paths out."""

from pathlib import Path

import pytest

from interchange.items import Item
from interchange.readers.markdown import read
from interchange.sources import open_source

from .conftest import Files, codes, put

POST = "---\ntitle: Hello, World\ndate: 2024-05-06T07:08:09Z\n---\nText\n"


def post(**frontmatter: str) -> str:
    said = {"title": "Hello, World", "date": "2024-05-06T07:08:09Z"} | frontmatter
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items() if value) + "---\nText\n"


def aliases(folder: Path, files: Files, path: str) -> tuple[str, ...]:
    """The old paths of the document at `path` among `files`."""
    return item(folder, files, path).document.fields.aliases


def item(folder: Path, files: Files, path: str) -> Item:
    source = open_source(put(folder, files))
    found = next(each for each in source.files() if each.entry.path == path)
    assert found.context is not None, found.reason
    read_in = read(found.entry.read(), found.context)
    assert isinstance(read_in, Item), read_in
    return read_in


COLLECTIONS = """
const FOLDER = "data/articles"; // not 'data/old'
const articles = defineCollection({ loader: glob({ pattern: '**/[^_]*.{md,mdx}', base: `./${FOLDER}` }) });
const notes = defineCollection({ loader: glob({ base: "./vault", pattern: "**/*.md" }), schema: z.object({}) });
export const collections = { posts: articles, notes };
"""
HUGO = 'baseURL = "https://old.example/"\n'


@pytest.mark.parametrize(
    ("config", "path", "text", "expected"),
    [
        (HUGO, "content/posts/My Post.md", POST, "/posts/my-post/"),
        (HUGO, "content/posts/hello.md", post(slug="Other"), "/posts/other/"),
        (HUGO + '[permalinks]\nposts = "/:slug/"\n', "content/posts/x.md", post(slug="own"), "/own/"),
        (HUGO, "content/posts/x.md", post(url="own"), "/own"),
        (HUGO, "content/posts/bundle/index.md", POST, "/posts/bundle/"),
        (HUGO, "content/posts/2024/01/deep.md", POST, "/posts/2024/01/deep/"),
        (HUGO, "content/posts/你好.md", POST, "/posts/你好/"),
        (HUGO + '[permalinks]\nposts = "/:title/"\n', "content/posts/x.md", post(title='"C++ & C#: why?"'),
         "/c++-c%23-why/"),
        (HUGO, "content/posts/2024-05-06-dated.md", POST, "/posts/2024-05-06-dated/"),
        (HUGO + "uglyURLs = true\n", "content/posts/hello.md", POST, "/posts/hello.html"),
        (HUGO + "disablePathToLower = true\n", "content/posts/Hello.md", POST, "/posts/Hello/"),
        ('baseURL = "https://old.example/blog/"\n', "content/posts/hello.md", POST, "/blog/posts/hello/"),
        (HUGO + '[permalinks]\nposts = "/:year/:month/:slug/"\n', "content/posts/x.md", POST, "/2024/05/hello-world/"),
        (HUGO + '[permalinks]\nposts = "/:year/:month/:slug/"\n', "content/posts/x.md",
         post(publishDate="2025-06-07"), "/2024/05/hello-world/"),
        (HUGO + '[permalinks]\nposts = "/:year/:slugorfilename"\n', "content/posts/x.md", POST, "/2024/x"),
        (HUGO + '[permalinks.page]\nposts = "/:monthname/:day/:title/"\n', "content/posts/x.md", POST,
         "/may/06/hello-world/"),
        (HUGO + '[permalinks]\nposts = "/:sections[last]/:filename/"\n', "content/posts/a/x.md", POST, "/posts/x/"),
        (HUGO + '[permalinks]\nnotes = "/n/:slug/"\n', "content/posts/x.md", POST, "/posts/x/"),
        (HUGO + '[[permalinks]]\npattern = "/b/:contentbasename/"\n[permalinks.target]\npath = "/posts/**"\n',
         "content/posts/x.md", POST, "/b/x/"),
        (HUGO + '[frontmatter]\ndate = ["date", ":filename"]\n', "content/posts/2024-05-06-x.md", POST,
         "/posts/2024-05-06-x/"),
        (HUGO + '[frontmatter]\ndate = ["date", ":filename"]\n', "content/posts/2024-05-06-x.md", post(date=""),
         "/posts/x/"),
        (HUGO + '[frontmatter]\ndate = [":filename", ":default"]\n', "content/posts/2024-05-06-x.md", POST,
         "/posts/x/"),
        (HUGO + 'defaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n', "content/posts/x.de.md", POST,
         "/de/posts/x/"),
        (HUGO + 'defaultContentLanguageInSubdir = true\n[languages.en]\n[languages.de]\n', "content/posts/x.md", POST,
         "/en/posts/x/"),
        (HUGO + '[languages.en]\ncontentDir = "content/en"\n[languages.de]\ncontentDir = "content/de"\n',
         "content/de/posts/x.md", POST, "/de/posts/x/"),
        (HUGO + '[[module.mounts]]\nsource = "notes/all"\ntarget = "content/blog"\n', "notes/all/x.md", POST,
         "/blog/x/"),
        (HUGO + '[[module.mounts]]\nsource = "x"\ntarget = "static"\n[[module.mounts]]\nsource = "posts"\n'
         'target = "content"\n', "posts/news/x.md", POST, "/news/x/"),
        (HUGO, "content/posts/x.zh-cn.md", POST, "/posts/x.zh-cn/"),
        (HUGO, "content/posts/x.en.md", POST, "/posts/x/"),
    ],
)  # fmt: skip
def test_hugo(tmp_path: Path, config: str, path: str, text: str, expected: str) -> None:
    assert aliases(tmp_path, {"hugo.toml": config, path: text}, path) == (expected,)


def test_hugo_settings_in_a_folder(tmp_path: Path) -> None:
    files = {
        "config/_default/config.yaml": "baseURL: https://old.example/\n",
        "config/_default/permalinks.yaml": "posts: /:year/:slug/\n",
        "content/posts/x.md": POST,
    }
    assert aliases(tmp_path, files, "content/posts/x.md") == ("/2024/hello-world/",)


def test_hugo_settings_of_each_language(tmp_path: Path) -> None:
    """A language may have a file of its own, and a folder."""
    files = {
        "config/_default/hugo.toml": 'baseURL = "https://old.example/"\ndefaultContentLanguage = "de"\n',
        "config/_default/languages.de.toml": 'languageName = "Deutsch"\ncontentDir = "content/german"\n',
        "config/_default/languages.en.toml": 'languageName = "English"\ncontentDir = "content/english"\n',
        "config/_default/permalinks.toml": 'posts = "/:year/:filename/"\n',
        "content/german/posts/x.md": POST,
        "content/english/posts/x.md": POST,
    }
    assert aliases(tmp_path, files, "content/english/posts/x.md") == ("/en/2024/x/",)
    german, english = (item(tmp_path, files, f"content/{each}/posts/x.md") for each in ("german", "english"))
    assert german.document.fields.aliases == ("/2024/x/",)
    assert (german.slug, english.slug, english.document.fields.language) == ("x", "x-en", "en")


def test_hugo_bundles_in_other_languages(tmp_path: Path) -> None:
    """They are no pages of a site that has one language, so that they had no address."""
    files = {"hugo.toml": HUGO, "content/posts/x/index.md": POST, "content/posts/x/index.ar.md": POST}
    assert aliases(tmp_path, files, "content/posts/x/index.ar.md") == ()


def test_hugo_aliases_begin_where_the_post_lies(tmp_path: Path) -> None:
    files = {"hugo.toml": HUGO, "content/posts/x.md": post(aliases="[older, /oldest/]")}
    assert aliases(tmp_path, files, "content/posts/x.md") == (
        "older",
        "/oldest/",
        "/posts/x/",
        "/posts/older",
    )


@pytest.mark.parametrize(
    ("config", "path", "text", "expected"),
    [
        ("", "_posts/2024-05-06-hello-world.md", post(date=""), "/2024/05/06/hello-world.html"),
        ("permalink: pretty\n", "_posts/2024-05-06-Hello_World!.md", POST, "/2024/05/06/Hello_World!/"),
        ("permalink: /:categories/:title/\n", "pets/_posts/2024-05-06-x.md", post(category="Cats"), "/pets/cats/x/"),
        ("permalink: none\n", "_posts/2024-05-06-x.md", post(categories="A b"), "/a/b/x.html"),
        ("permalink: ordinal\n", "_posts/2024-05-06-x.md", POST, "/2024/127/x.html"),
        ("permalink: weekdate\n", "_posts/2024-05-06-x.md", POST, "/2024/W19/MON/x.html"),
        ("permalink: /:short_year/:i_month/:i_day/:slug\n", "_posts/2024-05-06-X-Y.md", POST, "/24/5/6/x-y"),
        ("baseurl: /blog\n", "_posts/2024-05-06-x.md", POST, "/blog/2024/05/06/x.html"),
        ("timezone: America/New_York\n", "_posts/2024-05-06-x.md", post(date="2024-05-06T01:00:00Z"),
         "/2024/05/05/x.html"),
        ("collections:\n  posts:\n    permalink: /b/:title/\n", "_posts/2024-05-06-x.md", POST, "/b/x/"),
        ("defaults:\n- scope: {path: _posts/de}\n  values: {permalink: '/de/:title/'}\n",
         "_posts/de/2024-05-06-x.md", POST, "/de/x/"),
        ("", "_posts/2024-05-06-x.md", post(permalink="/own/:title/"), "/own/x/"),
        ("defaults:\n- scope: {path: ''}\n  values: {category: news}\n", "_posts/2024-05-06-x.md", POST,
         "/news/2024/05/06/x.html"),
        ("source: src\n", "src/_posts/2024-05-06-x.md", POST, "/2024/05/06/x.html"),
    ],
)  # fmt: skip
def test_jekyll(tmp_path: Path, config: str, path: str, text: str, expected: str) -> None:
    assert aliases(tmp_path, {"_config.yml": f"title: x\n{config}", path: text}, path) == (expected,)


@pytest.mark.parametrize(
    ("config", "path", "text", "expected"),
    [
        ("", "source/_posts/Hello World.md", POST, "/2024/05/06/Hello World/"),
        ("root: /blog/\n", "source/_posts/x.md", POST, "/blog/2024/05/06/x/"),
        ("permalink: ':category/:name.html'\n", "source/_posts/deep/x.md", post(categories="[Web Dev, CSS]"),
         "/Web-Dev/CSS/x.html"),
        ("permalink: posts/:abbrlink/\n", "source/_posts/x.md", post(abbrlink="4a17b156"), "/posts/4a17b156/"),
        ("permalink: posts/:abbrlink/\n", "source/_posts/x.md", POST, None),
        ("permalink: ':lang/:title/'\npermalink_defaults:\n  lang: en\n", "source/_posts/x.md", POST, "/en/x/"),
        ("permalink: ':title/'\nnew_post_name: ':year-:month-:day-:title.md'\n", "source/_posts/2024-05-06-x.md", POST,
         "/x/"),
        ("timezone: Asia/Shanghai\n", "source/_posts/x.md", post(date="2024-05-06T20:00:00Z"), "/2024/05/07/x/"),
    ],
)  # fmt: skip
def test_hexo(tmp_path: Path, config: str, path: str, text: str, expected: str | None) -> None:
    found = aliases(tmp_path, {"_config.yml": f"new_post_name: ':title.md'\n{config}", path: text}, path)
    assert found == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("config", "path", "text", "expected"),
    [
        ("", "content/x.md", "Title: Hello, World\nDate: 2024-05-06\n\nText\n", "/hello-world.html"),
        ("ARTICLE_URL = 'posts/{date:%Y}/{date:%b}/{slug}/'\n", "content/x.md",
         "Title: Hello\nDate: 2024-05-06\nSlug: own\n\nText\n", "/posts/2024/May/own/"),
        ("BASE = 'p/'\nARTICLE_URL = BASE + '{category}/{slug}'\n", "content/Big News/x.md",
         "Title: Hello\nDate: 2024-05-06\n\nText\n", "/p/big-news/hello"),
        ("SITEURL = 'https://old.example/blog'\nSLUGIFY_SOURCE = 'basename'\n", "content/my_file.md",
         "Title: Hello\nDate: 2024-05-06\n\nText\n", "/blog/my_file.html"),
        ("ARTICLE_LANG_URL = '{lang}/{slug}.html'\n", "content/x.md",
         "Title: Hallo\nDate: 2024-05-06\nLang: de\n\nText\n", "/de/hallo.html"),
        ("ARTICLE_URL = 'p/{slug}/'\nI18N_SUBSITES = {'de': {'SITENAME': NAME}}\n", "content/x.md",
         "Title: Hallo\nDate: 2024-05-06\nLang: de\n\nText\n", "/de/p/hallo/"),
        ("I18N_SUBSITES = {'de': {'ARTICLE_URL': '{slug}-de.html'}}\n", "content/x.md",
         "Title: Hallo\nDate: 2024-05-06\nLang: de\n\nText\n", "/de/hallo-de.html"),
        ("SLUG_REGEX_SUBSTITUTIONS = [(r'[^\\w\\s-]', ''), (r'[-\\s]+', '_')]\n", "content/x.md",
         "Title: Ünï, côde\nDate: 2024-05-06\n\nText\n", "/uni_code.html"),
        ("SLUG_REGEX_SUBSTITUTIONS = [(r'\\s+', '-')]\nSLUGIFY_USE_UNICODE = True\n", "content/x.md",
         "Title: Ünï 你好\nDate: 2024-05-06\n\nText\n", "/ünï-你好.html"),
    ],
)  # fmt: skip
def test_pelican(tmp_path: Path, config: str, path: str, text: str, expected: str) -> None:
    assert aliases(tmp_path, {"pelicanconf.py": f"AUTHOR = 'x'\n{config}", path: text}, path) == (expected,)


@pytest.mark.parametrize(
    ("files", "path", "text", "expected"),
    [
        ({"config.toml": 'base_url = "https://z.example/sub"\n'}, "content/blog/2024-05-06-hi there.md",
         "+++\ntitle = 'x'\n+++\nText\n", ("/sub/blog/hi-there/",)),
        ({"config.toml": 'base_url = "/"\n[slugify]\npaths = "safe"\npaths_keep_dates = true\n'},
         "content/blog/2024-05-06-日本.md", "+++\ntitle = 'x'\n+++\nText\n", ("/blog/2024-05-06-日本/",)),
        ({"config.toml": 'base_url = "/"\n'}, "content/x.md",
         "+++\ntitle = 'x'\npath = 'own'\ndate = 2024-01-01\n+++\nT\n", ("/own",)),
        ({"docusaurus.config.js": "module.exports = {url: 'https://d.example', baseUrl: '/'};\n"},
         "blog/2024-05-06-hello.md", POST, ("/blog/2024/05/06/hello",)),
        ({"docusaurus.config.js": "module.exports = {baseUrl: '/', blog: {routeBasePath: '/news-blog'}};\n"},
         "blog/deep/index.mdx", post(slug="own"), ("/news-blog/own",)),
        ({"docusaurus.config.ts": "{url: 'https://d.example', themeConfig: {blog: {sidebar: {groupByYear: true}}}, "
          "presets: [['classic', {docs: {path: './docs', routeBasePath: '/'}, blog: {path: './posts', tags: 'x', "
          "feedOptions: {path: 'x'}, routeBasePath: '/news'}}]]}"}, "posts/2024-05-06-hello.md", POST,
         ("/news/2024/05/06/hello",)),
        ({"docusaurus.config.js": "const FOLDER = 'eng'; x = {presets: [['classic', {blog: false}]], plugins: "
          "[['@docusaurus/plugin-content-blog', {id: 'b', path: `./${FOLDER}`, routeBasePath: 'e'}]]}"},
         "i18n/fr/docusaurus-plugin-content-blog-b/2024-05-06-hello.md", POST, ("/fr/e/2024/05/06/hello",)),
        ({".eleventy.js": "module.exports = c => ({dir: {input: 'src'}});\n"}, "src/posts/2024-05-06-hello.md", POST,
         ("/posts/hello/",)),
        ({".eleventy.js": "module.exports = {};\n", "posts/posts.json": '{"permalink": "/b/{{ page.fileSlug }}/"}'},
         "posts/2024-05-06-hello.md", POST, ("/b/hello/",)),
        ({".eleventy.js": "x", "posts/posts.11tydata.js": "module.exports = {permalink: data => data.x}\n"},
         "posts/hello.md", POST, ()),
        ({".eleventy.js": "x", "posts/posts.11tydata.js": "{permalink: \"/{{ page.date | date: '%Y' }}/x/\"}"},
         "posts/hello.md", POST, ("/2024/x/",)),
        ({".eleventy.js": "c.addGlobalData('permalink', () => (data) => data.x)"}, "posts/hello.md", POST, ()),
        ({".eleventy.js": "x", "posts/posts.json": '{"eleventyComputed": {"permalink": "/c/{{ page.fileSlug }}/"}}'},
         "posts/hello.md", POST, ("/c/hello/",)),
        ({".eleventy.js": "module.exports = {};\n"}, "posts/hello.md",
         post(permalink='"/{{ page.date | date: \'%Y/%m\' }}/{{ title | slug }}/"'), ("/2024/05/hello-world/",)),
        ({"astro.config.mjs": "export default {site: 'https://a.example', base: '/b'};\n"}, "src/pages/posts/x.md",
         POST, ("/b/posts/x/",)),
        ({"astro.config.mjs": "export default {};\n", "src/pages/blog/[...slug].astro": "---\n---\n"},
         "src/content/blog/My Post.md", POST, ("/blog/my-post/",)),
        ({"astro.config.mjs": "export default {};\n", "src/pages/posts/[...slug].astro": "---\n---\n"},
         "src/content/blog/_old/x.md", POST, ("/posts/x/",)),
        ({"astro.config.mjs": "export default {};\n", "src/pages/posts/[...slug].astro": "---\n---\n"},
         "src/content/blog/x.md", post(postSlug="own"), ("/posts/own/",)),
        ({"astro.config.mjs": "export default {};\n", "src/content.config.ts": COLLECTIONS,
          "src/pages/w/[...id].astro": "getCollection('posts')", "src/pages/[lang]/n/[...id].astro": "",
          "src/pages/tags/[tag].astro": "getCollection('posts')"}, "data/articles/2024/_old/My Post.md", POST,
         ("/w/2024/my-post/",)),
        ({"astro.config.mjs": "export default {};\n", "src/content.config.ts": COLLECTIONS,
          "src/pages/w/[...id].astro": "getCollection('posts')", "src/pages/[lang]/n/[...id].astro": ""},
         "vault/fr/x.md", POST, ("/fr/n/x/",)),
        ({"astro.config.mjs": "export default {};\n", "src/pages/en/blog/[slug].astro": "getCollection('blog')",
          "src/pages/blog/[slug].astro": "getCollection('blog')"}, "src/content/blog/x.md", post(lang="en"),
         ("/en/blog/x/",)),
        ({"_config.yml": "source: source\npermalink: /b/:title/\n"}, "source/_posts/2024-05-06-x.md", POST,
         ("/b/x/",)),
        ({"astro.config.mjs": "export default {};\n"}, "src/content/blog/x.md", POST, ()),
        ({"conf.py": "BLOG_TITLE = 'x'\nSITE_URL = 'https://n.example/b/'\nPOSTS = (('posts/*.md', 'p', 'x'),)\n"},
         "posts/2024/x.md", POST, ("/b/p/2024/x/",)),
        ({"conf.py": "BLOG_TITLE = 'x'\nPRETTY_URLS = False\n"}, "posts/x.md", POST, ("/posts/x.html",)),
        ({"docs/.vuepress/config.js": "x"}, "docs/posts/日.md", POST, ("/posts/日.html",)),
        ({"docs/.vitepress/config.mts": "x"}, "docs/posts/a/index.md", POST, ("/posts/a/",)),
        ({"docs/.vuepress/config.js": "x"}, "docs/posts/x.md", post(permalink="/pages/1c0f5a/"), ("/pages/1c0f5a/",)),
        ({"gatsby-config.js": "x"}, "src/pages/hello/index.md", POST, ("/hello/",)),
        ({"gatsby-config.ts": "x"}, "content/blog/hello.mdx", POST, ("/hello/",)),
        ({"gatsby-config.js": "x"}, "content/blog/hello.md", post(slug="own"), ()),
        ({"gatsby-config.js": "x"}, "content/blog/hello/index.fr.md", POST, ()),
        ({"gatsby-config.js": "{pathPrefix: '/b', siteMetadata: {siteUrl: `https://g.example`}, "
          "options: {path: `${__dirname}/content`}}"}, "content/2020/hello.md", POST, ("/b/2020/hello/",)),
        ({"gatsby-config.js": "{options: {path: path.join(__dirname, 'data/posts'), name: 'x'}}",
          "gatsby-node.js": "createNodeField({node, name: `slug`, value: `/blog${slug}`}); path: `/tags/${slug}/`"},
         "data/posts/hello.md", POST, ("/blog/hello/",)),
        ({"gatsby-config.js": "{options: {path: './posts'}}",
          "gatsby-node.js": "createPage({path: '/p/' + node.frontmatter.slug}) // path: `/x${slug}`"},
         "posts/hello.md", post(slug="own"), ("/p/own/",)),
        ({"gatsby-config.js": "{options: {path: `${__dirname}/content/`}}",
          "gatsby-node.js": "createFilePath({ node, getNode, basePath: `posts/`, trailingSlash: false })"},
         "content/posts/hello.md", POST, ("/hello",)),
        ({"gatsby-config.js": "x", "gatsby-node.js": "value: `/a${slug}` value: `/b${slug}`"},
         "content/blog/hello.md", POST, ("/hello/",)),
        ({"gridsome.config.js": "{siteUrl: 'https://g.example', pathPrefix: '/s', options: {typeName: 'Post', "
          "path: 'blog/**/*.md', route: '/articles/:year/:slug', refs: {tags: {route: '/t/:id'}}}}"},
         "blog/x/hello.md", POST, ("/s/articles/2024/hello-world/",)),
        ({"gridsome.config.js": "{options: {typeName: 'Post', baseDir: './content', path: '*.md'}, "
          "templates: {Tag: '/t/:id', Post: [{path: '/:fileInfo__name'}]}}"},
         "content/hello.md", POST, ("/hello/",)),
        ({"gridsome.config.js": "{options: {typeName: 'Post', path: 'blog/*.md'}, templates: {Post: '/:path'}}"},
         "blog/hello/index.md", POST, ("/hello/",)),
        ({"gridsome.config.js": "{options: {typeName: 'Post', path: 'blog/*.md'}, templates: {Post: '/b/:slug'}}"},
         "blog/x.md", post(slug="own"), ("/b/own/",)),
        ({"gridsome.config.js": "{options: {typeName: 'Post', path: 'blog/*.md'}}"}, "blog/x.md", POST, ()),
        ({"config.rb": "activate :blog do |blog|\nend\n"}, "source/2024-05-06-x.html.md", POST,
         ("/2024/05/06/x.html",)),
        ({"config.rb": "activate :blog do |b|\n  # b.prefix = 'no'\n  b.prefix = 'news'\n"
          "b.permalink = '{year}/{title}'\nend\nactivate :directory_indexes\n"},
         "source/news/2024-05-06-x.html.markdown", POST, ("/news/2024/x",)),
        ({"config.rb": "css_dir = 'x'\n"}, "source/2024-05-06-x.md", POST, ()),
        ({"content/_index.md": "---\n---\n"}, "content/notes/x.md", POST, ("/notes/x/",)),
        ({"notes/_index.md": "---\n---\n", "other/y.md": POST}, "notes/x.md", POST, ("/notes/x/",)),
        ({}, "posts/x.md", POST, ()),
    ],
)  # fmt: skip
def test_others(tmp_path: Path, files: Files, path: str, text: str, expected: tuple[str, ...]) -> None:
    found = aliases(tmp_path, {**files, path: text}, path)
    assert found == expected


def test_the_report_says_where_it_was_found(tmp_path: Path) -> None:
    """By which settings, or by a default: that is no certainty."""
    told = item(tmp_path / "a", {"hugo.toml": HUGO, "content/posts/x.md": POST}, "content/posts/x.md")
    assert codes(told) == {"alias-from-rule"}  # type: ignore[arg-type]
    assert told.warnings[0].message == "It was found at /posts/x/, as hugo.toml says."
    guessed = item(tmp_path / "b", {"_posts/2024-05-06-x.md": POST}, "_posts/2024-05-06-x.md")
    assert "if the site kept to Jekyll's default" in guessed.warnings[0].message


def test_what_the_post_says_itself_is_not_said_again(tmp_path: Path) -> None:
    """A permalink, an alias that is the same path, a draft: nothing is added."""
    files = {
        "_config.yml": "title: x\n",
        "_posts/2024-05-06-a.md": post(permalink="/own/"),
        "_posts/2024-05-06-b.md": post(redirect_from="/2024/05/06/b.html"),
        "_posts/2024-05-06-c.md": post(published="false"),
        "_drafts/d.md": POST,
    }
    texts = {path: item(tmp_path, files, path).document.text for path in list(files)[1:4]}
    assert texts == {path: files[path] for path in texts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            post(permalink="/own/"),
            post(permalink="/own/").replace("---\nText", "aliases:\n- /blog/own/\n---\nText"),
        ),
        (post(redirect_from="/a/"), None),
    ],
)
def test_an_alias_is_one_line_more(tmp_path: Path, text: str, expected: str | None) -> None:
    files = {"_config.yml": "baseurl: /blog\n", "_posts/2024-05-06-a.md": text}
    document = item(tmp_path, files, "_posts/2024-05-06-a.md").document
    if expected:
        assert document.fields.aliases == ("/blog/own/", "/own/")
    else:
        assert document.fields.aliases == ("/a/", "/blog/2024/05/06/a.html")
    assert len(document.text.splitlines()) <= len(text.splitlines()) + 2


def test_settings_that_would_grow_without_end(tmp_path: Path) -> None:
    """Python's texts are put together only as far as an address goes."""
    grown = "A = 'x/'\n" + "A = A + A\n" * 60 + "ARTICLE_URL = '{slug}/'\n"
    files = {"pelicanconf.py": grown, "content/x.md": "Title: Hello\nDate: 2024-05-06\n\nText\n"}
    assert aliases(tmp_path, files, "content/x.md") == ("/hello/",)
