"""Hold writing to all or nothing."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from handout.errors import ExitCode, OutputError
from handout.files import writing
from handout.files.writing import FileWriter, prepare_folder, remove_stale, write_file


def test_a_file_is_written_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "x.pdf"
    write_file(target, b"one")
    write_file(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["x.pdf"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_a_file_has_the_rights_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "x.pdf", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.pdf").stat().st_mode) == 0o640


def test_a_very_long_name_is_written_too(tmp_path: Path) -> None:
    name = "ü" * 125 + ".pdf"
    write_file(tmp_path / name, b"x")
    assert (tmp_path / name).read_bytes() == b"x"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interrupted_write_keeps_the_old_file_and_no_half_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    target = tmp_path / "x.pdf"
    target.write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as caught:
        write_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
    if isinstance(caught.value, OutputError):
        assert caught.value.exit_code is ExitCode.OUTPUT
        assert "room" in (caught.value.hint or "")


def test_what_is_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "dist").write_bytes(b"a file")
    with pytest.raises(OutputError, match="could not be written") as caught:
        write_file(tmp_path / "dist" / "x.pdf", b"")
    assert "is not a folder" in (caught.value.hint or "")
    with pytest.raises(OutputError) as caught:
        prepare_folder(tmp_path / "dist")
    assert "is not a folder" in (caught.value.hint or "")
    (tmp_path / "y.pdf").mkdir()
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / "y.pdf", b"")
    assert "a folder has the name" in (caught.value.hint or "")


def test_half_files_of_dead_builds_are_removed_and_nothing_else(tmp_path: Path) -> None:
    dead = _find_dead_process()
    kept = [
        f".x.pdf.handout-{os.getpid()}-0123abcd.tmp",  # its build lives
        ".x.pdf.1234-0123abcd.tmp",  # somebody else's
        "x.pdf",
        ".hidden",
    ]
    old = [f".x.pdf.handout-{dead}-0123abcd.tmp", f".handout-{dead}-0123abcd.tmp"]
    for name in [*kept, *old]:
        (tmp_path / name).write_bytes(b"%PDF")
        os.utime(tmp_path / name, (0, 0))
    young = tmp_path / f".y.pdf.handout-{dead}-0123abcd.tmp"
    young.write_bytes(b"%PDF")
    prepare_folder(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*kept, young.name}


@pytest.fixture(params=["nameless", "named", "unable"])
def writer(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FileWriter:
    """Write with what Linux can, without it, and where the file system cannot do it after all."""
    if request.param == "named":
        monkeypatch.setattr(writing, "_NAMELESS", 0)
    if request.param == "unable":

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")

        monkeypatch.setattr(os, "link", refuse)
    return FileWriter(tmp_path, mode=0o600)


def test_files_come_whole_and_nothing_else_stays(writer: FileWriter, tmp_path: Path) -> None:
    writer.write("a.pdf", (b"head", b"tail"))
    writer.write("b.pdf", [b"%d" % number for number in range(2000)])
    assert {path.name for path in tmp_path.iterdir()} == {"a.pdf", "b.pdf"}
    assert (tmp_path / "a.pdf").read_bytes() == b"headtail"
    assert (tmp_path / "b.pdf").read_bytes() == b"".join(b"%d" % n for n in range(2000))
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_replaced(writer: FileWriter, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"what was there before")
    writer.write("a.pdf", (b"new",))
    writer.write("b.pdf", (b"new",))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.pdf": b"new",
        "b.pdf": b"new",
    }


def test_a_file_that_cannot_be_put_in_its_place_leaves_nothing(
    writer: FileWriter, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OutputError, match="“a"):
        writer.write("a.pdf", (b"whole",))
    writer.write("b.pdf", (b"whole",))
    assert {path.name for path in tmp_path.iterdir()} == {"a.pdf", "b.pdf"}


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files have names from the start here")
def test_a_file_has_no_name_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> int:
        assert not list(tmp_path.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        FileWriter(tmp_path, mode=0o600).write("a.pdf", (b"half",))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="“a"):
        FileWriter(tmp_path / "gone", mode=0o600).write("a.pdf", (b"whole",))


def test_a_folder_that_is_not_there_has_nothing_stale(tmp_path: Path) -> None:
    remove_stale(tmp_path / "nowhere")


def _find_dead_process() -> int:
    import subprocess
    import sys

    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
