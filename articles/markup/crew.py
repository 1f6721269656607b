"""Work done ahead by several processes: asked for now, fetched later.

Each worker has the next requests in its pipe while it is at work on one, so that none waits for the process that asks,
and no thread is needed: whoever asks or fetches also moves what is ready in either direction. As in `bounded`, a
request that takes too long or too much memory is refused and costs nobody else's.

All workers together have the memory that one may take, and less if whoever asks has much. Each has its part of it; a
request that needs more is put aside and done anew, by a worker that has all of it and works alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import resource
import select
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from articles.elbow_room import others_give_way, return_what_is_free
from articles.markup.bounded import START_SECONDS, TIMED_OUT, died, opened
from articles.markup.rendered import RenderRefused
from articles.markup.worker import HEADER, pack_into
from articles.patience import on_the_clock
from articles.zygote import Fork, Zygote, zygote_for

_DEPTH = 128
"""Requests that a worker has at most, the one included that it is at work on."""
_BYTES = 2 * 1024 * 1024
"""And about how much of them: beyond that it gets one at a time."""
_ENOUGH = 4
"""Requests that each worker has before another one is forked: that takes about as long as these."""
_STEP = 8
"""As many tasks wait before it is worth while to look what is done."""
MEMORY = 104 * 1024 * 1024
"""Bytes that a request may take: an import stays below 256 MB, and ordinary texts of two million characters fit."""
_IN_PARTS = 80 * 1024 * 1024
"""Bytes that the requests of all workers may take at once, each its part: workers have some memory of their own..."""
_IN_ALL = 236 * 1024 * 1024
"""...and so has whoever asks: less where all together would take more than this."""
_BARE = 27 * 1024 * 1024
"""Bytes of a process in which there is no text, a worker or what they are forked from."""
_LEAST_PART = 16 * 1024 * 1024
"""Hardly a text needs more."""
_MUCH = 16 * 1024 * 1024
"""A part that is so much smaller than it was is worth new workers, which know no language yet; looked at..."""
_SELDOM = 256
"""...once in so many requests."""
_READ = 256 * 1024
_PIPE = 1024 * 1024
"""What a pipe holds, where the system lets us choose: answers wait in it while nobody fetches them."""


def _part(size: int) -> int:
    """The bytes that each of so many workers may take beside what all processes have anyway."""
    return max(min(_left_beside(size + 1), _IN_PARTS) // size, _LEAST_PART)


def _left_beside(processes: int) -> int:
    """The bytes that texts may take where there are so many processes beside this one."""
    return _IN_ALL - _own_memory() - processes * _BARE


def _own_memory() -> int:
    """Bytes of memory that this process shares with none; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = map(int, Path("/proc/self/statm").read_bytes().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * resource.getpagesize()


class Task:
    """One request, and what came of it."""

    def __init__(self, crew: Crew, function: str, arguments: dict[str, Any], seconds: float) -> None:
        self._crew = crew
        self.function = function
        self.seconds = seconds
        # About how long it is when it is sent.
        self.size = sum(len(each) for each in arguments.values() if isinstance(each, bytes | str))
        self._arguments: dict[str, Any] | None = arguments
        self._answer: tuple[Any, ...] | None = None
        self._refused: RenderRefused | None = None

    @property
    def is_done(self) -> bool:
        return self._answer is not None or self._refused is not None

    def pack_into(self, waiting: bytearray) -> None:
        """Add the request to what waits to be sent. It is as long as a text, so it is made then, and once."""
        pack_into(waiting, (self.function, self._arguments, self.seconds))

    def take(self, answer: tuple[Any, ...]) -> None:
        """Be done: nobody will be asked this again."""
        self._answer, self._arguments = answer, None

    def refuse(self, refused: RenderRefused) -> None:
        self._refused, self._arguments = refused, None

    def result(self) -> Any:
        """What the function returned, as soon as it has. Raises RenderRefused."""
        while not self.is_done:
            self._crew.work(wait_for=self)
        if self._refused is not None:
            raise self._refused.anew()
        return opened(self._answer or (), MEMORY)


class _Hand:
    """A worker with the tasks that it has, oldest first, and what is on its way to it and from it.

    Each of its requests may take `memory` bytes.
    """

    def __init__(self, process: Fork, memory: int) -> None:
        self.process = process
        self.memory = memory
        self.tasks: deque[Task | None] = deque()  # None stands for getting ready
        self.known: set[str] = set()
        self.outgoing = bytearray()
        self.incoming = bytearray()
        self.load = 0
        for pipe in (self.process.requests, self.process.answers):
            os.set_blocking(pipe.fileno(), False)
            if hasattr(fcntl, "F_SETPIPE_SZ"):
                # Refused where the system allows less; it only makes the worker wait sooner.
                with contextlib.suppress(OSError):
                    fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)

    def takes(self, task: Task) -> bool:
        return not self.tasks or (len(self.tasks) < _DEPTH and self.load + task.size <= _BYTES)

    def get_ready(self, function: str) -> None:
        if function not in self.known:
            self.known.add(function)
            self.tasks.append(None)
            pack_into(self.outgoing, (function, None, self.memory))

    def give(self, task: Task) -> None:
        self.get_ready(task.function)
        self.tasks.append(task)
        task.pack_into(self.outgoing)
        self.load += task.size

    def write(self) -> None:
        """Send what the pipe takes. One that is broken is noticed when it is read from."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            sent = os.write(self.process.requests.fileno(), self.outgoing)
            del self.outgoing[:sent]
            return
        if not self.process.is_usable:
            self.outgoing.clear()

    def read(self) -> bool:
        """Take in what is there; False at the end."""
        try:
            data = os.read(self.process.answers.fileno(), _READ)
        except BlockingIOError:
            return True
        self.incoming += data
        return bool(data)

    def answers(self) -> list[tuple[Any, ...]]:
        """The messages that have come completely."""
        found, start = [], 0
        while len(self.incoming) >= start + HEADER.size:
            end = start + HEADER.size + HEADER.unpack_from(self.incoming, start)[0]
            if len(self.incoming) < end:
                break
            with memoryview(self.incoming) as view, view[start + HEADER.size : end] as message:
                found.append(pickle.loads(message))  # noqa: S301  # both ends are this program
            start = end
        del self.incoming[:start]
        return found

    def finish(self) -> Task | None:
        """Take the oldest task off."""
        task = self.tasks.popleft()
        if task is not None:
            self.load -= task.size
        return task

    def leave(self) -> list[Task]:
        """The tasks that are left for others."""
        return [task for task in self.tasks if task is not None]


class Crew:
    """Up to `size` workers, started when there is work for them. Use it as a context manager, from one thread."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._part = _part(size)
        self._asked = 0
        self._hands: list[_Hand] = []
        self._waiting: deque[Task] = deque()
        # Those that need more memory than a part, and whether it is their turn.
        self._large: deque[Task] = deque()
        self._is_alone = False
        self._room = contextlib.ExitStack()
        self._zygote: Zygote | None = None
        # Seconds that a task so far might take.
        self._longest = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hand in self._hands:
            hand.process.kill()
        self._hands.clear()
        self._waiting.clear()
        self._large.clear()
        self._room.close()
        self._end_zygote()

    @property
    def has_workers(self) -> bool:
        return bool(self._hands)

    def get_ready(self, function: str) -> None:
        """Start the first worker: it loads what `function` takes while whoever will ask does something else."""
        if not self._hands:
            hand = self._hire(function, self._part)
            hand.get_ready(function)
            hand.write()

    def ask(self, function: str, arguments: dict[str, Any], *, seconds: float) -> Task:
        """Have `function`, a `package.module:name`, called with `arguments`, in so many seconds of a processor."""
        self._asked += 1
        if self._asked % _SELDOM == 0:
            self._share_anew()
        task = Task(self, function, arguments, seconds)
        self._longest = max(self._longest, seconds)
        self._waiting.append(task)
        self._hand_out()
        if len(self._waiting) >= _STEP:
            self.work()
        return task

    def work(self, *, wait_for: Task | None = None) -> None:
        """Hand out what waits and take in what is done; where a task is waited for, not before something has moved."""
        self._hand_out()
        if wait_for in self._large and not self._is_alone:
            self._begin_alone()
        patience = 0 if wait_for is None else on_the_clock(START_SECONDS + self._longest)
        if not self._move(patience) and wait_for is not None:
            self._give_up()
        if self._is_alone and wait_for is not None and wait_for.is_done:
            # What came of it is large, too: it is used, and let go of, before this crew has workers again.
            self._let_all_go()
            self._room.close()
            self._is_alone = bool(self._large)
            return
        self._hand_out()

    @contextlib.contextmanager
    def resting(self) -> Iterator[None]:
        """Have no workers while this lasts, where nothing is asked or fetched. What they are at is done anew."""
        self.work()
        self._let_all_go()
        self._end_zygote()
        yield

    def _move(self, patience: float) -> bool:
        """Write and read what can be, within so many seconds; False if there was nothing."""
        poll = select.poll()
        for hand in self._hands:
            if hand.tasks:
                poll.register(hand.process.answers, select.POLLIN)
            if hand.outgoing:
                poll.register(hand.process.requests, select.POLLOUT)
        ready = {pipe for pipe, _ in poll.poll(1000 * patience)}
        for hand in list(self._hands):
            if hand.process.requests.fileno() in ready:
                hand.write()
            if hand.process.answers.fileno() in ready:
                self._take_in(hand)
        return bool(ready)

    def _share_anew(self) -> None:
        """Have smaller parts as this process takes more. What is too large for one is done alone, and not refused."""
        return_what_is_free()
        self._part = _part(self._size)
        if not self._is_alone and any(hand.memory - self._part >= _MUCH for hand in self._hands):
            self._let_all_go()

    def _hire(self, function: str, memory: int) -> _Hand:
        if self._zygote is not None and not self._zygote.is_usable:
            self._end_zygote()
        self._zygote = self._zygote or zygote_for(function)
        # To have a new one later takes a moment, but its memory beside that of its worker may be too much.
        is_short = memory == MEMORY and _left_beside(2) < memory
        hand = _Hand(self._zygote.work() if is_short else self._zygote.fork(), memory)
        self._hands.append(hand)
        return hand

    def _end_zygote(self) -> None:
        if self._zygote is not None:
            self._zygote.end()
            self._zygote = None

    def _hand_out(self) -> None:
        if self._is_alone:
            self._go_on_alone()
        while self._waiting and not self._is_alone:
            task = self._waiting[0]
            free = [hand for hand in self._hands if hand.takes(task)]
            idle = next((hand for hand in free if not hand.tasks), None)
            all_have_enough = all(len(hand.tasks) > _ENOUGH for hand in self._hands)
            if idle is None and len(self._hands) < self._size and (all_have_enough or not free):
                idle = self._hire(task.function, self._part)
            hand = idle or min(free, key=lambda each: len(each.tasks), default=None)
            if hand is None:
                return
            hand.give(self._waiting.popleft())
            hand.write()

    def _begin_alone(self) -> None:
        """Have done what is too large for a part. What the others are at is done anew afterwards."""
        self._move(0)
        self._let_all_go()
        self._is_alone = True
        self._go_on_alone()

    def _go_on_alone(self) -> None:
        """Give the next large task to a worker in which nothing is left of the last, or let all work again."""
        if any(hand.tasks for hand in self._hands):
            return
        self._let_all_go()
        self._room.close()
        if not self._large:
            self._is_alone = False
            return
        others_give_way(self._room, besides=self.resting)
        hand = self._hire(self._large[0].function, MEMORY)
        hand.give(self._large.popleft())
        hand.write()

    def _take_in(self, hand: _Hand) -> None:
        goes_on = hand.read()
        for is_used_up, *answer in hand.answers():
            task = hand.finish()
            if task is not None and answer[:2] == ["refused", "memory"] and hand.memory < MEMORY:
                self._large.append(task)
            elif task is not None:
                task.take(tuple(answer))
            if is_used_up:
                self._replace(hand)
                return
        if not goes_on:
            self._bury(hand)

    def _bury(self, hand: _Hand) -> None:
        """Let a worker go that has ended: refuse what it was at, or have that done with more memory."""
        status = hand.process.wait()
        while hand.tasks:
            task = hand.finish()
            if task is None:
                continue
            if hand.memory < MEMORY and status not in TIMED_OUT:
                self._large.append(task)
            else:
                task.refuse(died(status, task.seconds, hand.memory))
            break
        self._replace(hand)

    def _let_all_go(self) -> None:
        for hand in list(self._hands):
            self._replace(hand)

    def _replace(self, hand: _Hand) -> None:
        """Let a worker go; another does what it has left."""
        self._hands.remove(hand)
        hand.process.kill()
        tasks = self._waiting if hand.memory < MEMORY else self._large
        tasks.extendleft(reversed(hand.leave()))

    def _give_up(self) -> None:
        """Nothing has moved for longer than any task may take, though workers end themselves: refuse what they have."""
        for hand in list(self._hands):
            for task in hand.leave():
                task.refuse(
                    RenderRefused("failed", "The renderer does not answer. Tell whoever runs the site.")
                )
            hand.tasks.clear()
            self._replace(hand)
