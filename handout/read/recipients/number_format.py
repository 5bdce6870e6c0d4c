"""Show a number as a cell of a spreadsheet does, by the code of its format.

The codes are those of ECMA-376 part 1, 18.8.31: up to four sections for numbers above, below and at
nought and for texts, each of digits, literals, or parts of a day. No library that is kept does it.
What is known of a code is worked out once; a list has few codes and many cells.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from handout.read.recipients.days import (
    find_number_signs,
    find_windows_language,
    name_month,
    name_weekday,
)

_TOKEN = re.compile(
    r"""
    (?P<quoted>"[^"]*"?) | \\(?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General) | (?P<half>AM/PM|A/P)
    | (?P<day>y+|m+|d+|h+|s+|e+(?![+-])|g+|b+) | (?P<exponent>[eE][+-])
    | (?P<digits>[0#?.,]+) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_FORMS = {3: "abbreviated", 4: "wide", 5: "narrow"}
"""Of names of months and days, by how often their letter stands in a format."""
_KINDS = {"%": "percent", "@": "text", "/": "slash"}

_DIGITS = ".15g"
"""What Excel itself shows of a number; more digits are the noise of binary fractions."""

_LONGEST = 11
"""Characters of a number without a format, where Excel begins to write powers of ten."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a code, with the condition under which it is used and its language, if any."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None
    language: str

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)


def show_number(value: float, code: str, epoch: datetime, language: str = "en") -> str | None:
    """Return a number as a cell with that format shows it, or None where it shows no value.

    Args:
        value: The number in the cell.
        code: The code of the cell's format.
        epoch: Day 0.
        language: The language of months and days, where the code names none, and of the signs in
            numbers: spreadsheets show them as the country of the computer has them.
    """
    if not math.isfinite(value):
        return None
    section, magnitude = _choose(_read_code(code), value)
    if section is None:
        return None
    try:
        if section.has("text"):
            return show_general(value, language)
        if section.has("day", "half", "elapsed"):
            return _show_time(section, value, epoch, section.language or language)
        return _show_digits(section, magnitude, find_number_signs(language))
    except (ArithmeticError, ValueError):
        return None


def show_text(text: str, code: str) -> str:
    """Return a text as a cell with that format shows it: with the words around `@`, if any."""
    if "@" not in code or not (sections := _read_code(code))[-1].has("text"):
        return text
    return "".join(text if one.kind == "text" else one.text for one in sections[-1].tokens)


@functools.lru_cache(maxsize=1024)
def is_whole_day(code: str) -> bool:
    """Tell whether a format shows day, month and year, whatever their order."""
    (section, *_) = _read_code(code)
    shown = {token.text[0].lower() for token in section.tokens if token.kind == "day"}
    return {"d", "m", "y"} <= shown


@functools.lru_cache(maxsize=1024)
def shows_time(code: str) -> bool:
    """Tell whether a format shows the time of a day, too."""
    (section, *_) = _read_code(code)
    return any(token.kind == "day" and token.text[0] in "hHsS" for token in section.tokens)


@functools.lru_cache(maxsize=1024)
def _read_code(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, float] | None = None
    language = ""
    for match in _TOKEN.finditer(code + ";"):
        kind = match.lastgroup or ""
        text = match[kind]
        if kind == "quoted":
            tokens.append(_Token("literal", text.strip('"')))
        elif kind == "escaped":
            tokens.append(_Token("literal", text))
        elif kind == "space":
            tokens.append(_Token("literal", " "))
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(text):
                condition = found[1], float(found[2])
            elif text.startswith("$"):
                literal, _, tag = text[1:].partition("-")
                tokens.append(_Token("literal", literal))
                language = find_windows_language(tag) or language
            elif re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
                tokens.append(_Token("elapsed", text.lower()))
        elif kind == "other" and text == ";":
            sections.append(_Section(tuple(_merge_seconds(tokens)), condition, language))
            tokens, condition, language = [], None, ""
        elif kind == "other":
            tokens.append(_Token(_KINDS.get(text, "literal"), text))
        elif kind != "fill":
            tokens.append(_Token(kind, text))
    return tuple(sections)


def _merge_seconds(tokens: list[_Token]) -> list[_Token]:
    """Take the digits after the point of seconds, `ss.000`, for a part of the time."""
    is_time = any(token.kind in ("day", "elapsed") for token in tokens)
    return [
        _Token("parts", token.text)
        if is_time and token.kind == "digits" and re.fullmatch(r"\.0+", token.text)
        else _Token("literal", token.text)
        if is_time and token.kind in ("digits", "slash")
        else token
        for token in tokens
    ]


def _choose(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, float]:
    """Return the section that shows a number, and the number as that section is given it."""
    numbers = [one for one in sections if not one.has("text")] or list(sections)
    if any(one.condition for one in numbers):
        for one in numbers:
            if one.condition is None or _holds(one.condition, value):
                is_signed = one is numbers[0] or one.condition is None
                return one, value if is_signed else abs(value)
        return None, value
    if len(numbers) > 1 and value < 0:
        return numbers[1], abs(value)
    if len(numbers) > 2 and value == 0:
        return numbers[2], value
    return numbers[0], value


def _holds(condition: tuple[str, float], value: float) -> bool:
    compare: dict[str, Callable[[float, float], bool]] = {
        "<": float.__lt__,
        "<=": float.__le__,
        ">": float.__gt__,
        ">=": float.__ge__,
        "=": float.__eq__,
        "<>": float.__ne__,
    }
    return compare[condition[0]](float(value), condition[1])


def _show_digits(section: _Section, value: float, signs: Mapping[int, str]) -> str:
    tokens = section.tokens
    sign = "-" if value < 0 else ""
    if section.has("general"):
        shown = show_general(abs(value)).translate(signs)
        return sign + "".join(shown if one.kind == "general" else one.text for one in tokens)
    places = [index for index, one in enumerate(tokens) if one.kind == "digits"]
    if not places:
        return sign + "".join(one.text for one in tokens)
    number = abs(Decimal(format(value, _DIGITS))) * 100 ** sum(
        one.kind == "percent" for one in tokens
    )
    if section.has("slash"):
        shown = _show_fraction(tokens, number)
    elif section.has("exponent"):
        shown = _show_power(tokens, number).translate(signs)
    else:
        shown = _fill(tokens, places, number, signs)
    is_nought = not re.search(r"[1-9]", shown)
    return ("" if is_nought else sign) + shown


def _fill(
    tokens: tuple[_Token, ...], places: list[int], number: Decimal, signs: Mapping[int, str]
) -> str:
    """Put the digits of a number where the placeholders are, other signs among them kept."""
    pattern = "".join(tokens[index].text for index in places)
    whole, _, part = pattern.partition(".")
    thousands = len(whole) - len(whole.rstrip(",")) + len(part) - len(part.rstrip(","))
    scaled = number / 1000**thousands
    has_groups = "," in whole.rstrip(",")
    least = sum(one in "0?" for one in whole)
    part = part.replace(",", "").replace(".", "")
    digits = f"{scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP):f}"
    before, _, after = digits.partition(".")
    before = ("" if before == "0" else before).rjust(least, "0")
    while after and part[len(after) - 1] == "#" and after.endswith("0"):
        after = after[:-1]
    pieces = _spread(tokens, places, before, has_groups=has_groups)
    for index in places:
        piece = pieces[index].replace("\0", f".{after}" if after else "")
        pieces[index] = piece.translate(signs)
    return "".join(pieces)


def _spread(
    tokens: tuple[_Token, ...], places: list[int], before: str, *, has_groups: bool
) -> list[str]:
    """Give each run of placeholders before the point its digits, from the right; the first all."""
    left = len(before)
    pieces = [one.text for one in tokens]
    is_whole = [True] * len(tokens)
    for index in places:
        run = tokens[index].text
        is_whole[index] = "." not in "".join(tokens[one].text for one in places if one < index)
        pieces[index] = "\0" if "." in run else ""
    runs = [index for index in places if is_whole[index]]
    for index in reversed(runs):
        count = sum(one in "0#?" for one in tokens[index].text.partition(".")[0])
        start = 0 if index == runs[0] else max(0, left - count)
        digits = before[start:left]
        if has_groups and len(runs) == 1:
            digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
        pieces[index] = digits + pieces[index]
        left = start
    return pieces


def _show_fraction(tokens: tuple[_Token, ...], number: Decimal) -> str:
    slash = next(index for index, one in enumerate(tokens) if one.kind == "slash")
    below = tokens[slash + 1].text if slash + 1 < len(tokens) else "?"
    has_whole = sum(one.kind == "digits" for one in tokens[:slash]) > 1
    exact = Fraction(number)
    whole = int(exact) if has_whole else 0
    rest = exact - whole
    fixed = int(below) if below.isdecimal() and int(below) else 0
    near = (
        Fraction(round(rest * fixed), fixed)
        if fixed
        else rest.limit_denominator(10 ** max(1, len(below)) - 1)
    )
    if near >= 1 and has_whole:
        whole, near = whole + 1, Fraction(0)
    top, bottom = (round(rest * fixed), fixed) if fixed else (near.numerator, near.denominator)
    if has_whole and not top:
        return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"


def _show_power(tokens: tuple[_Token, ...], number: Decimal) -> str:
    at = next(index for index, one in enumerate(tokens) if one.kind == "exponent")
    pattern = "".join(one.text for one in tokens[:at] if one.kind == "digits")
    after = "".join(one.text for one in tokens[at + 1 :] if one.kind == "digits")
    whole, _, part = pattern.partition(".")
    # With several digits before the point, the power is a multiple of how many: 12.5E+3.
    step = max(1, sum(one in "0#?" for one in whole))
    power = number.adjusted() // step * step if number else 0
    digits = Decimal(1).scaleb(-len(part))
    mantissa = number.scaleb(-power).quantize(digits, ROUND_HALF_UP)
    if mantissa >= 10**step:
        power += step
        mantissa = number.scaleb(-power).quantize(digits, ROUND_HALF_UP)
    sign = "-" if power < 0 else "+" if tokens[at].text.endswith("+") else ""
    return f"{mantissa:f}E{sign}{abs(power):0{max(1, len(after))}d}"


def show_general(value: float, language: str = "en") -> str:
    """Return a number as a cell without a format shows it, with all the digits that it has."""
    text = format(value or 0.0, _DIGITS)
    if "e" in text and abs(value) < 10**_LONGEST and abs(value) >= 1e-9:
        text = f"{Decimal(text):f}"
    return text.replace("e", "E").translate(find_number_signs(language))


def _show_time(section: _Section, value: float, epoch: datetime, language: str) -> str | None:
    if value < 0:
        return None
    places = max((len(one.text) - 1 for one in section.tokens if one.kind == "parts"), default=0)
    seconds = Decimal(format(value, _DIGITS)) * 86_400
    seconds = seconds.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    moment = epoch + timedelta(days=int(seconds // 86_400), seconds=float(seconds % 86_400))
    if epoch.year == 1899 and value < 60:
        # The calendar of Excel has a 29th of February 1900.
        moment += timedelta(days=1) if value >= 1 else timedelta(0)
    is_half = section.has("half")
    total = int(seconds)
    shown = []
    tokens = section.tokens
    for index, token in enumerate(tokens):
        if token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            shown.append(str(total // unit).rjust(len(token.text), "0"))
        elif token.kind == "day":
            shown.append(
                _show_part(token.text.lower(), moment, language, is_half, _is_minute(tokens, index))
            )
        elif token.kind == "half":
            half = "AM" if moment.hour < 12 else "PM"
            shown.append(half if len(token.text) > 3 else half[0])
        elif token.kind == "parts":
            shown.append(f"{seconds % 1:.{len(token.text) - 1}f}"[1:])
        else:
            shown.append(token.text)
    return "".join(shown).strip()


def _is_minute(tokens: tuple[_Token, ...], index: int) -> bool:
    """Tell whether an `m` stands for minutes: next to hours or seconds."""
    parts = [
        (place, one.text[0].lower())
        for place, one in enumerate(tokens)
        if one.kind in ("day", "elapsed")
    ]
    at = next(number for number, (place, _) in enumerate(parts) if place == index)
    before = parts[at - 1][1] if at else ""
    after = parts[at + 1][1] if at + 1 < len(parts) else ""
    return before == "h" or after == "s"


def _show_part(part: str, moment: datetime, language: str, is_half: bool, is_minute: bool) -> str:
    size = len(part)
    if part[0] == "h":
        hour = (moment.hour % 12 or 12) if is_half else moment.hour
        return str(hour).rjust(min(size, 2), "0")
    if part[0] == "s":
        return str(moment.second).rjust(min(size, 2), "0")
    if part[0] == "m" and is_minute and size < 3:
        return str(moment.minute).rjust(size, "0")
    if part[0] == "m":
        if size < 3:
            return str(moment.month).rjust(size, "0")
        return name_month(moment.month, _FORMS.get(size, "wide"), language)
    if part[0] == "d":
        if size < 3:
            return str(moment.day).rjust(size, "0")
        return name_weekday(moment, _FORMS[min(size, 4)], language)
    if part[0] in "ye":
        return f"{moment.year % 100:02}" if part[0] == "y" and size < 3 else str(moment.year)
    return ""
