"""The way around the desk: what an account may open, in the order in which it is needed."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: its name, address, and whether the page being shown lies there."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A group of entries; the first one has no heading."""

    heading: str
    places: tuple[Place, ...]


# (heading, ((name, model's label), ...)). A model's entry is there for whoever may see it.
_MAP = (
    ("", (("Articles", "articles.article"), ("Pictures", "articles.image"))),
    (
        "Filed under",
        (
            ("Categories", "articles.category"),
            ("Tags", "articles.tag"),
            ("Series", "articles.series"),
            ("Authors", "articles.author"),
        ),
    ),
    (
        "Site",
        (("Redirects", "articles.redirect"), ("Users", "auth.user"), ("Groups", "auth.group")),
    ),
)


def navigation(request: HttpRequest, *, admin_name: str) -> list[Section]:
    """The sections for this request's user; those without an entry are left out."""
    home = reverse(f"{admin_name}:index")
    sections = []
    for heading, entries in _MAP:
        places = [
            _place(name, label, request, admin_name) for name, label in entries if _may_see(request, label)
        ]
        if not heading:
            places.insert(0, Place("Desk", home, request.path == home))
        found = tuple(place for place in places if place is not None)
        if found:
            sections.append(Section(heading, found))
    return sections


def _may_see(request: HttpRequest, label: str) -> bool:
    app, model = label.split(".")
    return any(request.user.has_perm(f"{app}.{action}_{model}") for action in ("view", "change"))


def _place(name: str, label: str, request: HttpRequest, admin_name: str) -> Place | None:
    try:
        url = reverse(f"{admin_name}:{label.replace('.', '_')}_changelist")
    except NoReverseMatch:
        return None
    return Place(name, url, request.path.startswith(url))
