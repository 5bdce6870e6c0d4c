"""Cut a rendered handout where a recipient's values stand, and make a master of it.

The page streams that WeasyPrint drew are split at the lines with values. Everything else becomes
the bytes that all recipients share: objects first, then the gaps as the last objects of the file,
so that no offset but theirs ever changes. Marked content keeps its numbers, and so the structure
tree holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pydyf
import uharfbuzz

from handout.render.master import Master, MasterLine, MasterParagraph, Run, TypeSetting
from handout.render.objects import write_objects
from handout.render.placeholders import Found, FoundLine, FoundParagraph, Setting

_AROUND = (b" rg", b" RG", b" gs", b" cs", b" scn")
_BETWEEN = (b"BDC", b"BMC", b"EMC", b"BT", b"ET")
_SHOWING = (b" Tf", b"] TJ", b" Ts")
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "fft", "fj", "ft", "tt", "ti", "Th")
_PLAIN = re.compile(rb"(?:/\S+ \S+ Tf\n)?\[[^\]]*\] TJ\n")
PANGO_SCALE = 1024


class FontsToBe(dict[Any, Any]):
    """The fonts of a document, to which glyphs are added between drawing and embedding.

    WeasyPrint fills this dictionary while it draws, and asks for its values when it embeds fonts.
    """

    def __init__(self, complete: Callable[[Mapping[Any, Any]], None]) -> None:
        """Begin empty.

        Args:
            complete: Adds to the fonts what other recipients will need.
        """
        super().__init__()
        self._complete = complete

    def values(self) -> Any:
        """Return the fonts, completed."""
        self._complete(self)
        for font in super().values():
            # In the order in which they came up, the characters would tell others of a name.
            font.to_unicode = dict(sorted(font.to_unicode.items()))
        return super().values()


def add_glyphs(
    fonts: Mapping[Any, Any], settings: Iterable[Setting], characters: frozenset[str]
) -> None:
    """Put into the fonts the glyphs that values of these characters need."""
    sequences = sorted(characters)
    sequences += [word for word in _LIGATURES if set(word) <= characters]
    for setting in settings:
        font = fonts.get(setting.key)
        if font is None:
            continue
        shaped = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(setting.content)))
        scale = round(setting.size * PANGO_SCALE)
        shaped.scale = (scale, scale)
        for sequence in sequences:
            buffer = uharfbuzz.Buffer()
            buffer.add_str(sequence)
            buffer.guess_segment_properties()
            uharfbuzz.shape(shaped, buffer, dict(setting.features))
            if len(buffer.glyph_infos) != 1 or not buffer.glyph_infos[0].codepoint:
                continue
            glyph = buffer.glyph_infos[0].codepoint
            advance = buffer.glyph_positions[0].x_advance
            font.to_unicode.setdefault(glyph, sequence)
            font.widths.setdefault(glyph, round(advance * 1000 / PANGO_SCALE / setting.size))


@dataclass(slots=True, kw_only=True, eq=False)
class _Gap:
    """A line's place in its page's stream, and what is drawn there."""

    page: int
    start: int
    end: int
    line: MasterLine
    paragraph: int


def write_master(pdf: pydyf.PDF, found: Found, fonts: Mapping[Any, Any], pages: int) -> Master:
    """Make a master of a PDF that is about to be written; the PDF is not to be written any more.

    Args:
        pdf: The PDF with all its objects, after the last step.
        found: Where the values stand.
        fonts: WeasyPrint's records of the fonts.
        pages: How many pages there are.
    """
    streams = [_get(pdf, page["Contents"]) for page in _get_pages(pdf)]
    fixed = set(found.fixed)
    gaps: list[_Gap] = []
    settings: dict[int, TypeSetting] = {}
    for number, paragraph in enumerate(found.paragraphs):
        cut = _find_gaps(number, paragraph, streams[paragraph.page].stream, fonts, settings)
        if cut is None:
            fixed |= {p.name for line in paragraph.lines for p in line.pieces if p.name}
        else:
            gaps += cut
    gaps = [freed for gap in gaps if (freed := _keep_fixed(gap, fixed)) is not None]
    gaps.sort(key=lambda gap: (gap.page, gap.start))
    places: dict[int, list[int]] = {}
    for place, gap in enumerate(gaps):
        places.setdefault(gap.paragraph, []).append(place)
    head, table, count, trailer = _write_static(pdf, streams, gaps)
    return Master(
        head=head,
        table=table,
        count=count,
        trailer=trailer,
        lines=tuple(gap.line for gap in gaps),
        paragraphs=tuple(
            MasterParagraph(
                lines=tuple(lines),
                alone=found.paragraphs[number].alone,
                width=found.paragraphs[number].width,
                keeps_breaks=found.paragraphs[number].keeps_breaks,
            )
            for number, lines in places.items()
        ),
        fixed=frozenset(fixed),
        pages=pages,
    )


def _keep_fixed(gap: _Gap, fixed: set[str]) -> _Gap | None:
    """Take the values that cannot be replaced elsewhere as text that stays; None if all are."""
    runs = tuple(
        replace(run, field=None, setting=None) if run.field in fixed else run
        for run in gap.line.runs
    )
    if not any(run.field for run in runs):
        return None
    return replace(gap, line=replace(gap.line, runs=runs))


def _find_gaps(
    number: int,
    paragraph: FoundParagraph,
    stream: list[Any],
    fonts: Mapping[Any, Any],
    settings: dict[int, TypeSetting],
) -> list[_Gap] | None:
    """Return the gaps of a paragraph's lines, or None where something else is drawn among them."""
    gaps = []
    for line in paragraph.lines:
        gap = _find_gap(line, stream, fonts, settings)
        if gap is None:
            return None
        start, end, runs = gap
        made = MasterLine(runs=runs, room=line.room, shift=line.shift)
        gaps.append(_Gap(page=paragraph.page, start=start, end=end, line=made, paragraph=number))
    return gaps


