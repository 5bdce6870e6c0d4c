"""Turn inline content into HTML, and into plain text.

A recipient's value stands in a marked run, `<span class="recipient" data-field="…">`, so that it
can be found again in the finished handout; without a recipient it is a ruled blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from handout.compose.fields import Value
from handout.compose.spacing import NO_BREAK_SPACE, tie_units
from handout.model import (
    Block,
    Blocks,
    Break,
    CallOut,
    CallOutKind,
    Code,
    Emphasis,
    Foreign,
    Link,
    NoteMark,
    Paragraph,
    Quote,
    Strong,
    Text,
)

_Passage = Strong | Emphasis | Link | Foreign
"""What has inlines in it."""
Say = Callable[[str], str]
"""Translate a word that is printed, or read aloud."""

_ANY_VALUE = "Maya Ellery."

_HARD_HYPHEN = "\u2011"
_WHOLE = re.compile(
    # Each begins where a word does, or a number, so that no sign is looked at from all before it.
    rf"(?<![^\s<>&;])[^\s<>&;]*{_HARD_HYPHEN}[^\s<>&;]*"
    r"|(?<![\d.,])\d[\d.,]*–\d+(?:[.,]\d+)?(?!\d)"
    r"|(?<![\w/])[\w⁰-⁹]{1,5}/(?:l|L|dl|ml|mL|kg|g|m²|min|h)(?![\w/])"
    r"|(?<![\w.+-])[\w.+-]{1,24}@[\w.-]{1,32}\w"
)
"""What a line's end would cut in two: “120–150”, “mmol/l”, “front-desk@clinic.example”."""
_LAST_WORDS = re.compile(
    r"(?<= )((?:[^\s<>&]|\u00a0){1,12}) ([^\s<>&]{1,9}(?:</(?:strong|em|a)>)*)\Z"
)
"""The last two words of a paragraph, where both are short and no recipient's; “Call 999” is one."""
_ONE_LINE = 40
"""Up to how many characters a text stands on one line."""


def render_inlines(content: Iterable[Any], say: Say = str) -> Markup:
    """Return inline content as HTML; every text is escaped.

    Args:
        content: The inline content.
        say: Translates what is read aloud of blanks and of note marks.
    """
    parts: list[Markup] = []
    for node in content:
        html = _render(node, say)
        if isinstance(node, NoteMark) and parts:
            parts[-1:] = _join_to_last_word(parts[-1], html)
        else:
            parts.append(html)
    return Markup("").join(parts)


def render_paragraph(content: Iterable[Any], say: Say = str) -> Markup:
    """Return a paragraph's content as HTML, whose last line is never one short word.

    Args:
        content: The inline content.
        say: Translates what is read aloud of blanks and of note marks.
    """
    html = render_inlines(content, say)
    if len(html) <= _ONE_LINE:
        return html
    return Markup(_LAST_WORDS.sub(rf"\1{NO_BREAK_SPACE}\2", str(html)))  # it was escaped before


def _join_to_last_word(before: Markup, mark: Markup) -> tuple[Markup, Markup]:
    """Return HTML, and its last word in one that cannot part from the note mark after it."""
    start, space, word = before.rpartition(" ")
    if "<" in word or ">" in word:
        return before, mark
    joined = Markup('<span class="joined">{}{}</span>').format(Markup(word), mark)
    return Markup(start) + space, joined


def flatten(content: Iterable[Any], *, alike: bool = False) -> str:
    """Return inline content as plain text.

    Args:
        content: The inline content.
        alike: Take all recipients' values for equally long, where the text is only measured: who is
            called what must not decide how a page is laid out.
    """
    parts = []
    for node in content:
        if isinstance(node, Text | Code):
            parts.append(node.text)
        elif isinstance(node, _Passage):
            parts.append(flatten(node.children, alike=alike))
        elif isinstance(node, Value):
            is_alike = alike and node.is_personal and node.text
            parts.append(_ANY_VALUE if is_alike else node.text or "")
        elif isinstance(node, Break):
            parts.append(" ")
    return "".join(parts)


def render_bare(content: Iterable[Any]) -> Markup:
    """Return inline content as HTML without links and emphasis; recipients' values stay marked."""
    parts = []
    for node in content:
        if isinstance(node, _Passage):
            parts.append(render_bare(node.children))
        elif isinstance(node, Value) and node.text is not None:
            parts.append(_render_value(node, str))
        else:
            parts.append(escape(flatten((node,))))
    return Markup("").join(parts)


def is_personal(content: Iterable[Any]) -> bool:
    """Tell whether inline content prints a recipient's value."""
    return any(
        (isinstance(node, Value) and node.is_personal)
        or (isinstance(node, _Passage) and is_personal(node.children))
        for node in content
    )


def drop_empty(blocks: Blocks) -> Blocks:
    """Return blocks without those that hold nothing but fields that have no value."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if all(isinstance(node, Value) and node.text == "" for node in block.content):
                continue
        elif isinstance(block, CallOut | Quote):
            content = drop_empty(block.content)
            # One to call has the clinic's number.
            is_call = isinstance(block, CallOut) and block.kind is CallOutKind.CALL
            if block.content and not content and not is_call:
                continue
            if len(content) < len(block.content):
                block = replace(block, content=content)
        kept.append(block)
    return tuple(kept)


def _render(node: Any, say: Say) -> Markup:
    if isinstance(node, Text):
        return _join_parts(escape(tie_units(node.text)))
    if isinstance(node, Strong):
        return Markup("<strong>") + render_inlines(node.children, say) + Markup("</strong>")
    if isinstance(node, Emphasis):
        return Markup("<em>") + render_inlines(node.children, say) + Markup("</em>")
    if isinstance(node, Code):
        return Markup("<code>{}</code>").format(node.text)
    if isinstance(node, Link):
        inside = render_inlines(node.children, say)
        return Markup('<a href="{}">{}</a>').format(node.href, inside)
    if isinstance(node, Foreign):
        inside = render_inlines(node.children, say)
        return Markup('<span lang="{}">{}</span>').format(node.language, inside)
    if isinstance(node, Break):
        return Markup("<br>")
    if isinstance(node, NoteMark):
        return Markup(
            '<a class="note-mark" role="doc-noteref" href="#note-{0}" aria-label="{1}">{0}</a>'
        ).format(node.number, say("Note %(number)s") % {"number": node.number})
    if isinstance(node, Value):
        return _render_value(node, say)
    raise TypeError(f"not inline content: {type(node).__name__}")


def _join_parts(html: Markup) -> Markup:
    """Return text in which ranges, units with a stroke and what has hard hyphens stay whole.

    A hard hyphen is written as a plain one, since a font that has one glyph for both would let
    plain ones be copied as hard ones, too.
    """
    return Markup(  # it was escaped before
        _WHOLE.sub(
            lambda match: f'<span class="joined">{match[0].replace(_HARD_HYPHEN, "-")}</span>',
            str(html),
        )
    )


def _render_value(value: Value, say: Say) -> Markup:
    if value.text is None:
        return Markup('<span class="blank" data-field="{}" aria-label="{}"></span>').format(
            value.expression, say("blank to fill in")
        )
    if not value.is_personal:
        return escape(value.text)
    return Markup('<span class="recipient" data-field="{}">{}</span>').format(
        value.expression, value.text
    )
