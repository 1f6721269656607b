"""An import that is broken off at any point is finished by starting it again, as if nothing had happened."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, Image, Revision
from interchange import apply, outbox
from interchange.models import Origin
from tests.factories import picture

from .conftest import Files, bring_in
from .test_media import post

pytestmark = [pytest.mark.django_db(transaction=True)]

Source = Callable[[Files], Path]


class _Killed(BaseException):
    """The process ends here; nothing after it runs."""


def state() -> object:
    return (
        sorted(Article.objects.values_list("slug", "title", "html", "image__sha256")),
        sorted(Revision.objects.values_list("article__slug", "number", "sha256")),
        sorted(Origin.objects.values_list("path", "sha256", "article__slug")),
        sorted(Image.objects.values_list("sha256", "file")),
    )


@pytest.mark.parametrize("place", ["enacted", "remembered", "logged"])
@pytest.mark.parametrize("when", [(1, 1), (1, 3), (50, 1)])
def test_broken_off_and_started_again(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch, place: str, when: tuple[int, int]
) -> None:
    """Between any two steps of any article: the second import completes the first, without duplicates or orphans."""
    folder = source(
        {
            "a.md": post("![](x.png)\n"),
            "b.md": post("Text.\n"),
            "c.md": post("![](y.png)\n"),
            "d/a.md": post("Another.\n", category="X").replace("title: A", "title: D"),
            "x.png": picture(60, 40, "#ff0000"),
            "y.png": picture(60, 40, "#00ff00"),
        }
    )
    bring_in(folder)
    undisturbed = state()
    files = sorted(path.name for path in media_root.rglob("*.png"))
    call_command("flush", interactive=False, verbosity=0)
    for path in media_root.rglob("*.png"):
        path.unlink()

    steps = {
        "enacted": (apply, "_noted"),
        "remembered": (apply, "insert"),
        "logged": (outbox, "written"),
    }
    (owner, name), (together, number) = steps[place], when
    # Where an article came from is remembered first, and then what the run did to it.
    number += place == "remembered"
    real, calls = getattr(owner, name), []

    def killed(*args: object, **kwargs: object) -> object:
        calls.append(1)
        if len(calls) == number:
            raise _Killed
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "TOGETHER", together)
        patched.setattr(owner, name, killed)
        with pytest.raises(_Killed):
            bring_in(folder)
    again = bring_in(folder)
    assert set(again.results.values()) <= {"created", "unchanged", "ignored"}
    assert state() == undisturbed
    assert sorted(path.name for path in media_root.rglob("*.png")) == files
