"""Pictures that an import has stored, each remembered until the article that shows it is written.

A picture is stored before its article. Were the import killed in between, nobody could tell it from one that an editor
has put here: the next import would take it for somebody else's, and it would stay where its article is refused or the
import is taken back. So each is noted as an item of its run, in the transaction that stores it, and the note goes in
the transaction of the article that has the picture noted instead.
"""

from collections.abc import Iterable
from typing import IO

from articles.imaging import ingest
from articles.models import Image

from .models import Run, RunItem
from .picture_use import remove_unused_pictures
from .successors import note_with_first_user

# The result of an item that notes a picture alone.
_PICTURE = "picture"


class Newcomers:
    """Those of one run, and of imports before it that were broken off."""

    def __init__(self, run: Run) -> None:
        self._run = run
        # {key of a picture: key of its note}
        self._notes = {
            key: note
            for note, made in RunItem.objects.filter(result=_PICTURE, run__undone=None).values_list(
                "pk", "made"
            )
            for key in made["images"]
        }
        self._claimed: set[int] = set()

    def store(
        self, picture: bytes | IO[bytes], *, name: str, label: str = "", told: list[str] | None = None
    ) -> Image:
        """Store a picture, as `ingest` does and raising what that raises. It is to be called `label`."""
        return ingest(picture, name=name, label=label, told=told, stored=self._note)

    def claim(self, image: Image) -> bool:
        """Whether the picture came with an import and for no article yet; from now on it is the caller's."""
        if image.pk not in self._notes or image.pk in self._claimed:
            return False
        self._claimed.add(image.pk)
        return True

    def release(self, keys: Iterable[int]) -> None:
        """The article that claimed these is not written after all."""
        self._claimed.difference_update(keys)

    def settle(self, keys: Iterable[int]) -> None:
        """These are noted with their articles now, in the same transaction."""
        if notes := [self._notes[key] for key in keys if key in self._notes]:
            RunItem.objects.filter(pk__in=notes).delete()

    def finish(self) -> None:
        """Remove the pictures that came for nothing, once every article is written that may show them."""
        if not self._notes:
            return
        left = RunItem.objects.filter(pk__in=self._notes.values())
        keys = {key for made in left.values_list("made", flat=True) for key in made["images"]}
        for image in remove_unused_pictures(keys):
            note_with_first_user(image)
        left.delete()

    def _note(self, image: Image) -> None:
        item = RunItem.objects.create(
            run=self._run, path=image.name, result=_PICTURE, made={"images": [image.pk]}
        )
        self._notes[image.pk] = item.pk
