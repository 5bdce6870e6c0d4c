"""Hold whom a handout is made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a handout is made for: the fields that articles and templates use by name.

    `row` is where it stands in its list, as the user counts there.
    """

    fields: Mapping[str, str]
    row: int | None = None
