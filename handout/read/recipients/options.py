"""Say how a list is to be read, where it does not tell itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """Say how a list is to be read, where it does not tell itself.

    Attributes:
        sheet: The sheet of a workbook, by its name.
        takes_hidden: Whether rows count that a filter or a hand has hidden.
        encoding: The codec of a text.
        columns: What columns are made of, by name: titles of the list's own, joined by “+”.
        exact: The columns whose cells are taken to the letter, since they are typed in again.
        language: The language in which days are written out.
    """

    sheet: str = ""
    takes_hidden: bool = False
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    exact: frozenset[str] = frozenset({"password", "id"})
    language: str = ""
