"""Turn inline content into HTML, and into plain text.

A recipient's value stands in a marked run, `<span class="recipient" data-field="…">`, so that it
can be found again in the finished handout; without a recipient it is a ruled blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from markupsafe import Markup, escape

from handout.compose.fields import Value
from handout.compose.spacing import tie_units
from handout.model import Break, Code, Emphasis, Field, Link, NoteMark, Strong, Text

T = TypeVar("T")


def render_inlines(content: Iterable[Any]) -> Markup:
    """Return inline content as HTML; every text is escaped."""
    parts: list[Markup] = []
    for node in content:
        if isinstance(node, NoteMark) and parts:
            parts.append(_join_to_last_word(parts.pop(), _render(node)))
        else:
            parts.append(_render(node))
    return Markup("").join(parts)


def _join_to_last_word(before: Markup, mark: Markup) -> Markup:
    """Return HTML whose last word cannot part from the note mark after it."""
    start, space, word = before.rpartition(" ")
    if "<" in word or ">" in word:
        return before + mark
    return Markup('{}{}<span class="joined">{}{}</span>').format(
        Markup(start), space, Markup(word), mark
    )


def flatten(content: Iterable[Any]) -> str:
    """Return inline content as plain text."""
    parts = []
    for node in content:
        if isinstance(node, Text | Code):
            parts.append(node.text)
        elif isinstance(node, Strong | Emphasis | Link):
            parts.append(flatten(node.children))
        elif isinstance(node, Value):
            parts.append(node.text or "")
        elif isinstance(node, Break):
            parts.append(" ")
    return "".join(parts)


def replace_fields(node: T, evaluate: Callable[[Field], Any]) -> T:
    """Return a copy of a record, or tuple of records, with every field replaced by its value."""
    if isinstance(node, Field):
        return evaluate(node)  # type: ignore[no-any-return]  # A value takes the field's place.
    if isinstance(node, tuple):
        changed = tuple(replace_fields(child, evaluate) for child in node)
        is_same = all(a is b for a, b in zip(changed, node, strict=True))
        return node if is_same else changed  # type: ignore[return-value]  # A tuple as before.
    if not is_dataclass(node) or isinstance(node, Text):
        return node
    changes = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, tuple):
            new = replace_fields(value, evaluate)
            if new is not value:
                changes[field.name] = new
    return replace(node, **changes) if changes else node  # type: ignore[type-var]  # It is a record.


def _render(node: Any) -> Markup:
    if isinstance(node, Text):
        return escape(tie_units(node.text))
    if isinstance(node, Strong):
        return Markup("<strong>") + render_inlines(node.children) + Markup("</strong>")
    if isinstance(node, Emphasis):
        return Markup("<em>") + render_inlines(node.children) + Markup("</em>")
    if isinstance(node, Code):
        return Markup("<code>{}</code>").format(node.text)
    if isinstance(node, Link):
        inside = render_inlines(node.children)
        return Markup('<a href="{}">{}</a>').format(node.href, inside)
    if isinstance(node, Break):
        return Markup("<br>")
    if isinstance(node, NoteMark):
        return Markup('<a class="note-mark" href="#note-{0}">{0}</a>').format(node.number)
    if isinstance(node, Value):
        return _render_value(node)
    raise TypeError(f"not inline content: {type(node).__name__}")


def _render_value(value: Value) -> Markup:
    if value.text is None:
        return Markup('<span class="blank" data-field="{}"></span>').format(value.expression)
    if not value.is_personal:
        return escape(value.text)
    return Markup('<span class="recipient" data-field="{}">{}</span>').format(
        value.expression, value.text
    )
