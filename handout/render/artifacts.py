"""Mark in a page's stream what is drawn and not said (ISO 14289-1, 7.1 and 7.8).

Running heads and feet and the repeated heads of tables are pagination artifacts; leaders and
initials adorn the layout. WeasyPrint marks them all as content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydyf


def mark_artifacts(stream: list[Any], kinds: Mapping[int, str]) -> None:
    """Turn marked content into artifacts.

    Args:
        stream: The operators and operands of a page, changed in place.
        kinds: The kind of artifact, by the number of the marked content.
    """
    for index, operator in enumerate(stream):
        if operator == b"BDC":
            properties = stream[index - 1]
            kind = kinds.get(properties["MCID"]) if isinstance(properties, dict) else None
            if kind:
                stream[index - 2] = "/Artifact"
                stream[index - 1] = pydyf.Dictionary({"Type": kind})
