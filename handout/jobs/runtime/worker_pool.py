"""Run tasks in worker processes, and kill the ones that take too much time or memory.

`WorkerPool` is a `concurrent.futures.Executor`, so that another one, such as a cluster's, can stand
in its place. `ProcessPoolExecutor` cannot kill one worker without breaking; here, each worker has a
thread of this process that waits for it, and one more thread looks at the clock and at the workers'
resident memory. A worker that was killed, or died, is replaced for the next task. Workers are new
interpreters, so that it does not matter which threads this process has, or what its main module is.
"""

from __future__ import annotations

import pickle
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any, TypeVar

from handout.errors import EngineError, HandoutError, RemoteBug, UsageError
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_process import Limits, WorkerProcess

_TICK_S = 0.05
_T = TypeVar("_T")
_Item = tuple["Future[Any]", bytes]


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
        self._tasks: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._unfinished = 0
        self._workers: list[WorkerProcess] = []
        self._threads: list[threading.Thread] = []
        self._failure: HandoutError | RemoteBug | None = None
        self._closing = threading.Event()

    @property
    def processes(self) -> tuple[int, ...]:
        """The workers' process numbers."""
        return tuple(worker.process.pid for worker in self._workers if worker.process)

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
        """
        if self._failure is not None:
            raise self._failure

    def submit(self, fn: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Future[_T]:
        """Have a function called in a worker.

        Its future raises what the function raises, if that is a `HandoutError`; a `WorkerLost`, if
        the worker had to be killed or died; a `RemoteBug` for any other error.

        Raises:
            EngineError: A worker cannot be started, or made ready.
        """
        future: Future[_T] = Future()
        data = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._closing.is_set():
                raise RuntimeError("the pool was closed")
            self.check()
            if self._unfinished >= len(self._workers) < self.size:
                try:
                    self._add_worker()
                except EngineError:
                    if not self._workers:
                        raise
            self._unfinished += 1
            self._tasks.put((future, data))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002 # as all executors
        """Give up what is under way, kill the workers, and wait until they are gone."""
        with self._lock:
            self._closing.set()
        with suppress(queue.Empty):
            while item := self._tasks.get_nowait():
                item[0].cancel()
                self._unfinished -= 1
        for worker in self._workers:
            worker.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._workers, self._threads = [], []

    def _add_worker(self) -> None:
        worker = WorkerProcess(self._limits, self._initializer)
        # Here and not in its thread, so that whoever asked is told if it cannot be done.
        worker.start()
        thread = threading.Thread(target=self._attend, args=(worker,), daemon=True)
        try:
            thread.start()
            if not self._workers:
                threading.Thread(target=self._watch, daemon=True).start()
        except RuntimeError as error:
            worker.end()
            raise EngineError(
                "there is not enough memory to begin a thread.",
                hint="close other programs, then call again.",
            ) from error
        self._workers.append(worker)
        self._threads.append(thread)

    def _attend(self, worker: WorkerProcess) -> None:
        """Hand tasks to one worker and wait for what comes of them, in a thread of its own."""
        self._prepare(worker)
        while (item := self._tasks.get()) is not None:
            future, data = item
            if not future.set_running_or_notify_cancel():
                self._count_finished()
                continue
            if not worker.is_fit and not self._closing.is_set():
                # It has died since, of which this task knows nothing.
                self._prepare(worker)
            error: BaseException | None = self._failure
            value: Any = None
            if error is None:
                try:
                    value, error = worker.call(data)
                except WorkerLost as lost:
                    error = lost
            self._count_finished()
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)
            if not worker.is_fit and not self._closing.is_set():
                self._prepare(worker)
        worker.end()

    def _prepare(self, worker: WorkerProcess) -> None:
        """Make a worker ready, a new process if the last one has ended."""
        try:
            worker.prepare()
        except (HandoutError, RemoteBug) as error:
            if not self._closing.is_set():
                self._failure = error

    def _count_finished(self) -> None:
        with self._lock:
            self._unfinished -= 1

    def _watch(self) -> None:
        """Kill workers whose task is over a limit, in a thread of its own."""
        while not self._closing.wait(_TICK_S):
            for worker in self._workers:
                worker.check()
