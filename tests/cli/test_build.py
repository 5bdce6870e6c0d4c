"""Hold `handout build` to what it prints, to its exit codes, and to leaving nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from handout.jobs.runtime import render_session
from tests.cli.processes import wait_for
from tests.jobs import stand_in
from tests.jobs.builds import write_articles

HEAVY = ("weasyprint", "jinja2", "markdown_it", "ruamel", "segno", "watchfiles", "multiprocessing")


# With the engine itself --------------------------------------------------------------------------


def test_a_pdf_is_built_and_then_nothing_heavy_is_imported(make_project: Any, run: Any) -> None:
    root = make_project()
    result = run("build", cwd=root)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{Path('dist/rain-a4.pdf')}\n"
    assert re.search(r"Built 1 handout \(1 page\) in \d+\.\d s\.", result.stderr)
    first = (root / "dist/rain-a4.pdf").read_bytes()
    assert first.startswith(b"%PDF-1.7")

    again = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "handout", "build"],
        cwd=root,
        # Measuring coverage imports some of these itself.
        env={name: value for name, value in os.environ.items() if "COV" not in name},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout == result.stdout
    assert "1 was up to date." in again.stderr
    imported = set(re.findall(r"\|\s+([\w.]+)$", again.stderr, re.MULTILINE))
    assert "handout.jobs.build" in imported, "imports are not listed as this test expects"
    assert {name.split(".")[0] for name in imported}.isdisjoint(HEAVY)

    (root / "dist/rain-a4.pdf").write_bytes(first[:-1])
    assert run("build", cwd=root).exit_code == 0
    assert (root / "dist/rain-a4.pdf").read_bytes() == first


def test_only_the_workers_load_the_engine(make_project: Any) -> None:
    root = make_project()
    script = (
        "import sys; from handout.cli import run; code = run(['build', '-q']);"
        "print(code, sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    path, names = done.stdout.splitlines()
    assert path == str(Path("dist/rain-a4.pdf"))
    assert names.startswith("0 ")
    # Nor the templates, which could keep this process from coming to an end.
    assert "'markdown_it'" in names
    assert "'jinja2'" not in names
    assert "'weasyprint'" not in names


def test_two_builds_at_once_do_each_others_work_no_harm(make_project: Any) -> None:
    files = write_articles(rain="Wet.", sun="Dry.", snow="Cold.")
    del files["templates/handout.html"]
    root = make_project(files)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "handout", "build", "--json"],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    first, second = (json.loads(out)["built"] for out, _ in outputs)
    assert [one["sha256"] for one in first] == [one["sha256"] for one in second]
    assert len(list((root / "dist").iterdir())) == 3
    last = subprocess.run(
        [sys.executable, "-m", "handout", "build", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(one["cached"] for one in json.loads(last.stdout)["built"])


# What is printed ---------------------------------------------------------------------------------


def test_paths_go_to_stdout_and_the_rest_to_stderr(
    make_project: Any, run: Any, quick: None
) -> None:
    root = make_project(write_articles(rain="Wet.", sun="SAY error", snow="Cold. SAY warning"))
    result = run("build", cwd=root)
    assert result.exit_code == 6
    assert result.stdout.split() == ["dist/rain-a4.pdf", "dist/snow-a4.pdf"]
    assert "Error: content/articles/sun.md: the stand-in says error." in result.stderr
    assert "Warning: content/articles/snow.md: the stand-in says warning." in result.stderr
    assert re.search(
        r"Built 2 handouts \(4 pages, 2 sheets printed on both sides\) in .* s; 1 could not be built\.",
        result.stderr,
    )
    assert "\033" not in result.stderr
    quiet = run("build", "-q", cwd=root)
    assert quiet.stdout == result.stdout
    assert quiet.stderr == "Error: content/articles/sun.md: the stand-in says error.\n"
    elsewhere = run("-C", root, "build", cwd=root.parent)
    assert elsewhere.stdout.split()[0] == "clinic/dist/rain-a4.pdf"


def test_json_is_one_object(make_project: Any, run: Any, quick: None) -> None:
    root = make_project(write_articles(rain="Wet.", sun="SAY error"))
    report = json.loads(run("build", "--json", cwd=root).stdout)
    (built,) = report["built"]
    assert set(built) == {
        *("slug", "format", "path", "pages", "sha256", "cached", "seconds"),
        *("sheets", "html", "pictures"),
    }
    assert (built["slug"], built["path"], built["cached"]) == ("rain", "dist/rain-a4.pdf", False)
    (failed,) = report["failed"]
    assert (failed["slug"], failed["code"]) == ("sun", "stand-in.said")
    assert failed["source"] == "content/articles/sun.md"
    (problem,) = report["problems"]
    assert problem == {
        "code": "stand-in.said",
        "level": "error",
        "path": "content/articles/sun.md",
        "line": None,
        "column": None,
        "message": "the stand-in says error.",
        "hint": None,
    }
    (root / "content/articles/sun.md").unlink()
    again = json.loads(run("build", "--json", cwd=root).stdout)
    assert again["built"][0]["cached"] is True
    assert again["built"][0]["sha256"] == built["sha256"]


def test_what_is_removed_is_said(make_project: Any, run: Any, quick: None) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    run("build", cwd=root)
    (root / "content/articles/sun.md").unlink()
    result = run("build", cwd=root)
    assert "Removed dist/sun-a4.pdf: its article is gone." in result.stderr
    assert result.stdout == "dist/rain-a4.pdf\n"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="asks for a Unix desktop")
def test_pdfs_are_opened_where_there_is_a_desktop(
    make_project: Any, run: Any, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project(write_articles(**dict.fromkeys("abcdef", "Wet."), bad="SAY error"))
    opened: list[str] = []
    monkeypatch.setattr("click.launch", lambda path: opened.append(path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    result = run("build", "a", "--open", cwd=root)
    assert (result.exit_code, opened) == (0, [])
    assert "There is no desktop here that could open a PDF." in result.stderr

    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert run("build", "a", cwd=root).exit_code == 0
    assert opened == []
    # What was up to date is opened, too.
    assert run("build", "a", "--open", cwd=root).stdout == "dist/a-a4.pdf\n"
    assert opened == [str(root / "dist/a-a4.pdf")]
    opened.clear()
    result = run("build", "--open", cwd=root)
    assert [Path(path).name for path in opened] == [f"{name}-a4.pdf" for name in "abcde"]
    assert "Opened the first 5 of 6 PDFs." in result.stderr
    assert result.exit_code == 6

    monkeypatch.setattr("click.launch", lambda _: 1)
    result = run("build", "a", "--open", cwd=root)
    assert result.exit_code == 0
    assert "No program was found that could open dist/a-a4.pdf." in result.stderr
    for other in (["--watch"], ["-o", "-"]):
        result = run("build", "a", "--open", *other, cwd=root)
        assert (result.exit_code, result.stdout) == (2, "")


# Exit codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "args", "code"),
    [
        ({"rain": "Wet."}, [], 0),
        ({"rain": "SAY error"}, [], 1),
        ({"rain": "Wet."}, ["sun"], 2),
        ({"rain": "Wet."}, ["-f", "b5"], 2),
        ({"rain": "Wet."}, ["--memory", "much"], 2),
        ({"rain": "Wet."}, ["--timeout", "0"], 2),
        ({"rain": "Wet.", "sun": "Dry."}, ["-o", "x.pdf"], 2),
        ({"rain": "ORDER sleep 30"}, ["--timeout", "1"], 4),
        ({"rain": "ORDER crash 0"}, [], 4),
        ({"rain": "Wet."}, ["-o", "content/clinic.toml"], 5),
        ({"rain": "Wet.", "sun": "ORDER fail 1"}, [], 6),
    ],
)
def test_exit_codes(
    make_project: Any, run: Any, quick: None, texts: Any, args: list[str], code: int
) -> None:
    root = make_project(write_articles(**texts))
    result = run("build", *args, cwd=root)
    assert result.exit_code == code, result.stderr
    assert "Traceback" not in result.stderr
    assert code == 0 or "Error: " in result.stderr


def test_no_project_and_an_unusable_one(make_project: Any, run: Any, tmp_path: Path) -> None:
    assert run("build", cwd=tmp_path).exit_code == 3
    root = make_project({"content/clinic.toml": "name = 3\n"})
    result = run("build", cwd=root)
    assert result.exit_code == 3
    assert "Error: content/clinic.toml:" in result.stderr
    assert "Error: content/clinic.toml: the clinic's file cannot be used.\nHint:" in result.stderr
    told = json.loads(run("build", "--json", cwd=root).stdout)["problems"]
    assert "handout.project" in {one["code"] for one in told}


def test_an_engine_that_cannot_be_loaded(
    make_project: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_nothing)
    result = run("build", cwd=make_project(write_articles(rain="Wet.")))
    assert result.exit_code == 4
    assert "Error: WeasyPrint cannot be loaded: no Pango." in result.stderr


def test_a_full_disk(make_project: Any, run: Any, quick: None, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8k", "none", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr!r}")
    try:
        (small / "filler").write_bytes(b"x" * 8192)
        root = make_project(write_articles(rain="Wet."))
        result = run("build", "-o", small, cwd=root)
        names = {path.name for path in small.iterdir()}
    finally:
        subprocess.run(["umount", small], check=True)
    assert result.exit_code == 5
    assert "make room on the disk" in result.stderr
    assert names == {"filler"}


# Ending ------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_ctrl_c_leaves_no_half_file_and_no_worker(make_project: Any, started: Any) -> None:
    root = make_project(write_articles(a="Wet.", b="ORDER sleep 30", c="ORDER sleep 30"))
    process = started("build", "-j", "2", cwd=root)
    wait_for((root / "dist/a-a4.pdf").exists)
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    # As a terminal does it: to the whole group.
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert "Interrupted." in err
    assert not any(child.is_running() for child in children)
    assert [path.name for path in (root / "dist").iterdir()] == ["a-a4.pdf"]
