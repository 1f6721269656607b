"""The replies that are asked for so often that they are sent from a file."""

import logging
from collections import OrderedDict

from .memory_files import AVAILABLE
from .page import Reply

logger = logging.getLogger(__name__)

# Between these sizes of an answer, in bytes, `sendfile` beats a copy.
LEAST_BYTES = 8_000
MOST_BYTES = 90_000
# Making a file takes as long as a few answers.
WORTH_HITS = 20
# Each file takes one of the process's file descriptors, of which it has about a thousand by default.
MOST_FILES = 128


class Shelf:
    """Up to `most` replies with a file; then the one that came first goes without again."""

    def __init__(self, *, most: int = MOST_FILES) -> None:
        self._most = most if AVAILABLE else 0
        self._replies: OrderedDict[Reply, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._replies)

    def offer(self, reply: Reply) -> None:
        """Have the answer of this second sent from a file, if it was worth it in the last one it was asked for."""
        if (
            reply.hits_before < WORTH_HITS
            or not LEAST_BYTES <= len(reply.wire) <= MOST_BYTES
            or not self._most
        ):
            return
        try:
            reply.move_to_file()
        except OSError as error:
            logger.warning("An answer cannot be sent from a file: %s", error)
            return
        self._replies[reply] = None
        self._replies.move_to_end(reply)
        if len(self._replies) > self._most:
            self._replies.popitem(last=False)[0].stop()

    def forget(self, reply: Reply) -> None:
        self._replies.pop(reply, None)
