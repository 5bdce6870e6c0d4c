"""Find out how a list is encoded, and give its lines without ever holding the whole of it.

Spreadsheets save CSV as UTF-8 with or without a byte order mark, as UTF-16 (“Unicode text”), or
in Windows' own encoding. All of the file is looked at before a row is used, because the first
letter that tells may stand in the last row.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from handout.model import Report, Severity
from handout.read.recipients.faults import ListFault, ListSource

LINE_LIMIT = 1024 * 1024
"""Characters of one line, and of one value that goes over several. No note comes near it."""

_BLOCK = 256 * 1024
# RFC 3629 and the Unicode Standard, 23.8. UTF-16 needs its mark: without, it looks like binary.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# Windows-1252 has no characters there.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SAVE_AS_UTF8 = (
    "save it as UTF-8, or name its encoding: “--encoding windows-1250”, windows-1251, mac-roman or"
    " shift-jis, for instance."
)
# What other encodings make of letters when they are read as Windows-1252: signs between letters or
# before them, capitals within words, and words of accents alone.
_WORD = re.compile(r"\S*[^\x00-\x7f]\S*")
_ODD = re.compile(
    r"[A-Za-z][¡-©«-´¶-¾†‡ˆ‰‹›˜™„‚•€‘“ƒ][a-z]|(?<!\S)[£¥§¯¹³¼¾†‡][a-z]{2}"
    r"|[A-Za-z][ŽŠŒŸÀ-ÖØ-Þ](?=[a-z]|\b)|[a-z]‘(?!\w)|[À-ÖØ-öø-ÿ]{4}"
)
_ODD_SHARE = 0.2
_LOOKED_AT = 4 * 1024 * 1024
"""Characters of a list that are looked at for such words."""
_NOT_TEXT = "give a text file: this one looks like a picture, a document or a program."


def find_encoding(origin: ListSource, report: Report, given: str = "") -> str:
    """Return the codec by which the whole list can be read as text.

    Args:
        origin: The list.
        given: The codec that the user has named, if any.
        report: Where the note goes that it was taken for Windows-1252.

    Raises:
        ListFault: It is no text, or damaged; with the line of the first wrong byte.
    """
    if given:
        _check_marked(origin, given, given)
        return given
    with origin.open() as file:
        start = file.read(4)
    for mark, codec, title in _MARKS:
        if start.startswith(mark):
            _check_marked(origin, codec, title)
            return codec
    fault = _find_wrong_byte(origin)
    if fault is None:
        return "utf-8"
    position, byte, is_mixed = fault
    undefined = None if is_mixed else _find_undefined(origin)
    if is_mixed or undefined is not None:
        if undefined is not None:
            position, byte = undefined
        other = "UTF-8" if is_mixed else "neither UTF-8 nor Windows-1252"
        raise origin.fault(
            "encoding",
            f"{origin.title} is {'not UTF-8' if is_mixed else other} text: the byte 0x{byte:02X} "
            "cannot stand there.",
            line=_find_line(origin, position),
            hint=_SAVE_AS_UTF8,
        )
    with open_text(origin, "cp1252") as stream:
        words = _WORD.findall(stream.read(_LOOKED_AT))
    # Letters, not words: these are names.
    shown = " ".join(sorted({sign for word in words for sign in word if not sign.isascii()})[:20])
    if sum(_ODD.search(word) is not None for word in words) > _ODD_SHARE * len(words):
        raise origin.fault(
            "encoding",
            f"{origin.title} is not UTF-8, and as Windows-1252 it would print {shown} in words.",
            line=_find_line(origin, position),
            hint=_SAVE_AS_UTF8,
        )
    report(
        origin.problem(
            "windows-1252",
            f"{origin.title} is not UTF-8, so it was read as Windows-1252, with {shown}.",
            line=_find_line(origin, position),
            hint="look over accents and quotation marks; “--encoding” takes it for another.",
            severity=Severity.NOTE,
        )
    )
    return "cp1252"


def open_text(origin: ListSource, encoding: str) -> TextIO:
    r"""Open a list as text in which every line ends in `\n`, quoted line breaks included."""
    return io.TextIOWrapper(origin.open(), encoding=encoding, newline=None)


def read_lines(stream: TextIO, origin: ListSource) -> Iterator[str]:
    """Yield lines with their ends, as fast as the file itself would.

    Raises:
        ListFault: A line is longer than memory should be spent on.
    """
    return chain.from_iterable(_read_blocks(stream, origin))


def _read_blocks(stream: TextIO, origin: ListSource) -> Iterator[io.StringIO]:
    """Yield runs of whole lines; the file's own iterator would hold a line of any length."""
    rest, line = "", 1
    while block := stream.read(_BLOCK):
        block = rest + block
        cut = block.rfind("\n") + 1
        rest = block[cut:]
        if cut:
            line += block.count("\n")
            yield io.StringIO(block[:cut], newline="\n")
        if len(rest) > LINE_LIMIT:
            raise too_long(origin, line)
    if rest:
        yield io.StringIO(rest, newline="\n")


