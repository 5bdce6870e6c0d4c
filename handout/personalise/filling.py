"""Put a recipient's values into the gaps of a master.

What differs from recipient to recipient is a small stream for each line with a value, a short
cross-reference stream and the file's identifier. All of it stands at the end of the file, with the
offsets known beforehand; nothing is parsed, and the shared bytes are hashed once.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import struct
from collections.abc import Mapping
from typing import NamedTuple

from handout.personalise.breaking import collapse_spaces
from handout.personalise.fitting import Fitted
from handout.personalise.shaping import Shaped
from handout.render.master import Master, MasterLine, Run, Unfit

_SHOWN_END = b"] TJ\n"
_OPENING = b"%d 0 obj\n<</Length "
_BEGIN = b">>\nstream\n"
_END = b"\nendstream\nendobj\n"
_TABLE = (
    b"%d 0 obj\n<</Type/XRef/W[1 4 0]/Index[%d %d%b]/Size %d/Prev %d%b/ID[<%b><%%b>]/Length %d>>\n"
    b"stream\n%%b\nendstream\nendobj\nstartxref\n%%d\n%%%%%%%%EOF\n"
)
_IN_USE = 1
_SPECIAL = re.compile(rb"[\\()]")
_LENGTH_DIGITS = 6


class Filled(NamedTuple):
    """A whole PDF: its shared bytes and its own, the digest of both, and how many pages it has."""

    parts: tuple[bytes, ...]
    sha256: str
    pages: int


class Filler:
    """Fill one master for one recipient after another."""

    def __init__(self, master: Master) -> None:
        """Prepare what stays the same.

        Args:
            master: The PDF with gaps.
        """
        self.master = master
        # By paragraph, where its gaps are lines.
        self._setters = [
            [
                LineSetter(gap)
                for place in paragraph.gaps
                if isinstance(gap := master.gaps[place], MasterLine)
            ]
            for paragraph in master.paragraphs
        ]
        order = [place for paragraph in master.paragraphs for place in paragraph.gaps]
        self._sort = sorted(range(len(order)), key=order.__getitem__)
        self._hash = hashlib.sha256(master.head)
        count = len(master.gaps) + 1
        numbers = range(master.count, master.count + count)
        openings = [_OPENING % number for number in numbers[:-1]]
        around = len(_write_length(0) + _BEGIN + _END)
        self._openings = [(opening, len(opening) + around) for opening in openings]
        self._entries = struct.Struct(">" + "BI" * (count + len(master.bookmarks)))
        sections = "".join(f" {one.number} 1" for one in master.bookmarks).encode()
        self._table = _TABLE % (
            numbers[-1],
            master.count,
            count,
            sections,
            master.count + count,
            master.table,
            master.trailer.replace(b"%", b"%%"),
            hashlib.sha256(master.head).hexdigest()[:32].encode(),
            self._entries.size,
        )

    def fill(self, fitted: Fitted) -> list[bytes]:
        """Return what goes into the gaps, for values fitted to the shape of this master.

        Raises:
            Unfit: The engine has set a block that does not fit here.
        """
        bodies: list[bytes] = []
        for paragraph, setters, one in zip(
            self.master.paragraphs, self._setters, fitted, strict=True
        ):
            if one.block is None:
                if len(setters) != len(one.lines):
                    raise Unfit
                bodies += [
                    setter.set(line) for setter, line in zip(setters, one.lines, strict=True)
                ]
            else:
                gaps = [self.master.gaps[place] for place in paragraph.gaps]
                bodies += one.block.fill(paragraph, gaps, self.master.fonts)
        return [bodies[place] for place in self._sort]

    def restore(self) -> list[bytes]:
        """Return what the engine itself drew in the gaps, for the recipient it was asked for."""
        return [
            b"".join(run.before + _write_matrix(run.x, run.y) + run.shown for run in gap.runs)
            if isinstance(gap, MasterLine)
            else gap.shown
            for gap in self.master.gaps
        ]

    def _name_bookmarks(self, values: Mapping[str, str]) -> list[bytes]:
        """Return the bookmarks that name values, each as an object in the place of the master's."""
        made = []
        for one in self.master.bookmarks:
            texts = (collapse_spaces(values[name]) if name else text for text, name in one.texts)
            title = _write_text("".join(texts).strip())
            made.append(b"%d 0 obj\n%b%b%b\nendobj\n" % (one.number, one.before, title, one.after))
        return made

    def assemble(self, bodies: list[bytes], values: Mapping[str, str]) -> Filled:
        """Return the PDF with these bodies in its gaps, and bookmarks that name these values."""
        bookmarks = self._name_bookmarks(values)
        place = len(self.master.head)
        pieces: list[bytes] = []
        entries: list[int] = []
        for (opening, around), body in zip(self._openings, bodies, strict=True):
            size = len(body)
            pieces += (opening, _write_length(size), _BEGIN, body, _END)
            entries += (_IN_USE, place)
            place += around + size
        own = b"".join(pieces)
        whole = self._hash.copy()
        whole.update(own)
        # Of the recipient's part alone, so that the identifier can stand in what is digested.
        identifier = whole.copy().hexdigest()[:32].encode()
        named = b"".join(bookmarks)
        whole.update(named)
        places: list[int] = []
        for one in bookmarks:
            places += (_IN_USE, place)
            place += len(one)
        entries += (_IN_USE, place, *places)
        table = self._table % (identifier, self._entries.pack(*entries), place)
        whole.update(table)
        return Filled((self.master.head, own, named + table), whole.hexdigest(), self.master.pages)


