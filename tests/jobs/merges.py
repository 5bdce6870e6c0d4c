"""Merge small lists in tests: the files of a project, its list, and what came of a merge."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from handout.deliver.journal import SAMPLE
from handout.errors import ExitCode
from handout.jobs.merge import merge
from handout.jobs.merging.options import MergeOptions
from handout.jobs.merging.report import MergeReport
from handout.model import Problem
from tests.jobs.builds import write_articles

ARTICLE = "Dear {{ recipient.name }}, {{ recipient.note }}"
WHOLE_ARTICLE = """\
---
title: Rain
authors: [rebecca]
---

## What to do

For {{ recipient.name }}.

{{ recipient.note }}
"""
"""An article for the engine itself, which the stand-in is not needed for."""

SECRETS = ("Quintessa", "Zebulon", "geheim", "Whitlockson")
"""Parts of every name, note and password of the lists here; they stand nowhere else."""


class Inline(Executor):
    """Do what is submitted at once, in this process."""

    def __init__(self, before: Callable[[int], None] = lambda _: None) -> None:
        self.count = 0
        self.size = 2
        self._before = before

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call it."""
        future: Future[Any] = Future()
        self._before(self.count)
        self.count += 1
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 # it is the future's to raise
            future.set_exception(error)
        return future

    def check(self) -> None:
        """Be there."""


class Heard(list[Problem]):
    """Collect problems."""

    @property
    def codes(self) -> list[str]:
        """Return their codes."""
        return [problem.code for problem in self]

    @property
    def text(self) -> str:
        """Return all that was said."""
        return repr(list(self))


def write_project(text: str = ARTICLE, **others: str) -> dict[str, str]:
    """Give the files of a project with an article `rain`."""
    return write_articles(rain=text, **others)


def write_list(root: Path, rows: Sequence[Sequence[str]] | int, columns: str = "name,note") -> Path:
    """Write a list of recipients, as many as asked for or those given, and return it."""
    if isinstance(rows, int):
        rows = [(f"Quintessa Zebulon {number}", f"Take {number} drops.") for number in range(rows)]
    path = root / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerows(rows)
    return path


def run(root: Path, heard: Heard | None = None, **given: Any) -> MergeReport:
    """Merge in a project's folder: all of `list.csv`, in this process, unless told otherwise."""
    workers = given.pop("workers", Inline())
    # The stand-in for the engine knows the plain way only.
    extent = SAMPLE if "only" in given or "rows" in given else None
    settings = {"extent": extent, "is_full": True, "jobs": 2, **given}
    settings.setdefault("recipients", Path("list.csv"))
    options = MergeOptions(article="rain", folder=root, **settings)
    said = heard if heard is not None else Heard()
    return merge(root, options, report=said.append, workers=workers)


def sample(root: Path, heard: Heard | None = None, **given: Any) -> MergeReport:
    """Make the one to look at."""
    return run(root, heard, extent=SAMPLE, **given)


def read_index(folder: Path) -> list[dict[str, str]]:
    """Return the rows of an index after holding it to the files that are there."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    found = sorted(name for name in os.listdir(folder) if name.endswith(".pdf"))  # noqa: PTH208
    assert sorted(row["file"] for row in rows) == found
    assert [int(row["row"]) for row in rows] == sorted({int(row["row"]) for row in rows})
    return rows


def read_failed(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the list of who got nothing."""
    with (folder / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def find_secrets(folder: Path) -> list[str]:
    """Return the files that tell a name, or are called by one; PDFs and failed.csv may tell."""
    found = []
    for top, _, names in os.walk(folder):
        for name in names:
            data = (
                b""
                if name.endswith(".pdf") or name == "failed.csv"
                else Path(top, name).read_bytes()
            )
            if any(word in name or word.encode() in data for word in SECRETS):
                found.append(name)
    return found


def resume(root: Path, heard: Heard | None = None, **given: Any) -> tuple[int, int]:
    """Merge again, and return how many were made and kept."""
    report = run(root, heard, is_resumed=True, **given)
    assert report.exit_code is ExitCode.DONE
    return report.built, report.kept
