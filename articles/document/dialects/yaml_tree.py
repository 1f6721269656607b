"""The events of YAML's parser -> a tree of values that know where they are written.

Plain scalars stay text unless they are written exactly as a value of the JSON schema would be (`true`, `7`, `1.5`):
`title: Yes`, `tags: [on]` and `version: 3.10` mean what their author sees.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from . import yaml_bytes
from .tree import Fault, Kind, Member, Node

MAX_DEPTH = 40
MAX_NODES = 20_000

_YAML = "tag:yaml.org,2002:"
# Tags that say no more than what the value is (https://yaml.org/spec/1.2.2/#chapter-10-recommended-schemas).
_PLAIN_TAGS = frozenset(
    f"{_YAML}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)

# What stands for the control characters that no YAML reader takes; it is dropped from values.
STAND_IN = "\ueffe"


class TooMuchError(Exception):
    """The frontmatter is deeper, larger or more repetitive than any written by hand."""


class UnknownAliasError(Exception):
    """What looks like an alias (`*name`) repeats nothing: its author meant an asterisk."""


def build(source: str, faults: list[Fault]) -> Node | None:
    """Return the tree of the first YAML document in `source`; None where it is empty."""
    builder = _Builder(source, faults)
    return builder.build(yaml.parse(source, Loader=yaml.CBaseLoader))


class _Builder:
    """Turns the events of one YAML document into nodes, iteratively and with a budget."""

    def __init__(self, source: str, faults: list[Fault]) -> None:
        self.source = source
        self.faults = faults
        self.stands_in = STAND_IN in source
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[Node | None] = []  # for each open map, the key whose value is awaited
        self.names: list[set[str]] = []  # for each open map, the keys it has
        self.repeated: set[str] = set()
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[str, int] = {}
        self.count = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._spend(1)
                self._place(self._scalar(event), event.anchor)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._spend(1)
                kind: Kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
                style = "flow" if event.flow_style else "block"
                start = _span(event)[0]
                self._note_tag(event.tag, start)
                self._place(Node(kind, start, start, style), event.anchor)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._close(event)
            elif isinstance(event, yaml.AliasEvent):
                self._place(self._alias(event), None)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                break
        return self.root

    def _spend(self, nodes: int) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            raise TooMuchError(f"The frontmatter has more than {MAX_NODES:,} values.")

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        start, end = _span(event)
        style = event.style or "plain"
        value = event.value.replace(STAND_IN, "") if self.stands_in else event.value
        if yaml_bytes.is_binary(event.tag) and (text := yaml_bytes.decoded(value)):
            return Node("scalar", start, self._end_of(style, start, end), style, text)
        if event.tag and event.tag[0] == "!" and event.tag != "!" and style == "plain":
            # Nobody tags values of a frontmatter: "!important" is a word.
            value = f"{event.tag} {value}".rstrip()
        else:
            self._note_tag(event.tag, start)
        if style == '"' and "\\x" in self.source[start:end]:
            value = yaml_bytes.with_letters(value, self.source[start:end])
        end = self._end_of(style, start, end)
        return Node("scalar", start, end, style, meaning(value) if style == "plain" else value)

    def _end_of(self, style: str, start: int, end: int) -> int:
        """Return where a scalar ends; the blank lines behind a text of several lines are none of it."""
        return start + len(self.source[start:end].rstrip()) if style in {"|", ">"} else end

    def _note_tag(self, tag: str | None, start: int) -> None:
        """A fault for a tag that asks for what is never done here, such as making an object of Python's."""
        if tag and tag != "!" and tag not in _PLAIN_TAGS:
            named = f"!!{tag.removeprefix(_YAML)}" if tag.startswith(_YAML) else tag
            message = f"The tag {named[:80]} says nothing here; the value is what stands behind it."
            self.faults.append(Fault("tag-unknown", message, start))

    def _alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor or ""
        target = self.anchors.get(name)
        if target is None:
            raise UnknownAliasError(f"*{name} repeats nothing")
        if target in self.open:
            raise TooMuchError(f"The frontmatter repeats *{name} inside itself.")
        if name not in self.sizes:
            self.sizes[name] = sum(1 for _ in target.walk())
        self._spend(self.sizes[name])
        start, end = _span(event)
        return Node(target.kind, start, end, "alias", target.value, target.items, target.members)

    def _place(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
            self.sizes.pop(anchor, None)
        if not self.open:
            self.root = node
        elif self.open[-1].kind == "list":
            self.open[-1].items.append(node)
            self.open[-1].end = node.end
        elif self.keys[-1] is None:
            self.keys[-1] = node
        else:
            self._add_member(self.open[-1], self.keys[-1], node)
            self.keys[-1] = None
        if node.kind != "scalar" and node.style != "alias":
            if len(self.open) >= MAX_DEPTH:
                raise TooMuchError(f"The frontmatter is nested more than {MAX_DEPTH} levels deep.")
            self.open.append(node)
            self.keys.append(None)
            self.names.append(set())

    def _add_member(self, parent: Node, key: Node, node: Node) -> None:
        name = written(key.value) if key.kind == "scalar" else self.source[key.start : key.end]
        parent.end = node.end
        if name == "<<" and key.style == "plain" and node.kind != "scalar":
            sources = [node] if node.kind == "map" else node.items
            for source in sources:
                present = {member.key for member in parent.members}
                parent.members += [member for member in source.members if member.key not in present]
            return
        if name in self.names[-1] and name not in self.repeated:
            self.repeated.add(name)
            message = f"The key {name!r} is written more than once; the last one counts."
            self.faults.append(Fault("key-duplicate", message, key.start, name))
        self.names[-1].add(name)
        parent.members.append(Member(name, key.start, key.end, node))

    def _close(self, event: yaml.Event) -> None:
        node = self.open.pop()
        self.keys.pop()
        self.names.pop()
        if node.style == "flow":
            node.end = _span(event)[1]
        if self.open:
            self.open[-1].end = max(self.open[-1].end, node.end)


def _span(event: yaml.Event) -> tuple[int, int]:
    """Return the place of an event; one without marks, which the C parser never makes, is nowhere."""
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)


def meaning(text: str) -> object:
    """Return what a plain scalar is: a number, true, false or nothing where it is written as in JSON, else a text."""
    if text in {"", "~", "null"}:
        return None
    if text == "true":
        return True
    if text == "false":
        return False
    if len(text) <= 18 and (text[0].isdigit() or text[0] == "-"):
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    """Return the number that `text` is the one way of writing; else the text ("3.10", "007", "1e3")."""
    for number in (int, float):
        try:
            value = number(text)
        except ValueError:
            continue
        if repr(value) == text:
            return value
    return text


def written(value: object) -> str:
    """Return a scalar as its author wrote it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
