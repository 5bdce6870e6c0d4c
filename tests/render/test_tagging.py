"""Tagging small documents: what becomes of elements, of page breaks, and of what is not said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from handout.compose.composed import Composed, Style
from handout.compose.geometry import make_geometry
from handout.compose.layout import Layout
from handout.compose.strategy import choose_strategy
from handout.model import A4, SCREEN
from handout.render import tagging
from handout.render.loading import load_engine
from tests.instruments.structure import Content, Document, Element, ObjectReference
from tests.instruments.tagging import find_orphans, find_text_differences
from tests.instruments.verapdf import VeraPDF

STYLE = """
@page { size: 300px 200px; margin: 20px; @bottom-left { content: "Foot " counter(page) } }
html { font: 16px/20px "Source Sans 3"; orphans: 1; widows: 1 }
ul, ol { list-style: none }
body, h1, p, ul, ol, dl, dd, figure { margin: 0; padding: 0 }
"""
WORDS = " ".join(f"word{number}" for number in range(60))
PIXEL = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='20'%3E"
    "%3Crect width='40' height='20'/%3E%3C/svg%3E"
)

Tag = Callable[..., Document]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faces")


@pytest.fixture
def tag(cache: Path, tmp_path: Path) -> Tag:
    """Lay out and tag the body of a page: `tag("<p>…</p>", "p { color: red }")`."""

    def make(body: str, style: str = "") -> Document:
        html = (
            "<!doctype html><html lang='en'><head><title>Rain</title></head>"
            f"<body>{body}</body></html>"
        )
        composed = Composed(
            html=html,
            styles=(Style(text=STYLE + style),),
            font="Source Sans 3",
            layout=Layout(has_contents=False, tables={}),
            strategy=choose_strategy(A4, make_geometry(A4), 0),
            source=tmp_path / "rain.md",
            tables={},
            lines={},
            edition=SCREEN,
            epoch=0,
        )
        answer = load_engine(cache).render(composed, roots=(tmp_path,), allow_missing=False)
        assert answer.pdf, answer.problems
        path = tmp_path / "rain.pdf"
        path.write_bytes(answer.pdf)
        document = Document(path)
        assert not find_orphans(document)
        assert not find_text_differences(document)
        return document

    return make


def dump(document: Document) -> list[str]:
    """Return the tree without its first two lines, language and Document, less their indent."""
    return [line[2:] for line in document.dump().splitlines()[2:]]


def pages_of(element: Element) -> set[int]:
    return {leaf.page for leaf in element.leaves()}


def test_weasyprint_tags_with_our_function() -> None:
    assert weasyprint.pdf.add_tags is tagging.add_tags
    assert "add_tags(pdf, document," in Path(weasyprint.pdf.__file__).read_text("utf-8")


def test_a_paragraph_over_lines_and_pages_is_one(tag: Tag) -> None:
    document = tag(f"<main><section><p>{WORDS}</p></section></main>")
    assert [element.tag for element in document.tree.walk()] == [
        "Root",
        "Document",
        "Part",
        "Sect",
        "P",
    ]
    (paragraph,) = document.elements("P")
    assert pages_of(paragraph) == {1, 2}
    assert document.text() == WORDS


def test_an_item_over_pages_is_one_and_keeps_its_number(tag: Tag) -> None:
    document = tag(f"<ol><li>{WORDS}</li><li>Two <em>and</em> more</li></ol>")
    (items,) = [[item.tag for item in one.children] for one in document.elements("L")]  # type: ignore[union-attr]  # They are elements.
    assert items == ["LI", "LI"]
    bodies = document.elements("LBody")
    assert pages_of(bodies[0]) == {1, 2}
    assert document.text(bodies[1]) == "Two and more"


def test_a_table_over_pages_says_its_head_once(tag: Tag) -> None:
    rows = "".join(f"<tr><th scope=row>{n}</th><td>x</td><td></td></tr>" for n in range(12))
    document = tag(f"<table><thead><tr><th>A<td>B<th scope=col>C</thead>{rows}</table>")
    assert len(document.pages) > 1
    assert [element.tag for element in document.elements("Table")[0].children] == [  # type: ignore[union-attr]  # They are elements.
        "THead",
        "TBody",
    ]
    scopes = [cell.attributes["Scope"] for cell in document.elements("TH")]
    assert scopes == ["Column", "Column", *["Row"] * 12]
    assert {len(row.children) for row in document.elements("TR")} == {3}
    artifacts = [run.artifact for run in document.pages[1].runs if run.text == "A"]
    assert [one.artifact for one in artifacts if one] == ["Pagination"]


def test_terms_and_their_meanings_are_items(tag: Tag) -> None:
    document = tag("<dl><dt>A<dt>B<dd>1<dd>2<div><dt>C<dd><p>3</div></dl>")
    assert dump(document) == [
        "L",
        "  LI",
        '    Lbl "A"',
        '    Lbl "B"',
        '    LBody "1"',
        '    LBody "2"',
        "  LI",
        '    Lbl "C"',
        "    LBody",
        '      P "3"',
    ]


def test_labels_are_written_or_drawn(tag: Tag) -> None:
    style = 'ul > li:not(.plain)::before { content: "\\a0" } ol > li::before { content: "7." }'
    lists = "<ul><li>a<ul><li>b</ul></ul><ol><li>c</ol><ul><li data-label='Box'>d</ul>"
    document = tag(lists + "<ul style='list-style: disc'><li class=plain>e</ul>", style)
    assert dump(document) == [
        "L ListNumbering=Disc",
        "  LI",
        '    Lbl actual="•"',
        "    LBody",
        '      "a"',
        "      L ListNumbering=Circle",
        "        LI",
        '          Lbl actual="◦"',
        '          LBody "b"',
        "L ListNumbering=Decimal",
        "  LI",
        '    Lbl "7."',
        '    LBody "c"',
        "L ListNumbering=Square",
        "  LI",
        '    Lbl actual="Box"',
        '    LBody "d"',
        "L ListNumbering=Disc",
        "  LI",
        '    Lbl "• "',
        '    LBody "e"',
    ]


def test_what_is_empty_is_not_there(tag: Tag) -> None:
    document = tag(
        "<div><div></div><p></p><dl></dl><ul><li></li></ul><hr><span aria-label='x'></span></div>"
        "<p>Text.</p>"
    )
    assert dump(document) == ['P "Text."']


def test_text_in_a_group_stands_in_paragraphs(tag: Tag) -> None:
    document = tag(
        "<section>One <em>two</em> <a href='#p'>three</a><p id='p'>four</p>five</section>"
    )
    assert [line.strip().split(" ")[0] for line in dump(document)] == [
        "Sect",
        "P",
        '"One',
        "Link",
        "P",
        "P",
    ]


def test_a_pre_is_a_block(tag: Tag) -> None:
    assert dump(tag("<section><pre>a\nb</pre></section>")) == ["Sect", '  P "a b"']


def test_what_adorns_is_an_artifact(tag: Tag) -> None:
    style = ".l::after { content: leader('.') ' 9' }"
    document = tag("<p class=l>Go<p>a <span aria-hidden=true>XY</span> b", style)
    assert document.text() == "Go 9\na b"
    kinds = {
        run.text.strip(): run.artifact.artifact for run in document.pages[0].runs if run.artifact
    }
    assert kinds == {".": "Layout", "XY": "Layout", "Foot 1": "Pagination"}


def test_links_are_described(tag: Tag) -> None:
    document = tag(
        "<h1 id=top>Up</h1><p><a href='#top'>to the top</a>, <a href='#top' aria-label='Note 1'>1</a>, "
        "<a href='https://a.example/b/'>a.example/b</a>, <a href='https://a.example/'>a page</a>, "
        "<a href='mailto:me@a.example'>me@a.example</a>"
    )
    links = [child for link in document.elements("Link") for child in link.children]
    assert [child.contents for child in links if isinstance(child, ObjectReference)] == [
        "to the top",
        "Note 1",
        "a.example/b",
        "a page (https://a.example/)",
        "me@a.example",
    ]


def test_a_link_over_lines_is_one_with_two_rectangles(tag: Tag) -> None:
    document = tag(f"<p>{WORDS[:60]} <a href='https://a.example'>{WORDS[:60]}</a>")
    (link,) = document.elements("Link")
    rectangles = [child for child in link.children if isinstance(child, ObjectReference)]
    assert len(rectangles) >= 2


def test_what_stands_in_a_link_has_no_rectangle_of_its_own(tag: Tag, tmp_path: Path) -> None:
    document = tag("<p><a href='https://a.example'>a <strong>b</strong> <em>c</em></a>")
    (link,) = document.elements("Link")
    assert sum(isinstance(child, ObjectReference) for child in link.children) == 1
    with pikepdf.open(tmp_path / "rain.pdf") as pdf:
        assert len(pdf.pages[0].Annots) == 1


def test_a_link_in_the_foot_is_not_followed(tag: Tag, tmp_path: Path) -> None:
    style = "p.f { position: running(f) } @page { @bottom-left { content: element(f) } }"
    tag("<p class=f><a href='https://a.example'>a</a></p><p>Text.", style)
    with pikepdf.open(tmp_path / "rain.pdf") as pdf:
        assert not len(pdf.pages[0].get("/Annots", []))


def test_contents_and_notes_are_what_they_are(tag: Tag, tmp_path: Path) -> None:
    document = tag(
        "<nav role=doc-toc><ol><li><a href='#h'>Up <span>1</span></a></ol></nav><h1 id=h>Up</h1>"
        "<p>So<a role=doc-noteref href='#n1' aria-label='Note 1'>1</a>.</p>"
        "<section role=doc-endnotes><ol><li id=n1>Because.<li id=n2><p>Or not.</ol></section>",
        "ol { counter-reset: n } li { counter-increment: n } li::before { content: counter(n) '.' }",
    )
    assert dump(document) == [
        "Sect",
        "  TOC",
        "    TOCI",
        '      Lbl "1."',
        "      Reference",
        '        Link → #h contents="Up 1" "Up 1"',
        'H1 "Up"',
        "P",
        '  "So"',
        "  Reference",
        '    Link → #n1 contents="Note 1" "1"',
        '  "."',
        "Sect",
        "  Note",
        '    Lbl "1."',
        '    "Because."',
        "  Note",
        '    Lbl "2."',
        '    P "Or not."',
    ]
    with pikepdf.open(tmp_path / "rain.pdf") as pdf:
        names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert {name: str(element.S) for name, element in names.items()} == {
            "n1": "/Note",
            "n2": "/Note",
        }


def test_a_figure_holds_its_caption_and_knows_its_place(tag: Tag) -> None:
    figure = f"<figure><img src=\"{PIXEL}\" alt='A bar'><figcaption>Bar.</figcaption></figure>"
    document = tag(figure, "img { display: block; margin-inline-start: 10px }")
    assert dump(document) == ['Figure alt="A bar"', '  Caption "Bar."']
    (element,) = document.elements("Figure")
    # 20 + 10 px from the left, 20 px from the top of 200 px; 40 by 20 px.
    assert element.attributes["BBox"] == "22.5 120 52.5 135"
    assert isinstance(element.children[0], Content)


def test_what_is_drawn_in_place_of_words_is_said(tag: Tag) -> None:
    style = ".blank { display: inline-block; width: 40px } .blank::before { content: '\\a0' }"
    document = tag("<p>Dear <span class=blank aria-label='to fill in'></span>,", style)
    assert document.text() == "Dear to fill in,"


def test_languages_are_kept(tag: Tag) -> None:
    document = tag("<p lang=de>Regen, <span lang=fr>pluie</span>")
    assert dump(document) == ["P lang=de", '  "Regen, "', '  Span lang=fr "pluie"']


def test_what_is_to_be_read_last_is(tag: Tag) -> None:
    document = tag("<section><p data-read=last>For you</p><h1>Rain</h1><p>Wet.</p></section>")
    assert document.text() == "Rain\nWet.\nFor you"


def test_veraPDF_agrees(tag: Tag, tmp_path: Path) -> None:  # noqa: N802  # That is its name.
    tag(
        f"<h1>Rain</h1><ul><li>a<ul><li>{WORDS}</ul></ul><dl><dt>A<dd>1</dl>"
        f"<figure><img src=\"{PIXEL}\" alt='A bar'><figcaption>Bar.</figcaption></figure>"
        "<table><caption>T<thead><tr><th>A<th>B<tbody><tr><th>1<td>2<tr><th>1<td></table>"
        "<section role=doc-endnotes><ol><li id=n1>Because.</ol></section>"
    )
    with VeraPDF() as engine:
        assert not engine.failures(tmp_path / "rain.pdf")
