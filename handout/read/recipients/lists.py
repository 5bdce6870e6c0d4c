"""Hold a list of recipients: opened, and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handout.model import Problem
from handout.read.recipients.fault_list import FaultList
from handout.read.recipients.faults import ListSource
from handout.read.recipients.headings import Headings

Rows = Iterator[tuple[int, list[str]]]
"""Rows that are not blank: the number and the values of each, in the order of the columns."""


class Table(NamedTuple):
    """A list that was opened: its headings, its rows yet to be read, and what a row is called."""

    headings: Headings
    rows: Rows
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientList:
    """A list of recipients.

    Attributes:
        origin: Where the list comes from.
        columns: The columns' names, in order.
        titles: What they are called in messages.
        unit: What a row is called: `line`, `row` or `object`.
        rows: The number of each row that is not blank, and its values in the order of the columns;
            of a row with faults, what is there of it.
        faults: What is wrong with the form of rows.
        end: What broke the reading off, if anything did.
    """

    origin: ListSource
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    unit: str
    rows: Sequence[tuple[int, list[str]]] = field(repr=False)
    faults: FaultList
    end: Problem | None
