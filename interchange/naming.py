"""What a path says of a post: date, slug, language, draft, category. Pure: path in, facts out."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_DATED = re.compile(
    r"""(?P<year>(?:19|20)\d\d) (?P<dash>[-_.]?) (?P<month>\d{1,2}) (?P=dash) (?P<day>\d{1,2})
        (?: T (?P<hour>[01]\d|2[0-3]) [-:.h]? (?P<minute>[0-5]\d) (?: [-:.]? (?P<second>[0-5]\d) )? Z? (?=[-_ ]|\Z) )?
        (?: [-_. ]+ (?P<rest>.+) | \Z )""",
    re.VERBOSE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_YEAR_MONTH = re.compile(r"\A((?:19|20)\d\d)[-_.](\d{2})\Z")
_TWO_DIGITS = re.compile(r"\d{1,2}\Z")
# The rest of a date that folders begin: `2020/05-06-x.md`, and `2020/05/06-x.md`, where 06 may be a number too.
_MONTH_DAY = re.compile(r"\d\d-\d\d-(?=\D)")
_DAY = re.compile(r"\d\d-(?=\D)")
# Behind a language its script and a region may stand (BCP 47). No other word does: `my-trip` is no Burmese.
_VARIANT = r"(?:[-_](?i:hans|hant|latn|cyrl|arab|deva))?(?:[-_](?:[A-Za-z]{2}|419))?"
_LANGUAGE = re.compile(rf"(?P<stem>.+)[._](?P<language>[a-z]{{2}}{_VARIANT})\Z")
_CODE = re.compile(rf"[a-z]{{2}}{_VARIANT}\Z")
# ISO 639-1, those that blogs are written in; `.js` and `.io` must not be taken for languages.
_LANGUAGE_CODES = """
    ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk
    km ko ky la lt lv mk ml mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk
    ur uz vi zh
