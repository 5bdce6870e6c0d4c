"""Hold writing to all or nothing, and the names of what is built."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from handout.errors import ExitCode, OutputError
from handout.jobs.outputs import (
    FileWriter,
    is_temporary,
    name_output,
    prepare_folder,
    remove_stale,
    remove_temporary,
    write_file,
)
from handout.model import A4, SCREEN, Edition


def test_names_follow_the_format_the_edition_and_the_language() -> None:
    assert name_output("rain", A4, SCREEN) == "rain-a4.pdf"
    assert name_output("rain.de", A4, SCREEN) == "rain.de-a4.pdf"
    edition = Edition(name="print", variant="pdf/x-4", suffix="-print")
    assert name_output("rain", A4, edition) == "rain-a4-print.pdf"


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


def test_files_come_whole_into_the_folder_and_nothing_else_stays(tmp_path: Path) -> None:
    with FileWriter(tmp_path, mode=0o600) as writer:
        writer.write("a.pdf", (b"head", b"tail"))
        (own,) = tmp_path.glob(".*")
        assert is_temporary(own.name)
        assert not list(own.iterdir()), "what is finished has left the writer's own folder"
        writer.write("b.pdf", [b"%d" % number for number in range(2000)])
    assert {path.name for path in tmp_path.iterdir()} == {"a.pdf", "b.pdf"}
    assert (tmp_path / "a.pdf").read_bytes() == b"headtail"
    assert (tmp_path / "b.pdf").read_bytes() == b"".join(b"%d" % n for n in range(2000))
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with FileWriter(tmp_path, mode=0o600) as writer:
        with pytest.raises(OutputError, match="“a"):
            writer.write("a.pdf", (b"whole",))
        writer.write("b.pdf", (b"whole",))
    assert {path.name for path in tmp_path.iterdir()} == {"a.pdf", "b.pdf"}


def test_a_folder_that_nothing_can_be_begun_in_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="“gone” could not be written"),
        FileWriter(tmp_path / "gone", mode=0o600),
    ):
        pass


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / ".handout-1-0123abcd.tmp"
    folder.mkdir()
    (folder / "file").write_bytes(b"half")
    file = tmp_path / ".index.csv.handout-1-0123abcd.tmp"
    file.write_bytes(b"half")
    for path in (folder, file, tmp_path / ".handout-2-0123abcd.tmp"):
        remove_temporary(path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_has_nothing_stale(tmp_path: Path) -> None:
    remove_stale(tmp_path / "nowhere")


def _find_dead_process() -> int:
    import subprocess
    import sys

    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
