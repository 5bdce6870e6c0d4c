"""Compose the sheet that tells how a printer turns paper: one sheet, to be printed on both sides.

On its back stand two answers, one of them upside down. Both sides stand upright in the file. A
printer that turns paper about the short edge, which is at the left of a landscape sheet, has the
back upright for who turns the sheet like a page of a book; one that turns it about the long edge
has it upside down, and then the other answer is upright.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment

from handout.assets import DEFAULT_FAMILY
from handout.compose.brand import compute_tokens
from handout.compose.composed import Composed
from handout.compose.layout import Layout, TableWidth
from handout.compose.strategy import Strategy, TableRoom
from handout.model import SCREEN

SIZES_MM = {"a4": (297, 210), "letter": (279.4, 215.9)}
"""Width and height of the paper in landscape, as the sheets of a booklet are printed."""

_TEMPLATE = Path(__file__).with_name("sheet_test.html")
_EPOCH = 946_728_000
"""Noon of 1 January 2000, as of an article without a date."""

_DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 196 118">
<rect x="2" y="46" width="96" height="70" fill="none" stroke="{rule}" stroke-width="1.2" \
stroke-dasharray="4 3"/>
<rect x="98" y="46" width="96" height="70" fill="{tint-1}" stroke="{ink}" stroke-width="1.6"/>
<path d="M110 60h52" stroke="{strong}" stroke-width="5"/>
<path d="M110 74h70M110 83h62M110 92h70M110 101h38" stroke="{rule}" stroke-width="2.4"/>
<path d="M184 42C176 -6 36 -6 22 30" fill="none" stroke="{brand}" stroke-width="4"/>
<path d="M17.5 43L29 32.5 15 27z" fill="{brand}"/>
</svg>"""


def compose_sheet_test(
    paper: str, *, name: str, primary: str, accent: str | None = None
) -> Composed:
    """Return the two sides of the sheet.

    Args:
        paper: One of `handout.model.PAPERS`.
        name: The clinic's name, or an empty text.
        primary: The colour of its brand, as `#rrggbb`.
        accent: Its second colour.
    """
    colours, _ = compute_tokens(primary, accent)
    width, height = SIZES_MM[paper]
    template = Environment(autoescape=True, trim_blocks=True).from_string(
        _TEMPLATE.read_text("utf-8")
    )
    html = template.render(
        name=name,
        width=width,
        height=height,
        colours=colours,
        drawing="data:image/svg+xml," + quote(_DRAWING.format_map(colours)),
    )
    return Composed(
        html=html,
        styles=(),
        font=DEFAULT_FAMILY,
        layout=Layout(),
        strategy=Strategy(sections=0, tables=(TableRoom(place=TableWidth.FULL, mm=width),)),
        source=_TEMPLATE,
        tables={},
        lines={},
        edition=SCREEN,
        epoch=_EPOCH,
    )
