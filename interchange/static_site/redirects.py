"""Old addresses on a file server: rules for those that know `_redirects`, and pages for those that know nothing."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

# What a file server answers with as a page.
_PAGES = {".html", ".htm"}
# What a name on a file system may have.
_LONGEST_NAME = 255
_SAFE = "/:@!$&'()*+,;=-._~"


def redirect_rules(redirects: Iterable[tuple[str, str]]) -> str:
    """The file `_redirects`, as Netlify and Cloudflare Pages read it: `/from /to 301`, with and without final slash."""
    rules = []
    for path, target in redirects:
        if path == "/" or "*" in path or ":" in path:
            # Signs of patterns there, which would catch more than this address.
            continue
        old, new = quote(path, safe=_SAFE), quote(target, safe=f"{_SAFE}%?#")
        rules += [f"{old} {new} 301", f"{old}/ {new} 301"]
    return "".join(f"{rule}\n" for rule in rules)


def moved_pages(redirects: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(file, target) for every old address that a file server would answer with a page.

    Not for `/old.php` and the like: what is served there would be saved, not shown.
    """
    files: set[str] = set()
    for path, target in redirects:
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
