"""Set up the Markdown parser for the dialect that articles are written in.

CommonMark with tables, footnotes, definition lists and sizes of pictures; fields in `{{ … }}`,
call-outs, captions of tables and check boxes on top. The parser is made once and shared: making it
costs as much as reading an article. What comes out are markdown-it's tokens;
`handout.read.markdown` makes blocks of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.index import _span_rule as span_rule
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_NESTING = 24
"""Levels of markdown-it, of which a list takes two. It drops what lies deeper without a word."""

_OPEN_NOTES = 50
"""Marks `^[` that are not closed. For each the plugin reads the rest of the paragraph."""

_LONGEST_SPAN = 999
"""Characters of words of another language."""

# The plugin looks for the bracket letter by letter, up to the next space; 999 as for links.
_NOTE_MARK = re.compile(r"\[\^[^\] \n]{1,999}\]")
# Jinja's strings may hold braces; outside of strings an expression has none.
_FIELD = re.compile(r"""\{\{((?:[^{}'"]|'[^'\n]*'|"[^"\n]*")*)\}\}""")
# CommonMark 6.6, less the rarities: a tag, or the start of a comment.
_MARKUP = re.compile(r"<!--|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_CALL_OUT = re.compile(r"\[!([^\]\n]*)\][ \t]*([^\n]*)(?:\n|$)")
_CAPTION = re.compile(r"table[ \t]*:\s*(?=\S)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(.{0,2000}?)-->[ \t]*(?:\n|$)", re.DOTALL)
_COMMENT_ENDS = ("paragraph", "reference", "blockquote", "list")
"""The blocks that a comment ends."""
_CHECK_BOX = re.compile(r"\[([ xX\u00a0])\](?:\s+|$)")
_EMPHASIS = ("em_open", "em_close", "strong_open", "strong_close")


@cache
def get_parser() -> MarkdownIt:
    """Return the parser."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable("table")
    parser.use(deflist_plugin)
    parser.use(attrs_plugin, after=("image",), spans=True, allowed=["class", "lang"])
    parser.inline.ruler.at("span", _read_span)
    parser.use(footnote_plugin, move_to_end=False)
    parser.block.ruler.before("heading", "comment", _read_comment, {"alt": list(_COMMENT_ENDS)})
    parser.inline.ruler.after("newline", "field", _read_field)
    parser.inline.ruler.at("html_inline", _read_markup)
    parser.inline.ruler.at("footnote_inline", _read_note)
    parser.inline.ruler.at("footnote_ref", _read_note_mark)
    parser.inline.ruler2.after("emphasis", "times", _find_times)
    parser.core.ruler.after("block", "marks", _read_marks)
    # Addresses are checked, with a message, where links are made; markdown-it would only leave
    # the brackets in the text.
    parser.validateLink = _accept_link  # type: ignore[method-assign]  # its own way to set it
    return parser


def _read_span(state: StateInline, silent: bool) -> bool:
    """Read `[mot]{lang=fr}`; the plugin would look through the whole text for each bracket."""
    is_near = state.src.find("]{", state.pos, state.pos + _LONGEST_SPAN) > 0
    return is_near and span_rule(state, silent)


def _accept_link(url: str) -> bool:  # noqa: ARG001  # called by name or place
    return True


def _read_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a comment that has its lines for itself; it is not printed."""
    place = state.bMarks[start] + state.tShift[start]
    match = None if state.is_code_block(start) else _COMMENT.match(state.src, place)
    if match is None:
        return False
    last = start + match[0].rstrip("\n").count("\n")
    if last >= end:
        return False
    if not silent:
        state.line = last + 1
        token = state.push("comment", "", 0)
        token.content, token.map = match[1].strip(), [start, state.line]
    return True


def _read_field(state: StateInline, silent: bool) -> bool:
    """Take `{{ … }}` as it stands, before anything inside it can be read as Markdown."""
    if not state.src.startswith("{{", state.pos):
        return False
    match = _FIELD.match(state.src, state.pos, state.posMax)
    if not silent:
        token = state.push("field" if match else "stray", "", 0)
        token.content = match[1] if match else "{{"
    state.pos = match.end() if match else state.pos + 2
    return True


def _read_markup(state: StateInline, silent: bool) -> bool:
    """Take an HTML tag as text, in a token of its own so that it can be warned of."""
    match = _MARKUP.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("markup", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _read_note(state: StateInline, silent: bool) -> bool:
    """Take a footnote in place, `^[…]`, and give the text up where many of them are not closed."""
    if not state.src.startswith("^[", state.pos):
        return False
    if footnote_inline(state, silent):
        return True
    state.env["open_notes"] = state.env.get("open_notes", 0) + 1
    if state.env["open_notes"] > _OPEN_NOTES:
        raise RuntimeError("too many footnotes are not closed")
    return False


def _read_note_mark(state: StateInline, silent: bool) -> bool:
    """Take the mark of a footnote, `[^name]`.

    One without a text is taken too, so that it can be told from escaped brackets.
    """
    is_mark = _NOTE_MARK.match(state.src, state.pos, state.posMax)
    return bool(is_mark) and footnote_ref(state, silent, always_match=True)


def _find_times(state: StateInline) -> None:
    """Take out emphasis whose signs were meant to multiply: `2*3 and 4*5` would print 23 and 45.

    Such signs become text again; the first that stands between digits is a token “times”, which
    tells what is around it.
    """
    tokens = state.tokens
    before = _list_neighbours(tokens)
    after = _list_neighbours(tokens[::-1])[::-1]
    waiting: list[int] = []
    for end, token in enumerate(tokens):
        if token.type not in _EMPHASIS:
            continue
        if token.nesting == 1:
            waiting.append(end)
            continue
        start = waiting.pop()
        around = [before[start][-1:], after[start][:1], before[end][-1:], after[end][:1]]
        # As in `2 *3 and 4* 5`.
        spaced = before[start].rstrip()[-1:], after[end].lstrip()[:1]
        is_number = [_is_number(character) for character in around]
        if all(is_number[:2]):
            told = start
        elif all(is_number[2:]):
            told = end
        elif _has_space(tokens[start:end]) and (
            (any(is_number) and all(map(str.isalnum, around)))
            or all(map(_is_number, [*around[1:3], *spaced]))
        ):
            told = start
        else:
            continue
        for one in (tokens[start], token):
            one.type, one.nesting, one.content = "text", 0, one.markup
        tokens[told].type = "times"
        tokens[told].meta = {"beside": (before[told], after[told])}


def _list_neighbours(tokens: Sequence[Token]) -> list[str]:
    """Return for each token the text before it, past other signs, paired or not."""
    found, last = [], ""
    for token in tokens:
        found.append(last)
        text = token.content if token.type == "text" else ""
        is_sign = token.type in _EMPHASIS or (token.type == "text" and not text.strip("*_"))
        last = last if is_sign else text
    return found


def _is_number(character: str) -> bool:
    """Tell whether a character is a digit or another number, such as ½."""
    return character != "" and unicodedata.category(character).startswith("N")


def _has_space(tokens: Sequence[Token]) -> bool:
    """Tell whether there are several words: `5mg*2 and 10mg*3` has, `H*2*O` not."""
    return any(" " in token.content or token.type.endswith("break") for token in tokens)


def _read_marks(state: StateCore) -> None:
    """Find call-outs, captions and check boxes before the inline text is read.

    Each is taken out of the text it opens and noted in `meta` of the token it belongs to; a
    call-out's title and a table's caption become inline tokens of their own behind that token.
    """
    tokens: list[Token] = []
    found = iter(range(len(state.tokens)))
    for index in found:
        token = state.tokens[index]
        tokens.append(token)
        if token.type != "inline" or not index or tokens[-2].type != "paragraph_open":
            continue
        # What the paragraph is the first of; the paragraph itself where it is the very first.
        opener = state.tokens[max(index - 2, 0)]
        if opener.type == "blockquote_open" and (match := _CALL_OUT.match(token.content)):
            opener.meta = {"name": match[1].strip()}
            rest = token.content[match.end() :].lstrip(" \t")
            title = _make_inline(token, match[2].strip(), "title")
            if rest:
                token.content = rest
                if token.map:
                    token.map = tokens[-2].map = [token.map[0] + 1, token.map[1]]
                tokens[-2:-2] = [title]
            else:
                tokens[-2:] = [title]
                next(found)
        elif opener.type == "list_item_open" and (match := _CHECK_BOX.match(token.content)):
            opener.meta = {"is_checked": match[1] in "xX"}
            token.content = token.content[match.end() :]
        elif _is_caption(state.tokens, index) and (match := _CAPTION.match(token.content)):
            token.content = token.content[match.end() :]
            token.meta = {"role": "caption"}
            tokens[-2:] = [state.tokens[index + 2], token]
            next(found)
            next(found)
    state.tokens = tokens


def _is_caption(tokens: list[Token], index: int) -> bool:
    following = tokens[index + 2 : index + 3]
    return bool(following) and following[0].type == "table_open"


def _make_inline(source: Token, content: str, role: str) -> Token:
    from markdown_it.token import Token

    return Token(
        "inline",
        "",
        0,
        map=list(source.map) if source.map else None,
        level=source.level,
        children=[],
        content=content,
        meta={"role": role},
        block=True,
    )
