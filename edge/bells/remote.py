"""What bells that hang at a server have in common."""

import logging
import time
from threading import Event
from typing import Any, ClassVar

logger = logging.getLogger(__name__)

CHANNEL = "edge_purges"
# How long a bell that could not be hung up is left alone, in seconds.
REPAIR_SECONDS = 5.0


class RemoteBell:
    """A bell at the end of a connection of its own. While that is broken it is a clock."""

    # What the connection raises when it is broken, besides OSError.
    broken: ClassVar[type[Exception]]

    def __init__(self) -> None:
        self._line: Any = None
        self._repair_at = 0.0

    def _connect(self) -> Any:
        raise NotImplementedError

    def _listen(self, line: Any, seconds: float) -> None:
        raise NotImplementedError

    def wait(self, seconds: float, stopping: Event) -> None:
        started = time.monotonic()
        try:
            if self._line is None and started >= self._repair_at:
                self._line = self._connect()
            if self._line is not None:
                self._listen(self._line, seconds - (time.monotonic() - started))
                return
        except (self.broken, OSError) as error:
            logger.debug("The bell is broken: %s", error)
            self.close()
            self._repair_at = time.monotonic() + REPAIR_SECONDS
        stopping.wait(max(0.0, seconds - (time.monotonic() - started)))

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.close()
            except (self.broken, OSError) as error:
                logger.debug("The bell could not be taken down: %s", error)
