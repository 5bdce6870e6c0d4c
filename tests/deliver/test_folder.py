"""Hold a merge's folder to what it is: this program's files are tidied, a user's are the user's."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from handout.deliver.folder import MergeFolder
from handout.deliver.journal import NAME, NOTHING
from handout.errors import OutputError, UsageError
from handout.jobs.merging.chunk import Failure

PDF = b"%PDF"
STRAY = "a" * 20
GIVEN = NOTHING._replace(id=STRAY, row=2, sha256=hashlib.sha256(PDF).hexdigest(), pages=1)


def fail(row: int) -> Failure:
    return Failure(row=row, code="render.failed", message="it failed.")


def count_unknown(folder: MergeFolder) -> int:
    """End a merge; return how many PDFs it says that it does not know."""
    folder.finish()
    said = [one for one in folder.find_warnings() if one.code == "merge.unknown-file"]
    return sum(
        1 if one.message.startswith("one PDF") else int(one.message.split()[0]) for one in said
    )


def merge_one(path: Path, *, failed: tuple[int, ...] = ()) -> int:
    """Go through a merge of which one PDF came; return how many are there of which nobody knows."""
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=path.exists())
        folder.open(None)
        list(folder.follow([(2, [], 0)]))
        (path / f"{STRAY}.pdf").write_bytes(PDF)
        folder.take([GIVEN], [], failed)
        return count_unknown(folder)


def merge_nothing(path: Path) -> int:
    """Resume with a list of nobody."""
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=True)
        folder.open(None)
        return count_unknown(folder)


def test_what_is_not_in_the_list_any_more_goes(tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert merge_one(path) == 0
    assert (path / f"{STRAY}.pdf").exists()
    assert merge_nothing(path) == 0
    assert not (path / f"{STRAY}.pdf").exists()


@pytest.mark.parametrize("name", ["internationalization", "a" * 20, "2345672345672345672a"])
def test_what_the_journal_does_not_know_stays(tmp_path: Path, name: str) -> None:
    path = tmp_path / "out"
    merge_one(path)
    (path / f"{name}.pdf").write_bytes(b"my own thesis")
    assert merge_nothing(path) == 1
    assert (path / f"{name}.pdf").read_bytes() == b"my own thesis"


@pytest.mark.parametrize("name", ["index.csv", "failed.csv", ".gitignore", "notes.txt"])
def test_a_file_of_the_users_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mine"
    path.mkdir(mode=0o755)
    (path / name).write_bytes(b"mine")
    with MergeFolder(path) as folder, pytest.raises(UsageError, match="other files"):
        folder.examine(is_resumed=False)
    assert sorted(path.iterdir()) == [path / name]
    with MergeFolder(path) as folder:
        if name == "index.csv":
            with pytest.raises(UsageError, match="not written by handout"):
                folder.examine(is_resumed=True)
            return
        folder.examine(is_resumed=True)
        folder.open(None)
        folder.write_failed(["name"], [(["Ana"], "why")])
        folder.finish()
    assert (path / name).read_bytes() == b"mine"
    assert (path / ".gitignore").exists() == (name == ".gitignore")
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_lists_that_somebody_has_worked_on_stay(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=False)
        folder.open(None)
        folder.write_failed(["name"], [(["Ana"], "why")])
        assert folder.failed == path / "failed.csv"
        folder.finish()
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=True)
        folder.open(None)
        folder.remove_failed()
        assert not (path / "failed.csv").exists(), "it is as it was written"
        folder.write_failed(["name"], [(["Ana"], "why")])
        folder.finish()
    (path / "failed.csv").write_text("mended")
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=True)
        folder.open(None)
        folder.remove_failed()
        folder.write_failed(["name"], [(["Bo"], "why")])
        assert folder.failed == path / "failed-2.csv"
        folder.finish()
    assert (path / "failed.csv").read_text() == "mended"
    (path / "index.csv").write_text("changed")
    assert merge_nothing(path) == 0
    assert (path / "index-2.csv").read_text() == "changed"
    assert (path / "index.csv").read_text().startswith("id,row,file")


def test_what_comes_to_nothing_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out"
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=False)
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_folder_that_was_there_keeps_its_mode_which_is_told(tmp_path: Path) -> None:
    for mode, told in ((0o755, "can see which"), (0o777, "can see and change"), (0o700, "")):
        path = tmp_path / f"{mode:o}"
        path.mkdir()
        path.chmod(mode)
        with MergeFolder(path) as folder:
            folder.examine(is_resumed=False)
            folder.open(None)
            said = [one.message for one in folder.find_warnings()]
            assert [told in one and f"mode {mode:o}" in one for one in said] == [True] * bool(told)
            folder.finish()
        assert stat.S_IMODE(path.stat().st_mode) == mode
    with MergeFolder(tmp_path / "new") as folder:
        folder.examine(is_resumed=False)
        assert not list(folder.find_warnings())


def test_the_second_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with MergeFolder(path) as first:
        first.examine(is_resumed=False)
        with MergeFolder(path) as second, pytest.raises(OutputError, match="another run"):
            second.examine(is_resumed=False)
        first.open(None)
        with MergeFolder(path) as second, pytest.raises(OutputError, match="another run"):
            second.examine(is_resumed=True)
        first.take([GIVEN], [], [])
        first.finish()
    assert STRAY in (path / "index.csv").read_text()
    with MergeFolder(path) as second, pytest.raises(UsageError, match="earlier merge"):
        second.examine(is_resumed=False)
    assert not (path / ".handout-lock").exists()
    assert (path / NAME).exists()


def test_a_folder_that_was_moved_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with MergeFolder(path) as first:
        first.examine(is_resumed=False)
        first.open(None)
        path.rename(tmp_path / "elsewhere")
        with MergeFolder(path) as second:
            second.examine(is_resumed=False)
            second.open(None)
            with pytest.raises(OutputError, match="moved or replaced"):
                first.take([GIVEN], [], [])
            second.take([GIVEN], [], [])
            second.finish()
            first.__exit__()
            assert (path / ".handout-lock").exists(), "it is the second's"
    assert STRAY in (path / "index.csv").read_text()


def test_an_index_that_came_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=False)
        folder.open(None)
        (path / "index.csv").write_text("mine")
        folder.finish()
    assert (path / "index-2.csv").read_text() == "mine"
