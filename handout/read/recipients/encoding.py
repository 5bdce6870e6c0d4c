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
from contextlib import suppress
from itertools import chain
from pathlib import Path
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
_NAME = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
_ODD = re.compile(
    r"[A-Za-z][¡-©«-´¶-¾†‡ˆ‰‹›˜™„‚•€‘“ƒ][a-z]|(?<!\S)[£¥§¯¹³¼¾†‡][a-z]{2}"
    r"|[A-Za-z][ŽŠŒŸÀ-ÖØ-Þ](?=[a-z]|\b)|[a-z]‘(?!\w)|[À-ÖØ-öø-ÿ]{4}"
)
_ODD_SHARE = 0.2
_LOOKED_AT = 4 * 1024 * 1024
"""Bytes of a list that are looked at for such words."""
_LIKELY = ("windows-1252", "windows-1250", "windows-1251", "mac-roman", "shift-jis")
"""What office programs outside Unicode save lists in."""
_MOST_WORDS = 4
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
    data = origin.data
    for mark, codec, title in ((b"", given, given),) if given else _MARKS:
        if data.startswith(mark):
            if fault := _find_wrong_byte(data, codec):
                raise origin.fault(
                    "encoding",
                    f"{origin.title} starts as {title} text and goes on as something else.",
                    line=_find_line(data, fault[0], codec),
                    hint=_SAVE_AS_UTF8,
                )
            _refuse_binary(origin, codec)
            return codec
    _refuse_binary(origin, "latin-1")
    fault = _find_wrong_byte(data, "utf-8")
    if fault is None:
        return "utf-8"
    # Letters that are sound UTF-8 before the wrong byte hardly ever come about in Windows-1252, so
    # taking such a file for that would garble every name with an accent.
    position, is_mixed = fault
    undefined = _UNDEFINED.search(data)
    if is_mixed or undefined:
        position = undefined.start() if undefined and not is_mixed else position
        other = "not UTF-8" if is_mixed else "neither UTF-8 nor Windows-1252"
        raise origin.fault(
            "encoding",
            f"{origin.title} is {other} text: the byte 0x{data[position]:02X} cannot stand there.",
            line=_find_line(data, position),
            hint=_SAVE_AS_UTF8,
        )
    words = _WORD.findall(data[:_LOOKED_AT].decode("cp1252"))
    # Letters, not words: these are names.
    shown = " ".join(sorted({sign for word in words for sign in word if not sign.isascii()})[:20])
    if sum(_ODD.search(word) is not None for word in words) > _ODD_SHARE * len(words):
        raise origin.fault(
            "encoding",
            f"{origin.title} is not UTF-8, and as Windows-1252 it would print {shown} in words.",
            line=_find_line(data, position),
            hint=_SAVE_AS_UTF8,
        )
    report(
        origin.problem(
            "windows-1252",
            f"{origin.title} is not UTF-8, so it was read as Windows-1252, with {shown}.",
            line=_find_line(data, position),
            hint="look over accents and quotation marks; “--encoding” takes it for another.",
            severity=Severity.NOTE,
        )
    )
    return "cp1252"


def list_readings(source: Path) -> dict[str, str]:
    """Return some words of a list as each likely encoding prints them, where it is in doubt.

    These are names: they are for whoever holds the list, and for no message or log.
    """
    if not source.is_file():
        return {}
    with source.open("rb") as file:
        data = file.read(_LOOKED_AT)
    data = data[: data.rfind(b"\n") + 1] or data
    try:
        find_encoding(ListSource(path=source, data=data), lambda _problem: None)
    except ListFault as fault:
        if fault.problem.code != "recipients.encoding":
            return {}
    else:
        return {}
    found: dict[str, str] = {}
    for name in _LIKELY:
        with suppress(UnicodeDecodeError):
            words = dict.fromkeys(_NAME.findall(data.decode(name)))
            found[name] = ", ".join(list(words)[:_MOST_WORDS])
    return found


def open_text(origin: ListSource, encoding: str) -> TextIO:
    r"""Open a list as text in which every line ends in `\n`, quoted line breaks included."""
    return io.TextIOWrapper(io.BytesIO(origin.data), encoding=encoding, newline=None)


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


def _find_wrong_byte(data: bytes, codec: str) -> tuple[int, bool] | None:
    """Return where the text of a codec ends, and whether a letter beyond ASCII stands before."""
    decoder = codecs.getincrementaldecoder(codec)()
    has_letters = False
    for start in range(0, len(data), _BLOCK):
        pending = len(decoder.getstate()[0])
        block = data[start : start + _BLOCK]
        try:
            text = decoder.decode(block, final=start + _BLOCK >= len(data))
        except UnicodeDecodeError as fault:
            has_letters = has_letters or not fault.object[: fault.start].isascii()
            return start - pending + fault.start, has_letters
        has_letters = has_letters or not text.isascii()
    return None


def _find_line(data: bytes, position: int, codec: str = "latin-1") -> int:
    """Return the line of a byte, whatever the line ends are."""
    text = data[:position].decode(codec, "ignore")
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


def _refuse_binary(origin: ListSource, codec: str) -> None:
    """Refuse what has NUL characters.

    Raises:
        ListFault: It has one.
    """
    if b"\0" not in origin.data:
        return
    with open_text(origin, codec) as stream:
        line = 1
        while block := stream.read(_BLOCK):
            if "\0" in block:
                raise origin.fault(
                    "binary",
                    f"{origin.title} is not text: it holds NUL characters.",
                    line=line + block[: block.index("\0")].count("\n"),
                    hint=_NOT_TEXT,
                )
            line += block.count("\n")
