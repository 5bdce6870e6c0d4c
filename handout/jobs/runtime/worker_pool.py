"""Run tasks in worker processes, and kill the ones that take too much time or memory.

`WorkerPool` is a `concurrent.futures.Executor`, so that another one, such as a cluster's, can stand
in its place. `ProcessPoolExecutor` cannot kill one worker without breaking; here, each worker has a
thread of this process that waits for it, and one more thread looks at the clock and at the workers'
resident memory. A worker that was killed, or died, is replaced for the next task. Workers are new
interpreters, so that it does not matter which threads this process has, or what its main module is.
"""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from handout.errors import EngineError, HandoutError, RemoteBug
from handout.jobs.runtime.limits import show_size
from handout.jobs.runtime.scratch import make_scratch, remove_stale_scratch
from handout.jobs.runtime.worker import (
    ITEM,
    ITEM_FILE,
    NO_ITEM,
    Outcome,
    WorkerLost,
    read_message,
    write_message,
)

_TICK_S = 0.05
_LONGEST_STEP_S = 1.0
"""More time than this between two looks was not the task's: the machine slept, or Ctrl-Z."""

_CODE = (
    "import sys; sys.path[:] = sys.argv[2:];"
    " from handout.jobs.runtime.worker import serve; serve(sys.argv[1])"
)