def split_own(own: bytes) -> tuple[int, list[bytes]]:
    """Return the number of the first gap of a PDF, 0 if it has none, and what is in each of them.

    Args:
        own: The second piece of a PDF, as `Filler.assemble` gives it.
    """
    first, place = 0, 0
    bodies = []
    while place < len(own):
        # No body is looked through: where each ends is told by its length.
        begin = own.index(_BEGIN, place)
        opening = own[place:begin]
        size = int(opening[-_LENGTH_DIGITS:])
        first = first or int(opening.split(b" ", 1)[0])
        place = begin + len(_BEGIN) + size
        bodies.append(own[begin + len(_BEGIN) : place])
        place += len(_END)
    return first, bodies


class _Piece(NamedTuple):
    """A run made ready: what stands before and after its place, up to a field's value."""

    before: bytes
    x: float
    after: bytes
    width: float
    is_field: bool

    def place(self, moved: float) -> bytes:
        """Return the run, moved to the right by so many px."""
        return self.before + _write_number(self.x + moved) + self.after


class LineSetter:
    """Set one line for one recipient after another."""

    def __init__(self, line: MasterLine) -> None:
        """Prepare what stays the same.

        Args:
            line: The line, which has a value in it.
        """
        self._pieces = [_prepare(run) for run in line.runs]
        self._shift = line.shift
        self._width = sum(piece.width for piece in self._pieces if piece.is_field)
        first = self._pieces[0]
        # The first run mostly begins where it always does, and often is the only one.
        self._lead = first.place(0.0)
        self._is_one = len(self._pieces) == 1 and first.is_field and not line.shift

    def set(self, shaped: tuple[Shaped, ...]) -> bytes:
        """Return the line with other values.

        Args:
            shaped: The values, in the order of the line's fields.
        """
        if self._is_one:
            return self._lead + shaped[0].shown + _SHOWN_END
        moved = 0.0
        lead: bytes | None = self._lead
        if self._shift:
            moved = (self._width - sum(one.width for one in shaped)) * self._shift
            lead = None
        values = iter(shaped)
        parts: list[bytes] = []
        for piece in self._pieces:
            parts.append(lead or piece.place(moved))
            lead = None
            if piece.is_field:
                one = next(values)
                parts += (one.shown, _SHOWN_END)
                moved += one.width - piece.width
        return b"".join(parts)


def _prepare(run: Run) -> _Piece:
    is_field = run.field is not None
    opening, bracket, _ = run.shown.partition(b"[")
    shown = opening + bracket if is_field else run.shown
    return _Piece(
        before=run.before + b"1 0 0 -1 ",
        x=run.x,
        after=b" " + _write_number(run.y) + b" Tm\n" + shown,
        width=run.width,
        is_field=is_field,
    )


def _write_text(text: str) -> bytes:
    """Return a text as a PDF's objects have it (ISO 32000-1, 7.9.2.2), as the engine writes it."""
    if text.isascii():
        return b"(" + _SPECIAL.sub(rb"\\\g<0>", text.encode()) + b")"
    encoded = codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return b"<" + encoded.hex().encode() + b">"


def _write_length(size: int) -> bytes:
    """Write a stream's length with always as many digits, so that what comes after is found."""
    return b"%0*d" % (_LENGTH_DIGITS, size)


def _write_matrix(x: float, y: float) -> bytes:
    return b"1 0 0 -1 " + _write_number(x) + b" " + _write_number(y) + b" Tm\n"


def _write_number(number: float) -> bytes:
    """Write a number as pydyf does: six decimals, without closing zeros."""
    if number == int(number):
        return b"%d" % number
    return (b"%.6f" % number).rstrip(b"0")
