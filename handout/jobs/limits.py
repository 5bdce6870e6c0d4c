"""Give up what takes too long, or too much memory, in the process that does it.

Two clocks. A signal ends what runs in Python, and the next recipient is taken up at once; a thread
that gets no signals, such as a Dask worker's, is sent an exception. What is stuck in a library
never returns to Python to be told so: for that, a watchdog ends the whole process a little later,
and the parent or the cluster takes up the rest with a new one.

Memory is bounded by what a process may have of its own, where the system holds to that (Linux does
for `RLIMIT_DATA` since 4.7); who asks for more is told by Python's own `MemoryError`.
"""

from __future__ import annotations

import ctypes
import faulthandler
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Self

from handout.errors import EngineError
from handout.jobs.reports import MEMORY_LIMIT
from handout.model import Place

_GRACE_S = 5.0
_AGAIN_S = 1.0
"""So often a signal comes to look at the time; it may be lost in a callback of a library."""


class TimeUp(BaseException):
    """The time is over. No `Exception`, which the engine would take for a fault of its own."""


def is_replaceable() -> bool:
    """Tell whether this is work of a Dask worker whose nanny starts another when it ends."""
    module = sys.modules.get("distributed.worker")
    try:
        return module is not None and module.get_worker().nanny is not None
    except ValueError:  # no worker's work
        return False


class _Bell:
    """Ring for a thread that gets no signals, by an exception at its next step in Python."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = ctypes.c_ulong(threading.get_ident())
        self._lock = threading.Lock()
        self._due: float | None = None
        self._over = threading.Event()
        threading.Thread(target=self._watch, name="handout-clock", daemon=True).start()

    def set(self, due: float | None) -> None:
        """Ring at a moment, by the monotonic clock, or not at all."""
        with self._lock:
            self._due = due
            if due is None:
                # It may have rung already without having been heard.
                _raise_in(self._thread, None)

    def end(self) -> None:
        """Ring no more."""
        self.set(None)
        self._over.set()

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
                    _raise_in(self._thread, TimeUp)
                    self._due = now + _AGAIN_S
                    pause = _AGAIN_S


def _raise_in(thread: ctypes.c_ulong, error: type[BaseException] | None) -> None:
    given = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, given)


class Clock:
    """Watch one piece of work after another in this process."""

    def __init__(
        self, seconds: float, *, is_deadly: bool = False, memory: int = MEMORY_LIMIT
    ) -> None:
        """Watch nothing yet.

        Args:
            seconds: The most that a piece may take.
            is_deadly: Whether this process may be ended when it is stuck.
            memory: The most that this process may take meanwhile, more than it has, in bytes.
        """
        self._seconds = seconds
        self._memory = memory
        # Python hands signals to the main thread alone; an executor may have others.
        self._has_signal = (
            hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        )
        self._due = math.inf
        self._bell: _Bell | None = None
        self._is_deadly = is_deadly
        self._armed_at = 0.0
        self._nowhere = -1

    def __enter__(self) -> Self:
        """Take over the signal, and bound the memory."""
        self._former = _bound_memory(self._memory)
        if self._has_signal:
            self._before = signal.signal(signal.SIGALRM, self._look)
            # One timer for all: to set one takes as long as a tenth of a handout.
            pause = min(self._seconds, _AGAIN_S)
            signal.setitimer(signal.ITIMER_REAL, pause, pause)
        else:
            self._bell = _Bell(self._seconds)
        if self._is_deadly:
            self._nowhere = os.open(os.devnull, os.O_WRONLY)
        return self

    def __exit__(self, *_: object) -> None:
        """Watch no more."""
        _set_bound(self._former)
        if self._has_signal:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
        if self._bell is not None:
            self._bell.end()
        if self._is_deadly:
            faulthandler.cancel_dump_traceback_later()
            os.close(self._nowhere)

    def start(self) -> None:
        """Watch what is done from now on; it ends by `TimeUp` if it takes too long."""
        now = time.monotonic()
        self._wind_up(now)
        if self._bell is None:
            self._due = now + self._seconds
        else:
            self._bell.set(now + self._seconds)

    def stop(self) -> None:
        """Watch it no more."""
        self._due = math.inf
        if self._bell is not None:
            self._bell.set(None)

    def _look(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 # The signal's own.
        if time.monotonic() >= self._due:
            raise TimeUp

    def _wind_up(self, now: float) -> None:
        """Put the watchdog off, which starts a thread and so is not done every time."""
        if self._is_deadly and now - self._armed_at > _AGAIN_S:
            self._armed_at = now
            faulthandler.dump_traceback_later(
                self._seconds + _AGAIN_S + _GRACE_S, exit=True, file=self._nowhere
            )


@contextmanager
def limit_work(
    what: str,
    path: Path,
    *,
    seconds: float,
    memory: int = MEMORY_LIMIT,
    is_deadly: bool = False,
) -> Iterator[None]:
    """Bound what a piece of work in this process may take.

    Args:
        what: What is done, as the subject of a message.
        path: The file that it is done with.
        seconds: The most time.
        memory: The most memory, more than there is taken, in bytes.
        is_deadly: Whether this process may be ended when it is stuck.

    Raises:
        EngineError: It took more.
    """
    try:
        with Clock(seconds, memory=memory, is_deadly=is_deadly) as clock:
            clock.start()
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
    former = _bound_memory(more)
    try:
        yield
    finally:
        _set_bound(former)


def show_size(size: int) -> str:
    """Write a number of bytes as a person would: 2 GB, 512 MB."""
    return f"{size / 1024**3:g} GB" if size >= 1024**3 else f"{size / 1024**2:g} MB"


def _bound_memory(more: int) -> int | None:
    """Let this process have so many bytes more than it has; return the bound that was before."""
    try:
        import resource

        # The sixth number: data and stack, in pages.
        pages = int(Path("/proc/self/statm").read_bytes().split()[5])
        before = resource.getrlimit(resource.RLIMIT_DATA)[0]
    except (ImportError, OSError, ValueError, IndexError):
        return None
    bound = pages * resource.getpagesize() + more
    if before == resource.RLIM_INFINITY or bound < before:
        _set_bound(bound)
    return before


def _set_bound(bound: int | None) -> None:
    if bound is not None:
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(
                resource.RLIMIT_DATA, (bound, resource.getrlimit(resource.RLIMIT_DATA)[1])
            )
