"""Hold `handout merge --single-file` to one file for the printer, whole or not at all."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pikepdf
import pytest

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
    assert "without structure" in result.stderr
    text = " ".join(read_text(project / "all.pdf"))
    places = [text.index(f"your code is {n:03}") for n in range(12)]
    assert places == sorted(places)
    assert stat.S_IMODE((project / "all.pdf").stat().st_mode) == 0o600
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == [
        ".handout"
    ]


def test_one_is_made_first_to_look_at(run: Any, project: Path) -> None:
    result = call(run, project)
    assert "“--all” binds all 12" in result.stderr
    assert "Client 1," not in " ".join(read_text(project / "all.pdf"))


def test_a_file_has_no_more_pages_than_allowed(run: Any, project: Path) -> None:
    one = json.loads(call(run, project, "--json").stdout)["pages"]
    result = call(run, project, "--all", "--sheets-per-file", str(5 * one), "--json")
    report = json.loads(result.stdout)
    assert report["files"] == ["all-1.pdf", "all-2.pdf", "all-3.pdf"]
    pages = []
    for name in report["files"]:
        with pikepdf.open(project / name) as pdf:
            pages.append(len(pdf.pages))
    assert pages == [5 * one, 5 * one, 2 * one]
    assert report["pages"] == sum(pages)


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


def test_pages_a_file_belong_to_a_single_file(run: Any, project: Path) -> None:
    result = run("merge", "visit", "list.csv", "--sheets-per-file", "3", cwd=project)
    assert result.exit_code == 2


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


@pytest.mark.parametrize("step", ["add", "close"])
def test_a_full_disk_is_told_and_leaves_nothing(
    run: Any, project: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Binder, step, fail)
    result = call(run, project, "--all")
    assert result.exit_code == 5
    assert "No space left" in result.stderr
    assert not list(project.glob("*all.pdf*"))
