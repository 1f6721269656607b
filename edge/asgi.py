"""The shapes that ASGI calls things by."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Libraries type their messages each in their own way; what counts is the shape of the call.
Application = Callable[[Any, Any, Any], Awaitable[None]]

Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Response:
    """A whole answer; header names are lower case."""

    status: int
    headers: list[Header]
    body: bytes

    def values(self, name: bytes) -> list[bytes]:
        return [value for each, value in self.headers if each == name]
