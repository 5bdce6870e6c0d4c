"""Make the handouts of some recipients: the work that any `concurrent.futures.Executor` can do.

In goes a spec and rows, out goes what to write into the journal, and which rows failed. The PDFs
are written here, each whole or not at all. Nothing that goes out says who a recipient is: failures
have row numbers, and words of ours in the place of an exception's.
"""

from __future__ import annotations

import gc
import threading
import time

from handout.deliver.sink import Ready
from handout.errors import EngineError, ExitCode, HandoutError
from handout.files.writing import FileWriter
from handout.jobs.merging.chunk_result import ChunkResult, Failure
from handout.jobs.merging.making import make_handout
from handout.jobs.merging.spec import MergeSpec
from handout.jobs.merging.worker_state import WorkerState, forget, get_state
from handout.jobs.runtime.limits import Clock, TimeUp, limit_work
from handout.model import Problem
from handout.read.recipients.keys import Row

# Two threads of one process would share an engine, which serves one document at a time.
_lock = threading.Lock()
_MODE = 0o600


def make_chunk(spec: MergeSpec, rows: list[Row]) -> ChunkResult:
    """Make the handouts of some recipients, and write them unless they are to be bound.

    Args:
        spec: What is to be made.
        rows: For whom.
    """
    begun = time.monotonic()
    result = ChunkResult()
    writer = FileWriter(spec.output, mode=_MODE)
    with _lock:
        try:
            with Clock(spec.options.seconds) as clock:
                for item, row in enumerate(rows):
                    # It may have been forgotten with the row before.
                    state = get_state(spec)
                    made = make_handout(state, row, clock, item=item)
                    if isinstance(made, Ready) and not spec.is_bound:
                        writer.write(f"{made.given.id}.pdf", made.pdf.parts)
                    result.take(made, is_bound=spec.is_bound)
            get_state(spec).check()
            if result.reasons:
                # Each rendering has left some 10 MB of objects that hold each other.
                gc.collect()
        except HandoutError as error:
            result.stop = error
        except MemoryError:
            result.stop = EngineError(
                "there is not enough memory.", hint="make fewer at once: “--jobs 1”."
            )
    if result.stop is not None and result.stop.exit_code is not ExitCode.OUTPUT:
        # What was made since the last look may be of the old or of the new.
        result.drop_handouts()
    result.seconds = time.monotonic() - begun
    return result


def run_trial(spec: MergeSpec, trials: list[Row], first: Row | None) -> ChunkResult:
    """Try everything once: the fields of the article in each language, and one whole handout.

    Args:
        spec: What is to be made.
        trials: A row for each variant that is asked for.
        first: The row whose handout is tried.
    """
    result = ChunkResult()
    with _lock:
        try:
            state = get_state(spec)
            for item, row in enumerate(trials):
                with limit_work(
                    "composing it",
                    spec.variants[0].path,
                    seconds=spec.options.seconds,
                    item=item,
                ):
                    result.problems.update(dict.fromkeys(state.try_fields(row)))
            if first is not None and not any(one.is_error for one in result.problems):
                with Clock(spec.options.seconds) as clock:
                    made = make_handout(state, first, clock, item=len(trials))
                    if isinstance(made, Failure) and made.reason is ExitCode.CONTENT:
                        result.problems.update(_find_own_problems(state, first, clock, len(trials)))
                state.check()
        except HandoutError as error:
            result.stop = error
    return result


def _find_own_problems(
    state: WorkerState, row: Row, clock: Clock, item: int
) -> dict[Problem, None]:
    """Return what is the article's fault, and not the row's."""
    clock.start(item)
    try:
        return dict.fromkeys(state.make_blank(row).problems)
    except TimeUp:
        forget()
        return {}
    finally:
        clock.stop()
