"""Turn a clinic's articles into branded, accessible PDF handouts.

import handout
clinic = handout.open_clinic("my-clinic")
pdf = clinic.make("after-your-peel", recipient={"name": "Ana Brown"})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handout.errors import (
    ContentError,
    EngineError,
    HandoutError,
    OutputError,
    ProjectError,
    UsageError,
)

if TYPE_CHECKING:
    from handout.interface import Clinic, Pdf, open_clinic

__all__ = [
    "Clinic",
    "ContentError",
    "EngineError",
    "HandoutError",
    "OutputError",
    "Pdf",
    "ProjectError",
    "UsageError",
    "open_clinic",
]


def __getattr__(name: str) -> Any:
    """Import the interface when it is asked for: the command needs nothing of it."""
    if name in __all__:
        from handout import interface

        return getattr(interface, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
