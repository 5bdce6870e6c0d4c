"""Cut a rendered handout where a recipient's values stand, and make a master of it.

The page streams that WeasyPrint drew are split at the blocks with values. Everything else becomes
the bytes that all recipients share: objects first, then the gaps as the last objects of the file,
so that no offset but theirs ever changes. Marked content keeps its numbers, and so the structure
tree holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pydyf

from handout.render.block_setting import PlacedBlock, place_block
from handout.render.blocks import Laid, Span, find_span, measure_extra
from handout.render.master import (
    FontGlyphs,
    Master,
    MasterBookmark,
    MasterParagraph,
    MasterPart,
    TextRuns,
    TypeSetting,
)
from handout.render.objects import write_objects
from handout.render.operators import join_operators
from handout.render.placeholders import Found, FoundParagraph, Setting, read_setting
from handout.render.text_runs import read_runs

_IN_PIECES = "is not drawn in one piece"
_Texts = tuple[tuple[str, str | None], ...]
_Label = tuple[str, _Texts]


@dataclass(slots=True, kw_only=True, eq=False)
class _Gap:
    """A place in a page's stream, and what is drawn there."""

    page: int
    start: int
    end: int
    content: MasterPart
    paragraph: int


def write_master(
    pdf: pydyf.PDF,
    found: Found,
    labels: list[_Label],
    spans: Mapping[int, Span],
    fonts: Mapping[Any, Any],
    pages: int,
) -> tuple[Master, dict[int, PlacedBlock]]:
    """Make a master of a PDF that is about to be written; the PDF is not to be written any more.

    Args:
        pdf: The PDF with all its objects, after the last step.
        found: Where the values stand.
        labels: The label of each bookmark, and of which texts and fields it is made.
        spans: Where the lines were drawn.
        fonts: WeasyPrint's records of the fonts.
        pages: How many pages there are.

    Returns:
        The master, and what sets its blocks anew, by their places among all such.
    """
    streams = [_get(pdf, page["Contents"]) for page in _get_pages(pdf)]
    fixed = dict(found.fixed)
    gaps: list[_Gap] = []
    settings: dict[int, TypeSetting] = {}
    blocks: dict[int, PlacedBlock] = {}

    def take_setting(box: Any) -> TypeSetting | None:
        return _take_setting(read_setting(box, found.settings), fonts, settings)

    for number, paragraph in enumerate(found.paragraphs):
        own = _find_gaps(number, paragraph, streams, spans, fonts, take_setting)
        if not own or not (paragraph.source or own[0].content.texts):
            fixed |= dict.fromkeys(paragraph.fields, _IN_PIECES)
            continue
        gaps += own
        if paragraph.source:
            source, place = paragraph.source
            blocks[place] = place_block(source, paragraph.parts, spans, fonts)
    gaps.sort(key=lambda gap: (gap.page, gap.start))
    places: dict[int, list[int]] = {}
    for place, gap in enumerate(gaps):
        places.setdefault(gap.paragraph, []).append(place)
    bookmarks = _find_bookmarks(pdf, labels)
    if bookmarks is None:
        names = {name for _, texts in labels for _, name in texts if name}
        fixed |= dict.fromkeys(names, "stands in two headings that are alike")
    head, table, count, trailer = _write_static(pdf, streams, gaps)
    master = Master(
        head=head,
        table=table,
        count=count,
        trailer=trailer,
        gaps=tuple(gap.content for gap in gaps),
        paragraphs=tuple(
            _describe(found.paragraphs[number], tuple(own)) for number, own in places.items()
        ),
        bookmarks=tuple(_cut_bookmark(item, texts) for item, texts in bookmarks or ()),
        fonts={
            font.hash: FontGlyphs(dict(font.widths), dict(font.to_unicode))
            for font in (fonts[key] for key in fonts)
        },
        fixed=fixed,
        pages=pages,
    )
    return master, blocks


def _find_bookmarks(
    pdf: pydyf.PDF, labels: list[_Label]
) -> list[tuple[pydyf.Dictionary, _Texts]] | None:
    """Return the bookmarks that name values, or None where they are not known for sure."""
    items = [
        item
        for item in pdf.objects
        if isinstance(item, pydyf.Dictionary) and "Title" in item and "Dest" in item
    ]
    found = []
    for label, texts in labels:
        if not any(name for _, name in texts):
            continue
        same = [item for item in items if item["Title"].string == label]
        # Of several that are called alike, it would not be known which is which.
        if len(same) != 1 or "".join(text for text, _ in texts).strip() != label:
            return None
        found.append((same[0], texts))
    return found


def _cut_bookmark(item: pydyf.Dictionary, texts: _Texts) -> MasterBookmark:
    title = item["Title"].data
    before, after = item.data.split(title, 1)
    return MasterBookmark(item.number, before, after, texts)


