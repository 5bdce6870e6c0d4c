"""Make the handouts of some recipients: the work that any `concurrent.futures.Executor` can do.

In goes a spec and rows, out goes what to write into the journal, and which rows failed. The PDFs
are written here, each whole or not at all. Nothing that goes out says who a recipient is: failures
have row numbers, and words of ours in the place of an exception's.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from handout.deliver.journal import Given
from handout.deliver.protection import LONGEST, protect_pdf
from handout.deliver.sink import Ready
from handout.errors import EngineError, ExitCode, HandoutError, ProjectError
from handout.files.writing import FileWriter
from handout.jobs.merging.spec import MergeSpec
from handout.jobs.merging.worker_state import WorkerState, get_state
from handout.jobs.runtime.worker import show_item
from handout.model import Problem
from handout.read.recipients.keys import Row

_MODE = 0o600

_QUOTING = {
    "glyph.missing": "some handouts have a character that the font lacks.",
    "text.lost": "some words of some handouts are on no page, or cut off there.",
    "engine.message": "the engine has warned of something in some handouts.",
}
"""Codes of problems whose messages may quote what stands in a row, and what is said instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A row without a handout: a code, words for the list of such rows, and the exit code."""

    row: int
    code: str
    message: str
    reason: ExitCode = ExitCode.CONTENT


@dataclass(slots=True, kw_only=True)
class ChunkResult:
    """What came of some rows, or of trying them with nothing written; it grows with each.

    Attributes:
        given: What to write into the journal, of PDFs that are written.
        handouts: What is to be bound by who asked, in the place of being written.
        failures: The rows that have none.
        reasons: How many were rendered in full, by why.
        problems: What is to be said once.
        seconds: How long it took.
        stop: Why the rest was not made, if that stops the whole merge.
    """

    given: list[Given] = field(default_factory=list)
    handouts: list[Ready] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    problems: dict[Problem, None] = field(default_factory=dict)
    seconds: float = 0
    stop: HandoutError | None = None

    @property
    def built(self) -> int:
        """How many handouts were made."""
        return len(self.given) + len(self.handouts)

    def take(self, made: Ready, *, is_bound: bool) -> None:
        """Take a handout."""
        if is_bound:
            self.handouts.append(made)
        else:
            self.given.append(made.given)
        self.problems.update(dict.fromkeys(made.pdf.problems))
        if made.pdf.reason:
            self.reasons[made.pdf.reason] += 1


def make_chunk(spec: MergeSpec, rows: list[Row]) -> ChunkResult:
    """Make the handouts of some recipients, and write them unless they are to be bound.

    Args:
        spec: What is to be made.
        rows: For whom.
    """
    begun = time.monotonic()
    result = ChunkResult()
    writer = FileWriter(spec.output, mode=_MODE)
    try:
        state = get_state(spec)
        for item, row in enumerate(rows):
            show_item(item)
            made = _make_handout(state, row)
            if isinstance(made, Failure):
                result.failures.append(made)
                continue
            if not spec.is_bound:
                writer.write(f"{made.given.id}.pdf", made.pdf.parts)
            result.take(made, is_bound=spec.is_bound)
        state.check()
        if result.reasons:
            # Each rendering has left some 10 MB of objects that hold each other.
            gc.collect()
    except HandoutError as error:
        result.stop = error
    if result.stop is not None and result.stop.exit_code is not ExitCode.OUTPUT:
        # What was made since the last look may be of the old or of the new.
        result.given, result.handouts = [], []
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
    try:
        state = get_state(spec)
        for item, row in enumerate(trials):
            show_item(item)
            result.problems.update(dict.fromkeys(state.try_fields(row)))
        if first is not None and not any(one.is_error for one in result.problems):
            show_item(len(trials))
            made = _make_handout(state, first)
            if isinstance(made, Failure) and made.reason is ExitCode.CONTENT:
                # Is that the article's fault, or the row's?
                result.problems.update(dict.fromkeys(state.make_blank(first).problems))
            state.check()
    except HandoutError as error:
        result.stop = error
    return result


def _make_handout(state: WorkerState, row: Row) -> Ready | Failure:
    """Make one handout; whatever stands in its way costs this row alone."""
    number = row[0]
    try:
        return _make(state, row)
    except ProjectError as error:
        message = "the templates cannot be used for this row."
        if error.where is not None:
            message += f" See {error.where.path.name}, line {error.where.line}."
        return Failure(row=number, code="template.failed", message=message)
    except EngineError as error:
        cause = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
        message = f"the engine failed{cause}."
        return Failure(row=number, code="render.failed", message=message, reason=ExitCode.ENGINE)
    except MemoryError:
        message = "there was not enough memory to render it."
        return Failure(row=number, code="render.memory", message=message, reason=ExitCode.ENGINE)
    except Exception as error:  # noqa: BLE001 # one odd row must not cost all others
        message = f"it failed by a bug in handout ({type(error).__name__})."
        return Failure(row=number, code="render.bug", message=message, reason=ExitCode.BUG)


def _make(state: WorkerState, row: Row) -> Ready | Failure:
    spec = state.spec
    made = state.make(row)
    if not made.parts:
        return _explain(row[0], made.problems)
    password = row[1][spec.columns.index(spec.password_field)] if spec.password_field else ""
    if password:
        try:
            pdf = protect_pdf(made.parts, password)
        except ValueError:
            message = f"the password has more than {LONGEST} bytes."
            return Failure(row=row[0], code="merge.password", message=message)
        made = made._replace(parts=(pdf,), sha256=hashlib.sha256(pdf).hexdigest())
    if made.problems:
        path = spec.variants[state.chooser.choose(row[1]).variant].path
        made = made._replace(problems=_silence(made.problems, path))
    return Ready(state.chooser.describe(row, made), made)


def _explain(row: int, problems: tuple[Problem, ...]) -> Failure:
    errors = [problem for problem in problems if problem.is_error]
    said = (_QUOTING[p.code] if p.code == "text.lost" else p.message for p in errors)
    message = " ".join(dict.fromkeys(said))
    return Failure(
        row=row,
        code=errors[0].code if errors else "render.failed",
        message=message or "no handout came out.",
    )


def _silence(problems: tuple[Problem, ...], path: Path) -> tuple[Problem, ...]:
    """Return what may be said aloud: no words that a row might have brought in."""
    return tuple(
        replace(problem, message=_QUOTING[problem.code], path=path, line=None, column=None)
        if problem.code in _QUOTING
        else problem
        for problem in problems
        if not problem.is_error
    )
