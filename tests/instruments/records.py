"""Hold what pages draw, as plain records, and the little geometry that goes with them.

Lengths are in points, the origin is the page's lower left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Colour = tuple[float, float, float]

UNIT: Matrix = (1, 0, 0, 1, 0, 0)
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A level of marked content: its tag, its MCID, the kind of artifact, its replacement text."""

    tag: str
    mcid: int | None = None
    artifact: str | None = None
    subtype: str | None = None
    actual_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Something drawn on a page: where, under which marks, inside which clip."""

    page: int
    box: Box
    marks: tuple[Mark, ...]
    clip: Box | None

    @property
    def artifact(self) -> Mark | None:
        """Return the artifact that this is part of, if it is one."""
        return next((mark for mark in self.marks if mark.tag == "Artifact"), None)

    @property
    def mcid(self) -> int | None:
        """Return the innermost MCID around this."""
        return next((mark.mcid for mark in reversed(self.marks) if mark.mcid is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Drawn):
    """A run of text as one operator shows it; `size` is the size on paper, `baseline` its y.

    The box leaves out white space at both ends.
    """

    text: str
    size: float
    font: str
    colour: Colour
    baseline: float
    is_upright: bool
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(Drawn):
    """A painted path, an image or a shading: `colour` is None where it is not one colour."""

    kind: str
    colour: Colour | None
    is_rectangle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What one page draws, in the order of drawing; boxes and sizes in points."""

    number: int
    width: float
    height: float
    order: tuple[Run | Shape, ...]
    """Runs and shapes together, in the order of drawing."""
    mcids: tuple[int, ...]
    """Every MCID that the page's content opens, in order."""

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return the runs of text."""
        return tuple(drawn for drawn in self.order if isinstance(drawn, Run))

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Return everything that is no text."""
        return tuple(drawn for drawn in self.order if isinstance(drawn, Shape))


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return the point that the matrix makes of (x, y)."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bound(points: Sequence[tuple[float, float]]) -> Box:
    """Return the smallest box round the points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def intersect(first: Box, second: Box) -> Box:
    """Return what two boxes share; it may be empty (its far edge before its near one)."""
    return (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )
