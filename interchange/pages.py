"""Which documents of a source are pages of the old site and no posts: told by where they lie."""

from collections import Counter
from functools import cached_property

from .archives import Entry, Tree
from .naming import PathFacts, as_bundle, facts_of, is_bundle, place_of, suffix_of
from .neighbours import DOCUMENTS
from .permalinks.rule import Rule
from .readers.lektor import SUFFIX as LEKTOR
from .site_facts import SiteFacts

# Sections of sites that have a blog beside what they are about.
_DOCUMENTATION = frozenset({"docs", "doc", "documentation", "reference", "handbook"})
_BLOGS = frozenset({"_posts", "post", "posts", "blog", "news", "articles"})
POSTS_FOLDERS = frozenset({"_posts", "_drafts"})
# The programs that tell pages from posts by their folders alone.
_TELL_PAGES = frozenset({"hexo", "nikola", "pelican"})
_NAMES_ABOUT_THE_FOLDER = """
    readme license licence copying changelog contributing contributors code_of_conduct code-of-conduct
    pull_request_template issue_template agents claude gemini copilot-instructions
"""
_ABOUT_THE_FOLDER = frozenset(_NAMES_ABOUT_THE_FOLDER.split())
# So these at the top of a source, or in capital letters; elsewhere somebody may write about such things.
_NAMES_ABOUT_THE_PROJECT = """
    changes history authors security notice todo maintainers support governance robots humans ads app-ads requirements
    llms install installation setup development deployment architecture roadmap design upgrading skill
"""
_ABOUT_THE_PROJECT = frozenset(_NAMES_ABOUT_THE_PROJECT.split())
# What programs read, wherever it lies: many blogs keep such files among those that are copied as they are.
_NAMES_FOR_PROGRAMS = """
    robots.txt humans.txt ads.txt app-ads.txt llms.txt llms-full.txt requirements.txt cmakelists.txt
"""
_FOR_PROGRAMS = frozenset(_NAMES_FOR_PROGRAMS.split())

# What sites have at the top of what they publish, their posts being in folders below or beside it.
_NAMES_OF_PAGES = """
    about about-me about_me contact contacts contact-me imprint impressum datenschutz privacy privacy-policy colophon
    resume cv archive archives tags categories search sitemap 404 home
"""
_PAGES_OF_A_SITE = frozenset(_NAMES_OF_PAGES.split())
_TOPS = frozenset({"content", "contents", "src", "source", "pages", "docs", "site"})


