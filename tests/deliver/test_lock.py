"""Hold a folder's lock to one run at a time, whatever became of the one before."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handout.deliver.lock import NAME, FolderLock
from handout.errors import OutputError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")

HOLDER = """
import sys, time
from pathlib import Path
from handout.deliver.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_refused_at_once_and_told_who_holds_it(tmp_path: Path) -> None:
    with hold(tmp_path) as process:
        begun = time.monotonic()
        with pytest.raises(OutputError) as caught:
            FolderLock(tmp_path)
        assert time.monotonic() - begun < 1
        assert re.search(rf"process {process.pid} on \S+, since \d{{4}}-", caught.value.message)
        process.kill()
    # The one that was killed left its file, and not its lock.
    assert (tmp_path / NAME).exists()
    FolderLock(tmp_path).release()
    assert not (tmp_path / NAME).exists()


def test_what_is_released_can_be_taken(tmp_path: Path) -> None:
    for _ in range(3):
        lock = FolderLock(tmp_path)
        with pytest.raises(OutputError, match="another run"):
            FolderLock(tmp_path)
        lock.release()
        lock.release()


def test_a_lock_of_which_nothing_is_known_is_refused(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    (tmp_path / NAME).write_bytes(b"")
    with pytest.raises(OutputError, match="another run is writing to this folder\\."):
        FolderLock(tmp_path)
    lock.release()


def test_a_pipe_a_link_and_a_folder_are_no_lock(tmp_path: Path) -> None:
    path = tmp_path / NAME
    (tmp_path / "diary").write_bytes(b"mine")
    makers: list[Callable[[], None]] = [
        lambda: os.mkfifo(path),
        lambda: path.symlink_to(tmp_path / "diary"),
        path.mkdir,
    ]
    for make in makers:
        make()
        with pytest.raises(OutputError):
            FolderLock(tmp_path)
        path.rmdir() if path.is_dir() else path.unlink()
    assert (tmp_path / "diary").read_bytes() == b"mine"
