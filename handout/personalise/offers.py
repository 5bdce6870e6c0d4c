"""Hand masters from one process to another, so that each is rendered only once.

A process that lacks a master says which `Kind` it needs, and takes the `Offer` of one that has it.
Both are plain data. An offer holds the values of the recipient that its master was rendered for, by
which the process that takes it proves that it can fill it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from handout.model import Edition, Format, Problem
from handout.render.master import Master, MasterLine


class Target(NamedTuple):
    """What is made of an article: in which language, on which sheet, for what, and for which names.

    Attributes:
        has_long_name: Whether a name is too long for the side column, and stands across the page.
    """

    language: str
    format: Format
    edition: Edition
    has_long_name: bool = False


Key = tuple[Target, tuple[str, ...], tuple[str, ...]]
"""What a composed text depends on: which fields have values, and some of the values."""


class Kind(NamedTuple):
    """Which master somebody lacks, as digests, which tell no value.

    Attributes:
        family: The family of masters.
        place: The master within the family; nothing where there is none of the family.
    """

    family: str
    place: str


class Missing(Exception):
    """There is no master for a recipient, and none was to be rendered; `kind` says which."""

    def __init__(self, kind: Kind) -> None:
        """Say which master there is not."""
        super().__init__(kind)
        self.kind = kind


class Offer(NamedTuple):
    """A master for other processes.

    Attributes:
        kinds: What they lack who can use it.
        key: What the text of its recipients depends on.
        values: The fields of the recipient that it was rendered for.
        master: The master; without the settings of its fields for those who have its family. None
            where each process has to render its own, by which blocks are set anew.
        problems: What there is to say of the handouts that are made from it.
    """

    kinds: tuple[Kind, ...]
    key: Key
    values: Mapping[str, str]
    master: Master | None
    problems: tuple[Problem, ...]


def drop_settings(master: Master) -> Master:
    """Return a master without the settings of its fields, and so without fonts."""
    gaps = [
        replace(gap, runs=tuple(replace(run, setting=None) for run in gap.runs))
        if isinstance(gap, MasterLine)
        else gap
        for gap in master.gaps
    ]
    return replace(master, gaps=tuple(gaps))
