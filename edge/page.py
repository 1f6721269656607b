"""A stored response, and the replies it is sent as: each coding compressed once, each second's bytes built once."""

from collections.abc import Hashable, Iterable
from email.utils import formatdate
from enum import Enum
from hashlib import sha256
from http import HTTPStatus
from math import floor

from .asgi import Header, Message
from .codings import compress, is_compressible
from .memory_files import MemoryFile
from .negotiation import CODINGS, IDENTITY
from .policy import Target

# Derived anew for every answer, or meant for the next hop only (RFC 9110, 7.6.1).
NOT_STORED = frozenset(
    b"age connection content-encoding content-length date etag keep-alive proxy-authenticate "
    b"proxy-connection te trailer transfer-encoding upgrade".split()
)
# A 304 describes no content (RFC 9110, 15.4.5).
_OF_CONTENT = frozenset([b"content-type", b"content-language", b"content-encoding", b"content-length"])
# The body of a larger answer is sent beside its head.
LARGE_BYTES = 100_000
# What a page weighs beside its bodies, roughly.
OVERHEAD = 2_000


class Kind(Enum):
    """The ways to send a page."""

    FULL = "with its body"
    HEAD = "as to HEAD: the headers of the full answer and no body"
    UNCHANGED = "as 304"


class Reply:
    """One way of sending a page in one coding: the bytes of HTTP/1.1 as of this second, and the headers for ASGI.

    `wire` and after it `rest`, or `file` instead of both, may be sent until the moment `until`; after that `renew` has
    the next second's. In the same way `fields` are the headers until `fields_until`, and `renew_fields` has the next
    ones. A purge sets both moments to 0, so that whoever holds a reply needs no other check.
    """

    __slots__ = (
        "_head", "_headers", "_hits_at_renewal", "body", "fields", "fields_until", "file", "hits", "hits_before",
        "page", "rest", "status", "until", "wire",
    )  # fmt: skip

    def __init__(self, page: "Page", status: int, headers: list[Header], body: bytes) -> None:
        lines = [b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode())]
        lines += [b"%b: %b" % header for header in headers]
        self._head = b"\r\n".join(lines)
        self.page = page
        self.status = status
        self._headers = headers
        self.body = body
        self.hits = 0
        # How often it was asked for in the second before this one that it was asked for.
        self.hits_before = 0
        self._hits_at_renewal = 0
        self.until = 0.0
        self.wire = b""
        # A large body is not copied behind each second's head.
        self.rest = body if len(body) > LARGE_BYTES else b""
        self.file: MemoryFile | None = None
        self.fields: list[Header] = []
        self.fields_until = 0.0

    def renew(self, now: float) -> bool:
        """Build `wire` for the second of `now`; False if the page is not to be shown as it is."""
        page = self.page
        if not page.is_ready(now):
            return False
        self.stop()
        self.hits_before, self._hits_at_renewal = self.hits - self._hits_at_renewal, self.hits
        self.wire = self.head(now) if self.rest else self.build(now)
        self.until = min(floor(now) + 1.0, page.ready_until)
        return True

    def renew_fields(self, now: float) -> bool:
        """Bring `fields` to the second of `now`; False if the page is not to be shown as it is."""
        page = self.page
        if not page.is_ready(now):
            return False
        self.fields = self._fields(now)
        self.fields_until = min(floor(now) + 1.0, page.ready_until)
        return True

    def move_to_file(self) -> None:
        """Hold the answer of this second in a file instead. Raises OSError, and then nothing has changed."""
        self.file = MemoryFile(self.wire)
        self.wire = b""

    def stop(self) -> None:
        """Have whoever holds this reply ask it to `renew`."""
        self.until = self.fields_until = 0.0
        self.wire = b""
        if self.file is not None:
            self.file.close()
            self.file = None

    def start(self, now: float) -> Message:
        """The beginning of the answer for ASGI, whatever has become of the page. The server adds the date itself."""
        # A list of its own: what stands between us and the server may add to it.
        headers = [*self.fields] if now < self.fields_until else self._fields(now)
        return {"type": "http.response.start", "status": self.status, "headers": headers}

    def _fields(self, now: float) -> list[Header]:
        fields = [*self._headers, (b"age", b"%d" % self.page.age(now))]
        if modified := self.page.last_modified(now):
            fields.append((b"last-modified", modified))
        return fields

    def build(self, now: float, *, close: bool = False) -> bytes:
        """The whole answer as of `now`; with `close` it says that the connection ends with it."""
        return self.head(now, close=close) + self.body

    def head(self, now: float, *, close: bool = False) -> bytes:
        date = formatdate(floor(now), usegmt=True).encode()
        more = b"\r\nconnection: close" if close else b""
        if modified := self.page.last_modified(now):
            more += b"\r\nlast-modified: " + modified
        return b"%b\r\ndate: %b\r\nage: %d%b\r\n\r\n" % (self._head, date, self.page.age(now), more)


