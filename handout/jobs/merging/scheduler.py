"""Hand rows out to an executor in chunks, a few at a time, and take up what a lost worker drops.

Chunks begin with a single row, so that the first PDF comes early, grow until one takes half a
second, and shrink again towards the end, so that all workers end together. When a worker is lost,
the row in hand is named by our own pool, and found by halving the chunk with any other executor; it
is given up, and the other rows of its chunk are made again.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from itertools import islice
from typing import Generic, TypeVar

from handout.errors import EngineError, ExitCode, HandoutError
from handout.jobs.merging.chunk import make_chunk
from handout.jobs.merging.chunk_result import ChunkResult, Failure
from handout.jobs.merging.spec import MergeSpec
from handout.jobs.runtime.worker import WorkerLost
from handout.read.recipients.keys import Row

Take = Callable[[int, ChunkResult], None]
"""Takes what came of a chunk, and of how many rows."""

_CHUNK_S = 0.5
_MOST_ROWS = 2000
_LAST_ROWS = 100
"""So many are worth the way to another process, however near the end is."""

_TRIES = 2
"""So often may a row lose its worker: a cluster may send one to a worker that is just ending."""

_MOST_LOST = 10
"""So many rows in turn that lose their worker are no accident of theirs."""

_LOOK_AGAIN_S = 5.0

_T = TypeVar("_T")


class Work(Generic[_T]):
    """A call for an executor, unlike any other, which shows nothing of its arguments.

    Dask takes two calls that are alike for one, and would answer the second with the first's death;
    it writes a call that fails into the worker's log, and the arguments hold names.
    """

    _numbers = itertools.count()

    def __init__(self, function: Callable[..., _T], *args: object) -> None:
        self._number = next(self._numbers)
        self._function = function
        self._args = args

    def __call__(self) -> _T:
        """Call it."""
        return self._function(*self._args)

    def __repr__(self) -> str:
        """Return the function's name alone."""
        return f"Work({self._function.__name__})"


def get_result(future: Future[_T]) -> _T:
    """Return what came of a call, or wait for it.

    Raises:
        BrokenExecutor: The process that did it died; Dask says so by an error of its own.
        EngineError: A cluster was lost, or has a worker without handout.
        WorkerLost: It was given up by our own pool.
    """
    try:
        return future.result()
    except CancelledError as error:
        raise refuse_loss("the connection to the cluster was lost") from error
    except ImportError as error:
        raise EngineError(
            "a worker that has joined the cluster cannot load handout.",
            hint="install it there, then call again with “--resume”.",
        ) from error
    except Exception as error:
        module = sys.modules.get("distributed.scheduler")
        if module is not None and isinstance(error, module.KilledWorker):
            raise BrokenExecutor("KilledWorker") from error
        raise


def refuse_loss(message: str) -> EngineError:
    """Return the error that ends a merge whose cluster was lost."""
    return EngineError(
        f"{message}.", hint="call again with “--resume”: what is done is not made again."
    )


class Scheduler:
    """Hand out the rows of one merge."""

    def __init__(
        self,
        executor: Executor,
        size: int,
        spec: MergeSpec,
        take: Take,
        *,
        most: int,
        has_room: Callable[[], bool] = lambda: True,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Hand out nothing yet.

        Args:
            executor: Does the work.
            size: How many tasks it does at once.
            spec: What is to be made.
            take: Takes each result; a `HandoutError` that it raises ends the work.
            most: How many rows there are at most.
            has_room: Tells whether more may be begun before what is under way is taken.
            check: Is called when nothing has come for a while; it raises if nothing ever will.
        """
        self._executor = executor
        self._most_tasks = 2 * size
        self._spec = spec
        self._take = take
        self._left = most
        self._has_room = has_room
        self._check = check
        self._size = 1
        self._lost = 0
        self._tries: Counter[int] = Counter()
        self._again: deque[list[Row]] = deque()
        # Any of these may have lost its worker, and would cost others at work there theirs.
        self._suspects: deque[list[Row]] = deque()
        self._is_alone = False
        self._pending: dict[Future[ChunkResult], list[Row]] = {}

    def run(self, rows: Iterator[Row]) -> None:
        """Have everything made.

        Args:
            rows: Whose handouts are to be made; read as there is room.

        Raises:
            HandoutError: Something stops the merge as a whole.
        """
        while True:
            while len(self._pending) < self._most_tasks and (chunk := self._find_chunk(rows)):
                work = Work(make_chunk, self._spec, chunk)
                self._pending[self._executor.submit(work)] = chunk
            if not self._pending:
                return
            done, _ = wait(self._pending, _LOOK_AGAIN_S, FIRST_COMPLETED)
            if not done:
                self._check()
            self._settle(done)

    def _find_chunk(self, rows: Iterator[Row]) -> list[Row]:
        """Return the rows to be made next; none at the end or without room."""
        if self._suspects or self._is_alone:
            if self._pending:
                return []
            self._is_alone = bool(self._suspects)
        if self._suspects:
            return self._suspects.popleft()
        if self._again:
            return self._again.popleft()
        if not self._has_room():
            return []
        share = max(_LAST_ROWS, self._left // self._most_tasks)
        chunk = list(islice(rows, min(self._size, share)))
        self._left -= len(chunk)
        return chunk

    def _settle(self, futures: Iterable[Future[ChunkResult]]) -> None:
        """Take results; the first that stops the merge does so when all are taken."""
        stop: HandoutError | None = None
        for future in futures:
            rows = self._pending.pop(future)
            try:
                result = get_result(future)
            except (WorkerLost, BrokenExecutor) as error:
                self._retry(rows, error)
                continue
            if result.built:
                self._lost = 0
            self._take(len(rows), result)
            stop = stop or result.stop
            self._adapt(len(rows), result.seconds)
        if stop is not None:
            raise stop

    def _adapt(self, count: int, seconds: float) -> None:
        """Choose how many rows the next chunk has."""
        fitting = int(_CHUNK_S * count / max(seconds, 1e-6))
        self._size = max(1, min(fitting, 2 * self._size, _MOST_ROWS))

    def _retry(self, rows: list[Row], error: WorkerLost | BrokenExecutor) -> None:
        """Give up the row that lost its worker, once that is sure, and make the others again."""
        lost = error if isinstance(error, WorkerLost) else WorkerLost("", code="render.crash")
        item = 0 if len(rows) == 1 else lost.item
        if item is None:
            half = len(rows) // 2
            self._suspects += [rows[:half], rows[half:]]
            return
        row = rows[item]
        self._again += [part for part in (rows[:item], rows[item + 1 :]) if part]
        self._tries[row[0]] += 1
        is_crash = lost.code == "render.crash"
        if is_crash and self._tries[row[0]] < _TRIES:
            self._suspects.append([row])
            return
        self._lost += is_crash
        if self._lost == _MOST_LOST:
            raise EngineError(
                "the engine's processes end as soon as they have begun.",
                hint="run `handout doctor`, then call again with “--resume”.",
            ) from error
        failure = Failure(
            row=row[0],
            code=lost.code,
            message="the engine's process ended while rendering it." if is_crash else lost.message,
            reason=ExitCode.ENGINE,
        )
        self._take(1, ChunkResult(failures=[failure]))