def _find_gap(
    line: FoundLine,
    stream: list[Any],
    fonts: Mapping[Any, Any],
    settings: dict[int, TypeSetting],
) -> tuple[int, int, tuple[Run, ...]] | None:
    first = next(index for index, piece in enumerate(line.pieces) if piece.name)
    # A line that grows to the left moves what stands before its first value as well.
    pieces = line.pieces if line.shift else line.pieces[first:]
    runs: list[Run] = []
    start = end = -1
    for piece in pieces:
        x, y = piece.box.position_x, piece.box.position_y + piece.box.baseline
        matrix = write_matrix(x, y)
        places = [index for index, operator in enumerate(stream) if operator == matrix]
        if len(places) != 1 or places[0] < end:
            return None
        (place,) = places
        before = stream[end:place] if runs else []
        if not all(_is_harmless(operator) for operator in before):
            return None
        start = start if runs else place
        end = place + 1
        while end < len(stream) and _is_of(stream[end], _SHOWING):
            end += 1
        shown = _join(stream[place + 1 : end])
        setting = None
        if piece.name:
            if not _PLAIN.fullmatch(shown):
                return None
            if piece.setting is None or piece.setting.key not in fonts:
                return None
            setting = _take_setting(piece.setting, fonts[piece.setting.key], settings)
        runs.append(
            Run(
                before=_join(before),
                x=x,
                y=y,
                width=piece.box.width,
                shown=shown,
                field=piece.name,
                setting=setting,
            )
        )
    return start, end, tuple(runs)


def _take_setting(setting: Setting, font: Any, known: dict[int, TypeSetting]) -> TypeSetting:
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


def write_matrix(x: float, y: float) -> bytes:
    """Return the operator that WeasyPrint begins a text with, its baseline at a point in px."""
    stream = pydyf.Stream()
    stream.set_text_matrix(1, 0, 0, -1, x, y)
    operator: bytes = stream.stream[0]
    return operator


def _is_harmless(operator: Any) -> bool:
    """Tell whether an operator between texts draws nothing itself."""
    if isinstance(operator, str | pydyf.Dictionary):
        return True  # the tag and the properties of marked content
    return operator in _BETWEEN or _is_of(operator, _AROUND)


def _is_of(operator: Any, endings: tuple[bytes, ...]) -> bool:
    return isinstance(operator, bytes) and operator.endswith(endings)


def _join(operators: Iterable[Any]) -> bytes:
    parts = (
        item
        if isinstance(item, bytes)
        else item.data
        if isinstance(item, pydyf.Object)
        else str(item).encode("ascii")
        for item in operators
    )
    return b"".join(part + b"\n" for part in parts)


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
    stream = pydyf.Stream([_join(operators)], compress=True)
    pdf.add_object(stream)
    return stream


def _get_pages(pdf: pydyf.PDF) -> list[Any]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][0::3]]


def _get(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
