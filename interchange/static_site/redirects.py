"""Old addresses on a file server: rules for those that know `_redirects`, and pages for those that know nothing."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from articles.models.redirect import written_path

# What a file server answers with as a page.
_PAGES = {".html", ".htm"}
# What a name on a file system may have.
_LONGEST_NAME = 255
_SAFE = "/:@!$&'()*+,;=-._~"
_SAFE_WRITTEN = f"{_SAFE}%?#"


def redirect_rules(redirects: Iterable[tuple[str, str]]) -> str:
    """The file `_redirects`, as Netlify and Cloudflare Pages read it: `/from /to 301`, with and without final slash.

    With a query between them (`/from id=3 /to 301!`) it is Netlify's alone; the others pass over such lines.
    """
    rules = []
    for path, target in redirects:
        if names_by_query(path):
            plain, _, query = written_path(path).partition("?")
            if not any(sign in path for sign in "*:"):
                rules.append(
                    f"{quote(plain, safe=_SAFE_WRITTEN)} {query.replace('&', ' ')} {_target(target)} 301!"
                )
            continue
        if path == "/" or "*" in path or ":" in path:
            # Signs of patterns there, which would catch more than this address.
            continue
        old, new = quote(path, safe=_SAFE), _target(target)
        rules += [f"{old} {new} 301", f"{old}/ {new} 301"]
    return "".join(f"{rule}\n" for rule in rules)


def names_by_query(path: str) -> bool:
    """Whether a stored path is that of a page which its query names: a file server looks at no query."""
    return "?" in path and "?" in written_path(path)


def _target(target: str) -> str:
    return quote(target, safe=_SAFE_WRITTEN)


def moved_pages(redirects: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(file, target) for every old address that a file server would answer with a page.

    Not for `/old.php` and the like: what is served there would be saved, not shown. Nor for `/?p=31`: see
    `names_by_query`.
    """
    files: set[str] = set()
    for path, target in redirects:
        if names_by_query(path):
            continue
        suffix = PurePosixPath(path).suffix.lower()
        file = path.lstrip("/") if suffix in _PAGES else f"{path.lstrip('/')}/index.html"
        if (
            (suffix in _PAGES or not suffix or not suffix[1:].isalpha())
            and is_safe(file)
            and file not in files
        ):
            files.add(file)
            yield file, target


def is_safe(file: str) -> bool:
    """Whether `file` can be a file inside of the folder: no way out of it, no name that a system refuses."""
    parts = file.split("/")
    return all(
        part and not part.startswith(".") and part.isprintable() and len(part.encode()) <= _LONGEST_NAME
        for part in parts
    )