def too_long(origin: ListSource, line: int) -> ListFault:
    """Return the fault of a line or a value over the limit."""
    return origin.fault(
        "too-long",
        "a line or a value here is longer than 1 MB.",
        line=line,
        hint="check that it is a list of recipients, and that every quotation mark is closed.",
    )


def _check_marked(origin: ListSource, codec: str, title: str) -> None:
    """Read through a file whose first bytes name its encoding."""
    decoder = codecs.getincrementaldecoder(codec)()
    line, before = 1, ""
    with origin.open() as file:
        while True:
            data = file.read(_BLOCK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as fault:
                sound = fault.object[: fault.start].decode(codec, "ignore")
                raise origin.fault(
                    "encoding",
                    f"{origin.title} starts as {title} text and goes on as something else.",
                    line=line + _count_lines(sound),
                    hint=_SAVE_AS_UTF8,
                ) from fault
            if "\0" in text:
                raise _binary(origin, line + _count_lines(text[: text.index("\0")]))
            line += _count_lines(text) - (before.endswith("\r") and text.startswith("\n"))
            before = text
            if not data:
                return


def _find_wrong_byte(origin: ListSource) -> tuple[int, int, bool] | None:
    """Return where the file stops being UTF-8, the byte there, and whether it is mostly UTF-8.

    Letters that are sound UTF-8 before the wrong byte hardly ever come about in Windows-1252, so
    taking such a file for that would garble every name with an accent.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, has_letters = 0, False
    with origin.open() as file:
        while True:
            data = file.read(_BLOCK)
            if b"\0" in data:
                position = offset + data.index(b"\0")
                raise _binary(origin, _find_line(origin, position))
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as fault:
                has_letters = has_letters or not fault.object[: fault.start].isascii()
                position = offset - pending + fault.start
                return position, fault.object[fault.start], has_letters
            has_letters = has_letters or not text.isascii()
            offset += len(data)
            if not data:
                return None


def _find_undefined(origin: ListSource) -> tuple[int, int] | None:
    """Return where a byte stands that Windows-1252 has not, and the byte."""
    offset = 0
    with origin.open() as file:
        while data := file.read(_BLOCK):
            if found := _UNDEFINED.search(data):
                return offset + found.start(), found[0][0]
            offset += len(data)
    return None


def _find_line(origin: ListSource, position: int) -> int:
    """Return the line of a byte, whatever the line ends are."""
    line, last = 1, b""
    with origin.open() as file:
        while position > 0 and (data := file.read(min(_BLOCK, position))):
            position -= len(data)
            line += data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
            line -= last == b"\r" and data.startswith(b"\n")
            last = data[-1:]
    return line


def _count_lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _binary(origin: ListSource, line: int) -> ListFault:
    return origin.fault(
        "binary",
        f"{origin.title} is not text: it holds NUL characters.",
        line=line,
        hint=_NOT_TEXT,
    )
