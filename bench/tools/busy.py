"""Work that goes on in a thread of its own until it is told to stop."""

import threading
from abc import ABC, abstractmethod

STOP_SECONDS = 60.0


class Busy(ABC):
    """Begins where its fields are set and this constructor is called; `run` looks at `_stopping` now and then."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()

    @abstractmethod
    def run(self) -> None: ...

    def stop(self) -> None:
        """Ask it to end, and wait for what it is at."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)
