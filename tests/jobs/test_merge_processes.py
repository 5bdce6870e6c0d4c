"""Hold a merge's processes to being replaced when they die, watched, and never left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from handout.errors import EngineError, ExitCode
from handout.jobs.runtime import render_session
from tests.jobs import stand_in
from tests.jobs.merges import (
    Heard,
    find_secrets,
    read_failed,
    read_index,
    run,
    write_list,
    write_project,
)

pytestmark = pytest.mark.usefixtures("log")

REPOSITORY = Path(__file__).parents[2]
# `handout` with the stand-in for the engine, as a process of its own.
COMMAND = [
    sys.executable,
    "-c",
    "from handout.jobs.runtime import render_session; from tests.jobs import stand_in;"
    "render_session.load_engine_at = stand_in.load_reading; from handout.cli import main; main()",
    "merge",
    "rain",
    "list.csv",
    "--full",
    "-j2",
]


@pytest.fixture
def root(make_project: Any) -> Path:
    """Give a project."""
    folder: Path = make_project(write_project())
    return folder


@pytest.fixture
def start(root: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `handout merge` beside this process; see that nothing of it is left."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*args: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *args],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def find_family(session: int) -> list[psutil.Process]:
    """Return the processes of a session that still run."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found


def wait_for(is_so: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


# Processes that die -------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_kills_a_process_is_given_up_and_nobody_else(root: Path, jobs: int) -> None:
    rows = [(f"Quintessa {number}", "x") for number in range(20)]
    rows[7] = ("Zebulon", "ORDER crash 1")
    rows[12] = ("Zebulon 2", "ORDER leave 3")
    write_list(root, rows)
    heard = Heard()
    report = run(root, heard, workers=None, jobs=jobs)
    assert (report.built, report.failed) == (18, {ExitCode.ENGINE: 2})
    folder = root / "dist/rain-merge"
    assert [int(row["row"]) - 2 for row in read_index(folder)] == [
        number for number in range(20) if number not in (7, 12)
    ]
    assert [row["name"] for row in read_failed(folder)] == ["Zebulon", "Zebulon 2"]
    assert heard.codes == ["render.crash"] * 2
    assert find_secrets(folder) == []


def test_the_first_row_may_kill_its_process_like_any_other(root: Path) -> None:
    write_list(root, [("A", "ORDER crash 1"), ("B", "x"), ("C", "x")])
    report = run(root, workers=None)
    assert (report.built, report.exit_code) == (2, ExitCode.PARTIAL)
    assert [row["name"] for row in read_failed(root / "dist/rain-merge")] == ["A"]


def test_an_engine_that_dies_at_once_is_told_of_as_such(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_and_die)
    write_list(root, 3)
    with pytest.raises(EngineError, match="cannot be loaded"):
        run(root, workers=None)
    assert not (root / "dist").exists()


def test_an_engine_that_cannot_be_loaded_says_why(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_nothing)
    write_list(root, 3)
    with pytest.raises(EngineError, match="no Pango"):
        run(root, workers=None)
    assert not (root / "dist").exists()


def test_what_takes_too_long_is_given_up(root: Path) -> None:
    write_list(root, [("A", "x"), ("B", "ORDER sleep 60"), ("C", "x")])
    begun = time.monotonic()
    report = run(root, workers=None, seconds=0.5)
    assert time.monotonic() - begun < 20
    assert (report.built, report.failed) == (2, {ExitCode.ENGINE: 1})
    problem = read_failed(root / "dist/rain-merge")[0]["problem"]
    assert problem == "making it took more than 0.5 s and was given up."


def test_an_engine_that_does_not_start_any_more_is_not_the_rows_fault(root: Path) -> None:
    write_list(root, [(f"A{number}", "ORDER crash 1") for number in range(30)])
    with pytest.raises(EngineError, match="as soon as they have begun"):
        run(root, workers=None)


# Runs that are ended -----------------------------------------------------------------------------


def finish(root: Path, count: int) -> None:
    """Take up a run, and hold the folder to a right PDF a recipient."""
    report = run(root, workers=None, is_resumed=True)
    folder = root / "dist/rain-merge"
    assert (report.exit_code, report.built + report.kept) == (ExitCode.DONE, count)
    assert [int(row["row"]) for row in read_index(folder)] == list(range(2, count + 2))
    names = {path.name for path in folder.iterdir() if path.suffix != ".pdf"}
    assert names == {".gitignore", ".handout-journal", "index.csv"}
    assert find_secrets(folder) == []


def kill_and_resume(root: Path, start: Any, seed: int, points: int) -> None:
    count, chance = 300, random.Random(seed)
    write_list(root, [(f"Quintessa {n}", "ORDER sleep 0.002") for n in range(count)])
    folder = root / "dist/rain-merge"
    killed = sum(_kill(start, folder, count, chance) for _ in range(points))
    assert killed == points, "every run was ended before it had ended by itself"
    finish(root, count)


def _kill(start: Any, folder: Path, count: int, chance: random.Random) -> bool:
    """Kill a run somewhere between its start and its end; tell whether it still ran."""
    before = _count(folder)
    process = start("--all", "--resume")
    # From before the folder is there to near the end.
    aim = before + chance.randrange(max((count - before) // 3, 1))
    wait_for(lambda: _count(folder) >= aim)
    time.sleep(chance.random() / 50)
    is_running = process.poll() is None
    process.kill()
    process.wait()
    wait_for(lambda: not find_family(process.pid))
    return is_running


def _count(folder: Path) -> int:
    return len(list(folder.glob("*.pdf")))


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_a_killed_merge_is_taken_up_again(root: Path, start: Any) -> None:
    kill_and_resume(root, start, seed=3, points=3)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_a_merge_killed_at_twenty_points_is_taken_up_again(root: Path, start: Any) -> None:
    kill_and_resume(root, start, seed=20, points=20)


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_ctrl_c_leaves_no_half_file_and_no_process(root: Path, start: Any) -> None:
    write_list(root, [(f"Quintessa {n}", "ORDER sleep 0.02") for n in range(300)])
    process = start("--all")
    folder = root / "dist/rain-merge"
    wait_for(lambda: _count(folder) > 20)
    # As a terminal does it: to all of them.
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert "“--resume” goes on." in err
    assert err.endswith("Interrupted.\n")
    assert not find_family(process.pid)
    assert not list(folder.glob(".*.tmp"))
    finish(root, 300)


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_ctrl_c_waits_for_nobody(root: Path, start: Any) -> None:
    write_list(root, [("A", "x"), *[(f"B{n}", "ORDER sleep 50") for n in range(9)]])
    process = start("--all")
    wait_for(lambda: _count(root / "dist/rain-merge") == 1)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=15)
    assert process.returncode == ExitCode.INTERRUPTED
    assert not find_family(process.pid)


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_a_second_merge_waits_for_the_first(root: Path, start: Any) -> None:
    write_list(root, [(f"Quintessa {n}", "ORDER sleep 0.02") for n in range(2000)])
    first = start("--all")
    wait_for(lambda: _count(root / "dist/rain-merge") > 2)
    second = start("--all", "--resume")
    _, err = second.communicate(timeout=30)
    assert second.returncode == ExitCode.OUTPUT
    assert "another run is writing to this folder" in err
    assert first.poll() is None
