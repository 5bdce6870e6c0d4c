"""Hold names of files that differ only in their Unicode form to being one name, everywhere."""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

import handout
from handout.files.names import find_spelling
from tests.conftest import AUTHOR, CLINIC, MakeProject, Run
from tests.jobs.builds import TEMPLATE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems unify names")

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
ARTICLE = """\
---
title: Wind
authors: [{author}]
---

Dear {{{{ recipient.name }}}}.

![Wind](../images/{picture})
"""


@pytest.fixture(params=[(disk, text) for disk in FORMS for text in FORMS], ids="-".join)
def forms(request: pytest.FixtureRequest) -> tuple[Form, Form]:
    """Give the form of the names on the disk, and that in texts and arguments."""
    disk, text = request.param
    return disk, text


@pytest.fixture
def root(make_project: MakeProject, forms: tuple[Form, Form]) -> Path:
    """Give a project all of whose names are spelt in one form, and written in the other."""
    disk, text = forms

    def write(content: str) -> str:
        return unicodedata.normalize(text, content)

    files = {
        "content/clinic.toml": write('logo = "images/föhn/zürich.svg"\nlogo_alt = "A"\n' + CLINIC),
        "content/authors/zoë.toml": write(AUTHOR + 'photo = "images/föhn/zürich.svg"\n'),
        "content/articles/über.md": write(ARTICLE.format(author="zoë", picture="föhn/zürich.svg")),
        "content/images/föhn/zürich.svg": PICTURE,
        "styles/clinic.css": write("@import 'é.css';"),
        "styles/é.css": write("p { background: url(ö.svg) }"),
        "styles/ö.svg": PICTURE,
        "templates/handout.html": TEMPLATE + write('{% include "parts/ä.html" %}'),
        "templates/parts/ä.html": "",
        "lists/gäste.csv": "name\nMaria\n",
    }
    return make_project({unicodedata.normalize(disk, name): f for name, f in files.items()})


def test_all_that_names_a_file_finds_it(root: Path, run: Run, forms: tuple[Form, Form]) -> None:
    def spell(name: str) -> str:
        return unicodedata.normalize(forms[1], name)

    built = run("build", cwd=root)
    # One name, whichever form the disk has.
    assert (built.exit_code, built.stdout) == (0, "dist/über-a4.pdf\n"), built.stderr
    assert "Error" not in built.stderr
    assert "Warning" not in built.stderr.replace("Warning: content/clinic", "")
    for name in ("über", "über.md", "content/articles/über.md"):
        again = run("build", spell(name), cwd=root)
        assert (again.exit_code, again.stdout) == (0, built.stdout), again.stderr
        assert "1 was up to date." in again.stderr
    merged = run("merge", spell("über"), spell("lists/gäste.csv"), cwd=root)
    assert merged.exit_code == 0, merged.stderr
    (pdf,) = (root / "dist/über-merge").glob("*.pdf")
    whose = run("whose", pdf.name, spell("lists/gäste.csv"), cwd=root)
    assert whose.stdout == f"{pdf.name}: row 2\n"
    listed = json.loads(run("list", "--json", cwd=root).stdout)
    assert [one["slug"] for one in listed["articles"]] == ["über"]
    assert listed["articles"][0]["authors"] == ["zoë"]
    assert handout.open_clinic(root).make(spell("über")).problems is not None


def test_ids_do_not_depend_on_the_form(make_project: MakeProject, run: Run) -> None:
    names = []
    for form in FORMS:
        path = unicodedata.normalize(form, "content/articles/über.md")
        root = make_project(
            {path: "---\ntitle: A\n---\n\nText.\n", "l.csv": "name\nA\n"}, name=form
        )
        (root / ".handout").mkdir()
        (root / ".handout/key").write_bytes(b"k" * 32)
        done = run("merge", "über", "l.csv", cwd=root)
        assert done.exit_code == 0, done.stderr
        names += [Path(line).name for line in done.stdout.split()]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_two_forms_of_one_name_are_told(make_project: MakeProject, run: Run) -> None:
    files = {
        unicodedata.normalize(form, path): text
        for form in FORMS
        for path, text in (
            ("content/articles/über.md", "---\ntitle: A\n---\n\nText.\n"),
            ("content/authors/zoë.toml", AUTHOR),
        )
    }
    result = run("list", cwd=make_project(files))
    assert result.stderr.count("is left out, because") == 2
    assert "Articles (1)" in result.stdout
    assert "Authors (1)" in result.stdout


def test_any_path_is_found_in_any_form(tmp_path: Path) -> None:
    rng = random.Random(3)

    def join(folder: Path, parts: list[str]) -> Path:
        return folder.joinpath(*(unicodedata.normalize(rng.choice(FORMS), one) for one in parts))

    for number in range(200):
        parts = ["".join(rng.choices("aöéåçñ가ệΐ", k=3)) for _ in range(rng.randint(1, 3))]
        folder = tmp_path / str(number)
        there, asked = join(folder, parts), join(folder, parts)
        assert find_spelling(asked) == asked
        there.mkdir(parents=True)
        assert find_spelling(asked) == there
    assert find_spelling(tmp_path / "ü\0") == tmp_path / "ü\0"
