"""The one picture that stands for an article wherever it is named away from the site."""

import mimetypes

from .absolute import absolute_url
from .covers import CARD_HEIGHT, CARD_WIDTH
from .feed_formats import Picture
from .models import Article
from .paths import path_to
from .shown import ShownPage


def picture_for(article: Article | ShownPage) -> Picture:
    """The article's picture, or the cover that stands for one."""
    image = article.image
    if image is None:
        cover = absolute_url(path_to("cover_png", article.slug))
        return Picture(cover, CARD_WIDTH, CARD_HEIGHT, type="image/png")
    return Picture(
        url=absolute_url(image.url),
        width=image.width,
        height=image.height,
        alt=article.image_alt or image.alt,
        type=mimetypes.guess_type(image.path)[0] or "",
        size=image.size,
    )
