"""A load that does not wait for its answers: so many requests a second, whatever becomes of them.

`python -m tools.steady HOST PORT RATE SECONDS CONNECTIONS PATH...` asks for the paths in turns, compressed, at the
given rate and prints a line of JSON: seconds, failures, how many answers took how many hundredths of a millisecond,
and how many are not among those because this process itself had to wait for its core while they were due or under way
(`kept`: for how many milliseconds, each time; as the kernel counts them). An answer's time runs from the moment at
which its request was due, not from when a connection was free to send it: a server that stands still for a second has
kept everybody waiting who came in that second (coordinated omission).

Before that it prints a line when it begins. From then on SIGUSR1 has it forget what it has seen so far, and SIGTERM
ends it before its time.

Requests are due in small portions, one a millisecond, for no clock wakes a process more often than that.
"""

import json
import os
import select
import signal
import socket
import sys
import time
from collections import Counter, deque
from contextlib import suppress

TICK = 0.001
# Seconds of waiting for its core from which on the client knows nothing of what the server did meanwhile.
KEPT = 0.001
BUFFER = 1 << 20


class Connection:
    """One request under way at most. `due` is when it should have been sent."""

    __slots__ = ("due", "left", "number", "socket")

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.number = self.socket.fileno()
        self.due = 0.0
        # Bytes of the answer that are still to come; -1 before its head.
        self.left = -1


class Load:
    """Sends, receives and takes the time. `waited` holds the seconds of each answer, in the order they came."""

    def __init__(self, host: str, port: int, paths: list[str], connections: int) -> None:
        self._raw = [
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            for path in paths
        ]
        # All in turns: a server closes those that nobody has used for a while.
        self._idle = deque(Connection(host, port) for _ in range(connections))
        self._by_number = {each.number: each for each in self._idle}
        self._poll = select.epoll()
        for each in self._idle:
            self._poll.register(each.number, select.EPOLLIN)
        self._buffer = bytearray(BUFFER)
        self._view = memoryview(self._buffer)
        self._sent = 0
        self.waited: list[float] = []
        self.failed = 0
        # Seconds for which the client was kept from its core, each time, until when it last was, and the answers of
        # which nothing is known for that.
        self.kept: list[float] = []
        self._kept_until = 0.0
        self.unknown = 0
        self._line = os.open("/proc/self/schedstat", os.O_RDONLY)
        self._in_line = self._waited_in_line()
        # Since when it counts.
        self._counting = 0.0
        self._until = 0.0

    def forget(self) -> None:
        self.waited.clear()
        self.kept.clear()
        self.unknown = 0
        self._counting = time.monotonic()

    def end(self) -> None:
        self._until = 0.0

    def run(self, rate: float, seconds: float) -> float:
        """Ask for `seconds`, then wait for what is still under way; returns for how long it has counted."""
        began = self._counting = time.monotonic()
        self._until = began + seconds
        waiting: deque[float] = deque()
        portion = rate * TICK
        ticks = issued = 0
        while (now := time.monotonic()) < self._until:
            # All portions that are due by now, each as of its own tick.
            while began + ticks * TICK <= now:
                ticks += 1
                count = int(ticks * portion) - issued
                issued += count
                waiting.extend([began + (ticks - 1) * TICK] * count)
            while waiting and self._idle:
                self._send(waiting.popleft())
            self._receive(max(0.0, began + ticks * TICK - time.monotonic()))
        deadline = time.monotonic() + 5
        while (waiting or len(self._idle) < len(self._by_number)) and time.monotonic() < deadline:
            while waiting and self._idle:
                self._send(waiting.popleft())
            self._receive(0.1)
        self.failed += len(waiting) + len(self._by_number) - len(self._idle)
        return time.monotonic() - self._counting

    def _send(self, due: float) -> None:
        connection = self._idle.popleft()
        connection.due = due
        connection.left = -1
        connection.socket.send(self._raw[self._sent % len(self._raw)])
        self._sent += 1

    def _receive(self, timeout: float) -> None:
        # epoll's own clock has milliseconds, that of select microseconds.
        select.select([self._poll], [], [], timeout)
        in_line = self._waited_in_line()
        if in_line - self._in_line >= KEPT:
            self.kept.append(in_line - self._in_line)
            self._kept_until = time.monotonic()
        self._in_line = in_line
        for number, _ in self._poll.poll(0):
            connection = self._by_number[number]
            size = connection.socket.recv_into(self._view)
            if connection.left < 0:
                head = self._buffer.find(b"\r\n\r\n", 0, size)
                place = self._buffer.find(b"content-length: ", 0, head) + 16
                if size == 0 or head < 0 or place < 16 or self._buffer[9:12] != b"200":
                    raise ConnectionError(f"No answer, but {bytes(self._buffer[:80])!r}")
                length = int(self._buffer[place : self._buffer.find(b"\r", place, head + 2)])
                connection.left = head + 4 + length - size
            else:
                connection.left -= size
            if connection.left == 0:
                if connection.due > self._kept_until:
                    self.waited.append(time.monotonic() - connection.due)
                else:
                    self.unknown += 1
                self._idle.append(connection)

    def _waited_in_line(self) -> float:
        """For how many seconds this process has been ready to run and did not, so far."""
        return int(os.pread(self._line, 80, 0).split()[1]) / 1e9


def main(arguments: list[str]) -> None:
    host, port, rate, seconds, connections, *paths = arguments
    with suppress(OSError):
        # Readers are elsewhere: what they do must not wait for what this machine does, nor may the time that is taken.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    load = Load(host, int(port), paths, int(connections))
    signal.signal(signal.SIGUSR1, lambda *_: load.forget())
    signal.signal(signal.SIGTERM, lambda *_: load.end())
    print("ready", flush=True)
    took = load.run(float(rate), float(seconds))
    print(
        json.dumps(
            {
                "seconds": took,
                "failed": load.failed,
                "waited": Counter(int(each * 1e5) for each in load.waited),
                "kept": [each * 1e3 for each in load.kept],
                "unknown": load.unknown,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
