"""Hold `--json` to one object on stdout, as docs/json.schema.json has it, whatever ends a call."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from handout import cli
from handout.jobs.runtime import render_session
from tests.conftest import MakeProject, Result, Run
from tests.instruments.json_schema import find_faults
from tests.jobs import stand_in
from tests.jobs.builds import write_articles

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "json.schema.json").read_text(encoding="utf-8"))
LIST = "name\nMaria Huber\nOtto Meier\n"


def has_json(name: str) -> bool:
    command = cli.group.get_command(click.Context(cli.group), name)
    return command is not None and any("--json" in one.opts for one in command.params)


COMMANDS = [name for name in cli.COMMANDS if has_json(name)]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in in the engine's place."""
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)


def read(result: Result, kind: str, *, is_quiet: bool = False) -> dict[str, Any]:
    """Return the one object of a result, held to its part of the schema."""
    data: dict[str, Any] = json.loads(result.stdout)
    assert find_faults(data, SCHEMA, SCHEMA) == []
    assert find_faults(data, SCHEMA["$defs"][kind], SCHEMA) == []
    assert result.exit_code == 0 or "Error: " in result.stderr or "Interrupted." in result.stderr
    for problem in data["problems"]:
        # What is told to people and to machines is the same.
        assert problem["message"] in result.stderr or is_quiet
    return data


def test_the_instrument_sees_faults() -> None:
    problem: dict[str, Any] = dict.fromkeys(("code", "message", "path"), "x")
    problem |= {"level": "error", "line": 3, "column": None, "hint": None}
    good: dict[str, Any] = {key: [] for key in ("built", "failed", "removed", "drafts")}
    good["problems"] = [problem]
    build = SCHEMA["$defs"]["build"]
    assert find_faults(good, build, SCHEMA) == []
    changes: list[dict[str, Any]]
    changes = [{"built": {}}, {"more": 1}, {"removed": [1]}, {"problems": None}]
    for change in changes:
        assert find_faults({**good, **change}, build, SCHEMA)
    changes = [{"level": "bad"}, {"line": True}, {"line": "3"}, {"path": 1}]
    for change in changes:
        assert find_faults({**good, "problems": [{**problem, **change}]}, build, SCHEMA)
    assert find_faults({"built": []}, SCHEMA, SCHEMA)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("texts", "args", "code", "kind"),
    [
        ({"rain": "Wet."}, ["build"], 0, "build"),
        ({"rain": "Wet. SAY warning"}, ["build", "-q"], 0, "build"),
        ({"rain": "SAY error"}, ["build"], 1, "build"),
        ({"rain": "Wet."}, ["build", "rian"], 2, "ended"),
        ({"rain": "Wet."}, ["build", "-o", "-"], 2, "ended"),
        ({"rain": "Wet."}, ["build", "--watch"], 2, "ended"),
        ({"rain": "ORDER sleep 30"}, ["build", "--timeout", "0.2"], 4, "build"),
        ({"rain": "Wet."}, ["build", "-o", "content/clinic.toml"], 5, "build"),
        ({"rain": "Wet.", "sun": "ORDER fail 1"}, ["build"], 6, "build"),
        ({"rain": f"ORDER sleep {10**30}"}, ["build"], 70, "build"),
        ({"rain": "Wet."}, ["merge", "rain", "l.csv", "--full", "--all"], 0, "merge"),
        ({"rain": "Wet."}, ["merge", "rain", "--template", "x.csv"], 0, "template"),
        ({"rain": "Wet."}, ["merge", "rain", "gone.csv"], 1, "ended"),
        ({"rain": "{{ recipient.nmae }}"}, ["merge", "rain", "l.csv"], 1, "ended"),
        ({"rain": "Wet."}, ["merge", "rain"], 2, "ended"),
        ({"rain": "Wet."}, ["merge", "rain", "l.csv", "-o", "l.csv"], 5, "ended"),
        ({"rain": "ORDER fail 1"}, ["merge", "rain", "l.csv", "--full", "--all"], 4, "merge"),
        ({"rain": "Wet."}, ["list"], 0, "list"),
        ({"rain": "Wet.", "bad": "[x](y.md)"}, ["list", "--due"], 6, "list"),
        ({"bad": "[x](y.md)"}, ["list"], 1, "list"),
        ({"rain": "Wet."}, ["list", "--csv"], 2, "ended"),
        ({"rain": "Wet."}, ["whose", "a" * 20 + ".pdf", "l.csv"], 1, "whose"),
        ({"rain": "Wet."}, ["whose", "x.pdf", "l.csv"], 2, "ended"),
        ({"rain": "Wet."}, ["doctor"], 0, "doctor"),
    ],
)
def test_each_exit_code_has_its_object(
    make_project: MakeProject, run: Run, texts: Any, args: list[str], code: int, kind: str
) -> None:
    root = make_project({**write_articles(**texts), "l.csv": LIST})
    result = run(*args, "--json", cwd=root)
    assert result.exit_code == code, result.stderr
    data = read(result, kind, is_quiet="-q" in args)
    if "SAY warning" in str(texts):
        assert [one["level"] for one in data["problems"]] == ["warning"]
    if code:
        (first, *_) = [one for one in data["problems"] if one["level"] == "error"]
        assert first["message"]


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_usage_no_project_and_a_bug(
    run: Run, make_project: MakeProject, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"merge": ["rain", "l.csv"], "whose": ["a" * 20 + ".pdf", "l.csv"]}.get(name, [])
    (tmp_path / "empty").mkdir()
    wrong = run(name, "--json", "--no-such-option", cwd=tmp_path)
    (problem,) = read(wrong, "ended")["problems"]
    assert (wrong.exit_code, problem["code"]) == (2, "handout.usage")
    assert problem["hint"] == f"“handout {name} --help” shows how it is called."

    lost = run("-C", "empty", name, *given, "--json", cwd=tmp_path)
    (problem,) = read(lost, "ended")["problems"]
    assert (lost.exit_code, problem["code"]) == (3, "handout.project")

    broken = make_project({"content/clinic.toml": "name = 3\n", "l.csv": LIST})
    if name not in ("doctor", "templates", "whose"):
        result = run(name, *given, "--json", cwd=broken)
        assert result.exit_code == 3
        found = json.loads(result.stdout)["problems"]
        assert find_faults(json.loads(result.stdout), SCHEMA, SCHEMA) == []
        assert ("content/clinic.toml", 1) in [(one["path"], one["line"]) for one in found]

    def fail(*_: object) -> None:
        raise ZeroDivisionError("Maria Huber")

    monkeypatch.setattr(cli.context.Invocation, "find_root", fail)
    bug = run(name, *given, "--json", cwd=broken)
    (problem,) = read(bug, "ended")["problems"]
    assert (bug.exit_code, problem["code"]) == (70, "handout.bug")
    assert "Huber" not in bug.stdout
    Path(problem["message"].split()[-1].rstrip(".")).unlink()


