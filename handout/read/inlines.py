"""Make the model's inlines from markdown-it's inline tokens.

Everything that a reader of the handout would miss is reported here: addresses that lead nowhere,
pictures amid text, HTML that is printed as it stands, fields that are not closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from handout.model import (
    Break,
    Code,
    Emphasis,
    Field,
    Foreign,
    Inline,
    Inlines,
    Link,
    NoteMark,
    Report,
    Strong,
    Text,
)
from handout.read.dialect import get_parser
from handout.read.faults import report_error, report_warning
from handout.read.languages import explain_language, normalise_language
from handout.read.pictures import shorten
from handout.read.raw_marks import check_raw_marks

if TYPE_CHECKING:
    from markdown_it.token import Token

_PHONE = re.compile(r"tel:\+?[()./-]*[0-9][0-9()./-]*", re.IGNORECASE)
# markdown-it has made other alphabets plain by now.
_HOST = re.compile(r"[a-z0-9_.-]*[a-z0-9]\.?|[0-9a-f:]+")
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)
_BESIDE = 12
"""Characters shown on each side of a sign."""
_WRAPPERS: dict[str, type[Strong | Emphasis]] = {"strong": Strong, "em": Emphasis}


@dataclass(slots=True, kw_only=True)
class SourceText:
    """The text being read: where it stands, its footnotes, and the addresses it links to.

    `lines` are the source's own lines, the first of them being line `first_line` of the file.
    """

    path: Path
    lines: Sequence[str]
    first_line: int
    report: Report
    notes: frozenset[str] = frozenset()
    note_lines: dict[int, int] = field(default_factory=dict)
    hrefs: set[str] = field(default_factory=set)
    columns: dict[int, int] = field(default_factory=dict)

    def error(self, code: str, message: str, line: int | None, hint: str | None = None) -> None:
        """Report an error in this text."""
        report_error(self.report, code, message, path=self.path, line=line, hint=hint)

    def warn(self, code: str, message: str, line: int | None, hint: str | None = None) -> None:
        """Report a warning about this text."""
        report_warning(self.report, code, message, path=self.path, line=line, hint=hint)


@dataclass(slots=True)
class _Frame:
    """A strong, emphasised or linked passage that is still open."""

    kind: str
    line: int
    children: list[Inline] = field(default_factory=list)
    href: str = ""
    language: str = ""


def make_inlines(tokens: Sequence[Token], line: int, source_text: SourceText) -> Inlines:
    """Return the inlines of one paragraph, heading or cell.

    Args:
        tokens: Its inline tokens.
        line: The line of the file that it starts on.
        source_text: The text it is in.
    """
    frames = [_Frame("", line)]
    for token in tokens:
        children = frames[-1].children
        kind = token.type
        if kind in ("text", "text_special"):
            _add_text(children, token.content)
        elif kind == "softbreak":
            line += 1
            # After what is bold at the beginning, it tells that this is a title.
            is_after_title = len(frames) == 1 and [type(one) for one in children] == [Strong]
            _add_text(children, "\n" if is_after_title else " ")
        elif kind == "hardbreak":
            line += 1
            children.append(Break())
        elif kind == "code_inline":
            children.append(Code(text=token.content))
        elif token.nesting == 1:
            href, language = _get_attr(token, "href"), _get_attr(token, "lang")
            frames.append(_Frame(kind.removesuffix("_open"), line, href=href, language=language))
        elif token.nesting == -1:
            _close(frames, source_text)
        else:
            _ADDERS[kind](children, token, line, source_text)
            if kind in ("field", "markup"):
                line += token.content.count("\n")
    return _merge(frames[0].children)


def make_checked_inlines(inline: Token, line: int, source_text: SourceText) -> Inlines:
    """Return the inlines of an inline token, after warning of marks that are printed."""
    check_raw_marks(inline, line, source_text)
    return make_inlines(inline.children or (), line, source_text)


def read_inlines(text: str, *, path: Path, line: int, report: Report) -> Inlines:
    """Return the inlines of a text in one paragraph, such as a key point or a caption.

    Args:
        text: The Markdown.
        path: The file it is from, for reports.
        line: The line it starts on.
        report: Where the faults go.
    """
    source_text = SourceText(path=path, lines=(), first_line=line, report=report)
    tokens = get_parser().parseInline(text, {})
    return make_checked_inlines(tokens[0], line, source_text) if tokens else ()


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the words of inline tokens, for what can hold nothing else."""
    return "".join(_plain_parts(tokens))


def _plain_parts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "field":
            yield "{{" + token.content + "}}"
        elif token.type == "image":
            yield plain_text(token.children or ())
        else:
            yield token.content


def _add_text(children: list[Inline], text: str) -> None:
    if text:
        children.append(Text(text=text))


def _merge(children: Sequence[Inline]) -> Inlines:
    """Make one text of those that follow each other."""
    merged: list[Inline] = []
    for is_text, group in groupby(children, key=lambda child: isinstance(child, Text)):
        if is_text:
            merged.append(Text(text="".join(child.text for child in group)))  # type: ignore[union-attr]  # the key says so
        else:
            merged.extend(group)
    return tuple(merged)


def _add_stray(children: list[Inline], token: Token, line: int, source_text: SourceText) -> None:
    message = "a field starts with “{{” and does not end with “}}”."
    hint = "close it, or write `\\{{` for the braces themselves."
    source_text.error("article.open-field", message, line, hint)
    _add_text(children, token.content)


