"""Hold a merge's folder to holding in the end what the index lists, and nothing else of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.jobs.merging.folder import MergeFolder

STRAY = "a" * 20 + ".pdf"


def merge_nothing(path: Path, *, failed: tuple[int, ...] = (), is_unbroken: bool = True) -> None:
    """Go through a merge of which nothing comes but a file that nobody tells of."""
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=path.exists())
        folder.open(None)
        (path / STRAY).write_bytes(b"%PDF")
        folder.take(b"", failed)
        folder.finish_index(is_unbroken=is_unbroken)


def test_after_a_death_or_a_failure_strays_are_removed(tmp_path: Path) -> None:
    for number, given in enumerate(({"is_unbroken": False}, {"failed": (2,)})):
        path = tmp_path / str(number)
        merge_nothing(path, **given)  # type: ignore[arg-type] # as they are named
        assert not (path / STRAY).exists()


def test_so_are_those_of_an_earlier_run(tmp_path: Path) -> None:
    path = tmp_path / "out"
    merge_nothing(path)
    merge_nothing(path)
    assert not (path / STRAY).exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_new_folder_is_not_gone_through(
    tmp_path: Path, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out"
    if is_there:
        path.mkdir()
    with MergeFolder(path) as folder:
        folder.examine(is_resumed=False)
        folder.open(None)
        monkeypatch.setattr(folder, "sweep", lambda: pytest.fail("it takes a tenth of a second"))
        folder.finish_index(is_unbroken=True)
