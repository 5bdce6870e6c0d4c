"""Have drafts made by the workers, each composed and rendered there, and take what comes back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handout.errors import ExitCode
from handout.jobs.drafts import Draft
from handout.jobs.outcome import Outcome
from handout.jobs.progress import Progress
from handout.jobs.worker import Fault, Mistake, Request
from handout.jobs.workshop import Workshop
from handout.model import Clinic, Problem, Severity
from handout.personalise.rendering import join_problems

if TYPE_CHECKING:
    from handout.compose.composed import Composed
    from handout.jobs.pool import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPdf:
    """A handout as PDF, not yet written; `problems` and `dependencies` are of the whole way."""

    draft: Draft
    composed: Composed | None
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

        assert self.composed is not None, "it was asked for"
        return self.composed.alone(declare_faces(self.composed.font, fonts))


class Rendering:
    """Have the drafts of one build made."""

    def __init__(
        self,
        clinic: Clinic,
        shared: str,
        workshop: Workshop,
        outcome: Outcome,
        progress: Progress,
        *,
        allow_missing: bool,
    ) -> None:
        """Begin nothing yet.

        Args:
            clinic: Whose handouts they are.
            shared: The digest of all that they share.
            workshop: Has the workers.
            outcome: Takes problems and failures.
            progress: Is told of each document.
            allow_missing: Whether missing things are warnings.
        """
        self._clinic = clinic
        self._shared = shared
        self._workshop = workshop
        self._outcome = outcome
        self._progress = progress
        self._allow_missing = allow_missing

    def render(self, drafts: list[Draft]) -> Iterator[PendingPdf]:
        """Make all; what fails goes to the outcome, the rest comes as it is finished."""
        self._progress.start("Building", len(drafts))
        waiting = deque(drafts)
        while True:
            pool = self._workshop.grow(len(waiting) + self._workshop.grow(1).busy)
            while waiting and pool.is_free:
                draft = waiting.popleft()
                self._progress.name(draft.document.label)
                pool.submit(draft, self._request(draft))
            if not waiting and not pool.is_busy:
                return
            for result in pool.collect(block=True):
                built = self._take(result)
                self._progress.advance()
                if built is not None:
                    yield built

    def _request(self, draft: Draft) -> Request:
        return Request(
            article=draft.article,
            format=draft.document.format,
            edition=draft.document.edition,
            clinic=self._clinic,
            root=self._workshop.root,
            shared=self._shared,
            allow_missing=self._allow_missing,
            with_html=draft.document.with_html,
        )

    def _take(self, result: Result) -> PendingPdf | None:
        draft, made = result.ticket, result.answer
        draft.spent = result.seconds
        if isinstance(made, Fault):
            problem = Problem(
                code=made.code,
                severity=Severity.ERROR,
                path=made.where.path if made.where else draft.article.path,
                line=made.where.line if made.where else None,
                message=made.message,
                hint=made.hint,
            )
            bug = Mistake(made.trace) if made.trace else None
            self._outcome.fail(draft.document, [problem], reason=made.reason, bug=bug)
            return None
        answer, composed = made
        problems = join_problems(draft.problems, answer.problems)
        if answer.pdf is None:
            self._outcome.fail(draft.document, problems, reason=ExitCode.CONTENT)
            return None
        self._outcome.say_all(problems)
        return PendingPdf(
            draft=draft,
            composed=composed,
            pdf=answer.pdf,
            pages=answer.pages,
            problems=problems,
            dependencies={**draft.dependencies, **answer.dependencies},
        )
