"""Hold pages to the design's rules whatever stands on them, and wherever the text ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.structure import Document
from tests.stress import Case
from tests.stress.press import Press
from tests.stress.random_handouts import make_handout

HALF_EMPTY = "the last page is used"
"""What cannot be split may leave up to two thirds of a page; of that, the build knows no better."""

CLINIC = """\
name = "Linden"
{contact}
disclaimer = "This is general information."
[brand]
primary = "#1f6f5c"
"""
CONTACT = 'phone = "020 7946 0000"\naddress = ["12 Linden Street", "Springfield"]'


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("pdf"))


@pytest.mark.parametrize("seed", choose_some(range(300), 30))
def test_any_handout_is_sound(seed: int, press: Press, tmp_path: Path) -> None:
    made = press.make(make_handout(tmp_path, seed))
    assert made.pdf is not None, made.errors
    complaints = dict(judge(made.pdf))
    complaints.pop(HALF_EMPTY, None)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("front", ["", "questions: [Why?, When?]\n", "link: https://linden.org\n"])
@pytest.mark.parametrize("contact", ["", CONTACT])
@pytest.mark.parametrize("half_lines", choose_some(range(100, 150), 10))
def test_the_first_page_begins_the_text_wherever_that_ends(
    press: Press, tmp_path: Path, half_lines: int, contact: str, front: str
) -> None:
    article = tmp_path / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    article.write_text(f"---\ntitle: Rain\n{front}---\n\nFirst.\n\nLast.\n", "utf-8")
    (tmp_path / "content" / "clinic.toml").write_text(CLINIC.format(contact=contact), "utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "clinic.css").write_text(
        f".lead > p:first-child {{ margin-block-end: {half_lines * 1.5}mm }}", "utf-8"
    )
    made = press.make(Case(name="any", project=tmp_path, article=article))
    assert made.pdf is not None, made.errors
    first = "".join(run.text for run in Document(made.pdf).pages[0].runs)
    assert "Rain" in first
    assert "First." in first
