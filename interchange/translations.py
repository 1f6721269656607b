"""Which documents of a source are translations of others, told by their paths."""

import re
from collections import defaultdict
from collections.abc import Iterable

from .naming import is_language, split_language, suffix_of

# Where Docusaurus keeps the translations of `blog/`, without the language's own folder.
_DOCUSAURUS = re.compile(r"(?:(?<=/)|\A)i18n/docusaurus-plugin-content-blog/")


def translations(paths: Iterable[str], default: str) -> dict[str, str]:
    """The language of each document that has the same place as one in the `default` language, or in none.

    The places are those of `post.md` and `post.de.md`, `bundle/index.md` and `bundle/index.de.md`, `en/post.md` and
    `de/post.md`, and Docusaurus' own. Where none is in the default language, the first by its path is the original.
    """
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted(paths):
        place, language = _place(path)
        places[place][path] = language
    found: dict[str, str] = {}
    for versions in places.values():
        original = _original(versions, default)
        found.update({path: language for path, language in versions.items() if path != original and language})
    return found


def _original(versions: dict[str, str], default: str) -> str:
    for wanted in ("", default):
        for path, language in versions.items():
            if language.partition("-")[0] == wanted or language == wanted:
                return path
    return next(iter(versions))


def _place(path: str) -> tuple[str, str]:
    """The path without its language, and the language."""
    *folders, name = path.split("/")
    stem, language = split_language(name[: len(name) - len(suffix_of(name))])
    if not language:
        for number, folder in enumerate(folders):
            if is_language(folder):
                language = folder
                del folders[number]
                break
    return _DOCUSAURUS.sub("blog/", "/".join([*folders, stem])), language
