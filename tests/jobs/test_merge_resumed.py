"""Hold a merge that is taken up again to making just what is not there, not right, or not whole."""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handout.deliver.journal import NAME, SAMPLE
from handout.errors import ExitCode, UsageError
from tests.jobs.conftest import MakeMerge
from tests.jobs.merges import (
    Heard,
    read_index,
    resume,
    run,
    sample,
    write_list,
)

pytestmark = pytest.mark.usefixtures("log")

Rendered = Callable[[], list[str]]


@pytest.fixture
def root(make_merge: MakeMerge, rendered: Rendered) -> Path:
    """Give a project with a list of six of whom all were merged."""
    folder = make_merge(6)
    run(folder)
    rendered()
    return folder


@pytest.fixture
def folder(root: Path) -> Path:
    """Give the folder that the PDFs are in."""
    return root / "dist/rain-merge"


def test_what_is_done_is_not_done_again(root: Path, folder: Path, rendered: Rendered) -> None:
    before = read_index(folder)
    assert resume(root) == (0, 6)
    assert rendered() == []
    assert read_index(folder) == before


def test_a_changed_row_is_made_again_and_its_old_pdf_goes(
    root: Path, folder: Path, rendered: Rendered
) -> None:
    before = read_index(folder)
    text = (root / "list.csv").read_text()
    (root / "list.csv").write_text(text.replace("Take 3 drops.", "Take 4 drops."))
    assert resume(root) == (1, 5)
    # Once to try it, and once for good.
    assert len(rendered()) == 2
    after = read_index(folder)
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        True, True, True, False, True, True,
    ]  # fmt: skip
    assert after[3]["id"] != before[3]["id"]


def test_rows_that_are_gone_or_new(root: Path, folder: Path) -> None:
    lines = (root / "list.csv").read_text().splitlines(keepends=True)
    (root / "list.csv").write_text("".join([*lines[:4], *lines[6:], "New,x\n"]))
    # One has moved up two lines, which makes it nobody else.
    assert resume(root) == (1, 4)
    assert len(read_index(folder)) == 5


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/articles/rain.md", "\nAnd a line more.\n"),
        ("content/authors/rebecca.toml", 'role = "nurse"\n'),
        ("content/clinic.toml", "\n# A remark.\n"),
        ("templates/handout.html", "<!-- x -->"),
        ("styles/clinic.css", "p { color: red }"),
    ],
)
def test_what_they_are_made_from_has_changed(
    root: Path, rendered: Rendered, path: str, text: str
) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    with (root / path).open("a") as file:
        file.write(text)
    assert resume(root) == (6, 0)
    assert len(rendered()) == 1 + 6
    assert resume(root) == (0, 6)


@pytest.mark.parametrize(
    "options",
    [{"allow_missing": True}, {"is_full": False}, {"password_field": "note"}, {"format": "a4"}],
)
def test_options_that_change_what_is_made_count(options: Any) -> None:
    from handout.jobs.merging.options import MergeOptions
    from handout.jobs.merging.spec import name_changes

    before = MergeOptions(article="rain", recipients=Path("x"), is_full=True)
    changed = name_changes(replace(before, **options), options.get("password_field"))
    # The format is a part of the id instead.
    assert (changed != name_changes(before, None)) is ("format" not in options)


def test_a_pdf_that_is_gone_or_not_whole_is_made_again(root: Path, folder: Path) -> None:
    first, second, third, *_ = (folder / row["file"] for row in read_index(folder))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-1])
    third.write_bytes(b"")
    assert resume(root) == (3, 3)
    # Nobody can tell whether it was damaged, or changed by somebody.
    aside = {path.with_stem(f"{path.stem}-changed") for path in (second, third)}
    assert set(folder.glob("*-changed.pdf")) == aside
    for path in aside:
        path.unlink()
    read_index(folder)


def test_what_killed_runs_left_is_removed_and_nothing_else(root: Path, folder: Path) -> None:
    (folder / ".handout-1-0123abcd.tmp").write_bytes(b"half")
    (folder / ".index.csv.handout-1-0123abcd.tmp").write_bytes(b"half")
    (folder / f"{'a' * 20}.pdf").write_bytes(b"mine, whatever it is called")
    (folder / "letter.pdf").write_bytes(b"mine")
    (folder / f"{'a' * 20}.txt").write_bytes(b"mine")
    resume(root)
    found = set(os.listdir(folder)) - {row["file"] for row in _read_rows(folder)}  # noqa: PTH208
    assert found == {
        ".gitignore", NAME, "index.csv", "letter.pdf", f"{'a' * 20}.txt", f"{'a' * 20}.pdf",
    }  # fmt: skip


def _read_rows(folder: Path) -> list[dict[str, str]]:
    mine = [path for path in folder.glob("*.pdf") if b"mine" in path.read_bytes()]
    for path in mine:
        path.rename(path.with_suffix(".kept"))
    rows = read_index(folder)
    for path in mine:
        path.with_suffix(".kept").rename(path)
    return rows


