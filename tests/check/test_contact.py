"""Hold the check of contact details to what is the sample's, in all its forms, and to nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import handout
from handout.assets import shipped_content
from handout.check.contact import check_contact
from handout.read.project import read_project
from tests.conftest import AUTHOR, CLINIC, MakeProject, Run
from tests.jobs.merges import write_list


def find_said(root: Path) -> list[tuple[str, int | None, str]]:
    project = read_project(root, lambda problem: pytest.fail(problem.message))
    assert project is not None
    return [
        (one.path.name, one.line, one.message.split(" stand in ")[1].split(":")[0])
        for one in check_contact(project)
        if one.path
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('email = "desk@linden.example"', "`email`"),
        ('website = "https://www.linden.example/home"', "`website`"),
        ('feedback = "Write to DESK@Linden.Example, please."', "`feedback`"),
        ('other_formats = "Call us: 01632960482."', "`other_formats`"),
        ('disclaimer = "See larkmere-skin.example."', "`disclaimer`"),
    ],
)
def test_what_leads_nowhere_is_told_with_its_line(
    make_project: MakeProject, line: str, key: str
) -> None:
    root = make_project({"content/clinic.toml": f"{line}\n{CLINIC}"})
    assert find_said(root) == [("clinic.toml", 1, key)]


def test_a_number_is_the_samples_however_it_is_set_apart(make_project: MakeProject) -> None:
    for number in ("01632 960 482", "01632-960482", "01632\u00a0960 482"):
        clinic = CLINIC.replace("020 7946 0000", number)
        root = make_project({"content/clinic.toml": clinic}, name=number)
        assert [key for _, _, key in find_said(root)] == ["`phone`"]


def test_all_that_is_made_up_in_a_file_is_told_at_once(make_project: MakeProject) -> None:
    clinic = (shipped_content() / "clinic.toml").read_text()
    author = AUTHOR + 'email = "rebecca@linden.example"\n'
    root = make_project(
        {
            "content/clinic.toml": clinic.replace('logo = "images/logo.svg"', "").replace(
                'logo_alt = "Logo: a bird above waves"', ""
            ),
            "content/authors/rebecca.toml": author,
        }
    )
    assert find_said(root) == [
        ("clinic.toml", 6, "`address`, `phone`, `email`, `website` and `feedback`"),
        ("rebecca.toml", 4, "`email`"),
    ]


def test_ones_own_are_quiet(make_project: MakeProject) -> None:
    own = 'email = "example@linden.org"\nwebsite = "https://example.linden.org"\n'
    root = make_project({"content/clinic.toml": own + 'emergency_phone = "999"\n' + CLINIC})
    assert find_said(root) == []


def test_the_shipped_clinic_may_have_them() -> None:
    assert find_said(shipped_content().parent) == []


def test_builds_merges_and_python_say_so(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/clinic.toml": f'email = "a@b.example"\n{CLINIC}'})
    write_list(root, 1)
    for command in (["build"], ["build"], ["merge", "rain", "list.csv"]):
        assert run(*command, cwd=root).stderr.count("made-up contact details") == 1
    pdf = handout.open_clinic(root).make("rain")
    assert "clinic.sample-contact" in [one.code for one in pdf.problems]
