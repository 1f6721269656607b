"""All that a site holds, by what it says and not by its keys or times, and things to be done to it meanwhile.

`tools.killed` runs it, for the site of its environment. Each WHAT that it is asked is a line of JSON:

    state            every table, the search index, and the files of the media folder
    state:DIR        the same without what is noted of the folder DIR
    undo:ORDER,N     undo_import of all runs but the first N, the `newest` or the `oldest` first: what it said of each
    again:ARGUMENTS  import_articles with these (in JSON), which is told as {result: number}
    edit             edits to some of the articles, as editors make them: what an import meets then
    copy:DIR         export_articles of everything into DIR, and what verify_export says of it
"""

import contextlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trendsite.settings")
django.setup()

from django.apps import apps  # noqa: E402  (what is loaded from here on needs the settings)
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402

from articles import publishing  # noqa: E402
from articles.markup.bounded import bounded_calls  # noqa: E402
from articles.models import Article, Author, Category, Image, Redirect, Revision, Series, Tag  # noqa: E402
from articles.search import find  # noqa: E402
from interchange.exporting import export_articles  # noqa: E402
from interchange.models import Origin, Run, RunItem, SyncedFolder  # noqa: E402
from interchange.undo import undo_import  # noqa: E402
from interchange.verifying import verify_export  # noqa: E402

_PASSED_OVER = {"Purge", "Session", "LogEntry", "ContentType", "Permission", "Group", "LoginThrottle", "Run"}
_FILED: dict[str, type[models.Model]] = {
    "categories": Category,
    "series": Series,
    "authors": Author,
    "tags": Tag,
}
# What is younger than the bench was made while it ran.
_BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
_QUERIES = [
    "amber",
    "bridge castle",
    "rewritten",
    '"at the source"',
    "tag:python",
    "author:ada",
    "pebble OR onyx",
    "cafe",
    "日本語",
]


def state(copies: str = "") -> dict[str, Any]:
    """Everything, as {name of a table: rows}. What is noted of the folder `copies` is left out."""
    names = _Names()
    found: dict[str, Any] = {
        model.__name__: sorted(_rows(model, names, copies), key=json.dumps)
        for model in apps.get_models()
        if model.__name__ not in _PASSED_OVER
    }
    found["SyncedFolder"] = {row["folder"]: row for row in found["SyncedFolder"]}
    found["order"] = list(Article.objects.order_by("pk").values_list("slug", flat=True))
    found["index"] = _index()
    found["answers"] = {
        query: [hit.article.slug for hit in find(query, per_page=30).items] for query in _QUERIES
    }
    found["media"] = _media()
    return found


class _Names:
    """What the keys of rows stand for."""

    def __init__(self) -> None:
        self.left_out: set[str] = set()
        self.of: dict[type[models.Model], dict[Any, Any]] = {
            Article: dict(Article.objects.values_list("pk", "slug")),
            Image: dict(Image.objects.values_list("pk", "file")),
            Redirect: dict(Redirect.objects.values_list("pk", "path")),
            Revision: {
                key: f"{slug} {number}"
                for key, slug, number in Revision.objects.values_list("pk", "article__slug", "number")
            },
            **{model: dict(model._default_manager.values_list("pk", "slug")) for model in _FILED.values()},
        }

    def name(self, model: type[models.Model], key: Any) -> Any:
        return self.of[model].get(key, f"gone {key}") if key is not None and model in self.of else key

    def named(self, name: str, value: Any) -> Any:  # noqa: PLR0911  (one for each kind)
        """The same for what is noted as JSON, under `name`."""
        lists = {**_FILED, "images": Image, "redirect_keys": Redirect}
        if name in lists:
            return sorted(str(self.name(lists[name], key)) for key in value)
        if name in {"kept", "base_id"}:
            return self.name(Revision, value)
        if name == "article_id":
            return self.name(Article, value)
        if name == "conflict":
            return [self.name(Revision, key) for key in value or []]
        if name == "filled":
            return {
                kind: {self.name(_FILED[kind], int(key)): self.plain(each) for key, each in records.items()}
                for kind, records in value.items()
            }
        if name == "image_id":
            return self.name(Image, value)
        if name in {"id", "history", "users"}:
            return "there"
        return self.plain(value)

    def plain(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: self.named(key, each) for key, each in value.items() if key not in self.left_out}


def _rows(model: type[models.Model], names: _Names, copies: str) -> list[Any]:
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    left_out = {"public_id", "password"} | ({"run"} if model is RunItem else set())
    # Which redirects an article found in its place depends on what was written together with it.
    names.left_out = {"shadowed"} if model is RunItem else set()
    rows = []
    for each in model._default_manager.all().iterator():
        if copies and isinstance(each, Origin) and each.source.startswith(copies):
            continue
        row = {
            field.name: _value(field, getattr(each, field.attname), names)
            for field in columns
            if field.name not in left_out
        }
        if isinstance(each, SyncedFolder):
            row["files"] = {
                path: pair | {"article": names.name(Article, pair["article"])}
                for path, pair in each.files.items()
            }
        rows.append(row)
    return rows


def _value(field: Any, value: Any, names: _Names) -> Any:
    if field.is_relation and field.related_model in names.of:
        return names.name(field.related_model, value)
    if isinstance(value, datetime):
        return "now" if value >= _BEGUN and value.year == datetime.now(UTC).year else value.isoformat()
    if isinstance(value, (dict, list)):
        return names.plain(value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _index() -> dict[str, str]:
    """A digest of what the index holds of each article."""
    names = dict(Article.objects.values_list("pk", "slug"))
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT article_id, head::text, vector::text FROM articles_search ORDER BY article_id"
            )
        else:
            cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('integrity-check')")
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab('main', 'articles_search', 'instance')"
            )
            cursor.execute('SELECT doc, term, col, "offset" FROM temp.held ORDER BY doc, col, "offset", term')
        for key, *rest in cursor.fetchall():
            found.setdefault(names.get(key, f"nobody {key}"), []).append(rest)
    return {slug: sha256(json.dumps(held).encode()).hexdigest()[:16] for slug, held in found.items()}


def _media() -> dict[str, Any]:
    """The files with their contents, those that no row names, and those that are named and not there."""
    folder = Path(settings.MEDIA_ROOT)
    files = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in folder.rglob("*")
        if path.is_file()
    }
    named = {
        name
        for image in Image.objects.all()
        for name in (image.file.name or "", *(each["name"] for each in image.variants))
    }
    return {"files": files, "orphans": sorted(files.keys() - named), "missing": sorted(named - files.keys())}


# -- What is done to a site ---------------------------------------------------------------------------------------


def undo(which: str) -> list[Any]:
    order, _, first = which.partition(",")
    keys = list(Run.objects.filter(undone=None).order_by("pk").values_list("pk", flat=True))[int(first) :]
    said = []
    for key in reversed(keys) if order == "newest" else keys:
        undone = undo_import(key)
        said.append([undone.removed, undone.restored, undone.kept, undone.remarks])
    return said


def again(arguments: str) -> dict[str, int]:
    report = Path(settings.MEDIA_ROOT).parent.parent / "again.jsonl"
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        call_command("import_articles", *json.loads(arguments), "--no-input", "--report", str(report))
    return dict(Counter(json.loads(line)["result"] for line in report.read_text().splitlines()))


def edit(_: str) -> None:
    """Descriptions, first paragraphs, staged edits, and articles that are withdrawn, renamed or deleted."""
    for place, article in enumerate(Article.objects.order_by("slug").select_related("latest_revision")):
        latest = article.latest_revision
        if latest is None:
            continue
        text = latest.document
        if place % 6 == 0:
            publishing.enact(article=article, document=text.replace(description=f"Described here {place}"))
        elif place % 10 == 1:
            lines = text.body.split("\n")
            publishing.enact(
                article=article, document=text.with_body("\n".join(["\nRewritten here.", *lines[2:]]))
            )
        elif place % 15 == 2 and article.live_revision_id:
            publishing.save_revision(
                article=article, document=text.with_body(f"{text.body}\nStaged.\n"), by=None
            )
        elif place % 25 == 3 and article.live_revision_id:
            publishing.withdraw(article=article, by=None)
        elif place % 40 == 5:
            publishing.enact(article=article, document=text.replace(slug=f"renamed-here-{place}"))
        elif place % 60 == 7:
            publishing.delete(article=article, by=None)


def copy(folder: str) -> list[str]:
    export_articles(folder, all=True, history=True)
    return [f"{each.kind}: {each.path}: {each.reason}" for each in verify_export(folder).findings]


_DONE: dict[str, Callable[[str], Any]] = {
    "state": state,
    "undo": undo,
    "again": again,
    "edit": edit,
    "copy": copy,
}


def answer(asked: Iterable[str]) -> None:
    """Print what is asked for."""
    for each in asked:
        what, _, argument = each.partition(":")
        # Rendered here: a machine that is busy may have no time for a worker to start.
        with bounded_calls("here"):
            print(json.dumps({what: _DONE[what](argument)}, ensure_ascii=False), flush=True)


def load_commands() -> None:
    """Load what the commands take, which otherwise every fork would."""
    for name in (
        "import_articles",
        "undo_import",
        "sync_content",
        "export_articles",
        "verify_export",
        "build_site",
    ):
        import_module(f"interchange.management.commands.{name}")
    import_module(settings.ROOT_URLCONF)
