"""Give up what takes too long, or too much memory, in the process that does it.

A thread sends an exception to the one that works, which hears it at its next step in Python. What
is stuck in a library never comes to such a step: for that, where another process takes its place, a
watchdog ends this one a little later. What a `WorkerPool` runs is watched from outside instead.

Memory is bounded by what a process may have of its own, where the system holds to that (Linux does
for `RLIMIT_DATA` since 4.7); who asks for more is told by Python's own `MemoryError`.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Self

from handout.errors import EngineError
from handout.jobs.options import MEMORY_LIMIT
from handout.jobs.runtime.worker import NO_ITEM, show_item
from handout.model import Place

_GRACE_S = 5.0
_AGAIN_S = 1.0
"""So often the exception is sent again; it may be lost in a callback of a library."""


class TimeUp(BaseException):
    """The time is over. No `Exception`, which the engine would take for a fault of its own."""


def is_replaceable() -> bool:
    """Tell whether this is work of a Dask worker whose nanny starts another when it ends."""
    module = sys.modules.get("distributed.worker")
    try:
        return module is not None and module.get_worker().nanny is not None
    except ValueError:  # no worker's work
        return False


class Clock:
    """Watch one item of work after another in this thread; a context manager.

    In a worker of `WorkerPool`, the parent watches instead, and is told which item is in hand.
    """

    def __init__(self, seconds: float, *, memory: int = MEMORY_LIMIT) -> None:
        """Watch nothing yet.

        Args:
            seconds: The most that an item may take.
            memory: The most that this process may take meanwhile, more than it has, in bytes.
        """
        self._seconds = seconds
        self._is_told = show_item(NO_ITEM)
        self._memory = bound_memory(memory) if not self._is_told else nullcontext()
        self._thread = ctypes.c_ulong(threading.get_ident())
        self._lock = threading.Lock()
        self._due: float | None = None
        self._has_rung = False
        self._over = threading.Event()
        self._is_deadly = is_replaceable()
        self._armed_at = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        self._memory.__enter__()
        if not self._is_told:
            self._nowhere = os.open(os.devnull, os.O_WRONLY)
            threading.Thread(target=self._watch, name="handout-clock", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Watch no more."""
        self.stop()
        self._over.set()
        self._memory.__exit__(None, None, None)
        if not self._is_told:
            if self._is_deadly:
                faulthandler.cancel_dump_traceback_later()
            os.close(self._nowhere)

    def start(self, item: int = 0) -> None:
        """Watch an item from now on; it ends by `TimeUp` if it takes too long.

        Args:
            item: Its number.
        """
        if self._is_told:
            show_item(item)
            return
        now = time.monotonic()
        if self._is_deadly and now - self._armed_at > _AGAIN_S:
            # It starts a thread, and so is not put off every time.
            self._armed_at = now
            faulthandler.dump_traceback_later(
                self._seconds + _AGAIN_S + _GRACE_S, exit=True, file=self._nowhere
            )
        with self._lock:
            self._due = now + self._seconds

    def stop(self) -> None:
        """Watch it no more."""
        if self._is_told:
            return
        with self._lock:
            self._due, has_rung, self._has_rung = None, self._has_rung, False
        if has_rung and not isinstance(sys.exc_info()[1], TimeUp):
            # It was not heard yet, and comes at the next step. To take it back instead would leave
            # CPython 3.11 looking for it at every step from then on.
            with suppress(TimeUp):
                for _ in range(1000):
                    pass

    def _watch(self) -> None:
        pause = self._seconds
        while not self._over.wait(pause):
            with self._lock:
                now = time.monotonic()
                if self._due is None:
                    pause = self._seconds
                elif self._due > now:
                    pause = self._due - now
                else:
                    self._has_rung = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        self._thread, ctypes.py_object(TimeUp)
                    )
                    self._due = now + _AGAIN_S
                    pause = _AGAIN_S


@contextmanager
def limit_work(
    what: str,
    path: Path,
    *,
    seconds: float,
    memory: int = MEMORY_LIMIT,
    item: int = 0,
) -> Iterator[None]:
    """Bound what a piece of work in this process may take.

    Args:
        what: What is done, as the subject of a message.
        path: The file that it is done with.
        seconds: The most time.
        memory: The most memory, more than there is taken, in bytes.
        item: Its number, for whoever watches from outside.

    Raises:
        EngineError: It took more.
    """
    try:
        with Clock(seconds, memory=memory) as clock:
            clock.start(item)
            try:
                yield
            finally:
                clock.stop()
        return
    except TimeUp:
        bound = f"{seconds:g} s"
        hint = "make it simpler, or allow more with “--timeout”."
    except MemoryError:
        bound = show_size(memory)
        hint = "look for what repeats itself without end."
    raise EngineError(
        f"{what} took more than {bound} and was given up.", where=Place(path=path), hint=hint
    )


@contextmanager
def bound_memory(more: int = MEMORY_LIMIT) -> Iterator[None]:
    """Let this process take so many bytes more than it has, until the block is left."""
    try:
        import resource

        # The sixth number: data and stack, in pages.
        pages = int(Path("/proc/self/statm").read_bytes().split()[5])
        former, most = resource.getrlimit(resource.RLIMIT_DATA)
    except (ImportError, OSError, ValueError, IndexError):
        former = None
    if former is None:
        yield
        return
    bound = pages * resource.getpagesize() + more
    if former != resource.RLIM_INFINITY:
        bound = min(bound, former)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (bound, most))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (former, most))


def show_size(size: int) -> str:
    """Write a number of bytes as a person would: 2 GB, 512 MB."""
    return f"{size / 1024**3:g} GB" if size >= 1024**3 else f"{size / 1024**2:g} MB"
