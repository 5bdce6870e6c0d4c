"""Hand rows out to an executor in chunks, a few at a time, and take up what a lost worker drops.

Chunks begin with a single row, so that the first PDF comes early, grow until one takes half a
second, and shrink again towards the end, so that all workers end together. When a worker is lost,
the row in hand is given up, and the other rows of its chunk are made again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice

from handout.deliver.sink import Sink
from handout.errors import EngineError, ExitCode, HandoutError
from handout.jobs.merging.chunk import ChunkResult, Failure, make_chunk
from handout.jobs.merging.cluster import ClusterExecutor
from handout.jobs.merging.report import MergeReport
from handout.jobs.merging.spec import MergeSpec
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.read.recipients.keys import Row

Workers = WorkerPool | ClusterExecutor

_CHUNK_S = 0.5
_MOST_ROWS = 2000
_LAST_ROWS = 100
"""So many are worth the way to another process, however near the end is."""

_MOST_LOST = 10
"""So many rows in turn that lose their worker are no accident of theirs."""

_LOOK_AGAIN_S = 5.0


class Scheduler:
    """Hand out the rows of one merge."""

    def __init__(
        self,
        workers: Workers,
        spec: MergeSpec,
        sink: Sink,
        report: MergeReport,
        progress: Progress,
        *,
        most: int,
    ) -> None:
        """Hand out nothing yet.

        Args:
            workers: Do the work.
            spec: What is to be made.
            sink: Takes what is made, and says whether there is room for more.
            report: Counts it.
            progress: Is told of each row.
            most: How many rows there are at most.
        """
        self._workers = workers
        self._most_tasks = 2 * workers.size
        self._spec = spec
        self._sink = sink
        self._report = report
        self._progress = progress
        self._left = most
        self._size = 1
        self._lost = 0
        # The rows whose worker has died once, as it may by an accident that is not theirs.
        self._tried: set[int] = set()
        self._again: deque[list[Row]] = deque()
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
                self._pending[self._workers.submit(make_chunk, self._spec, chunk)] = chunk
            if not self._pending:
                return
            done, _ = wait(self._pending, _LOOK_AGAIN_S, FIRST_COMPLETED)
            if not done:
                self._workers.check()
            self._settle(done)

    def _find_chunk(self, rows: Iterator[Row]) -> list[Row]:
        """Return the rows to be made next; none at the end or without room."""
        if self._again:
            return self._again.popleft()
        if not self._sink.has_room:
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
                result = future.result()
            except WorkerLost as error:
                self._retry(rows, error)
                continue
            if result.built:
                self._lost = 0
            self._take(len(rows), result)
            stop = stop or result.stop
            fitting = int(_CHUNK_S * len(rows) / max(result.seconds, 1e-6))
            self._size = max(1, min(fitting, 2 * self._size, _MOST_ROWS))
        if stop is not None:
            raise stop

    def _take(self, count: int, result: ChunkResult) -> None:
        """Take what came of so many rows."""
        self._sink.take(result.given, result.handouts, [one.row for one in result.failures])
        self._report.take(result)
        for _ in range(count if result.stop is None else 0):
            self._progress.advance()

    def _retry(self, rows: list[Row], lost: WorkerLost) -> None:
        """Give up the row that lost its worker, and make the others again."""
        item = lost.item or 0
        row = rows[item]
        self._again += [part for part in (rows[:item], rows[item + 1 :]) if part]
        if lost.code == "render.crash":
            if row[0] not in self._tried:
                self._tried.add(row[0])
                self._again.append([row])
                return
            self._lost += 1
        if self._lost == _MOST_LOST:
            raise EngineError(
                "the engine's processes end as soon as they have begun.",
                hint="run `handout doctor`, then call again with “--resume”.",
            ) from lost
        failure = Failure(row=row[0], code=lost.code, message=lost.message, reason=ExitCode.ENGINE)
        self._take(1, ChunkResult(failures=[failure]))
