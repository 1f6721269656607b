"""Text and documents: an article is frontmatter plus Markdown, kept as its author wrote it.

Pure Python: bytes or text in, values out. Nothing in here knows Django.
"""

from .document import Document, parse
from .encoding import Encoding, decode, encode
from .fields import AuthorRef, Fields, ImageRef, SeriesRef
from .problem import Problem

__all__ = [
    "AuthorRef",
    "Document",
    "Encoding",
    "Fields",
    "ImageRef",
    "Problem",
    "SeriesRef",
    "decode",
    "encode",
    "parse",
]
