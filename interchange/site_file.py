"""`site.yaml`: what articles are filed under and who wrote them, in an export and in a folder of content.

    site:        {time_zone: the zone in which dates without one are meant}
    authors:     {slug: {name, bio, url, image}}
    categories:  {slug: {name, description}}
    series:      {slug: {name, description}}
    images:      {file under media/: {name, alt, caption}}
    redirects:   {old path: path or address}

An import makes what is missing and fills in what is empty. What the site says already is never overwritten.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Model

from articles.addresses import former_paths
from articles.document import Problem
from articles.models import Article, Author, Category, Image, Redirect, Series, Tag
from articles.models.redirect import is_target, normalise_path, written_path
from articles.slugs import chosen_slug, slug_for

from .data_files import UnreadableData, read_yaml
from .media import plain_name

_FILED: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "authors": (Author, ("name", "bio", "url")),
    "categories": (Category, ("name", "description")),
    "series": (Series, ("name", "description")),
    "tags": (Tag, ("name",)),
}
_ARTICLES = "/articles/"


class SiteFileError(ValueError):
    """The file is not a site file. The message is for people."""


def read_site_file(data: bytes) -> dict[str, dict[str, Any]]:
    """The sections of a site file, each {key: value}. Raises SiteFileError."""
    try:
        loaded = read_yaml(data)
    except UnreadableData as error:
        raise SiteFileError(f"It can't be read as YAML ({error}).") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, Mapping):
        raise SiteFileError("It must be a mapping of authors, categories, series and redirects.")
    return {
        str(section): {str(key): value for key, value in values.items()}
        for section, values in loaded.items()
        if isinstance(values, Mapping)
    }


# -- In ---------------------------------------------------------------------------------------------------------


def apply_filing(
    site: Mapping[str, Mapping[str, Any]], portraits: Mapping[str, Image]
) -> dict[str, list[int]]:
    """Make the authors, categories, series and tags that are missing; {section: keys of the rows made}.

    `portraits` are the pictures that are here, by their addresses in the file.
    """
    made: dict[str, list[int]] = {}
    for section, (model, columns) in _FILED.items():
        for slug, values in site.get(section, {}).items():
            if not isinstance(values, Mapping) or not chosen_slug(slug):
                continue
            record, new = _filled(model, chosen_slug(slug), columns, values)
            if isinstance(record, Author) and record.image_id is None:
                record.image = portraits.get(str(values.get("image")))
                record.save(update_fields=["image"])
            if new:
                made.setdefault(section, []).append(record.pk)
    return made


def _filled(
    model: type[Any], slug: str, columns: tuple[str, ...], values: Mapping[str, Any]
) -> tuple[Model, bool]:
    texts = {
        column: _text(values.get(column), model._meta.get_field(column).max_length) for column in columns
    }
    if not texts["name"]:
        texts["name"] = slug
    if not texts.get("url", "").startswith(("https://", "http://")):
        texts.pop("url", None)
    record, new = model._default_manager.get_or_create(slug=slug, defaults=texts)
    empty = {column: text for column, text in texts.items() if text and not getattr(record, column)}
    for column, text in empty.items():
        setattr(record, column, text)
    if empty:
        record.save(update_fields=list(empty))
    return record, new


def _text(value: object, limit: int | None) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text[:limit] if limit else text


def portraits_named(site: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The addresses of the portraits that a site file names of authors who have none here."""
    have = set(Author.objects.exclude(image=None).values_list("slug", flat=True))
    return [
        values["image"]
        for slug, values in site.get("authors", {}).items()
        if isinstance(values, Mapping)
        and isinstance(values.get("image"), str)
        and chosen_slug(slug) not in have
    ]


def apply_images(site: Mapping[str, Mapping[str, Any]]) -> None:
    """Name and describe the pictures that an import has brought, where nobody has described them here."""
    described = site.get("images", {})
    for image in Image.objects.filter(file__in=list(described), alt="", caption=""):
        values = described[image.file.name or ""]
        if isinstance(values, Mapping):
            image.name = _text(values.get("name"), 255) or image.name
            image.alt, image.caption = _text(values.get("alt"), 500), _text(values.get("caption"), 1000)
            image.save(update_fields=["name", "alt", "caption"])


