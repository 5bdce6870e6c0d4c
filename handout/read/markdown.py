"""Read Markdown into the model's blocks, and say where it goes wrong.

markdown-it makes tokens, `handout.read.dialect` says of which dialect; here they become the blocks
that the text reader makes too, so that nothing after this stage knows about Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.model import (
    Align,
    Block,
    Blocks,
    BulletList,
    CallOut,
    CallOutKind,
    CheckItem,
    CheckList,
    CodeBlock,
    Definition,
    DefinitionList,
    Fact,
    Figure,
    Footnote,
    Heading,
    Inlines,
    NumberedList,
    Paragraph,
    Quote,
    Report,
    Rule,
    Table,
)
from handout.read.dialect import MAX_NESTING, get_parser
from handout.read.faults import find_near, join_names
from handout.read.inlines import Sheet, make_inlines, plain_text
from handout.read.pictures import find_picture

if TYPE_CHECKING:
    from markdown_it.token import Token

_CALL_OUTS = {kind.value: kind for kind in CallOutKind} | {"caution": CallOutKind.WARNING}
_ALIGNS = {"text-align:center": Align.CENTER, "text-align:right": Align.END}
_LOST_HEADING = re.compile(r"^(#{1,6})(\u00a0|(?<=##)[^\s#])", re.MULTILINE)
_LOST_ITEM = re.compile(r"^[-*+•]\u00a0", re.MULTILINE)
_LOST_BOX = re.compile(r"\[\]\s")


def read_blocks(
    text: str,
    *,
    path: Path,
    base: tuple[Path, ...],
    first_line: int = 1,
    report: Report,
    roots: tuple[Path, ...] | None = None,
) -> Blocks:
    """Return the blocks of a Markdown text, reporting every fault in it.

    A level-1 heading stays in the list, for the caller to take as the title.

    Args:
        text: The Markdown, with `\\n` for line ends.
        path: The file it is from, for reports.
        base: The folders that pictures may be relative to, in order.
        first_line: The line of the file that the text starts on.
        report: Where the faults go.
        roots: The folders that pictures must lie in; `base` unless given.
    """
    sheet = Sheet(path=path, lines=text.split("\n"), first_line=first_line, report=report)
    env: dict[str, Any] = {}
    try:
        tokens = get_parser().parse(text, env)
    # RecursionError is one of these, and so is markdown-it's own way of giving up.
    except RuntimeError:
        sheet.error(
            "article.markdown",
            "the text could not be read as Markdown.",
            first_line,
            "look for brackets or lists that are nested very deeply.",
        )
        return ()
    return _BlockReader(tokens, env, sheet, base, base if roots is None else roots).read()


def read_inlines(text: str, *, path: Path, line: int, report: Report) -> Inlines:
    """Return the inlines of a text in one paragraph, such as a key point or a caption.

    Args:
        text: The Markdown.
        path: The file it is from, for reports.
        line: The line it starts on.
        report: Where the faults go.
    """
    sheet = Sheet(path=path, lines=(), first_line=line, report=report)
    tokens = get_parser().parseInline(text, {})
    return make_inlines(tokens[0].children or (), line, sheet) if tokens else ()


class _BlockReader:
    """Walk over the tokens of one text and make blocks of them."""

    def __init__(
        self,
        tokens: list[Token],
        env: dict[str, Any],
        sheet: Sheet,
        base: tuple[Path, ...],
        roots: tuple[Path, ...],
    ) -> None:
        self._tokens = tokens
        self._env = env
        self._sheet = sheet
        self._base = base
        self._roots = roots
        self._next = 0
        self._depth = 0
        self._line = sheet.first_line
        self._heading_level = 1
        self._notes: dict[str, Footnote] = {}
        self._makers: dict[str, Callable[[Token, int], list[Block]]] = {
            "paragraph_open": self._make_paragraph,
            "heading_open": self._make_heading,
            "bullet_list_open": self._make_bullet_list,
            "ordered_list_open": self._make_numbered_list,
            "blockquote_open": self._make_quote,
            "table_open": self._make_table,
            "dl_open": self._make_definition_list,
            "footnote_reference_open": self._make_note,
            "fence": self._make_code_block,
            "code_block": self._make_code_block,
            "hr": self._make_rule,
        }

    def read(self) -> Blocks:
        """Return all blocks, footnotes last."""
        self._check_nesting()
        labels = [t.meta["label"] for t in self._tokens if t.type == "footnote_reference_open"]
        self._sheet.notes = frozenset(labels)
        blocks = self._read_until(None)
        blocks.extend(self._collect_notes())
        self._check_references()
        return tuple(blocks)

    def _check_nesting(self) -> None:
        # markdown-it drops what lies at MAX_NESTING; its parent stands one level above.
        for token in self._tokens:
            if token.nesting == 1 and token.level >= MAX_NESTING - 1:
                self._sheet.error(
                    "article.nesting",
                    "lists or quotations are nested too deeply to be set.",
                    self._line_of(token),
                    "bring the text nearer to the margin.",
                )
                return

    def _line_of(self, token: Token) -> int:
        """Return a token's line in the file; the one before it where a token has none."""
        if token.map:
            self._line = token.map[0] + self._sheet.first_line
        return self._line

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _read_until(self, closing: str | None) -> list[Block]:
        blocks: list[Block] = []
        while self._next < len(self._tokens):
            token = self._take()
            if token.type == closing:
                break
            if maker := self._makers.get(token.type):
                blocks.extend(maker(token, self._line_of(token)))
        return blocks

    def _read_inside(self, closing: str) -> Blocks:
        self._depth += 1
        blocks = self._read_until(closing)
        self._depth -= 1
        return tuple(blocks)

    def _take_inlines(self) -> Inlines:
        token = self._take()
        return make_inlines(token.children or (), self._line_of(token), self._sheet)

    def _make_paragraph(self, token: Token, line: int) -> list[Block]:
        inline = self._take()
        self._take()
        children = inline.children or []
        images = [child for child in children if child.type == "image"]
        if images and all(child.type in ("image", "softbreak") for child in children):
            return self._make_figures(children, self._line_of(inline))
        self._check_lost_marks(inline.content, line)
        content = make_inlines(children, self._line_of(inline), self._sheet)
        return [Paragraph(content=content, line=line)] if content else []

    def _check_lost_marks(self, text: str, line: int) -> None:
        """Report what looks like a mark of Markdown and is none, for want of a plain space."""
        if match := _LOST_HEADING.search(text):
            at = line + text.count("\n", 0, match.start())
            if match[2] == "\u00a0":
                self._sheet.error(
                    "article.heading-space",
                    f"this is no heading: a non-breaking space follows “{match[1]}”.",
                    at,
                    "replace it by a plain space.",
                )
            else:
                self._sheet.warn(
                    "article.heading-space",
                    f"this is no heading: a space is missing after “{match[1]}”.",
                    at,
                    "put a space there.",
                )
        if match := _LOST_ITEM.search(text):
            self._sheet.warn(
                "article.item-space",
                f"this is no list: a non-breaking space follows “{match[0][0]}”.",
                line + text.count("\n", 0, match.start()),
                "write `-` and a plain space.",
            )
        if _LOST_BOX.match(text):
            self._sheet.warn(
                "article.check-box",
                "“[]” is no check box.",
                line,
                "put a space between the brackets: `[ ]`.",
            )
        if text.startswith("[!") and "]" in text:
            self._sheet.warn(
                "article.call-out",
                f"“{text[: text.index(']') + 1]}” opens a call-out only in a quotation.",
                line,
                "start the line, and those that belong to it, with `> `.",
            )

    def _make_figures(self, children: list[Token], line: int) -> list[Block]:
        figures: list[Block] = []
        for child in children:
            if child.type == "softbreak":
                line += 1
                continue
            source = str(child.attrs.get("src", ""))
            self._sheet.hrefs.add(source)
            alt = plain_text(child.children or ()).strip()
            if not alt:
                self._sheet.error(
                    "image.no-alt",
                    f"the picture “{source}” has no words for people who cannot see it.",
                    line,
                    "say between the square brackets what it shows.",
                )
            elif "{{" in alt:
                self._sheet.error(
                    "image.field-in-alt",
                    "a field cannot stand in a picture's description.",
                    line,
                    "put it into the caption or the text.",
                )
            found = find_picture(
                source,
                bases=self._base,
                roots=self._roots,
                path=self._sheet.path,
                line=line,
                report=self._sheet.report,
            )
            caption = read_inlines(
                str(child.attrs.get("title", "")),
                path=self._sheet.path,
                line=line,
                report=self._sheet.report,
            )
            if found is not None:
                figures.append(Figure(path=found, alt=alt, caption=caption, line=line))
        return figures

    def _make_heading(self, token: Token, line: int) -> list[Block]:
        content = self._take_inlines()
        self._take()
        if not content:
            self._sheet.error(
                "article.empty-heading",
                "a heading has no words.",
                line,
                "write it, or take the line out.",
            )
            return []
        wanted = level = int(token.tag[1])
        if level > 1:
            # Inside a list or quotation a heading cannot open a section.
            wanted = level = max(level, 3) if self._depth and self._heading_level > 1 else level
            level = min(level, self._heading_level + 1)
            self._heading_level = level
        if level != wanted:
            self._sheet.warn(
                "article.heading-level",
                f"this heading skips a level: “{'#' * wanted}” where “{'#' * level}” is due.",
                line,
                f"write `{'#' * level}`; it is set so now.",
            )
        return [Heading(level=level, content=content, line=line)]

    def _read_items(self, closing: str) -> list[tuple[Blocks, bool | None, int]]:
        items = []
        while (token := self._take()).type != closing:
            line = self._line_of(token)
            is_checked = token.meta.get("is_checked")
            items.append((self._read_inside("list_item_close"), is_checked, line))
        return items

    def _make_bullet_list(self, token: Token, line: int) -> list[Block]:
        items = self._read_items("bullet_list_close")
        boxed = [is_checked is not None for _, is_checked, _ in items]
        if not any(boxed):
            return [BulletList(items=tuple(blocks for blocks, _, _ in items), line=line)]
        if not all(boxed):
            self._sheet.error(
                "article.mixed-list",
                "this item has no check box, but others of its list do.",
                items[boxed.index(False)][2],
                "start each of them with `- [ ]`, or none.",
            )
        checks = tuple(
            CheckItem(content=blocks, is_checked=bool(is_checked))
            for blocks, is_checked, _ in items
        )
        return [CheckList(items=checks, line=line)]

    def _make_numbered_list(self, token: Token, line: int) -> list[Block]:
        items = self._read_items("ordered_list_close")
        boxed = [at for _, is_checked, at in items if is_checked is not None]
        if boxed:
            self._sheet.error(
                "article.numbered-check-list",
                "a numbered step cannot have a check box.",
                boxed[0],
                "start the lines with `- [ ]`, or take the boxes out.",
            )
        start = int(token.attrs.get("start", 1))
        return [NumberedList(items=tuple(blocks for blocks, _, _ in items), start=start, line=line)]

    def _make_quote(self, token: Token, line: int) -> list[Block]:
        name = token.meta.get("name")
        if name is None:
            return [Quote(content=self._read_inside("blockquote_close"), line=line)]
        title = self._take_inlines()
        content = self._read_inside("blockquote_close")
        key = name.lower()
        if key == "fact":
            return self._make_fact(title, content, line)
        kind = _CALL_OUTS.get(key)
        if kind is None:
            known = [one.upper() for one in (*_CALL_OUTS, "fact")]
            near = find_near(name, known)
            self._sheet.error(
                "article.unknown-call-out",
                f"there is no call-out “[!{name}]”.",
                line,
                f"did you mean `[!{near}]`?" if near else f"there is {join_names(known)}.",
            )
            return [Quote(content=content, line=line)]
        # The telephone panel is filled with the clinic's numbers; the others have what is written.
        if not content and not title and kind is not CallOutKind.CALL:
            self._sheet.error(
                "article.empty-call-out",
                f"the call-out “[!{name}]” is empty.",
                line,
                "write its text on the lines below, each started with `> `.",
            )
            return []
        return [CallOut(kind=kind, title=title, content=content, line=line)]

    def _make_fact(self, figure: Inlines, content: Blocks, line: int) -> list[Block]:
        if not figure or not content:
            missing = "figure" if not figure else "text"
            self._sheet.error(
                "article.fact",
                f"the fact has no {missing}.",
                line,
                "write `> [!FACT] 4 weeks`, and what it means on the line below.",
            )
        return [Fact(figure=figure, content=content, line=line)]

    def _make_table(self, token: Token, line: int) -> list[Block]:
        caption: Inlines = ()
        rows: list[tuple[Inlines, ...]] = []
        cells: list[Inlines] = []
        aligns: list[Align] = []
        while (part := self._take()).type != "table_close":
            if part.type == "inline":
                inlines = make_inlines(part.children or (), self._line_of(part), self._sheet)
                if part.meta.get("role") == "caption":
                    caption = inlines
                else:
                    cells.append(inlines)
            elif part.type == "th_open":
                aligns.append(_ALIGNS.get(str(part.attrs.get("style")), Align.START))
            elif part.type == "tr_open":
                cells = []
                self._check_row(part, len(aligns))
            elif part.type == "tr_close":
                rows.append(tuple(cells))
        return [
            Table(
                head=rows[0],
                rows=tuple(rows[1:]),
                aligns=tuple(aligns),
                caption=caption,
                line=line,
            )
        ]

    def _check_row(self, row: Token, columns: int) -> None:
        """Report a row with more cells than the head: GFM drops them without a word."""
        from markdown_it.rules_block.table import escapedSplit

        if not columns or not row.map:
            return
        source = self._sheet.lines[row.map[0]].lstrip(" \t>").rstrip()
        cells = escapedSplit(source.removeprefix("|").removesuffix("|"))
        if len(cells) > columns:
            self._sheet.error(
                "article.table-row",
                f"this row has {len(cells)} cells, but the table {columns} columns.",
                row.map[0] + self._sheet.first_line,
                "take cells out, add columns, or write `\\|` for a bar in the text.",
            )

    def _make_definition_list(self, token: Token, line: int) -> list[Block]:
        items: list[Definition] = []
        term: Inlines = ()
        meanings: list[Blocks] = []
        while (part := self._take()).type != "dl_close":
            if part.type == "dt_open":
                if meanings:
                    items.append(Definition(term=term, meanings=tuple(meanings)))
                term, meanings = self._take_inlines(), []
            elif part.type == "dd_open":
                meanings.append(self._read_inside("dd_close"))
        items.append(Definition(term=term, meanings=tuple(meanings)))
        return [DefinitionList(items=tuple(items), line=line)]

    def _make_code_block(self, token: Token, line: int) -> list[Block]:
        return [CodeBlock(text=token.content.removesuffix("\n"), line=line)]

    def _make_rule(self, token: Token, line: int) -> list[Block]:
        return [Rule(line=line)]

    def _make_note(self, token: Token, line: int) -> list[Block]:
        """Read a footnote's text and keep it for the end."""
        label = token.meta["label"]
        content = self._read_inside("footnote_reference_close")
        if label in self._notes:
            self._sheet.error(
                "article.duplicate-footnote",
                f"the footnote “{label}” is written twice.",
                line,
                "give one of them another name.",
            )
            return []
        number = self._env["footnotes"]["refs"].get(f":{label}", -1) + 1
        self._notes[label] = Footnote(number=number, content=content, line=line)
        if number == 0:
            self._sheet.warn(
                "article.unused-footnote",
                f"the footnote “{label}” is not printed, because nothing refers to it.",
                line,
                f"set the mark `[^{label}]` in the text, or take the footnote out.",
            )
        return []

    def _collect_notes(self) -> list[Footnote]:
        notes = [note for note in self._notes.values() if note.number]
        found: dict[int, Any] = self._env.get("footnotes", {}).get("list", {})
        for number, note in found.items():
            # A footnote written in place, `^[…]`.
            if "tokens" in note:
                line = self._sheet.note_lines.get(number, self._sheet.first_line)
                content = make_inlines(note["tokens"], line, self._sheet)
                paragraph = Paragraph(content=content, line=line)
                notes.append(Footnote(number=number + 1, content=(paragraph,), line=line))
        return sorted(notes, key=lambda note: note.number)

    def _check_references(self) -> None:
        """Report link definitions that nothing uses: they vanish from the page."""
        references: dict[str, Any] = self._env.get("references", {})
        for label, reference in references.items():
            if reference["href"] not in self._sheet.hrefs:
                self._sheet.warn(
                    "article.unused-reference",
                    f"the address under “[{label.lower()}]” is not used.",
                    reference["map"][0] + self._sheet.first_line,
                    "link to it from the text, or take the line out.",
                )
        for reference in self._env.get("duplicate_refs", ()):
            self._sheet.warn(
                "article.duplicate-reference",
                f"the address under “[{reference['label'].lower()}]” is given twice.",
                reference["map"][0] + self._sheet.first_line,
                "give one of them another name.",
            )
