"""Hold the temporary folders of workers to going when the workers do."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handout.jobs.runtime.scratch import remove_scratch, take_scratch


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary files go to a folder of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def find_dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_worker_has_a_folder_until_it_is_ended(place: Path) -> None:
    take_scratch()
    with tempfile.NamedTemporaryFile(delete=False) as file:
        (own,) = place.iterdir()
        assert Path(file.name).parent == own
    assert own.stat().st_mode & 0o777 == 0o700
    tempfile.tempdir = str(place)
    remove_scratch({os.getpid() + 1})
    assert own.exists()
    remove_scratch({os.getpid()})
    assert not list(place.iterdir())


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
    take_scratch()
    left = {path.name for path in place.iterdir()}
    own = {name for name in left if name.startswith(f"handout-worker-{os.getpid()}-")}
    assert len(own) == 1
    assert left - own == {names["young"], names["alive"], names["other"]}


def test_without_room_for_it_nothing_is_lost(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    take_scratch()
    assert tempfile.gettempdir() == str(place)


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
