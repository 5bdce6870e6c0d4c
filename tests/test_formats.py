"""Hold every format to the rules of the design and of PDF/UA-1, and its pages to the paper."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from handout.model import FORMATS, Format
from tests.conftest import CLINIC, choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.pictures import read_text
from tests.instruments.structure import Document
from tests.instruments.verapdf import VeraPDF
from tests.stress import Case, make_stress_set, name_cases
from tests.stress.press import Made, Press
from tests.stress.random_handouts import make_handout

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = sorted((ROOT / "content" / "articles").glob("*.md"))
OTHERS = [name for name in FORMATS if name != "a4"]
MADE_UP = Format(name="made-up", width=180, height=250)
MULTIPLES = {"booklet": 4, "large-print": 2}
HALF_EMPTY = "the last page is used"
"""What cannot be split may leave half of a page empty; then the build says so. And one column has
questions after how to reach the clinic: the last of them, with their lines, may take a page."""
NARROW = ("a5", "booklet")
TOO_WIDE = "table-12-columns-wide"
"""Twelve columns of long words, which half a sheet of A4 holds in no way."""


@pytest.fixture(scope="module")
def verapdf() -> Iterator[VeraPDF]:
    with VeraPDF() as engine:
        yield engine


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    return {case.name: case for case in make_stress_set(tmp_path_factory.mktemp("stress"))}


def check(made: Made, format: str, engine: VeraPDF | None) -> None:
    assert made.pdf is not None, made.errors
    assert made.pages % MULTIPLES.get(format, 1) == 0
    complaints = dict(judge(made.pdf, format=format, engine=engine))
    has_questions = format in (*NARROW, "large-print") and "?" in read_text(made.pdf)[-1]
    if has_questions or any(problem.code == "page.half-empty" for problem in made.problems):
        complaints.pop(HALF_EMPTY, None)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("one", choose_some(product(name_cases(), [*OTHERS, "made-up"]), 46))
def test_the_stress_set_is_sound(
    one: tuple[str, str], cases: dict[str, Case], press: Press, verapdf: VeraPDF
) -> None:
    name, sheet = one
    case = cases[name]
    made = press.make(case, format=FORMATS.get(sheet, MADE_UP))
    error = (
        "is too wide for any page" if (name, sheet in NARROW) == (TOO_WIDE, True) else case.error
    )
    if error and made.pdf is None:
        assert [error in problem.message for problem in made.errors] == [True]
        return
    check(made, sheet, verapdf)


@pytest.mark.parametrize("one", choose_some(product(ARTICLES, OTHERS), 5))
def test_the_content_is_sound(one: tuple[Path, str], press: Press, verapdf: VeraPDF) -> None:
    path, sheet = one
    case = Case(name=path.stem, project=ROOT, article=path)
    made = press.make(case, format=FORMATS[sheet])
    check(made, sheet, verapdf)


@pytest.mark.parametrize("one", choose_some(product(range(60), OTHERS), 17))
def test_any_handout_is_sound(one: tuple[int, str], press: Press, tmp_path: Path) -> None:
    seed, sheet = one
    check(press.make(make_handout(tmp_path, seed), format=FORMATS[sheet]), sheet, None)


@pytest.mark.parametrize("sheet", NARROW)
def test_numbers_of_pages_stand_at_the_outer_edge(press: Press, sheet: str) -> None:
    case = Case(name="outer", project=ROOT, article=ARTICLES[0])
    made = press.make(case, format=FORMATS[sheet])
    assert made.pdf is not None
    found = [
        (page.number % 2 == 0, run.box[0] < page.width / 2)
        for page in Document(made.pdf).pages
        for run in page.runs
        if run.text.startswith("Page ")
    ]
    # A booklet's cover, its imprint and its back have none.
    assert len(found) >= made.pages - 3
    assert all(is_even == is_left for is_even, is_left in found)


@pytest.mark.parametrize("one", choose_some(product(range(12), FORMATS), 7))
def test_short_answers_leave_no_page_half_empty(
    one: tuple[int, str], press: Press, tmp_path: Path
) -> None:
    seed, sheet = one
    chance = random.Random(seed)
    lines = ["---", "title: Questions and answers", "---"]
    for section in range(chance.randint(2, 5)):
        lines += ["", f"## Part {section}"]
        for number in range(chance.randint(2, 7)):
            answer = " ".join(["Wash it with lukewarm water."] * chance.randint(1, 4))
            lines += ["", f"### What of {number}?", "", answer]
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    (folder / "faq.md").write_text("\n".join(lines), "utf-8")
    (folder.parent / "clinic.toml").write_text(CLINIC, "utf-8")
    case = Case(name=f"faq-{seed}", project=tmp_path, article=folder / "faq.md")
    made = press.make(case, format=FORMATS[sheet])
    assert not [one for one in made.problems if one.code == "page.half-empty"]
    check(made, sheet, None)


@pytest.mark.parametrize("sub", ["", "### Week by week\n\n"])
@pytest.mark.parametrize("sheet", ["a4", "letter", *NARROW])
def test_a_heading_turns_with_the_wide_table_below_it(
    press: Press, tmp_path: Path, sheet: str, sub: str
) -> None:
    head = [f"{'Inflam' if sheet in NARROW else 'Inflammationless'} {n}" for n in range(12)]
    rows = ["|".join(head), "|".join(["---"] * 12), "|".join(["none"] * 12)]
    table = "\n".join(f"|{row}|" for row in rows)
    text = f"---\ntitle: Rain\n---\n\nFirst.\n\n## Your diary\n\n{sub}{table}\n\nAfterwards.\n"
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    (folder / "wide.md").write_text(text, "utf-8")
    (folder.parent / "clinic.toml").write_text(CLINIC, "utf-8")
    made = press.make(
        Case(name="wide", project=tmp_path, article=folder / "wide.md"), format=FORMATS[sheet]
    )
    check(made, sheet, None)
    assert made.pdf is not None
    pages = {
        word: [
            (page.number, page.width > page.height)
            for page in Document(made.pdf).pages
            for run in page.runs
            if word in run.text
        ]
        for word in ("Your diary", "none", "Afterwards")
    }
    assert pages["Your diary"][-1] == pages["none"][0]
    assert pages["none"][0][1]
    assert not pages["Afterwards"][0][1]
