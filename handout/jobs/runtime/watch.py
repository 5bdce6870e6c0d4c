"""Build, then build again whatever changes, with warm workers, until Ctrl-C.

What can change a handout lies in `content/`, `templates/` and `styles/`, or was named by path. When
only articles have changed, only they are looked at; else everything is compared, which is quick.
Faults are told and watching goes on, also while the clinic's file is broken.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from handout.errors import HandoutError, UsageError
from handout.files.names import find_spelling
from handout.jobs.build import ARTICLES, build, open_build_pool
from handout.jobs.build_report import BuildReport
from handout.jobs.options import BuildOptions
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.sources import is_path
from handout.model import Problem
from handout.read.planning import read_plan
from handout.read.project import ARTICLE_SUFFIXES

FOLDERS = ("content", "templates", "styles")
_STEP_MS, _DEBOUNCE_MS = 5, 50
"""A change is taken up when nothing more came for a step, or after the longer time at most."""
_LOOK_AGAIN_MS = 1000
"""How often to look whether a folder to watch has come to be, such as `styles/`."""


class Watcher(Protocol):
    """Is told what happens while watching."""

    progress: Progress

    def tell(self, problem: Problem) -> None:
        """Take a problem as it comes."""

    def fail(self, error: HandoutError) -> None:
        """Take what ended a round."""

    def print_round(self, report: BuildReport) -> None:
        """Take what came of a round."""

    def tell_mended(self, left: list[Path]) -> None:
        """Take that a fault that was told is mended, and the files that still have one."""


def watch(root: Path, options: BuildOptions, watcher: Watcher) -> None:
    """Build whatever changes until a `KeyboardInterrupt`, which is passed on.

    Args:
        root: The clinic's folder.
        options: What to build and how.
        watcher: Is told what happens.

    Raises:
        UsageError: What was asked for does not exist, or makes no sense.
    """
    root = root.resolve()
    with open_build_pool(root, options) as pool:
        # Warm for the first change, even if everything is up to date now.
        pool.warm_up()
        rounds = _Rounds(root, watcher, pool)
        rounds.build(options)
        options = replace(options, is_forced=False)
        for changed in _follow(root, options):
            narrowed = _narrow(root, options, changed)
            rounds.build(narrowed, None if narrowed == options else changed)


class _Rounds:
    """Build round by round, and know which files have faults."""

    def __init__(self, root: Path, watcher: Watcher, pool: WorkerPool) -> None:
        self._root = root
        self._watcher = watcher
        self._pool = pool
        self._faulty: set[Path] = set()
        self._has_begun = False

    def build(self, options: BuildOptions, changed: Container[Path] | None = None) -> None:
        """Build once.

        Args:
            options: What to build and how.
            changed: The articles that are looked at; None means all.

        Raises:
            UsageError: What was asked for makes no sense, and never did.
        """
        watcher = self._watcher
        try:
            report = build(self._root, options, watcher.progress, watcher.tell, pool=self._pool)
        except HandoutError as error:
            if isinstance(error, UsageError) and not self._has_begun:
                raise
            watcher.fail(error)
            self._faulty.add(error.where.path if error.where else self._root)
            return
        self._has_begun = True
        if report.failed or report.removed or any(not one.is_cached for one in report.built):
            watcher.print_round(report)
        faulty = {one.document.source.path for one in report.failed}
        faulty |= {one.path or self._root for one in report.problems if one.is_error}
        if changed is not None:
            # Of the other articles, nothing new is known.
            faulty |= {
                one
                for one in self._faulty
                if one.parent == self._root / ARTICLES and one not in changed
            }
        if self._faulty - faulty:
            watcher.tell_mended(sorted(faulty))
        self._faulty = faulty


def _narrow(root: Path, options: BuildOptions, changed: set[Path]) -> BuildOptions:
    """Return options for the changed articles alone, if nothing else has changed."""
    are_articles = all(
        path.parent == root / ARTICLES
        and path.suffix.lower() in ARTICLE_SUFFIXES
        and path.is_file()
        for path in changed
    )
    if options.sources or not are_articles or options.output:
        return options
    # A draft that is saved was not named; if there is nothing else, all is compared.
    sources = (str(path) for path in sorted(changed) if not read_plan(path).is_draft)
    return replace(options, sources=tuple(sources))


def _follow(root: Path, options: BuildOptions) -> Iterator[set[Path]]:
    """Give the files that have changed, a set a time.

    The empty set says that anything may have changed: before watching began, or while it began anew
    because something that is watched came or went.
    """
    from watchfiles import watch as watch_files

    given = [options.folder / one for one in options.sources if is_path(one, options.folder)]
    files = {Path(os.path.abspath(find_spelling(path))) for path in given}  # noqa: PTH100 # links as they are
    while True:
        targets = _find_targets(root, files)
        changes = watch_files(
            *targets,
            watch_filter=lambda _, path: not _is_litter(root, Path(path)),
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            rust_timeout=_LOOK_AGAIN_MS,
            yield_on_timeout=True,
        )
        is_new = True
        for batch in changes:
            changed = {Path(path) for _, path in batch}
            if changed or is_new:
                # Until it has been idle once, a change may have come before it began.
                is_new = is_new and bool(changed)
                yield changed
            # An editor may put a new file in the place of the one that was watched.
            if targets != _find_targets(root, files) or changed & files:
                break
        yield set()


def _find_targets(root: Path, files: set[Path]) -> tuple[Path, ...]:
    folders = [root / name for name in FOLDERS if (root / name).is_dir()]
    others = [path for path in files if not any(path.is_relative_to(one) for one in folders)]
    return (*folders, *sorted(path for path in others if path.exists())) or (root,)


def _is_litter(root: Path, path: Path) -> bool:
    """Tell whether a file was built, or is what editors and systems write beside the real one."""
    if path.is_relative_to(root):
        first = path.relative_to(root).parts[:1]
        if first in (("dist",), (".handout",)):
            return True
    return path.name.startswith((".", "#")) or path.name.endswith(("~", ".swp", ".tmp"))
