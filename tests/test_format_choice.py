"""Hold what a clinic, an article and a recipient say of formats and paper to what is made."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import ARTICLE, CLINIC, MakeProject, Run

URGENT = """
## Last

Rest is best.

These are no good signs:

> [!WARNING]
> Stop when it burns.

> [!CALL]
> Call us by night as well.

## After it

Words that come at the end.
"""


def read_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def measure_page(path: Path) -> tuple[float, float]:
    with pypdfium2.PdfDocument(path) as pdf:
        width, height = pdf[0].get_size()
    return round(width / 72 * 25.4, 1), round(height / 72 * 25.4, 1)


def list_built(root: Path) -> set[str]:
    return {path.name for path in (root / "dist").glob("*.pdf")}


def test_an_article_and_the_clinic_choose_formats(make_project: MakeProject, run: Run) -> None:
    files = {
        "content/clinic.toml": CLINIC + '\n[defaults]\nformats = ["a5", "letter"]\n',
        "content/articles/rain.md": ARTICLE,
        "content/articles/sun.md": ARTICLE.replace("title: Rain", "formats: [A4]\ntitle: Sun"),
    }
    root = make_project(files)
    assert run("build", cwd=root).exit_code == 0
    assert list_built(root) == {"rain-a5.pdf", "rain-letter.pdf", "sun-a4.pdf"}
    listed = json.loads(run("list", "--json", cwd=root).stdout)["articles"]
    assert {one["slug"]: one["formats"] for one in listed} == {
        "rain": ["a5", "letter"],
        "sun": ["a4"],
    }
    # What a build is asked for is built, whatever they say.
    assert run("build", "-f", "letter", "sun", cwd=root).exit_code == 0
    assert "sun-letter.pdf" in list_built(root)


def test_a_format_that_is_not_there_is_told_with_its_line(
    make_project: MakeProject, run: Run
) -> None:
    article = ARTICLE.replace("title: Rain", "formats: [a4, bookelt]\ntitle: Rain")
    result = run("build", cwd=make_project({"content/articles/rain.md": article}))
    assert result.exit_code == 1
    assert "rain.md:2: there is no format “bookelt”." in result.stderr
    assert "did you mean “booklet”?" in result.stderr


def test_formats_follow_the_clinics_paper(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/clinic.toml": CLINIC + '\n[print]\npaper = "letter"\n'})
    assert run("build", cwd=root).exit_code == 0
    assert list_built(root) == {"rain-letter.pdf"}
    assert measure_page(root / "dist/rain-letter.pdf") == (215.9, 279.4)
    assert "January 15, 2026" in read_pages(root / "dist/rain-letter.pdf")[0]
    formats = ("-f", "booklet", "-f", "large-print", "-f", "a5")
    assert run("build", *formats, cwd=root).exit_code == 0
    assert measure_page(root / "dist/rain-booklet.pdf") == (139.7, 215.9)
    assert measure_page(root / "dist/rain-booklet-sheets.pdf") == (279.4, 215.9)
    assert measure_page(root / "dist/rain-large-print.pdf") == (215.9, 279.4)
    assert measure_page(root / "dist/rain-a5.pdf") == (148.0, 210.0)


def test_a_preprinted_letterhead_leaves_its_room_blank(make_project: MakeProject, run: Run) -> None:
    tops = []
    for name, settings in (("printed", ""), ("blank", '\n[print]\nletterhead = "preprinted"\n')):
        root = make_project({"content/clinic.toml": CLINIC + settings}, name=name)
        assert run("build", cwd=root).exit_code == 0
        with pypdfium2.PdfDocument(root / "dist/rain-a4.pdf") as pdf:
            text = pdf[0].get_textpage()
            height = pdf[0].get_height()
            head = text.get_text_bounded(bottom=height - 27 / 25.4 * 72)
            title = text.search("Rain and your skin").get_next()
            tops.append((height - text.get_charbox(title[0])[3], "Springfield" in head))
    (printed, has_address), (blank, keeps_address) = tops
    assert (has_address, keeps_address) == (True, False)
    assert blank == pytest.approx(printed, abs=12)


def test_a_recipients_format_is_honoured(make_project: MakeProject, run: Run) -> None:
    rows = "name,format\nAnn Reed,a5\nBo Li,Large-Print\nCy Dow,booklet\nDi Fox,\n"
    article = ARTICLE.replace("Rain is", "Dear {{ recipient.name }}, rain is")
    root = make_project({"content/articles/rain.md": article, "people.csv": rows})
    assert run("merge", "rain", "people.csv", "--all", "-o", "out", cwd=root).exit_code == 0
    made = {}
    for path in (root / "out").rglob("*.pdf"):
        name = next(
            name
            for name in ("Ann Reed", "Bo Li", "Cy Dow", "Di Fox")
            if name in " ".join(read_pages(path))
        )
        with pypdfium2.PdfDocument(path) as pdf:
            made[name] = (*measure_page(path), len(pdf))
    assert {name: size[:2] for name, size in made.items()} == {
        "Ann Reed": (148.0, 210.0),
        "Bo Li": (210.0, 297.0),
        "Cy Dow": (148.0, 210.0),
        "Di Fox": (210.0, 297.0),
    }
    assert made["Cy Dow"][2] % 4 == 0
    assert made["Bo Li"][2] % 2 == 0


@pytest.mark.parametrize(("name", "is_early"), [("large-print", True), ("booklet", False)])
def test_warnings_and_calls_stand_together(
    make_project: MakeProject, run: Run, name: str, is_early: bool
) -> None:
    root = make_project({"content/articles/rain.md": ARTICLE + URGENT})
    assert run("build", "-f", name, "-f", "a4", cwd=root).exit_code == 0
    text = " ".join(read_pages(root / f"dist/rain-{name}.pdf"))
    warning, call = text.index("These are no good signs"), text.index("Call us by night as well")
    assert warning < text.index("Stop when it burns") < call
    first, last = text.index("Rain is mostly water"), text.index("Words that come at the end")
    assert (call < first) if is_early else (last < warning)
    plain = " ".join(read_pages(root / "dist/rain-a4.pdf"))
    assert plain.index("Rest is best") < plain.index("Stop when") < plain.index("Words that come")


def test_a_wide_table_is_a_list_in_large_print_and_turned_in_a_booklet(
    make_project: MakeProject, run: Run
) -> None:
    table = "| Cream | Mon | Tue | Wed | Thu |\n|---|---|---|---|---|\n| Plain | once | twice | - | x |\n"
    root = make_project({"content/articles/rain.md": f"{ARTICLE}\n{table}"})
    assert run("build", "-f", "large-print", "-f", "booklet", cwd=root).exit_code == 0
    assert "Plain Mon: once Tue: twice" in " ".join(read_pages(root / "dist/rain-large-print.pdf"))
    with pypdfium2.PdfDocument(root / "dist/rain-booklet.pdf") as pdf:
        turned = [page.get_width() > page.get_height() for page in pdf]
    assert sum(turned) == 1
    assert len(turned) % 4 == 0
