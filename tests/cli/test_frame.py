"""Hold the frame of the command line: options, help, exit codes, and the one boundary."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from handout import cli
from handout.cli.context import Invocation, pass_invocation, shared_options
from handout.errors import EngineError, HandoutError
from handout.model import Place
from tests.conftest import MakeProject, Result, Run

HELPED = ["", *cli.COMMANDS]

Fail = Callable[[BaseException], Result]


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch, run: Run) -> Fail:
    """Run a command whose only deed is to raise what it is given."""

    def call(error: BaseException) -> Result:
        @click.command("fail")
        def command() -> None:
            raise error

        monkeypatch.setattr(cli.group, "get_command", lambda *_: command)
        monkeypatch.setattr(cli.group, "resolve_command", lambda *_: ("fail", command, []))
        return run("fail")

    return call


@pytest.mark.parametrize("name", HELPED)
def test_every_command_has_help_with_examples(run: Run, name: str) -> None:
    result = run(*filter(None, [name]), "-h")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "Examples:" in result.stdout or name == ""
    assert "-C, --project" in result.stdout


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command = cli.group.get_command(click.Context(cli.group), name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(100) == cli.COMMANDS[name][1]


def test_the_bare_command_prints_its_help(run: Run) -> None:
    assert run() == run("--help")
    assert run().exit_code == 0


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("init", "handout new"),
        ("help", "“handout --help”"),
        ("watch", "--watch"),
        ("open", "--open"),
        ("print", "--open"),
        ("preview", "--open"),
    ],
)
def test_words_of_other_programs_point_the_way(run: Run, word: str, words: str) -> None:
    result = run(word)
    assert result.exit_code == 2
    assert f"there is no command “{word}”." in result.stderr
    assert words in result.stderr


def test_version(run: Run) -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("handout 0.")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["biuld"], "there is no command “biuld”. Did you mean “build”?"),
        (["new"], "DIR"),
    ],
)
def test_wrong_usage_is_2_and_says_how(run: Run, args: list[str], words: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert "--help” shows how it is called." in result.stderr


def test_no_project_is_3(run: Run, tmp_path: Path) -> None:
    result = run("list", cwd=tmp_path)
    assert result.exit_code == 3
    assert "content/clinic.toml" in result.stderr
    assert "handout new" in result.stderr


def test_a_named_folder_is_meant_itself(run: Run, make_project: MakeProject) -> None:
    root = make_project()
    inside = run("list", "-q", cwd=root / "content" / "articles")
    assert inside.exit_code == 0
    named = run("-C", root / "content", "list", cwd=root)
    assert named.exit_code == 3


@pytest.mark.parametrize("where", ["before", "after"])
def test_shared_options_stand_before_or_after_the_command(
    run: Run, make_project: MakeProject, tmp_path: Path, where: str
) -> None:
    shared = ["-q", "-C", str(make_project())]
    args = [*shared, "list"] if where == "before" else ["list", *shared]
    result = run(*args, cwd=tmp_path)
    assert result.exit_code == 0
    assert "rain" in result.stdout
    assert result.stderr == ""


def test_what_the_options_say_adds_up() -> None:
    seen: list[Invocation] = []

    @click.command
    @shared_options
    @pass_invocation
    def command(invocation: Invocation) -> None:
        seen.append(invocation)

    command.main(["-v", "-C", "somewhere"], standalone_mode=False)
    assert seen == [Invocation(project=Path("somewhere"), verbosity=1)]


def test_verbose_names_the_folder_and_the_codes(run: Run, make_project: MakeProject) -> None:
    root = make_project({"content/articles/bad.md": "---\ntilte: Rain\n---\n\nText.\n"})
    plain, verbose = run("list", cwd=root), run("-v", "list", cwd=root)
    assert f"Project: {root.resolve()}" in verbose.stderr
    assert "[article.unknown-key]" in verbose.stderr
    assert "[article." not in plain.stderr
    assert "Project:" not in plain.stderr


def test_an_error_is_said_with_place_and_hint_and_its_own_code(fail: Fail) -> None:
    where = Place(path=Path.cwd() / "content" / "rain.md", line=3)
    result = fail(EngineError("it broke.", where=where, hint="mend it."))
    assert result.exit_code == 4
    assert result.stdout == ""
    assert result.stderr == "Error: content/rain.md:3: it broke.\nHint: mend it.\n"


def test_a_message_cannot_steer_the_terminal(fail: Fail) -> None:
    result = fail(HandoutError("no author called “\x1b[2Jx\udc80”."))
    assert "\\x1b[2Jx\\udc80" in result.stderr


def test_interrupted_is_130(fail: Fail) -> None:
    result = fail(KeyboardInterrupt())
    assert result.exit_code == 130
    assert "Interrupted." in result.stderr


@pytest.mark.parametrize("kind", [KeyError, GeneratorExit])
def test_a_bug_is_one_line_and_a_private_file_without_values(
    fail: Fail, kind: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cause = kind("Maria Huber")
    cause.__cause__ = ValueError("Maria Huber")
    result = fail(cause)
    assert result.exit_code == 70
    assert result.stderr.count("\n") == 1
    (path,) = tmp_path.glob("handout-*.txt")
    assert str(path) in result.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert kind.__name__ in text
    assert "ValueError" in text
    assert __file__ in text
    assert "Maria" not in text
    assert "Maria" not in result.stderr


def test_a_bug_is_said_even_where_no_file_can_be_written(
    fail: Fail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    result = fail(RuntimeError("x"))
    assert result.exit_code == 70
    assert "bug in handout (RuntimeError)" in result.stderr


def start(args: list[str], *, stdout: int, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "handout", *args],
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=cwd,
        check=False,
        timeout=30,
    )


def test_a_reader_that_stops_reading_is_no_fault(make_project: MakeProject) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = start(["list", "-q"], stdout=writing, cwd=make_project())
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_under_stdout_is_5(make_project: MakeProject) -> None:
    with Path("/dev/full").open("wb") as full:
        done = start(["list", "-q"], stdout=full.fileno(), cwd=make_project())
    assert done.returncode == 5
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_no_colours_in_a_pipe(run: Run, tmp_path: Path) -> None:
    assert "\x1b" not in run("list", cwd=tmp_path).stderr


@pytest.mark.parametrize(("no_color", "expected"), [("", True), ("1", False)])
def test_no_color_is_heeded_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, no_color: str, expected: bool
) -> None:
    from handout.cli.problems import has_colour

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", no_color)
    assert has_colour(Terminal()) is expected


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (["build", "-f", "A9"], "there is no format “A9”.", "there is “a4”"),
        (["merge", "a", "b", "--format", "b c"], "there is no format “b c”.", "there is “a4”"),
        (["build", "-f", "x", "-f", "y"], "there is no format “x”.", "there is “a4”"),
        (["build", "--flip", "it's"], "there is no flip “it's”.", "there is “long”"),
        (["list", "--sort", "x"], "there is no sort “x”.", "“slug”, “title”, “review” or"),
        (["--json", "build"], "“--json” cannot stand before", "“handout build --json”."),
        (["--csv", "list"], "“--csv” cannot stand before", "“handout list --csv”."),
        (["-f", "a4", "build"], "“-f” cannot stand before", "“handout build -f”."),
        (["--nosuch", "build"], "there is no option “--nosuch”.", "“handout --help” shows"),
        (
            ["build", "--jsn"],
            "there is no option “--jsn”.",
            "did you mean “--jobs”, “--json” or “--png”?",
        ),
        (["build", "-j", "x"], "“--jobs” takes a number, and “x” is none.", "--help"),
        (["build", "--timeout", "x"], "“--timeout” takes a number, and “x” is none.", "--help"),
        (["build", "--timeout", "-1"], "“--timeout” must be more than 0, and not -1.0.", "--help"),
        (["build", "-j", "0"], "“--jobs” must be at least 1, and not 0.", "--help"),
        (["biuld"], "there is no command “biuld”. Did you mean “build”?", "--help"),
        (["build", "-f"], "option '-f' requires an argument.", "--help"),
        (["merge", "a", "b", "c"], "got unexpected extra argument (c).", "--help"),
    ],
)
def test_wrong_usage_is_told_in_plain_words(
    run: Run, args: list[str], message: str, hint: str
) -> None:
    result = run(*args)
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert first.startswith(f"Error: {message}")
    assert first[-1] in ".?"
    assert first[-2] not in ".?"
    assert second.startswith("Hint: ")
    assert hint in second
