"""Hold `handout import`: what goes to stdout, what to stderr, and how it exits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handout.errors import ExitCode

MakeProject = Callable[..., Path]
Run = Callable[..., Any]

DATA = Path(__file__).parents[1] / "data"
TEXT = """\
Sleep and your skin

Skin mends itself at night. Seven hours are good for it.

Table of Contents

Before bed

Take off make-up. Put on a plain cream.
"""


def test_prints_paths_to_stdout_and_the_rest_to_stderr(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    result = run("import", DATA / "pasted-article.txt", cwd=root)
    assert result.exit_code == ExitCode.DONE
    assert result.stdout.splitlines() == [
        str(Path("content/articles/pasted-article.md")),
        str(Path("content/authors/miriam.toml")),
    ]
    assert "Table of Contents" in result.stderr
    assert "title: Pasted Article" in result.stderr
    assert "Confirm what was guessed (title, authors)" in result.stderr
    assert "Next: handout build pasted-article\n" in result.stderr


def test_standard_input(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    result = run("import", "-", cwd=root, stdin=TEXT)
    assert result.exit_code == ExitCode.DONE
    assert (root / "content/articles/sleep-and-your-skin.md").is_file()


def test_markdown_on_standard_input(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    result = run("import", "-", cwd=root, stdin="---\ntitle: Naps\n---\n\nShort *naps* help.\n")
    assert result.exit_code == ExitCode.DONE
    assert "Short _naps_ help." in (root / "content/articles/naps.md").read_text()


def test_quiet_prints_the_paths_alone(make_project: MakeProject, run: Run) -> None:
    result = run("import", "-q", "-", cwd=make_project(), stdin=TEXT)
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 1


def test_what_is_there_is_not_written_over(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    run("import", "-", cwd=root, stdin=TEXT)
    result = run("import", "-", cwd=root, stdin=TEXT)
    assert result.exit_code == ExitCode.OUTPUT
    assert "--force" in result.stderr
    assert result.stdout == ""
    assert run("import", "-", "--force", cwd=root, stdin=TEXT).exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["missing.txt"], ExitCode.CONTENT),
        (["article.docx"], ExitCode.USAGE),
        (["-", "--slug", "No Good"], ExitCode.USAGE),
        ([], ExitCode.USAGE),
    ],
)
def test_exit_codes(make_project: MakeProject, run: Run, args: list[str], code: ExitCode) -> None:
    result = run("import", *args, cwd=make_project(), stdin=TEXT)
    assert result.exit_code == code
    assert "Error:" in result.stderr
    assert "Hint:" in result.stderr


def test_needs_a_project(tmp_path: Path, run: Run) -> None:
    assert run("import", "-", cwd=tmp_path, stdin=TEXT).exit_code == ExitCode.PROJECT


def test_long_lists_are_cut_unless_more_is_asked_for(make_project: MakeProject, run: Run) -> None:
    text = "Title\n\n" + "".join(f"Part {n}x\n\nIts words, with a stop.\n\n" for n in range(30))
    short = run("import", "-", cwd=make_project(), stdin=text).stderr
    long = run("import", "-v", "-", cwd=make_project(name="other"), stdin=text).stderr
    assert "more (-v lists all)" in short
    assert "Part 29x" not in short
    assert "Part 29x" in long


def test_imported_article_can_be_listed(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    run("import", "-", cwd=root, stdin=TEXT)
    assert "sleep-and-your-skin" in run("list", cwd=root).stdout


def test_a_text_without_paragraphs_is_refused(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    result = run("import", "-", "--title", "Naps", cwd=root, stdin="Share this post\nTweet\n")
    assert result.exit_code == ExitCode.CONTENT
    assert result.stdout == ""
    assert "nothing was written, because no text is left" in result.stderr
    assert "Hint: copy the article's paragraphs too" in result.stderr
    assert not list((root / "content" / "articles").glob("naps*"))


def test_places_in_doubt_are_marked_and_named_until_somebody_has_looked(
    make_project: MakeProject, run: Run, tmp_path: Path
) -> None:
    body = "Keep it clean and cool for the first hours, and ask us whenever you are in doubt."
    text = f"After a burn\n\n{body}\n\nDo\ncool it\nwash it\nDon't\nburst it\n\n{body}\n"
    root = make_project({"content/clinic.toml": 'name = "L"\n[brand]\nprimary = "#123456"\n'})
    (root / "after-a-burn.txt").write_text(text, "utf-8")
    imported = run("import", "after-a-burn.txt", cwd=root)
    assert "marked “<!-- check: … -->”" in imported.stderr
    path = root / "content/articles/after-a-burn.md"
    article = path.read_text("utf-8")
    asked = "<!-- check: “Don't” is a heading: is the right text below it? -->\n\n### Don't\n"
    assert asked in article.replace("\\'", "'")
    words = "to be checked: “Don't” is a heading: is the right text below it?"
    for command in (("build",), ("list",), ("merge", "after-a-burn", "list.csv")):
        (root / "list.csv").write_text("name\nAnn\n", "utf-8")
        assert words in run(*command, cwd=root).stderr, command
    path.write_text("".join(x for x in article.splitlines(True) if "check:" not in x), "utf-8")
    assert "to be checked" not in run("build", cwd=root).stderr


def test_a_language_that_an_article_gives_is_no_guess(make_project: MakeProject, run: Run) -> None:
    words = "Ihre Haut braucht jetzt Ruhe. Hier steht, was ihr in den nächsten Tagen guttut. " * 3
    root = make_project({"content/clinic.toml": 'name = "L"\n[brand]\nprimary = "#123456"\n'})
    for name, key, is_guess in (("given", "language: de\n", False), ("not", "", True)):
        (root / f"{name}.md").write_text(f"---\ntitle: {name}\n{key}---\n\n{words}\n", "utf-8")
        run("import", f"{name}.md", cwd=root)
        article = (root / f"content/articles/{name}.md").read_text("utf-8")
        assert "language: de\n" in article
        assert ("- language  #" in article) is is_guess
