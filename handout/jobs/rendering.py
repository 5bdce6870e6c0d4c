"""Have drafts composed and rendered: composing here, rendering in the workers, at the same time.

While the workers are busy, this process composes a few handouts ahead, so that a worker that has
finished need not wait. A handout whose layout has to change after the first rendering is composed
and rendered once more, never a third time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handout.errors import ExitCode, HandoutError
from handout.jobs.drafts import Draft
from handout.jobs.limits import limit_work
from handout.jobs.outcome import Outcome, describe_bug, describe_failure
from handout.jobs.progress import Progress
from handout.jobs.reports import BuildOptions
from handout.jobs.worker import Fault, Request
from handout.jobs.workshop import Workshop
from handout.model import Problem, Severity

if TYPE_CHECKING:
    from handout.compose.composed import Composed
    from handout.compose.composer import Composer
    from handout.compose.layout import Layout
    from handout.jobs.pool import Pool, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A handout as PDF, not yet written; `problems` and `dependencies` are of the whole way."""

    draft: Draft
    composed: Composed
    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]
    dependencies: dict[str, str | None]

    def write_html(self, fonts: Path) -> str:
        """Write what was rendered as one HTML text that stands alone on this machine.

        Args:
            fonts: The folder of the static font faces.
        """
        from handout.render.fonts import declare_faces

        return self.composed.alone(declare_faces(self.composed.font, fonts))


@dataclass(slots=True, kw_only=True, eq=False)
class _Task:
    """A composed handout on its way through a worker."""

    draft: Draft
    composed: Composed
    problems: tuple[Problem, ...]
    is_final: bool

    @property
    def spent(self) -> float:
        """The seconds that the document has taken before; the pool counts on from there."""
        return self.draft.spent


class Rendering:
    """Render the drafts of one build."""

    def __init__(
        self,
        composer: Composer,
        workshop: Workshop,
        outcome: Outcome,
        progress: Progress,
        *,
        options: BuildOptions,
    ) -> None:
        """Begin nothing yet.

        Args:
            composer: Composes.
            workshop: Has the workers.
            outcome: Takes problems and failures.
            progress: Is told of each document.
            options: Whether missing things are warnings, and what a document may take.
        """
        self._composer = composer
        self._workshop = workshop
        self._outcome = outcome
        self._progress = progress
        self._allow_missing = options.allow_missing
        self._seconds = options.seconds
        self._memory = options.memory

    def render(self, drafts: list[Draft]) -> Iterator[Rendered]:
        """Render all; what fails goes to the outcome, the rest comes as it is finished."""
        self._progress.start("Building", len(drafts))
        drafted = deque(drafts)
        composed: deque[_Task] = deque()
        results: list[Result] = []
        pool = self._workshop.grow(len(drafts))
        while True:
            # The workers come first: they are what takes time.
            self._feed(pool, composed)
            for result in results:
                rendered = self._take(result, composed)
                self._feed(pool, composed)
                if rendered is not None:
                    yield rendered
            remaining = len(drafted) + len(composed) + pool.busy
            if not remaining:
                return
            pool = self._workshop.grow(remaining)
            has_room = bool(drafted) and len(composed) < self._workshop.size
            if has_room:
                self._compose(drafted.popleft(), composed)
            results = pool.collect(block=not has_room and bool(pool.processes))

    def _feed(self, pool: Pool, composed: deque[_Task]) -> None:
        while composed and pool.is_free:
            task = composed.popleft()
            self._progress.name(task.draft.document.label)
            pool.submit(task, self._request(task))

    def _request(self, task: _Task) -> Request:
        source = task.draft.article.path
        return Request(
            composed=task.composed,
            roots=self._composer.list_roots(source),
            final=task.is_final,
            allow_missing=self._allow_missing,
        )

    def _compose(self, draft: Draft, composed: deque[_Task], layout: Layout | None = None) -> None:
        problems: dict[Problem, None] = {}
        try:
            with limit_work(
                "composing it", draft.article.path, seconds=self._seconds, memory=self._memory
            ):
                result = self._composer.compose(
                    draft.article,
                    format=draft.document.format,
                    edition=draft.document.edition,
                    layout=layout,
                    report=lambda problem: problems.setdefault(problem),
                )
        except HandoutError as error:
            # It may be the article's fault that a template fails, and does so with no other.
            problem = describe_failure(error, draft.article.path, "compose.failed")
            self._fail(draft, (*problems, problem), reason=error.exit_code)
            return
        except Exception as error:  # noqa: BLE001 # one article must not cost all others
            problem = describe_bug(error, draft.article.path)
            self._fail(draft, (*problems, problem), reason=ExitCode.BUG, bug=error)
            return
        is_faulty = any(problem.severity is Severity.ERROR for problem in problems)
        if result is None or is_faulty:
            self._fail(draft, tuple(problems))
            return
        task = _Task(
            draft=draft,
            composed=result,
            problems=tuple(problems),
            is_final=layout is not None,
        )
        # What was rendered once is finished first.
        composed.appendleft(task) if task.is_final else composed.append(task)

    def _take(self, result: Result, composed: deque[_Task]) -> Rendered | None:
        task, answer = result.ticket, result.answer
        draft = task.draft
        draft.spent += result.seconds
        if isinstance(answer, Fault):
            problem = Problem(
                code=answer.code,
                severity=Severity.ERROR,
                path=draft.article.path,
                message=answer.message,
                hint=answer.hint,
            )
            self._fail(draft, (*task.problems, problem), reason=ExitCode.ENGINE)
            return None
        if answer.layout is not None and not task.is_final:
            self._compose(draft, composed, answer.layout)
            return None
        problems = _merge((*draft.problems, *task.problems), answer.problems)
        if answer.pdf is None:
            self._fail(draft, problems)
            return None
        self._outcome.say_all(problems)
        self._progress.advance()
        return Rendered(
            draft=draft,
            composed=task.composed,
            pdf=answer.pdf,
            pages=answer.pages,
            problems=problems,
            dependencies={**draft.dependencies, **answer.dependencies},
        )

    def _fail(
        self,
        draft: Draft,
        problems: tuple[Problem, ...],
        reason: ExitCode = ExitCode.CONTENT,
        bug: Exception | None = None,
    ) -> None:
        self._outcome.fail(draft.document, problems, reason=reason, bug=bug)
        self._progress.advance()


def _merge(before: tuple[Problem, ...], after: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Join what was said before rendering and in it; a fault found twice is told once."""
    known = {(p.code, p.path, p.line) for p in before if p.line is not None}
    new = (p for p in after if (p.code, p.path, p.line) not in known)
    return tuple(dict.fromkeys((*before, *new)))