def test_an_engine_that_is_missing(
    make_project: MakeProject, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_nothing)
    result = run("build", "--json", cwd=make_project(write_articles(rain="Wet.")))
    assert result.exit_code == 4
    assert read(result, "ended")["problems"][-1]["code"] == "handout.engine"


@pytest.mark.usefixtures("quick")
def test_some_rows_and_whose_they_are(make_project: MakeProject, run: Run) -> None:
    files = {**write_articles(rain="Wet."), "l.csv": "name,note\nMaria,x\nOtto,y\n,z\n"}
    root = make_project(files)
    result = run("merge", "rain", "l.csv", "--full", "--all", "--skip-faulty", "--json", cwd=root)
    assert result.exit_code == 6
    data = read(result, "merge")
    assert data["built"] == 2
    assert [(one["path"], one["line"]) for one in data["problems"]][:1] == [("l.csv", 4)]
    (one, _) = sorted((root / "dist/rain-merge").glob("*.pdf"))
    found = read(run("whose", one, "a" * 20 + ".pdf", "l.csv", "--json", cwd=root), "whose")
    assert found[f"{one.relative_to(root)}"] in (2, 3)
    assert found["a" * 20 + ".pdf"] is None
    assert found["problems"][0]["code"] == "whose.unknown"


def test_one_file_for_the_printer(make_project: MakeProject, run: Run) -> None:
    root = make_project({"l.csv": LIST})
    args = ["merge", "rain", "l.csv", "--all", "--single-file", "x.pdf", "--json"]
    data = read(run(*args, cwd=root), "merge")
    assert (data["files"], data["pages"], "folder" in data) == (["x.pdf"], 4, False)


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
@pytest.mark.parametrize("args", [["build"], ["merge", "rain", "-"]])
def test_an_interruption(make_project: MakeProject, args: list[str]) -> None:
    root = make_project(write_articles(rain="ORDER sleep 60"))
    program = (
        "from handout.jobs.runtime import render_session; from tests.jobs import stand_in\n"
        "render_session.load_engine_at = stand_in.load_reading\n"
        "from handout.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, *args, "--json", "-v"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(DOCS.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    # Its first line is said when it has begun.
    assert "Project:" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    data = json.loads(out)
    assert find_faults(data, SCHEMA["$defs"]["ended"], SCHEMA) == []
    assert [one["code"] for one in data["problems"]][:1] == ["handout.interrupted"]


def test_the_docs_name_every_key() -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")

    def list_keys(schema: Any) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        inside = set().union(*(list_keys(one) for one in schema.values()))
        return inside | set(schema.get("properties", {}))

    keys = list_keys(SCHEMA)
    assert {"problems", "sha256", "rendered_in_full", "draft"} <= keys
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
    assert sorted(COMMANDS) == ["build", "doctor", "list", "merge", "templates", "whose"]
    assert [name for name in COMMANDS if f"## handout {name}" not in text] == []


def test_help_is_no_object(run: Run) -> None:
    result = run("build", "--json", "--help")
    assert (result.exit_code, result.stdout[:6]) == (0, "Usage:")
