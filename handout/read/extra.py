"""Read `extra`, what a clinic's own templates print: whatever keys it has, with whatever values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from handout.read.fields import Data, FieldReader

_DEEPEST = 8
"""Lists and tables within one another; who wants more has written something else."""


def read_extra(fields: FieldReader) -> dict[str, object]:
    """Return the keys of `extra` with what they hold: texts, numbers, days, tuples, dictionaries.

    Args:
        fields: Those of the clinic or the article, which take the faults.
    """
    entry = fields.entry("extra")
    fields.table("extra")
    if entry is None or not isinstance(entry.value, Mapping):
        return {}
    try:
        value = _simplify(entry.value, _DEEPEST)
    except RecursionError:
        message = f"“extra” is nested more than {_DEEPEST} deep."
        fields.fault("extra", "wrong-type", message, "write it with fewer lists and tables.")
        return {}
    assert isinstance(value, dict), "it is a table"
    return value


def _simplify(value: Data, depth: int) -> object:
    """Return a value without its lines.

    Raises:
        RecursionError: It is nested more deeply than allowed.
    """
    if isinstance(value, Mapping | tuple) and not depth:
        raise RecursionError
    if isinstance(value, Mapping):
        return {name: _simplify(item.value, depth - 1) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple([_simplify(item.value, depth - 1) for item in value])
    if isinstance(value, str | time):
        return str(value).strip()
    return "" if value is None else value