"""
_LANGUAGES = frozenset(_LANGUAGE_CODES.split())
# A serial number, a hash, or a UUID: made by a program, and no address for people.
_MACHINE_MADE = re.compile(
    r"\d+\Z|(?:\d+[-_])?(?=[0-9a-f]*\d)[0-9a-f]{8,}\Z|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z",
    re.IGNORECASE,
)
# What Notion puts behind the name of each page that it exports.
_NOTION = re.compile(r"(?<=.)[ _-][0-9a-f]{32}\Z")
# Middleman names what a file becomes before what it is: `2020-01-02-hello.html.md`.
_OUTPUT = re.compile(r"(?<=.)\.html?\Z", re.IGNORECASE)
_BEFORE_ERB = (".md", ".markdown")
_LEKTOR = re.compile(r"contents(?:\+(?P<language>[a-z]{2}(?:-[A-Za-z]{2,4})?))?\.lr\Z")
_ORDER = re.compile(r"\A\d{1,6}\.(?=\D)")
_BUNDLE_NAMES = frozenset({"index", "default"})
_README = "readme"
# How Grav, Kirby and others call the documents of posts, in a folder for each.
_KINDS = frozenset({"article", "blog_item", "content", "entry", "item", "post", "text"})
_POSTS = frozenset({"post", "posts", "blog", "blogs", "article", "articles", "news"})
_DRAFT_FOLDERS = frozenset({"_drafts", "drafts", "_draft"})
# Where Hexo and Octopress, and Jekyll by its settings, keep a site's sources; no category is meant.
_SOURCE_FOLDERS = frozenset({"source", "src", "docs", "content", "collections", "site", "app", "jekyll"})


@dataclass(frozen=True)
class PathFacts:
    """`date` has only the precision that the path has; `day_known` is False where it names a month or a year only."""

    slug: str = ""
    date: date | datetime | None = None
    date_from: str = ""  # "filename" or "folder"
    day_known: bool = True
    language: str = ""
    draft: bool = False
    category: str = ""
    bundle: bool = False
    # What stands where a date is, and is none: "2020-02-30".
    impossible: str = ""


def facts_of(path: str, *, source: str = "", root: str = "") -> PathFacts:
    """The facts in `path`, relative to a source whose own name is `source` (for a bundle that is the whole source).

    `root` is the folder in which the site begins, ending in "/"; what stands before it says nothing.
    """
    *folders, file = [part for part in path.removeprefix(root).split("/") if part not in {"", "."}] or [""]
    stem, language = _stem_and_language(file)
    bundle = stem.lower() in _BUNDLE_NAMES
    name = stem
    if bundle:
        name = folders.pop() if folders else source
    moment, slug = split_date(name)
    if moment is None:
        moment, slug = _begun_by_folders(folders, name)
    date_from, day_known = ("filename", True) if moment else ("", True)
    if moment is None:
        moment, day_known = _date_of_folders(folders, name)
        if moment:
            date_from = "folder"
            if _TWO_DIGITS.match(name):
                slug = ""
    return PathFacts(
        slug="" if _is_machine_made(slug) else _NOTION.sub("", slug),
        date=moment,
        date_from=date_from,
        day_known=day_known,
        language=language,
        draft=any(folder.lower() in _DRAFT_FOLDERS for folder in folders),
        category=_jekyll_category(folders),
        bundle=bundle,
        impossible=_impossible(name) if moment is None else "",
    )


def _impossible(name: str) -> str:
    """What a name begins with that has the form of a date."""
    found = _DATED.match(name)
    if not found or not found["dash"] or not found["rest"] or len(found["month"] + found["day"]) < 4:
        return ""
    return name[: found.start("rest")].rstrip("-_ ")


def is_of_notion(path: str) -> bool:
    """Whether a document has the name that Notion gives to the pages that it exports."""
    name = path.rpartition("/")[2]
    return bool(_NOTION.search(name[: len(name) - len(suffix_of(name))]))


def without_order(name: str) -> str:
    """A name without the number by which Nuxt Content puts it in order: `2.guides`, `1.hello.md`. Not so a date."""
    return name if split_date(name)[0] else _ORDER.sub("", name)


def place_of(path: str, flavour: str) -> str:
    """The path of a document without what its program has in it for other reasons."""
    return "/".join(map(without_order, path.split("/"))) if flavour == "nuxt" else path


def called_after_folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders of documents that say what those are about, which their own names do not.

    Each is called by the language that it is in, `hello/en.md` and `hello/pt-br.md`; or it is the only one of its
    folder, `posts/hello/README.md`, which has a date before its name or lies among posts; or the only ones of several
    folders beside each other have one name, `notes/hello/item.md` and `notes/world/item.md`.
    """
    stems: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        folder, _, name = path.rpartition("/")
        stems[folder].add(name[: len(name) - len(suffix_of(name))].lower())
    found = {folder for folder, names in stems.items() if len(names) > 1 and all(map(is_language, names))}
    alone = {
        folder: names.pop()
        for folder, each in stems.items()
        if len(names := {split_language(stem)[0] for stem in each}) == 1
    }
    beside = Counter((folder.rpartition("/")[0], name) for folder, name in alone.items())
    found |= {
        folder
        for folder, name in alone.items()
        if (_lies_among_posts(folder) if name == _README else _is_usual(folder, name, beside))
    }
    return frozenset(found - {""})


def _lies_among_posts(folder: str) -> bool:
    above, _, name = folder.rpartition("/")
    return split_date(name)[0] is not None or above.rpartition("/")[2].lower() in _POSTS


def _is_usual(folder: str, name: str, beside: Counter[tuple[str, str]]) -> bool:
    """Whether a document is called by what kind of thing it is, as those of the folders beside its own."""
    above, _, last = folder.rpartition("/")
    return _OUTPUT.sub("", name) in _KINDS and beside[above, name] > 1 and not last.isdecimal()


def as_bundle(path: str) -> str:
    """The path of a document that its folder tells as that of a bundle: `hello/index.en.md`, `hello/index.md`."""
    folder, _, name = path.rpartition("/")
    suffix = suffix_of(name)
    stem = name[: len(name) - len(suffix)]
    language = stem if is_language(stem.lower()) else split_language(stem)[1]
    return f"{folder}/index{'.' if language else ''}{language.replace('_', '-')}{suffix}"


def is_bundle(path: str) -> bool:
    """Whether the file at `path` is what its folder is about: `post/index.md`."""
    return _stem_and_language(path.rpartition("/")[2])[0].lower() in {*_BUNDLE_NAMES, _README}