def _describe(paragraph: FoundParagraph, gaps: tuple[int, ...]) -> MasterParagraph:
    box = paragraph.parts[0].box
    lines = [line for part in paragraph.parts for line in part.lines]
    return MasterParagraph(
        gaps=gaps,
        fields=paragraph.fields,
        width=box.width,
        shape=(len(lines), measure_extra(lines, box)),
        keeps_breaks=paragraph.keeps_breaks,
        block=paragraph.source[1] if paragraph.source else None,
    )


def _find_gaps(
    number: int,
    paragraph: FoundParagraph,
    streams: list[Any],
    spans: Mapping[int, Span],
    fonts: Mapping[Any, Any],
    take_setting: Callable[[Any], TypeSetting | None],
) -> list[_Gap]:
    """Return a gap for each part of a block; none where it is not drawn in one piece."""
    gaps = []
    for part in paragraph.parts:
        drawn = [find_span(line, spans) for line in part.lines]
        stream = streams[part.page]
        if any(span is None or span.stream is not stream for span in drawn):
            return []
        begin, end = drawn[0].begin, drawn[-1].end  # type: ignore[union-attr] # there is one
        operators = stream.stream[begin:end]
        marks = [one["MCID"] for one in operators if isinstance(one, dict) and "MCID" in one]
        mark = marks[0] if marks else 0
        content = MasterPart(
            shown=join_operators(operators),
            count=len(part.lines),
            x=part.box.content_box_x(),
            y=part.lines[0].position_y,
            mark=mark,
            texts=_read_texts(paragraph, operators, mark, spans, fonts, take_setting),
        )
        gaps.append(_Gap(page=part.page, start=begin, end=end, content=content, paragraph=number))
    return gaps


def _read_texts(
    paragraph: FoundParagraph,
    operators: list[Any],
    mark: int,
    spans: Mapping[int, Span],
    fonts: Mapping[Any, Any],
    take_setting: Callable[[Any], TypeSetting | None],
) -> TextRuns | None:
    """Return the texts of a block, read where its values are plain if the engine can set it.

    The first recipient's may be of a script that tells nothing of how others are set.
    """
    if not paragraph.texts:
        return None
    (part,) = paragraph.parts
    lines = [(line, line.position_x, line.position_y) for line in part.lines]
    drawn = Laid(lines, measure_extra(part.lines, part.box)), operators
    if paragraph.source:
        placed = place_block(paragraph.source[0], paragraph.parts, spans, fonts)
        drawn = placed.draw_plain(mark) or drawn
    return read_runs(paragraph, *drawn, take_setting)


def _take_setting(
    setting: Setting | None, fonts: Mapping[Any, Any], known: dict[int, TypeSetting]
) -> TypeSetting | None:
    """Return a setting as a master has it; None where texts cannot be shaped by its font."""
    if setting is None or setting.is_variable or setting.key not in fonts:
        return None
    font = fonts[setting.key]
    if id(setting) not in known:
        known[id(setting)] = TypeSetting(
            font=setting.content,
            size=setting.size,
            language=setting.language,
            features=setting.features,
            name=font.hash,
            widths=font.widths,
            texts=font.to_unicode,
        )
    return known[id(setting)]


def _write_static(
    pdf: pydyf.PDF, streams: list[Any], gaps: list[_Gap]
) -> tuple[bytes, int, int, bytes]:
    """Write all objects but the gaps; return bytes, where their table is, their number, trailer."""
    pages = _get_pages(pdf)
    contents: dict[int, list[Any]] = {}
    for number, stream in enumerate(streams):
        own = [gap for gap in gaps if gap.page == number]
        if not own:
            continue
        operators, begin = stream.stream, 0
        pieces: list[Any] = []
        for gap in own:
            pieces += [_make_stream(pdf, operators[begin : gap.start]), gap]
            begin = gap.end
        pieces.append(_make_stream(pdf, operators[begin:]))
        contents[number] = pieces
        stream.stream, stream.compress = [], False
    if pdf.info and pdf.info.number is None:
        pdf.add_object(pdf.info)
    packed = pydyf.Stream(compress=True)
    pdf.add_object(packed)
    # One more is to come: the cross-reference stream of these.
    count = len(pdf.objects) + 1
    numbers = {id(gap): count + place for place, gap in enumerate(gaps)}
    for number, pieces in contents.items():
        references = [
            b"%d 0 R" % numbers[id(piece)] if isinstance(piece, _Gap) else piece.reference
            for piece in pieces
        ]
        pages[number]["Contents"] = pydyf.Array(references)
    head, table = write_objects(pdf, packed)
    trailer = b"/Root " + pdf.catalog.reference
    if pdf.info:
        trailer += b"/Info " + pdf.info.reference
    return head, table, count, trailer


def _make_stream(pdf: pydyf.PDF, operators: list[Any]) -> pydyf.Stream:
    stream = pydyf.Stream([join_operators(operators)], compress=True)
    pdf.add_object(stream)
    return stream


def _get_pages(pdf: pydyf.PDF) -> list[Any]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][0::3]]


def _get(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
