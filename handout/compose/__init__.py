"""Turn an article, a clinic and a format into one HTML text with its style sheets."""

from handout.compose.composed import Composed, Style
from handout.compose.composer import Composer
from handout.compose.layout import Layout

__all__ = ["Composed", "Composer", "Layout", "Style"]