class Pages:
    """The pages among the documents of a tree, of a site that begins at `root`."""

    def __init__(
        self,
        tree: Tree,
        flavour: str,
        root: str,
        *,
        facts: SiteFacts,
        rule: Rule | None,
        folders: frozenset[str] = frozenset(),
    ) -> None:
        """`folders` are those that say what their documents are about (`naming.called_after_folders`)."""
        self._tree, self._flavour, self._root = tree, flavour, root
        self._facts, self._rule = facts, rule
        self._telling = folders

    def holds_though_dated(self, entry: Entry) -> bool:
        """Whether a document is a page whatever date it has."""
        is_told = self._flavour in _TELL_PAGES and not self._is_away(entry)
        return self._is_left_out(entry) or (is_told and bool(self._outside(entry)))

    def _is_away(self, entry: Entry) -> bool:
        """Whether a document lies where its program does not look for any."""
        is_inside = not self._homes or entry.path.startswith(self._homes)
        return not is_inside and entry.path.startswith(self._root)

    def _is_left_out(self, entry: Entry) -> bool:
        return self._rule is not None and self._rule.leaves_out(entry.path.removeprefix(self._root))

    def reason(self, entry: Entry) -> str:
        """Why a document is a page unless it says a date; "" for a post."""
        path = place_of(entry.path, self._flavour)
        path = as_bundle(path) if entry.path.rpartition("/")[0] in self._telling else path
        *folders, name = path.removeprefix(self._root).split("/")
        facts = facts_of(path, root=self._root)
        if settled := self._by_settings(entry, facts):
            return settled
        if facts.date is not None and facts.date_from == "filename":
            return ""
        if about := self._is_about(entry, folders, name):
            return about
        is_at_top = not folders or (len(folders) == 1 and folders[0].lower() in _TOPS)
        if facts.bundle and is_at_top and len(self._tree.entries) > 1 and not self._is_one_bundle():
            return "The home page of the old site, not a post."
        if facts.bundle and self._has_siblings(entry) and entry.path.rpartition("/")[0] not in self._bundles:
            return "The index page of a folder of posts, not a post."
        return self._outside(entry)

    def _by_settings(self, entry: Entry, facts: PathFacts) -> str:
        """Why the site's settings make a document no post; "" where they do not."""
        if self._is_left_out(entry):
            return "Left out by the settings of the old site (exclude): it published no such page."
        if self._flavour == "middleman" and facts.date is None:
            return "Without a date: a page of the old site, for the posts of Middleman's blogs have one."
        return ""

    def _outside(self, entry: Entry) -> str:
        """Why a document that lies where its program keeps no posts is a page; "" for others."""
        parts = entry.path.removeprefix(self._root).split("/")
        if self._keeps_posts_apart and not POSTS_FOLDERS & set(parts):
            undated = "" if self._flavour == "hexo" else " and without a date"
            return f"Outside of _posts and _drafts{undated}: a page of the old site, not a post."
        if self._is_documentation(entry, parts):
            return "A page of the documentation, not a post of the blog."
        if self._is_away(entry):
            return (
                "Outside of the folders in which the old site keeps its texts, and without a date: no post."
            )
        if self._is_in_bundle(entry):
            return "Without a date, and part of a page bundle: no post of its own."
        return self._among_pages(entry, parts)

    def _is_documentation(self, entry: Entry, parts: list[str]) -> bool:
        """Whether a document is part of the documentation beside a blog, of Docusaurus' or MkDocs'."""
        if self._flavour == "docusaurus":
            return self._has_blog and _is_documentation(parts[:-1])
        posts = getattr(self._rule, "posts", "")
        return self._flavour == "mkdocs" and bool(posts) and not entry.path.startswith(self._root + posts)

    def _among_pages(self, entry: Entry, parts: list[str]) -> str:
        """Why a document is a page that lies where its program keeps pages; "" for others."""
        if self._flavour == "astro" and parts[:2] == ["src", "pages"] and len(parts) == 3:
            return "At the top of the site and without a date: a page of the old site, not a post."
        is_hugo = self._flavour in {"hugo", "zola"}
        if is_hugo and parts[:1] == ["content"] and len(parts) == 2 and self._has_sections:
            return "Outside of all sections and without a date: a page of the old site, not a post."
        if is_hugo and _DOCUMENTATION & set(parts[1:3]) and self._has_posts:
            return "A page of the documentation, without a date: not a post of the blog."
        if any(entry.path.startswith(self._root + folder) for folder in self._facts.folders_of_pages):
            return "In a folder that the old site has for pages, not for posts."
        return ""

    @cached_property
    def _homes(self) -> tuple[str, ...]:
        """The folders in which the site keeps its texts; () where that isn't known, or nothing is there."""
        homes = tuple(self._root + each for each in self._rule.homes) if self._rule is not None else ()
        return homes if any(f"{folder}/".startswith(homes) for folder in self.documents) else ()

    @cached_property
    def _keeps_posts_apart(self) -> bool:
        """Whether only what lies in `_posts` is a post."""
        if self._flavour in {"vuepress", "vitepress"}:
            return any("_posts" in folder.split("/") for folder in self.documents)
        return self._flavour in {"jekyll", "hexo"}

    def _is_in_bundle(self, entry: Entry) -> bool:
        """Whether a document lies in the folder of another one that is a post by its name, `index.md`."""
        folder, _, name = entry.path.rpartition("/")
        return not is_bundle(name) and folder in self._bundles

    @cached_property
    def _bundles(self) -> frozenset[str]:
        """The folders of Hugo's page bundles that lie in a section: what else is in them are parts of the post."""
        content = f"{self._root}content/"
        split = (each.path.rpartition("/") for each in self._tree if suffix_of(each.path) in DOCUMENTS)
        return frozenset(
            folder
            for folder, _, name in split
            if self._flavour == "hugo"
            and name.startswith("index.")
            and "/" in folder.removeprefix(content)
            and folder.startswith(content)
        )

    @cached_property
    def _has_sections(self) -> bool:
        """Whether there are documents in folders of `content`."""
        return any(folder.startswith(f"{self._root}content/") for folder in self.documents)

    @cached_property
    def _has_posts(self) -> bool:
        """Whether there are documents in folders that are called after posts."""
        return any(_BLOGS & set(folder.split("/")) for folder in self.documents)

    @cached_property
    def _has_blog(self) -> bool:
        """Whether there are posts beside Docusaurus' documentation: some people publish that alone."""
        routes = getattr(self._rule, "routes", {})
        return any(each.path.startswith(f"{self._root}{folder}/") for folder in routes for each in self._tree)

    def _is_about(self, entry: Entry, folders: list[str], name: str) -> str:
        """Why a document says something about the site or its people; "" for others."""
        is_at_top = not folders or (len(folders) == 1 and folders[0].lower() in _TOPS)
        posts_lie_elsewhere = self.documents.total() > self.documents[entry.path.rpartition("/")[0]]
        if is_at_top and posts_lie_elsewhere and _stem(name) in _PAGES_OF_A_SITE:
            return "A page about the old site by its name, and without a date: not a post."
        if name.endswith(LEKTOR):
            return "A page of the old site, without a date: not a post."
        is_post = _stem(name) == "readme" and entry.path.rpartition("/")[0] in self._telling
        stem = _stem(name)
        shouts = name[: len(stem)].isupper() or (not folders and posts_lie_elsewhere)
        if (
            (stem in _ABOUT_THE_FOLDER and not is_post)
            or (stem in _ABOUT_THE_PROJECT and shouts)
            or name == "SUMMARY.md"
            or name.lower() in _FOR_PROGRAMS
        ):
            return "A file about the folder or the project, not an article."
        return "A page about an author, not a post." if self._facts.is_author(entry.path) else ""

    def _has_siblings(self, entry: Entry) -> bool:
        """Whether other documents lie in the folder of this one: a page bundle has none."""
        return self.documents[entry.path.rpartition("/")[0]] > 1

    @cached_property
    def documents(self) -> Counter[str]:
        """How many documents each folder holds. Translations of one post (`index.de.md`) count as one."""
        found = {
            (folder, "" if folder in self._telling else name.split(".")[0])
            for folder, _, name in (entry.path.rpartition("/") for entry in self._tree)
            if suffix_of(name) in DOCUMENTS
        }
        return Counter(folder for folder, _ in found)

    @cached_property
    def has_texts(self) -> bool:
        """Whether there are documents that aren't about the folder or the project by their names."""
        about = _ABOUT_THE_FOLDER | _ABOUT_THE_PROJECT
        found = (each.path.rpartition("/") for each in self._tree if suffix_of(each.path) in DOCUMENTS)
        return any(_stem(name) not in about or folder in self._telling for folder, _, name in found)

    def _is_one_bundle(self) -> bool:
        """Whether the source is a single page bundle: one document with what it shows."""
        documents = [each for each in self._tree if suffix_of(each.path) in DOCUMENTS]
        return len(documents) == 1


def _stem(name: str) -> str:
    return name.lower().removesuffix(suffix_of(name))


def _is_documentation(folders: list[str]) -> bool:
    """Whether Docusaurus reads documentation or single pages from there, in one of its versions and languages."""
    top = folders[0] if folders else ""
    translated = folders[2] if top == "i18n" and len(folders) > 2 else ""
    return (
        top in {"docs", "versioned_docs"}
        or top.endswith("_versioned_docs")
        or folders[:2] == ["src", "pages"]
        or translated.startswith(("docusaurus-plugin-content-docs", "docusaurus-plugin-content-pages"))
    )
