"""Make of the model the plain records that templates are given.

A template may come from anywhere, so it is handed nothing that can do anything: texts, numbers,
days, lists of them, and records of them. What a record shows is listed here by name; a file's path
is never among it. Inline content and pictures are given closed: only filters open them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Self

from jinja2 import TemplateRuntimeError

from handout import model
from handout.compose.fields import Value
from handout.compose.layout import Layout
from handout.compose.outline import ArrangedSection, Group, Outline
from handout.read.recipients.days import write_day

SHOWN: Mapping[type, str] = {
    model.Clinic: "name tagline address phone emergency_phone email website hours logo brand print"
    " disclaimer feedback other_formats extra",
    model.PrintSettings: "paper flip letterhead",
    model.Brand: "primary accent font theme panels",
    model.Article: "slug title summary key_points topic authors reviewers language version"
    " published review_by tags references disclaimer link questions feedback other_formats notes"
    " extra",
    model.Author: "id name role credentials registration bio photo email website",
    model.Reviewer: "name role checked",
    model.Picture: "ground alt",
    model.Format: "name width height grid",
    model.Edition: "name",
    model.Language: "tag direction",
    Layout: "has_contents tables is_close is_open has_close_lines has_question_lines"
    " note_pages has_imprint",
    Outline: "lead sections urgent footnotes",
    ArrangedSection: "number id title groups",
    Group: "heading facts beside side_lines room_mm kept kept_items content",
    model.Heading: "level content",
    model.Paragraph: "content",
    model.BulletList: "items",
    model.NumberedList: "items start numbers",
    model.CheckItem: "content is_checked",
    model.CheckList: "items",
    model.Quote: "content",
    model.CallOut: "kind title content",
    model.Fact: "figure content",
    model.Figure: "alt caption size",
    model.Table: "head rows aligns caption",
    model.Definition: "term meanings",
    model.DefinitionList: "items",
    model.CodeBlock: "text",
    model.Rule: "",
    model.Footnote: "number content",
}
"""What templates see of each record; anything else is not there for them."""

PLAIN = (str, int, float, date, type(None))
"""What is handed on as it is; the names of kinds are texts, too."""

_INLINE = model.Inline | Value


class TemplateFault(TemplateRuntimeError):
    """A template does what it may not; the message is made of the template's own words alone."""


class Closed:
    """What a template holds and cannot print: that would show nothing but Python's own words."""

    __slots__ = ()

    def __str__(self) -> str:
        """Refuse to be printed."""
        raise TemplateFault(self._explain())

    def __format__(self, _: str) -> str:
        """Refuse to be printed."""
        raise TemplateFault(self._explain())

    def __html__(self) -> str:
        """Refuse to be printed."""
        raise TemplateFault(self._explain())

    def __repr__(self) -> str:
        """Return what kind of thing it is."""
        return f"<{type(self).__name__}>"

    def _explain(self) -> str:
        return "this is no text, and cannot be printed"


class ClosedRecord(Closed):
    """A record as templates see it.

    Attributes:
        kind: Its type's name.
        fields: What is to be seen of it.
        source: The model's record, which filters open.
    """

    __slots__ = ("fields", "kind", "source")

    def __init__(self, source: Any, language: str) -> None:
        """Show of a record what is listed."""
        self.kind = type(source).__name__
        self.source = source
        self.fields = {
            name: expose(getattr(source, name), language) for name in SHOWN[type(source)].split()
        }

    def _explain(self) -> str:
        names = ", ".join(self.fields)
        return f"a record ({self.kind}) cannot be printed, only what it has: {names}"


class PrintedDate(date):
    """A day that is printed as its language writes it: 4 May 2026."""

    _language: str

    def __new__(cls, day: date, language: str) -> Self:
        """Return a day with the language that it is printed in."""
        printed = super().__new__(cls, day.year, day.month, day.day)
        printed._language = language
        return printed

    def __str__(self) -> str:
        """Return it in words."""
        moment = datetime.combine(self, time())
        return write_day(moment, self._language, has_weekday=False, has_time=False)


class ClosedContent(Closed):
    """Inline content: words with their marks, which the filters `inline` and `plain` write."""

    __slots__ = ("nodes",)

    def __init__(self, nodes: tuple[Any, ...]) -> None:
        """Close some inline content."""
        self.nodes = nodes

    def __len__(self) -> int:
        """Return how many parts it has."""
        return len(self.nodes)

    def _explain(self) -> str:
        return "this is marked text, which the filter “inline” or “plain” writes"


class NamedValues(dict[Any, Any]):
    """Values by name, of which a name that is not there may be told with the near one."""

    __slots__ = ()


class Identity(Closed):
    """What tells one record from all others."""

    __slots__ = ("_number",)

    def __init__(self, source: object) -> None:
        """Take it of a record of the model, which has to stay while this is used."""
        self._number = id(source)

    def __eq__(self, other: object) -> bool:
        """Tell whether it is of the same record."""
        return isinstance(other, Identity) and self._number == other._number

    def __hash__(self) -> int:
        """Return a hash by which it is found in a dictionary."""
        return hash(self._number)


def find_file(record: Any) -> Path:
    """Return the file of a picture.

    Raises:
        TemplateFault: It is none.
    """
    source = unwrap(record)
    if not isinstance(source, model.Picture | model.Figure):
        raise TemplateFault("only a picture has a file")
    return source.path


def expose(value: Any, language: str) -> Any:
    """Return a value as templates may have it.

    Args:
        value: What a template is given.
        language: The language that days are printed in.

    Raises:
        TypeError: There is no such form; it was to be added to `SHOWN`.
    """
    if isinstance(value, date):
        return PrintedDate(value, language)
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, tuple):
        if value and isinstance(value[0], _INLINE):
            return ClosedContent(value)
        return tuple([expose(item, language) for item in value])
    if isinstance(value, list):
        return [expose(item, language) for item in value]
    if isinstance(value, Mapping):
        return NamedValues({key: expose(item, language) for key, item in value.items()})
    if type(value) in SHOWN:
        return ClosedRecord(value, language)
    raise TypeError(f"templates cannot have this: {type(value).__name__}")


def unwrap(value: Any) -> Any:
    """Return what a filter works on: the model's records in the place of the plain ones."""
    if isinstance(value, ClosedRecord):
        return value.source
    if isinstance(value, ClosedContent):
        return value.nodes
    if isinstance(value, list | tuple):
        return tuple([unwrap(item) for item in value])
    return value
