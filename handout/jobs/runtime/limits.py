"""Give up what takes too long, or too much memory, in the process that does it.

A thread sends an exception to the one that works, which hears it at its next step in Python. What
a `WorkerPool` runs is watched from outside instead, so that it can be stuck in a library, too.

Memory is bounded by what a process may have of its own, where the system holds to that (Linux does
for `RLIMIT_DATA` since 4.7); who asks for more is told by Python's own `MemoryError`.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from handout.errors import EngineError
from handout.jobs.options import MEMORY_LIMIT
from handout.model import Place

_T = TypeVar("_T")
_AGAIN_S = 1.0
"""So often the exception is sent again; it may be lost in a callback of a library."""


class TimeUp(BaseException):
    """The time is over. No `Exception`, which the engine would take for a fault of its own."""


def limit_work(
    what: str, path: Path, work: Callable[[], _T], *, seconds: float, memory: int = MEMORY_LIMIT
) -> _T:
    """Bound what a piece of work in this process may take, and return what comes of it.

    Args:
        what: What is done, as the subject of a message.
        path: The file that it is done with.
        work: Does it. It is called here: an exception that comes just when a block is left would
            get past a context manager.
        seconds: The most time.
        memory: The most memory, more than there is taken, in bytes.

    Raises:
        EngineError: It took more.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    over, rung, lock = threading.Event(), threading.Event(), threading.Lock()

    def watch() -> None:
        pause = seconds
        while not over.wait(pause):
            with lock:
                if not over.is_set():
                    rung.set()
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TimeUp))
            pause = _AGAIN_S

    def stop() -> None:
        with lock:
            over.set()

    try:
        try:
            threading.Thread(target=watch, name="handout-clock", daemon=True).start()
            with bound_memory(memory):
                return work()
        finally:
            stop()
            # One that was sent and not heard yet comes at the next step. To take it back instead
            # would leave CPython 3.11 looking for it at every step from then on.
            with suppress(TimeUp):
                for _ in range(1000 if rung.is_set() else 0):
                    pass
    except TimeUp:
        # It may have come in the lines above.
        stop()
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
        yield
        return
    bound = pages * resource.getpagesize() + more
    bound = bound if former == resource.RLIM_INFINITY else min(bound, former)
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
