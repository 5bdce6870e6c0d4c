"""Evaluate the `{{ … }}` of an article, once and in a cage.

An article may name fields of the recipient, the clinic and itself, and pass them through a few
harmless filters. Anything else that Jinja could compute is refused. The value is text: it is
escaped when printed and never evaluated again. Built without a recipient, a recipient's field is a
blank to fill by pen.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handout.model import Field, Problem, Severity

RECIPIENT = "recipient"
FILTERS = frozenset({"capitalize", "default", "first", "join", "lower", "title", "trim", "upper"})
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Const,
)


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
        self._environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)

    def evaluate(self, field: Field) -> Value | Problem:
        """Return the value of a field, or what is wrong with it (without a path)."""
        try:
            tree = self._environment.parse("{{ " + field.expression + " }}")
        except TemplateSyntaxError as error:
            return _fault(field, f"it cannot be read: {error.message}")
        refusal = _refuse(tree)
        if refusal:
            return _fault(field, refusal)
        names = {node.name for node in tree.find_all(nodes.Name)}
        for name in sorted(names - self._records.keys()):
            return _fault(field, f"there is no “{name}”", near(name, self._records))
        is_personal = RECIPIENT in names
        if is_personal and self._is_blank:
            return Value(expression=field.expression, text=None, is_personal=True)
        try:
            records = {name: _Record(fields) for name, fields in self._records.items()}
            text = self._environment.from_string(tree).render(records)
        except UndefinedError:
            return self._fault_unknown(field, tree)
        except (TypeError, ValueError, TemplateError) as error:
            return _fault(field, f"it cannot be evaluated: {error}")
        return Value(expression=field.expression, text=text, is_personal=is_personal)

    def _fault_unknown(self, field: Field, tree: nodes.Template) -> Problem:
        for node in tree.find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name):
                known = self._records[node.node.name]
                if node.attr not in known:
                    message = f"“{node.node.name}” has no field “{node.attr}”"
                    return _fault(field, message, near(node.attr, known))
        return _fault(field, "it names something that is not there")


class _Record:
    """Give a record's fields to Jinja, and nothing else: a column may be called `items`."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> object:
        return self._fields[name]


def near(name: str, known: Any) -> str | None:
    """Return a hint that names the closest of the known names, or all of them if they are few."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{close[0]}”?"
    return f"There are: {', '.join(sorted(known))}." if known else None


def _refuse(tree: nodes.Template) -> str | None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, (*_ALLOWED, nodes.TemplateData)):
            return "only a field, such as “recipient.name”, and simple filters can stand there"
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            return f"the filter “{node.name}” is not one of {', '.join(sorted(FILTERS))}"
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            return f"“{node.attr}” is not a field"
    return None


def _fault(field: Field, reason: str, hint: str | None = None) -> Problem:
    return Problem(
        code="article.field",
        severity=Severity.ERROR,
        path=None,
        line=field.line,
        column=field.column,
        message=f"the field “{{{{ {field.expression} }}}}” is wrong: {reason}.",
        hint=hint,
    )
