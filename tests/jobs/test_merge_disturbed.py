"""Hold a merge in which something goes wrong to losing nothing that is made."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

from handout.deliver.journal import NAME
from handout.errors import ContentError, ExitCode, OutputError
from handout.files.writing import GrowingFile
from handout.jobs.merging import chunk
from handout.model import Severity
from tests.jobs.conftest import MakeMerge
from tests.jobs.merges import WHOLE_ARTICLE, Heard, Inline, read_index, resume, run, write_list

pytestmark = pytest.mark.usefixtures("log")

Rendered = Callable[[], list[str]]


@pytest.mark.parametrize("room", [0, 3, 8])
def test_a_full_disk_loses_nothing(
    make_merge: MakeMerge, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    root = make_merge(12)
    original, count = os.write, 0

    def write(handle: int, data: Any) -> int:
        nonlocal count
        if bytes(data[:4]) == b"%PDF":
            count += 1
            if count > room:
                original(handle, data[:5])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return original(handle, data)

    def begin(file: GrowingFile, mode: int, is_nameless: bool) -> Any:
        if file._target.suffix == ".pdf":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return begin_other(file, mode, is_nameless)

    begin_other = GrowingFile._begin
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        patch.setattr(GrowingFile, "_begin", begin)
        with pytest.raises(OutputError, match="No space left") as caught:
            run(root)
    assert caught.value.exit_code is ExitCode.OUTPUT
    assert "make room on the disk" in str(caught.value.hint)
    folder = root / "dist/rain-merge"
    assert len(list(folder.glob("*.pdf"))) == room
    assert not list(folder.glob(".*.tmp"))
    assert resume(root) == (12 - room, room)
    read_index(folder)


def test_a_full_disk_of_the_journal_loses_nothing(
    make_merge: MakeMerge, monkeypatch: pytest.MonkeyPatch, rendered: Rendered
) -> None:
    root = make_merge(12)
    original, count = os.write, 0

    def write(handle: int, data: Any) -> int:
        nonlocal count
        count += bytes(data[:4]) != b"%PDF"
        if count > 5:
            original(handle, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return original(handle, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(OutputError, match="journal") as caught:
            run(root)
    assert "make room on the disk" in str(caught.value.hint)
    journal = root / "dist/rain-merge" / NAME
    assert journal.read_bytes().endswith(b"\n"), "no half line is left"
    rendered()
    built, kept = resume(root)
    assert (built + kept, kept > 0) == (12, True)
    read_index(journal.parent)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/articles/rain.md", "<b>changed</b>\n"),
        ("templates/handout.html", "<b>changed</b>\n"),
        # So that nothing is rendered any more.
        ("templates/handout.html", "{% half a tag\n"),
    ],
)
def test_a_change_in_mid_run_is_noticed(make_merge: MakeMerge, path: str, text: str) -> None:
    root = make_merge(40)
    before = (root / path).read_bytes()

    def change(count: int) -> None:
        if count == 5:
            with (root / path).open("a") as file:
                file.write(text)

    heard = Heard()
    report = run(root, heard, workers=Inline(change))
    assert report.exit_code is ExitCode.PARTIAL
    assert report.is_stopped
    assert heard[-1].severity is Severity.ERROR
    assert "--resume" in str(heard[-1].hint)
    assert 0 < report.built < 40
    assert not (root / "dist/rain-merge/index.csv").exists()
    if "half" in text:
        (root / path).write_bytes(before)
        assert resume(root) == (40 - report.built, report.built)
    else:
        # What came before the change is out of date.
        assert resume(root) == (40, 0)
    read_index(root / "dist/rain-merge")


@pytest.mark.parametrize("is_full", [True, False])
def test_a_change_while_the_first_is_made_is_noticed(
    make_project: Any, monkeypatch: pytest.MonkeyPatch, is_full: bool
) -> None:
    root = make_project({"content/articles/rain.md": WHOLE_ARTICLE})
    write_list(root, 3)
    make = chunk._make_handout

    def make_and_change(*args: Any, **given: Any) -> Any:
        made = make(*args, **given)
        (root / "content/articles/rain.md").write_text("---\ntitle: Sun\n---\n\nDry.\n")
        return made

    monkeypatch.setattr(chunk, "_make_handout", make_and_change)
    with pytest.raises(ContentError, match="changed"):
        run(root, workers=Inline(), is_full=is_full)
    assert not (root / "dist").exists()


def test_a_list_that_changes_in_mid_run_is_made_as_it_was(make_merge: MakeMerge) -> None:
    root = make_merge(40)

    def change(count: int) -> None:
        if count == 5:
            write_list(root, 41)

    report = run(root, workers=Inline(change))
    assert (report.built, report.is_stopped) == (40, False)
    assert resume(root) == (1, 40)


def test_the_article_may_not_change_before_the_first_either(make_merge: MakeMerge) -> None:
    root = make_merge(3)

    def change(count: int) -> None:
        if count == 0:
            (root / "content/articles/rain.md").write_text("---\ntitle: Sun\n---\n\nDry.\n")

    with pytest.raises(ContentError, match="changed"):
        run(root, workers=Inline(change))
    assert not (root / "dist").exists()
