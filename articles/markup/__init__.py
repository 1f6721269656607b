"""Markdown to safe HTML and what can be read off it. Pure: no Django, no database, no files."""

from __future__ import annotations

from articles.markup.blocks import prepare
from articles.markup.bounded import render_bounded
from articles.markup.images import place_images
from articles.markup.palette import highlight_css
from articles.markup.pictures import find as find_pictures
from articles.markup.render import render
from articles.markup.rendered import (
    RENDERER_VERSION,
    Heading,
    ImageFile,
    ImageUse,
    Question,
    Rendered,
    RenderRefused,
)

__all__ = [
    "RENDERER_VERSION",
    "Heading",
    "ImageFile",
    "ImageUse",
    "Question",
    "RenderRefused",
    "Rendered",
    "find_pictures",
    "highlight_css",
    "place_images",
    "prepare",
    "render",
    "render_bounded",
]
