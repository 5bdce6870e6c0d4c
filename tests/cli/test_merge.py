"""Hold `handout merge` to what it prints, to its exit codes, and to the real engine."""

from __future__ import annotations

import io
import json
import re
import tempfile
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from handout.cli.progress import TerminalProgress
from handout.jobs.runtime import render_session
from tests.cli.terminal import answer_questions, needs_terminal
from tests.conftest import ARTICLE, MakeProject, Run
from tests.jobs import stand_in
from tests.jobs.merges import find_secrets, read_failed, read_index, write_list, write_project

LIST = [(f"Quintessa {number}", "Take care.") for number in range(4)]
PERSONAL = ARTICLE.replace("Rain is", "Dear {{ recipient.name }}, {{ recipient.note }} Rain is")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in in the engine's place."""
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)


@pytest.fixture
def root(make_project: MakeProject) -> Path:
    """Give a project for the stand-in, and a list."""
    folder = make_project(write_project())
    write_list(folder, LIST)
    return folder


def read_text(path: Path, password: str | None = None) -> str:
    with pypdfium2.PdfDocument(path, password=password) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


# What is printed ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_one_is_made_and_it_says_how_to_make_all(root: Path, run: Run) -> None:
    done = run("merge", "rain", "list.csv", "--full", cwd=root)
    assert done.exit_code == 0
    assert re.fullmatch(r"dist/rain-merge/[a-z2-7]{20}\.pdf\n", done.stdout)
    assert re.search(r"^Made 1 handout in [\d.]+ s\.$", done.stderr, re.MULTILINE)
    assert "“handout merge rain list.csv --all” makes all 4." in done.stderr
    done = run("merge", "rain", "list.csv", "--full", "--all", cwd=root)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"dist/rain-merge/{row['file']}" for row in read_index(root / "dist/rain-merge")
    ]
    assert "Made 3 handouts" in done.stderr
    assert "1 was there already." in done.stderr


@pytest.mark.usefixtures("quick")
def test_more_are_made_with_the_words_that_it_says(root: Path, run: Run) -> None:
    done = run("merge", "rain", "list.csv", "--full", "--limit", "2", "-o", "my out", cwd=root)
    assert "“handout merge rain list.csv -o 'my out' --all --resume” makes all 4." in done.stderr
    args = ["merge", "rain", "list.csv", "-o", "my out", "--all", "--resume", "--full"]
    assert run(*args, cwd=root).exit_code == 0
    assert len(read_index(root / "my out")) == 4


@pytest.mark.usefixtures("quick")
def test_json_tells_numbers_and_files(root: Path, run: Run) -> None:
    write_list(root, [*LIST, ("Zebulon", "SAY error"), ("", "x")])
    args = ["merge", "rain", "list.csv", "--full", "--all", "--skip-faulty", "--json"]
    done = run(*args, cwd=root)
    assert done.exit_code == 6
    data = json.loads(done.stdout)
    assert data.pop("seconds") > 0
    assert [one["line"] for one in data.pop("problems")] == [6, 7]
    assert data == {
        "built": 4,
        "kept": 0,
        "failed": 1,
        "faulty": 1,
        "remaining": 0,
        "folder": "dist/rain-merge",
        "index": "dist/rain-merge/index.csv",
        "failed_list": "dist/rain-merge/failed.csv",
        "rendered_in_full": {"it was asked for": 4},
    }
    assert "dist/rain-merge/failed.csv lists who got nothing, with names" in done.stderr
    assert not re.search("Quintessa|Zebulon", done.stdout + done.stderr)
    assert find_secrets(root / "dist") == []
    assert [row["name"] for row in read_failed(root / "dist/rain-merge")] == ["Zebulon", ""]


@pytest.mark.usefixtures("quick")
def test_a_misspelt_field_is_told_with_its_line(make_project: MakeProject, run: Run) -> None:
    root = make_project(write_project("Dear {{ recipient.nmae }}"))
    write_list(root, LIST)
    done = run("merge", "rain", "list.csv", "--all", cwd=root)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Error: content/articles/rain.md:8: the list has no column “nmae”" in done.stderr
    assert "Hint: did you mean “name”?" in done.stderr
    assert not (root / "dist").exists()


@pytest.mark.usefixtures("quick")
def test_a_list_may_come_from_standard_input(root: Path, run: Run) -> None:
    text = "name;note\nQuintessa;x\nZebulon;y\n"
    done = run("merge", "rain", "-", "--full", "--all", cwd=root, stdin=text)
    assert done.exit_code == 0
    assert len(read_index(root / "dist/rain-merge")) == 2