@pytest.mark.parametrize("cut", [1, 60, 150, 1000])
def test_a_torn_journal_costs_what_it_tore(root: Path, folder: Path, cut: int) -> None:
    journal = folder / NAME
    data = journal.read_bytes()
    journal.write_bytes(data[:-cut])
    whole = data[:-cut].count(b"\n")
    lost = sum(b'["file"' not in line for line in data.splitlines()[whole:])
    assert resume(root) == (lost, 6 - lost)
    read_index(folder)
    assert resume(root) == (0, 6)


def test_a_damaged_line_costs_one(root: Path, folder: Path) -> None:
    journal = folder / NAME
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b"a", b"b", 1)
    journal.write_bytes(b"".join(lines))
    assert resume(root) == (1, 5)
    read_index(folder)


def test_a_pdf_that_somebody_changed_is_put_aside(root: Path, folder: Path) -> None:
    path = min(folder.glob("*.pdf"))
    path.write_bytes(b"%PDF with my notes")
    heard = Heard()
    report = run(root, heard, is_resumed=True)
    assert (report.built, report.kept) == (1, 5)
    assert path.with_stem(f"{path.stem}-changed").read_bytes() == b"%PDF with my notes"
    assert path.read_bytes() != b"%PDF with my notes"
    assert "merge.changed-file" in heard.codes
    assert run(root, is_resumed=True).kept == 6


@pytest.mark.parametrize("tail", [["a5", "en", ""], ["a4", "de", ""], ["a4", "en", "\ud800"]])
def test_what_the_journal_says_wrong_is_not_believed(
    root: Path, folder: Path, tail: list[str]
) -> None:
    journal = folder / NAME
    head, begun, first, *rest = journal.read_bytes().splitlines(keepends=True)
    body = json.dumps([*json.loads(first[9:])[:5], *tail], separators=(",", ":")).encode()
    changed = b"%08x %b\n" % (zlib.crc32(body), body)
    journal.write_bytes(b"".join([head, begun, changed, *rest]))
    assert resume(root) == (1, 5)
    assert {(row["format"], row["language"]) for row in read_index(folder)} == {("a4", "en")}


def test_a_lost_journal_or_key_costs_time_alone(root: Path, folder: Path) -> None:
    (folder / NAME).unlink()
    before = read_index(folder)
    with pytest.raises(UsageError, match=r"index\.csv"):
        resume(root)
    (folder / "index.csv").unlink()
    assert resume(root) == (6, 0)
    assert read_index(folder) == before
    (root / ".handout/key").unlink()
    assert resume(root) == (6, 0)
    assert not {row["id"] for row in before} & {row["id"] for row in read_index(folder)}


def test_resuming_makes_as_many_as_the_run_was_to_make(root: Path) -> None:
    for extent, made in ((2, 2), (None, 6), (SAMPLE, 1)):
        output = Path(f"out-{made}")
        run(root, extent=extent, output=output)
        for path in (root / output).glob("*.pdf"):
            path.unlink()
        assert resume(root, extent=SAMPLE, output=output) == (made, 0)


def test_who_failed_is_tried_again(root: Path, folder: Path) -> None:
    write_list(root, [("A", "x"), ("B", "SAY error"), ("C", "y")])
    report = run(root, is_resumed=True)
    assert (report.built, report.failed) == (2, {ExitCode.CONTENT: 1})
    report = run(root, is_resumed=True)
    assert (report.built, report.kept, report.failed) == (0, 2, {ExitCode.CONTENT: 1})
    assert report.exit_code is ExitCode.PARTIAL
    assert len(read_index(folder)) == 2


def test_who_fails_now_does_not_keep_the_pdf_of_before(root: Path, folder: Path) -> None:
    article = root / "content/articles/rain.md"
    article.write_text(article.read_text() + "\n{{ recipient.note | first | upper }}\n")
    write_list(root, [("A", "x"), ("B", "")])
    heard = Heard()
    report = run(root, heard, is_resumed=True)
    assert (report.built, report.exit_code) == (1, ExitCode.PARTIAL)
    assert [row["row"] for row in read_index(folder)] == ["2"]
    assert [(problem.code, problem.line) for problem in heard] == [("article.field", 3)]


def test_the_journal_tells_no_value(root: Path, folder: Path) -> None:
    *lines, last = (folder / NAME).read_text().splitlines()[2:]
    assert json.loads(last[9:])[:2] == ["file", "index.csv"]
    for line in lines:
        name, row, sha256, pages, said, made_from, *rest, when = json.loads(line[9:])
        assert [len(name), len(sha256), len(said), len(made_from)] == [20, 64, 24, 64]
        assert (rest, pages) == (["rain", "a4", "en", "screen", "", ""], 2)
        assert abs(when - time.time()) < 600
        assert 2 <= row <= 7


def test_one_to_look_at_may_be_another_one_next_time(root: Path) -> None:
    output = Path("look")
    sample(root, output=output)
    write_list(root, [("Somebody", "else")])
    sample(root, output=output)
    assert len(read_index(root / output)) == 1
