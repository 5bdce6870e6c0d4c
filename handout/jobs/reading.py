"""Read an article within limits, and know by digests what its handouts are made from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from handout import assets
from handout.files.digests import Digests, digest_parts
from handout.jobs.merging.options import MergeOptions
from handout.jobs.options import BuildOptions
from handout.jobs.runtime.digests import digest_shared
from handout.jobs.runtime.limits import limit_work
from handout.model import Article, Figure, Problem, Project, soften_missing


def read_within(
    path: Path, project: Project, options: BuildOptions | MergeOptions
) -> tuple[Article | None, list[Problem]]:
    """Read an article within limits, and return what there is to say of it as well.

    Args:
        path: The article's file.
        project: The project.
        options: What it may take, and do without.

    Raises:
        EngineError: It takes more.
    """
    from handout.read.article import read_article

    found: list[Problem] = []
    article = limit_work(
        "reading it",
        path,
        lambda: read_article(path, project, found.append),
        seconds=options.seconds,
        memory=options.memory,
    )
    return article, soften_missing(found, allow_missing=options.allow_missing)


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
    code = [f"{name}:{digest}" for name, digest in digests.get_all(assets.PACKAGE / "personalise")]
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
