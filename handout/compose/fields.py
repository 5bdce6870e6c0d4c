"""Evaluate the `{{ … }}` of an article, once.

An article may name fields of the recipient, the clinic and itself, and pass them through a few
harmless filters. Jinja reads what is written; nothing of it is ever run: the few things that may
stand there are worked out here, and whatever else Jinja knows is refused. The value is text: it is
escaped when printed and never evaluated again. Built without a recipient, a recipient's field is a
blank to fill by pen. No message quotes a value.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, filters, nodes

from handout.model import Field, Problem, make_error
from handout.read.faults import join_names
from handout.read.recipients.known import KNOWN

RECIPIENT = "recipient"

_FILTERS: Mapping[str, Callable[..., Any]] = {
    "capitalize": filters.do_capitalize,
    "default": lambda text, other="", _=False: text or other,
    "first": lambda text: text[0],
    "join": lambda text, glue="": glue.join(text),
    "lower": filters.do_lower,
    "title": filters.do_title,
    "trim": filters.do_trim,
    "upper": filters.do_upper,
}
FILTERS = frozenset(_FILTERS)

_USUAL = {"clinic": "name", "article": "title", RECIPIENT: "name"}
"""The field that is probably meant where only the record is named."""

_LONGEST_EXPRESSION = 500
_LONGEST_VALUE = 100_000
"""Characters; a few filters one behind the other can make any number of them."""

_WHAT_CAN = "only a field, such as “recipient.name”, and simple filters can stand there"
_HOW = "Write a record, a point and a field, such as “recipient.name”, without spaces."


class _Refused(Exception):
    """An expression is not one of those that may stand in an article."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class _Missing(_Refused):
    """A record has no such field, for which the filter `default` may stand in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An evaluated field: its expression, and its text, or None for a blank."""

    expression: str
    text: str | None
    is_personal: bool


class Fields:
    """Evaluate the fields of one handout."""

    def __init__(self, records: Mapping[str, Mapping[str, object]], *, is_blank: bool) -> None:
        """Prepare for these records.

        Args:
            records: What can be named: `clinic`, `article`, `recipient`, each with its fields.
            is_blank: There is no recipient, so that a recipient's fields are blanks.
        """
        self._records = records
        self._is_blank = is_blank
        self._environment = Environment()

    def evaluate(self, field: Field) -> Value | Problem:
        """Return the value of a field, or what is wrong with it (without a path)."""
        try:
            tree, node = self._parse(field.expression)
            is_personal = any(name.name == RECIPIENT for name in tree.find_all(nodes.Name))
            text = self._work_out(node)
        except _Refused as refused:
            message = f"the field “{{{{ {field.expression} }}}}” is wrong: {refused.reason}."
            make = partial(make_error, line=field.line, column=field.column)
            return make("article.field", message, refused.hint, path=None)
        if is_personal and self._is_blank:
            return Value(expression=field.expression, text=None, is_personal=True)
        # Joined, a text that watches how it is used becomes one like any other.
        return Value(expression=field.expression, text="".join([text]), is_personal=is_personal)

    def _parse(self, expression: str) -> tuple[nodes.Template, nodes.Expr]:
        if len(expression) > _LONGEST_EXPRESSION:
            raise _Refused(f"it is longer than {_LONGEST_EXPRESSION} characters")
        try:
            tree = self._environment.parse("{{ " + expression + " }}")
        except TemplateSyntaxError as error:
            raise _Refused(f"it cannot be read: {error.message}", _HOW) from error
        # A number of thousands of digits, or brackets nested as deeply.
        except (ValueError, RecursionError) as error:
            raise _Refused("it cannot be read", _HOW) from error
        output = tree.body[0] if len(tree.body) == 1 else None
        if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
            raise _Refused(_WHAT_CAN)
        return tree, output.nodes[0]

    def _work_out(self, node: nodes.Node) -> str:
        """Return the text that an expression means."""
        if isinstance(node, nodes.Const) and type(node.value) in (str, int, float):
            return str(node.value)
        if isinstance(node, nodes.Name):
            self._find_record(node)
            raise _Refused(
                f"“{node.name}” is no text, only its fields are",
                f"Write one of them, such as “{node.name}.{_USUAL[node.name]}”.",
            )
        if isinstance(node, nodes.Getattr):
            return self._look_up(node.node, node.attr)
        if (
            isinstance(node, nodes.Getitem)
            and isinstance(node.arg, nodes.Const)
            and isinstance(node.arg.value, str)
        ):
            return self._look_up(node.node, node.arg.value)
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self._filter(node)
        raise _Refused(_WHAT_CAN)

    def _filter(self, node: nodes.Filter) -> str:
        if node.name not in _FILTERS:
            known = ", ".join(sorted(FILTERS))
            raise _Refused(f"the filter “{node.name}” is not one of {known}")
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise _Refused(_WHAT_CAN)
        assert node.node is not None, "it was looked at"
        try:
            text = self._work_out(node.node)
        except _Missing:
            if node.name != "default":
                raise
            text = ""
        given = [self._work_out(arg) for arg in node.args]
        try:
            text = str(_FILTERS[node.name](text, *given))
        except IndexError as error:
            raise _Refused("there is nothing to take the first letter of") from error
        except TypeError as error:
            raise _Refused(f"the filter “{node.name}” cannot be used like that") from error
        if len(text) > _LONGEST_VALUE:
            raise _Refused(f"its value is longer than {_LONGEST_VALUE:,} characters")
        return text

    def _look_up(self, node: nodes.Node, name: str) -> str:
        called, record = self._find_table(node)
        if called == RECIPIENT and self._is_blank:
            return ""
        if name not in record:
            raise _Missing(f"“{called}” has no field “{name}”", near(name, record))
        value = record[name]
        if isinstance(value, Mapping | tuple):
            raise _Refused(f"“{called}.{name}” is a list or a table, which only templates print")
        return value if isinstance(value, str) else str(value)

    def _find_table(self, node: nodes.Node) -> tuple[str, Mapping[str, object]]:
        """Return a record and its name, or what is under `extra` in one."""
        if isinstance(node, nodes.Name):
            return node.name, self._find_record(node)
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            table = self._find_record(node.node).get(node.attr)
            if isinstance(table, Mapping):
                return f"{node.node.name}.{node.attr}", table
        raise _Refused(_WHAT_CAN)

    def _find_record(self, node: nodes.Name) -> Mapping[str, object]:
        if node.name not in self._records:
            name = node.name.lower()
            fields = {f"{one}.{name}" for one, record in self._records.items() if name in record}
            fields |= {f"{RECIPIENT}.{name}"} & {f"{RECIPIENT}.{one}" for one in KNOWN}
            hint = f"Did you mean {join_names(sorted(fields, reverse=True))}?" if fields else None
            raise _Refused(f"there is no “{node.name}”", hint or near(name, self._records))
        return self._records[node.name]


def near(name: str, known: Any) -> str | None:
    """Return a hint that names the closest of the known names, or all of them if they are few."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{close[0]}”?"
    return f"There are: {', '.join(sorted(known))}." if known else None
