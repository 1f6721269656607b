"""A document: frontmatter and body as their author wrote them, and what they mean."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Literal, cast

from . import frontmatter, patch
from .canonical import View, read_fields
from .encoding import UTF8, Encoding, decode, encode, encoding_problems
from .fields import Fields
from .frontmatter import Format, Frontmatter
from .keys import CANONICAL
from .problem import Problem
from .values import storable

_NEWLINE = re.compile(r"\r\n|\n|\r")
_TAKEN_APART = frozenset({"frontmatter", "data", "view"})
_SURROGATES = re.compile("[\ud800-\udfff]")


class Document:
    """One document, immutable; everything derived from its text is computed when first asked for.

    `text` is everything as written, without a byte order mark; `dump()` gives back the very bytes it came from.
    """

    def __init__(
        self,
        text: str,
        encoding: Encoding = UTF8,
        *,
        source: bytes | None = None,
        notes: tuple[Problem, ...] = (),
    ) -> None:
        self._text = text
        self._encoding = encoding
        self._source = source  # only where the text does not give these bytes back
        self._notes = notes

    @property
    def text(self) -> str:
        return self._text

    @property
    def encoding(self) -> Encoding:
        return self._encoding

    @cached_property
    def frontmatter(self) -> Frontmatter:
        """Where the frontmatter stands, and its values with their places."""
        return frontmatter.find(self._text)

    @property
    def format(self) -> Format:
        return self.frontmatter.format

    @cached_property
    def data(self) -> Mapping[str, object]:
        """The frontmatter's top-level keys as parsed, in source order, without what is no character."""
        plain = self.frontmatter.tree.plain()
        if "\\" in self._text[: self._body_start]:
            # An escape may stand for anything.
            plain = storable(plain)
        return MappingProxyType(cast("dict[str, object]", plain))

    @property
    def body(self) -> str:
        return self._text[self._body_start :]

    @cached_property
    def _body_start(self) -> int:
        return self.frontmatter.body

    @property
    def body_line(self) -> int:
        """The 1-based line of the file on which the body begins."""
        return self._line_at(self._body_start)

    @cached_property
    def view(self) -> View:
        """The canonical fields with the places they come from."""
        return read_fields(self.data, self.format)

    @cached_property
    def fields(self) -> Fields:
        return self.view.fields

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the frontmatter (errors) or surprising in it (warnings), in that order."""
        start = self.frontmatter.start
        faults = [
            Problem(
                fault.code,
                fault.message,
                self._line_at(start + fault.offset),
                fault.field,
                "error" if fault.fatal else "warning",
            )
            for fault in self.frontmatter.faults
        ]
        remarks = [
            Problem(remark.code, remark.message, self._line_of_path(remark.path), ".".join(remark.path))
            for remark in self.view.remarks
        ]
        return (*sorted(faults, key=lambda problem: problem.severity), *self._notes, *remarks)

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal digest of the text as UTF-8."""
        return hashlib.sha256(self._text.encode("utf-8")).hexdigest()

    @cached_property
    def newline(self) -> Literal["\n", "\r\n"]:
        """The line end of the first line; lines added to the document take it."""
        first = self._text.find("\n")
        return "\r\n" if first > 0 and self._text[first - 1] == "\r" else "\n"

    def dump(self) -> bytes:
        return encode(self._text, self._encoding) if self._source is None else self._source

    def replace(self, **values: object) -> Document:
        """Return the document with canonical fields changed: only the lines of their keys differ.

        A key in use keeps its name (`pubDate` stays `pubDate`); a new one is put where it belongs; None removes it.
        Raises TypeError for a name that is no canonical key or a value of another type than `Fields` has, and
        ValueError where the frontmatter is so broken that nothing in it can be found.
        """
        for key in values:
            if key not in CANONICAL:
                raise TypeError(f"{key!r} is no canonical key; they are {', '.join(CANONICAL)}")
        text = patch.replace(self._text, self.newline, values)
        return self if text == self._text else self._with_text(text)

    def with_body(self, body: str) -> Document:
        """Return the document with another body, its line ends converted to the document's own."""
        if body == self.body:
            return self
        return self._with_text(patch.with_body(self._text, self.newline, _NEWLINE.sub(self.newline, body)))

    def line_of(self, key: str) -> int | None:
        """Return the 1-based line on which a canonical key is written; None where it is not."""
        found = self.view.winners.get(key)
        return self._line_of_path(found.path) if found else None

    def noting(self, *problems: Problem) -> Document:
        """Return the same document with more problems."""
        return Document(self._text, self._encoding, source=self._source, notes=(*self._notes, *problems))

    def read(self) -> Document:
        """Return the document itself, with what it means found out: no other process has to read it again."""
        _ = self.fields, self.problems, self.sha256, self._body_start
        return self

    def __getstate__(self) -> dict[str, object]:
        """What is pickled: the text and what it means, but not how the frontmatter was taken apart."""
        return {name: value for name, value in vars(self).items() if name not in _TAKEN_APART}

    def _with_text(self, text: str) -> Document:
        return Document(
            text, self._encoding, notes=tuple(note for note in self._notes if note.code != "encoding-guessed")
        )

    def _line_of_path(self, path: tuple[str, ...]) -> int | None:
        member = self.frontmatter.tree.find(path)
        return self._line_at(self.frontmatter.start + member.start) if member else None

    def _line_at(self, offset: int) -> int:
        return sum(1 for _ in _NEWLINE.finditer(self._text, 0, offset)) + 1

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Document) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"<Document {self.format} {self.fields.title!r} {self.sha256[:8]}>"


def parse(source: bytes | str) -> Document:
    """Return the document written in `source`. Never raises on content: `problems` says what is wrong with it.

    For bytes, `parse(source).dump() == source` always holds.
    """
    if isinstance(source, str):
        text = source.removeprefix("\ufeff")
        encoding = UTF8 if text is source or text == source else Encoding("utf-8", b"\xef\xbb\xbf")
        return Document(_SURROGATES.sub("\ufffd", text), encoding)
    text, encoding = decode(source)
    notes = encoding_problems(source, encoding)
    kept = None if encode(text, encoding) == source else source
    return Document(text, encoding, source=kept, notes=notes)
