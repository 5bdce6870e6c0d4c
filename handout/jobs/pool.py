"""Keep a few worker processes that make documents, and give up the documents that ask too much.

`ProcessPoolExecutor` cannot kill one worker without breaking, and `RLIMIT_AS` counts virtual
memory, so this is a small pool of our own: one pipe a worker, and a parent that looks at the clock
and at the resident size while it waits. A worker that had to be killed, or died, is replaced by the
next `grow`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from handout.errors import EngineError
from handout.jobs.limits import show_size
from handout.jobs.scratch import remove_scratch
from handout.jobs.worker import INTERRUPTS, Fault, Load, Ready, serve

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_TICK_S = 0.05
_LONGEST_STEP_S = 1.0
"""More time than this between two looks was not the document's: the machine slept, or Ctrl-Z."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may take: seconds, and bytes of resident memory of its process."""

    seconds: float = 60
    memory: int = 2 * 1024**3


class Result(NamedTuple):
    """What came of a request: `ticket` is what it was submitted with."""

    ticket: Any
    answer: Any
    seconds: float


class Pool:
    """Own the workers; a context manager that leaves none behind."""

    def __init__(self, load: Load, *, limits: Limits | None = None) -> None:
        """Start nothing yet.

        Args:
            load: Makes what answers, in each worker.
            limits: What one document may take.
        """
        self._load = load
        self._limits = limits or Limits()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every worker."""
        self.close()

    @property
    def processes(self) -> tuple[int, ...]:
        """The workers' process numbers."""
        return tuple(worker.process.pid or 0 for worker in self._workers)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return any(worker.request is not None for worker in self._workers)

    @property
    def busy(self) -> int:
        """How many answers are awaited."""
        return sum(worker.request is not None for worker in self._workers)

    @property
    def is_free(self) -> bool:
        """Whether a worker is ready for a request."""
        return any(worker.is_free for worker in self._workers)

    def grow(self, count: int) -> None:
        """Start workers until there are so many."""
        while len(self._workers) < count:
            self._workers.append(self._start())

    def submit(self, ticket: object, request: object) -> None:
        """Give a request to a free worker; `is_free` must hold.

        Args:
            ticket: Comes back with the result.
            request: What to make.
        """
        worker = next(worker for worker in self._workers if worker.is_free)
        worker.begin(ticket, request)

    def collect(self, *, block: bool) -> list[Result]:
        """Take the answers that have come, and give up what is over a limit.

        Args:
            block: Whether to wait until there is an answer or a worker has become ready.

        Raises:
            EngineError: The engine cannot be loaded.
        """
        while True:
            results: list[Result] = []
            free = sum(worker.is_free for worker in self._workers)
            workers: dict[Any, _Worker] = {w.connection: w for w in self._workers}
            for connection in wait(list(workers), _TICK_S if block else 0):
                self._receive(workers[connection], results)
            for worker in list(self._workers):
                self._watch(worker, results)
            is_news = results or sum(worker.is_free for worker in self._workers) > free
            if is_news or not block or not self._workers:
                return results

    def close(self) -> None:
        """Kill the workers, which hold nothing worth keeping, and wait until they are gone."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.bury()

    def _start(self) -> _Worker:
        forks = can_fork()
        context = get_context("fork" if forks else "spawn")
        ours, theirs = context.Pipe()
        is_main = threading.current_thread() is threading.main_thread()
        inherited = [worker.connection for worker in self._workers] + [ours] if forks else []
        process = context.Process(  # type: ignore[attr-defined] # typeshed: BaseContext has none
            target=serve,
            # The signal comes when the *thread* that made the process ends.
            args=(theirs, self._load, os.getpid() if is_main else 0, inherited),
            name="handout-worker",
            daemon=True,
        )
        with without_interrupts():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _receive(self, worker: _Worker, results: list[Result]) -> None:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._mourn(worker, results)
            return
        if isinstance(message, Ready):
            worker.become_ready()
        elif isinstance(message, Fault) and not worker.is_ready:
            raise EngineError(message.message, hint=message.hint)
        else:
            results.append(worker.end(message))
            if worker.is_bloated(self._limits.memory):
                self._discard(worker)

    def _mourn(self, worker: _Worker, results: list[Result]) -> None:
        """Deal with a worker that died by itself."""
        # It closed its pipe in dying: wait for how it ended before `_discard` ends it.
        worker.process.join(1)
        self._discard(worker)
        if not worker.is_ready:
            raise EngineError(
                f"the engine cannot be loaded: its process {worker.describe_end()}.",
                hint="run `handout doctor`.",
            )
        if worker.request is not None:
            message = f"the engine's process {worker.describe_end()} while rendering it."
            hint = "look for what is unusual in it: a broken picture or font, above all."
            results.append(worker.end(Fault("render.crash", message, hint)))

    def _watch(self, worker: _Worker, results: list[Result]) -> None:
        """Kill a worker whose document is over a limit."""
        worker.tick()
        if worker.request is None:
            return
        limits = self._limits
        if worker.spent > limits.seconds:
            message = f"making it took more than {limits.seconds:g} s and was given up."
            hint = "make the article or its templates simpler, or allow more with “--timeout”."
            fault = Fault("render.timeout", message, hint)
        elif (worker.measure_memory() or 0) > limits.memory:
            message = f"making it took more than {show_size(limits.memory)} and was given up."
            hint = "look for large pictures and what repeats itself, or allow more with “--memory”."
            fault = Fault("render.memory", message, hint)
        else:
            return
        self._discard(worker)
        results.append(worker.end(fault))

    def _discard(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.bury()


class _Worker:
    """One process, its pipe, and what it is doing."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.is_ready = False
        self.request: object | None = None
        self.spent = 0.0
        self._seen = 0.0
        self._begun = 0.0
        self._size_when_ready = 0

    @property
    def is_free(self) -> bool:
        return self.is_ready and self.request is None

    def become_ready(self) -> None:
        self.is_ready = True
        self._size_when_ready = self.measure_memory() or 0

    def begin(self, ticket: object, request: object) -> None:
        self.request = ticket
        self.spent = 0.0
        self._seen = self._begun = time.monotonic()
        # A worker that died meanwhile is noticed, and its document named, by the next `collect`.
        with suppress(OSError):
            self.connection.send(request)

    def tick(self) -> None:
        now = time.monotonic()
        self.spent += min(now - self._seen, _LONGEST_STEP_S)
        self._seen = now

    def end(self, answer: Any) -> Result:
        ticket, self.request = self.request, None
        return Result(ticket, answer, time.monotonic() - self._begun)

    def measure_memory(self) -> int | None:
        """Return the resident size in bytes, or None where the system cannot tell."""
        try:
            fields = Path(f"/proc/{self.process.pid}/statm").read_bytes().split()
            return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError, AttributeError):
            return None

    def is_bloated(self, limit: int) -> bool:
        """Tell whether it kept so much of past documents that the next would pay for them."""
        size = self.measure_memory()
        return size is not None and size > self._size_when_ready + limit // 4

    def describe_end(self) -> str:
        code = self.process.exitcode
        if code is not None and code < 0:
            try:
                return f"was ended by {signal.Signals(-code).name}"
            except ValueError:
                return f"was ended by the signal {-code}"
        return f"ended with the code {code}"

    def bury(self) -> None:
        self.process.join()
        self.connection.close()
        remove_scratch({self.process.pid or 0})


def can_fork() -> bool:
    """Tell whether a fork of this process is sound: it copies one thread, and all locks."""
    return sys.platform.startswith("linux") and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C and the like back while a process is made: they could strike the child first."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
