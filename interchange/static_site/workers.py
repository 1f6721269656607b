"""Work spread over processes. They are forks, so that what has been read already needs no sending around."""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from django.db import connections

# How many new objects make a process look for garbage: a page is made of thousands, hardly any of them in circles.
_UNCOLLECTED = 50_000

T = TypeVar("T")
R = TypeVar("R")


class WorkerFailed(Exception):
    """A process could not do its part. The message is for the operator."""


def spread(work: Callable[[Sequence[T]], R], items: Sequence[T], *, jobs: int, chunk: int) -> Iterator[R]:
    """`work` done on `items`, `chunk` at a time, by `jobs` processes; the results as they come, in any order.

    With one job, or little to do, it is done in this process. Raises WorkerFailed.
    """
    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    jobs = min(jobs, len(chunks))
    if jobs <= 1:
        yield from map(work, chunks)
        return
    # A connection to the database must not be shared.
    connections.close_all()
    # What is here already is nothing for the forks to look through for garbage again and again.
    gc.freeze()
    forks = get_context("fork")
    next_chunk = forks.Value("l", 0)
    readers, processes = [], []
    try:
        for _ in range(jobs):
            reader, writer = forks.Pipe(duplex=False)
            readers.append(reader)
            process = forks.Process(
                target=_labour, args=(work, chunks, next_chunk, writer, os.getpid()), daemon=True
            )
            process.start()
            processes.append(process)
            writer.close()
        yield from _collected(readers)
    finally:
        gc.unfreeze()
        for process in processes:
            process.terminate()
            process.join()


def _labour(
    work: Callable[[Sequence[T]], R],
    chunks: Sequence[Sequence[T]],
    next_chunk: Any,
    writer: Connection,
    parent: int,
) -> None:
    """In a process of its own: chunk after chunk, until there is none left or nobody wants it any more."""
    # It has nothing to put in order and ends without a word when the command tells it to; all else is for the command.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    gc.set_threshold(_UNCOLLECTED)
    try:
        while os.getppid() == parent:
            with next_chunk.get_lock():
                number, next_chunk.value = next_chunk.value, next_chunk.value + 1
            if number >= len(chunks):
                break
            writer.send((work(chunks[number]), None))
        writer.send((None, None))
    except Exception as error:
        # Who was to be told may have been killed.
        with suppress(OSError):
            writer.send((None, str(error) or type(error).__name__))
    finally:
        writer.close()


def _collected(readers: list[Connection]) -> Iterator[Any]:
    open_: list[Any] = list(readers)
    while open_:
        ready: Any = wait(open_)
        for reader in ready:
            try:
                result, failure = reader.recv()
            except EOFError as error:
                raise WorkerFailed(
                    "A process of the build was killed, perhaps for want of memory."
                ) from error
            if failure is not None:
                raise WorkerFailed(failure)
            if result is None:
                open_.remove(reader)
            else:
                yield result
