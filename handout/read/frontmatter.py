"""Take the YAML front matter off an article and read it into entries that know their lines.

Only the tree of nodes is made, by YAML 1.2, and not the values: so `1.10` stays a version and `No`
a word, and every fault has its line. Under `extra`, what is written as a number, a day or a truth
is one.
"""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from handout.model import Report
from handout.read.faults import report_error
from handout.read.fields import Data, Entry, Table
from handout.read.yaml_faults import explain_yaml

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_SIZE_LIMIT = 100_000
"""Characters. A thousand times what an article needs; YAML is read slowly."""

_FENCE = re.compile(r"---[ \t]*")
_FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
# What a word processor makes of three hyphens.
_FALSE_FENCE = re.compile(r"[-–—−\u00a0 ]*[–—−][-–—−\u00a0 ]*|---[\u00a0 ]+|\+\+\+\s*")
# Words that an article may begin with as well: there, the other line `---` tells.
_KEY = re.compile(
    r"(title|summary|key_points|authors?|reviewers|language|version|published|review_by|tags"
    r"|topic|references):(?:\s|$)",
    re.IGNORECASE,
)
_FIRST_KEYS = ("title", "authors", "key_points", "review_by")
"""Those that no text begins with, in small letters."""
_RULE = re.compile(r"\s*-{2,}\s*")
_TYPED = "extra"
_NULL, _TEXT = "tag:yaml.org,2002:null", "tag:yaml.org,2002:str"
_TEXTS = frozenset(
    {
        *("title", "summary", "key_points", "topic", "tags", "references"),
        *("disclaimer", "questions", "feedback", "other_formats", "reviewers"),
    }
)
"""The keys whose values are printed as sentences, which a “#” may cut off."""
# To YAML, all of these are comments; on a line of its own, or without a text, one may be meant.
_COMMENT = re.compile(r":?[ \t]+(#[^\n]*)")
_TIGHT_COMMENT = re.compile(r":?[ \t]+(#[^ \t\n#][^\n]*)")
_NEXT_LINE = re.compile(r"[ \t]*\n([ \t]+)(#[^ \t\n#][^\n]*)")
_LONGEST_SHOWN = 60
"""Characters of a text that are quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An article's text in two: its front matter (None if it has none) and its body."""

    matter: str | None
    matter_line: int
    body: str
    body_line: int


def split_front_matter(text: str, path: Path, report: Report) -> Split | None:
    """Return the front matter and the body of an article, or None if they cannot be told apart."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    refuse = partial(report_error, report, "article.front-matter", path=path, line=first + 1)
    if not _FENCE.fullmatch(lines[first]):
        key = _KEY.match(lines[first])
        following = "".join(lines[first + 1 : first + 2])
        if _FALSE_FENCE.fullmatch(lines[first]) or (
            _RULE.fullmatch(lines[first]) and _KEY.match(following)
        ):
            what = f"“{lines[first].strip()}” does not open the front matter."
            hint = "write three hyphens alone, `---`, above and below it."
        elif key and (key[1] in _FIRST_KEYS or any(map(_FENCE.fullmatch, lines))):
            what = f"“{key[1]}:” stands here without a line `---` above it."
            hint = "write three hyphens alone, `---`, on the line above, and below the last key."
        else:
            what = hint = ""
        if what:
            refuse(what, hint)
            return None
        return Split(matter=None, matter_line=1, body=text, body_line=1)
    for index in range(first + 1, len(lines)):
        if _FENCE_END.fullmatch(lines[index]):
            return Split(
                matter="\n".join(lines[first + 1 : index]),
                matter_line=first + 2,
                body="\n".join(lines[index + 1 :]),
                body_line=index + 2,
            )
    what = "the front matter is opened here and never closed."
    refuse(what, "put a line `---` below its last key.")
    return None


def read_front_matter(text: str, path: Path, first_line: int, report: Report) -> Table | None:
    """Return the keys of a front matter, or None after reporting why there are none.

    Args:
        text: The YAML.
        path: The article's file.
        first_line: The line of the file that the YAML starts on.
        report: Where the faults go.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.nodes import MappingNode

    refuse = partial(report_error, report, path=path)
    if len(text) > _SIZE_LIMIT:
        message = "the front matter is too long to be one."
        hint = "check where the second line `---` stands."
        refuse("article.front-matter", message, hint, line=first_line)
        return None
    try:
        with warnings.catch_warnings():
            # An anchor given twice harms nobody here, and would be told in ruamel's words.
            warnings.simplefilter("ignore")
            node = YAML(typ="safe", pure=True).compose(text)
        if node is not None and not isinstance(node, MappingNode):
            raise MarkedYAMLError(problem="no keys", problem_mark=node.start_mark)
    # ruamel leaves a number that is no character, such as `\U99999999`, to Python.
    except (YAMLError, RecursionError, ValueError, OverflowError) as fault:
        told = fault if isinstance(fault, MarkedYAMLError) else MarkedYAMLError()
        mark, context = told.problem_mark, told.context_mark
        index, column = (mark.line, mark.column + 1) if mark else (0, None)
        found = explain_yaml(told.problem, text, index, column, context.line if context else index)
        message = f"the front matter cannot be read: {found.reason}."
        line = first_line + found.row
        refuse("article.yaml", message, found.hint, line=line, column=found.column)
        return None
    return _Maker(text, path, first_line, report).make_table(node) if node else {}


