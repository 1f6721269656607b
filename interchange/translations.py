"""Which documents of a source are translations of others: by their paths, Pelican's by what they say of themselves."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from articles.document import parse

from .naming import as_bundle, called_after_folders, facts_of, is_language, split_language, suffix_of
from .permalinks.page import page_of
from .permalinks.pelican import PelicanRule
from .readers.restructured_header import SUFFIXES as RST_SUFFIXES
from .readers.restructured_header import with_frontmatter

# The folder of the translations of Docusaurus' blog, without those of settings and language, and that of its posts.
DOCUSAURUS: Mapping[str, str] = MappingProxyType({"docusaurus-plugin-content-blog": "blog"})
# How Pelican's documents name their language, and those that are translations themselves.
_LANG = re.compile(r"(?im)^:?lang:[ \t]*[\"']?([\w-]+)")
_TRANSLATION = re.compile(r"(?im)^:?translation:[ \t]*[\"']?true\b")


def translations(
    paths: Iterable[str],
    default: str,
    folders: Mapping[str, str] = MappingProxyType({}),
    blogs: Mapping[str, str] = DOCUSAURUS,
) -> dict[str, str]:
    """The language of each document that has the same place as one in the `default` language, or in none.

    The places are those of `post.md` and `post.de.md`, `bundle/index.md` and `bundle/index.de.md`, `en/post.md` and
    `de/post.md`, `post/en.md` and `post/de.md`, and those below `folders` that settings name for a language (each
    ending in "/"). What lies in a folder of Docusaurus' translations is one of the blog that `blogs` names for it.
    Where none is in the default language, the first by its path is the original.
    """
    listed = sorted(paths)
    called_so = called_after_folders(listed)

    def placed(path: str) -> tuple[str, str]:
        folder = next((each for each in folders if path.startswith(each)), "")
        bundled = as_bundle(path) if path.rpartition("/")[0] in called_so else path
        place, language = _place(bundled.removeprefix(folder))
        place = _in_blog(place, blogs)
        return (f"/{place}", language or folders[folder]) if folder else (place, language)

    # Hardly a source has any, and it may have hundreds of thousands of documents.
    with_language = {place for place, language in map(placed, listed) if language}
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for path in listed if with_language else ():
        place, language = placed(path)
        if place in with_language:
            places[place][path] = language
    found: dict[str, str] = {}
    for versions in places.values():
        original = _original(versions, default)
        found.update({path: language for path, language in versions.items() if path != original and language})
    return found


def translations_of_pelican(beginnings: Sequence[tuple[str, str]], rule: PelicanRule) -> dict[str, str]:
    """The language of each document that has the slug of another one, which is in the site's language or the first.

    `beginnings` are the paths of all documents and as much of each as holds its frontmatter.
    """
    languages = {path: _told(text) or rule.language.lower() for path, text in beginnings}
    if len(set(languages.values())) < 2:
        return {}
    alike: dict[str, dict[str, str]] = defaultdict(dict)
    for path, text in sorted(beginnings):
        headed = with_frontmatter(text) if suffix_of(path) in RST_SUFFIXES else ""
        page = page_of(parse(headed or text), path, facts_of(path))
        alike[rule.slug_of(page)][path] = text
    found: dict[str, str] = {}
    for versions in alike.values():
        candidates = [path for path, text in versions.items() if not _TRANSLATION.search(text)]
        candidates = candidates or list(versions)
        originals = [path for path in candidates if languages[path] == rule.language.lower()]
        original = languages[(originals or candidates)[0]]
        found.update({path: languages[path] for path in versions if languages[path] != original})
    return found


def _told(text: str) -> str:
    found = _LANG.search(text)
    return found[1].lower() if found else ""


def _original(versions: dict[str, str], default: str) -> str:
    for wanted in ("", default):
        for path, language in versions.items():
            if language.partition("-")[0] == wanted or language == wanted:
                return path
    return next(iter(versions))


def _place(path: str) -> tuple[str, str]:
    """The path without its language, and the language."""
    *folders, name = path.split("/")
    # Lektor's have a plus there: `contents+ru.lr`.
    stem, language = split_language(name[: len(name) - len(suffix_of(name))].replace("+", "."))
    if language in folders:
        # Named twice: `es/hello.es.md`.
        folders.remove(language)
    if not language:
        for number, folder in enumerate(folders):
            if is_language(folder):
                language = folder
                del folders[number]
                break
    return "/".join([*folders, stem]), language


def _in_blog(place: str, blogs: Mapping[str, str]) -> str:
    """The place of the original of what lies below `i18n/docusaurus-plugin-content-blog/`; any other place itself."""
    before, mark, below = f"/{place}".partition("/i18n/")
    plugin, _, rest = below.partition("/")
    return f"{before}/{blogs[plugin]}/{rest}".lstrip("/") if mark and plugin in blogs else place