@needs_terminal
def test_a_doubtful_encoding_is_asked_about_with_the_names_that_would_be_printed(
    make_project: MakeProject,
) -> None:
    root = make_project(write_project())
    (root / "l.csv").write_bytes(
        "name;note\nZoë Strauß;rest\nJosé Ñuflo;walk\n".encode("mac-roman")
    )
    arguments = ["merge", "rain", "l.csv"]
    answers = [("Which number is right?", "4")]
    code, asked, after = answer_questions(arguments, answers, root)
    assert code == 0, after
    assert "4  mac-roman     Zoë, Strauß, José, Ñuflo" in asked
    assert "--encoding mac-roman --all" in after
    assert not re.search("Zo|Strau|Jos|uflo", after)
    code, _, after = answer_questions(arguments, [("Which number is right?", "0")], root)
    assert code == 1
    assert "--encoding" in after


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["rain"], 2, "there is no list of recipients"),
        (["rain", "list.csv", "--all", "--limit", "3"], 2, "exclude each other"),
        (["rain", "list.csv", "--limit", "0"], 2, "--limit"),
        (["rian", "list.csv"], 2, "did you mean “rain”"),
        (["rain", "lost.csv"], 1, "“lost.csv” is not there"),
        (["rain", "list.csv", "-o", "list.csv"], 5, "Not a directory"),
    ],
)
def test_what_cannot_be_done_has_its_exit_code(
    root: Path, run: Run, args: list[str], code: int, words: str
) -> None:
    done = run("merge", *args, cwd=root)
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    assert not (root / "dist").exists()


def test_outside_a_project_there_is_nothing_to_merge(tmp_path: Path, run: Run) -> None:
    assert run("merge", "rain", "list.csv", cwd=tmp_path).exit_code == 3


def test_a_bug_in_a_worker_is_placed_and_tells_no_name(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_with_bug)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = run("merge", "rain", "list.csv", cwd=root)
    assert (done.exit_code, done.stdout) == (70, "")
    text = next(tmp_path.glob("handout-*.txt")).read_text()
    assert "in load_with_bug" in text
    assert "RuntimeError" in text
    assert "Quintessa" not in text + done.stderr


# Progress ----------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Say that it is one."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_the_bar_tells_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("handout.cli.progress.time.monotonic", lambda: now)
    terminal = Terminal()
    bar = TerminalProgress(terminal)
    bar.start("Merging", 10_000)
    for _ in range(500):
        now += 0.001
        bar.advance()
    assert "/s" not in terminal.getvalue(), "after half a second it would be a guess"
    for _ in range(500):
        now += 0.01
        bar.advance()
    assert re.search(r"\d+/10000 182/s, 50 s left$", terminal.getvalue())
    bar.start("Merging", 100_000)
    for _ in range(10):
        now += 1
        bar.advance()
    assert terminal.getvalue().endswith("10/100000 1.0/s, 27 h 46 min left")


# With the real engine ----------------------------------------------------------------------------


