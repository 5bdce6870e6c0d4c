"""Two merges into one folder at once: one has it, the other is told who does."""

from __future__ import annotations

import csv
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import MakeProject
from tests.jobs.merges import read_index

ARTICLE = "---\ntitle: Rain\n---\n\nDear {{ recipient.name }}, it rains.\n"
TOP = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")


def start(root: Path, name: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "handout", "merge", "rain", f"{name}.csv", "-o", "out", *args],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def race(root: Path, chance: random.Random, *, is_old: bool) -> None:
    """Merge two lists at once; who wins has the folder, and all and nothing else is in it."""
    folder = root / "out"
    lists = {"a": 30, "b": 50}
    for name, count in lists.items():
        (root / f"{name}.csv").write_text("name\n" + f"Person {name}\n" * count)
    if is_old:
        (root / "old.csv").write_text("name\nSomebody\n")
        with start(root, "old", "--all") as first:
            assert first.wait(60) == 0
    more = ("--all", "--resume") if is_old else ("--all",)
    runs = {}
    for name in chance.sample(sorted(lists), 2):
        runs[name] = start(root, name, *more)
        time.sleep(chance.choice((0, 0, 0.02, 0.1, 0.3, 0.6)))
    said = {name: process.communicate(timeout=90)[1] for name, process in runs.items()}
    codes = {name: process.returncode for name, process in runs.items()}
    winners = [name for name, code in codes.items() if code == 0]
    for name in set(codes) - set(winners):
        # In a new folder, who comes when the other has ended is not taken for one that goes on.
        assert codes[name] == 5 or (codes[name] == 2 and not is_old), said[name]
        if codes[name] == 5:
            assert re.search(r"another run .*: process \d+ on ", said[name]), said[name]
    assert winners, said
    if len(winners) == 1:
        rows = read_index(folder)
        assert len(rows) == lists[winners[0]], said
    with (folder / "index.csv").open(encoding="utf-8") as file:
        listed = {row["file"] for row in csv.DictReader(file)}
    assert listed == {path.name for path in folder.glob("*.pdf")}
    assert not list(folder.glob("*.tmp"))


@pytest.mark.parametrize("is_old", [False, True])
def test_two_at_once(make_project: MakeProject, is_old: bool) -> None:
    race(make_project({"content/articles/rain.md": ARTICLE}), random.Random(is_old), is_old=is_old)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("is_old", [False, True])
def test_two_at_once_twenty_times(make_project: MakeProject, seed: int, is_old: bool) -> None:
    race(make_project({"content/articles/rain.md": ARTICLE}), random.Random(seed), is_old=is_old)
