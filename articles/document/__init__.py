"""Text and documents: an article is frontmatter plus Markdown, kept as its author wrote it.

Pure Python: bytes or text in, values out. Nothing in here knows Django.
"""

from .document import Document, parse
from .encoding import Encoding, decode, encode
from .fields import AuthorRef, Fields, ImageRef, SeriesRef
from .merge import Conflict, Merge, merge
from .problem import Problem
from .repair import repair
from .resolve import resolve

__all__ = [
    "AuthorRef",
    "Conflict",
    "Document",
    "Encoding",
    "Fields",
    "ImageRef",
    "Merge",
    "Problem",
    "SeriesRef",
    "decode",
    "encode",
    "merge",
    "parse",
    "repair",
    "resolve",
]