def is_index(file: str) -> bool:
    """Whether the file of this name is told by its folder: `index.en.md`."""
    return _stem_and_language(file)[0].lower() in _BUNDLE_NAMES


def _stem_and_language(file: str) -> tuple[str, str]:
    if lektor := _LEKTOR.match(file):
        return "index", lektor["language"] or ""
    return split_language(_OUTPUT.sub("", file[: len(file) - len(suffix_of(file))]))


def composed(name: str) -> str:
    """A name in the form in which people type it: systems of Apple's store its letters and accents one by one."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def suffix_of(path: str) -> str:
    """As the suffix that pathlib tells, in lower case: asked for several times for each of thousands of files."""
    stem, _, end = path.rpartition("/")[2].rpartition(".")
    suffix = f".{end.lower()}" if stem and end else ""
    if suffix == ".erb" and stem.lower().endswith(_BEFORE_ERB):
        # Middleman fills in such a document and then reads it as Markdown.
        return suffix_of(stem) + suffix
    return suffix


def title_from(name: str) -> str:
    """A title made of a slug: "my-first_post" -> "My first post"."""
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _is_machine_made(name: str) -> bool:
    return bool(_MACHINE_MADE.match(name))


def is_language(name: str) -> bool:
    """Whether a folder is called by the code of a language: `de`, `pt-br`, `zh-Hans`."""
    return bool(_CODE.match(name)) and name[:2] in _LANGUAGES


def split_language(stem: str) -> tuple[str, str]:
    """A file's name without the language at its end, and the language; "" for none."""
    found = _LANGUAGE.match(stem)
    if found and found["language"][:2] in _LANGUAGES and "." in stem:
        return found["stem"], found["language"]
    return stem, ""


def split_date(name: str) -> tuple[date | datetime | None, str]:
    """The date at the beginning of a name and the rest of it; the whole name where there is none."""
    found = _DATED.match(name)
    if not found or (found["dash"] == "" and len(found["month"] + found["day"]) != 4):
        return None, name
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    try:
        if found["hour"]:
            moment: date | datetime = datetime(  # noqa: DTZ001  (in the site's zone, which is not known here)
                year, month, day, int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
            )
        else:
            moment = date(year, month, day)
    except ValueError:
        return None, name
    return moment, found["rest"] or ""


def _begun_by_folders(folders: list[str], name: str) -> tuple[date | datetime | None, str]:
    """The date that the last folders and the beginning of the name make, and the slug; else the whole name."""
    if folders and _YEAR.match(folders[-1]) and _MONTH_DAY.match(name):
        moment, slug = split_date(f"{folders[-1]}-{name}")
        return moment, slug if moment else name
    month = "-".join(folders[-1:] if folders and _YEAR_MONTH.match(folders[-1]) else folders[-2:])
    if _YEAR_MONTH.match(month) and _DAY.match(name):
        return split_date(f"{month}-{name}")[0], name
    return None, name


def _date_of_folders(folders: list[str], name: str) -> tuple[date | datetime | None, bool]:
    """The date in `2020/01/02/…`, `2020/01/…`, `2020-01/…`, `2020/…` or `2020-01-02/…`, and if its day is known."""
    for folder in reversed(folders):
        moment, _ = split_date(folder)
        if moment is not None:
            return moment, True
    parts = [part for folder in [*folders, name] for part in (_YEAR_MONTH.sub(r"\1/\2", folder).split("/"))]
    for place in range(len(parts) - 2, -1, -1):
        if not _YEAR.match(parts[place]):
            continue
        numbers = [int(parts[place])]
        for part in parts[place + 1 : place + 3]:
            if not _TWO_DIGITS.match(part):
                break
            numbers.append(int(part))
        try:
            return date(*[*numbers, 1, 1][:3]), len(numbers) == 3
        except ValueError:
            continue
    return None, True


def _jekyll_category(folders: list[str]) -> str:
    """Jekyll files `cats/pets/_posts/x.md` under both folders; an article has one category, so the nearest counts."""
    for marker in ("_posts", "_drafts"):
        if marker in folders:
            place = folders.index(marker)
            nearest = folders[place - 1] if place else ""
            return "" if nearest.lower() in _SOURCE_FOLDERS else nearest
    return ""
