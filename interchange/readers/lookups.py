"""Tables that are as long as an export, looked up by the workers that read its items.

Only the process that has read the whole export holds them (where each post was, each upload by its number). Packed for
a worker, what reads an item merely names them, and takes along the entries that it will foreseeably look up. What it
looks up beside those comes back as questions, and it is sent again with their answers: so nothing depends on foresight.
"""

import pickle
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeVar, overload

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")

Question = tuple[int, Any]
"""The number of a table, by which an export's `Lookups` know it, and a key."""
Told = dict[Question, tuple[Any, ...]]
"""What is known of tables: (value,), or () for a key that is not there."""


class Table(dict[K, V]):
    """A dictionary of which a worker knows a few entries. Nothing in it changes once an item is packed."""

    def __getitem__(self, key: K) -> V:
        _note(self, key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        _note(self, key)
        return super().__contains__(key)

    @overload
    def get(self, key: K, default: None = None) -> V | None: ...
    @overload
    def get(self, key: K, default: V) -> V: ...
    @overload
    def get(self, key: K, default: T) -> V | T: ...
    def get(self, key: K, default: Any = None) -> Any:
        _note(self, key)
        return super().get(key, default)


class Rows(list[V]):
    """The same for a list of texts, of which a worker knows the length and some items by their place."""

    def __getitem__(self, place: Any) -> Any:
        _note(self, place)
        return super().__getitem__(place)


# What is looked up while somebody wants to know: (the table, the key).
_noted: ContextVar[list[tuple[Table[Any, Any] | Rows[Any], Any]] | None] = ContextVar("noted", default=None)


def _note(table: Table[Any, Any] | Rows[Any], key: object) -> None:
    if (noted := _noted.get()) is not None:
        noted.append((table, key))


class Lookups:
    """The tables of one export, as far as what reads its items refers to them."""

    def __init__(self) -> None:
        self._tables: list[Table[Any, Any] | Rows[Any]] = []
        self._numbers: dict[int, int] = {}

    def packed(self, read: Callable[[], Any]) -> bytes:
        """What `Asked.opened` opens in another process."""
        out = BytesIO()
        _Packer(out, self._number_of).dump(read)
        return out.getvalue()

    def foreseen(self, rehearse: Callable[[], object]) -> Told:
        """What is told of everything that `rehearse` looks up."""
        noted: list[tuple[Table[Any, Any] | Rows[Any], Any]] = []
        token = _noted.set(noted)
        try:
            rehearse()
        finally:
            _noted.reset(token)
        return self.answers((self._number_of(table), key) for table, key in noted)

    def answers(self, questions: Iterable[Question]) -> Told:
        return {(number, key): _entry(self._tables[number], key) for number, key in questions}

    def _number_of(self, table: Table[Any, Any] | Rows[Any]) -> int:
        number = self._numbers.get(id(table))
        if number is None:
            # It is held here, so that nothing else can come to have its id.
            number = self._numbers[id(table)] = len(self._tables)
            self._tables.append(table)
        return number


def _entry(table: Table[Any, Any] | Rows[Any], key: Any) -> tuple[Any, ...]:
    try:
        return (table[key],)
    except LookupError:
        return ()


@dataclass
class Asked:
    """The tables in a worker: what it is `told` of them, and the questions that were left `open`."""

    told: Told
    open: set[Question] = field(default_factory=set)

    def opened(self, packed: bytes) -> Callable[[], Any]:
        read: Callable[[], Any] = _Opener(BytesIO(packed), self).load()
        return read

    def entry(self, number: int, key: Any) -> tuple[Any, ...]:
        """As in `Told`; of what isn't known there is none."""
        entry = self.told.get((number, key))
        if entry is None:
            self.open.add((number, key))
        return entry or ()


class _AskedTable(Mapping[Any, Any]):
    """Stands for a `Table`."""

    def __init__(self, asked: Asked, number: int) -> None:
        self._asked = asked
        self._number = number

    def __getitem__(self, key: Any) -> Any:
        for value in self._asked.entry(self._number, key):
            return value
        raise KeyError(key)

    def __len__(self) -> int:
        raise TypeError("how long a table is only the process knows that has it")

    def __iter__(self) -> Iterator[Any]:
        raise TypeError("a table can only be looked up")

    def __bool__(self) -> bool:
        return True


class _AskedRows:
    """Stands for `Rows`, of texts."""

    def __init__(self, asked: Asked, number: int, length: int) -> None:
        self._asked = asked
        self._number = number
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: int) -> Any:
        for value in self._asked.entry(self._number, place):
            return value
        if place < self._length:
            # It is there; what is read goes on, to find what else it asks, and is read again with the answers.
            return ""
        raise IndexError(place)


class _Packer(pickle.Pickler):
    """Writes tables as their numbers, lists with their lengths."""

    def __init__(self, out: BytesIO, number_of: Callable[[Any], int]) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._number_of = number_of

    def persistent_id(self, value: object) -> tuple[int, int | None] | None:
        if isinstance(value, Table):
            return self._number_of(value), None
        return (self._number_of(value), len(value)) if isinstance(value, Rows) else None


class _Opener(pickle.Unpickler):
    def __init__(self, packed: BytesIO, asked: Asked) -> None:
        super().__init__(packed)
        self._asked = asked

    def persistent_load(self, name: tuple[int, int | None]) -> Any:
        number, length = name
        return _AskedTable(self._asked, number) if length is None else _AskedRows(self._asked, number, length)
