"""What a source says of its authors, categories and series beside its articles: kept where nothing is said here yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from articles.document.values import storable
from articles.imaging import ImageRefused
from articles.inline import inline_text
from articles.models import Author, Category, Image, Series

from .items import Note
from .media import Shelf, plain_name
from .models import Run, RunItem
from .sources import Source

_MODELS: Mapping[str, tuple[type[Any], tuple[str, ...]]] = {
    "authors": (Author, ("bio", "url")),
    "categories": (Category, ("description",)),
    "series": (Series, ("description",)),
}


def take_notes(notes: Iterable[Note], *, run: Run, source: Source, shelf: Shelf) -> None:
    """Fill what is empty in the records that are here, and remember it, so that it can be taken back."""
    filled: dict[str, dict[str, dict[str, object]]] = {}
    images: list[int] = []
    sound = [_storable(note) for note in notes]
    # Before the transaction, for this may take long.
    portraits = [_portrait(note, shelf, source.root) for note in sound]
    with transaction.atomic():
        for note, image in zip(sound, portraits, strict=True):
            record = _record(note)
            if record is None:
                continue
            values = _missing(record, note)
            if isinstance(record, Author) and record.image_id is None and image is not None:
                values["image_id"] = image.pk
                images.append(image.pk)
            if values:
                for column, value in values.items():
                    setattr(record, column, value)
                record.save(update_fields=[column.removesuffix("_id") for column in values])
                filled.setdefault(note.kind, {})[str(record.pk)] = values
        if filled:
            made = {"filled": filled, "images": images}
            RunItem.objects.create(run=run, path=source.name, result="ignored", made=made)
        if shelf.newcomers is not None:
            shelf.newcomers.settle(images)


def take_back(filled: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
    """Empty again what a run filled and nobody has written anew since."""
    for kind, records in filled.items():
        model, _ = _MODELS[kind]
        for record in model.objects.filter(pk__in=[int(key) for key in records]):
            values = records[str(record.pk)]
            same = [column for column, value in values.items() if getattr(record, column) == value]
            for column in same:
                setattr(record, column, None if column == "image_id" else "")
            if same:
                record.save(update_fields=[column.removesuffix("_id") for column in same])


def _storable(note: Note) -> Note:
    """The note as a database can hold it: what JSON escapes may be anything."""
    values = {column: str(storable(text)) for column, text in note.values.items()}
    name, slug, image = (str(storable(each)) for each in (note.name, note.slug, note.image))
    return Note(note.kind, name, slug, values, image)


def _record(note: Note) -> Any:
    model, _ = _MODELS[note.kind]
    named = model.objects.filter(slug=note.slug).first() if note.slug else None
    return named or model.objects.filter(name=inline_text(note.name)[:200]).order_by("pk").first()


def _missing(record: Any, note: Note) -> dict[str, object]:
    """What the note says and the record does not, as long as its columns hold it."""
    found: dict[str, object] = {}
    for column in _MODELS[note.kind][1]:
        text = note.values.get(column, "").strip()
        limit = record._meta.get_field(column).max_length
        fits = limit is None or len(text) <= limit
        is_sound = column != "url" or text.startswith(("https://", "http://"))
        if text and fits and is_sound and not getattr(record, column):
            found[column] = text
    return found


def _portrait(note: Note, shelf: Shelf, beside: str) -> Image | None:
    """The picture of an author who has none here."""
    record = _record(note) if note.image else None
    if not isinstance(record, Author) or record.image_id is not None:
        return None
    if known := Image.objects.for_sources([note.image]).get(note.image):
        return known
    entry = None if "://" in note.image else shelf.find(note.image, beside=beside)
    if entry is None or shelf.newcomers is None:
        return None
    name = entry.path.rpartition("/")[2]
    try:
        with entry.aside() as file:
            return shelf.newcomers.store(file, name=name, label=plain_name(name))
    except (ImageRefused, OSError):
        return None