class Page:
    """A response under one key. Times are seconds since 1970.

    Fresh until `fresh_until`; then shown while a new one is made until `stale_until`, and while none can be made
    until `error_until`. A `purged` page is shown in the last case only.
    """

    __slots__ = (
        "_codings", "_tells_modified", "body", "error_until", "etag_base", "fresh_until", "headers", "hits_at_turn",
        "is_immutable", "keys", "modified", "purged", "refreshing", "replies", "requests", "retry_at",
        "stale_until", "status", "stored", "target",
    )  # fmt: skip

    def __init__(
        self,
        *,
        status: int,
        headers: Iterable[Header],
        body: bytes,
        stored: float,
        fresh_until: float,
        stale_until: float,
        error_until: float,
        keys: frozenset[str],
        modified: float | None,
        target: Target | None = None,
    ) -> None:
        self.status = status
        self.headers = tuple((name, value) for name, value in headers if name not in NOT_STORED)
        self.body = body
        self.stored = stored
        self.fresh_until = fresh_until
        self.stale_until = max(stale_until, fresh_until)
        self.error_until = max(error_until, fresh_until)
        self.keys = keys
        self.modified = modified
        # What the response itself does not say is said for it.
        self._tells_modified = modified is not None and all(
            name != b"last-modified" for name, _ in self.headers
        )
        # What was asked for; None where nobody knows any more.
        self.target = target
        self.purged = False
        # Whether a new one is being made for it; until that is there or `stale_until` is over, this one is shown.
        self.refreshing = False
        self.hits_at_turn = 0
        # When making it anew may be tried again, after that failed.
        self.retry_at = 0.0
        # What is known to ask for this page; the store forgets it together with the page.
        self.requests: set[Hashable] = set()
        self.replies: dict[tuple[bytes, Kind], Reply] = {}
        content_type = next((value for name, value in self.headers if name == b"content-type"), b"")
        # What never changes lies on disk, under a name that says so.
        self.is_immutable = any(
            b"immutable" in value for name, value in self.headers if name == b"cache-control"
        )
        self._codings = CODINGS if is_compressible(content_type, len(body)) else ()
        # The same bytes as another type are another representation.
        self.etag_base = sha256(content_type + b"\n" + body).hexdigest()[:24].encode()

    @property
    def hits(self) -> int:
        return sum(reply.hits for reply in self.replies.values())

    @property
    def size(self) -> int:
        """Bytes held, roughly: the body, that of each coding, and each again in the answer of the current second."""
        replies = self.replies.values()
        coded = sum(len(reply.body) for reply in replies if reply.body is not self.body)
        again = sum(len(reply.body) - len(reply.rest) for reply in replies)
        return len(self.body) + coded + again + OVERHEAD

    def age(self, now: float) -> int:
        """Whole seconds since the page was made, counted as the Date header counts (RFC 9111, 4.2.3)."""
        return max(0, floor(now) - floor(self.stored))

    def last_modified(self, now: float) -> bytes:
        """The value of Last-Modified, where the page's headers have none; b"" before that moment has come, since it
        must not be later than the date of the answer (RFC 9110, 8.8.2.1), and after a purge."""
        if self.modified is None or not self._tells_modified or self.purged or now < self.modified:
            return b""
        return formatdate(int(self.modified), usegmt=True).encode()

    def is_fresh(self, now: float) -> bool:
        return not self.purged and now < self.fresh_until

    @property
    def ready_until(self) -> float:
        return self.stale_until if self.refreshing else self.fresh_until

    def is_ready(self, now: float) -> bool:
        """Whether this page is the answer as it stands, with nothing left to be done for it."""
        return not self.purged and now < self.ready_until

    def stop_refreshing(self) -> None:
        """No new page was made."""
        self.refreshing = False
        self.stop_replies()

    def purge(self) -> None:
        """Show this page no more, unless no other can be made."""
        self.purged = True
        self.stop_replies()

    def refresh(self, now: float, *, grace: float) -> None:
        """Have this page made anew; for `grace` seconds it may be shown while that happens."""
        self.fresh_until = min(self.fresh_until, now)
        self.stale_until = min(self.stale_until, now + grace)
        self.stop_replies()

    def stop_replies(self) -> None:
        for reply in self.replies.values():
            reply.stop()

    def encode(self, coding: bytes) -> bytes:
        """The body in `coding`. Touches nothing, so that a thread may do it."""
        return compress(self.body, coding, best=self.is_immutable)

    def codings(self) -> tuple[bytes, ...]:
        """The codings this page gains from."""
        return self._codings

    def etag(self, coding: bytes) -> bytes:
        """The strong entity tag of the page in `coding`: other bytes have another tag (RFC 9110, 8.8.3.3)."""
        return b'"%b%b"' % (self.etag_base, b"-" + coding if coding else b"")

    def coded(self) -> set[bytes]:
        """The codings that the page was asked for in so far."""
        return {coding for coding, kind in self.replies if kind is Kind.FULL}

    def has(self, coding: bytes) -> bool:
        """Whether the page is compressed already, so that `reply` costs nothing."""
        return coding == IDENTITY or (coding, Kind.FULL) in self.replies

    def encoded(self, coding: bytes, body: bytes) -> Reply:
        """Keep `body`, which `encode` made."""
        return self.replies.setdefault((coding, Kind.FULL), self._make(coding, Kind.FULL, body))

    def reply(self, coding: bytes, kind: Kind = Kind.FULL) -> Reply:
        """The page in `coding`, which is compressed here and now unless `has` says that it is already."""
        found = self.replies.get((coding, kind))
        if found is not None:
            return found
        if kind is Kind.FULL:
            return self.encoded(coding, self.encode(coding))
        made = self.replies[coding, kind] = self._make(coding, kind, self.reply(coding).body)
        return made

    def _make(self, coding: bytes, kind: Kind, body: bytes) -> Reply:
        headers = [*self.headers, (b"etag", self.etag(coding))]
        if kind is Kind.UNCHANGED:
            headers = [each for each in headers if each[0] not in _OF_CONTENT]
            return Reply(self, HTTPStatus.NOT_MODIFIED, headers, b"")
        if coding != IDENTITY:
            headers.append((b"content-encoding", coding))
        headers.append((b"content-length", b"%d" % len(body)))
        return Reply(self, self.status, headers, b"" if kind is Kind.HEAD else body)
