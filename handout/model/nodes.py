"""Find, and put in another's place, what stands at any depth in an article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from handout.model.content import Text

T = TypeVar("T")
Node = TypeVar("Node")


def find_nodes(node: Any, kind: type[Node]) -> Iterator[Node]:
    """Yield what is of a kind in an article or a part of it, in order; none within another."""
    if isinstance(node, kind):
        yield node
    elif isinstance(node, tuple):
        for one in node:
            yield from find_nodes(one, kind)
    elif is_dataclass(node):
        for part in fields(node):
            yield from find_nodes(getattr(node, part.name), kind)


def replace_nodes(node: T, kind: type[Node], change: Callable[[Node], Any]) -> T:
    """Return a copy of a record, or tuple of records, with all of a kind changed.

    What holds none of them stays the very record that it is.

    Args:
        node: The record or tuple.
        kind: What is changed.
        change: Returns what takes its place.
    """
    if isinstance(node, kind):
        return change(node)  # type: ignore[no-any-return]  # What takes the place of it.
    if isinstance(node, tuple):
        changed = tuple(replace_nodes(child, kind, change) for child in node)
        is_same = all(a is b for a, b in zip(changed, node, strict=True))
        return node if is_same else changed  # type: ignore[return-value]  # A tuple as before.
    if not is_dataclass(node) or isinstance(node, Text):
        return node
    held = {part.name: getattr(node, part.name) for part in fields(node)}
    tuples = {name: value for name, value in held.items() if isinstance(value, tuple)}
    new = {name: replace_nodes(value, kind, change) for name, value in tuples.items()}
    changes = {name: value for name, value in new.items() if value is not tuples[name]}
    return replace(node, **changes) if changes else node  # type: ignore[type-var]  # It is a record.