def test_each_recipient_gets_their_own(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/articles/rain.md": PERSONAL})
    names = ["Quintessa Whitlockson", "Zebulon", "Ólafur Þór"]
    write_list(root, [(name, f"For {name}.", "") for name in names], "name,note,language")
    done = run("merge", "rain", "list.csv", "--all", "-j1", cwd=root)
    assert done.exit_code == 0, done.stderr
    folder = root / "dist/rain-merge"
    rows = read_index(folder)
    for name, row in zip(names, rows, strict=True):
        text = " ".join(read_text(folder / row["file"]).split())
        assert f"Dear {name}, For {name}." in text
        assert not [other for other in names if other != name and other in text]
    assert {row["version"] for row in rows} == {"1.0"}
    # Names are in PDFs and nowhere else, and the search would find one.
    assert find_secrets(root / "dist") == find_secrets(root / ".handout") == []
    assert find_secrets(root) == ["list.csv"]
    assert not re.search("Quintessa|Zebulon|Whitlockson", done.stdout + done.stderr)
    again = run("merge", "rain", "list.csv", "--resume", cwd=root)
    assert "Made 0 handouts" in again.stderr
    assert "3 were there already" in again.stderr


def test_a_password_locks_the_pdf_and_keeps_its_tags(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/articles/rain.md": PERSONAL})
    rows = [("Quintessa", "x", "geheim-ä"), ("Zebulon", "x", "")]
    write_list(root, rows, "name,note,Secret Word")
    args = ["--all", "--password-field", "secret word"]
    done = run("merge", "rain", "list.csv", *args, cwd=root)
    assert done.exit_code == 0, done.stderr
    assert "Warning: list.csv: one recipient has no password" in done.stderr
    locked, plain = (
        root / "dist/rain-merge" / r["file"] for r in read_index(root / "dist/rain-merge")
    )
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(locked)
    with pikepdf.open(locked, password="geheim-ä") as pdf:
        assert pdf.encryption.R == 6
        assert pdf.allow.accessibility
        assert not pdf.allow.extract
        assert "/StructTreeRoot" in pdf.Root
    assert "Quintessa" in read_text(locked, "geheim-ä")
    assert "Zebulon" in read_text(plain)
    assert not re.search("geheim|Quintessa", done.stdout + done.stderr)
    assert find_secrets(root / "dist") == []


def test_a_name_that_the_font_lacks_fails_alone(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/articles/rain.md": PERSONAL})
    write_list(root, [("Quintessa", "x"), ("日本", "x"), ("Zebulon", "y")])
    done = run("merge", "rain", "list.csv", "--all", cwd=root)
    assert done.exit_code == 6
    assert "list.csv:3: no handout could be made for this line: the font lacks" in done.stderr
    assert "日" not in done.stderr
    assert [row["row"] for row in read_index(root / "dist/rain-merge")] == ["2", "4"]
    assert [row["name"] for row in read_failed(root / "dist/rain-merge")] == ["日本"]


def test_a_picture_that_is_missing_is_the_articles_fault(
    make_project: MakeProject, run: Run
) -> None:
    lost = PERSONAL + "\n![Rain.](lost.png)\n"
    root = make_project({"content/articles/rain.md": lost})
    write_list(root, LIST)
    done = run("merge", "rain", "list.csv", "--all", cwd=root)
    assert done.exit_code == 1
    assert "lost.png" in done.stderr
    assert not (root / "dist").exists()


def test_of_two_in_one_language_the_one_that_was_named_is_made(
    make_project: MakeProject, run: Run
) -> None:
    other = PERSONAL.replace("title: Rain", "title: Snow")
    files = {"content/articles/rain.md": PERSONAL, "content/articles/rain.en.md": other}
    root = make_project(files)
    write_list(root, [("Anna", "en", "x"), ("Bert", "", "x")], "name,language,note")
    assert run("merge", "rain", "list.csv", "--all", cwd=root).exit_code == 0
    folder = root / "dist/rain-merge"
    assert ["Rain and" in read_text(folder / row["file"]) for row in read_index(folder)] == [
        True,
        True,
    ]


def fill_in(path: Path) -> None:
    """Put a client into the list in the place of the sample."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig")
        path.write_text(text.replace("Ann Example,ann@example.org", "Ann Smith,ann@smith.test"))
        return
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A2"], sheet["B2"] = "Ann Smith", ""
    book.save(path)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_empty_list_for_an_article_can_be_filled_in(
    make_project: MakeProject, run: Run, suffix: str
) -> None:
    text = (
        "Dear {{ recipient.name }}, bring {{ recipient.room }} {{ recipient.note | default('-') }}."
    )
    root = make_project(write_project(text))
    done = run("merge", "rain", "--template", f"new.{suffix}", cwd=root)
    assert (done.exit_code, done.stdout) == (0, f"new.{suffix}\n"), done.stderr
    unchanged = run("merge", "rain", f"new.{suffix}", "--all", cwd=root)
    assert unchanged.exit_code == 1
    assert f"Error: new.{suffix}:2: this is the row that shows how" in unchanged.stderr
    assert "Hint: write a recipient in its place.\n" in unchanged.stderr
    fill_in(root / f"new.{suffix}")
    filled = run("merge", "rain", f"new.{suffix}", "--all", cwd=root)
    assert filled.exit_code == 0, filled.stderr
    again = run("merge", "rain", "--template", f"new.{suffix}", cwd=root)
    assert again.exit_code == 5
    assert run("merge", "rain", "--template", "new.ods", cwd=root).exit_code == 2


def test_the_clinics_own_columns_are_known_to_merge_and_whose(
    make_project: MakeProject, run: Run
) -> None:
    files = write_project("Dear {{ recipient.name }}, see {{ recipient.practitioner }}.")
    files["content/clinic.toml"] += '\n[recipients]\nname = "Given + Family"\n'
    root = make_project(files)
    (root / "l.csv").write_text("Given,Family,Seen by\nQuintessa,Zebulon,Dr Osei\n")
    done = run("merge", "rain", "l.csv", "--map", "practitioner=Seen by", cwd=root)
    assert done.exit_code == 0, done.stderr
    (pdf,) = (root / "dist/rain-merge").glob("*.pdf")
    mapped = ("--map", "practitioner=Seen by")
    assert "row 2" in run("whose", *mapped, pdf.name, "l.csv", cwd=root).stdout
    for wrong in ("practitioner", "=x", "name=", "name=a++b"):
        assert run("merge", "rain", "l.csv", "--map", wrong, cwd=root).exit_code == 2
    assert run("merge", "rain", "l.csv", "--encoding", "utf-99", cwd=root).exit_code == 2


def test_a_field_nearly_called_as_a_known_one_is_warned_of(
    make_project: MakeProject, run: Run
) -> None:
    root = make_project(write_project("Dear {{ recipient.nme }}, of {{ recipient.room }}."))
    for _ in range(2):
        done = run("build", cwd=root)
        assert "rain.md:8: “recipient.nme” is a field of the clinic's own" in done.stderr
        assert "recipient.name" in done.stderr
        assert "recipient.room" not in done.stderr
