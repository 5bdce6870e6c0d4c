"""Read the articles that are to be rendered, all of them and all their faults first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from handout import assets
from handout.check.call_outs import check_call_outs
from handout.check.draft import check_draft
from handout.check.fields import check_fields
from handout.errors import EngineError, ExitCode
from handout.jobs.build_report import BuildReport
from handout.jobs.options import MEMORY_LIMIT, BuildOptions
from handout.jobs.plan import Document
from handout.jobs.runtime.digests import Digests, digest_parts, digest_shared
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

_PERSONALISE = assets.PACKAGE / "personalise"


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
            article, found = read_within(
                path,
                project,
                allow_missing=options.allow_missing,
                seconds=options.seconds,
                memory=options.memory,
            )
            if article:
                found += (*check_draft(article), *check_fields(article))
                found += check_call_outs(article, project.clinic)
        except EngineError as error:
            found.append(describe_failure(error, path, "article.limit"))
        except Exception as error:  # noqa: BLE001 # one article must not cost all others
            bug = error
            found.append(describe_bug(error, path))
        problems = tuple(dict.fromkeys(found))
        if article is None or not is_sound(article, problems, faulty):
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


def read_within(
    path: Path,
    project: Project,
    *,
    allow_missing: bool,
    seconds: float,
    memory: int = MEMORY_LIMIT,
) -> tuple[Article | None, list[Problem]]:
    """Read an article within limits, and return what there is to say of it as well.

    Args:
        path: The article's file.
        project: The project.
        allow_missing: Take missing pictures as warnings.
        seconds: The most time that it may take.
        memory: The most memory, in bytes.

    Raises:
        EngineError: It takes more.
    """
    from handout.read.article import read_article

    found: list[Problem] = []
    with limit_work("reading it", path, seconds=seconds, memory=memory):
        article = read_article(path, project, found.append)
    return article, soften_missing(found, allow_missing=allow_missing)


def is_sound(article: Article, problems: Iterable[Problem], faulty: frozenset[Path]) -> bool:
    """Tell whether an article can be used: neither it nor the file of an author has errors."""
    return not (
        any(one.is_error for one in problems) or any(one.path in faulty for one in article.authors)
    )


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


def digest_common(root: Path, digests: Digests, *options: str) -> str:
    """Digest what all handouts of a merge are made from, the options included."""
    code = [f"{name}:{digest}" for name, digest in digests.get_all(_PERSONALISE)]
    return digest_parts([digest_shared(root, digests), *code, *options])


def digest_article(article: Article, project: Project, common: str, digests: Digests) -> str:
    """Digest what all handouts of one variant are made from.

    Args:
        article: The article.
        project: The project.
        common: What `digest_common` gave.
        digests: The digests to take it from.
    """
    files: list[object] = [sorted(list_dependencies(article, project, digests).items())]
    if article.path.suffix.lower() == ".txt":
        # Who wrote a pasted text is looked for among all the authors.
        files.append(digests.get_all(project.root / "content" / "authors"))
    return digest_parts([common, json.dumps(files)])
