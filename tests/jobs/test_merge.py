"""Hold merging to its promises, with a stand-in for the engine: what is made, what is refused."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handout.errors import ContentError, ExitCode, OutputError, ProjectError, UsageError
from handout.jobs.merging.chunk import ChunkResult, Failure
from handout.jobs.merging.report import MergeReport
from handout.read.recipients.faults import ListSource
from tests.jobs.merges import (
    ARTICLE,
    Heard,
    find_secrets,
    read_failed,
    read_index,
    run,
    sample,
    write_list,
    write_project,
)

pytestmark = pytest.mark.usefixtures("log")


@pytest.fixture
def root(make_project: Any) -> Path:
    """Give a project with an article that has fields, and a list of five."""
    folder: Path = make_project(write_project())
    write_list(folder, 5)
    return folder


@pytest.fixture
def folder(root: Path) -> Path:
    """Give the folder that the PDFs go to."""
    return root / "dist/rain-merge"


# What is made ------------------------------------------------------------------------------------


def test_at_first_one_is_made_to_look_at(root: Path, folder: Path) -> None:
    report = sample(root)
    assert report.exit_code is ExitCode.DONE
    assert (report.built, report.sound, report.remaining) == (1, 5, 4)
    assert [row["row"] for row in read_index(folder)] == ["2"]
    assert list(report.list_files()) == [read_index(folder)[0]["file"]]


def test_after_the_one_all_are_made_and_the_one_is_kept(root: Path, folder: Path) -> None:
    sample(root)
    report = run(root)
    assert (report.built, report.kept, report.remaining) == (4, 1, 0)
    assert len(read_index(folder)) == 5


def test_the_index_tells_of_each_pdf_in_the_order_of_the_list(root: Path, folder: Path) -> None:
    report = run(root)
    assert report.exit_code is ExitCode.DONE
    rows = read_index(folder)
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6"]
    assert all(re.fullmatch(r"[a-z2-7]{20}", row["id"]) for row in rows)
    assert {
        (r["file"] == f"{r['id']}.pdf", r["pages"], r["format"], r["language"]) for r in rows
    } == {(True, "2", "a4", "en")}
    assert len({row["sha256"] for row in rows}) == 5
    assert report.failed_list is None
    assert sorted(os.listdir(folder)) == sorted(  # noqa: PTH208
        [".gitignore", ".handout-journal", "index.csv", *(row["file"] for row in rows)]
    )


def test_as_many_as_asked_for_are_made(root: Path, folder: Path) -> None:
    report = run(root, extent=3)
    assert (report.built, report.remaining) == (3, 2)
    assert [row["row"] for row in read_index(folder)] == ["2", "3", "4"]
    report = run(root, extent=4, is_resumed=True)
    assert (report.built, report.kept, report.remaining) == (1, 3, 1)
    # What is there beyond the number asked for is no orphan.
    report = run(root, extent=2, is_resumed=True)
    assert (report.built, report.kept) == (0, 4)
    assert len(read_index(folder)) == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_nobody_else_can_look_into_it(root: Path, folder: Path) -> None:
    heard = Heard()
    before = os.umask(0o022)
    try:
        folder.mkdir(parents=True)
        write_list(root, [("Quintessa", "a"), ("Zebulon", "SAY error")])
        run(root, heard)
    finally:
        os.umask(before)
    # It was there before, so that it stays as it was; what comes into it is the user's alone.
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert "merge.open-folder" in heard.codes
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert len(modes) == 5
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((root / ".handout/key").stat().st_mode) == 0o600


def test_what_is_made_is_kept_out_of_version_control(root: Path) -> None:
    run(root, output=Path("elsewhere"))
    assert (root / "elsewhere/.gitignore").read_text() == "*\n"


def test_no_name_is_told_anywhere(root: Path, folder: Path) -> None:
    write_list(
        root,
        [
            ("Quintessa Whitlockson", "SAY error", ""),
            ("Zebulon", "ORDER fail 1", ""),
            ("Whitlockson", "SAY warning", "geheim"),
            ("Zebulon Quintessa", "Zebulon", ""),
        ],
        "name,note,secret",
    )
    heard = Heard()
    report = run(root, heard)
    assert report.built == 2
    assert len(read_failed(folder)) == 2
    assert heard.codes == ["stand-in.said", "stand-in.said", "render.failed"]
    assert find_secrets(folder) == find_secrets(root / ".handout") == []
    assert not re.search("Quintessa|Zebulon|Whitlockson|geheim", heard.text + repr(report))


def test_one_person_twice_gets_two(root: Path, folder: Path) -> None:
    write_list(root, [("Quintessa", "same"), ("Quintessa", "same")])
    heard = Heard()
    report = run(root, heard)
    assert report.exit_code is ExitCode.DONE
    assert len({row["id"] for row in read_index(folder)}) == 2
    assert heard.codes == ["recipients.same-row"]


def test_a_translation_goes_to_who_speaks_it(make_project: Any) -> None:
    files = write_project()
    article = files["content/articles/rain.md"]
    files["content/articles/rain.en-US.md"] = article.replace(
        "authors:", 'version: |\n  2,\n  "us"\nauthors:'
    )
    root = make_project(files)
    rows = [("A", "x", ""), ("B", "x", "en-US"), ("C", "x", "en"), ("D", "x", "en-AU")]
    write_list(root, rows, "name,note,language")
    report = run(root)
    found = read_index(root / "dist/rain-merge")
    assert [row["language"] for row in found] == ["en", "en-US", "en", "en"]
    assert [row["version"] for row in found] == ["", '2, "us"', "", ""]
    assert list(report.list_files()) == [row["file"] for row in found]


def test_a_translation_that_is_not_there_is_a_fault_of_its_row(root: Path, folder: Path) -> None:
    write_list(root, [("A", "x", "en"), ("B", "x", "de")], "name,note,language")
    heard = Heard()
    with pytest.raises(ContentError, match="1 row is faulty"):
        run(root, heard)
    assert [(problem.code, problem.line) for problem in heard] == [
        ("recipients.unknown-language", 3)
    ]
    assert not folder.exists()


# What is wrong with the article ------------------------------------------------------------------


def test_a_misspelt_field_is_told_before_anything_is_written(make_project: Any) -> None:
    root = make_project(write_project("Dear {{ recipient.nmae }}, {{ recipient.note }}"))
    write_list(root, 5)
    heard = Heard()
    with pytest.raises(ContentError, match="the list lacks what the article needs"):
        run(root, heard)
    problem = heard[0]
    assert (problem.code, problem.line) == ("merge.no-column", 8)
    assert problem.hint is not None
    assert "did you mean “name”?" in problem.hint
    assert not (root / "dist").exists()


def test_a_misspelt_field_of_a_translation_matters_to_who_speaks_it(make_project: Any) -> None:
    files = write_project()
    article = files["content/articles/rain.md"]
    files["content/articles/rain.en-US.md"] = article.replace("recipient.name", "recipient.nmae")
    root = make_project(files)
    write_list(root, [("A", "x", "en"), ("B", "x", "en")], "name,note,language")
    assert run(root, output=Path("one")).built == 2
    write_list(root, [("A", "x", "en"), ("B", "x", "en-US")], "name,note,language")
    heard = Heard()
    with pytest.raises(ContentError):
        run(root, heard, output=Path("two"))
    assert heard[0].path == root / "content/articles/rain.en-US.md"
    assert not (root / "two").exists()


def test_a_fault_that_all_would_have_is_the_articles(make_project: Any) -> None:
    root = make_project(write_project(ARTICLE + " SAY error"))
    write_list(root, 5)
    heard = Heard()
    with pytest.raises(ContentError, match="the article has faults"):
        run(root, heard)
    assert heard.codes == ["stand-in.said"]
    assert not (root / "dist").exists()


def test_an_article_with_faults_is_not_merged(make_project: Any) -> None:
    root = make_project(write_project())
    (root / "content/authors/rebecca.toml").unlink()
    write_list(root, 5)
    with pytest.raises(ContentError, match="the article has faults"):
        run(root)
    (root / "content/clinic.toml").write_text("")
    with pytest.raises(ProjectError, match="the clinic's file cannot be used"):
        run(root)
    assert not (root / "dist").exists()


# What is wrong with the list ---------------------------------------------------------------------


def test_while_a_row_is_faulty_nothing_is_written(root: Path, folder: Path) -> None:
    write_list(root, [("A", "x", "a@example.org"), ("", "x", "none")], "name,note,email")
    heard = Heard()
    with pytest.raises(ContentError, match="1 row is faulty") as caught:
        run(root, heard)
    assert "--skip-faulty" in str(caught.value.hint)
    assert [(problem.code, problem.line) for problem in heard] == [
        ("recipients.no-name", 3),
        ("recipients.email", 3),
    ]
    assert not folder.exists()


def test_faulty_rows_are_skipped_if_wished_and_can_be_fed_in_again(
    root: Path, folder: Path
) -> None:
    rows = [("A", "x", "a@example.org"), ("", "y", "b@example.org"), ("C", "z", "c@example.org")]
    write_list(root, rows, "name,note,email")
    report = run(root, skips_faulty=True)
    assert report.exit_code is ExitCode.PARTIAL
    assert (report.built, report.faulty, report.failed_list) == (2, 1, folder / "failed.csv")
    assert [row["row"] for row in read_index(folder)] == ["2", "4"]
    text = (folder / "failed.csv").read_text("utf-8-sig")
    assert text == "name,note,email,problem\n,y,b@example.org,there is no name.\n"
    # Mended, with the column that it has too much.
    (root / "list.csv").write_text(text.replace("\n,y", "\nB,y"))
    assert run(root, output=Path("again")).built == 1
    # And once more with a fault: two columns of one name could not be read.
    (root / "list.csv").write_text(text.replace("\n,y", "\nB,SAY error"))
    run(root, output=Path("and-again"))
    assert list(read_failed(root / "and-again")[0]) == ["name", "note", "email", "problem"]


def test_a_list_of_nothing_but_faults_is_refused_even_then(root: Path, folder: Path) -> None:
    write_list(root, [("", "x"), ("", "y")])
    with pytest.raises(ContentError, match="2 rows are faulty"):
        run(root, skips_faulty=True)
    (root / "list.csv").unlink()
    with pytest.raises(ContentError, match="the list cannot be used"):
        run(root)
    assert not folder.exists()


# Rows that fail ----------------------------------------------------------------------------------


def test_a_row_that_fails_is_named_and_the_others_are_made(root: Path, folder: Path) -> None:
    write_list(root, [("A", "x"), ("B", "SAY error"), ("C", "ORDER fail 1"), ("D", "y")])
    heard = Heard()
    report = run(root, heard)
    assert report.exit_code is ExitCode.PARTIAL
    assert report.failed == {ExitCode.CONTENT: 1, ExitCode.ENGINE: 1}
    assert [row["row"] for row in read_index(folder)] == ["2", "5"]
    assert [(row["name"], row["problem"]) for row in read_failed(folder)] == [
        ("B", "the stand-in says error."),
        ("C", "the engine failed."),
    ]
    assert [(problem.line, problem.severity.value) for problem in heard] == [
        (3, "error"),
        (4, "error"),
    ]


def test_what_a_problem_may_quote_of_a_row_is_not_told(root: Path) -> None:
    heard = Heard()
    recipients: Any = SimpleNamespace(origin=ListSource(path=root / "list.csv"), unit="line")
    results = MergeReport(heard.append)
    codes = ("article.field", "glyph.missing", "engine.message", "stand-in.said")
    failures = [
        Failure(row=row, code=code, message="it is wrong: Quintessa.")
        for row, code in enumerate(codes, start=2)
    ]
    results.take(ChunkResult(failures=failures))
    results.tell_failures(recipients)
    assert heard.codes == list(codes)
    assert "Quintessa" not in heard.text


def test_the_first_row_may_fail_like_any_other(root: Path, folder: Path) -> None:
    write_list(root, [("A", "SAY error"), ("B", "x")])
    report = run(root)
    assert (report.built, report.exit_code) == (1, ExitCode.PARTIAL)
    assert [row["name"] for row in read_failed(folder)] == ["A"]


@pytest.mark.parametrize(
    ("note", "code"), [("SAY error", ExitCode.CONTENT), ("ORDER fail 1", ExitCode.ENGINE)]
)
def test_nothing_but_failures_gives_their_own_exit_code(
    root: Path, note: str, code: ExitCode
) -> None:
    write_list(root, [("A", note), ("B", note)])
    assert run(root).exit_code is code


def test_many_failures_are_not_all_told(root: Path, folder: Path) -> None:
    write_list(root, [(f"A{number}", "SAY error") for number in range(30)])
    heard = Heard()
    run(root, heard)
    assert len(heard) == 21
    assert heard[-1].message == "10 more could not be made; the list of failed rows has them all."
    assert len(read_failed(folder)) == 30


def test_a_list_of_failures_goes_when_nobody_fails_any_more(root: Path, folder: Path) -> None:
    write_list(root, [("A", "x"), ("B", "SAY error")])
    run(root)
    write_list(root, [("A", "x"), ("B", "y")])
    assert run(root, is_resumed=True).failed_list is None
    assert not (folder / "failed.csv").exists()


# Where it goes -----------------------------------------------------------------------------------


def test_what_an_earlier_merge_made_is_not_written_over(root: Path, folder: Path) -> None:
    run(root)
    before = read_index(folder)
    with pytest.raises(UsageError, match="an earlier merge") as caught:
        run(root)
    assert "--resume" in str(caught.value.hint)
    assert read_index(folder) == before


def test_a_list_that_is_not_there_is_told_of_whatever_is_in_the_folder(
    root: Path, folder: Path
) -> None:
    run(root)
    before = read_index(folder)
    for name in ("lost.csv", "no/list.csv", "x" * 300 + ".csv"):
        with pytest.raises(ContentError, match="the list cannot be used"):
            run(root, recipients=Path(name))
    assert read_index(folder) == before


def test_somebodys_folder_is_not_used(root: Path) -> None:
    (root / "mine").mkdir()
    (root / "mine/letter.txt").write_text("x")
    with pytest.raises(UsageError, match="other files"):
        run(root, output=Path("mine"))
    assert os.listdir(root / "mine") == ["letter.txt"]  # noqa: PTH208
    assert run(root, output=Path("mine"), is_resumed=True).built == 5
    assert (root / "mine/letter.txt").exists()


def test_a_folder_that_cannot_be_is_told_of(root: Path) -> None:
    with pytest.raises(UsageError, match="names no folder"):
        run(root, output=Path("x.pdf"))
    for output in ("list.csv", "list.csv/below"):
        with pytest.raises(OutputError) as caught:
            run(root, output=Path(output))
        assert "--output" in str(caught.value.hint)


@pytest.mark.parametrize("given", [{"format": "a9"}, {"password_field": "pasword"}])
def test_what_there_is_not_is_wrong_usage(root: Path, folder: Path, given: Any) -> None:
    with pytest.raises(UsageError, match=r"there is no|has no column"):
        run(root, **given)
    assert not folder.exists()


def test_an_article_of_two_translations_and_no_original_must_be_named(make_project: Any) -> None:
    files = write_project()
    article = files.pop("content/articles/rain.md")
    files |= {f"content/articles/rain.{tag}.md": article for tag in ("en-US", "en-GB")}
    root = make_project(files)
    write_list(root, 2)
    with pytest.raises(UsageError, match="2 articles"):
        run(root)
