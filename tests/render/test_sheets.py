"""Hold an engine that is kept to the style sheets as they are now, with all that they name."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import fontpkg
import pikepdf
import pytest

from handout import assets
from handout.compose.composer import Composer
from handout.jobs.build import build, open_build_pool
from handout.jobs.options import BuildOptions
from handout.model import A4, SCREEN
from handout.read.article import read_article
from handout.read.project import read_project
from handout.render.answer import Answer
from handout.render.engine import Engine
from handout.render.loading import load_engine
from tests.conftest import MakeProject
from tests.jobs.merges import WHOLE_ARTICLE, write_list
from tests.jobs.merges import run as merge

RED, BLUE = "body p { color: #ff0000 }", "body p { color: #0000ff }"
OWN = '@font-face { font-family: "Own"; src: url(own.ttf) } body p { font-family: "Own" }'


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Give one engine to all the tests, as a worker keeps it."""
    return load_engine(tmp_path_factory.mktemp("faces"))


def render(engine: Engine, root: Path) -> Answer:
    problems: list[object] = []
    project = read_project(root, problems.append)
    assert project
    article = read_article(root / "content/articles/rain.md", project, problems.append)
    assert article
    composed = Composer(project.clinic, root=root).compose(
        article, format=A4, edition=SCREEN, report=problems.append
    )
    assert composed
    roots = (root, assets.shipped_templates(), assets.shipped_styles())
    return engine.render(composed, roots=roots, allow_missing=True)


def read_ink(pdf_bytes: bytes | None) -> tuple[bool, bool] | None:
    """Tell whether a PDF has red and whether it has blue; None if there is none."""
    if pdf_bytes is None:
        return None
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        inks = {
            tuple(float(value) for value in one.operands)
            for one in pikepdf.parse_content_stream(pdf.pages[0])
            if str(one.operator) == "rg"
        }
    return (1, 0, 0) in inks, (0, 0, 1) in inks


@pytest.mark.parametrize(
    "sheets",
    [
        {"styles/clinic.css": '@import "more.css";', "styles/more.css": RED},
        {
            "styles/clinic.css": '@import "sub/one.css";',
            "styles/sub/one.css": '@import "../more.css";',
            "styles/more.css": RED,
        },
        {"styles/clinic.css": '@import "more.css";'},
    ],
    ids=["imported", "imported by what is imported", "not there at first"],
)
def test_a_sheet_that_another_names_is_read_as_it_is(
    make_project: MakeProject, engine: Engine, sheets: dict[str, str]
) -> None:
    root = make_project(sheets)
    # What is missing is an error.
    before = (True, False) if "styles/more.css" in sheets else None
    assert read_ink(render(engine, root).pdf) == before
    (root / "styles/more.css").write_text(BLUE)
    answer = render(engine, root)
    assert read_ink(answer.pdf) == (False, True)
    assert str((root / "styles/more.css").resolve()) in answer.dependencies
    (root / "styles/more.css").unlink()
    assert read_ink(render(engine, root).pdf) is None
    (root / "styles/more.css").write_text(RED)
    assert read_ink(render(engine, root).pdf) == (True, False)


def test_a_font_that_a_sheet_names_is_read_as_it_is(
    make_project: MakeProject, engine: Engine
) -> None:
    root = make_project({"styles/clinic.css": OWN})
    first, second = (
        fontpkg.path("Atkinson Hyperlegible", weight=weight, style=style)
        for weight, style in ((400, "normal"), (700, "italic"))
    )
    own = root / "styles/own.ttf"
    shutil.copy(first, own)
    before = render(engine, root)
    shutil.copy(second, own)
    after = render(engine, root)
    assert before.pdf != after.pdf
    shutil.copy(first, own)
    assert render(engine, root).pdf == before.pdf
    # The same by another name.
    shutil.copy(second, root / "styles/other.ttf")
    (root / "styles/clinic.css").write_text(OWN.replace("own.ttf", "other.ttf"))
    assert render(engine, root).pdf == after.pdf


def test_what_has_not_changed_is_not_parsed_again(
    make_project: MakeProject, engine: Engine
) -> None:
    root = make_project({"styles/clinic.css": '@import "more.css";', "styles/more.css": RED})
    render(engine, root)
    before = {id(sheet) for sheet in engine._sheets.values()}
    render(engine, root)
    assert {id(sheet) for sheet in engine._sheets.values()} == before
    (root / "styles/more.css").write_text(BLUE)
    render(engine, root)
    assert len(before - {id(sheet) for sheet in engine._sheets.values()}) == 1


def test_workers_that_stay_warm_read_it_as_it_is(make_project: MakeProject) -> None:
    root = make_project({"styles/clinic.css": '@import "more.css";', "styles/more.css": RED})
    options = BuildOptions(folder=root)
    with open_build_pool(root, options) as pool:
        for text, ink in ((RED, (True, False)), (BLUE, (False, True))):
            (root / "styles/more.css").write_text(text)
            (built,) = build(root, options, pool=pool).built
            assert not built.is_cached
            assert read_ink(built.path.read_bytes()) == ink


def test_a_merge_in_a_process_that_has_merged_reads_it_as_it_is(make_project: MakeProject) -> None:
    files = {"content/articles/rain.md": WHOLE_ARTICLE, "styles/clinic.css": '@import "more.css";'}
    root = make_project(files)
    write_list(root, 1)
    for text, ink in ((RED, (True, False)), (BLUE, (False, True))):
        (root / "styles/more.css").write_text(text)
        merge(root, is_full=False, output=Path(text[-8:-2]))
        (path,) = (root / text[-8:-2]).glob("*.pdf")
        assert read_ink(path.read_bytes()) == ink
