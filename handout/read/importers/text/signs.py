"""Take the decorative signs out of pasted text: emoji, and the icons of a page's own font.

No shipped font has them, and a handout is not to fail for a picture of a bowl. A sign that opens
lines right below one another is a bullet; where some of those mean yes and others no, the no is
written. Everything else is left out, and told once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handout.read.importers.text.records import Finding, FindingKind, Line

_PLAIN = "✓✔✗✘☐☑☒"
"""Signs that are read as boxes and bullets."""
_SIGN = (
    rf"(?![{_PLAIN}])[\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\ue000-\uf8ff"
    r"\U0001f000-\U0001faff\U000f0000-\U0010ffff]"
)
_TAIL = r"[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]*"
_SIGNS = re.compile(rf"(?:{_SIGN}{_TAIL})+|[\ufe0e\ufe0f\u20e3]")
_LEADING = re.compile(rf"((?:{_SIGN}{_TAIL})+|[✓✔✗✘]{_TAIL})\s*(?=\S)")
_NUMBERS = {chr(first + n): f"{n + 1}" for first in (0x2776, 0x2780, 0x278A) for n in range(10)}
"""Numbers in circles, which stand for what they say."""
_NUMBER = re.compile(rf"^([{''.join(_NUMBERS)}])\s*(?=\S)|([{''.join(_NUMBERS)}])")
_NO = frozenset("❌✖✗✘⛔🚫🛑❎✕")
_YES = frozenset("✅✔✓☑👍")
_MOST_SHOWN = 12


def take_signs(lines: Sequence[Line]) -> tuple[list[Line], list[Finding]]:
    """Return the lines without decorative signs, and what was left out."""
    lines = [_write_numbers(line) for line in lines]
    leads = [match[1] if (match := _LEADING.match(line.text)) else "" for line in lines]
    firsts = {lead[0] for lead in leads if lead}
    is_mixed = bool(firsts & _NO) and bool(firsts & _YES)
    seen: dict[str, None] = {}
    taken: list[Line] = []
    for n, line in enumerate(lines):
        text, lead = line.text, leads[n]
        beside = {leads[at] for at in (n - 1, n + 1) if 0 <= at < len(lines)} - {""}
        if lead and (beside or (is_mixed and lead[0] in _NO)):
            rest = text[len(lead) :].lstrip()
            text = f"• No: {rest}" if is_mixed and lead[0] in _NO else f"• {rest}"
        for match in _SIGNS.finditer(line.text):
            seen.update(dict.fromkeys(match[0].rstrip("\ufe0f\ufe0e") or match[0]))
        text = re.sub(r" {2,}", " ", _SIGNS.sub(" ", text)).strip()
        cells = tuple(_SIGNS.sub("", cell).strip() for cell in line.cells)
        taken.append(replace(line, text=text, cells=cells) if text != line.text else line)
    if not seen:
        return list(lines), []
    shown = " ".join(sign for sign in seen if sign.isprintable())
    finding = Finding(
        kind=FindingKind.DROPPED,
        what="decorative signs",
        text=shown[: 2 * _MOST_SHOWN] or "signs of an icon font",
    )
    return taken, [finding]


def _write_numbers(line: Line) -> Line:
    """Write numbers in circles as others, and as a list's where they open a line."""
    if _NUMBERS.keys().isdisjoint(line.text):
        return line

    def write(match: re.Match[str]) -> str:
        return f"{_NUMBERS[match[1]]}. " if match[1] else f" {_NUMBERS[match[2]]} "

    return replace(line, text=" ".join(_NUMBER.sub(write, line.text).split(" ")).strip())
