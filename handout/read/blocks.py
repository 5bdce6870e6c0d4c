"""Make the model's blocks of markdown-it's tokens.

One reader walks over the tokens of one text, from the first to the last, and hands each kind to the
method that makes a block of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.model import (
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
    Footnote,
    Heading,
    Inlines,
    NumberedList,
    Paragraph,
    Quote,
    Rule,
)
from handout.read.dialect import MAX_NESTING
from handout.read.faults import join_names, suggest
from handout.read.figures import is_figure, make_figures
from handout.read.inlines import SourceText, make_checked_inlines, make_inlines, plain_text
from handout.read.tables import make_table
from handout.read.typos import check_typos

if TYPE_CHECKING:
    from markdown_it.token import Token

TITLE_LIMIT = 400
"""Characters of a title or heading. No usual one has half as many; more are a paragraph."""

_LONGEST_CHECK = 160

_CALL_OUTS = {kind.value: kind for kind in CallOutKind} | {"caution": CallOutKind.WARNING}


class BlockReader:
    """Walk over the tokens of one text, once, and make blocks of them.

    Args:
        tokens: What markdown-it made of the text.
        env: What it noted aside: footnotes and link definitions.
        source_text: The text.
        base: The folders that pictures may be relative to, in order.
        roots: The folders that pictures must lie in.
    """

    def __init__(
        self,
        tokens: list[Token],
        env: dict[str, Any],
        source_text: SourceText,
        base: tuple[Path, ...],
        roots: tuple[Path, ...],
    ) -> None:
        self._check_nesting(tokens, source_text)
        labels = (t.meta["label"] for t in tokens if t.type == "footnote_reference_open")
        source_text.notes = frozenset(labels)
        for token, following in pairwise(tokens):
            is_item = token.type == "list_item_open" and not token.info
            if is_item and following.type == "list_item_close":
                token.meta = {"is_empty": True}
        self._tokens = iter(tokens)
        self._env = env
        self._sheet = source_text
        self._base = base
        self._roots = roots
        self._depth = 0
        self._line = source_text.first_line
        self._heading_level = 1
        self._notes: dict[str, Footnote] = {}
        self._makers: dict[str, Callable[[Token, int], list[Block]]] = {
            "paragraph_open": self._make_paragraph,
            "heading_open": self._make_heading,
            "bullet_list_open": self._make_bullet_list,
            "ordered_list_open": self._make_numbered_list,
            "blockquote_open": self._make_quote,
            "table_open": lambda _, line: [make_table(self._tokens, line, self._sheet)],
            "dl_open": self._make_definition_list,
            "footnote_reference_open": self._make_note,
            "fence": self._make_code_block,
            "code_block": self._make_code_block,
            "comment": self._read_comment,
            "hr": lambda _, line: [Rule(line=line)],
        }

    def read(self) -> Blocks:
        """Return all blocks, footnotes last."""
        blocks = self._read_until(None)
        blocks.extend(self._collect_notes())
        self._check_references()
        return tuple(blocks)

    @staticmethod
    def _check_nesting(tokens: list[Token], source_text: SourceText) -> None:
        """Report text that markdown-it dropped: its parent stands one level above the deepest."""
        for token in tokens:
            if token.nesting == 1 and token.level >= MAX_NESTING - 1:
                message = "lists or quotations are nested too deeply to be set."
                hint = "bring the text nearer to the margin."
                line = source_text.first_line + (token.map[0] if token.map else 0)
                source_text.error("article.nesting", message, line, hint)
                return

    def _line_of(self, token: Token) -> int:
        """Return a token's line in the file; the one before it where a token has none."""
        if token.map:
            self._line = token.map[0] + self._sheet.first_line
        return self._line

    def _read_until(self, closing: str | None) -> list[Block]:
        blocks: list[Block] = []
        for token in self._tokens:
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
        token = next(self._tokens)
        return make_checked_inlines(token, self._line_of(token), self._sheet)

    def _make_paragraph(self, _: Token, line: int) -> list[Block]:
        inline = next(self._tokens)
        next(self._tokens)
        children = inline.children or []
        if is_figure(children):
            return [
                *make_figures(
                    children,
                    self._line_of(inline),
                    self._sheet,
                    base=self._base,
                    roots=self._roots,
                )
            ]
        check_typos(inline.content, line, self._sheet)
        content = make_checked_inlines(inline, self._line_of(inline), self._sheet)
        return [Paragraph(content=content, line=line)] if content else []

    def _read_comment(self, token: Token, line: int) -> list[Block]:
        """Warn of what is to be checked until the comment is taken out; print none."""
        kind, _, words = token.content.partition(":")
        if kind.strip().casefold() == "check":
            message = f"to be checked: {textwrap.shorten(words, _LONGEST_CHECK, placeholder=' …')}"
            hint = "correct the text if need be, then take the comment out."
            self._sheet.warn("article.unchecked", message, line, hint)
        return []

    def _make_heading(self, token: Token, line: int) -> list[Block]:
        inline = next(self._tokens)
        content = make_checked_inlines(inline, self._line_of(inline), self._sheet)
        next(self._tokens)
        length = len(plain_text(inline.children or ()))
        # The title is measured where it is taken out.
        if token.tag != "h1" and length > TITLE_LIMIT:
            message = f"a heading has {length:,} characters, where {TITLE_LIMIT} are the most."
            hint = "shorten it, or take the “#” off the line: then it is a paragraph."
            self._sheet.error("article.heading-too-long", message, line, hint)
        if not content:
            message = "a heading has no words."
            hint = "write it, or take the line out."
            self._sheet.error("article.empty-heading", message, line, hint)
            return []
        wanted = level = int(token.tag[1])
        if level > 1:
            # Inside a list or quotation a heading cannot open a section.
            wanted = level = max(level, 3) if self._depth and self._heading_level > 1 else level
            level = min(level, self._heading_level + 1)
            self._heading_level = level
        if level != wanted:
            message = f"this heading skips a level: “{'#' * wanted}” where “{'#' * level}” is due."
            hint = f"write `{'#' * level}`; it is set so now."
            self._sheet.warn("article.heading-level", message, line, hint)
        return [Heading(level=level, content=content, line=line)]

    def _read_items(self, closing: str) -> list[tuple[Blocks, bool | None, int, str]]:
        items = []
        while (token := next(self._tokens)).type != closing:
            line = self._line_of(token)
            is_checked = token.meta.get("is_checked")
            if token.meta.get("is_empty"):
                message = "this sign of a list has no text after it: it is left out."
                hint = "write the text behind it, or take the sign out."
                self._sheet.warn("article.empty-item", message, line, hint)
                self._read_inside("list_item_close")
                continue
            items.append((self._read_inside("list_item_close"), is_checked, line, token.info))
        return items

    def _make_bullet_list(self, _: Token, line: int) -> list[Block]:
        items = self._read_items("bullet_list_close")
        boxed = [is_checked is not None for _, is_checked, _, _ in items]
        if not any(boxed):
            contents = tuple(content for content, *_ in items)
            return [BulletList(items=contents, line=line)] if contents else []
        if not all(boxed):
            message = "this item has no check box, but others of its list do."
            hint = "start each of them with `- [ ]`, or none."
            self._sheet.error("article.mixed-list", message, items[boxed.index(False)][2], hint)
        checks = tuple(
            CheckItem(content=blocks, is_checked=bool(is_checked))
            for blocks, is_checked, *_ in items
        )
        return [CheckList(items=checks, line=line)]

    def _make_numbered_list(self, _: Token, line: int) -> list[Block]:
        items = self._read_items("ordered_list_close")
        boxed = [at for _, is_checked, at, _ in items if is_checked is not None]
        if boxed:
            message = "a numbered step cannot have a check box."
            hint = "start the lines with `- [ ]`, or take the boxes out."
            self._sheet.error("article.numbered-check-list", message, boxed[0], hint)
        numbers = tuple(int(number) for *_, number in items)
        jumps = [at for at, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1]
        # All alike, as some write them, they are to be counted.
        has_own = bool(jumps) and len(set(numbers)) > 1
        if has_own:
            at = jumps[0]
            message = f"in this list, {numbers[at]} follows {numbers[at - 1]}: it is printed so."
            hint = "correct the number if it is a slip."
            self._sheet.warn("article.list-numbers", message, items[at][2], hint)
        return [
            NumberedList(
                items=tuple(blocks for blocks, *_ in items),
                start=numbers[0],
                numbers=numbers if has_own else (),
                line=line,
            )
        ]

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
            hint = suggest(name, known, f"there is {join_names(known)}.", "`[!{}]`")
            message = f"there is no call-out “[!{name}]”."
            self._sheet.error("article.unknown-call-out", message, line, hint)
            return [Quote(content=content, line=line)]
        # The telephone panel is filled with the clinic's numbers; the others have what is written.
        if not content and not title and kind is not CallOutKind.CALL:
            message = f"the call-out “[!{name}]” is empty."
            hint = "write its text on the lines below, each started with `> `."
            self._sheet.error("article.empty-call-out", message, line, hint)
            return []
        return [CallOut(kind=kind, title=title, content=content, line=line)]

    def _make_fact(self, figure: Inlines, content: Blocks, line: int) -> list[Block]:
        if not figure or not content:
            missing = "figure" if not figure else "text"
            message = f"the fact has no {missing}."
            hint = "write `> [!FACT] 4 weeks`, and what it means on the line below."
            self._sheet.error("article.fact", message, line, hint)
        return [Fact(figure=figure, content=content, line=line)]

    def _make_definition_list(self, _: Token, line: int) -> list[Block]:
        items: list[Definition] = []
        term: Inlines = ()
        meanings: list[Blocks] = []
        while (part := next(self._tokens)).type != "dl_close":
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

    def _make_note(self, token: Token, line: int) -> list[Block]:
        """Read a footnote's text and keep it for the end."""
        label = token.meta["label"]
        content = self._read_inside("footnote_reference_close")
        if label in self._notes:
            message = f"the footnote “{label}” is written twice."
            hint = "give one of them another name."
            self._sheet.error("article.duplicate-footnote", message, line, hint)
            return []
        number = self._env["footnotes"]["refs"].get(f":{label}", -1) + 1
        self._notes[label] = Footnote(number=number, content=content, line=line)
        if number == 0:
            message = f"the footnote “{label}” is not printed, because nothing refers to it."
            hint = f"set the mark `[^{label}]` in the text, or take the footnote out."
            self._sheet.warn("article.unused-footnote", message, line, hint)
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
                message = f"the address under “[{label.lower()}]” is not used."
                hint = "link to it from the text, or take the line out."
                line = reference["map"][0] + self._sheet.first_line
                self._sheet.warn("article.unused-reference", message, line, hint)
        for reference in self._env.get("duplicate_refs", ()):
            message = f"the address under “[{reference['label'].lower()}]” is given twice."
            hint = "give one of them another name."
            line = reference["map"][0] + self._sheet.first_line
            self._sheet.warn("article.duplicate-reference", message, line, hint)
