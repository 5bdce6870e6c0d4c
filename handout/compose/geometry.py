"""Measure the page of a format: its margins, columns, sizes of type and lines.

A `Geometry` is made from a format's sheet and grid, and from what a theme sets otherwise. It gives
the style sheets their variables and `@page` rules, and Python the same measures, so that neither
knows of a sheet by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from handout.compose.type_measure import MM_PER_PT
from handout.model import Format, Grid

_CHARACTERS_PER_MM = 6.59
"""How many characters of type of 1 pt stand on 1 mm, about: 67 of 12 pt on 122 mm."""
_FILLED = 0.905
"""Which share of a page's lines text fills, about; the rest is space between blocks."""
_FIRST_PAGE = 0.58
"""Which share of a page is left for text on the first one."""

_MARGINS = {"top": "page-top", "inner": "page-start", "outer": "page-end", "foot": "page-foot"}
_SET_ALONE = "side line gap small_line table_line title_line number inset figure code"
"""What is declared under its own name, and may be set otherwise."""
_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_MEASURE = re.compile(r"--([a-z-]+)\s*:\s*(\d*\.?\d+)(mm|cm|in|pt|px)\s*(?:;|$)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MM = {"mm": 1, "cm": 10, "in": 25.4, "pt": MM_PER_PT, "px": 25.4 / 96}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The sizes of type in pt; `figure` is a key fact's."""

    title: float = 30
    title_long: float = 23
    title_very_long: float = 17
    standfirst: float = 15
    section: float = 17
    part: float = 13
    text: float = 12
    table: float = 11
    side: float = 10
    foot: float = 9.5
    figure: float = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A page in mm.

    Attributes:
        width: The sheet's width.
        height: The sheet's height.
        top: The margin above the text.
        inner: The margin on the side of the binding; at the left of the first page.
        outer: The margin on the other side.
        foot: The margin below the text.
        side: The width of the side column, 0 where there is none.
        gutter: How far the text stands from the side column.
        line: How tall a line of text is.
        close_line: How tall it is where a handout is set close to save a sheet.
        gap: How far blocks stand apart.
        close_gap: How far they stand apart in a handout that is set close.
        small_line: How tall a line of small type is.
        table_line: How tall a line of a table is.
        title_line: How tall a line of a title of the largest size is.
        number: How far a section's heading stands in for its number; not, where that hangs.
        inset: How far text stands in from a panel's edge.
        figure: How tall a picture may be.
        close_figure: How tall it may be in a handout that is set close.
        code: How wide a QR code is.
        close_code: How wide it is in a handout that is set close.
        hours: How wide opening hours may be.
        sizes: The sizes of type.
    """

    width: float
    height: float
    top: float
    inner: float
    outer: float
    foot: float
    side: float = 0
    gutter: float = 0
    line: float = 6
    close_line: float = 5.5
    gap: float = 6
    close_gap: float = 4.5
    small_line: float = 4.5
    table_line: float = 5
    title_line: float = 12
    number: float = 0
    inset: float = 5
    figure: float = 120
    close_figure: float = 80
    code: float = 28
    close_code: float = 24
    hours: float = 64
    sizes: Sizes = Sizes()

    @property
    def hang(self) -> float:
        """How far the text stands in from the side column's start."""
        return self.side + self.gutter

    @property
    def open_gap(self) -> float:
        """How far blocks stand apart where there is more room than text."""
        return 1.25 * self.gap

    @property
    def measure(self) -> float:
        """The width of both columns."""
        return self.width - self.inner - self.outer

    @property
    def text(self) -> float:
        """The width of the text."""
        return self.measure - self.hang

    @property
    def heading(self) -> float:
        """The width of a section's heading."""
        return self.text - self.number

    @property
    def body(self) -> float:
        """The height between the margins."""
        return self.height - self.top - self.foot

    @property
    def turned(self) -> float:
        """The width between the margins of a landscape page."""
        return self.height - self.inner - self.outer

    @property
    def characters(self) -> int:
        """About how many characters of text stand on a line."""
        return round(self.text * _CHARACTERS_PER_MM / self.sizes.text)

    @property
    def page_lines(self) -> int:
        """About how many lines of text a page holds, with what stands between blocks."""
        return int(self.body / self.line * _FILLED)

    @property
    def first_page_lines(self) -> int:
        """About how many lines of text the first page holds."""
        return int(self.page_lines * _FIRST_PAGE)

    @property
    def half_page_lines(self) -> int:
        """About how many lines of text half a page holds."""
        return self.page_lines // 2

    def adopt(self, sheets: Iterable[str]) -> Geometry:
        """Return the geometry with the measures that style sheets set for `:root`."""
        given = {
            name: float(number) * _MM[unit]
            for sheet in sheets
            for rule in _ROOT.findall(_COMMENT.sub("", sheet))
            for name, number, unit in _MEASURE.findall(rule)
        }
        sizes = {
            one.name: round(given[name] / MM_PER_PT, 3)
            for one in fields(Sizes)
            if (name := _name(f"size_{one.name}")) in given
        }
        names = {**{name: _name(name) for name in _SET_ALONE.split()}, **_MARGINS}
        measures = {name: given[declared] for name, declared in names.items() if declared in given}
        if "hang" in given:
            measures["gutter"] = given["hang"] - measures.get("side", self.side)
        for name in ("line", "gap"):
            if name in measures:
                close = f"close_{name}"
                measures[close] = getattr(self, close) * measures[name] / getattr(self, name)
        return replace(self, **measures, sizes=replace(self.sizes, **sizes))

    def write_variables(self) -> str:
        """Return the style sheets' variables."""
        return "\n".join((*self._declare_variables(), ""))

    def write_pages(self) -> str:
        """Return the `@page` rules."""
        return "\n".join((*self._declare_pages(), ""))

    def _declare_variables(self) -> Iterator[str]:
        sizes = {f"size-{one.name}": f"{getattr(self.sizes, one.name)}pt" for one in fields(Sizes)}
        yield _declare(":root", sizes)
        names = f"{_SET_ALONE} hang text measure turned body"
        lengths = {name: getattr(self, name) for name in names.split()}
        margins = {declared: getattr(self, name) for name, declared in _MARGINS.items()}
        yield _declare(":root", _in_mm(lengths | margins | _space(self.gap)))
        yield _declare(".close-lines", _in_mm({"line": self.close_line}))
        yield _declare(".open", _in_mm(_space(self.open_gap)))
        close = {"figure": self.close_figure, "code": self.close_code}
        yield _declare(".close", _in_mm(_space(self.close_gap) | close))

    def _declare_pages(self) -> Iterator[str]:
        margins = f"{_mm(self.top)} {_mm(self.outer)} {_mm(self.foot)} {_mm(self.inner)}"
        mirrored = f"{_mm(self.top)} {_mm(self.inner)} {_mm(self.foot)} {_mm(self.outer)}"
        yield f"@page {{ size: {_mm(self.width)} {_mm(self.height)}; margin: {margins};"
        yield f"  {self._place_running(self.measure)} }}"
        if self.inner != self.outer:
            left = f"margin: {mirrored}; @bottom-left {{ content: element(foot-left) }}"
            yield f"@page :left {{ {left} }}"
        yield "@page :first { @top-left { content: none } }"
        yield f"@page landscape {{ size: {_mm(self.height)} {_mm(self.width)};"
        yield f"  {self._place_running(self.turned)} }}"

    def _place_running(self, width: float) -> str:
        """Return where head and foot stand, as wide as the text of all columns."""
        return " ".join(
            f"@{place} {{ content: element({name}); width: {_mm(width)}; height: {_mm(height)};"
            " vertical-align: top }"
            for place, name, height in (
                ("top-left", "head", self.top),
                ("bottom-left", "foot", self.foot),
            )
        )


def make_geometry(format: Format) -> Geometry:
    """Return the geometry of a format's page."""
    return _choose_maker(format)(format.width, format.height)


def _make_side_column(width: float, height: float) -> Geometry:
    """Set a side column for labels, facts and captions beside text of some 67 characters.

    On A4: 18 margin | 44 side column | 8 gutter | 122 text | 18 margin. What a wider sheet has more
    goes to its margins; a narrower one has narrower columns.
    """
    share = min(1, width / 210)
    margin = max(18 * share, (width - 174) / 2)
    return Geometry(
        width=width,
        height=height,
        top=21,
        inner=margin,
        outer=margin,
        foot=24,
        side=44 * share,
        gutter=8 * share,
    )


def _make_one_column(width: float, height: float) -> Geometry:
    """Set one column of text of some 67 characters; pages mirror each other.

    On A5: 15 margin at the binding | 120 text | 13 margin.
    """
    line = 15.6 * MM_PER_PT
    return Geometry(
        width=width,
        height=height,
        top=14,
        inner=15,
        outer=13,
        foot=16,
        line=line,
        close_line=line,
        gap=5.5,
        close_gap=4,
        title_line=10.4,
        number=9,
        inset=4.5,
        figure=84,
        close_figure=64,
        code=26,
        sizes=Sizes(
            title=26, title_long=20, title_very_long=16, standfirst=14, section=16, figure=20
        ),
    )


def _make_large_print(width: float, height: float) -> Geometry:
    """Set one column of large type: 18 pt on 25 pt, for small print, too."""
    line = 25 * MM_PER_PT
    return Geometry(
        width=width,
        height=height,
        top=20,
        inner=20,
        outer=20,
        foot=20,
        line=line,
        close_line=line,
        gap=9,
        close_gap=9,
        small_line=line,
        table_line=line,
        title_line=13,
        number=13,
        inset=6,
        figure=100,
        code=42,
        hours=150,
        sizes=Sizes(
            title=30,
            title_long=30,
            title_very_long=24,
            standfirst=18,
            section=24,
            part=20,
            text=18,
            table=18,
            side=18,
            foot=18,
            figure=30,
        ),
    )


def _choose_maker(format: Format) -> Callable[[float, float], Geometry]:
    if format.is_large_print:
        return _make_large_print
    return _make_one_column if format.grid is Grid.ONE_COLUMN else _make_side_column


def _space(gap: float) -> dict[str, float]:
    """Return a gap with what is made of it."""
    return {"gap": gap, "half": gap / 2, "quarter": gap / 4}


def _in_mm(lengths: Mapping[str, float]) -> dict[str, str]:
    return {name: _mm(length) for name, length in lengths.items()}


def _mm(length: float) -> str:
    return f"{length:.4g}mm"


def _declare(selector: str, values: Mapping[str, str]) -> str:
    words = "; ".join(f"--{_name(name)}: {value}" for name, value in values.items())
    return f"{selector} {{ {words} }}"


def _name(measure: str) -> str:
    """Return a measure's name in style sheets."""
    return measure.replace("_", "-")
