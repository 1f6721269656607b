"""Imports, syncs and undos that meet: one waits for the other, and no picture is taken from another article."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from articles.markup import RenderRefused
from articles.models import Article, Image
from interchange import outbox, turns
from interchange.turns import turn
from tests.factories import picture

from .conftest import Files, bring_in
from .test_media import post

Source = Callable[[Files], Path]


@contextmanager
def held_by_another(database: Path) -> Iterator[Callable[[], None]]:
    """The lock as another process has it, and what ends that."""
    if connection.vendor == "postgresql":
        other: Any = connection.get_new_connection(connection.get_connection_params())
        other.execute("SELECT pg_advisory_lock(%s)", [turns._KEY])
        try:
            yield other.close
        finally:
            other.close()
        return
    with Path(f"{database}-import").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(lock, fcntl.LOCK_UN)


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_another_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And says so; what it begins itself, as a sync begins an import, does not wait for it."""
    database = tmp_path / "site.sqlite3"
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    done: list[str] = []
    with held_by_another(database) as ended:

        def end() -> None:
            done.append("the other")
            ended()

        timer = threading.Timer(0.3, end)
        timer.start()
        with turn(), turn():
            done.append("this one")
        timer.join()
    assert done == ["the other", "this one"]
    assert "Another import is at work here" in caplog.text
    with turn():
        pass


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_came_with_a_rejected_post_stays_with_the_others_that_show_it(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that nobody else shows does not stay."""
    real = outbox._ready

    def refusing(creation: Any) -> Any:
        if creation.plan.slug == "a":
            raise_refused = RenderRefused("time", "It took too long.")
            return outbox.rejected(creation.plan, creation.brought, raise_refused)
        return real(creation)

    monkeypatch.setattr(outbox, "_ready", refusing)
    folder = source(
        {
            "a.md": post("![](shared.png)\n\n![](own.png)\n"),
            "b.md": post("![](shared.png)\n").replace("title: A", "title: B"),
            "shared.png": picture(60, 40, "#ff0000"),
            "own.png": picture(60, 40, "#00ff00"),
        }
    )
    assert bring_in(folder)["a.md"].result == "rejected"
    assert [image.name for image in Image.objects.all()] == ["shared.png"]
    assert Image.objects.get().url in Article.objects.get().html
    assert [path.name.partition("-")[0] for path in media_root.rglob("*.png")] == ["shared"]
