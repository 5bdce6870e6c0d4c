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

from handout.personalise.breaking import Line, collapse_spaces
from handout.personalise.fitting import Fitted, FittedParagraph
from handout.render.master import Master, MasterPart, Unfit

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
        self._setters = [
            TextSetter(paragraph.width, *(master.gaps[place] for place in paragraph.gaps))
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
            Unfit: The paragraph with this number does not fit here.
        """
        bodies: list[bytes] = []
        number = 0
        try:
            for number, one in enumerate(fitted):
                bodies += self._fill_paragraph(number, one)
        except Unfit as error:
            raise Unfit(number) from error
        return [bodies[place] for place in self._sort]

    def find_inexact(self, fitted: Fitted) -> list[int]:
        """Return the paragraphs that would not be as the engine drew them.

        Args:
            fitted: The values that the master was rendered for.
        """
        inexact = []
        for number, (paragraph, one) in enumerate(zip(self.master.paragraphs, fitted, strict=True)):
            own = self._fill_paragraph(number, FittedParagraph(()))
            is_shaped_so = one.is_left or one.shape == paragraph.shape
            try:
                if not is_shaped_so or self._fill_paragraph(number, one) != own:
                    inexact.append(number)
            except Unfit:
                inexact.append(number)
        return inexact

    def _fill_paragraph(self, number: int, one: FittedParagraph) -> list[bytes]:
        if one.texts:
            return [self._setters[number].set(one.texts)]
        parts = [self.master.gaps[place] for place in self.master.paragraphs[number].gaps]
        if one.block:
            return one.block.fill(parts, self.master.fonts)
        return [part.shown for part in parts]

    def restore(self) -> list[bytes]:
        """Return what the engine itself drew in the gaps, for the recipient it was asked for."""
        return [gap.shown for gap in self.master.gaps]

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


class TextSetter:
    """Set the lines of a block by its texts, for one recipient after another."""

    def __init__(self, width: float, part: MasterPart, *others: MasterPart) -> None:
        """Prepare what stays the same.

        Args:
            width: How wide the lines are.
            part: The block's part on its first page.
            others: Its parts on other pages; it cannot be set by texts if there are any.
        """
        self._shift, self._width, self._end = 0.0, width, b""
        # For each line: where its first text begins, how this is written, and the height.
        self._lines: list[tuple[float, bytes, bytes]] = []
        self._runs: list[tuple[bytes, bytes]] = []
        texts = part.texts
        if texts and not others:
            self._shift, self._end = texts.shift, texts.end
            self._runs = [(run.before, run.font + b"[") for run in texts.runs]
            x = part.x + texts.x
            for baseline in texts.baselines[texts.line :]:
                height = b" " + _write_number(baseline) + b" Tm\n"
                self._lines.append((x, _write_place(x, height), height))
                x = part.x

    def set(self, lines: tuple[Line, ...]) -> bytes:
        """Return the block with other values.

        Args:
            lines: Its texts, shaped, from the first value on.

        Raises:
            Unfit: The block does not consist of so many lines of text.
        """
        if len(lines) != len(self._lines):
            raise Unfit
        pieces: list[bytes] = []
        last = -1
        for (x, place, height), line in zip(self._lines, lines, strict=True):
            if self._shift:
                x += self._shift * (self._width - sum([one[0] for one in line]))
                place = _write_place(x, height)
            for width, shown, text in line:
                place = place or _write_place(x, height)
                if text == last:
                    pieces += (place, b"[", shown, _SHOWN_END)
                else:
                    before, font = self._runs[text]
                    pieces += (before, place, font, shown, _SHOWN_END)
                x, place, last = x + width, b"", text
        return b"".join((*pieces, self._end))


def _write_text(text: str) -> bytes:
    """Return a text as a PDF's objects have it (ISO 32000-1, 7.9.2.2), as the engine writes it."""
    if text.isascii():
        return b"(" + _SPECIAL.sub(rb"\\\g<0>", text.encode()) + b")"
    encoded = codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return b"<" + encoded.hex().encode() + b">"


def _write_length(size: int) -> bytes:
    """Write a stream's length with always as many digits, so that what comes after is found."""
    return b"%0*d" % (_LENGTH_DIGITS, size)


def _write_place(x: float, height: bytes) -> bytes:
    return b"1 0 0 -1 " + _write_number(x) + height


def _write_number(number: float) -> bytes:
    """Write a number as pydyf does: six decimals, without closing zeros."""
    if number == int(number):
        return b"%d" % number
    return (b"%.6f" % number).rstrip(b"0")
