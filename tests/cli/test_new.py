"""Hold what `handout new` writes, and that it never writes over anything."""

from __future__ import annotations

import os
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from handout.jobs import new
from tests.cli.terminal import answer_questions, needs_terminal
from tests.conftest import Run

ROOT = Path(__file__).parents[2]


def list_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_new_writes_a_folder_and_says_what_next(run: Run, tmp_path: Path) -> None:
    result = run("new", "my clinic", cwd=tmp_path)
    assert result.exit_code == 0
    assert sorted(result.stdout.splitlines()) == sorted(
        f"my clinic/{name}" for name in list_files(tmp_path / "my clinic")
    )
    assert "Next:\n  cd 'my clinic'\n  handout build\n" in result.stderr


def test_the_folder_is_read_without_a_fault(run: Run, tmp_path: Path) -> None:
    run("new", "clinic", cwd=tmp_path)
    result = run("list", cwd=tmp_path / "clinic")
    assert result.exit_code == 0
    assert "Error" not in result.stderr
    assert "Warning" not in result.stderr
    assert "microneedling" in result.stdout


def test_gitignore_keeps_results_and_recipients_out(run: Run, tmp_path: Path) -> None:
    run("new", "clinic", cwd=tmp_path)
    lines = (tmp_path / "clinic" / ".gitignore").read_text().splitlines()
    assert {"/dist/", "/.handout/", "*.csv", "*.xlsx", "recipients*.json"} <= set(lines)


def test_all_of_it_builds_and_names_nobody_who_cannot_be_reached(run: Run, tmp_path: Path) -> None:
    run("new", "clinic", cwd=tmp_path)
    root = tmp_path / "clinic"
    built = run("build", cwd=root)
    assert (built.exit_code, len(built.stdout.split())) == (0, 2)
    assert built.stderr.count("Warning: ") == 2
    assert built.stderr.count("telephone number, and there is none.") == 2
    with_phone = run("new", "other", "--phone", "01632 960001", cwd=tmp_path)
    assert with_phone.exit_code == 0
    assert "Warning" not in run("build", cwd=tmp_path / "other").stderr
    sample = tomllib.loads((ROOT / "content" / "clinic.toml").read_text("utf-8"))
    for path in root.rglob("*"):
        if path.suffix in (".md", ".toml"):
            text = path.read_text("utf-8")
            assert ".example" not in text
            assert not any(sample[key] in text for key in ("name", "phone", "email", "website"))
    merged = run("merge", "after-your-peel", "recipients.xlsx", "--all", cwd=root)
    assert (merged.exit_code, len(merged.stdout.split())) == (0, 2)