def apply_redirects(
    site: Mapping[str, Mapping[str, Any]], *, since: datetime | None = None
) -> tuple[list[int], list[Problem]]:
    """Make the redirects that are missing, after the articles they lead to: (keys of those made, remarks).

    Where several articles name a path, one made after `since` leads to the article that the site file says.
    """
    made, remarks = [], []
    for old, value in site.get("redirects", {}).items():
        path = normalise_path(old)
        target = value.strip() if isinstance(value, str) else ""
        article = _article_at(normalise_path(target)) if target.startswith("/") else None
        if since and article is not None and path in former_paths(article):
            Redirect.objects.filter(path=path, created__gte=since).exclude(article=None).update(
                article=article
            )
        if Redirect.objects.filter(path=path).exists() or _article_at(path) is not None:
            continue
        redirect = Redirect(path=path[:1000], article=article, url="" if article else target[:2000])
        if path == "/" or not is_target(target) or redirect.leads_back():
            remarks.append(Problem("redirect-unusable", f"The redirect from {old} to {value} can't be made."))
            continue
        redirect.save()
        made.append(redirect.pk)
    return made, remarks


def _article_at(path: str) -> Article | None:
    if not path.startswith(_ARTICLES):
        return None
    return Article.objects.filter(slug=path.removeprefix(_ARTICLES)).only("pk", "slug", "aliases").first()


# -- Out --------------------------------------------------------------------------------------------------------


def write_site_file(*, media: set[str], articles: set[int], tags: Iterable[str] = ()) -> bytes:
    """The site file of this site as it is now, for an export that holds the pictures `media` and the `articles`, which
    spell their tags as `tags` are.
    """
    spellings: dict[str, set[str]] = {}
    for tag in tags:
        spellings.setdefault(slug_for(tag), set()).add(tag)
    site: dict[str, dict[str, Any]] = {
        section: {
            record.slug: {column: text for column in columns if (text := getattr(record, column))}
            for record in model._default_manager.order_by("slug")
            # A tag is made of its name alone, so only one needs a line whose slug says something else, or which a
            # document spells in another way: an import would call it as it finds it first.
            if model is not Tag
            or record.slug != record.slugify(record.name)
            or spellings.get(record.slug, {record.name}) != {record.name}
        }
        for section, (model, columns) in _FILED.items()
    }
    for author in Author.objects.exclude(image=None).select_related("image"):
        if author.image is not None:
            site["authors"][author.slug]["image"] = author.image.url
    site["images"] = {
        image.file.name or "": described
        for image in Image.objects.filter(file__in=media).order_by("file")
        if (described := _described(image))
    }
    redirects = Redirect.objects.select_related("article").order_by("path")
    # There may be several for each article, and what readers see of it is long.
    named = redirects.only("path", "url", "article", "article__slug", "article__aliases")
    contested = _contested()
    site["redirects"] = {
        written_path(redirect.path): redirect.target
        for redirect in named.iterator(chunk_size=500)
        # A redirect to an article that is not exported would tell of it, and lead nowhere.
        if (redirect.path in contested or not _is_alias(redirect))
        and (redirect.article_id is None or redirect.article_id in articles)
    }
    filled = {section: values for section, values in site.items() if values}
    told = {"site": {"time_zone": settings.TIME_ZONE}, **filled}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110).encode()


def _described(image: Image) -> dict[str, str]:
    default = plain_name((image.file.name or "").rpartition("/")[2])
    values = {"name": image.name if image.name != default else "", "alt": image.alt, "caption": image.caption}
    return {key: value for key, value in values.items() if value}


def _contested() -> set[str]:
    """The paths that several articles name: which of them had it first, their documents don't tell."""
    named = Counter(
        path
        for (aliases,) in Article.objects.exclude(aliases=[]).values_list("aliases").iterator(chunk_size=500)
        for path in {normalise_path(str(alias)) for alias in aliases}
    )
    return {path for path, times in named.items() if times > 1}


def _is_alias(redirect: Redirect) -> bool:
    """Whether publishing the article makes this redirect, because its document names the path."""
    article = redirect.article
    return article is not None and redirect.path in {normalise_path(str(alias)) for alias in article.aliases}
