"""Draw bars as SVG, in the sample clinic's colours, to stand in the documentation.

Lengths are true to the numbers, from nothing on: what is a hundred times as much is a hundred times
as long, and what is too short to be seen is told by its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH_PX = 800
LABEL_PX, NUMBER_PX = 300, 92
BAR_PX, STEP_PX, TOP_PX, FOOT_PX = 18, 34, 62, 40
BRAND, TINT, INK, INK_2, RULE, PAPER = (
    *("#155a72", "#b3d2df", "#1b1b1b", "#4d4d4d", "#a4a4a4"),
    "#ffffff",
)
FONT = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar; ours are drawn in full colour."""

    label: str
    value: float
    is_ours: bool = False


def draw_bars(title: str, unit: str, bars: Sequence[Bar], note: str) -> str:
    """Return a chart as SVG.

    Args:
        title: What it shows.
        unit: What the numbers count.
        bars: The bars, from top to bottom.
        note: How it was measured, in one line.
    """
    height = TOP_PX + STEP_PX * len(bars) + FOOT_PX
    most = max(bar.value for bar in bars)
    room = WIDTH_PX - LABEL_PX - NUMBER_PX - 24
    told = "; ".join(f"{bar.label}: {write_number(bar.value)}" for bar in bars)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}"'
        f' width="{WIDTH_PX}" height="{height}" role="img" font-family="{FONT}" font-size="15">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(f'{unit}. {told}.')}</desc>",
        f'<rect width="{WIDTH_PX}" height="{height}" fill="{PAPER}"/>',
        f'<rect x="24" y="0" width="{LABEL_PX - 24}" height="5" fill="{BRAND}"/>',
        f'<text x="24" y="32" font-size="19" font-weight="600" fill="{BRAND}">'
        f"{escape(title)}</text>",
        f'<text x="24" y="51" font-size="13" fill="{INK_2}">{escape(unit)}</text>',
    ]
    for index, bar in enumerate(bars):
        top = TOP_PX + STEP_PX * index + (STEP_PX - BAR_PX) / 2
        length = max(1.0, room * bar.value / most)
        weight = ' font-weight="600"' if bar.is_ours else ""
        text = f'y="{top + BAR_PX - 4:g}" fill="{INK}"{weight}'
        lines += [
            f'<text x="{LABEL_PX - 12}" text-anchor="end" {text}>{escape(bar.label)}</text>',
            f'<rect x="{LABEL_PX}" y="{top:g}" width="{length:.1f}" height="{BAR_PX}"'
            f' fill="{BRAND if bar.is_ours else TINT}"/>',
            f'<text x="{LABEL_PX + length + 8:.1f}" {text}>{write_number(bar.value)}</text>',
        ]
    foot = TOP_PX + STEP_PX * len(bars) + 4
    lines += [
        f'<path d="M{LABEL_PX} {TOP_PX - 2}V{foot}" stroke="{RULE}" fill="none"/>',
        f'<text x="24" y="{height - 14}" font-size="13" fill="{INK_2}">{escape(note)}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def write_number(value: float) -> str:
    """Write a number as it is read: with groups of three, and a decimal where it is small."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"
