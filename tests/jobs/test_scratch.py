"""Hold the temporary folders of workers to going when the workers do."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import make_scratch, remove_stale_scratch
from tests.jobs.stand_in import do_nothing, obey


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary files go to a folder of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def find_dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_parent_left_is_removed_later(place: Path) -> None:
    dead = find_dead_process()
    names = {
        "old": f"handout-worker-{dead}-abc",
        "young": f"handout-worker-{dead}-def",
        "alive": f"handout-worker-{os.getppid()}-abc",
        "other": f"handout-{dead}-abc",
    }
    for name in names.values():
        (place / name).mkdir()
        (place / name / "face").write_bytes(b"glyf")
    for name in ("old", "alive", "other"):
        os.utime(place / names[name], (0, 0))
    remove_stale_scratch()
    assert {path.name for path in place.iterdir()} == set(names.values()) - {names["old"]}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_look_into_it() -> None:
    folder = make_scratch()
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700


def test_without_room_for_it_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with WorkerPool(1, initializer=do_nothing) as pool:
        assert pool.submit(obey, "answer", 0).result() in pool.processes


def test_commands_leave_nothing(place: Path, make_project: Callable[..., Path]) -> None:
    root = make_project(
        {
            "content/articles/rain.md": "---\ntitle: Rain\n---\n\nFor {{ recipient.name }}.\n",
            "people.csv": "name\nAnna\nBela\n",
        }
    )
    scratch = place / "scratch"
    scratch.mkdir()
    for command in (["build"], ["merge", "rain", "people.csv", "--all", "-j", "2"]):
        done = subprocess.run(
            [sys.executable, "-m", "handout", *command],
            cwd=root,
            env=os.environ | {"TMPDIR": str(scratch)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not list(scratch.iterdir())
