"""Hold a composed handout: all that rendering needs, as plain data for another process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.compose.layout import Layout
from handout.compose.overrides import list_style_files
from handout.compose.strategy import Strategy
from handout.model import Edition

_URL = re.compile(r"""url\(\s*(["']?)(?!data:|file:|#)([^"')]+)\1\s*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One style sheet; addresses in it are relative to `path`, if it came from a file.

    What they name is looked for in `own`, the clinic's `styles/`, and then among the shipped ones.
    """

    text: str
    path: Path | None = None
    own: Path | None = None

    def grounded(self) -> str:
        """Return the text with every relative address made absolute."""
        return _URL.sub(self._ground, self.text) if self.path else self.text

    def _ground(self, match: re.Match[str]) -> str:
        assert self.path, "it came from a file"
        path = (self.path.parent / match[2]).resolve()
        files = list_style_files(path, self.own.resolve()) if self.own else (path,)
        return f'url("{next((one for one in files if one.exists()), path).as_uri()}")'


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A handout as HTML with its style sheets, in order.

    Attributes:
        html: A whole HTML document, without styles.
        styles: The style sheets, later ones over earlier ones.
        font: The font family that the styles use.
        layout: The guess, or decision, it was composed with.
        strategy: Decides by the pages what `layout` should have been.
        source: The article's file.
        tables: The captions of the tables, by HTML id.
        lines: The source line of each table, figure and picture, by HTML id or file address.
        edition: What the PDF is for.
        epoch: Seconds since 1970: the moment the PDF says it was made.
    """

    html: str
    styles: tuple[Style, ...]
    font: str
    layout: Layout
    strategy: Strategy
    source: Path
    tables: Mapping[str, str]
    lines: Mapping[str, int]
    edition: Edition
    epoch: int

    def alone(self, faces: str = "") -> str:
        """Return one HTML text that stands alone on this machine, styles inside.

        Args:
            faces: The `@font-face` rules, as `handout.render.fonts.declare_faces` gives them.
        """
        sheets = "\n".join([faces, *(style.grounded() for style in self.styles)])
        return self.html.replace("</head>", f"<style>\n{sheets}\n</style>\n</head>", 1)
