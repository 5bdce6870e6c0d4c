"""Draw each vector picture of a document once, in WeasyPrint's stead.

WeasyPrint draws an SVG anew wherever it stands. A logo is at the head of every page, and drawing
its letters takes more bytes than the page's text; so it becomes a form XObject, which pages share.

Importing this module puts `draw` in the place of the method of WeasyPrint's SVG images.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from weasyprint.images import SVGImage

_draw_anew = SVGImage.draw
_LIKE = 1e-6
"""So little may two scales differ that are meant to be the same."""


class _Drawn(NamedTuple):
    """A picture as it was drawn: the form, the document's resources that hold it, and the size."""

    form: Any
    resources: Any
    width: float
    height: float


def draw(image: Any, stream: Any, width: float, height: float, style: Any) -> None:
    """Draw an SVG on a page, as what all pages of the document share.

    Args:
        image: WeasyPrint's SVG image.
        stream: Where to draw.
        width: The width there, in CSS pixels.
        height: The height there.
        style: The style of its box.
    """
    resources = stream._resources  # noqa: SLF001
    if "Font" in resources:
        # A group, whose resources are its own, is itself drawn once.
        _draw_anew(image, stream, width, height, style)
        return
    drawn: list[_Drawn] = image.__dict__.setdefault("drawn", [])
    found = next((one for one in drawn if _is_like(image, one, resources, width, height)), None)
    if found is None:
        found = _Drawn(_add_form(stream, width, height), resources, width, height)
        _draw_anew(image, found.form, width, height, style)
        drawn.append(found)
    with stream.stacked():
        if (width, height) != (found.width, found.height):
            stream.transform(a=width / found.width, d=height / found.height)
        stream.draw_x_object(found.form.id)


def _is_like(image: Any, one: _Drawn, resources: Any, width: float, height: float) -> bool:
    """Tell whether what was drawn only has to be scaled: without a view box, nothing grows."""
    if one.resources is not resources:
        return False
    if (width, height) == (one.width, one.height):
        return True
    has_box = bool(image._svg.get_viewbox())  # noqa: SLF001
    return has_box and abs(width / one.width - height / one.height) < _LIKE


def _add_form(stream: Any, width: float, height: float) -> Any:
    """Add a form XObject that cuts nothing off: WeasyPrint draws beyond an SVG's edges, too."""
    _, _, *page = stream.page_rectangle
    reach = max(map(abs, page))
    form = stream.add_group(-reach, -reach, width + 2 * reach, height + 2 * reach)
    # What is no group is drawn as if it stood on the page itself.
    del form.extra["Group"]
    return form


SVGImage.draw = draw
