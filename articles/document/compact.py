"""Values that go from one process to another by the thousand."""

from __future__ import annotations

from typing import Any, ClassVar


class Compact:
    """A frozen dataclass with slots that is pickled as its class and its values.

    What dataclasses do of their own looks up each field by name, on both sides, and takes several times as long.
    """

    __slots__: ClassVar[tuple[str, ...]] = ()

    def __reduce__(self) -> tuple[type[Any], tuple[Any, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])
