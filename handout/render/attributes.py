"""Give Pango's text attributes back, which WeasyPrint 70 keeps for ever.

Each text that is set with OpenType features is given a list of attributes. WeasyPrint lets go of
neither the list nor what is in it, some 250 kB a handout, which a worker that makes thousands of
them cannot bear. Here each list has an attribute of its own, and goes with the text it was made
for. To be dropped when WeasyPrint does so itself.
"""

from __future__ import annotations

from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import FontConfiguration

_set_up = line_break.Layout.setup


class _Unshared(dict[bytes, Any]):
    """Take the place of WeasyPrint's store, by which several lists would own one attribute."""

    def setdefault(self, key: bytes, default: Any = None) -> Any:  # noqa: ARG002
        return default


def make_font_configuration() -> FontConfiguration:
    """Return a configuration whose texts give back what they were given."""
    fonts = FontConfiguration()
    fonts.font_features = _Unshared()
    return fonts


def _set_up_and_let_go(layout: Any, style: Any) -> None:
    """Make a text ready, and leave its attributes to it alone."""
    _set_up(layout, style)
    if isinstance(style.font_config.font_features, _Unshared):
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes != ffi.NULL:
            pango.pango_attr_list_unref(attributes)


line_break.Layout.setup = _set_up_and_let_go
