"""Hand rows out to an executor in chunks, a few at a time, and take up what a dying process drops.

Chunks begin with a single row, so that the first PDF comes early, grow until one takes half a
second, and shrink again towards the end, so that all processes end together. When a process dies,
nobody knows which row killed it, so what was under way is done again a row at a time in a process
of its own; who kills that twice is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from itertools import islice

from handout.errors import EngineError, ExitCode, HandoutError
from handout.jobs.merging.chunk import make_chunk
from handout.jobs.merging.crew import LOOK_AGAIN_S, Crew
from handout.jobs.merging.exchange import Exchange, Task
from handout.jobs.merging.results import ChunkResult, Failure, Terms
from handout.jobs.merging.spec import MergeSpec, Row
from handout.personalise.offers import Offer

Take = Callable[[int, ChunkResult], None]
"""Takes what came of a chunk, and of how many rows."""

_CHUNK_S = 0.5
_MOST_ROWS = 2000
_LAST_ROWS = 100
"""So many are worth the way to another process, however near the end is."""

_TRIES = 2
"""So often is a row tried alone: a cluster may send one to a worker that is just ending."""

_MOST_DEATHS = 10
"""So many rows in turn that kill their process are no accident of theirs."""


class Dispatch:
    """Hand out the rows of one merge."""

    def __init__(
        self,
        crew: Crew,
        spec: MergeSpec,
        take: Take,
        *,
        most: int,
        has_room: Callable[[], bool] = lambda: True,
        offers: Iterable[Offer] = (),
    ) -> None:
        """Hand out nothing yet.

        Args:
            crew: Who does the work.
            spec: What is to be made.
            take: Takes each result; a `HandoutError` that it raises ends the work.
            most: How many rows there are at most.
            has_room: Tells whether more may be begun before what is under way is taken.
            offers: Masters that there are already.
        """
        self._crew = crew
        self._spec = spec
        self._take = take
        self._left = most
        self._has_room = has_room
        self._size = 1
        self._deaths = 0
        self._exchange = Exchange(offers, is_open=crew.size > 1)
        self._pending: dict[Future[ChunkResult], Task] = {}

    def run(self, rows: Iterator[Row]) -> None:
        """Have everything made.

        Args:
            rows: Whose handouts are to be made; read as there is room.

        Raises:
            HandoutError: Something stops the merge as a whole.
        """
        while True:
            dropped = self._hand_out(rows)
            if not self._pending and not dropped:
                return
            dropped += self._collect()
            if dropped:
                # All that was under way is lost with the executor.
                dropped += self._settle(list(self._pending))
                self._try_alone(dropped)

    def _hand_out(self, rows: Iterator[Row]) -> list[Row]:
        """Submit chunks while there is room, and return the rows that could not be."""
        while len(self._pending) < 2 * self._crew.size:
            task = self._exchange.find_task(self._size) or self._take_up(rows)
            if task is None:
                break
            try:
                self._submit(task)
            except BrokenExecutor:
                self._exchange.drop(task)
                return task.rows
        return []

    def _take_up(self, rows: Iterator[Row]) -> Task | None:
        """Return the next chunk of rows that nobody has seen; None at the end or without room."""
        if not self._has_room():
            return None
        share = max(_LAST_ROWS, self._left // (2 * self._crew.size))
        chunk = list(islice(rows, min(self._size, share)))
        self._left -= len(chunk)
        return Task(rows=chunk, terms=self._exchange.terms, is_new=True) if chunk else None

    def _submit(self, task: Task) -> None:
        future = self._crew.submit(make_chunk, self._spec, task.rows, task.terms)
        self._pending[future] = task

    def _collect(self) -> list[Row]:
        """Wait for results and take them; return the rows of those that will not come."""
        if not self._pending:
            return []
        done, _ = wait(self._pending, LOOK_AGAIN_S, FIRST_COMPLETED)
        if not done and self._crew.has_dead():
            # It died so that the executor waits for the rest of what it was saying.
            self._crew.end()
        return self._settle(done)

    def _settle(self, futures: Iterable[Future[ChunkResult]]) -> list[Row]:
        """Take results, and return the rows of those for which a process died instead."""
        dropped: list[Row] = []
        stop: HandoutError | None = None
        for future in futures:
            task = self._pending.pop(future)
            try:
                result = self._crew.take(future)
            except BrokenExecutor:
                self._exchange.drop(task)
                dropped += task.rows
                continue
            self._exchange.take(task, result)
            self._take(len(task.rows) - len(result.deferred), result)
            # What is finished is taken first, whatever ends the merge.
            stop = stop or result.stop
            if task.is_new:
                self._adapt(len(task.rows), result.seconds)
        if stop is not None:
            raise stop
        return dropped

    def _adapt(self, count: int, seconds: float) -> None:
        """Choose how many rows the next chunk has."""
        fitting = int(_CHUNK_S * count / max(seconds, 1e-6))
        self._size = max(1, min(fitting, 2 * self._size, _MOST_ROWS))

    def _try_alone(self, rows: list[Row]) -> None:
        """Make handouts one at a time, and give up those that kill their process each time."""
        for row in rows:
            if self._try(row):
                self._deaths = 0
                continue
            self._deaths += 1
            if self._deaths == _MOST_DEATHS:
                raise EngineError(
                    "the engine's processes end as soon as they have begun.",
                    hint="run `handout doctor`, then call again with “--resume”.",
                )
            failure = Failure(
                row=row[0],
                code="render.crash",
                message="the engine's process ended while rendering it.",
                reason=ExitCode.ENGINE,
            )
            self._take(1, ChunkResult(failures=[failure]))
        # A new crew, of full size.
        self._crew.end()

    def _try(self, row: Row) -> bool:
        for _ in range(_TRIES):
            if not self._crew.is_alone:
                self._crew.shrink()
            try:
                self._submit(Task(rows=[row], terms=Terms()))
            except BrokenExecutor:
                self._crew.end()
                continue
            if not self._wait_alone():
                return True
            self._crew.end()
        return False

    def _wait_alone(self) -> list[Row]:
        while True:
            dropped = self._collect()
            if dropped or not self._pending:
                return dropped