class _Maker:
    """Make entries of nodes, each node once: an alias could otherwise go round in circles."""

    def __init__(self, text: str, path: Path, first_line: int, report: Report) -> None:
        self._text = text
        self._path = path
        self._first_line = first_line
        self._report = report
        self._seen: set[int] = set()

    def make_table(self, node: Node, top: str = "") -> Table:
        """Return the entries of a mapping, the first where a key is set twice.

        Args:
            node: The mapping.
            top: The key at the top of the front matter that it stands under, if any.
        """
        table: dict[str, Entry] = {}
        for key, value in node.value:
            line = key.start_mark.line + self._first_line
            if not isinstance(key.value, str):
                self._error("article.yaml", "a key must be a word.", line, "write `key: text`.")
            elif key.value in table:
                self._error(
                    "article.duplicate-key",
                    f"“{key.value}” is set twice, on line {table[key.value].line} and here.",
                    line,
                    "keep one of the two.",
                )
            else:
                data = self._make_data(value, top or key.value, key)
                table[key.value] = Entry(value=data, line=line)
        return table

    def _make_data(self, node: Node, top: str, key: Node | None = None) -> Data:
        """Return what a node holds.

        Args:
            node: The node.
            top: The key at the top of the front matter that it stands under.
            key: Its own key, if it is no item of a list.
        """
        from ruamel.yaml.nodes import MappingNode, ScalarNode

        if isinstance(node, ScalarNode):
            if top in _TEXTS and (cut := self._find_cut(node, key)):
                self._report_cut(node, top, cut, key)
                return f"{node.value} {cut}"
            if str(node.tag) == _NULL:
                return None
            return _read_scalar(node) if top == _TYPED else str(node.value)
        if id(node) in self._seen:
            self._error(
                "article.yaml",
                "a list or table is used again by its anchor.",
                node.start_mark.line + self._first_line,
                "write it out where it is used.",
            )
            return None
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self.make_table(node, top)
        return tuple(
            Entry(
                value=self._make_data(item, top),
                line=item.start_mark.line + self._first_line,
            )
            for item in node.value
        )

    def _find_cut(self, node: Node, key: Node | None) -> str:
        """Return what a “#” takes away from a text that has no quotation marks, or nothing."""
        from ruamel.yaml.nodes import ScalarNode

        if str(node.tag) == _NULL:
            # What is empty has no place of its own.
            start = key.end_mark.index if key else node.start_mark.index
            match = None if node.value else _TIGHT_COMMENT.match(self._text, start)
            return match[1] if match else ""
        is_plain = isinstance(node, ScalarNode) and node.style is None
        if not is_plain or str(node.tag) != _TEXT:
            return ""
        if match := _COMMENT.match(self._text, node.end_mark.index):
            return match[1]
        match = _NEXT_LINE.match(self._text, node.end_mark.index)
        # A comment between keys or items stands no deeper than they do.
        column = key.start_mark.column + 1 if key else node.start_mark.column
        return match[2] if match and len(match[1]) >= column else ""

    def _report_cut(self, node: Node, top: str, cut: str, key: Node | None) -> None:
        whole = textwrap.shorten(f"{node.value} {cut}", _LONGEST_SHOWN, placeholder=" …")
        quote = "'" if '"' in whole else '"'
        self._error(
            "article.cut-text",
            f"“{top}” ends before “{textwrap.shorten(cut, _LONGEST_SHOWN, placeholder=' …')}”: "
            "behind a space, “#” begins a comment, which is not printed.",
            (key if key and not node.value else node).end_mark.line + self._first_line,
            f"put the whole text in quotation marks: `{quote}{whole}{quote}`.",
        )

    def _error(self, code: str, message: str, line: int, hint: str) -> None:
        report_error(self._report, code, message, hint, path=self._path, line=line)


def _read_scalar(node: Node) -> str | int | float | date:
    """Return what a scalar is; a number only if it is printed as it was written."""
    text, kind = str(node.value), str(node.tag).rpartition(":")[2]
    if kind == "bool":
        return text.lower() == "true"
    known: dict[str, Callable[[str], int | float | date]] = {
        "int": int,
        "float": float,
        "timestamp": date.fromisoformat,
    }
    try:
        value = known[kind](text)
    except (KeyError, ValueError):
        return text
    return value if str(value) == text else text