def test_what_is_known_of_the_clinic_stands_in_its_file(run: Run, tmp_path: Path) -> None:
    logo = tmp_path / "Our Logo.SVG"
    logo.write_bytes((ROOT / "content" / "images" / "logo.svg").read_bytes())
    result = run(
        *("new", "clinic", "--name", 'Müller "& Sons" \\ {x}', "--color", "#A36"),
        *("--phone", "01 234", "--email", "us@linden.org", "--logo", str(logo)),
        cwd=tmp_path,
    )
    assert result.exit_code == 0
    clinic = tomllib.loads((tmp_path / "clinic" / "content" / "clinic.toml").read_text("utf-8"))
    assert clinic["name"] == 'Müller "& Sons" \\ {x}'
    assert clinic["brand"]["primary"] == "#aa3366"
    assert (clinic["phone"], clinic["email"], clinic["logo"]) == (
        "01 234",
        "us@linden.org",
        "logo.svg",
    )
    assert run("build", cwd=tmp_path / "clinic").exit_code == 0


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--colour", "red", "is no colour"),
        ("--name", "a\x7fb", "cannot be printed"),
        ("--email", "red", "is no e-mail address"),
        ("--logo", "nowhere.svg", "there is no file"),
        ("--logo", "list.txt", "is no logo that can be used"),
    ],
)
def test_a_wrong_detail_is_named_and_nothing_is_written(
    run: Run, tmp_path: Path, option: str, value: str, words: str
) -> None:
    (tmp_path / "list.txt").write_text("x")
    result = run("new", "clinic", option, value, cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert not (tmp_path / "clinic").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names have other signs there")
@pytest.mark.parametrize("name", ["logo.svg", "Our Logo.svg", "it's (1).svg", 'a "b" & c.svg'])
def test_a_logo_is_found_as_terminals_paste_it(run: Run, tmp_path: Path, name: str) -> None:
    logo = tmp_path / "My pictures" / name
    logo.parent.mkdir()
    logo.write_bytes((ROOT / "content" / "images" / "logo.svg").read_bytes())
    pasted = [
        str(logo),
        f'"{logo}"',
        f"'{logo}'",
        shlex.quote(str(logo)),
        re.sub(r"([^\w/.])", r"\\\1", str(logo)),
        f" '{logo}' ",
    ]
    for number, text in enumerate(pasted):
        result = run("new", f"clinic{number}", "--logo", text, cwd=tmp_path)
        assert result.exit_code == 0, result.stderr
        assert (tmp_path / f"clinic{number}/content/images/logo.svg").is_file()
    assert run("new", "other", "--logo", "'gone.svg'", cwd=tmp_path).exit_code == 2
    assert run("new", "other", "--logo", "'", cwd=tmp_path).exit_code == 2


@needs_terminal
def test_a_terminal_is_asked_and_asked_again(tmp_path: Path) -> None:
    answers = (
        ("Its colour [#155a72]:", "red"),
        ("no colour", "#2f6f73"),
        ("Telephone:", "020 7946"),
        ("E-mail:", ""),
        ("logo:", ""),
    )
    code, _, said = answer_questions(["new", "clinic", "--name", "Linden"], answers, tmp_path)
    assert code == 0, said
    clinic = tomllib.loads((tmp_path / "clinic" / "content" / "clinic.toml").read_text("utf-8"))
    assert (clinic["name"], clinic["phone"]) == ("Linden", "020 7946")
    assert clinic["brand"]["primary"] == "#2f6f73"
    assert not {"email", "logo"} & set(clinic)


@pytest.mark.parametrize("path", [*new.SAMPLE, ".gitignore"])
def test_a_file_in_the_way_is_named_and_nothing_is_written(
    run: Run, tmp_path: Path, path: str
) -> None:
    mine = tmp_path / "clinic" / path
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    result = run("new", "clinic", cwd=tmp_path)
    assert result.exit_code == 5
    assert path in result.stderr
    assert list_files(tmp_path / "clinic") == {path: b"mine"}


def test_all_files_in_the_way_are_named_at_once(run: Run, tmp_path: Path) -> None:
    for name in ("clinic.toml", "images/nadia.svg"):
        mine = tmp_path / "content" / name
        mine.parent.mkdir(parents=True, exist_ok=True)
        mine.write_text("mine")
    result = run("new", ".", cwd=tmp_path)
    assert result.exit_code == 5
    assert "content/clinic.toml, content/images/nadia.svg." in result.stderr


def test_a_broken_link_is_in_the_way_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").symlink_to(tmp_path / "nowhere")
    result = run("new", ".", cwd=tmp_path)
    assert result.exit_code == 5
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("path", ["clinic", "clinic/content"])
def test_a_file_where_a_folder_must_be_is_named(run: Run, tmp_path: Path, path: str) -> None:
    target = tmp_path / path
    target.parent.mkdir(exist_ok=True)
    target.write_text("mine")
    result = run("new", "clinic", cwd=tmp_path)
    assert result.exit_code == 5
    assert target.name in result.stderr
    assert list_files(tmp_path) == {path: b"mine"}


def test_other_files_may_stand_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    result = run("new", ".", cwd=tmp_path)
    assert result.exit_code == 0
    assert (tmp_path / "README.md").read_text() == "mine"
    assert "cd" not in result.stderr


def test_what_was_written_is_taken_away_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    real = os.replace

    def fail_late(source: Path, target: Path) -> None:
        if Path(target).name == "skin-layers.svg":
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", fail_late)
    result = run("new", "clinic", cwd=tmp_path)
    assert result.exit_code == 5
    assert "No space left on device" in result.stderr
    assert not (tmp_path / "clinic").exists()


def test_the_wheel_ships_just_the_sample() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    sample = {*new.SAMPLE, "content/clinic.toml"}
    assert {path for path in shipped if path.startswith("content/")} == sample


def test_the_sample_has_every_file_that_it_names() -> None:
    content = Path(__file__).parents[2] / "content"
    for path in new.SAMPLE:
        if path.endswith((".md", ".toml")):
            for image in re.findall(r"images/[\w.-]+", (content.parent / path).read_text()):
                assert f"content/{image}" in new.SAMPLE
