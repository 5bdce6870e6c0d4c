"""Hold clinics without a telephone number to be told where one is to be printed."""

from __future__ import annotations

import pytest

from handout.check.call_outs import check_call_outs
from handout.jobs.runtime import render_session
from handout.read.article import read_article
from handout.read.project import read_project
from tests.conftest import ARTICLE, CLINIC, MakeProject, Run
from tests.jobs import stand_in
from tests.jobs.merges import write_list

NO_PHONE = CLINIC.replace("phone", "# phone")


@pytest.mark.parametrize(
    ("clinic", "body", "lines"),
    [
        (NO_PHONE, "> [!CALL]\n> At any time.", [18]),
        (NO_PHONE, "- a\n\n  > [!call]\n\n> [!CALL]", [20]),
        (NO_PHONE, "> [!NOTE]\n> Call us.", []),
        (NO_PHONE, "Call us.", []),
        (CLINIC, "> [!CALL]", []),
    ],
)
def test_a_call_out_for_a_number_that_there_is_not(
    make_project: MakeProject, clinic: str, body: str, lines: list[int]
) -> None:
    files = {"content/articles/rain.md": f"{ARTICLE.rstrip()}\n{body}\n"}
    root = make_project({**files, "content/clinic.toml": clinic})
    project = read_project(root, lambda _: None)
    assert project
    article = read_article(root / "content/articles/rain.md", project, lambda _: None)
    assert article
    lines = [line + ARTICLE.rstrip().count("\n") - 16 for line in lines]
    found = check_call_outs(article, project.clinic)
    assert [one.line for one in found] == lines
    assert all('`phone = "…"` into content/clinic.toml' in (one.hint or "") for one in found)


def test_build_and_merge_say_so_once(
    make_project: MakeProject, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)
    article = f"{ARTICLE}\n> [!CALL]\n\n> [!CALL]\n"
    root = make_project({"content/clinic.toml": NO_PHONE, "content/articles/rain.md": article})
    write_list(root, 2)
    for args in (
        ["build"],
        ["build"],
        ["build", "--force"],
        ["merge", "rain", "list.csv"],
    ):
        result = run(*args, cwd=root)
        # The stand-in makes no handout for a recipient.
        assert result.exit_code == (args[0] == "merge"), result.stderr
        assert result.stderr.count("“[!CALL]” is to print the clinic's telephone number") == 1
