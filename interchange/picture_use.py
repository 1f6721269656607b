"""Which pictures are in use: named by a text, an old one too, for a revision that is restored must find its pictures;
or an author's portrait.
"""

import re
from collections.abc import Collection

from articles.imaging import FOLDER, discard_unused
from articles.models import Author, Image, Revision

_PICTURE = re.compile(rf"{FOLDER}/[^\s/\"'()<>\[\]]+")


def remove_unused_pictures(keys: Collection[int]) -> list[Image]:
    """Remove those of the pictures that are not in use; the others are returned.

    All texts are read once, however many pictures there are.
    """
    if not keys:
        return []
    named = {
        name
        for text in Revision.objects.values_list("text", flat=True).iterator(chunk_size=100)
        for name in _PICTURE.findall(text)
    }
    portraits = set(Author.objects.exclude(image=None).values_list("image_id", flat=True))
    used = []
    for image in Image.objects.filter(pk__in=keys).order_by("pk"):
        if image.pk in portraits or image.file.name in named:
            used.append(image)
        else:
            discard_unused(image)
    return used
