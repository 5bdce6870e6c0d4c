"""Build a case in this process: read, compose, render, as the build command does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handout.compose.composed import Composed
from handout.compose.composer import Composer
from handout.errors import EngineError
from handout.model import A4, SCREEN, Article, Format, Problem, Project, Recipient, Severity
from handout.personalise.rendering import render_handout
from handout.read.article import read_article
from handout.read.project import read_project
from handout.render.loading import load_engine

from . import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of a case: the file if there is one, and everything on the way to it."""

    pdf: Path | None
    pages: int
    problems: tuple[Problem, ...]
    article: Article | None
    composed: Composed | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems for which there is no PDF."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


class Press:
    """Make PDFs one after another; keeps the engine, and a composer for each clinic."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._engine = load_engine(folder / "fonts")
        self._projects: dict[Path, Project] = {}
        self._composers: dict[Path, Composer] = {}

    def make(self, case: Case, *, name: str = "", format: Format = A4) -> Made:
        """Make one case's PDF, in the press's folder under its name."""
        problems: list[Problem] = []
        project = self._get_project(case.project, problems)
        article = read_article(case.article, project, problems.append) if project else None
        if project is None or article is None:
            return _nothing(problems, article)
        composer = self._composers[case.project]
        recipient = Recipient(fields=case.recipient) if case.recipient is not None else None
        try:
            answer, composed = render_handout(
                composer,
                self._engine,
                article,
                format=format,
                edition=SCREEN,
                recipient=recipient,
                allow_missing=False,
            )
        except EngineError as error:
            problems.append(_report_crash(case, error))
            return _nothing(problems, article)
        problems += answer.problems
        path = None
        if answer.pdf is not None:
            path = self.folder / f"{name or case.name}.pdf"
            path.write_bytes(answer.pdf)
        return Made(
            pdf=path,
            pages=answer.pages,
            problems=tuple(problems),
            article=article,
            composed=composed,
        )

    def _get_project(self, root: Path, problems: list[Problem]) -> Project | None:
        if root not in self._projects:
            project = read_project(root, problems.append)
            if project is None:
                return None
            self._projects[root] = project
            self._composers[root] = Composer(project.clinic, root=root)
        return self._projects[root]


def _report_crash(case: Case, error: EngineError) -> Problem:
    return Problem(
        code="engine.failed", severity=Severity.ERROR, path=case.article, message=error.message
    )


def _nothing(problems: list[Problem], article: Article | None) -> Made:
    return Made(
        pdf=None,
        pages=0,
        problems=tuple(problems),
        article=article,
        composed=None,
    )
