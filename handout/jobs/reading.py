"""Read the articles that are to be rendered, all of them and all their faults first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from handout.check.call_outs import check_call_outs
from handout.check.draft import check_draft
from handout.check.fields import check_fields
from handout.errors import EngineError, ExitCode
from handout.jobs.build_report import BuildReport
from handout.jobs.options import BuildOptions
from handout.jobs.plan import Document
from handout.jobs.runtime.digests import Digests
from handout.jobs.runtime.limits import limit_work
from handout.jobs.runtime.progress import Progress
from handout.model import (
    Article,
    Figure,
    Problem,
    Project,
    describe_bug,
    describe_failure,
    soften_missing,
)


class PendingDocument(NamedTuple):
    """A document whose article is sound and waits to be rendered.

    Attributes:
        document: The PDF to be made.
        article: What it says.
        problems: What was said about it so far.
        dependencies: The digests of what was read so far, by path.
    """

    document: Document
    article: Article
    problems: tuple[Problem, ...]
    dependencies: dict[str, str | None]


def read_articles(
    documents: Iterable[Document],
    project: Project,
    *,
    digests: Digests,
    faulty: frozenset[Path],
    report: BuildReport,
    progress: Progress,
    options: BuildOptions,
) -> list[PendingDocument]:
    """Read each article once; the documents of faulty ones fail.

    What a sound one has to be told of is said with what its rendering finds, by line.

    Args:
        documents: What is to be made, several of one article perhaps.
        project: The project.
        digests: The digests of this build.
        faulty: The files of the project that have errors, such as an author's.
        report: Takes problems and failures.
        progress: Is told of each article.
        options: What reading may take.
    """
    from handout.read.article import read_article

    by_path: dict[Path, list[Document]] = {}
    for document in documents:
        by_path.setdefault(document.source.path, []).append(document)
    pending = []
    progress.start("Reading", len(by_path))
    for path, group in by_path.items():
        progress.name(group[0].source.name)
        # Before it is read: should it change in between, it is built again the next time.
        digests.get(str(path))
        found: list[Problem] = []
        article = bug = None
        try:
            with limit_work("reading it", path, seconds=options.seconds, memory=options.memory):
                article = read_article(path, project, found.append)
                if article:
                    found += (*check_draft(article), *check_fields(article))
                    found += check_call_outs(article, project.clinic)
        except EngineError as error:
            found.append(describe_failure(error, path, "article.limit"))
        except Exception as error:  # noqa: BLE001 # one article must not cost all others
            bug = error
            found.append(describe_bug(error, path))
        problems = tuple(dict.fromkeys(soften_missing(found, allow_missing=options.allow_missing)))
        if (
            article is None
            or any(one.is_error for one in problems)
            or any(one.path in faulty for one in article.authors)
        ):
            for document in group:
                reason = ExitCode.CONTENT if bug is None else ExitCode.BUG
                report.fail(document, problems, reason=reason, bug=bug)
        else:
            dependencies = list_dependencies(article, project, digests)
            pending += [
                PendingDocument(document, article, problems, dependencies) for document in group
            ]
        progress.advance()
    return pending


def list_dependencies(
    article: Article, project: Project, digests: Digests
) -> dict[str, str | None]:
    """Digest what the reading used; the engine will say what it has read itself."""
    paths = [article.path, *(author.path for author in article.authors)]
    paths += [author.photo.path for author in article.authors if author.photo]
    content = project.root / "content"
    if project.clinic.logo:
        paths += [project.clinic.logo.path, content / project.clinic.logo.path.name]
    for block in article.content:
        if isinstance(block, Figure):
            paths.append(block.path)
            # A picture of content/images gives way to one of content/, and that to one beside the
            # article.
            for folder in (content, content / "images"):
                if block.path.is_relative_to(folder):
                    name = block.path.relative_to(folder)
                    paths += [article.path.parent / name, content / name]
    return {str(path): digests.get(str(path)) for path in paths}
