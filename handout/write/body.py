"""Write blocks as Markdown of the dialect that `handout.read.markdown` reads.

What is written is read back as the same blocks. Everything in a text that Markdown would take for a
mark is escaped: stars, brackets, a number or `#` at the start of a line, `{{`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from handout.model import (
    FIGURE_SIZES,
    Align,
    Block,
    Blocks,
    Break,
    BulletList,
    CallOut,
    CheckList,
    Code,
    CodeBlock,
    DefinitionList,
    Emphasis,
    Fact,
    Field,
    Figure,
    Footnote,
    Foreign,
    Heading,
    Inline,
    Inlines,
    Link,
    NoteMark,
    NumberedList,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
)
from handout.read.bullets import BULLETS

_ALWAYS = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|\{(?=\{)|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_LINE_START = re.compile(r"[#>+=~:|-]|\d{1,9}(?=[.)](?:\s|$))")
_DELIMITERS = {
    Align.START: "---",
    Align.CENTER: ":-:",
    Align.END: "--:",
}


def write_body(blocks: Blocks, folder: Path, checks: Mapping[int, str] | None = None) -> str:
    """Write the blocks of an article.

    Args:
        blocks: The article's content.
        folder: Where the article's file is, which the paths of pictures are relative to.
        checks: What a person should look at, by the line that a block begins on; it stands in a
            comment before the block that has the line.
    """
    places: dict[int, list[str]] = {}
    for line, words in (checks or {}).items():
        within = [n for n, block in enumerate(blocks) if (getattr(block, "line", 0) or 0) <= line]
        places.setdefault(within[-1] if within else 0, []).append(words.replace("--", "–"))
    return _write_blocks(blocks, folder, places)


def write_inlines(content: Inlines) -> str:
    """Write the inlines of one paragraph."""
    return _at_line_starts("".join(_write_parts(content)))


def _write_blocks(
    blocks: Sequence[Block], folder: Path, checks: Mapping[int, Sequence[str]] | None = None
) -> str:
    parts: list[str] = []
    before: Block | None = None
    is_other = False
    for place, block in enumerate(blocks):
        parts += [f"<!-- check: {words} -->" for words in (checks or {}).get(place, ())]
        # Two lists of a kind in a row would be read as one, but for another sign.
        is_other = not is_other if _is_same_kind(before, block) else False
        parts.append(_write_block(block, folder, is_other=is_other))
        before = block
    return "\n\n".join(part for part in parts if part)


def _is_same_kind(before: Block | None, block: Block) -> bool:
    is_bulleted = isinstance(block, BulletList | CheckList)
    if is_bulleted:
        return isinstance(before, BulletList | CheckList)
    return isinstance(block, NumberedList) and isinstance(before, NumberedList)


def _write_block(  # noqa: C901  # one case for each kind of block
    block: Block, folder: Path, *, is_other: bool
) -> str:
    match block:
        case Heading():
            words = _on_one_line(block.content)
            closing = re.search(r"#+$", words)
            if closing:
                words = f"{words[: closing.start()]}\\{closing[0]}"
            return f"{'#' * block.level} {words}"
        case Paragraph():
            return write_inlines(block.content)
        case BulletList():
            sign = "*" if is_other else "-"
            return "\n".join(_write_item(f"{sign} ", item, folder) for item in block.items)
        case NumberedList():
            sign = ")" if is_other else "."
            return "\n".join(
                _write_item(f"{number}{sign} ", item, folder)
                for number, item in zip(
                    block.numbers or count(block.start), block.items, strict=False
                )
            )
        case CheckList():
            sign = "*" if is_other else "-"
            return "\n".join(
                _write_item(f"{sign} ", item.content, folder, box=_box(item.is_checked))
                for item in block.items
            )
        case Quote():
            return _quoted(_write_blocks(block.content, folder))
        case CallOut():
            title = _on_one_line(block.title)
            return _write_call_out(block.kind.upper(), title, block.content, folder)
        case Fact():
            return _write_call_out("FACT", _on_one_line(block.figure), block.content, folder)
        case Figure():
            return _write_figure(block, folder)
        case Table():
            return _write_table(block)
        case DefinitionList():
            return "\n\n".join(
                "\n\n".join(
                    [
                        _on_one_line(item.term),
                        *(_hanging(":   ", _write_blocks(m, folder)) for m in item.meanings),
                    ]
                )
                for item in block.items
            )
        case CodeBlock():
            longest = max((len(run) for run in re.findall(r"`{3,}", block.text)), default=2)
            fence = "`" * (longest + 1)
            return f"{fence}\n{block.text}\n{fence}"
        case Rule():
            return "---"
        case Footnote():
            return _hanging(f"[^{block.number}]: ", _write_blocks(block.content, folder), indent=4)


def _box(is_checked: bool) -> str:
    return "[x] " if is_checked else "[ ] "


def _write_item(marker: str, item: Blocks, folder: Path, *, box: str = "") -> str:
    return _hanging(marker, box + _write_blocks(item, folder), indent=len(marker))


def _hanging(marker: str, text: str, *, indent: int | None = None) -> str:
    """Put a marker before the first line and as much space before the others."""
    space = " " * (len(marker) if indent is None else indent)
    first, *rest = text.split("\n")
    return "\n".join(
        [f"{marker}{first}".rstrip(), *(f"{space}{row}" if row else "" for row in rest)]
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {row}".rstrip() for row in text.split("\n"))


def _write_call_out(name: str, title: str, content: Blocks, folder: Path) -> str:
    head = f"[!{name}] {title}".rstrip()
    body = _write_blocks(content, folder)
    return _quoted(f"{head}\n\n{body}" if body else head)


def _write_figure(figure: Figure, folder: Path) -> str:
    path = Path(os.path.relpath(figure.path, folder)).as_posix()
    alt = _escaped(figure.alt)
    if re.search(r"[\s()<>\\\"']", path):
        path = "<" + re.sub(r"([<>\\])", r"\\\1", path) + ">"
    size = "" if figure.size == FIGURE_SIZES[0] else f"{{.{figure.size}}}"
    if not figure.caption:
        return f"![{alt}]({path}){size}"
    # The caption is Markdown in a quoted title, so it is escaped once more.
    caption = re.sub(r'([\\"&])', r"\\\1", _on_one_line(figure.caption))
    return f'![{alt}]({path} "{caption}"){size}'


def _write_table(table: Table) -> str:
    rows = [
        "| " + " | ".join(_write_cell(cell) for cell in row) + " |"
        for row in (table.head, *table.rows)
    ]
    rows.insert(1, "| " + " | ".join(_DELIMITERS[align] for align in table.aligns) + " |")
    grid = "\n".join(rows)
    return f"Table: {_on_one_line(table.caption)}\n\n{grid}" if table.caption else grid


def _write_cell(cell: Inlines) -> str:
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", _on_one_line(cell))


def _on_one_line(content: Inlines) -> str:
    """Write inlines where no line break can be."""
    return "".join(_write_parts(content)).replace("\\\n", " ").replace("\n", " ").strip(" ")


def _write_parts(content: Inlines) -> Iterator[str]:
    """Write inlines one by one, each knowing what comes before and after it."""
    written = [_write_inline(inline) for inline in content]
    for index, inline in enumerate(content):
        part = written[index]
        following = content[index + 1] if index + 1 < len(content) else None
        if isinstance(inline, Text):
            if isinstance(following, Link | NoteMark | Break) and part[-1:] in ("!", "^"):
                part = f"{part[:-1]}\\{part[-1]}"
            if index and isinstance(content[index - 1], Strong | Emphasis):
                part = _beside(written[index - 1][-3:], part, at_start=True)
            if isinstance(following, Strong | Emphasis):
                part = _beside(written[index + 1][:3], part, at_start=False)
        yield part


def _beside(marked: str, part: str, *, at_start: bool) -> str:
    """Keep stars working between a sign and a letter (CommonMark 6.2), or two digits: spell it out.

    Between digits, the reader takes them for stars that multiply.
    """
    sign = marked.strip("*_")[-1:] if at_start else marked.strip("*_")[:1]
    letter = part[:1] if at_start else part[-1:]
    are_digits = letter.isnumeric() and sign.isnumeric()
    if not letter.isalnum() or not sign or (sign.isalnum() and not are_digits):
        return part
    spelt = f"&#{ord(letter)};"
    return spelt + part[1:] if at_start else part[:-1] + spelt


def _write_inline(inline: Inline) -> str:
    match inline:
        case Text(text=text):
            return _escaped(text)
        case Strong(children=children):
            return f"**{_tight(children)}**"
        case Emphasis(children=children):
            return f"_{_tight(children)}_"
        case Code(text=text):
            longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
            fence = "`" * (longest + 1)
            pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
            pad = pad if text.strip(" ") else ""
            return f"{fence}{pad}{text}{pad}{fence}"
        case Link(href=href, children=children):
            address = f"<{href}>" if re.search(r"[\s()<>]", href) else href
            return f"[{''.join(_write_parts(children))}]({address})"
        case Foreign(language=language, children=children):
            return f"[{''.join(_write_parts(children))}]{{lang={language}}}"
        case Break():
            return "\\\n"
        case Field(expression=expression):
            return f"{{{{ {expression} }}}}"
        case NoteMark(number=number):
            return f"[^{number}]"


def _tight(children: Inlines) -> str:
    """Write inlines between stars, which white space beside them would switch off."""
    words = "".join(_write_parts(children))
    start, end = len(words) - len(words.lstrip()), len(words.rstrip())
    if end <= start:
        return words
    return _spelt(words[:start]) + words[start:end] + _spelt(words[end:])


def _spelt(spaces: str) -> str:
    return "".join(f"&#{ord(character)};" for character in spaces)


def _escaped(text: str) -> str:
    words = re.sub(r"[\r\n]+", " ", text)
    return _ALWAYS.sub(lambda match: f"\\{match[0]}", words)


def _at_line_starts(text: str) -> str:
    """Escape what would open a heading, list, quotation, rule, table or definition."""
    return "\n".join(_at_line_start(row) for row in text.split("\n"))


def _at_line_start(row: str) -> str:
    words = row.lstrip(" \t")
    if words.startswith(tuple(BULLETS)):
        return f"&#{ord(words[0])};{words[1:]}"
    match = _LINE_START.match(words)
    if not match:
        return words
    if match[0].isdigit():
        return f"{match[0]}\\{words[match.end() :]}"
    return f"\\{words}"
