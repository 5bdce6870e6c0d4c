"""Hold `SOURCE_DATE_EPOCH` to a moment that a PDF can be dated by, wherever PDFs are made."""

from __future__ import annotations

import pikepdf
import pytest

from tests.conftest import MakeProject, Run, choose_some

COMMANDS = {
    "build": ["build"],
    "merge": ["merge", "rain", "list.csv"],
    "single file": ["merge", "rain", "list.csv", "--single-file", "all.pdf"],
}
LIST = "name\nMaria Huber\n"


@pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    ("epoch", "reason"),
    [
        ("yesterday", "is no number"),
        ("-1", "is no number"),
        ("1.5", "is no number"),
        ("١٢٣", "is no number"),
        ("253402300800", "after the year 9999"),
        (str(10**20), "after the year 9999"),
        ("9" * 400, "after the year 9999"),
        ("9" * 5000, "after the year 9999"),
    ],
)
def test_what_is_no_moment_is_wrong_usage(
    make_project: MakeProject,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    epoch: str,
    reason: str,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    root = make_project({"list.csv": LIST})
    result = run(*args, cwd=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: SOURCE_DATE_EPOCH is “{epoch[:30]}" in result.stderr
    assert reason in result.stderr
    assert "Hint: unset it" in result.stderr
    assert len(result.stderr) < 250
    assert list(root.rglob("*.pdf")) == []


@pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("epoch", choose_some(["0", "000001", "253402300799", ""], 4))
def test_the_first_and_the_last_moment_can_be_written(
    make_project: MakeProject,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    epoch: str,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    root = make_project({"list.csv": LIST})
    result = run(*args, cwd=root)
    assert (result.exit_code, "Error" in result.stderr) == (0, False)
    year = {"0": 1970, "000001": 1970, "": 2026}.get(epoch, 9999)
    (path,) = root.rglob("*.pdf")
    with pikepdf.open(path) as pdf:
        # What is bound for a printer carries no date.
        if path.name != "all.pdf":
            assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{year}")


def test_empty_is_unset(
    make_project: MakeProject, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project({"content/articles/rain.md": "---\ntitle: Rain\n---\n\nText.\n"})
    made = []
    for _ in range(2):
        assert run("build", "--force", cwd=root).exit_code == 0
        made.append((root / "dist/rain-a4.pdf").read_bytes())
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert made[0] == made[1]