def _add_markup(children: list[Inline], token: Token, line: int, source_text: SourceText) -> None:
    message = f"“{shorten(token.content)}” is HTML, which is printed as it stands."
    hint = "take it out, or write it as Markdown."
    source_text.warn("article.html", message, line, hint)
    _add_text(children, token.content)


def _add_times(children: list[Inline], token: Token, line: int, source_text: SourceText) -> None:
    before, after = token.meta["beside"]
    sign = token.content
    space = before[len(before.rstrip()) :]
    first, last = before.rstrip().split(" ")[-1][-_BESIDE:], after.split(" ")[0][:_BESIDE]
    shown = f"{first}{space}{sign}{last}"
    message = f"in “{shown}”, “{sign}” is taken for emphasis and would not be printed."
    hint = f"write `×`, or `{sign.replace('*', chr(92) + '*')}` for the sign itself."
    source_text.error("article.times", message, line, hint)
    _add_text(children, token.content)


def _add_image(children: list[Inline], token: Token, line: int, source_text: SourceText) -> None:
    message = "a picture stands amid text."
    hint = "set the image on a line of its own, with an empty line before and after."
    source_text.error("image.amid-text", message, line, hint)
    source_text.hrefs.add(_get_attr(token, "src"))
    _add_text(children, plain_text(token.children or ()))


def _add_field(children: list[Inline], token: Token, line: int, source_text: SourceText) -> None:
    expression = " ".join(token.content.split("\n")).strip()
    if not expression:
        message = "a field is empty."
        hint = "name what stands there, such as `{{ recipient.name }}`."
        source_text.error("article.empty-field", message, line, hint)
        return
    children.append(Field(expression=expression, line=line, column=_find_column(line, source_text)))


def _find_column(line: int, source_text: SourceText) -> int | None:
    """Return where the next field on a line starts; markdown-it knows lines alone."""
    index = line - source_text.first_line
    if not 0 <= index < len(source_text.lines):
        return None
    position = source_text.lines[index].find("{{", source_text.columns.get(line, 0))
    if position < 0:
        return None
    source_text.columns[line] = position + 2
    return position + 1


def _add_note_mark(
    children: list[Inline], token: Token, line: int, source_text: SourceText
) -> None:
    label = token.meta.get("label")
    if label is not None and label not in source_text.notes:
        message = f"there is no footnote “{label}”."
        hint = f"add a line `[^{label}]: …`, or write `\\[^{label}]` for the brackets themselves."
        source_text.error("article.missing-footnote", message, line, hint)
        _add_text(children, f"[^{label}]")
        return
    source_text.note_lines.setdefault(token.meta["id"], line)
    children.append(NoteMark(number=token.meta["id"] + 1))


def _close(frames: list[_Frame], source_text: SourceText) -> None:
    frame = frames.pop()
    outer = frames[-1].children
    children = _merge(frame.children)
    if frame.kind == "link":
        source_text.hrefs.add(frame.href)
        if not any(not isinstance(child, Text) or child.text.strip() for child in children):
            message = f"the link to “{shorten(frame.href)}” has no words."
            hint = "say in the brackets where it leads."
            source_text.error("article.link-text", message, frame.line, hint)
            return
        if fault := find_link_fault(frame.href):
            source_text.error("article.link", fault[0], frame.line, fault[1])
        else:
            outer.append(Link(href=frame.href, children=children))
            return
    elif frame.kind == "span":
        if wrong := explain_language(frame.language):
            source_text.error("article.language", wrong[0], frame.line, wrong[1])
        else:
            language = normalise_language(frame.language) or ""
            outer.append(Foreign(language=language, children=children))
            return
    elif not any(open_frame.kind == frame.kind for open_frame in frames):
        outer.append(_WRAPPERS[frame.kind](children=children))
        return
    # Strong within strong says nothing more, and could be nested without end.
    outer.extend(children)


def find_link_fault(href: str) -> tuple[str, str] | None:
    """Return what is wrong with a link's address and what would mend it, or None."""
    shown = shorten(href)
    if "{{" in href or "%7B%7B" in href:
        return "a field cannot stand in a link's address.", "write the address out."
    if href.startswith("#") and len(href) > 1:
        return None
    scheme = href.partition(":")[0].lower()
    if scheme == "mailto" and _MAIL.fullmatch(href):
        return None
    if scheme == "tel" and _PHONE.fullmatch(href.replace("%20", "")):
        return None
    if scheme in ("http", "https"):
        try:
            host = urlsplit(href).hostname
        except ValueError:
            host = None
        if host and _HOST.fullmatch(host):
            return None
    if href.lower().startswith("www."):
        return f"the link to “{shown}” does not say how to get there.", f"write `https://{shown}`."
    return (
        f"the link to “{shown}” cannot be followed from a handout.",
        "write a full address that starts with `https://`, `mailto:` or `tel:`.",
    )


def _get_attr(token: Token, name: str) -> str:
    return str(token.attrs.get(name, ""))


_ADDERS: dict[str, Callable[[list[Inline], Token, int, SourceText], None]] = {
    "field": _add_field,
    "stray": _add_stray,
    "markup": _add_markup,
    "times": _add_times,
    "footnote_ref": _add_note_mark,
    "image": _add_image,
}
