"""Own the processes that make handouts: start them early, replace the dead, leave none behind.

They are a standard `ProcessPoolExecutor`, so that any other executor can stand in its place. What
that class cannot do (kill its workers, end for sure when one dies in the middle of a message) is
added here; `handout.jobs.pool`, which a build uses, speaks another language than executors do.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from handout.errors import EngineError
from handout.jobs.merging.chunk import become_worker
from handout.jobs.pool import can_fork, without_interrupts
from handout.jobs.scratch import remove_scratch

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

LOOK_AGAIN_S = 5.0
"""So often is looked whether a process died unnoticed."""

_T = TypeVar("_T")


class Work(Generic[_T]):
    """A call for somebody else's executor, unlike any other, which shows nothing of its arguments.

    Dask takes two calls that are alike for one, and would answer the second with the first's death;
    it writes a call that fails into the worker's log, and the arguments hold names.
    """

    _numbers = itertools.count()

    def __init__(self, function: Callable[..., _T], args: tuple[object, ...]) -> None:
        self._number = next(self._numbers)
        self._function = function
        self._args = args

    def __call__(self) -> _T:
        """Call it."""
        return self._function(*self._args)

    def __repr__(self) -> str:
        """Return the function's name alone."""
        return f"Work({self._function.__name__})"


class Crew:
    """Hold an executor; a context manager that ends the processes which it started."""

    def __init__(self, size: int, *, executor: Executor | None = None) -> None:
        """Start nothing yet.

        Args:
            size: How many processes there may be.
            executor: Somebody else's, which is used as it is.
        """
        self.size = size
        self._given = executor
        self._pool: ProcessPoolExecutor | None = None
        self._is_shrunk = False
        self._others: set[BaseProcess] = set()
        self._ours: set[BaseProcess] = set()
        self._under_way: set[Future[Any]] = set()

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every process."""
        self.end()

    def submit(self, function: Callable[..., _T], *args: object) -> Future[_T]:
        """Have something done.

        Raises:
            BrokenExecutor: A process died; `end` and call again.
        """
        if self._given is not None:
            given = self._given.submit(Work(function, args))
            self._under_way.add(given)
            given.add_done_callback(self._under_way.discard)
            return given
        if self._pool is None:
            self._pool = self._start(self.size)
        with without_interrupts():
            future = self._pool.submit(function, *args)
            self._ours.update(set(multiprocessing.active_children()) - self._others)
        return future

    def call(self, function: Callable[..., _T], *args: object) -> _T:
        """Have something done, and wait for what comes of it.

        Raises:
            BrokenExecutor: A process died; `end` and call again.
        """
        future = self.submit(function, *args)
        while not wait([future], LOOK_AGAIN_S).done:
            if self.has_dead():
                # It died so that the executor waits for the rest of what it was saying.
                self.end()
        return self.take(future)

    def take(self, future: Future[_T]) -> _T:
        """Return what came of something that is done, or wait for it.

        Raises:
            BrokenExecutor: The process that did it died.
        """
        try:
            return future.result()
        except Exception as error:
            if _is_death(error):
                raise BrokenExecutor(str(type(error).__name__)) from error
            raise

    def cancel(self) -> bool:
        """Give up what somebody else's executor has not done; tell whether there was anything."""
        given_up = [future for future in tuple(self._under_way) if future.cancel()]
        return bool(given_up)

    def examine_folder(self, folder: Path) -> None:
        """Look whether who does the work can write to a folder; here, whoever calls can."""

    @property
    def is_alone(self) -> bool:
        """Whether there is a single process, whose end would tell who killed it."""
        return self._pool is not None and (self.size == 1 or self._is_shrunk)

    def shrink(self) -> None:
        """Go on with a single new process, so that it is known who killed it."""
        self.end()
        if self._given is None:
            self._pool = self._start(1)
            self._is_shrunk = True

    def has_dead(self) -> bool:
        """Tell whether a process has died, which the executor may not have noticed.

        Raises:
            EngineError: The executor's own thread has ended, so that nothing would ever be done.
        """
        thread = getattr(self._pool, "_executor_manager_thread", None)
        if thread is not None and not thread.is_alive():
            raise EngineError(
                "there is not enough memory to begin a thread.",
                hint="close other programs, then call again.",
            )
        return any(not process.is_alive() for process in self._ours)

    def end(self) -> None:
        """Kill the processes, which hold nothing worth keeping, and wait until they are gone."""
        self.cancel()
        pool, self._pool = self._pool, None
        self._is_shrunk = False
        if pool is None:
            return
        for process in self._ours:
            process.kill()
        _unblock(pool)
        pool.shutdown(wait=True, cancel_futures=True)
        for process in self._ours:
            process.join()
        remove_scratch({process.pid or 0 for process in self._ours})
        self._ours.clear()

    def _start(self, size: int) -> ProcessPoolExecutor:
        self._others = set(multiprocessing.active_children())
        is_main = threading.current_thread() is threading.main_thread()
        try:
            pool = ProcessPoolExecutor(
                size,
                mp_context=multiprocessing.get_context("fork" if can_fork() else "spawn"),
                initializer=become_worker,
                # The signal comes when the *thread* that made the process ends.
                initargs=(os.getpid() if is_main else 0,),
            )
        except OSError as error:
            # Its queues have locks of the system, which on Linux lie in /dev/shm.
            raise EngineError(
                f"processes cannot be started: {error.strerror or error}.",
                hint="look whether /dev/shm is there and can be written to, and how many files may"
                " be open (“ulimit -n”).",
            ) from error
        return pool


def _is_death(error: Exception) -> bool:
    """Tell whether an executor says by an error of its own that processes died; Dask does."""
    module = sys.modules.get("distributed.scheduler")
    return module is not None and isinstance(error, module.KilledWorker)


def _unblock(pool: ProcessPoolExecutor) -> None:
    """Close the ends of the pipes that would let the pool's threads wait for the dead.

    One thread may be reading the rest of a message whose writer was killed. In Python before 3.11.5
    another may be writing to a pipe that nobody empties (CPython's issue 94777).
    """
    ends = ["_result_queue._writer"]
    if sys.version_info < (3, 11, 5):
        ends.append("_call_queue._reader")
    for end in ends:
        with suppress(OSError, AttributeError):
            attrgetter(end)(pool).close()
