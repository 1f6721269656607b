"""Pelican's addresses (https://docs.getpelican.com/en/latest/settings.html#url-settings)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from .calendar import local_days
from .page import Page
from .rule import Rule
from .settings import flag_in, table_in, text_in
from .words import latin_letters, pelican_slug

DEFAULT = "{slug}.html"
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_DIRECTIVE = re.compile(r"%(-?)([A-Za-z])")


@dataclass(frozen=True, kw_only=True)
class PelicanRule(Rule):
    generator: str = "Pelican"
    template: str = DEFAULT
    lang_template: str = "{slug}-{lang}.html"
    language: str = "en"
    source: str = "title"  # or "basename"
    category: str = "misc"
    folder_is_category: bool = True
    # What a file's path and its name say besides, as regular expressions with named groups.
    path_says: str = ""
    name_says: str = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
    # Substitutions that make a slug; () for Pelican's own.
    substitutions: tuple[tuple[str, str], ...] = ()
    keeps_case: bool = False
    keeps_letters: bool = False
    # The languages with a site of their own in a folder called so, each with its template; "" for the usual one.
    # https://github.com/getpelican/pelican-plugins/tree/master/i18n_subsites
    subsites: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""

    @property
    def homes(self) -> tuple[str, ...]:
        return tuple(folder for folder in self.content if folder)

    def own_paths(self, page: Page) -> list[str]:
        before, template = "", self.template
        if page.language in self.subsites and page.language != self.language:
            before, template = f"{page.language}/", self.subsites[page.language] or self.template
        elif page.language and page.language != self.language:
            template = self.lang_template
        if said := page.text("save_as", "url"):
            return [before + said] if "{" not in said else []
        moments = local_days(page.date, self.zone) if page.date else [None]
        paths = [self._filled(template, page, moment) for moment in moments]
        return [before + path.lstrip("/") for path in dict.fromkeys(paths) if path]

    def _filled(self, template: str, page: Page, moment: datetime | None) -> str:
        known = self._known(page)
        unknown = []

        def put(found: re.Match[str]) -> str:
            if found[1] == "date" and moment is not None:
                return _dated(moment, found[2] or "%Y-%m-%d %H:%M:%S")
            value = known.get(found[1], "")
            if not value:
                unknown.append(found[0])
            return value

        path = _FIELD.sub(put, template)
        return "" if unknown else path

    def _known(self, page: Page) -> dict[str, str]:
        below = self._below(page)
        folder = below.parts[-2] if len(below.parts) > 1 and self.folder_is_category else ""
        category = page.text("category") or folder or self.category
        author = page.author or page.text("author", "authors")
        plain = {str(key): page.text(key) for key in page.data}
        return {
            **plain,
            **_groups(self.path_says, below.as_posix()),
            **_groups(self.name_says, page.name),
            "slug": self.slug_of(page),
            "lang": page.language or self.language,
            "category": self._slug(category),
            "author": self._slug(author) if author else "",
        }

    def slug_of(self, page: Page) -> str:
        """The slug of a page, which it shares with its translations."""
        said = page.text("slug") or _groups(self.name_says, page.name).get("slug")
        return said or self._slug(page.name if self.source == "basename" else page.title)

    def _below(self, page: Page) -> PurePosixPath:
        for folder in self.content:
            if folder and page.path.startswith(folder):
                return PurePosixPath(page.path.removeprefix(folder))
        return PurePosixPath(page.path)

    def _slug(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text)
        if not self.substitutions:
            return pelican_slug(text)
        text = text if self.keeps_letters else latin_letters(text)
        for pattern, by in self.substitutions:
            try:
                text = re.sub(pattern, by, text)
            except re.error:
                return pelican_slug(text)
        text = text.strip()
        return text if self.keeps_case else text.lower()


def _groups(pattern: str, text: str) -> dict[str, str]:
    try:
        found = re.match(pattern, text) if pattern else None
    except re.error:
        return {}
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def _dated(moment: datetime, layout: str) -> str:
    """strftime, and Pelican's `%-d`: the same without zeros before it."""

    def put(found: re.Match[str]) -> str:
        part = moment.strftime(f"%{found[2]}")
        return part.lstrip("0") or "0" if found[1] else part

    return _DIRECTIVE.sub(put, layout)


def pelican_rule(settings: Mapping[str, Any], origin: str) -> PelicanRule:
    """The rule that `pelicanconf.py` and `publishconf.py` give together."""
    pairs = settings.get("SLUG_REGEX_SUBSTITUTIONS")
    listed = (
        [pair for pair in pairs if isinstance(pair, (tuple, list))]
        if isinstance(pairs, (tuple, list))
        else []
    )
    folder = text_in(settings, "PATH").strip("./") or "content"
    subsites = table_in(settings, "I18N_SUBSITES")
    template = text_in(settings, "ARTICLE_URL") or text_in(settings, "ARTICLE_SAVE_AS") or DEFAULT
    return PelicanRule(
        origin=origin,
        address=text_in(settings, "SITEURL"),
        content=(f"{folder}/", ""),
        template=template,
        lang_template=text_in(settings, "ARTICLE_LANG_URL", "ARTICLE_LANG_SAVE_AS") or "{slug}-{lang}.html",
        language=text_in(settings, "DEFAULT_LANG") or "en",
        source=text_in(settings, "SLUGIFY_SOURCE") or "title",
        category=text_in(settings, "DEFAULT_CATEGORY") or "misc",
        folder_is_category=flag_in(settings, "USE_FOLDER_AS_CATEGORY", default=True),
        path_says=text_in(settings, "PATH_METADATA"),
        name_says=text_in(settings, "FILENAME_METADATA") or r"(?P<date>\d{4}-\d{2}-\d{2}).*",
        substitutions=tuple((str(pair[0]), str(pair[1])) for pair in listed if len(pair) > 1),
        keeps_case=flag_in(settings, "SLUGIFY_PRESERVE_CASE"),
        keeps_letters=flag_in(settings, "SLUGIFY_USE_UNICODE"),
        subsites={code: text_in(table_in(subsites, code), "ARTICLE_URL") for code in subsites},
        zone=text_in(settings, "TIMEZONE"),
    )
