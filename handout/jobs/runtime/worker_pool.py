"""Run tasks in worker processes, and kill the ones that take too much time or memory.

`WorkerPool` is a `concurrent.futures.Executor`, so that another one, such as a cluster's, can stand
in its place. `ProcessPoolExecutor` cannot kill one worker without breaking; here, a thread of this
process waits for each worker, and one more looks at the clock and at the workers' resident memory.
A worker that was killed, or died, is replaced for the next task. Workers are new interpreters, so
that it does not matter which threads this process has, or what its main module is.
"""

from __future__ import annotations

import pickle
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from handout.errors import EngineError, HandoutError, RemoteBug, UsageError
from handout.jobs.runtime.worker_process import Limits, WorkerProcess

_TICK_S = 0.05
_T = TypeVar("_T")


class WorkerPool(Executor):
    """Own worker processes; a context manager that kills them."""

    def __init__(
        self, size: int, *, initializer: Callable[[], object], limits: Limits | None = None
    ) -> None:
        """Start nothing yet.

        Args:
            size: How many workers there may be.
            initializer: Makes a worker ready, with no limit of time. It is sent there, so it is a
                function of a module, or a `functools.partial` of one. If it fails, so do all tasks.
            limits: What one item of a task may take; a task has one, unless it calls `show_item`.

        Raises:
            UsageError: A number is none that anything can be made with.
        """
        limits = limits or Limits()
        if size < 1 or not (limits.seconds > 0 and limits.memory > 0):
            raise UsageError(
                "without a process, and time and memory for each handout, nothing can be made.",
                hint="give numbers above 0.",
            )
        self.size = size
        self._initializer = pickle.dumps((initializer, (), {}))
        self._limits = limits
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(size)
        self._unfinished = 0
        self._workers: list[WorkerProcess] = []
        self._idle: queue.SimpleQueue[WorkerProcess] = queue.SimpleQueue()
        self._failure: HandoutError | RemoteBug | None = None
        self._closing = threading.Event()

    @property
    def processes(self) -> tuple[int, ...]:
        """The workers' process numbers."""
        return tuple(worker.process.pid for worker in self._workers if worker.process)

    @property
    def is_idle(self) -> bool:
        """Whether no task waits or is done."""
        return not self._unfinished

    def warm_up(self, count: int = 1) -> None:
        """Start workers, so that they are ready sooner.

        Raises:
            EngineError: A worker cannot be started.
        """
        with self._lock:
            while len(self._workers) < min(count, self.size):
                self._add_worker()

    def check(self) -> None:
        """Make sure that workers can be made ready.

        Raises:
            EngineError: They cannot, so that no task is done any more.
            RemoteBug: They cannot by a mistake of ours.
            RuntimeError: The pool was closed.
        """
        if self._closing.is_set():
            raise RuntimeError("the pool was closed")
        if self._failure is not None:
            raise self._failure

    def submit(self, fn: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Future[_T]:
        """Have a function called in a worker.

        Its future raises what the function raises, if that is a `HandoutError`; a `WorkerLost`, if
        the worker had to be killed or died; a `RemoteBug` for any other error.

        Raises:
            EngineError: A worker cannot be started, or made ready.
        """
        data = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self.check()
            if self._unfinished >= len(self._workers) < self.size:
                try:
                    self._add_worker()
                except EngineError:
                    if not self._workers:
                        raise
            self._unfinished += 1
            try:
                return self._threads.submit(self._call, data)
            except RuntimeError as error:
                raise _refuse_thread() from error

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002 # as all executors
        """Give up what is under way, kill the workers, and wait until they are gone."""
        with self._lock:
            self._closing.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.kill()
        self._threads.shutdown()
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _add_worker(self) -> None:
        worker = WorkerProcess(self._limits, self._initializer)
        # Here and not in its thread, so that whoever asked is told if it cannot be done.
        worker.start()
        if not self._workers:
            try:
                threading.Thread(target=self._watch, daemon=True).start()
            except RuntimeError as error:
                worker.end()
                raise _refuse_thread() from error
        self._workers.append(worker)
        self._idle.put(worker)

    def _call(self, data: bytes) -> Any:
        """Have a worker do a task, in a thread of its own."""
        worker = self._idle.get()
        try:
            self.check()
            try:
                worker.prepare()
            except (HandoutError, RemoteBug) as error:
                if not self._closing.is_set():
                    self._failure = error
                raise
            value, raised = worker.call(data)
        finally:
            self._idle.put(worker)
            with self._lock:
                self._unfinished -= 1
        if raised is not None:
            raise raised
        return value

    def _watch(self) -> None:
        """Kill workers whose task is over a limit, in a thread of its own."""
        while not self._closing.wait(_TICK_S):
            for worker in self._workers:
                worker.check()


def _refuse_thread() -> EngineError:
    return EngineError(
        "there is not enough memory to begin a thread.",
        hint="close other programs, then call again.",
    )
