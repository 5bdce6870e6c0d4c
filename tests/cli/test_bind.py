"""Hold `handout merge --single-file` to one file for the printer, whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handout.files.writing import GrowingFile
from handout.personalise.binding import Binder
from tests.instruments.pictures import read_text

ARTICLE = """\
---
title: After your visit
---

Dear {{ recipient.name }},

your code is {{ recipient.code }}.
"""
LIST = "name,code\n" + "".join(f"Client {n},{n:03}\n" for n in range(12))
FILES = {"content/articles/visit.md": ARTICLE, "list.csv": LIST}


@pytest.fixture
def project(make_project: Any) -> Path:
    root: Path = make_project(FILES)
    return root


def call(run: Any, project: Path, *args: str) -> Any:
    return run("merge", "visit", "list.csv", *args, "--single-file", "all.pdf", cwd=project)


def test_all_recipients_are_in_one_file_in_the_order_of_the_list(run: Any, project: Path) -> None:
    result = call(run, project, "--all")
    assert (result.exit_code, result.stdout) == (0, "all.pdf\n"), result.stderr
    assert "no structure" in result.stderr
    text = " ".join(read_text(project / "all.pdf"))
    places = [text.index(f"your code is {n:03}") for n in range(12)]
    assert places == sorted(places)
    assert stat.S_IMODE((project / "all.pdf").stat().st_mode) == 0o600
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == [
        ".handout"
    ]


def test_one_is_made_first_to_look_at(run: Any, project: Path) -> None:
    result = call(run, project)
    assert "--single-file all.pdf --all” makes all 12" in result.stderr
    assert "Client 1," not in " ".join(read_text(project / "all.pdf"))


def read_index(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_page_is_where_the_index_says(run: Any, project: Path, jobs: str) -> None:
    result = call(run, project, "--all", "--handouts-per-file", "5", "--json", "-j", jobs)
    report = json.loads(result.stdout)
    assert report["files"] == ["all-1.pdf", "all-2.pdf", "all-3.pdf"]
    assert report["index"] == "all-index.csv"
    index = read_index(project / "all-index.csv")
    assert [int(line["row"]) for line in index] == list(range(2, 14))
    assert [line["file"] for line in index] == ["all-1.pdf"] * 5 + ["all-2.pdf"] * 5 + [
        "all-3.pdf"
    ] * 2
    pages = 0
    for name in report["files"]:
        texts = read_text(project / name)
        pages += len(texts)
        for line in (one for one in index if one["file"] == name):
            first, last = int(line["first_page"]), int(line["last_page"])
            assert first % 2 == 1
            code = f"your code is {int(line['row']) - 2:03}"
            assert [code in " ".join(texts[first - 1 : last]), last >= first] == [True, True]
            assert not any(text.strip() for text in texts[last : last + last % 2])
    assert report["pages"] == pages
    assert pages % 2 == 0


def test_a_blank_page_is_as_large_as_the_others_and_can_be_left_out(
    run: Any, project: Path
) -> None:
    call(run, project, "--all")
    with pikepdf.open(project / "all.pdf") as pdf:
        assert not pdf.check_pdf_syntax()
        boxes = {tuple(map(float, page.MediaBox)) for page in pdf.pages}
        count = len(pdf.pages)
    assert (len(boxes), count) == (1, 24)
    call(run, project, "--all", "--one-sided")
    with pikepdf.open(project / "all.pdf") as pdf:
        assert len(pdf.pages) == 12
    assert [line["first_page"] for line in read_index(project / "all-index.csv")] == [
        str(n) for n in range(1, 13)
    ]
    assert not (project / "all-index-2.csv").exists()


def test_a_list_of_pages_replaces_no_file_of_the_users(run: Any, project: Path) -> None:
    (project / "all-index.csv").write_text("mine")
    call(run, project)
    assert (project / "all-index.csv").read_text() == "mine"
    assert read_index(project / "all-index-2.csv")


def test_a_fault_of_the_article_is_told_once_with_its_line(run: Any, project: Path) -> None:
    path = project / "content/articles/visit.md"
    path.write_text(path.read_text().replace("recipient.code", "recipient.cod"))
    result = call(run, project, "--all")
    assert result.exit_code == 1
    assert result.stderr.count("cod”") == 1
    assert "visit.md:7: " in result.stderr
    assert "“code”" in result.stderr
    assert not list(project.glob("all*"))


def test_a_handout_that_prints_no_value_is_bound_like_any_other(run: Any, project: Path) -> None:
    (project / "content/articles/visit.md").write_text("---\ntitle: After\n---\n\nRest.\n")
    call(run, project, "--all", "--one-sided")
    assert [text.count("Rest.") for text in read_text(project / "all.pdf")] == [1] * 12


def test_a_failed_recipient_is_named_and_the_others_are_bound(run: Any, project: Path) -> None:
    (project / "list.csv").write_text("name,code\nMaya,1\n陈伟,2\nBo,3\n", "utf-8")
    result = call(run, project, "--all")
    assert result.exit_code == 6
    assert "list.csv:3" in result.stderr
    assert "陈伟" not in result.stderr
    failed = (project / "all-failed.csv").read_text("utf-8-sig")
    assert failed.startswith("name,code,problem\n陈伟,2,")
    assert stat.S_IMODE((project / "all-failed.csv").stat().st_mode) == 0o600
    text = " ".join(read_text(project / "all.pdf"))
    assert "Maya" in text
    assert "Bo" in text


def test_nothing_is_left_when_nobody_can_be_made(run: Any, project: Path) -> None:
    (project / "list.csv").write_text("name,code\n陈伟,2\n", "utf-8")
    result = call(run, project, "--all")
    assert result.exit_code == 1
    assert not (project / "all.pdf").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("-o", "out"), "“--output” belongs to a PDF a recipient"),
        (("--resume",), "“--resume” belongs"),
        (("--password-field", "code"), "“--password-field” belongs"),
        (("--cluster", "tcp://x:1"), "“--cluster” belongs"),
    ],
)
def test_what_belongs_to_single_pdfs_is_refused(
    run: Any, project: Path, args: tuple[str, ...], words: str
) -> None:
    result = call(run, project, *args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_passwords_are_refused(run: Any, project: Path) -> None:
    (project / "list.csv").write_text("name,code,password\nMaya,1,secret\n", "utf-8")
    result = call(run, project, "--all")
    assert result.exit_code == 2
    assert "cannot have a password for each" in result.stderr


@pytest.mark.parametrize("args", [("--handouts-per-file", "3"), ("--one-sided",)])
def test_what_belongs_to_a_single_file_is_refused_without(
    run: Any, project: Path, args: tuple[str, ...]
) -> None:
    result = run("merge", "visit", "list.csv", *args, cwd=project)
    assert result.exit_code == 2
    assert "belongs to “--single-file”" in result.stderr


def test_an_interrupted_run_leaves_the_old_file(
    run: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "all.pdf").write_bytes(b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Binder, "close", interrupt)
    assert call(run, project, "--all").exit_code == 130
    assert (project / "all.pdf").read_bytes() == b"old"
    assert not list(project.glob(".all.pdf*"))


class FullDisk(io.BytesIO):
    """A file on a disk with room for its first line alone."""

    def write(self, data: Any) -> int:
        """Write the first line."""
        if self.tell():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def test_a_full_disk_is_told_and_leaves_nothing(
    run: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GrowingFile, "_begin", lambda *_: (FullDisk(), False))
    result = call(run, project, "--all")
    assert result.exit_code == 5
    assert "No space left" in result.stderr
    assert not list(project.glob("*all.pdf*"))
