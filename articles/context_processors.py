"""What every page of the site knows."""

from django.conf import settings
from django.http import HttpRequest

from .settled import settled


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name, tagline and absolute address (without a final slash), from the settings."""
    return _site()


@settled(1)
def _site() -> dict[str, str]:
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_url": settings.SITE_URL,
        "site_language": settings.LANGUAGE_CODE,
    }
