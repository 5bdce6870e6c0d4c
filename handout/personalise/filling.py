"""Put a recipient's values into the gaps of a master.

What differs from recipient to recipient is a small stream for each line with a value, a short
cross-reference stream and the file's identifier. All of it stands at the end of the file, with the
offsets known beforehand; nothing is parsed, and the shared bytes are hashed once.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from handout.personalise.fitting import Fitted, Fitter, Shapers
from handout.personalise.shaping import Shaped
from handout.render.master import Line, Master

_ENTRY = struct.Struct(">BI")
"""An entry of the cross-reference stream: in use, and where; generation 0 needs no byte."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A whole PDF: its shared bytes and its own, the digest of both, and how many pages it has."""

    parts: tuple[bytes, ...]
    sha256: str
    pages: int


class Filler:
    """Fill one master for one recipient after another."""

    def __init__(self, master: Master, shapers: Shapers) -> None:
        """Prepare what stays the same.

        Args:
            master: The PDF with gaps.
            shapers: The shapers of all masters of an article.
        """
        self.master = master
        self._fitters = [Fitter(one, master.lines, shapers) for one in master.paragraphs]
        self._hash = hashlib.sha256(master.head)
        self._templates = [_prepare(line) for line in master.lines]
        count = len(master.lines) + 1
        self._keys = b"<</Type/XRef/W[1 4 0]/Index[%d %d]/Size %d/Prev %d%s/ID[<%s><" % (
            master.count,
            count,
            master.count + count,
            master.table,
            master.trailer,
            hashlib.sha256(master.head).hexdigest()[:32].encode(),
        )
        self._length = count * _ENTRY.size
        self._openings = [
            b"%d 0 obj\n<</Length " % number
            for number in range(master.count, master.count + len(master.lines))
        ]
        self._last = master.count + len(master.lines)

    def fit(self, values: Mapping[str, str]) -> Fitted:
        """Shape a recipient's values and break them into lines.

        Raises:
            Misfit: They cannot be set exactly as the engine would.
        """
        return Fitted(
            tuple(
                [one.fit(*[values[name] for name in one.names]) for one in self._fitters],
            )
        )

    def fill(self, fitted: Fitted) -> list[bytes]:
        """Return what goes into the gaps, for values fitted to the shape of this master."""
        bodies = [b""] * len(self._templates)
        for paragraph, lines in zip(self.master.paragraphs, fitted.lines, strict=True):
            for place, shaped in zip(paragraph.lines, lines, strict=True):
                bodies[place] = _set_line(self._templates[place], shaped)
        return bodies

    def restore(self) -> list[bytes]:
        """Return what the engine itself drew in the gaps, for the recipient it was asked for."""
        return [
            b"".join(run.before + _write_matrix(run.x, run.y) + run.shown for run in line.runs)
            for line in self.master.lines
        ]

    def assemble(self, bodies: list[bytes]) -> Filled:
        """Return the PDF with these bodies in its gaps."""
        master = self.master
        position = len(master.head)
        parts: list[bytes] = []
        entries: list[bytes] = []
        for opening, body in zip(self._openings, bodies, strict=True):
            stream = b"%s%d>>\nstream\n%s\nendstream\nendobj\n" % (opening, len(body), body)
            entries.append(_ENTRY.pack(1, position))
            parts.append(stream)
            position += len(stream)
        entries.append(_ENTRY.pack(1, position))
        own = b"".join(parts)
        tail = (
            b"%s%d 0 obj\n%s%s>]/Length %d>>\nstream\n%s\nendstream\nendobj\n"
            b"startxref\n%d\n%%%%EOF\n"
        ) % (
            own,
            self._last,
            self._keys,
            hashlib.md5(own, usedforsecurity=False).hexdigest().encode(),
            self._length,
            b"".join(entries),
            position,
        )
        whole = self._hash.copy()
        whole.update(tail)
        return Filled((master.head, tail), whole.hexdigest(), master.pages)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run made ready: bytes before its place, its place, bytes around what is shown."""

    before: bytes
    x: float
    y: bytes
    width: float
    opening: bytes
    shown: bytes
    field: str | None


@dataclass(frozen=True, slots=True)
class _Template:
    pieces: tuple[_Piece, ...]
    shift: float


def _prepare(line: Line) -> _Template:
    pieces = []
    for run in line.runs:
        opening, bracket, _ = run.shown.partition(b"[")
        pieces.append(
            _Piece(
                before=run.before + b"1 0 0 -1 ",
                x=run.x,
                y=b" " + _write_number(run.y) + b" Tm\n",
                width=run.width,
                opening=opening + bracket,
                shown=run.shown,
                field=run.field,
            )
        )
    return _Template(tuple(pieces), line.shift)


def _set_line(template: _Template, shaped: tuple[Shaped, ...]) -> bytes:
    values = iter(shaped)
    moved = 0.0
    if template.shift:
        widths = (piece.width for piece in template.pieces if piece.field)
        moved = (sum(widths) - sum(one.width for one in shaped)) * template.shift
    parts: list[bytes] = []
    for piece in template.pieces:
        parts += (piece.before, _write_number(piece.x + moved), piece.y)
        if piece.field is None:
            parts.append(piece.shown)
        else:
            one = next(values)
            parts += (piece.opening, one.shown, b"] TJ\n")
            moved += one.width - piece.width
    return b"".join(parts)


def _write_matrix(x: float, y: float) -> bytes:
    return b"1 0 0 -1 " + _write_number(x) + b" " + _write_number(y) + b" Tm\n"


def _write_number(number: float) -> bytes:
    """Write a number as pydyf does: six decimals, without closing zeros."""
    if number == int(number):
        return b"%d" % number
    return (b"%.6f" % number).rstrip(b"0")