_T = TypeVar("_T")
_Item = tuple["Future[Any]", bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one item of a task may take: seconds, and bytes of resident memory of its process."""

    seconds: float = 60
    memory: int = 2 * 1024**3


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
        """
        self.size = size
        self._initializer = pickle.dumps((initializer, (), {}))
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._tasks: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._unfinished = 0
        self._workers: list[_Worker] = []
        self._threads: list[threading.Thread] = []
        self._failure: HandoutError | RemoteBug | None = None
        self._closing = threading.Event()

    def __exit__(self, *_: object) -> None:
        """Kill the workers."""
        self.close()

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

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers after their tasks, unless those are cancelled; see `Executor`."""
        if cancel_futures:
            self._cancel_tasks()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            self.close()

    def close(self) -> None:
        """Kill the workers, which hold nothing worth keeping, and wait until they are gone."""
        with self._lock:
            self._closing.set()
        self._cancel_tasks()
        for worker in self._workers:
            worker.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._workers, self._threads = [], []

    def _cancel_tasks(self) -> None:
        with suppress(queue.Empty):
            while True:
                item = self._tasks.get_nowait()
                if item is not None:
                    item[0].cancel()
                    self._unfinished -= 1

    def _add_worker(self) -> None:
        worker = _Worker(self._limits, self._initializer)
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

    def _attend(self, worker: _Worker) -> None:
        """Hand tasks to one worker and wait for what comes of them, in a thread of its own."""
        self._prepare(worker)
        while (item := self._tasks.get()) is not None:
            future, data = item
            if not future.set_running_or_notify_cancel():
                self._count_finished()
                continue
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

    def _prepare(self, worker: _Worker) -> None:
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


class _Worker:
    """One process after another, their pipes, and what the one that there is does."""

    def __init__(self, limits: Limits, initializer: bytes) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._limits = limits
        self._initializer = initializer
        self._scratch: Path | None = None
        self._fault: tuple[str, str, str] | None = None
        self._is_at_work = False
        self._item = NO_ITEM
        self._spent = self._seen = 0.0
        self._size_when_ready = 0

    @property
    def is_fit(self) -> bool:
        """Whether it is alive, and has not kept so much of past tasks that the next would pay."""
        if self.process is None:
            return False
        size = self._measure_memory()
        return size is None or size <= self._size_when_ready + self._limits.memory // 4

    def start(self) -> None:
        """Start a process.

        Raises:
            EngineError: It cannot be started.
        """
        remove_stale_scratch()
        self._scratch = make_scratch()
        self._fault, self._item = None, NO_ITEM
        try:
            if self._scratch is not None:
                (self._scratch / ITEM_FILE).write_bytes(ITEM.pack(NO_ITEM))
            self.process = subprocess.Popen(
                [sys.executable, "-c", _CODE, str(self._scratch or ""), *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C and a terminal that is closed are for this process alone.
                start_new_session=True,
            )
        except OSError as error:
            self.end()
            raise EngineError(
                f"processes cannot be started: {error.strerror or error}.",
                hint="close other programs, or raise the limits of files and processes (“ulimit”).",
            ) from error

    def prepare(self) -> None:
        """Make the process ready, a new one if there is none that is fit.

        Raises:
            EngineError: It died, or the engine cannot be loaded.
            RemoteBug: The initializer has failed by a mistake of ours.
        """
        if not self.is_fit:
            self.end()
            self.start()
        try:
            _, error = self._ask(self._initializer)
        except (EOFError, OSError):
            end = self._bury()
            raise EngineError(
                f"the engine cannot be loaded: its process {end}.", hint="run `handout doctor`."
            ) from None
        if error is not None:
            raise error
        self._size_when_ready = self._measure_memory() or 0

    def call(self, data: bytes) -> Outcome:
        """Have a task done.

        Raises:
            WorkerLost: The process was killed for it, or died.
        """
        self._spent, self._seen = 0.0, time.monotonic()
        self._is_at_work = True
        try:
            return self._ask(data)
        except (EOFError, OSError, pickle.UnpicklingError):
            item, fault = self._read_item(), self._fault
            end = self._bury()
            if fault is None:
                message = f"the engine's process {end} while rendering it."
                hint = "look for what is unusual in it: a broken picture or font, above all."
                fault = "render.crash", message, hint
            code, message, hint = fault
            known = item if item != NO_ITEM else None
            raise WorkerLost(message, hint=hint, code=code, item=known) from None
        finally:
            self._is_at_work = False

    def check(self) -> None:
        """Kill the process if what it does is over a limit."""
        if not self._is_at_work:
            return
        now, item = time.monotonic(), self._read_item()
        if item != self._item:
            self._item, self._spent = item, 0.0
        self._spent += min(now - self._seen, _LONGEST_STEP_S)
        self._seen = now
        limits = self._limits
        if self._spent > limits.seconds:
            message = f"making it took more than {limits.seconds:g} s and was given up."
            hint = "make the article or its templates simpler, or allow more with “--timeout”."
            self._fault = "render.timeout", message, hint
        elif (self._measure_memory() or 0) > limits.memory:
            message = f"making it took more than {show_size(limits.memory)} and was given up."
            hint = "look for large pictures and what repeats itself, or allow more with “--memory”."
            self._fault = "render.memory", message, hint
        else:
            return
        self.kill()

    def kill(self) -> None:
        """Kill the process; whoever waits for it is told."""
        if (process := self.process) is not None:
            process.kill()

    def end(self) -> None:
        """Kill the process, and tidy up after it."""
        self.kill()
        self._bury()

    def _ask(self, data: bytes) -> Outcome:
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        write_message(process.stdin, data)  # type: ignore[arg-type] # typeshed: IO is no BinaryIO
        outcome: Outcome = pickle.loads(read_message(process.stdout))  # type: ignore[arg-type]
        return outcome

    def _bury(self) -> str:
        """Wait until the process has ended, tidy up, and say how it ended."""
        process, self.process = self.process, None
        if process is not None:
            # It closes its pipe in dying.
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
        code = process.returncode if process is not None else 0
        if code >= 0:
            return f"ended with the code {code}"
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by the signal {-code}"

    def _read_item(self) -> int:
        if self._scratch is None:
            return NO_ITEM
        try:
            number: int = ITEM.unpack((self._scratch / ITEM_FILE).read_bytes())[0]
        except (OSError, struct.error):
            return NO_ITEM
        return number

    def _measure_memory(self) -> int | None:
        """Return the resident size in bytes, or None where the system cannot tell."""
        try:
            pid = self.process.pid if self.process is not None else 0
            fields = Path(f"/proc/{pid}/statm").read_bytes().split()
            return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError, AttributeError):
            return None
