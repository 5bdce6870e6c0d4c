"""Hold every PDF of the content and of the stress set to the rules of the design and of PDF/UA-1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.structure import Document, squeeze
from tests.instruments.verapdf import VeraPDF
from tests.stress import Case, make_stress_set, name_cases
from tests.stress.press import Press

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = sorted((ROOT / "content" / "articles").glob("*.md"))
PASTED = ROOT.parent / "shared" / "articles" / "microneedling-and-hair-follicles.txt"


@pytest.fixture(scope="session")
def verapdf() -> Iterator[VeraPDF]:
    with VeraPDF() as engine:
        yield engine


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    return {case.name: case for case in make_stress_set(tmp_path_factory.mktemp("stress"))}


def test_the_stress_set_has_the_cases_it_names(cases: dict[str, Case]) -> None:
    assert len(cases) > 50
    assert sorted(cases) == name_cases()


@pytest.mark.parametrize("name", choose_some(name_cases(), 4))
def test_the_stress_set_is_sound(
    name: str, cases: dict[str, Case], press: Press, verapdf: VeraPDF
) -> None:
    case = cases[name]
    made = press.make(case)
    if case.error:
        assert made.pdf is None
        assert [case.error in problem.message for problem in made.errors] == [True]
        return
    assert made.pdf is not None, made.errors
    complaints = judge(made.pdf, engine=verapdf)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_the_content_is_sound(article: Path, press: Press, verapdf: VeraPDF) -> None:
    made = press.make(Case(name=article.stem, project=ROOT, article=article))
    assert made.pdf is not None, made.errors
    assert not made.problems
    complaints = judge(made.pdf, engine=verapdf)
    assert not complaints, explain(complaints)


def test_there_are_six_articles() -> None:
    assert len(ARTICLES) >= 6


def test_same_input_gives_same_bytes_at_any_time_of_day(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    case = Case(name="first", project=ROOT, article=ARTICLES[0])
    first = press.make(case).pdf
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    second = press.make(replace(case, name="second")).pdf
    assert first is not None
    assert second is not None
    assert first.read_bytes() == second.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    third = press.make(replace(case, name="third")).pdf
    assert third is not None
    assert third.read_bytes() != first.read_bytes()


@pytest.mark.skipif(not PASTED.exists(), reason="the user's own article is not beside the project")
def test_the_pasted_article_becomes_a_handout(press: Press, verapdf: VeraPDF) -> None:
    made = press.make(Case(name="pasted-own", project=ROOT, article=PASTED))
    assert made.pdf is not None, made.errors
    assert 2 <= made.pages <= 4
    assert made.pdf.stat().st_size < 150_000
    document = Document(made.pdf)
    headings = document.headings()
    assert [(level, squeeze(text)) for level, text in headings if level > 1][:6] == [
        (2, squeeze("Understanding Microneedling")),
        (2, squeeze("The Relationship Between Microneedling and Hair Follicles")),
        (3, squeeze("Indirect Stimulation of Hair Growth")),
        (3, squeeze("Potential for Scalp Microneedling")),
        (3, squeeze("Risks and Precautions")),
        (2, squeeze("Summary")),
    ]
    text = squeeze(document.text())
    lines = [line for line in PASTED.read_text("utf-8").splitlines() if len(line) > 100]
    *paragraphs, disclaimer, about = [squeeze(line) for line in lines]
    places = [text.index(paragraph) for paragraph in paragraphs]
    assert places == sorted(places)
    assert text.index(squeeze("Please remember")) < text.index(disclaimer)
    assert text.index(squeeze("Who wrote this")) < text.index(about) < text.index(disclaimer)
    assert squeeze("Table of Contents") not in text
    complaints = judge(made.pdf, engine=verapdf)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize(
    ("name", "page", "text"),
    [
        ("fact-before-list", 1, "What we do"),
        ("call-outs-in-a-row", 1, "What we do"),
        # The step after it is tall.
        ("lists-nested", 1, "What we do"),
        ("pictures-in-steps", 2, "Step 8."),
        ("three-authors", 1, "Jo"),
    ],
)
def test_a_page_is_filled_with_what_fits_it(
    name: str, page: int, text: str, cases: dict[str, Case], press: Press
) -> None:
    pdf = press.make(cases[name]).pdf
    assert pdf is not None
    lines = [run.text.strip() for run in Document(pdf).pages[page - 1].runs]
    assert text in lines


def test_a_fact_takes_no_room_from_a_table_that_leaves_the_side_column_free(
    cases: dict[str, Case], press: Press
) -> None:
    pdf = press.make(cases["facts-before-tables"]).pdf
    assert pdf is not None
    tops = {
        run.text.strip(): (number, run.baseline)
        for number, page in enumerate(Document(pdf).pages)
        for run in page.runs
    }
    below = [tops[f"Table {n}"][1] - tops[f"Fact {n}"][1] for n in range(4)]
    assert all(tops[f"Table {n}"][0] == tops[f"Fact {n}"][0] for n in range(4))
    assert [abs(points) < 6 for points in below] == [True, True, False, False]
