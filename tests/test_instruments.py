"""Show that every instrument finds the fault it is for, and finds none in a sound page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.instruments import geometry, metadata, pictures, tagging
from tests.instruments.faulty import BARE, ORPHAN, PAGINATION, Piece, write_pdf
from tests.instruments.margins import A4
from tests.instruments.structure import Document
from tests.instruments.verapdf import VeraPDF

Rule = Callable[[Document], list[str]]


def artifacts(document: Document) -> list[str]:
    return tagging.find_artifact_faults(document)


def foot(number: int = 1, of: int = 1, tag: str = PAGINATION) -> Piece:
    return Piece(text=f"Page {number} of {of}", tag=tag, y=40, size=9.5)


SOUND = [
    Piece(text="A title", tag="H1", y=740, size=20),
    *(Piece(text=f"Line {n} of the text.", y=700 - 17 * n) for n in range(8)),
    Piece(box=(60, 200, 300, 100), grey=0.9, tag=PAGINATION),
    Piece(text="In a panel", y=250, x=80),
    foot(),
]

FAULTS: list[tuple[str, Rule, list[list[Piece]]]] = [
    ("orphan", tagging.find_orphans, [[Piece(text="lost", tag=ORPHAN)]]),
    ("unmarked text", tagging.find_orphans, [[Piece(text="bare", tag=BARE)]]),
    ("unmarked shape", tagging.find_orphans, [[Piece(box=(9, 9, 9, 9), tag=BARE)]]),
    ("unsaid text", tagging.find_text_differences, [[Piece(text="lost", tag=ORPHAN)]]),
    ("foot in the tree", artifacts, [[foot(tag="P")]]),
    ("foot without number", artifacts, [[Piece(text="Clinic", tag=PAGINATION, y=40)]]),
    ("head in the tree", artifacts, [[foot(1, 2)], [Piece(text="Head", y=800), foot(2, 2)]]),
    ("body as an artifact", artifacts, [[Piece(text="body", tag=PAGINATION), foot()]]),
    ("no first heading", tagging.find_heading_faults, [[Piece(text="a", tag="H2")]]),
    (
        "skipped level",
        tagging.find_heading_faults,
        [[Piece(text="a", tag="H1"), Piece(text="b", tag="H3", y=600)]],
    ),
    ("figure without words", tagging.find_figure_faults, [[Piece(text="a", tag="Figure")]]),
    ("off the page", geometry.find_text_off_page, [[Piece(text="far out", x=580)]]),
    ("side margin", geometry.find_text_in_margins, [[Piece(text="left", x=30)]]),
    ("foot margin", geometry.find_text_in_margins, [[Piece(text="low", y=50)]]),
    (
        "head margin",
        geometry.find_text_in_margins,
        [[Piece(text="a")], [Piece(text="high", y=800)]],
    ),
    ("small", geometry.find_small_text, [[Piece(text="small", size=9)]]),
    (
        "overlap",
        geometry.find_overlaps,
        [[Piece(text="one over another"), Piece(text="the other", x=70, y=703)]],
    ),
    (
        "clipped",
        geometry.find_clipped_text,
        [[Piece(text="cut off here", clip=(60, 690, 30, 30))]],
    ),
    (
        "out of its panel",
        geometry.find_text_out_of_panels,
        [[Piece(box=(60, 680, 80, 60), grey=0.8), Piece(text="wider than the panel is", x=70)]],
    ),
    (
        "painted over",
        geometry.find_panels_over_text,
        [[Piece(text="under"), Piece(box=(60, 690, 80, 40), grey=1)]],
    ),
    (
        "stranded",
        geometry.find_stranded_headings,
        [
            [Piece(text="Alone", tag="H2", y=90), Piece(text="One line.", y=75)],
            [Piece(text=f"Line {n}.", y=700 - 17 * n) for n in range(4)],
        ],
    ),
    (
        "lonely line",
        geometry.find_lonely_lines,
        [
            [Piece(text="the first line of a paragraph", y=75)],
            [Piece(text="and all the rest of it.")],
        ],
    ),
    (
        "split panel",
        geometry.find_split_panels,
        [
            [Piece(box=(60, A4.foot, 400, 60), grey=0.8)],
            [Piece(box=(60, 841.89 - A4.head - 60, 400, 60), grey=0.8)],
        ],
    ),
    (
        "low contrast",
        pictures.find_low_contrast,
        [[Piece(box=(50, 680, 200, 60), grey=0.9), Piece(text="pale on pale", grey=0.6)]],
    ),
]


@pytest.mark.parametrize(
    ("rule", "pages"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_fault_is_found(rule: Rule, pages: list[list[Piece]], tmp_path: Path) -> None:
    assert rule(Document(write_pdf(tmp_path / "faulty.pdf", pages)))


# Not a set: every process of a parallel run has to find the tests in the same order.
@pytest.mark.parametrize("rule", dict.fromkeys(case[1] for case in FAULTS))
def test_sound_page_has_no_fault(rule: Rule, tmp_path: Path) -> None:
    assert rule(Document(write_pdf(tmp_path / "sound.pdf", [SOUND]))) == []


def test_untagged_file_has_no_structure_tree(tmp_path: Path) -> None:
    document = Document(write_pdf(tmp_path / "untagged.pdf", [SOUND], is_tagged=False))
    assert "no structure tree" in tagging.find_orphans(document)


def test_table_headers_want_scope(tmp_path: Path) -> None:
    table = [Piece(text="Sign", tag="TH", scope="Column"), Piece(text="Time", tag="TH", y=600)]
    document = Document(write_pdf(tmp_path / "table.pdf", [table]))
    document.tree.tag = "Table"
    assert len([fault for fault in tagging.find_table_faults(document) if "scope" in fault]) == 1


def test_text_follows_the_tree(tmp_path: Path) -> None:
    document = Document(write_pdf(tmp_path / "sound.pdf", [SOUND]))
    assert document.headings() == [(1, "A title")]
    assert document.text().splitlines()[:3] == [
        "A title",
        "Line 0 of the text.",
        "Line 1 of the text.",
    ]
    assert "Page 1 of 1" not in document.text()


def test_empty_last_page_is_measured(tmp_path: Path) -> None:
    document = Document(write_pdf(tmp_path / "two.pdf", [SOUND, [Piece(text="A line.")]]))
    full, empty = document.pages
    assert geometry.body_fill(empty) < 0.15 < geometry.body_fill(full)
    assert geometry.body_depth(empty) < 0.5 < geometry.body_depth(full)


def test_fonts_not_embedded_are_found(tmp_path: Path) -> None:
    about = metadata.read_about(write_pdf(tmp_path / "sound.pdf", [SOUND]))
    assert metadata.find_font_faults(about, ("Source Sans 3",)) == [
        "Helvetica: not embedded",
        "Helvetica: not a subset",
        "Helvetica: not one of ours",
    ]


def test_pictures_differ_where_pages_do(tmp_path: Path) -> None:
    first = pictures.render_pages(write_pdf(tmp_path / "1.pdf", [SOUND]), dpi=50)[0]
    again = pictures.render_pages(write_pdf(tmp_path / "2.pdf", [SOUND]), dpi=50)[0]
    other = pictures.render_pages(write_pdf(tmp_path / "3.pdf", [SOUND[:-2]]), dpi=50)[0]
    assert pictures.count_differences(first, again) == 0
    assert pictures.count_differences(first, other) > 20


def test_verapdf_names_clauses_and_goes_on_after_a_broken_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF at all")
    with VeraPDF() as engine:
        with pytest.raises(RuntimeError):
            engine.failures(broken)
        found = engine.failures(write_pdf(tmp_path / "untagged.pdf", [SOUND], is_tagged=False))
    clauses = {(failure.clause, failure.test) for failure in found}
    assert ("7.1", 3) in clauses or ("6.2", 1) in clauses
    assert ("7.21.4.1", 1) in clauses
    assert all(failure.message and failure.count for failure in found)
